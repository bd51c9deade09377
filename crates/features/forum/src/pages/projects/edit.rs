//! Writing about a project: begin it, from a publiccode.yml where there is one, change it, and say who sees it.

use axum::extract::Path;
use rathaus_people::organisation::{self, OrganisationFilter, OrganisationKind};
use rathaus_store::{Id, Record, Session, Slice};
use rathaus_web::{Answer, Fields, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use super::{area_names, seen};
use crate::model::project::{CostClass, ProjectStage, ProjectState};
use crate::policy;
use crate::publiccode;
use crate::store::project::{
    KeptProject, ProjectText, find_project, insert_project, list_answered, list_needs_of_body, save_needs,
    set_state, update_project,
};

/// What the form sends.
pub(crate) struct Written {
    text: ProjectText,
    organisation: Option<Id>,
    needs: Vec<Id>,
    edition: i64,
    is_published: bool,
}

impl FromForm for Written {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let is_published = form.raw("do") == "publish";
        // A draft may lack everything but its name; what others read must say enough to be of use.
        let least = |n: usize| if is_published { n } else { 0 };
        let title = form.text("title", 3..=160);
        let summary = form.text("summary", least(10)..=300);
        let description = form.text("description", least(40)..=8_000);
        let result = form.text("result", 0..=4_000);
        let citizen_benefit = form.text("citizen_benefit", 0..=2_000);
        let software = form.text("software", 0..=200);
        let supplier = form.text("supplier", 0..=200);
        let source_url = form.text("source_url", 0..=400);
        let licence = form.text("licence", 0..=60);
        let stage = form.choice("stage");
        let since = form.optional_date("since");
        let cost = form.choice("cost");
        let contact_name = form.text("contact_name", 0..=160);
        let contact_email = if form.raw("contact_email").is_empty() {
            Some(String::new())
        } else {
            form.email("contact_email")
        };
        if let Some(url) = source_url.as_deref().filter(|url| !url.is_empty())
            && !(url.starts_with("https://") || url.starts_with("http://"))
        {
            form.mistake("source_url", "projects-mistake-url");
        }
        let text = ProjectText {
            title: title?,
            summary: summary?,
            description: description?,
            result: result?,
            citizen_benefit: citizen_benefit?,
            software: software?,
            supplier: supplier?,
            source_url: source_url?,
            licence: licence?,
            stage: stage?,
            since: since?,
            cost: cost?,
            areas: form.fields().all("area"),
            contact_name: contact_name?,
            contact_email: contact_email?,
            contact_public: form.ticked("contact_public"),
        };
        Some(Self {
            text,
            organisation: form.raw("organisation").parse().ok(),
            needs: form.ids("need"),
            edition: form.raw("edition").parse().unwrap_or(0),
            is_published,
        })
    }
}

/// The form filled with a text.
fn filled(text: &ProjectText, edition: i64, needs: &[Id]) -> Sheet {
    let plain = [
        ("title", text.title.clone()),
        ("summary", text.summary.clone()),
        ("description", text.description.clone()),
        ("result", text.result.clone()),
        ("citizen_benefit", text.citizen_benefit.clone()),
        ("software", text.software.clone()),
        ("supplier", text.supplier.clone()),
        ("source_url", text.source_url.clone()),
        ("licence", text.licence.clone()),
        ("stage", text.stage.word().to_owned()),
        ("since", text.since.map(|day| day.to_string()).unwrap_or_default()),
        ("cost", text.cost.word().to_owned()),
        ("contact_name", text.contact_name.clone()),
        ("contact_email", text.contact_email.clone()),
        ("contact_public", if text.contact_public { "yes".to_owned() } else { String::new() }),
        ("edition", edition.to_string()),
    ];
    let mut values: Vec<(&str, String)> = plain.into_iter().collect();
    values.extend(text.areas.iter().map(|key| ("area", key.clone())));
    values.extend(needs.iter().map(|need| ("need", need.to_string())));
    Sheet::filled(values)
}

