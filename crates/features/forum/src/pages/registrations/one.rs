//! One registration, or with the label `new` one that the office takes by telephone or at the door.

use axum::extract::Path;
use rathaus_core::{Daytime, Lang};
use rathaus_people::organisation::{self, OrganisationFilter};
use rathaus_store::{Change, Id, Record, Session, Slice};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, shown};

use crate::jobs::registration::{Message, Post};
use crate::model::ParticipantKind;
use crate::pages::invitations::head;
use crate::pages::registration::public::kinds;
use crate::pages::registration::registrant_for;
use crate::pages::round::edit::daytime;
use crate::pages::round::round_of;
use crate::policy;
use crate::registering::{self, Entry, keep_answers};
use crate::store::registrant::{Origin, Registrant, ensure_registrant, find_registrant, set_contact};
use crate::store::registration::delegate::{Person, check_in, list_delegates_of};
use crate::store::registration::{
    Registration, RegistrationState, find_registration, find_registration_by_label,
};
use crate::store::round::KeptRound;

/// The label in the address of a registration that is not there yet.
const NEW: &str = "new";

/// Most people that the office puts in at once.
const MOST_PEOPLE: usize = 50;

/// What the form holds.
pub(super) struct Editing {
    edition: i64,
    /// The id of a new registration: pressing twice registers once.
    key: Option<Id>,
    organisation: Option<Id>,
    name: String,
    kind: Option<ParticipantKind>,
    contact: String,
    email: String,
    entry: Entry,
    /// However full the hall is.
    is_guaranteed: bool,
    /// They stand at the door.
    is_here: bool,
}

fn time(form: &mut Reader<'_>, name: &str) -> Option<Option<Daytime>> {
    if form.raw(name).is_empty() { Some(None) } else { daytime(form, name).map(Some) }
}

fn count(form: &mut Reader<'_>, name: &str) -> Option<Option<u32>> {
    match form.raw(name).is_empty() {
        true => Some(None),
        false => form.number(name, 0..=50).map(|n| u32::try_from(n).ok()),
    }
}

/// One person per line: name; task; address; food; what they need.
fn people(form: &mut Reader<'_>) -> Option<Vec<Person>> {
    let text = form.text("people", 0..=8_000)?;
    let mut people = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut parts = line.split(';').map(|part| part.trim().to_owned());
        let mut next = || parts.next().unwrap_or_default();
        let (name, function, email, diet, assistance) = (next(), next(), next(), next(), next());
        let is_long = [&name, &function, &diet].iter().any(|part| part.chars().count() > 120);
        let address = rathaus_web::form::read_email(&email);
        if name.is_empty() || is_long || (address.is_none() && !email.is_empty()) {
            form.mistake_with(
                "people",
                "registrations-mistake-person",
                vec![("line".into(), line.to_owned().into())],
            );
            continue;
        }
        people.push(Person { name, email: address.unwrap_or_default(), function, diet, assistance });
    }
    if people.len() > MOST_PEOPLE {
        form.mistake("people", "registrations-mistake-many");
    }
    Some(people)
}

impl FromForm for Editing {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let edition = form.number("edition", 0..=i64::MAX);
        let key = form.raw("key").parse().ok();
        let organisation = match form.raw("organisation").is_empty() {
            true => Some(None),
            false => form.id("organisation").map(Some),
        };
        let name = form.text("name", 0..=160);
        let kind = match form.raw("kind").is_empty() {
            true => Some(None),
            false => form.choice("kind").map(Some),
        };
        let contact = form.text("contact", 0..=120);
        let email = if form.raw("email").is_empty() { Some(String::new()) } else { form.email("email") };
        let people = people(form);
        let (arrives, leaves) = (time(form, "arrives"), time(form, "leaves"));
        if let (Some(Some(arrives)), Some(Some(leaves))) = (arrives, leaves)
            && leaves <= arrives
        {
            form.mistake("leaves", "programme-mistake-order");
        }
        let wants_talks = form.ticked("wants_talks");
        let (min_talks, max_talks) = (count(form, "min_talks"), count(form, "max_talks"));
        if let (Some(Some(least)), Some(Some(most))) = (min_talks, max_talks)
            && most < least
        {
            form.mistake("max_talks", "registrations-mistake-talks");
        }
        let (is_guaranteed, is_here) = (form.ticked("guaranteed"), form.ticked("here"));
        Some(Self {
            edition: edition?,
            key,
            organisation: organisation?,
            name: name?,
            kind: kind?,
            contact: contact?,
            email: email?,
            entry: Entry {
                people: people?,
                arrives: arrives?,
                leaves: leaves?,
                wants_talks,
                min_talks: min_talks?,
                max_talks: max_talks?,
            },
            is_guaranteed,
            is_here,
        })
    }
}

