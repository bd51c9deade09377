-- What became of every mail (mail.rs). Its words are in the job that sends it and are forgotten when it was sent.
CREATE TABLE mail (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    about TEXT NOT NULL,
    state TEXT NOT NULL,
    error TEXT,
    message_id TEXT,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX mail_about ON mail (tenant, about);
