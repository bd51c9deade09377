-- Filters of the in-tray that somebody wants to find again.
CREATE TABLE case_filter (
    tenant TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, person, name)
);
