//! Writing about a project: begin it, from a publiccode.yml where there is one, change it, and say who sees it.

use axum::extract::Path;
use rathaus_core::Ags;
use rathaus_people::organisation::{self, OrganisationFilter, OrganisationKind};
use rathaus_store::{Change, Id, Record, Session, Slice};
use rathaus_web::{Answer, Fields, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, shown};

use super::{area_names, seen};
use crate::model::project::{CostClass, ProjectStage, ProjectState, named_body};
use crate::policy;
use crate::publiccode::{self, PubliccodeNote};
use crate::store::project::user::{list_named_users, save_named_users};
use crate::store::project::{
    KeptProject, ProjectText, find_label, find_project, insert_project_as, list_answered, list_needs_of_body,
    save_needs, set_state, update_project,
};

/// What the form sends.
pub(crate) struct Written {
    pub text: ProjectText,
    pub organisation: Option<Id>,
    pub needs: Vec<Id>,
    /// Who else uses it, by name.
    pub users: Vec<String>,
    pub edition: i64,
    pub is_published: bool,
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
        let users = form.text("users", 0..=8_000);
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
            users: lines_of(&users?),
            edition: form.raw("edition").parse().unwrap_or(0),
            is_published,
        })
    }
}

/// Most users that a project names.
const MOST_USERS: usize = 200;

/// The names in a list, one on each line.
fn lines_of(text: &str) -> Vec<String> {
    let names = text.lines().map(str::trim).filter(|name| !name.is_empty());
    let cut = |name: &str| name.chars().take(160).collect::<String>();
    names.map(cut).take(MOST_USERS).collect()
}

/// Keeps who else uses it, each with the body of the register that the name says; the own body is no other.
async fn keep_users(change: &mut Change, project: &KeptProject, names: &[String]) -> Result<(), PageError> {
    let users: Vec<(String, Option<Ags>)> = names
        .iter()
        .map(|name| (name.clone(), named_body(name)))
        .filter(|(name, ags)| !(ags.is_some() && *ags == project.ags) && *name != project.town)
        .collect();
    save_named_users(change, project.id, &users).await?;
    Ok(())
}

/// The form filled with a text.
fn filled(text: &ProjectText, edition: i64, needs: &[Id], users: &[String]) -> Sheet {
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
        ("users", users.join("\n")),
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
    notes: Option<Vec<PubliccodeNote>>,
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
        notes => notes.map(shown),
    };
    if sheet.mistakes.is_empty() {
        let own = context! { form => visitor.form(&sheet)?, ..own };
        return visitor.page("forum/project-edit.html", title, own);
    }
    visitor.again("forum/project-edit.html", title, &sheet, own)
}

pub(super) async fn blank(visitor: Visitor) -> Answer {
    bodies(&visitor, &mut *visitor.read().await?).await?;
    page(&visitor, None, None, filled(&ProjectText::default(), 0, &[], &[])).await
}

