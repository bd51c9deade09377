//! What forms hold about a person, to be taken along and to be forgotten.
//!
//! What somebody handed in for a body stays the body's: the answers keep what they say about it, and lose who said it. A
//! record of a group in which the person's address stands (a list of those who come to an event) is about that person,
//! so everything personal in it goes. What belongs to a case stays until the case goes.

use rathaus_store::{Actor, Arg, Change, Id, Session, StoreError, args, sql};
use serde::Serialize;

use super::Submission;
use crate::answers::Chosen;
use crate::{Answer, Answers};

/// Something that a person handed in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HandedIn {
    /// The form's title.
    pub form: String,
    /// What was handed in.
    pub submission: Submission,
}

/// What stands where a name stood.
const NOBODY: &str = "–";

/// Everything a person handed in, the oldest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_by(db: &mut Session, person: Id) -> Result<Vec<HandedIn>, StoreError> {
    let list = sql!(
        "SELECT s.*, d.title FROM submission s JOIN definition d ON d.tenant = s.tenant AND d.id = s.definition \
         WHERE s.tenant = $1 AND s.actor = $2 ORDER BY s.submitted_at, s.id"
    );
    let rows = db.all(list, args![Actor::Person(person).to_string()]).await?;
    rows.iter()
        .map(|row| Ok(HandedIn { form: row.get("title")?, submission: Submission::from_row(row)? }))
        .collect()
}

/// Takes a person's address and name out of answers, handed in or in progress, and throws away what they had begun in
/// their own name. Gives the number of rows touched. The caller commits.
///
/// # Errors
///
/// What the database says.
pub async fn forget(change: &mut Change, person: Id, email: &str, name: &str) -> Result<u64, StoreError> {
    let own = sql!("DELETE FROM draft WHERE tenant = $1 AND holder = $2");
    let mut touched = change.run(own, args![Actor::Person(person).to_string()]).await?;
    if email.is_empty() {
        return Ok(touched);
    }
    let pattern = format!("%{}%", email.to_lowercase().replace(['\\', '%', '_'], "_"));
    // What belongs to a case is a file of the authority: it goes with the case, when its retention is over.
    let submissions = sql!(
        "SELECT s.id, s.answers FROM submission s WHERE s.tenant = $1 AND lower(s.answers) LIKE $2 AND NOT EXISTS \
         (SELECT 1 FROM case_state c WHERE c.tenant = s.tenant AND c.holder = s.holder) ORDER BY s.id"
    );
    let drafts =
        sql!("SELECT id, answers FROM draft WHERE tenant = $1 AND lower(answers) LIKE $2 ORDER BY id");
    let of_submission = sql!("UPDATE submission SET answers = $3 WHERE tenant = $1 AND id = $2");
    let of_draft = sql!("UPDATE draft SET answers = $3, edition = edition + 1 WHERE tenant = $1 AND id = $2");
    for (list, save) in [(submissions, of_submission), (drafts, of_draft)] {
        for row in change.all(list, args![pattern.as_str()]).await? {
            let (id, mut answers): (Id, Answers) = (row.get("id")?, row.json("answers")?);
            if forget_in(&mut answers, email, name, false) {
                touched += change.run(save, &[Arg::from(id), Arg::json(&answers)?]).await?;
            }
        }
    }
    Ok(touched)
}

/// Whether anything was taken out. In a record everything personal goes where the address stands in it; elsewhere the
/// address, the telephone number beside it, and the name.
fn forget_in(answers: &mut Answers, email: &str, name: &str, is_record: bool) -> bool {
    let is_theirs = |one: &Answer| matches!(one, Answer::Email(text) if text.eq_ignore_ascii_case(email));
    let names = |text: &str| !name.is_empty() && text.trim().eq_ignore_ascii_case(name.trim());
    let mut is_touched = false;
    if answers.0.values().any(is_theirs) {
        is_touched = true;
        answers.0.retain(|_, one| match one {
            Answer::Phone(_) | Answer::Raw(_) => false,
            Answer::Address(_) | Answer::Iban(_) => !is_record,
            one => !is_theirs(one),
        });
        for one in answers.0.values_mut() {
            match one {
                Answer::Text(text) if is_record || names(text) => NOBODY.clone_into(text),
                Answer::Choice(Chosen::Other(text)) if is_record => NOBODY.clone_into(text),
                Answer::Several(chosen) if is_record => chosen.other = None,
                _ => {}
            }
        }
    }
    for one in answers.0.values_mut() {
        if let Answer::Records(records) = one {
            for record in records {
                is_touched |= forget_in(record, email, name, true);
            }
        }
    }
    is_touched
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(json: &str) -> Answers {
        serde_json::from_str(json).expect("answers")
    }

    #[test]
    fn a_record_of_a_person_is_emptied_and_others_stay() {
        let mut found = answers(
            r#"{"contact": {"text": "Ada Amt"}, "email": {"email": "Ada@Nord.example"}, "phone": {"phone": "+4956112345"},
                "body": {"text": "Stadt Calden"}, "people": {"records": [
                    {"name": {"text": "Ada Amt"}, "email": {"email": "ada@nord.example"}, "diet": {"text": "vegan"}},
                    {"name": {"text": "Bo Bau"}, "email": {"email": "bo@nord.example"}, "diet": {"text": "ohne Nuss"}}]}}"#,
        );
        assert!(forget_in(&mut found, "ada@nord.example", "ada amt", false));
        let left = answers(
            r#"{"contact": {"text": "–"}, "body": {"text": "Stadt Calden"}, "people": {"records": [
                {"name": {"text": "–"}, "diet": {"text": "–"}},
                {"name": {"text": "Bo Bau"}, "email": {"email": "bo@nord.example"}, "diet": {"text": "ohne Nuss"}}]}}"#,
        );
        assert_eq!(found, left);
        assert!(!forget_in(&mut found, "ada@nord.example", "ada amt", false), "once is enough");
    }
}
