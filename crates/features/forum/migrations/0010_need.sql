-- Needs as towns wrote them: one row per record of the current submission of an answer (survey.rs).
CREATE TABLE need (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    label TEXT NOT NULL,
    organisation TEXT NOT NULL,
    submission TEXT,
    place BIGINT NOT NULL,
    part TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    relevance BIGINT NOT NULL,
    horizon TEXT NOT NULL,
    existing_software TEXT NOT NULL,
    constraints TEXT NOT NULL,
    citizen_benefit TEXT NOT NULL,
    necessity TEXT NOT NULL,
    simpler TEXT NOT NULL,
    is_shared BOOLEAN NOT NULL,
    withdrawn_at BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, round, label)
);
CREATE INDEX need_round ON need (tenant, round);
CREATE INDEX need_organisation ON need (tenant, organisation);

-- Bodies that say: this is our need, too.
CREATE TABLE seconding (
    tenant TEXT NOT NULL,
    need TEXT NOT NULL,
    organisation TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, need, organisation)
);