/// Reads a publiccode.yml into a blank form, with what is to be said about the file.
pub(super) async fn read_file(visitor: Visitor, fields: Fields) -> Answer {
    bodies(&visitor, &mut *visitor.read().await?).await?;
    if let Some(barred) = fields.barred_sheet() {
        let mut sheet = filled(&ProjectText::default(), 0, &[], &[]);
        sheet.mistakes = barred.mistakes;
        return page(&visitor, None, None, sheet).await;
    }
    let Some(upload) = fields.files.iter().find(|file| file.field == "file") else {
        let sheet = filled(&ProjectText::default(), 0, &[], &[]).wrong("file", "form-required");
        return page(&visitor, None, None, sheet).await;
    };
    let found = publiccode::read(&upload.bytes);
    let notes = publiccode::say(&visitor, &found.notes)?;
    let text = publiccode::into_project(&found);
    page(&visitor, None, Some(notes), filled(&text, 0, &[], &found.users)).await
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

/// Begins a project under this id; gives its label, or nothing where the visitor may not begin one for that body.
pub(crate) async fn begin_as(
    visitor: &Visitor,
    id: Id,
    written: &Written,
) -> Result<Option<String>, PageError> {
    let bodies = bodies(visitor, &mut *visitor.read().await?).await?;
    let chosen = match (written.organisation, bodies.as_slice()) {
        (Some(chosen), _) => Some(chosen),
        (None, [(only, _)]) => Some(*only),
        (None, _) => None,
    };
    let Some(body) = chosen.filter(|chosen| bodies.iter().any(|(id, _)| id == chosen)) else {
        return Ok(None);
    };
    let mut change = visitor.change().await?;
    if let Some(before) = find_label(&mut change, id).await? {
        return Ok(Some(before));
    }
    let text = cleaned(visitor, &mut change, written.text.clone()).await?;
    let label = insert_project_as(&mut change, id, body, &text).await?;
    let project = find_project(&mut change, &label).await?.ok_or(PageError::NotFound)?;
    save_needs(&mut change, &project, &written.needs).await?;
    keep_users(&mut change, &project, &written.users).await?;
    if written.is_published {
        set_state(&mut change, id, ProjectState::Published).await?;
    }
    let act = if written.is_published { "project.published" } else { "project.begun" };
    change.commit(Record::new(act, id).with("body", body)).await?;
    Ok(Some(label))
}

pub(super) async fn begin(visitor: Visitor, form: Form<Written>) -> Answer {
    bodies(&visitor, &mut *visitor.read().await?).await?;
    let (written, sheet) = match form.checked_with_sheet() {
        Ok(written) => written,
        Err(sheet) => return page(&visitor, None, None, sheet).await,
    };
    match begin_as(&visitor, Id::new(visitor.now()), &written).await? {
        None => page(&visitor, None, None, sheet.wrong("organisation", "form-choose")).await,
        Some(label) => {
            let notice = if written.is_published { "projects-published" } else { "projects-saved" };
            visitor.done(&format!("/projects/{label}"), notice)
        }
    }
}

/// A project that the visitor may change.
pub(crate) async fn own(visitor: &Visitor, db: &mut Session, label: &str) -> Result<KeptProject, PageError> {
    visitor.person()?;
    let project = seen(visitor, db, label).await?;
    if policy::may_change_project(visitor, &project) { Ok(project) } else { Err(PageError::Forbidden) }
}

async fn user_names(db: &mut Session, project: Id) -> Result<Vec<String>, PageError> {
    Ok(list_named_users(db, project).await?.into_iter().map(|user| user.name).collect())
}

pub(super) async fn form(visitor: Visitor, Path(label): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let project = own(&visitor, &mut view, &label).await?;
    let needs: Vec<Id> =
        list_answered(&mut view, project.id).await?.into_iter().map(|need| need.id).collect();
    let users = user_names(&mut view, project.id).await?;
    drop(view);
    let sheet = filled(&project.text, project.edition, &needs, &users);
    page(&visitor, Some(&project), None, sheet).await
}

/// Why a project stays as it is: the field and the key of a text.
pub(crate) type Refusal = (&'static str, &'static str);

/// Whether a text says too little for others to read.
fn is_short(text: &ProjectText) -> bool {
    text.summary.chars().count() < 10 || text.description.chars().count() < 40
}

/// Changes a project of the visitor's; gives whether it is news that others see it.
pub(crate) async fn change_to(
    visitor: &Visitor,
    label: &str,
    written: Written,
) -> Result<Result<bool, Refusal>, PageError> {
    let mut change = visitor.change().await?;
    let project = own(visitor, &mut change, label).await?;
    // What others read already is never half: saving it needs what publishing needs.
    if project.state == ProjectState::Published && is_short(&written.text) {
        return Ok(Err(("description", "projects-mistake-short")));
    }
    let text = cleaned(visitor, &mut change, written.text).await?;
    if !update_project(&mut change, project.id, written.edition, &text).await? {
        return Ok(Err(("", "projects-mistake-edition")));
    }
    save_needs(&mut change, &project, &written.needs).await?;
    keep_users(&mut change, &project, &written.users).await?;
    let is_news = written.is_published && set_state(&mut change, project.id, ProjectState::Published).await?;
    let act = if is_news { "project.published" } else { "project.changed" };
    change.commit(Record::new(act, project.id)).await?;
    Ok(Ok(is_news))
}

pub(super) async fn save(visitor: Visitor, Path(label): Path<String>, form: Form<Written>) -> Answer {
    let project = own(&visitor, &mut *visitor.read().await?, &label).await?;
    let (written, sheet) = match form.checked_with_sheet() {
        Ok(written) => written,
        Err(sheet) => return page(&visitor, Some(&project), None, sheet).await,
    };
    match change_to(&visitor, &label, written).await? {
        Err((field, key)) => page(&visitor, Some(&project), None, sheet.wrong(field, key)).await,
        Ok(is_news) => {
            let notice = if is_news { "projects-published" } else { "projects-saved" };
            visitor.done(&format!("/projects/{label}"), notice)
        }
    }
}

/// Whether others see it from now on.
pub(crate) struct Publication(bool);

impl FromForm for Publication {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        Some(Self(form.raw("do") == "publish"))
    }
}

/// Publishes a project of the visitor's, or takes it back.
pub(crate) async fn publish(
    visitor: &Visitor,
    label: &str,
    is_published: bool,
) -> Result<Result<(), Refusal>, PageError> {
    let mut change = visitor.change().await?;
    let project = own(visitor, &mut change, label).await?;
    if is_published && is_short(&project.text) {
        return Ok(Err(("description", "projects-mistake-short")));
    }
    let state = if is_published { ProjectState::Published } else { ProjectState::Withdrawn };
    if set_state(&mut change, project.id, state).await? {
        let act = if is_published { "project.published" } else { "project.withdrawn" };
        change.commit(Record::new(act, project.id)).await?;
    }
    Ok(Ok(()))
}

pub(super) async fn publication(
    visitor: Visitor,
    Path(label): Path<String>,
    form: Form<Publication>,
) -> Answer {
    let project = own(&visitor, &mut *visitor.read().await?, &label).await?;
    let Ok(Publication(is_published)) = form.checked() else {
        return Err(PageError::BadRequest("do".to_owned()));
    };
    if let Err((field, key)) = publish(&visitor, &label, is_published).await? {
        let mut view = visitor.read().await?;
        let needs: Vec<Id> =
            list_answered(&mut view, project.id).await?.into_iter().map(|need| need.id).collect();
        let users = user_names(&mut view, project.id).await?;
        drop(view);
        let sheet = filled(&project.text, project.edition, &needs, &users).wrong(field, key);
        return page(&visitor, Some(&project), None, sheet).await;
    }
    let notice = if is_published { "projects-published" } else { "projects-withdrawn" };
    visitor.done(&format!("/projects/{label}"), notice)
}
