-- Projects that began as the outcome of a meeting in a round: one for each town and supplier that met there.
CREATE TABLE project_origin (
    tenant TEXT NOT NULL,
    project TEXT NOT NULL,
    round TEXT NOT NULL,
    town TEXT NOT NULL,
    supplier TEXT NOT NULL,
    PRIMARY KEY (tenant, project),
    UNIQUE (tenant, round, town, supplier)
);

-- Documents of a project; each is a file of the store, owned by its project. `is_public` says whether everybody who sees
-- the project may have it, or only towns that are signed in and the office.
CREATE TABLE project_file (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    project TEXT NOT NULL,
    title TEXT NOT NULL,
    is_public BOOLEAN NOT NULL,
    added_by TEXT,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX project_file_project ON project_file (tenant, project);
