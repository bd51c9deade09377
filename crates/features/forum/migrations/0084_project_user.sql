-- Who else uses the software of a project, as its town names them or as they stood in a publiccode.yml. `ags` is the key of
-- the body of the register that the name says, where it says one.
CREATE TABLE project_user (
    tenant TEXT NOT NULL,
    project TEXT NOT NULL,
    place BIGINT NOT NULL,
    name TEXT NOT NULL,
    ags TEXT,
    PRIMARY KEY (tenant, project, place)
);
