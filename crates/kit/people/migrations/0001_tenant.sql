-- Regions, counties and towns (tenant.rs). The tenant of a row is itself.
CREATE TABLE tenant (
    tenant TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    hosts TEXT NOT NULL,
    features TEXT NOT NULL,
    colour TEXT,
    logo TEXT,
    lang TEXT NOT NULL,
    sample BOOLEAN NOT NULL,
    texts TEXT NOT NULL,
    retention TEXT NOT NULL,
    edition BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX tenant_slug ON tenant (slug);

-- The picture of a tenant. In the database because every page needs it and no page knows a folder.
CREATE TABLE tenant_logo (
    tenant TEXT NOT NULL PRIMARY KEY,
    media_type TEXT NOT NULL,
    bytes BYTES NOT NULL
);
