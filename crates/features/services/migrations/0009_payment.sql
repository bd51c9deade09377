-- Paying on line: through whom, and who tried to. What was paid stands in the book of money; an attempt alone pays nothing.
CREATE TABLE payment_provider (
    tenant TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (tenant)
);

CREATE TABLE payment_attempt (
    tenant TEXT NOT NULL,
    -- The id of the request, too: asked again it is the same payment.
    id TEXT NOT NULL,
    claim TEXT NOT NULL,
    cents BIGINT NOT NULL CHECK (cents > 0),
    state TEXT NOT NULL CHECK (state IN ('begun', 'open', 'paid', 'failed', 'canceled', 'given_up')),
    -- What the provider calls it, once it has it.
    transaction_id TEXT,
    -- Where somebody pays.
    pay_at TEXT,
    -- What the provider's books call the payment, and how it was paid.
    reference TEXT,
    method TEXT,
    -- What went wrong when the provider was asked last.
    fault TEXT,
    begun_at BIGINT NOT NULL,
    asked_at BIGINT,
    ended_at BIGINT,
    -- When somebody of the office set aside one that was given up.
    seen_at BIGINT,
    PRIMARY KEY (tenant, id),
    CHECK (state NOT IN ('open', 'paid') OR transaction_id IS NOT NULL)
);
CREATE INDEX payment_attempt_claim ON payment_attempt (tenant, claim, begun_at);
-- A payment at the provider is one of ours.
CREATE UNIQUE INDEX payment_attempt_transaction ON payment_attempt (tenant, transaction_id) WHERE transaction_id IS NOT NULL;
