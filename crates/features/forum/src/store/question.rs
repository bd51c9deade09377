//! What the office asks back about a need, and what the town answers.

use jiff::Timestamp;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};

/// A question about a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its id.
    pub id: Id,
    /// The need.
    pub need: Id,
    /// The body that is asked.
    pub organisation: Id,
    /// What is asked.
    pub words: String,
    /// Who asks, as the town reads it.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
    /// What the town says.
    pub answer: Option<String>,
    /// Who says it.
    pub answered_by: Option<String>,
    /// When.
    pub answered_at: Option<Timestamp>,
}

fn kept(row: &Row) -> Result<Question, StoreError> {
    Ok(Question {
        id: row.get("id")?,
        need: row.get("need")?,
        organisation: row.get("organisation")?,
        words: row.get("words")?,
        asked_by: row.get("asked_by")?,
        asked_at: row.get("asked_at")?,
        answer: row.get("answer")?,
        answered_by: row.get("answered_by")?,
        answered_at: row.get("answered_at")?,
    })
}

/// Adds a question.
pub async fn insert_question(change: &mut Change, round: Id, new: &Question) -> Result<(), StoreError> {
    let sql = sql!(
        "INSERT INTO question (tenant, id, round, need, organisation, words, asked_by, asked_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let values = args![
        new.id,
        round,
        new.need,
        new.organisation,
        new.words.as_str(),
        new.asked_by.as_str(),
        new.asked_at
    ];
    change.run(sql, values).await?;
    Ok(())
}

/// The questions of a round, the newest first.
pub async fn list_questions(db: &mut Session, round: Id) -> Result<Vec<Question>, StoreError> {
    let sql = sql!(
        "SELECT id, need, organisation, words, asked_by, asked_at, answer, answered_by, answered_at FROM question \
         WHERE tenant = $1 AND round = $2 ORDER BY asked_at DESC, id DESC"
    );
    db.all(sql, args![round]).await?.iter().map(kept).collect()
}

/// The question with this id, if it is one to this body.
pub async fn find_question(
    db: &mut Session,
    id: Id,
    organisation: Id,
) -> Result<Option<Question>, StoreError> {
    let sql = sql!(
        "SELECT id, need, organisation, words, asked_by, asked_at, answer, answered_by, answered_at FROM question \
         WHERE tenant = $1 AND id = $2 AND organisation = $3"
    );
    db.one(sql, args![id, organisation]).await?.as_ref().map(kept).transpose()
}

/// Notes the town's answer, in place of an earlier one.
pub async fn answer_question(
    change: &mut Change,
    id: Id,
    answer: &str,
    by: &str,
) -> Result<bool, StoreError> {
    let now = change.now();
    let sql = sql!(
        "UPDATE question SET answer = $3, answered_by = $4, answered_at = $5 WHERE tenant = $1 AND id = $2"
    );
    Ok(change.run(sql, args![id, answer, by, now]).await? == 1)
}

#[cfg(test)]
mod tests {
    use rathaus_store::{Actor, Record, TenantId, testing};

    use super::*;

    #[tokio::test]
    async fn a_question_is_answered_by_whom_it_was_asked() {
        for scratch in testing::both(&[crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let (round, town) = (Id::of_name("round"), Id::of_name("town"));
            let question = Question {
                id: Id::of_name("question"),
                need: Id::of_name("need"),
                organisation: town,
                words: "Wie viele Akten?".into(),
                asked_by: "Anna".into(),
                asked_at: testing::start(),
                answer: None,
                answered_by: None,
                answered_at: None,
            };
            let mut change = scope.change(Actor::Anonymous, testing::start()).await.expect("begins");
            insert_question(&mut change, round, &question).await.expect("kept");
            assert_eq!(find_question(&mut change, question.id, round).await.expect("read"), None);
            let found = find_question(&mut change, question.id, town).await.expect("read").expect("there");
            assert_eq!(found, question);
            assert!(answer_question(&mut change, question.id, "300", "Beck").await.expect("kept"));
            let all = list_questions(&mut change, round).await.expect("read");
            assert_eq!((all.len(), all[0].answer.as_deref()), (1, Some("300")));
            change.commit(Record::new("question.asked", round)).await.expect("kept");
        }
    }
}
