-- Orders to the bank: pay-outs and collections. Who releases one is somebody else than who made it, whatever the program does.
CREATE TABLE money_order (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('out', 'in')),
    day TEXT NOT NULL,
    -- The file for the bank, written when the order is made; what is released and downloaded is this.
    file TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    released_by TEXT,
    released_at BIGINT,
    downloaded_at BIGINT,
    dropped_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, number),
    CHECK (released_by IS NULL OR released_by <> made_by),
    CHECK ((released_by IS NULL) = (released_at IS NULL)),
    CHECK (downloaded_at IS NULL OR released_at IS NOT NULL),
    CHECK (dropped_at IS NULL OR downloaded_at IS NULL)
);

-- Permissions to collect. They are kept when they are revoked, as what was collected rests on them.
CREATE TABLE money_mandate (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    reference TEXT NOT NULL,
    signed TEXT NOT NULL,
    name TEXT NOT NULL,
    iban TEXT NOT NULL,
    revoked TEXT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, reference)
);

CREATE TABLE money_payment (
    tenant TEXT NOT NULL,
    order_id TEXT NOT NULL,
    claim TEXT NOT NULL,
    place BIGINT NOT NULL,
    batch TEXT NOT NULL,
    cents BIGINT NOT NULL CHECK (cents > 0),
    name TEXT NOT NULL,
    iban TEXT NOT NULL,
    mandate TEXT,
    -- When it ended without being carried out: the order was dropped, or the bank refused it, and why.
    ended_at BIGINT,
    reason TEXT,
    PRIMARY KEY (tenant, order_id, claim),
    FOREIGN KEY (tenant, order_id) REFERENCES money_order (tenant, id),
    FOREIGN KEY (tenant, mandate) REFERENCES money_mandate (tenant, id),
    CHECK (reason IS NULL OR ended_at IS NOT NULL)
);
-- A claim is never in two living orders.
CREATE UNIQUE INDEX money_payment_once ON money_payment (tenant, claim) WHERE ended_at IS NULL;
CREATE INDEX money_payment_mandate ON money_payment (tenant, mandate);

-- To whom a claim is paid out, where somebody completed or corrected it.
CREATE TABLE money_payee (
    tenant TEXT NOT NULL,
    claim TEXT NOT NULL,
    name TEXT NOT NULL,
    iban TEXT NOT NULL,
    PRIMARY KEY (tenant, claim)
);

-- By which mandate a claim is collected.
CREATE TABLE money_tie (
    tenant TEXT NOT NULL,
    claim TEXT NOT NULL,
    mandate TEXT NOT NULL,
    PRIMARY KEY (tenant, claim),
    FOREIGN KEY (tenant, mandate) REFERENCES money_mandate (tenant, id)
);
