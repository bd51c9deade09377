-- What a tenant says about its open data (model/open_data.rs, JSON). A tenant without a row publishes none.
CREATE TABLE open_data (
    tenant TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL,
    edition BIGINT NOT NULL
);