/// The bodies for which the visitor may begin a project, as choices: the office all towns and counties, others theirs.
async fn bodies(visitor: &Visitor, db: &mut Session) -> Result<Vec<(Id, String)>, PageError> {
    if policy::may_work(visitor).is_ok() {
        let mut all = Vec::new();
        for kind in [OrganisationKind::Municipality, OrganisationKind::County] {
            let filter = OrganisationFilter { kind: Some(kind), ..OrganisationFilter::default() };
            let (found, _) = organisation::list(db, &filter, Slice::first(u32::MAX)).await?;
            all.extend(found.into_iter().map(|body| (body.id, body.name)));
        }
        all.sort_by_cached_key(|(_, name)| rathaus_people::german_order(name));
        return Ok(all);
    }
    if !policy::may_begin_project(visitor) {
        visitor.person()?;
        return Err(PageError::Forbidden);
    }
    let signed = visitor.person()?;
    Ok(policy::town_seats(signed).map(|seat| (seat.organisation, seat.name.clone())).collect())
}

async fn page(
    visitor: &Visitor,
    project: Option<&KeptProject>,
    notes: Option<Vec<Value>>,
    sheet: Sheet,
) -> Answer {
    let mut view = visitor.read().await?;
    let bodies = match project {
        Some(_) => Vec::new(),
        None => bodies(visitor, &mut view).await?,
    };
    let option = |value: String, label: String| context! { value => value, label => label };
    let mut areas: Vec<(String, String)> = area_names(&mut view, visitor.lang()).await?.into_iter().collect();
    areas.sort_by_cached_key(|(_, name)| rathaus_people::german_order(name));
    let own = project.map(|project| project.organisation).or(match bodies.as_slice() {
        [(only, _)] => Some(*only),
        _ => None,
    });
    let needs = match own {
        Some(own) => list_needs_of_body(&mut view, own).await?,
        None => Vec::new(),
    };
    drop(view);
    let words =
        |stem: &str, words: &mut dyn Iterator<Item = &'static str>| -> Result<Vec<Value>, PageError> {
            words.map(|word| Ok(option(word.to_owned(), visitor.text(&format!("{stem}-{word}"))?))).collect()
        };
    let title = match project {
        Some(project) => project.text.title.clone(),
        None => visitor.text("projects-new")?,
    };
    let own = context! {
        project => project.map(|project| context! {
            label => project.label.clone(), town => project.town.clone(), state => project.state.word(),
        }),
        bodies => bodies.into_iter().map(|(id, name)| option(id.to_string(), name)).collect::<Vec<_>>(),
        areas => areas.into_iter().map(|(key, name)| option(key, name)).collect::<Vec<_>>(),
        needs => needs.into_iter().map(|need| option(need.id.to_string(), need.title)).collect::<Vec<_>>(),
        stages => words("projects-stage", &mut ProjectStage::ALL.iter().map(|stage| stage.word()))?,
        costs => words("projects-cost", &mut CostClass::ALL.iter().map(|cost| cost.word()))?,
        notes => notes,
    };
    if sheet.mistakes.is_empty() {
        let own = context! { form => visitor.form(&sheet)?, ..own };
        return visitor.page("forum/project-edit.html", title, own);
    }
    visitor.again("forum/project-edit.html", title, &sheet, own)
}

pub(super) async fn blank(visitor: Visitor) -> Answer {
    bodies(&visitor, &mut *visitor.read().await?).await?;
    page(&visitor, None, None, filled(&ProjectText::default(), 0, &[])).await
}

/// Reads a publiccode.yml into a blank form, with what is to be said about the file.
pub(super) async fn read_file(visitor: Visitor, fields: Fields) -> Answer {
    bodies(&visitor, &mut *visitor.read().await?).await?;
    let Some(upload) = fields.files.iter().find(|file| file.field == "file") else {
        let sheet = filled(&ProjectText::default(), 0, &[]).wrong("file", "form-required");
        return page(&visitor, None, None, sheet).await;
    };
    let found = publiccode::read(&upload.bytes);
    let notes = publiccode::say(&visitor, &found.notes)?;
    let text = publiccode::into_project(&found);
    page(&visitor, None, Some(notes), filled(&text, 0, &[])).await
}

/// Keys that are no area are left out.
async fn cleaned(
    visitor: &Visitor,
    db: &mut Session,
    mut text: ProjectText,
) -> Result<ProjectText, PageError> {
    let names = area_names(db, visitor.lang()).await?;
    text.areas.retain(|key| names.contains_key(key));
    text.areas.dedup();
    Ok(text)
}

