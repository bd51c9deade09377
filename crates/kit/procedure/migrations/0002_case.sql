-- Cases: what happened to an application (written once), and what that comes to (store/cases.rs).
CREATE TABLE case_state (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    definition TEXT NOT NULL,
    version TEXT NOT NULL,
    submission TEXT NOT NULL,
    holder TEXT NOT NULL,
    applicant TEXT NOT NULL,
    -- What a search looks through, in small letters.
    sought TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'waiting', 'proposed', 'decided', 'withdrawn', 'closed')),
    clerk TEXT,
    received TEXT NOT NULL,
    closed TEXT,
    seq BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, number),
    UNIQUE (tenant, submission),
    FOREIGN KEY (tenant, version) REFERENCES definition_version (tenant, id)
);
CREATE INDEX case_state_state ON case_state (tenant, state, received);
CREATE INDEX case_state_holder ON case_state (tenant, holder);
CREATE INDEX case_state_clerk ON case_state (tenant, clerk, state);

CREATE TABLE case_event (
    tenant TEXT NOT NULL,
    case_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    at BIGINT NOT NULL,
    json TEXT NOT NULL,
    before TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (tenant, case_id, seq),
    FOREIGN KEY (tenant, case_id) REFERENCES case_state (tenant, id)
);

-- The last number given per beginning and year.
CREATE TABLE case_number (
    tenant TEXT NOT NULL,
    prefix TEXT NOT NULL,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (tenant, prefix, year)
);

CREATE TABLE case_task (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    assignee TEXT NOT NULL,
    due TEXT,
    opened_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, case_id) REFERENCES case_state (tenant, id)
);
CREATE INDEX case_task_open ON case_task (tenant, case_id, ended_at);

-- Decisions, proposed and taken. Who approves is somebody else than who proposed, whatever the program does.
CREATE TABLE case_decision (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('approved', 'refused')),
    four_eyes BIGINT NOT NULL,
    is_deemed BIGINT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    approved_by TEXT,
    decided_at BIGINT,
    effective TEXT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, case_id) REFERENCES case_state (tenant, id),
    CHECK (four_eyes = 0 OR approved_by IS NULL OR approved_by <> proposed_by),
    CHECK (decided_at IS NULL OR four_eyes = 0 OR is_deemed = 1 OR approved_by IS NOT NULL)
);
-- A case is decided once.
CREATE UNIQUE INDEX case_decision_once ON case_decision (tenant, case_id) WHERE decided_at IS NOT NULL;
