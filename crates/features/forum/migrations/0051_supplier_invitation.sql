-- Suppliers that are invited to the event with one of their offers. `because` (JSON) says why an offer that stepped in
-- for another is the next best.
CREATE TABLE supplier_invitation (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    decision TEXT NOT NULL,
    organisation TEXT NOT NULL,
    offer TEXT NOT NULL,
    offer_label TEXT NOT NULL,
    state TEXT NOT NULL,
    deadline TEXT,
    instead_of TEXT,
    because TEXT,
    reason TEXT NOT NULL,
    edition BIGINT NOT NULL,
    listed_at BIGINT NOT NULL,
    invited_at BIGINT,
    opened_at BIGINT,
    answered_at BIGINT,
    answered_by TEXT NOT NULL,
    reminded_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, round, offer)
);

-- Whom an invitation reaches, and who comes to speak for the supplier.
CREATE TABLE supplier_contact (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    invitation TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    function TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    stopped_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, invitation, email)
);

-- Who was told what when: every mail to a supplier about the choice, in its words. A mailing reaches an address once.
CREATE TABLE supplier_letter (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    organisation TEXT NOT NULL,
    subject_of TEXT NOT NULL,
    kind TEXT NOT NULL,
    mailing TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    words TEXT NOT NULL,
    mail TEXT,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, mailing, subject_of, email)
);
CREATE INDEX supplier_letter_round ON supplier_letter (tenant, round);

-- The office's words for these mails (model/supplier_words.rs, JSON).
CREATE TABLE supplier_words (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    content TEXT NOT NULL,
    edition BIGINT NOT NULL,
    PRIMARY KEY (tenant, round)
);
