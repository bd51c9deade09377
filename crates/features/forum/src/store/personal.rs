//! Everything the forum keeps under a person's account or address, to be taken along and to be forgotten.
//!
//! Words that a person wrote for a body, a jury or a discussion stay where they were read; the name goes. In the place of
//! a name that must not be empty stands [`NOBODY`].

use jiff::Timestamp;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};
use serde_json::{Map, Value, json};

/// What stands where a person's name stood.
pub const NOBODY: &str = "–";

fn texts(row: &Row, columns: &[&str]) -> Result<Map<String, Value>, StoreError> {
    let mut all = Map::new();
    for column in columns {
        let text: Option<String> = row.get(column)?;
        all.insert((*column).to_owned(), json!(text));
    }
    Ok(all)
}

fn rows(found: &[Row], columns: &[&str], time: &str) -> Result<Vec<Value>, StoreError> {
    found
        .iter()
        .map(|row| {
            let mut all = texts(row, columns)?;
            let at: Option<Timestamp> = row.get(time)?;
            all.insert(time.to_owned(), json!(at));
            Ok(Value::Object(all))
        })
        .collect()
}

/// What a person said as a juror: seats with their declarations, reviews and remarks.
pub async fn export_jury(db: &mut Session, person: Id) -> Result<Value, StoreError> {
    let seats = sql!(
        "SELECT r.title AS round, j.name, j.declared_at FROM juror j \
         JOIN round r ON r.tenant = j.tenant AND r.id = j.round WHERE j.tenant = $1 AND j.person = $2 ORDER BY r.title"
    );
    let declarations = sql!(
        "SELECT o.name AS supplier, d.reason, d.declared_at FROM jury_declaration d \
         JOIN juror j ON j.tenant = d.tenant AND j.id = d.juror \
         JOIN organisation o ON o.tenant = d.tenant AND o.id = d.organisation \
         WHERE d.tenant = $1 AND j.person = $2 AND d.is_conflict ORDER BY o.name"
    );
    let reviews = sql!(
        "SELECT o.title AS offer, v.content, v.done_at FROM review v \
         JOIN juror j ON j.tenant = v.tenant AND j.id = v.juror \
         JOIN offer o ON o.tenant = v.tenant AND o.id = v.offer \
         WHERE v.tenant = $1 AND j.person = $2 ORDER BY o.title, v.phase"
    );
    let remarks = sql!(
        "SELECT o.title AS offer, m.words, m.written_at FROM jury_remark m \
         JOIN offer o ON o.tenant = m.tenant AND o.id = m.offer \
         WHERE m.tenant = $1 AND m.person = $2 ORDER BY m.written_at"
    );
    let seats = db.all(seats, args![person]).await?;
    let declarations = db.all(declarations, args![person]).await?;
    let reviews = db.all(reviews, args![person]).await?;
    let remarks = db.all(remarks, args![person]).await?;
    Ok(json!({
        "seats": rows(&seats, &["round", "name"], "declared_at")?,
        "conflicts": rows(&declarations, &["supplier", "reason"], "declared_at")?,
        "reviews": rows(&reviews, &["offer", "content"], "done_at")?,
        "remarks": rows(&remarks, &["offer", "words"], "written_at")?,
    }))
}

/// What a person said about projects.
pub async fn export_projects(db: &mut Session, person: Id) -> Result<Value, StoreError> {
    let comments = sql!(
        "SELECT p.title AS project, c.name, c.words, c.written_at FROM project_comment c \
         JOIN project p ON p.tenant = c.tenant AND p.id = c.project \
         WHERE c.tenant = $1 AND c.person = $2 ORDER BY c.written_at"
    );
    let takeovers = sql!(
        "SELECT p.title AS project, t.by_name, t.words, t.taken_at FROM takeover t \
         JOIN project p ON p.tenant = t.tenant AND p.id = t.project \
         WHERE t.tenant = $1 AND t.person = $2 ORDER BY t.taken_at"
    );
    let comments = db.all(comments, args![person]).await?;
    let takeovers = db.all(takeovers, args![person]).await?;
    Ok(json!({
        "comments": rows(&comments, &["project", "name", "words"], "written_at")?,
        "takeovers": rows(&takeovers, &["project", "by_name", "words"], "taken_at")?,
    }))
}

