-- What a grant programme has to give away, year by year. Whatever the program does, no more is committed than there is.
CREATE TABLE grant_budget (
    tenant TEXT NOT NULL,
    service TEXT NOT NULL,
    year BIGINT NOT NULL,
    cents BIGINT NOT NULL,
    committed BIGINT NOT NULL,
    PRIMARY KEY (tenant, service, year),
    FOREIGN KEY (tenant, service) REFERENCES service (tenant, id),
    CHECK (committed >= 0 AND committed <= cents)
);

-- When one can apply.
CREATE TABLE grant_call (
    tenant TEXT NOT NULL,
    service TEXT NOT NULL,
    opens TEXT,
    closes TEXT,
    PRIMARY KEY (tenant, service),
    FOREIGN KEY (tenant, service) REFERENCES service (tenant, id)
);

-- Which way the money of a claim goes.
ALTER TABLE money_claim ADD COLUMN direction TEXT NOT NULL DEFAULT 'in';

-- Points of the panel, a sheet for each person and case.
CREATE TABLE grant_score (
    tenant TEXT NOT NULL,
    case_id TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    is_biased BIGINT NOT NULL,
    points TEXT NOT NULL,
    words TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, case_id, person)
);
