-- Notes on a case that name a colleague, until they are read (store/message.rs). The words stand among the case's events, too.
CREATE TABLE case_message (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    -- The number of the case, for lists.
    number TEXT NOT NULL,
    sender TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    recipient TEXT NOT NULL,
    recipient_name TEXT NOT NULL,
    words TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    read_at BIGINT,
    -- The recipient, or who stood in for them.
    read_by TEXT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX case_message_recipient ON case_message (tenant, recipient, read_at);
CREATE INDEX case_message_case ON case_message (tenant, case_id);
