-- Tasks stand in the case itself and among its events; nothing ever read this table, and nothing writes it any more.
-- after: 0.1.0
DROP TABLE case_task;
