-- What came of the meeting of a town and a supplier, as each side says it right after the event and 3, 6 and 12 months
-- later. A row is the question; `result` is empty until it was answered. Codes are those of model/outcome.rs.
CREATE TABLE outcome (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    town TEXT NOT NULL,
    supplier TEXT NOT NULL,
    side TEXT NOT NULL,
    month BIGINT NOT NULL,
    result TEXT,
    reason TEXT,
    words TEXT NOT NULL,
    said_by TEXT NOT NULL,
    person TEXT,
    said_at BIGINT,
    asked_at BIGINT,
    reminded_at BIGINT,
    created_at BIGINT NOT NULL,
    edition BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, round, town, supplier, side, month)
);
CREATE INDEX outcome_town ON outcome (tenant, town);
CREATE INDEX outcome_supplier ON outcome (tenant, supplier);