pub(super) async fn begin(visitor: Visitor, form: Form<Written>) -> Answer {
    let bodies = bodies(&visitor, &mut *visitor.read().await?).await?;
    let (written, sheet) = match form.checked_with_sheet() {
        Ok(written) => written,
        Err(sheet) => return page(&visitor, None, None, sheet).await,
    };
    let chosen = match (written.organisation, bodies.as_slice()) {
        (Some(chosen), _) => Some(chosen),
        (None, [(only, _)]) => Some(*only),
        (None, _) => None,
    };
    let Some(body) = chosen.filter(|chosen| bodies.iter().any(|(id, _)| id == chosen)) else {
        return page(&visitor, None, None, sheet.wrong("organisation", "form-choose")).await;
    };
    let mut change = visitor.change().await?;
    let text = cleaned(&visitor, &mut change, written.text).await?;
    let (id, label) = insert_project(&mut change, body, &text).await?;
    let project = find_project(&mut change, &label).await?.ok_or(PageError::NotFound)?;
    save_needs(&mut change, &project, &written.needs).await?;
    if written.is_published {
        set_state(&mut change, id, ProjectState::Published).await?;
    }
    let act = if written.is_published { "project.published" } else { "project.begun" };
    change.commit(Record::new(act, id).with("body", body)).await?;
    let notice = if written.is_published { "projects-published" } else { "projects-saved" };
    visitor.done(&format!("/projects/{label}"), notice)
}

/// A project that the visitor may change.
async fn own(visitor: &Visitor, db: &mut Session, label: &str) -> Result<KeptProject, PageError> {
    visitor.person()?;
    let project = seen(visitor, db, label).await?;
    if policy::may_change_project(visitor, &project) { Ok(project) } else { Err(PageError::Forbidden) }
}

pub(super) async fn form(visitor: Visitor, Path(label): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let project = own(&visitor, &mut view, &label).await?;
    let needs: Vec<Id> =
        list_answered(&mut view, project.id).await?.into_iter().map(|need| need.id).collect();
    drop(view);
    let sheet = filled(&project.text, project.edition, &needs);
    page(&visitor, Some(&project), None, sheet).await
}

pub(super) async fn save(visitor: Visitor, Path(label): Path<String>, form: Form<Written>) -> Answer {
    let mut change = visitor.change().await?;
    let project = own(&visitor, &mut change, &label).await?;
    let (written, sheet) = match form.checked_with_sheet() {
        Ok(written) => written,
        Err(sheet) => {
            drop(change);
            return page(&visitor, Some(&project), None, sheet).await;
        }
    };
    // What others read already is never half: saving it needs what publishing needs.
    let is_short = written.text.summary.chars().count() < 10 || written.text.description.chars().count() < 40;
    if project.state == ProjectState::Published && is_short {
        drop(change);
        return page(&visitor, Some(&project), None, sheet.wrong("description", "projects-mistake-short"))
            .await;
    }
    let text = cleaned(&visitor, &mut change, written.text).await?;
    if !update_project(&mut change, project.id, written.edition, &text).await? {
        drop(change);
        return page(&visitor, Some(&project), None, sheet.wrong("", "projects-mistake-edition")).await;
    }
    save_needs(&mut change, &project, &written.needs).await?;
    let is_news = written.is_published && set_state(&mut change, project.id, ProjectState::Published).await?;
    let act = if is_news { "project.published" } else { "project.changed" };
    change.commit(Record::new(act, project.id)).await?;
    visitor.done(&format!("/projects/{label}"), if is_news { "projects-published" } else { "projects-saved" })
}

/// Whether others see it from now on.
pub(crate) struct Publication(bool);

impl FromForm for Publication {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        Some(Self(form.raw("do") == "publish"))
    }
}

pub(super) async fn publication(
    visitor: Visitor,
    Path(label): Path<String>,
    form: Form<Publication>,
) -> Answer {
    let mut change = visitor.change().await?;
    let project = own(&visitor, &mut change, &label).await?;
    let Ok(Publication(is_published)) = form.checked() else {
        return Err(PageError::BadRequest("do".to_owned()));
    };
    let is_short = project.text.summary.chars().count() < 10 || project.text.description.chars().count() < 40;
    if is_published && is_short {
        drop(change);
        let sheet =
            filled(&project.text, project.edition, &[]).wrong("description", "projects-mistake-short");
        return page(&visitor, Some(&project), None, sheet).await;
    }
    let state = if is_published { ProjectState::Published } else { ProjectState::Withdrawn };
    if set_state(&mut change, project.id, state).await? {
        let act = if is_published { "project.published" } else { "project.withdrawn" };
        change.commit(Record::new(act, project.id)).await?;
    }
    visitor.done(
        &format!("/projects/{label}"),
        if is_published { "projects-published" } else { "projects-withdrawn" },
    )
}
