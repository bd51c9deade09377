-- Personal links, of which only a hash is kept (links.rs).
CREATE TABLE link (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    hash TEXT NOT NULL,
    purpose TEXT NOT NULL,
    subject TEXT NOT NULL,
    person TEXT,
    email TEXT,
    organisation TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    single_use BOOLEAN NOT NULL,
    used_at BIGINT,
    revoked_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX link_hash ON link (tenant, hash);
CREATE INDEX link_subject ON link (tenant, purpose, subject);

-- Who is signed in (session.rs).
CREATE TABLE session (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    hash TEXT NOT NULL,
    person TEXT NOT NULL,
    strong BOOLEAN NOT NULL,
    fresh_until BIGINT,
    device TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX session_hash ON session (tenant, hash);
CREATE INDEX session_person ON session (tenant, person);

-- Passkeys: public keys of people's devices (passkey.rs).
CREATE TABLE passkey (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    credential TEXT NOT NULL,
    public_key TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX passkey_credential ON passkey (tenant, credential);
CREATE INDEX passkey_person ON passkey (tenant, person);

-- A ceremony with a passkey that has begun; each may be finished once.
CREATE TABLE passkey_challenge (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    person TEXT,
    state TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);

-- The second factor by an app (one_time.rs). The secret is made of the salt and the key of the house.
CREATE TABLE one_time (
    tenant TEXT NOT NULL,
    person TEXT NOT NULL,
    salt TEXT NOT NULL,
    confirmed_at BIGINT,
    last_step BIGINT NOT NULL,
    PRIMARY KEY (tenant, person)
);

-- Codes on paper for the day the device is lost.
CREATE TABLE recovery_code (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    hash TEXT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX recovery_code_person ON recovery_code (tenant, person);

-- Tokens of the JSON API (token.rs).
CREATE TABLE api_token (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    hash TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX api_token_hash ON api_token (tenant, hash);