/// Events that a person comes to, what they noted about their talks and said about the day, by their address.
pub async fn export_event(db: &mut Session, email: &str) -> Result<Value, StoreError> {
    let delegates = sql!(
        "SELECT r.title AS round, d.name, d.email, d.function, d.diet, d.assistance, d.checked_in_at FROM delegate d \
         JOIN round r ON r.tenant = d.tenant AND r.id = d.round \
         WHERE d.tenant = $1 AND lower(d.email) = lower($2) ORDER BY r.title, d.name"
    );
    let registrants = sql!(
        "SELECT r.title AS round, g.name, g.contact, g.email, g.created_at FROM registrant g \
         JOIN round r ON r.tenant = g.tenant AND r.id = g.round \
         WHERE g.tenant = $1 AND lower(g.email) = lower($2) ORDER BY r.title, g.name"
    );
    let notes = sql!(
        "SELECT r.title AS round, n.outcome, n.reason, n.words, n.own_words, n.changed_at FROM talk_note n \
         JOIN delegate d ON d.tenant = n.tenant AND d.id = n.delegate \
         JOIN round r ON r.tenant = n.tenant AND r.id = n.round \
         WHERE n.tenant = $1 AND lower(d.email) = lower($2) ORDER BY r.title, n.changed_at, n.talk"
    );
    let feedback = sql!(
        "SELECT r.title AS round, CAST(f.day_score AS TEXT) AS day_score, CAST(f.talk_score AS TEXT) AS talk_score, \
         f.good, f.better, f.comes_again, f.changed_at FROM event_feedback f \
         JOIN delegate d ON d.tenant = f.tenant AND d.id = f.delegate \
         JOIN round r ON r.tenant = f.tenant AND r.id = f.round \
         WHERE f.tenant = $1 AND lower(d.email) = lower($2) ORDER BY r.title, f.delegate"
    );
    let delegates = db.all(delegates, args![email]).await?;
    let registrants = db.all(registrants, args![email]).await?;
    let notes = db.all(notes, args![email]).await?;
    let feedback = db.all(feedback, args![email]).await?;
    let said = ["round", "day_score", "talk_score", "good", "better", "comes_again"];
    let person = ["round", "name", "email", "function", "diet", "assistance"];
    Ok(json!({
        "delegates": rows(&delegates, &person, "checked_in_at")?,
        "registrations": rows(&registrants, &["round", "name", "contact", "email"], "created_at")?,
        "notes": rows(&notes, &["round", "outcome", "reason", "words", "own_words"], "changed_at")?,
        "feedback": rows(&feedback, &said, "changed_at")?,
    }))
}

/// Forgets the name of a juror; what the jury found stays.
pub async fn forget_juror(change: &mut Change, person: Id) -> Result<u64, StoreError> {
    let forget = sql!("UPDATE juror SET name = $3, person = NULL WHERE tenant = $1 AND person = $2");
    change.run(forget, args![person, NOBODY]).await
}

/// Forgets who said something about projects.
pub async fn forget_projects(change: &mut Change, person: Id) -> Result<u64, StoreError> {
    let comments = sql!("UPDATE project_comment SET name = $3 WHERE tenant = $1 AND person = $2");
    let takeovers = sql!("UPDATE takeover SET by_name = $3, person = NULL WHERE tenant = $1 AND person = $2");
    let touched = change.run(comments, args![person, NOBODY]).await?;
    Ok(touched + change.run(takeovers, args![person, NOBODY]).await?)
}

/// Forgets who came to events, and who registered or answered by mail from this address; with them what they noted
/// about talks for themselves alone. The place that was taken stays taken.
pub async fn forget_address(change: &mut Change, email: &str) -> Result<u64, StoreError> {
    let delegates = sql!(
        "UPDATE delegate SET name = $3, email = '', function = '', diet = '', assistance = '' \
         WHERE tenant = $1 AND lower(email) = lower($2)"
    );
    let registrants =
        sql!("UPDATE registrant SET contact = '', email = '' WHERE tenant = $1 AND lower(email) = lower($2)");
    let registrations = sql!(
        "UPDATE registration SET contact = '', email = '' WHERE tenant = $1 AND lower(email) = lower($2)"
    );
    let outcomes = sql!("UPDATE outcome SET said_by = '' WHERE tenant = $1 AND lower(said_by) = lower($2)");
    let own_words = sql!(
        "UPDATE talk_note SET own_words = '' WHERE tenant = $1 AND own_words <> '' AND delegate IN \
         (SELECT id FROM delegate WHERE tenant = $1 AND lower(email) = lower($2))"
    );
    // Before the addresses go.
    let mut touched = change.run(own_words, args![email]).await?;
    touched += change.run(delegates, args![email, NOBODY]).await?;
    touched += change.run(registrants, args![email]).await?;
    touched += change.run(registrations, args![email]).await?;
    touched += change.run(outcomes, args![email]).await?;
    Ok(touched)
}
