//! The discussion of a project: towns and the office write, change and withdraw their own words.

use axum::extract::Path;
use rathaus_store::{Id, Record};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Visitor};

use super::{one, seen};
use crate::policy;
use crate::store::comment::{insert_comment, update_comment, withdraw_comment};
use crate::store::project::KeptProject;

/// What somebody says, and the id under which sending it twice says it once.
pub(crate) struct Said {
    pub words: String,
    pub id: Option<Id>,
}

impl FromForm for Said {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let words = form.text("words", 2..=4_000);
        Some(Self { words: words?, id: form.raw("id").parse().ok() })
    }
}

/// A project that the visitor may write about.
async fn discussed(visitor: &Visitor, label: &str) -> Result<KeptProject, PageError> {
    visitor.person()?;
    let project = seen(visitor, &mut *visitor.read().await?, label).await?;
    if policy::may_begin_project(visitor) { Ok(project) } else { Err(PageError::Forbidden) }
}

/// Adds a contribution under an id; `false` where it is there already.
pub(crate) async fn say(visitor: &Visitor, label: &str, id: Id, words: &str) -> Result<bool, PageError> {
    let project = discussed(visitor, label).await?;
    let signed = visitor.person()?.clone();
    let body = policy::town_seats(&signed).next().map(|seat| seat.organisation);
    let mut change = visitor.change().await?;
    let by = (signed.person, signed.name.as_str());
    let is_new = insert_comment(&mut change, id, project.id, by, body, words).await?;
    if is_new {
        change.commit(Record::new("project.commented", project.id).with("comment", id)).await?;
    }
    Ok(is_new)
}

pub(super) async fn add(visitor: Visitor, Path(label): Path<String>, form: Form<Said>) -> Answer {
    let project = discussed(&visitor, &label).await?;
    let said = match form.checked() {
        Ok(said) => said,
        Err(sheet) => return one::page(&visitor, &project, Some(sheet)).await,
    };
    let id = said.id.unwrap_or_else(|| Id::new(visitor.now()));
    say(&visitor, &label, id, &said.words).await?;
    visitor.done(&format!("/projects/{label}#discussion"), "projects-comment-added")
}

fn id_of(text: &str) -> Result<Id, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// Changes the visitor's own words.
pub(crate) async fn reword(visitor: &Visitor, label: &str, id: &str, words: &str) -> Result<(), PageError> {
    let project = discussed(visitor, label).await?;
    let (id, person) = (id_of(id)?, visitor.person()?.person);
    let mut change = visitor.change().await?;
    if !update_comment(&mut change, id, project.id, person, words).await? {
        return Err(PageError::NotFound);
    }
    change.commit(Record::new("project.comment-changed", project.id).with("comment", id)).await?;
    Ok(())
}

pub(super) async fn change(
    visitor: Visitor,
    Path((label, id)): Path<(String, String)>,
    form: Form<Said>,
) -> Answer {
    let project = discussed(&visitor, &label).await?;
    id_of(&id)?;
    let said = match form.checked() {
        Ok(said) => said,
        Err(sheet) => return one::page(&visitor, &project, Some(sheet)).await,
    };
    reword(&visitor, &label, &id, &said.words).await?;
    visitor.done(&format!("/projects/{label}#discussion"), "projects-comment-changed")
}

/// Takes the visitor's own words out; the office, which answers for the page, anybody's.
pub(crate) async fn take_out(visitor: &Visitor, label: &str, id: &str) -> Result<(), PageError> {
    let person = visitor.person()?.person;
    visitor.scope_allows(policy::WRITE)?;
    let mut change = visitor.change().await?;
    let project = seen(visitor, &mut change, label).await?;
    let id = id_of(id)?;
    let whose = if policy::may_work(visitor).is_ok() { None } else { Some(person) };
    if !withdraw_comment(&mut change, id, project.id, whose).await? {
        return Err(PageError::NotFound);
    }
    change.commit(Record::new("project.comment-withdrawn", project.id).with("comment", id)).await?;
    Ok(())
}

pub(super) async fn withdraw(visitor: Visitor, Path((label, id)): Path<(String, String)>) -> Answer {
    take_out(&visitor, &label, &id).await?;
    visitor.done(&format!("/projects/{label}#discussion"), "projects-comment-withdrawn")
}
