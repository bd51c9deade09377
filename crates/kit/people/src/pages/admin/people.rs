//! People of the tenant: who is there, inviting them, what they may do, removing them.

use axum::Router;
use axum::extract::Path;
use jiff::SignedDuration;
use rathaus_core::Lang;
use rathaus_store::{Id, Record, Slice};
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{
    Answer, App, Form, FromForm, PageError, Reader, Role, Sheet, Value, Visitor, context, get, mail, post,
    shown,
};

use super::texts;
use crate::membership::{self, Grant, Membership};
use crate::organisation::{self, OrganisationFilter};
use crate::pages::account::{lang_options, read_lang};
use crate::pages::sign_in;
use crate::person::{self, NewPerson, PersonFilter};
use crate::{passkey, personal, second_factor, session};

/// How long the link of an invitation opens; afterwards people sign in as always.
const INVITED: SignedDuration = SignedDuration::from_hours(14 * 24);

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/people", get(list))
        .route("/admin/people/new", get(show_new).merge(post(invite)))
        .route("/admin/people/{id}", get(show))
        .route("/admin/people/{id}/roles", post(grant))
        .route("/admin/people/{id}/roles/{membership}/end", post(revoke))
        .route("/admin/people/{id}/second-factor/removal", post(reset))
        .route("/admin/people/{id}/removal", post(remove))
}

/// Roles that this visitor may give: who does not run the house cannot make others run it.
fn roles_to_give(visitor: &Visitor) -> Vec<Role> {
    let runs_house = visitor.has(&[Role::House]);
    Role::ALL.into_iter().filter(|role| *role != Role::House || runs_house).collect()
}

fn role_options(visitor: &Visitor) -> Result<Vec<Value>, PageError> {
    roles_to_give(visitor)
        .into_iter()
        .map(|role| {
            let label = visitor.text(&format!("people-role-{}", role.word()))?;
            Ok(context! { value => role.word(), label })
        })
        .collect()
}

fn role_words(visitor: &Visitor, all: &[Membership], person: Id) -> Result<String, PageError> {
    let mut words = Vec::new();
    for one in all.iter().filter(|one| one.person == person) {
        let role = visitor.text(&format!("people-role-{}", one.role.word()))?;
        words.push(if one.organisation_name.is_empty() {
            role
        } else {
            format!("{role} ({})", one.organisation_name)
        });
    }
    Ok(words.join(", "))
}

async fn list(visitor: Visitor) -> Answer {
    visitor.administrator()?;
    let listing = Listing::read(&visitor, &[], &["role"]);
    let role = listing.filter("role").and_then(Role::of_word);
    let filter = PersonFilter { q: listing.q().to_owned(), role };
    let mut view = visitor.read().await?;
    let people = person::list(&mut view, &filter, visitor.now()).await?;
    let all = membership::list(&mut view, visitor.now()).await?;
    let labels = texts(&visitor, "admin-people", &["name", "email", "roles", "seen"])?;
    if let Some(format) = listing.format() {
        let columns = labels
            .iter()
            .map(|(key, label)| Column::new(label, if *key == "seen" { Kind::Time } else { Kind::Text }))
            .collect();
        let mut rows = Vec::new();
        for one in people {
            let roles = role_words(&visitor, &all, one.id)?;
            rows.push(vec![
                Cell::from(&one.name),
                Cell::from(&one.email),
                Cell::from(roles),
                Cell::from(one.last_seen_at),
            ]);
        }
        let title = visitor.text("admin-people-title")?;
        return visitor.export(&Table { name: "people".into(), title, columns, rows }, format).await;
    }
    let total = people.len() as u64;
    let slice = listing.slice();
    let mut rows = Vec::new();
    for one in people.into_iter().skip(slice.offset as usize).take(slice.limit as usize) {
        let roles = role_words(&visitor, &all, one.id)?;
        rows.push(context! {
            id => one.id.to_string(),
            name => one.addressed(),
            email => one.email,
            roles,
            seen => one.last_seen_at.map(|at| at.to_string()),
        });
    }
    let heads: Vec<Head<'_>> = labels.iter().map(|(key, label)| Head::text(key, label)).collect();
    let list = listing.view(&visitor, &heads, total)?;
    let context = context! { rows, list, roles => role_options(&visitor)? };
    visitor.page("people/admin-people.html", visitor.text("admin-people-title")?, context)
}

struct Invitation {
    name: String,
    email: String,
    lang: Lang,
    role: Role,
    organisation: Option<Id>,
}