fn sheet(one: &Registration, people: &[Person]) -> Sheet {
    let time = |time: Option<Daytime>| time.map(|time| time.to_string()).unwrap_or_default();
    let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    let lines: Vec<String> = people
        .iter()
        .map(|one| {
            let line = [&one.name, &one.function, &one.email, &one.diet, &one.assistance]
                .map(|part| part.replace(';', ","));
            line.join("; ").trim_end_matches([';', ' ']).to_owned()
        })
        .collect();
    Sheet::filled([
        ("edition", one.edition.to_string()),
        ("contact", one.contact.clone()),
        ("email", one.email.clone()),
        ("people", lines.join("\n")),
        ("arrives", time(one.arrives)),
        ("leaves", time(one.leaves)),
        ("wants_talks", if one.wants_talks { "yes".to_owned() } else { String::new() }),
        ("min_talks", number(one.min_talks)),
        ("max_talks", number(one.max_talks)),
    ])
}

async fn page(
    visitor: &Visitor,
    db: &mut Session,
    round: &KeptRound,
    one: Option<&Registration>,
    sheet: Option<Sheet>,
) -> Answer {
    let delegates = match one {
        Some(one) => list_delegates_of(db, one.id).await?,
        None => Vec::new(),
    };
    let organisations: Vec<Value> = match one {
        Some(_) => Vec::new(),
        None => {
            let filter = OrganisationFilter::default();
            let (all, _) = organisation::list(db, &filter, Slice::first(5_000)).await?;
            all.into_iter().map(|one| context! { value => one.id.to_string(), label => one.name }).collect()
        }
    };
    let people: Vec<Person> = delegates
        .iter()
        .map(|one| Person {
            name: one.name.clone(),
            email: one.email.clone(),
            function: one.function.clone(),
            diet: one.diet.clone(),
            assistance: one.assistance.clone(),
        })
        .collect();
    let own = context! {
        round => head(round),
        label => one.map_or_else(|| NEW.to_owned(), |one| one.label.clone()),
        registration => one.map(|one| context! {
            name => one.name.clone(), kind => one.kind.word(), state => one.state.word(),
            created_at => one.created_at.to_string(), email => one.email.clone(),
            cancelled_at => one.cancelled_at.map(|at| at.to_string()),
        }),
        people => shown(delegates),
        organisations,
        kinds => kinds(visitor)?,
        may_work => policy::may_work(visitor).is_ok(),
    };
    let title = match one {
        Some(one) => one.name.clone(),
        None => visitor.text("registrations-new")?,
    };
    match (sheet, one) {
        (Some(sheet), _) => visitor.again("forum/registrations-one.html", title, &sheet, own),
        (None, Some(one)) => {
            let own = context! { form => visitor.form(&self::sheet(one, &people))?, ..own };
            visitor.page("forum/registrations-one.html", title, own)
        }
        (None, None) => {
            let key = Id::new(visitor.now()).to_string();
            let fresh = Sheet::filled([("edition", "0"), ("wants_talks", "yes"), ("key", key.as_str())]);
            let own = context! { form => visitor.form(&fresh)?, ..own };
            visitor.page("forum/registrations-one.html", title, own)
        }
    }
}

/// The registration of an address; `None` for a new one.
async fn at(db: &mut Session, round: Id, label: &str) -> Result<Option<Registration>, PageError> {
    if label == NEW {
        return Ok(None);
    }
    find_registration_by_label(db, round, label).await?.map(Some).ok_or(PageError::NotFound)
}

pub(super) async fn show(visitor: Visitor, Path((slug, label)): Path<(String, String)>) -> Answer {
    if label == NEW {
        policy::may_work(&visitor)?
    } else {
        policy::may_read(&visitor)?
    };
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let one = at(&mut view, round.id, &label).await?;
    page(&visitor, &mut view, &round, one.as_ref(), None).await
}

/// The registrant behind a registration; registrations that were read from files have none yet.
pub(crate) async fn registrant_behind(
    change: &mut Change,
    one: &Registration,
) -> Result<Registrant, PageError> {
    if let Some(found) = find_registrant(change, one.id).await? {
        return Ok(found);
    }
    let new = Registrant {
        id: one.id,
        round: one.round,
        organisation: one.organisation,
        name: one.name.clone(),
        kind: one.kind,
        ags: one.ags,
        contact: one.contact.clone(),
        email: one.email.clone(),
        lang: one.lang,
        origin: Origin::Office,
        created_at: change.now(),
        mailing: None,
        mailed_at: None,
    };
    let found = ensure_registrant(change, &new).await?;
    // The body was asked after its registration came from a file: the two are one from now on.
    if found.id == one.id { Ok(found) } else { Err(PageError::Conflict("registrations-two")) }
}

