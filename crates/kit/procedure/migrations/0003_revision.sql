-- Changes of what was granted. As with decisions, who approves is somebody else than who proposed.
CREATE TABLE case_revision (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    cents BIGINT NOT NULL CHECK (cents >= 0),
    four_eyes BIGINT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    approved_by TEXT,
    decided_at BIGINT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, case_id) REFERENCES case_state (tenant, id),
    CHECK (four_eyes = 0 OR approved_by IS NULL OR approved_by <> proposed_by),
    CHECK (decided_at IS NULL OR four_eyes = 0 OR approved_by IS NOT NULL)
);
CREATE INDEX case_revision_case ON case_revision (tenant, case_id);
