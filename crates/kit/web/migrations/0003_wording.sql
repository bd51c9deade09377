-- Templates and texts that an office words in its own way (wording.rs). lang is empty where it holds for all.
CREATE TABLE wording (
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    lang TEXT NOT NULL,
    text TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, kind, name, lang)
);
