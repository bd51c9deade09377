-- One per round and body. Name, key and inhabitants are those of the day of the invitation: the figures of a round stay
-- what they were when towns merge or are renamed.
CREATE TABLE invitation (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    organisation TEXT NOT NULL,
    name TEXT NOT NULL,
    ags TEXT,
    inhabitants BIGINT NOT NULL,
    state TEXT NOT NULL,
    edition BIGINT NOT NULL,
    listed_at BIGINT NOT NULL,
    invited_at BIGINT,
    opened_at BIGINT,
    started_at BIGINT,
    answered_at BIGINT,
    declined_at BIGINT,
    reason TEXT,
    reminders BIGINT NOT NULL,
    reminded_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, round, organisation)
);

-- Whom the invitation reaches. Several people of one body may hold one; a contact who left keeps its row until the
-- round is cleared away, so that mails already sent can be explained.
CREATE TABLE invitation_contact (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    invitation TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    origin TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    mailed_at BIGINT,
    mail TEXT,
    mailing TEXT,
    stopped_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, invitation, email)
);
CREATE INDEX invitation_contact_round ON invitation_contact (tenant, round);

-- What the office writes to those it invites, and when they are reminded (model/correspondence.rs, JSON). A round
-- without a row has the shipped words and reminds nobody.
CREATE TABLE correspondence (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    content TEXT NOT NULL,
    edition BIGINT NOT NULL,
    PRIMARY KEY (tenant, round)
);