/// The registrant of a new registration, or the field that is wrong.
async fn new_registrant(
    change: &mut Change,
    round: &KeptRound,
    editing: &Editing,
) -> Result<Result<Registrant, &'static str>, PageError> {
    let contact = (editing.contact.as_str(), editing.email.as_str());
    if let Some(body) = editing.organisation {
        let found = registrant_for(change, round.id, body, Origin::Office, contact).await?;
        return Ok(found.ok_or("organisation"));
    }
    let Some(kind) = editing.kind else { return Ok(Err("kind")) };
    if editing.name.trim().is_empty() {
        return Ok(Err("name"));
    }
    let new = Registrant {
        id: editing.key.unwrap_or_else(|| Id::new(change.now())),
        round: round.id,
        organisation: None,
        name: editing.name.clone(),
        kind,
        ags: None,
        contact: editing.contact.clone(),
        email: editing.email.clone(),
        lang: Lang::De,
        origin: Origin::Office,
        created_at: change.now(),
        mailing: None,
        mailed_at: None,
    };
    Ok(Ok(ensure_registrant(change, &new).await?))
}

pub(super) async fn save(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    form: Form<Editing>,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let one = at(&mut change, round.id, &label).await?;
    let (editing, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => return page(&visitor, &mut change, &round, one.as_ref(), Some(sheet)).await,
    };
    let again = match editing.key.filter(|_| one.is_none()) {
        Some(key) => find_registration(&mut change, key).await?.filter(|again| again.round == round.id),
        None => None,
    };
    if let Some(again) = again {
        return visitor.done(&format!("/rounds/{slug}/registrations/{}", again.label), "registrations-saved");
    }
    let registrant = match &one {
        Some(one) if one.edition != editing.edition => {
            let sheet = sheet.wrong("", "round-mistake-edition");
            return page(&visitor, &mut change, &round, Some(one), Some(sheet)).await;
        }
        Some(one) => registrant_behind(&mut change, one).await?,
        None => match new_registrant(&mut change, &round, &editing).await? {
            Ok(registrant) if find_registration(&mut change, registrant.id).await?.is_some() => {
                let sheet = sheet.wrong("organisation", "registrations-mistake-twice");
                return page(&visitor, &mut change, &round, None, Some(sheet)).await;
            }
            Ok(registrant) => registrant,
            Err(field) => {
                let sheet = sheet.wrong(field, "form-required");
                return page(&visitor, &mut change, &round, None, Some(sheet)).await;
            }
        },
    };
    set_contact(&mut change, registrant.id, &editing.contact, &editing.email).await?;
    let registrant = Registrant { contact: editing.contact, email: editing.email, ..registrant };
    let taken =
        registering::take(&mut change, &round, &registrant, &editing.entry, editing.is_guaranteed).await?;
    let Ok(taken) = taken else {
        let sheet = sheet.wrong("people", "registrations-mistake-full");
        return page(&visitor, &mut change, &round, one.as_ref(), Some(sheet)).await;
    };
    keep_answers(&mut change, &round, registrant.id, &editing.entry).await?;
    if editing.is_here && taken.state == RegistrationState::Registered {
        for delegate in list_delegates_of(&mut change, taken.id).await? {
            check_in(&mut change, &delegate).await?;
        }
    }
    change.commit(Record::new("registration.saved", taken.id).with("round", round.id)).await?;
    let notice = match taken.state {
        RegistrationState::Waiting => "registrations-saved-waiting",
        _ => "registrations-saved",
    };
    visitor.done(&format!("/rounds/{slug}/registrations/{}", taken.label), notice)
}

pub(super) async fn cancel(visitor: Visitor, Path((slug, label)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let one = at(&mut change, round.id, &label).await?.ok_or(PageError::NotFound)?;
    if registering::cancel(&mut change, &round, &one).await? {
        change.commit(Record::new("registration.cancelled", one.id).with("round", round.id)).await?;
    }
    visitor.done(&format!("/rounds/{slug}/registrations/{label}"), "registrations-cancelled")
}

/// Sends the link once more.
pub(super) async fn link(visitor: Visitor, Path((slug, label)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let one = at(&mut change, round.id, &label).await?.ok_or(PageError::NotFound)?;
    if one.email.is_empty() {
        return Err(PageError::Conflict("registrations-no-address"));
    }
    registrant_behind(&mut change, &one).await?;
    Post::of(&one, Message::Link).enqueue(&mut change).await?;
    change.commit(Record::new("registration.link-sent", one.id).with("round", round.id)).await?;
    visitor.done(&format!("/rounds/{slug}/registrations/{label}"), "registrations-link-sent")
}