impl FromForm for Invitation {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let name = form.text("name", 1..=120);
        let email = form.email("email");
        let lang = read_lang(form, "lang");
        let (role, organisation) = read_role(form);
        Some(Self { name: name?, email: email?, lang: lang?, role: role?, organisation })
    }
}

fn read_role(form: &mut Reader<'_>) -> (Option<Role>, Option<Id>) {
    let role = Role::of_word(&form.raw("role"));
    if role.is_none() {
        form.mistake("role", "form-choose");
    }
    let organisation = form.raw("organisation").parse().ok();
    if role == Some(Role::Representative) && organisation.is_none() {
        form.mistake("organisation", "admin-people-organisation-needed");
    }
    // Rights in the tenant as a whole belong to no organisation.
    let is_whole = matches!(role, Some(Role::House | Role::Administrator | Role::Office | Role::Reader));
    (role, organisation.filter(|_| !is_whole))
}

async fn organisation_options(visitor: &Visitor) -> Result<Vec<Value>, PageError> {
    let mut view = visitor.read().await?;
    let (all, _) =
        organisation::list(&mut view, &OrganisationFilter::default(), Slice::first(10_000)).await?;
    Ok(all.into_iter().map(|one| context! { value => one.id.to_string(), label => one.name }).collect())
}

async fn new_page(visitor: &Visitor, sheet: Sheet) -> Answer {
    let title = visitor.text("admin-people-new")?;
    let context = context! {
        roles => role_options(visitor)?,
        organisations => organisation_options(visitor).await?,
        langs => lang_options(),
    };
    if sheet.mistakes.is_empty() {
        visitor.page(
            "people/admin-person-new.html",
            title,
            context! { form => visitor.form(&sheet)?, ..context },
        )
    } else {
        visitor.again("people/admin-person-new.html", title, &sheet, context)
    }
}

async fn show_new(visitor: Visitor) -> Answer {
    visitor.administrator()?;
    new_page(&visitor, Sheet::filled([("lang", visitor.tenant().lang.tag())])).await
}

async fn invite(visitor: Visitor, form: Form<Invitation>) -> Answer {
    visitor.administrator()?;
    let (new, sheet) = match form.checked_with_sheet() {
        Ok(new) => new,
        Err(sheet) => return new_page(&visitor, sheet).await,
    };
    if !roles_to_give(&visitor).contains(&new.role) {
        return Err(PageError::Forbidden);
    }
    let mut change = visitor.change().await?;
    if let Some(id) = new.organisation
        && organisation::find(&mut change, id).await?.is_none()
    {
        drop(change);
        return new_page(&visitor, sheet.wrong("organisation", "form-no-such-choice")).await;
    }
    let person = NewPerson { name: new.name, email: new.email.clone(), lang: new.lang };
    let id = person::ensure(&mut change, &person).await?;
    let grant = Grant { person: id, organisation: new.organisation, role: new.role, until: None };
    membership::grant(&mut change, grant).await?;
    let secret = sign_in::issue_link(&mut change, id, &new.email, "/", INVITED).await?;
    let texts = visitor.app().texts(new.lang);
    let name = visitor.tenant().name.clone();
    let written = visitor.mail(
        new.lang,
        "people/admin-invitation-mail",
        texts.with("admin-invitation-subject", &[("name", name.clone().into())])?,
        new.email,
        context! {
            why => texts.with("admin-invitation-why", &[("name", name.into())])?,
            link => visitor.full_url(&format!("/sign-in/link/{}", secret.reveal())),
        },
    )?;
    mail::enqueue(&mut change, written.about(format!("person:{id}"))).await?;
    change.commit(Record::new("person.invited", id).with("role", new.role.word())).await?;
    visitor.done(&format!("/admin/people/{id}"), "admin-people-invited")
}

async fn show(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    visitor.administrator()?;
    page(&visitor, id, Sheet::blank()).await
}

async fn page(visitor: &Visitor, id: Id, sheet: Sheet) -> Answer {
    let mut view = visitor.read().await?;
    let person = person::find(&mut view, id).await?.filter(|one| one.deleted_at.is_none());
    let person = person.ok_or(PageError::NotFound)?;
    let memberships = membership::list_of_person(&mut view, id, visitor.now()).await?;
    let factors = second_factor::factors(&mut view, id).await?;
    drop(view);
    let mut rows = Vec::new();
    for one in memberships {
        let role = visitor.text(&format!("people-role-{}", one.role.word()))?;
        rows.push(context! { id => one.id.to_string(), role, organisation => one.organisation_name, since => one.since.to_string() });
    }
    let title = person.addressed().to_owned();
    let context = context! {
        person => shown(person),
        rows,
        has_factor => factors.any(),
        roles => role_options(visitor)?,
        organisations => organisation_options(visitor).await?,
    };
    if sheet.mistakes.is_empty() {
        visitor.page("people/admin-person.html", title, context! { form => visitor.form(&sheet)?, ..context })
    } else {
        visitor.again("people/admin-person.html", title, &sheet, context)
    }
}

