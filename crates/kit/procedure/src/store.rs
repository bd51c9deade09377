//! Where forms, their versions, drafts and submissions are kept.
//!
//! * A **form** has a key that is unique in its tenant and belongs to an owner, such as `forum`.
//! * Its **versions** go from draft to live to retired. Only a draft can be edited; what is live stays as it is
//!   ([`forms`]).
//! * A **draft** holds the answers in progress of one holder (`invitation:ID`, `person:ID`), pinned to the version
//!   it was begun with ([`drafts`]).
//! * A **submission** is what was handed in. Nothing overwrites it: a correction is a new one that names the one
//!   before it ([`submissions`]); only who said something is taken out when that person is forgotten ([`personal`]).
//! * A **case** is what becomes of a submission: events that are written once, and what they come to ([`cases`],
//!   [`case_list`]).
//!
//! Who may do any of this is the caller's to decide.

pub mod case_list;
pub mod cases;
pub mod drafts;
pub mod forms;
pub mod personal;
pub mod retention;
pub mod submissions;

pub use case_list::{
    CaseFilter, clock_of, count_by_clerk, count_by_state, count_cases, list_cases, list_deadlines,
};
pub use cases::{
    Opening, Recorded, find_case, find_case_by_number, find_case_of, list_entries, open_case, record,
    verify_case,
};
pub use drafts::{
    Draft, Page, Save, Saved, Stale, begin_draft, correct, delete_draft, find_draft, find_draft_by_id,
    list_drafts, rebase_draft, save_page,
};
pub use forms::{
    Edited, Form, Published, State, Version, Versions, begin_version, delete_draft_version,
    find_draft_version, find_form, find_form_by_id, find_live, find_version, insert_definition, list_forms,
    list_versions, publish, retire, save_draft_version, undo,
};
pub use retention::{delete_case, delete_unsent, list_expired};
pub use submissions::{
    Assurance, Filter, Submission, Submitted, count_submissions, current_submission, find_submission,
    history, list_submissions, submit, submit_answers, take_over, withdraw,
};

use rathaus_store::Migration;

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = rathaus_store::migrations!(
    "procedure",
    "0001_form",
    "0002_case",
    "0003_revision",
    "0004_no_case_task",
    "0005_submission_sent"
);
