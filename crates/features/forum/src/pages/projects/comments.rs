//! The discussion of a project: towns and the office write, change and withdraw their own words.

use axum::extract::Path;
use rathaus_store::{Id, Record};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Visitor};

use super::{one, seen};
use crate::policy;
use crate::store::comment::{insert_comment, update_comment, withdraw_comment};

/// What somebody says, and the id under which sending it twice says it once.
pub(crate) struct Said {
    words: String,
    id: Option<Id>,
}

impl FromForm for Said {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let words = form.text("words", 2..=4_000);
        Some(Self { words: words?, id: form.raw("id").parse().ok() })
    }
}

pub(super) async fn add(visitor: Visitor, Path(label): Path<String>, form: Form<Said>) -> Answer {
    let signed = visitor.person()?.clone();
    let mut change = visitor.change().await?;
    let project = seen(&visitor, &mut change, &label).await?;
    if !policy::may_begin_project(&visitor) {
        return Err(PageError::Forbidden);
    }
    let said = match form.checked() {
        Ok(said) => said,
        Err(sheet) => {
            drop(change);
            return one::page(&visitor, &project, Some(sheet)).await;
        }
    };
    let body = policy::town_seats(&signed).next().map(|seat| seat.organisation);
    let id = said.id.unwrap_or_else(|| Id::new(visitor.now()));
    let is_new =
        insert_comment(&mut change, id, project.id, (signed.person, &signed.name), body, &said.words).await?;
    if is_new {
        change.commit(Record::new("project.commented", project.id).with("comment", id)).await?;
    }
    visitor.done(&format!("/projects/{label}#discussion"), "projects-comment-added")
}

fn id_of(text: &str) -> Result<Id, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

pub(super) async fn change(
    visitor: Visitor,
    Path((label, id)): Path<(String, String)>,
    form: Form<Said>,
) -> Answer {
    let person = visitor.person()?.person;
    let mut change = visitor.change().await?;
    let project = seen(&visitor, &mut change, &label).await?;
    if !policy::may_begin_project(&visitor) {
        return Err(PageError::Forbidden);
    }
    let id = id_of(&id)?;
    let said = match form.checked() {
        Ok(said) => said,
        Err(sheet) => {
            drop(change);
            return one::page(&visitor, &project, Some(sheet)).await;
        }
    };
    if !update_comment(&mut change, id, project.id, person, &said.words).await? {
        return Err(PageError::NotFound);
    }
    change.commit(Record::new("project.comment-changed", project.id).with("comment", id)).await?;
    visitor.done(&format!("/projects/{label}#discussion"), "projects-comment-changed")
}

pub(super) async fn withdraw(visitor: Visitor, Path((label, id)): Path<(String, String)>) -> Answer {
    let person = visitor.person()?.person;
    let mut change = visitor.change().await?;
    let project = seen(&visitor, &mut change, &label).await?;
    let id = id_of(&id)?;
    // The office answers for the page and may take out anybody's words.
    let whose = if policy::may_work(&visitor).is_ok() { None } else { Some(person) };
    if !withdraw_comment(&mut change, id, project.id, whose).await? {
        return Err(PageError::NotFound);
    }
    change.commit(Record::new("project.comment-withdrawn", project.id).with("comment", id)).await?;
    visitor.done(&format!("/projects/{label}#discussion"), "projects-comment-withdrawn")
}
