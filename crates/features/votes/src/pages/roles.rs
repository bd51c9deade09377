//! Who has which role in an election, and their links.

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_people::person::{self, PersonFilter};
use rathaus_store::{Id, Record, Session};
use rathaus_web::{
    Answer, Feature, Fields, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post,
};

use super::preparation::election_of;
use crate::freezing::trustees_of;
use crate::jobs::Telling;
use crate::model::{RoleKind, Stage};
use crate::policy;
use crate::preparing::{Worthless, held_draft, named};
use crate::store::election::Election;
use crate::store::message::list_messages;
use crate::store::role::{RoleRow, delete_role, find_role, insert_role, list_roles};

/// The most with one role.
const MOST: usize = 20;

/// Adds the pages.
pub fn routes(feature: &mut Feature) {
    feature.routes = std::mem::take(&mut feature.routes)
        .route("/votes/{uuid}/roles", get(list).merge(post(add)))
        .route("/votes/{uuid}/roles/{id}/link", post(send))
        .route("/votes/{uuid}/roles/{id}/removal", post(remove));
}

/// People of the house who work in it, as choices for an address.
async fn known(db: &mut Session, visitor: &Visitor) -> Result<Vec<Value>, PageError> {
    let mut people = Vec::new();
    for role in [rathaus_web::Role::Office, rathaus_web::Role::Administrator, rathaus_web::Role::Reader] {
        let filter = PersonFilter { role: Some(role), ..PersonFilter::default() };
        people.extend(person::list(db, &filter, visitor.now()).await?);
    }
    people.sort_by(|one, other| one.email.cmp(&other.email));
    people.dedup_by(|one, other| one.email == other.email);
    Ok(people
        .iter()
        .map(|one| context! { value => one.email.clone(), label => one.addressed().to_owned() })
        .collect())
}

async fn page(visitor: &Visitor, uuid: &str, typed: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let election = named(&mut view, uuid).await?;
    let roles = list_roles(&mut view, election.id).await?;
    let messages = list_messages(&mut view, election.id).await?;
    let known = known(&mut view, visitor).await?;
    drop(view);
    let row = |role: &RoleRow| {
        let has_key = role.kind == RoleKind::Trustee && messages.iter().any(|one| one.place == role.place);
        context! {
            id => role.id.to_string(), name => role.name.clone(), email => role.email.clone(),
            invited => role.invited_at.map(|at| at.to_string()).unwrap_or_default(), has_key,
        }
    };
    let group = |kind: RoleKind| {
        let word = kind.word();
        Ok(context! {
            word,
            title => visitor.text(&format!("roles-{word}"))?,
            text => visitor.text(&format!("roles-{word}-text"))?,
            rows => roles.iter().filter(|role| role.kind == kind).map(row).collect::<Vec<_>>(),
        })
    };
    let option = |kind: RoleKind| {
        Ok(context! { value => kind.word(), label => visitor.text(&format!("roles-one-{}", kind.word()))? })
    };
    let (status, sheet) = match typed {
        Some(sheet) => (StatusCode::UNPROCESSABLE_ENTITY, sheet),
        None => (StatusCode::OK, Sheet::filled([("kind", "board")])),
    };
    let may_send = policy::may_work(visitor).is_ok() && election.stage != Stage::Cancelled;
    let context = context! {
        election => election_of(visitor, &election)?,
        groups => RoleKind::ALL.into_iter().map(group).collect::<Result<Vec<_>, PageError>>()?,
        kinds => RoleKind::ALL.into_iter().map(option).collect::<Result<Vec<_>, PageError>>()?,
        known, may_send,
        board => election.rules.board, trustees => election.rules.trustees,
        form => visitor.form(&sheet)?,
    };
    visitor.page_with(status, "votes/roles.html", visitor.text("roles-title")?, context)
}

async fn list(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    page(&visitor, &uuid, None).await
}

struct New {
    kind: RoleKind,
    name: String,
    email: String,
    is_agreed: bool,
}

impl FromForm for New {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let (kind, name) = (form.choice("kind"), form.text("name", 1..=120));
        // Small letters throughout: whether two roles are one person's is told by the address.
        let email = form.email("email").map(|email| email.to_lowercase());
        Some(Self { kind: kind?, name: name?, email: email?, is_agreed: form.ticked("anew") })
    }
}

/// Why somebody cannot have a role beside those that are there: the field and the text.
fn refusal(roles: &[RoleRow], new: &New) -> Option<(&'static str, &'static str)> {
    let has = |kind: RoleKind| roles.iter().any(|role| role.kind == kind && role.email == new.email);
    let apart = match new.kind {
        RoleKind::Trustee => has(RoleKind::Registrar),
        RoleKind::Registrar => has(RoleKind::Trustee),
        RoleKind::Board | RoleKind::Observer => false,
    };
    if apart {
        Some(("email", "roles-apart"))
    } else if has(new.kind) {
        Some(("email", "roles-there"))
    } else if roles.iter().filter(|role| role.kind == new.kind).count() >= MOST {
        Some(("kind", "roles-full"))
    } else {
        None
    }
}

