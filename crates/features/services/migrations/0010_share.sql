-- Services that other tenants of the house may copy, and where a copied one came from (store/share.rs).
ALTER TABLE service ADD COLUMN shared BIGINT NOT NULL DEFAULT 0;

CREATE TABLE service_origin (
    tenant TEXT NOT NULL,
    service TEXT NOT NULL,
    -- The tenant and the service there.
    origin_tenant TEXT NOT NULL,
    origin_service TEXT NOT NULL,
    -- Of the version of the form there that was taken over last.
    hash TEXT NOT NULL,
    taken_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, service),
    -- Copied once, however often somebody clicks.
    UNIQUE (tenant, origin_tenant, origin_service),
    FOREIGN KEY (tenant, service) REFERENCES service (tenant, id)
);
