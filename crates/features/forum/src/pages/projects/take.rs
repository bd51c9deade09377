//! Taking a project over: which need of one's own it answers, the best fitting first.

use axum::extract::Path;
use rathaus_people::{membership, person};
use rathaus_store::{Change, Id, Record, Session};
use rathaus_text::index::{Config, Document, Index};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Role, Seat, Sheet, Visitor, context, mail};

use super::seen;
use crate::model::project::ProjectState;
use crate::policy;
use crate::store::project::{KeptProject, NamedNeed, list_needs_of_body};
use crate::store::takeover::{Takeover, end_takeover, list_takeovers_of, save_takeover};

/// The seats with which the visitor may take this project over; at least one.
fn seats(visitor: &Visitor, project: &KeptProject) -> Result<Vec<Seat>, PageError> {
    let signed = visitor.person()?;
    visitor.scope_allows(policy::WRITE)?;
    let seats: Vec<Seat> = policy::town_seats(signed).cloned().collect();
    if seats.is_empty() {
        return Err(PageError::Forbidden);
    }
    let others: Vec<Seat> =
        seats.into_iter().filter(|seat| seat.organisation != project.organisation).collect();
    if others.is_empty() {
        return Err(PageError::Conflict("projects-take-own"));
    }
    Ok(others)
}

/// A published project, and the seats with which the visitor may take it over.
async fn taken(
    visitor: &Visitor,
    db: &mut Session,
    label: &str,
) -> Result<(KeptProject, Vec<Seat>), PageError> {
    visitor.person()?;
    let project = seen(visitor, db, label).await?;
    let seats = seats(visitor, &project)?;
    if project.state != ProjectState::Published {
        return Err(PageError::Conflict("projects-take-draft"));
    }
    Ok((project, seats))
}

/// The needs of a body, those first that say most of what the project says.
fn fitting(project: &KeptProject, needs: Vec<NamedNeed>) -> Vec<NamedNeed> {
    let documents: Vec<Document<'_>> = needs
        .iter()
        .map(|need| Document { title: &need.title, text: &need.description, ..Document::default() })
        .collect();
    let index = Index::new(&documents, &Config::default());
    let text = &project.text;
    let query = format!("{} {} {}", text.title, text.summary, text.citizen_benefit);
    let hits: Vec<usize> =
        index.search(&query, needs.len().max(1)).into_iter().map(|hit| hit.doc as usize).collect();
    let rank = |place: usize| hits.iter().position(|hit| *hit == place).unwrap_or(usize::MAX);
    let mut ranked: Vec<(usize, NamedNeed)> = needs.into_iter().enumerate().collect();
    ranked.sort_by_key(|(place, _)| rank(*place));
    ranked.into_iter().map(|(_, need)| need).collect()
}

async fn page(visitor: &Visitor, project: &KeptProject, seats: &[Seat], sheet: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let mut bodies = Vec::new();
    let mut best = String::new();
    for seat in seats {
        let needs = fitting(project, list_needs_of_body(&mut view, seat.organisation).await?);
        if let (true, Some(first)) = (best.is_empty(), needs.first()) {
            best = format!("{} {}", seat.organisation, first.id);
        }
        // One choice says both: for which body, and for which of its needs.
        let mut options: Vec<_> = needs
            .iter()
            .map(|need| {
                let value = format!("{} {}", seat.organisation, need.id);
                context! { value => value, label => need.title.clone() }
            })
            .collect();
        options.push(context! {
            value => seat.organisation.to_string(), label => visitor.text("projects-take-no-need")?,
        });
        bodies.push(context! { name => seat.name.clone(), options => options });
        if best.is_empty() {
            best = seat.organisation.to_string();
        }
    }
    drop(view);
    let title =
        visitor.text_with("projects-take-title", &[("project", project.text.title.as_str().into())])?;
    let own = context! {
        project => context! {
            label => project.label.clone(), title => project.text.title.clone(), town => project.town.clone(),
        },
        bodies => bodies,
    };
    match sheet {
        Some(sheet) => visitor.again("forum/project-take.html", title, &sheet, own),
        None => {
            let form = visitor.form(&Sheet::filled([("for", best)]))?;
            visitor.page("forum/project-take.html", title, context! { form => form, ..own })
        }
    }
}

pub(super) async fn form(visitor: Visitor, Path(label): Path<String>) -> Answer {
    let (project, seats) = taken(&visitor, &mut *visitor.read().await?, &label).await?;
    page(&visitor, &project, &seats, None).await
}

/// For which body and need, and what it says about it.
pub(crate) struct Taking {
    pub organisation: Id,
    pub need: Option<Id>,
    pub words: String,
}

