-- Days without a change after which an application that was begun and never handed in is deleted.
ALTER TABLE service_place ADD COLUMN begun_days BIGINT NOT NULL DEFAULT 90;
