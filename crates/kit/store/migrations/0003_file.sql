-- Files by name; many may have the same bytes (files.rs).
CREATE TABLE file (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    owner TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX file_sha256 ON file (tenant, sha256);
CREATE INDEX file_owner ON file (tenant, owner);

-- Bytes that are kept in the folder or in S3. Whoever writes or deletes them holds this row's lock.
CREATE TABLE file_bytes (
    tenant TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    PRIMARY KEY (tenant, sha256)
);
