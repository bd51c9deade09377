-- What a mail server reported after it had taken a mail (mail/report.rs): came_back is 'returned' or 'delayed'. Beside
-- `state`, which the job that sends it keeps writing.
ALTER TABLE mail ADD COLUMN came_back TEXT;
ALTER TABLE mail ADD COLUMN came_back_words TEXT;
ALTER TABLE mail ADD COLUMN came_back_at BIGINT;
