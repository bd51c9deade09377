-- What suppliers offer. A draft has no label; it gets one (`O01`) when it is first submitted, and keeps it.
CREATE TABLE offer (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    label TEXT,
    organisation TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    description TEXT NOT NULL,
    deployment TEXT NOT NULL,
    hosting TEXT NOT NULL,
    certificates TEXT NOT NULL,
    standards TEXT NOT NULL,
    price_model TEXT NOT NULL,
    used_by TEXT NOT NULL,
    state TEXT NOT NULL,
    aside_reason TEXT,
    aside_at BIGINT,
    edition BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    submitted_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, round, label)
);
CREATE INDEX offer_organisation ON offer (tenant, organisation);

-- What the office asks a supplier about an offer, and the answer.
CREATE TABLE offer_question (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    offer TEXT NOT NULL,
    question TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    answer TEXT,
    answered_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX offer_question_offer ON offer_question (tenant, offer);
