-- What the choice of offers is computed from (plan/ground.rs, JSON), kept with the plan of the same fingerprint.
CREATE TABLE selection_ground (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (tenant, round)
);

-- Rules of a choice under a name (model/selection.rs, JSON).
CREATE TABLE selection_variant (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    name TEXT NOT NULL,
    rules TEXT NOT NULL,
    edition BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, round, name)
);

-- Decisions on a choice. `content` (model/decision.rs, JSON) is what the first person signed; the second person is
-- always somebody else. A decision that was made is never changed; a later one names the one it replaces.
CREATE TABLE selection_decision (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    variant TEXT,
    state TEXT NOT NULL,
    content TEXT NOT NULL,
    replaces TEXT,
    first_by TEXT NOT NULL,
    first_name TEXT NOT NULL,
    first_at BIGINT NOT NULL,
    second_by TEXT,
    second_name TEXT,
    second_at BIGINT,
    void_why TEXT,
    void_at BIGINT,
    hash TEXT,
    PRIMARY KEY (tenant, id),
    CHECK (second_by IS NULL OR second_by <> first_by),
    CHECK ((state = 'made') = (second_by IS NOT NULL AND hash IS NOT NULL))
);
CREATE UNIQUE INDEX selection_decision_open ON selection_decision (tenant, round) WHERE state = 'signed';
