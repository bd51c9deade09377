-- Municipalities, counties, suppliers and other bodies (organisation.rs).
CREATE TABLE organisation (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    ags TEXT,
    inhabitants BIGINT,
    county TEXT,
    website TEXT,
    state TEXT NOT NULL,
    merged_into TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX organisation_ags ON organisation (tenant, ags) WHERE state = 'active';