impl FromForm for Taking {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let chosen = form.text("for", 1..=120);
        let words = form.text("words", 0..=1_000);
        let chosen = chosen?;
        let (organisation, need) = chosen.split_once(' ').unwrap_or((&chosen, ""));
        let Ok(organisation) = organisation.parse() else {
            form.mistake("for", "form-no-such-choice");
            return None;
        };
        Some(Self { organisation, need: need.parse().ok(), words: words? })
    }
}

/// Writes to everybody who speaks for the body whose project it is.
async fn tell_owner(
    visitor: &Visitor,
    change: &mut Change,
    project: &KeptProject,
    town: &str,
    words: &str,
) -> Result<(), PageError> {
    let now = change.now();
    for seat in membership::list_of_organisation(change, project.organisation, now).await? {
        let reader = person::find(change, seat.person).await?.filter(|one| one.deleted_at.is_none());
        let Some(reader) = reader.filter(|one| seat.role == Role::Representative && !one.email.is_empty())
        else {
            continue;
        };
        let texts = visitor.app().texts(reader.lang);
        let args = [("project", project.text.title.as_str().into()), ("town", town.into())];
        let written = visitor.mail(
            reader.lang,
            "forum/offer-mail",
            texts.with("projects-mail-subject", &args)?,
            &reader.email,
            context! {
                why => texts.with("projects-mail-why", &args)?,
                lead => texts.with("projects-mail", &args)?,
                text => words,
                go => texts.get("projects-mail-go")?,
                link => visitor.full_url(&format!("/projects/{}", project.label)),
            },
        )?;
        mail::enqueue(change, written.about(format!("project:{}", project.id))).await?;
    }
    Ok(())
}

/// Takes a project over, and tells the body whose it is; `false` where the visitor does not speak for that body.
pub(crate) async fn take_over(visitor: &Visitor, label: &str, taking: &Taking) -> Result<bool, PageError> {
    let mut change = visitor.change().await?;
    let (project, seats) = taken(visitor, &mut change, label).await?;
    let Some(seat) = seats.iter().find(|seat| seat.organisation == taking.organisation) else {
        return Ok(false);
    };
    let before = list_takeovers_of(&mut change, project.id).await?;
    let is_same = |one: &Takeover| {
        one.organisation == seat.organisation && one.need == taking.need && one.words == taking.words
    };
    if before.iter().any(is_same) {
        // The button was pressed twice.
        return Ok(true);
    }
    let signed = visitor.person()?.clone();
    let by = (signed.name.as_str(), Some(signed.person));
    let is_taken =
        save_takeover(&mut change, project.id, seat.organisation, taking.need, &taking.words, by).await?;
    if !is_taken {
        return Err(PageError::Conflict("projects-take-draft"));
    }
    tell_owner(visitor, &mut change, &project, &seat.name, &taking.words).await?;
    change.commit(Record::new("project.taken-over", project.id).with("body", seat.organisation)).await?;
    Ok(true)
}

pub(super) async fn take(visitor: Visitor, Path(label): Path<String>, form: Form<Taking>) -> Answer {
    let (project, seats) = taken(&visitor, &mut *visitor.read().await?, &label).await?;
    let (taking, sheet) = match form.checked_with_sheet() {
        Ok(taking) => taking,
        Err(sheet) => return page(&visitor, &project, &seats, Some(sheet)).await,
    };
    if !take_over(&visitor, &label, &taking).await? {
        return page(&visitor, &project, &seats, Some(sheet.wrong("for", "form-no-such-choice"))).await;
    }
    visitor.done(&format!("/projects/{label}"), "projects-taken")
}

/// Which body takes it back.
pub(crate) struct Ending(Id);

impl FromForm for Ending {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.id("organisation").map(Self)
    }
}

/// Takes a takeover back; doing so again changes nothing.
pub(crate) async fn take_back(visitor: &Visitor, label: &str, body: Id) -> Result<(), PageError> {
    let mut change = visitor.change().await?;
    visitor.person()?;
    let project = seen(visitor, &mut change, label).await?;
    let seats = seats(visitor, &project)?;
    if !seats.iter().any(|seat| seat.organisation == body) {
        return Err(PageError::Forbidden);
    }
    if end_takeover(&mut change, project.id, body).await? {
        change.commit(Record::new("project.takeover-ended", project.id).with("body", body)).await?;
    }
    Ok(())
}

pub(super) async fn end(visitor: Visitor, Path(label): Path<String>, form: Form<Ending>) -> Answer {
    let project = seen(&visitor, &mut *visitor.read().await?, &label).await?;
    seats(&visitor, &project)?;
    let Ok(Ending(body)) = form.checked() else {
        return Err(PageError::BadRequest("organisation".to_owned()));
    };
    take_back(&visitor, &label, body).await?;
    visitor.done(&format!("/projects/{label}"), "projects-taken-back")
}
