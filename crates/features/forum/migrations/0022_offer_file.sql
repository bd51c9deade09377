-- Files of an offer: what each is called by its supplier. The file itself is a row of `file` with the same id.
CREATE TABLE offer_file (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    offer TEXT NOT NULL,
    title TEXT NOT NULL,
    added_by TEXT,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX offer_file_offer ON offer_file (tenant, offer);
