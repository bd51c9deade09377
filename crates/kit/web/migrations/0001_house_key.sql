-- Secrets that all servers of one house share, such as the key of form tokens (keys.rs). The tenant is the house.
CREATE TABLE house_key (
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (tenant, name)
);