/// What it makes worthless when there are so many trustees.
async fn worthless(
    session: &mut Session,
    election: &Election,
    roles: &[RoleRow],
    trustees: usize,
) -> Result<Worthless, PageError> {
    Ok(Worthless::of(election, election, roles, trustees).there(session, election).await?)
}

async fn add(visitor: Visitor, Path(uuid): Path<String>, form: Form<New>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let election = held_draft(&mut change, &uuid).await?;
    let (new, sheet) = match form.checked_with_sheet() {
        Ok(both) => both,
        Err(sheet) => {
            drop(change);
            return page(&visitor, &uuid, Some(sheet)).await;
        }
    };
    let roles = list_roles(&mut change, election.id).await?;
    let trustees = trustees_of(&roles) + usize::from(new.kind == RoleKind::Trustee);
    let lost = worthless(&mut change, &election, &roles, trustees).await?;
    let wrong = refusal(&roles, &new);
    let wrong = wrong.or((lost != Worthless::Nothing && !new.is_agreed).then(|| ("anew", lost.mistake())));
    if let Some((field, key)) = wrong {
        drop(change);
        return page(&visitor, &uuid, Some(sheet.wrong(field, key))).await;
    }
    let last = roles.iter().filter(|role| role.kind == new.kind).map(|role| role.place).max();
    let role = RoleRow {
        id: Id::new(visitor.now()),
        election: election.id,
        kind: new.kind,
        place: last.unwrap_or(0) + 1,
        name: new.name,
        email: new.email,
        invited_at: None,
    };
    lost.take_out(&mut change, &election).await?;
    insert_role(&mut change, &role).await?;
    change.enqueue(Telling::of(role.id, "invited")?).await?;
    let record = Record::new("election.role-given", role.id).with("kind", role.kind.word());
    change.commit(record).await?;
    visitor.done(&format!("/votes/{uuid}/roles"), "roles-added")
}

/// The role of an election that an address names.
async fn of_election(session: &mut Session, election: &Election, id: &str) -> Result<RoleRow, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let role = find_role(session, id).await?;
    role.filter(|role| role.election == election.id).ok_or(PageError::NotFound)
}

async fn send(visitor: Visitor, Path((uuid, id)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let election = named(&mut change, &uuid).await?;
    let role = of_election(&mut change, &election, &id).await?;
    if election.stage == Stage::Cancelled || election.rehearses.is_some() {
        return Err(PageError::Conflict("preparation-not-draft"));
    }
    change.enqueue(Telling::again(role.id, "invited")?).await?;
    change.commit(Record::new("election.role-link-asked", role.id)).await?;
    visitor.done(&format!("/votes/{uuid}/roles"), "roles-sent")
}

async fn remove(visitor: Visitor, Path((uuid, id)): Path<(String, String)>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let election = held_draft(&mut change, &uuid).await?;
    let role = of_election(&mut change, &election, &id).await?;
    let roles = list_roles(&mut change, election.id).await?;
    let trustees = trustees_of(&roles) - usize::from(role.kind == RoleKind::Trustee);
    let lost = worthless(&mut change, &election, &roles, trustees).await?;
    if lost != Worthless::Nothing && fields.first("gone").is_none() {
        drop(change);
        let sheet = Sheet::filled([("removed", id), ("removed-name", role.name)]);
        return page(&visitor, &uuid, Some(sheet.wrong("gone", lost.mistake()))).await;
    }
    delete_role(&mut change, &role).await?;
    lost.take_out(&mut change, &election).await?;
    let record = Record::new("election.role-taken", role.id).with("kind", role.kind.word());
    change.commit(record).await?;
    visitor.done(&format!("/votes/{uuid}/roles"), "roles-removed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_apart_and_given_once() {
        let role = |kind, email: &str| RoleRow {
            id: Id::of_name(email),
            election: Id::of_name("election"),
            kind,
            place: 1,
            name: "Ada".to_owned(),
            email: email.to_owned(),
            invited_at: None,
        };
        let roles = [
            role(RoleKind::Trustee, "t@example.org"),
            role(RoleKind::Registrar, "r@example.org"),
            role(RoleKind::Board, "b@example.org"),
        ];
        for (kind, email, wanted) in [
            (RoleKind::Registrar, "t@example.org", Some(("email", "roles-apart"))),
            (RoleKind::Trustee, "r@example.org", Some(("email", "roles-apart"))),
            (RoleKind::Board, "b@example.org", Some(("email", "roles-there"))),
            (RoleKind::Board, "t@example.org", None),
            (RoleKind::Observer, "r@example.org", None),
            (RoleKind::Trustee, "b@example.org", None),
        ] {
            let new = New { kind, name: "Ada".into(), email: email.into(), is_agreed: false };
            assert_eq!(refusal(&roles, &new), wanted, "{kind:?} {email}");
        }
        let many: Vec<RoleRow> =
            (0..MOST).map(|n| role(RoleKind::Observer, &format!("{n}@example.org"))).collect();
        let new = New {
            kind: RoleKind::Observer,
            name: "Ada".into(),
            email: "o@example.org".into(),
            is_agreed: false,
        };
        assert_eq!(refusal(&many, &new), Some(("kind", "roles-full")));
    }
}
