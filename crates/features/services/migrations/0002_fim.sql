-- What forms were made from: schemas of FIM, whole, so that what a form does not hold goes out again with it, and
-- descriptions of services.
CREATE TABLE fim (
    tenant TEXT NOT NULL,
    form TEXT NOT NULL,
    -- The file it was looked at in, before it was taken over.
    upload TEXT NOT NULL,
    json TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, form),
    UNIQUE (tenant, upload)
);
