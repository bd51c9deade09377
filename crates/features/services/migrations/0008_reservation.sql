-- What is kept for whom. The days themselves stand below, so that no day is given twice.
CREATE TABLE reservation (
    tenant TEXT NOT NULL,
    case_id TEXT NOT NULL,
    service TEXT NOT NULL,
    place TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    freed_at BIGINT,
    deposit BIGINT NOT NULL,
    returned BIGINT,
    PRIMARY KEY (tenant, case_id),
    CHECK (returned IS NULL OR (returned >= 0 AND returned <= deposit))
);

CREATE TABLE reservation_day (
    tenant TEXT NOT NULL,
    service TEXT NOT NULL,
    place TEXT NOT NULL,
    day TEXT NOT NULL,
    case_id TEXT NOT NULL,
    PRIMARY KEY (tenant, service, place, day)
);
CREATE INDEX reservation_day_case ON reservation_day (tenant, case_id);