struct NewRole {
    role: Role,
    organisation: Option<Id>,
}

impl FromForm for NewRole {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let (role, organisation) = read_role(form);
        Some(Self { role: role?, organisation })
    }
}

async fn grant(visitor: Visitor, Path(id): Path<Id>, form: Form<NewRole>) -> Answer {
    visitor.administrator()?;
    visitor.fresh()?;
    let new = match form.checked() {
        Ok(new) => new,
        Err(sheet) => return page(&visitor, id, sheet).await,
    };
    if !roles_to_give(&visitor).contains(&new.role) {
        return Err(PageError::Forbidden);
    }
    let mut change = visitor.change().await?;
    let there = person::find(&mut change, id).await?.is_some_and(|one| one.deleted_at.is_none());
    if !there {
        return Err(PageError::NotFound);
    }
    if let Some(organisation) = new.organisation
        && organisation::find(&mut change, organisation).await?.is_none()
    {
        return Err(PageError::NotFound);
    }
    let grant = Grant { person: id, organisation: new.organisation, role: new.role, until: None };
    membership::grant(&mut change, grant).await?;
    change.commit(Record::new("membership.granted", id).with("role", new.role.word())).await?;
    visitor.done(&format!("/admin/people/{id}"), "account-saved")
}

async fn revoke(visitor: Visitor, Path((id, held)): Path<(Id, Id)>) -> Answer {
    visitor.administrator()?;
    let mut change = visitor.change().await?;
    let found = membership::find(&mut change, held, visitor.now()).await?;
    let found = found.filter(|one| one.person == id).ok_or(PageError::NotFound)?;
    may_touch(&visitor, found.role)?;
    if matches!(found.role, Role::Administrator | Role::House)
        && membership::is_last(&mut change, id, found.role, visitor.now()).await?
    {
        return Err(PageError::Conflict("admin-people-last"));
    }
    membership::revoke(&mut change, held).await?;
    change.commit(Record::new("membership.revoked", id).with("role", found.role.word())).await?;
    visitor.done(&format!("/admin/people/{id}"), "account-saved")
}

/// Who does not run the house leaves those alone who do.
fn may_touch(visitor: &Visitor, role: Role) -> Result<(), PageError> {
    if role == Role::House && !visitor.has(&[Role::House]) { Err(PageError::Forbidden) } else { Ok(()) }
}

async fn may_touch_person(
    visitor: &Visitor,
    view: &mut rathaus_store::Session,
    id: Id,
) -> Result<(), PageError> {
    let there = person::find(view, id).await?.is_some_and(|one| one.deleted_at.is_none());
    if !there {
        return Err(PageError::NotFound);
    }
    for one in membership::list_of_person(view, id, visitor.now()).await? {
        may_touch(visitor, one.role)?;
    }
    Ok(())
}

async fn reset(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    visitor.administrator()?;
    visitor.fresh()?;
    let mut change = visitor.change().await?;
    may_touch_person(&visitor, &mut change, id).await?;
    second_factor::remove_app(&mut change, id).await?;
    passkey::delete_all(&mut change, id).await?;
    session::revoke_all(&mut change, id, None).await?;
    change.commit(Record::new("second-factor.reset", id)).await?;
    visitor.done(&format!("/admin/people/{id}"), "admin-people-reset")
}

async fn remove(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    visitor.administrator()?;
    visitor.fresh()?;
    let mut change = visitor.change().await?;
    may_touch_person(&visitor, &mut change, id).await?;
    for role in [Role::Administrator, Role::House] {
        if membership::is_last(&mut change, id, role, visitor.now()).await? {
            return Err(PageError::Conflict("admin-people-last"));
        }
    }
    let parts = personal::parts(visitor.app());
    let rows = personal::delete(&parts, &mut change, id).await?.ok_or(PageError::NotFound)?;
    change.commit(Record::new("person.deleted", id).with("rows", rows)).await?;
    visitor.done("/admin/people", "admin-people-removed")
}
