-- A call for needs that no offer covers. `needs` is a list of labels (JSON).
CREATE TABLE targeted_call (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    needs TEXT NOT NULL,
    ends TEXT NOT NULL,
    state TEXT NOT NULL,
    edition BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    published_at BIGINT,
    closed_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX targeted_call_round ON targeted_call (tenant, round);

-- Offers that came on a call.
CREATE TABLE call_offer (
    tenant TEXT NOT NULL,
    offer TEXT NOT NULL,
    call TEXT NOT NULL,
    PRIMARY KEY (tenant, offer)
);
