-- Applications that come over FIT-Connect: where they are fetched, which service takes which, and what came.
CREATE TABLE fit_connection (
    tenant TEXT NOT NULL,
    json TEXT NOT NULL,
    -- When the delivery service was asked last, and when it answered last.
    asked_at BIGINT,
    good_at BIGINT,
    -- What went wrong when it was asked last, how often in a row, and before when it is not asked again.
    fault TEXT,
    faults BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    PRIMARY KEY (tenant)
);

-- Which service takes what: the key of a service in the catalogue of the federal states, and a schema of data.
CREATE TABLE fit_route (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    service TEXT NOT NULL,
    leika TEXT NOT NULL,
    schema_uri TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, leika, schema_uri),
    FOREIGN KEY (tenant, service) REFERENCES service (tenant, id)
);

CREATE TABLE fit_arrival (
    tenant TEXT NOT NULL,
    -- The delivery service's id of the submission: it becomes one application, however often it is listed.
    id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'kept', 'accepted', 'refused', 'rejected', 'gone')),
    destination TEXT NOT NULL,
    -- The delivery service's id of the case.
    fit_case TEXT NOT NULL,
    -- Why it waits, or what went wrong when it was answered last.
    reason TEXT,
    fault TEXT,
    tries BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    -- Our case.
    case_id TEXT,
    json TEXT NOT NULL,
    found_at BIGINT NOT NULL,
    decided_at BIGINT,
    answered_at BIGINT,
    PRIMARY KEY (tenant, id),
    CHECK (state NOT IN ('kept', 'accepted') OR case_id IS NOT NULL),
    CHECK (state NOT IN ('kept', 'accepted', 'refused', 'rejected') OR decided_at IS NOT NULL)
);
CREATE INDEX fit_arrival_state ON fit_arrival (tenant, state, found_at);
-- A case comes from one submission.
CREATE UNIQUE INDEX fit_arrival_case ON fit_arrival (tenant, case_id) WHERE case_id IS NOT NULL;
