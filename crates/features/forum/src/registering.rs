//! Registering for the event: the form, what stands in its answers, and who gets a place.
//!
//! The form is data (`data/registration.json`) and belongs to the office as the survey's does ([`crate::survey`]): what
//! is read here are stable ids; a field that the office took out leaves its part empty, one that it added stays with
//! the submission.

use std::str::FromStr;

use rathaus_core::Daytime;
use rathaus_procedure::answers::Chosen;
use rathaus_procedure::store::{
    Assurance, Published, begin_version, find_form, find_live, find_version, insert_definition, publish,
    save_draft_version, submit_answers,
};
use rathaus_procedure::store::{Edited, Submission};
use rathaus_procedure::{Answer, Answers, Decimal, Definition, Fault, Item, StableId};
use rathaus_store::{Change, Id, StoreError};

use crate::jobs::registration::{Message, Post};
use crate::model::ParticipantKind;
use crate::model::admission::moving_up;
use crate::store::event::{Event, count_places, ensure_event, set_form};
use crate::store::registrant::{Origin, Registrant};
use crate::store::registration::delegate::{Person, list_delegates_of, save_delegates};
use crate::store::registration::{
    Registration, RegistrationState, find_registration, hold_round, insert_registration, list_parties,
    move_up, next_label, update_registration,
};
use crate::store::round::KeptRound;
use crate::survey::OWNER;

/// The shipped form, German and English.
pub const FORM: &str = include_str!("../data/registration.json");

/// Id of the repeated group whose records are the people.
pub const GROUP: &str = "delegate";

/// Whose answers the answers of a registrant are.
pub fn holder(registrant: Id) -> String {
    format!("registrant:{registrant}")
}

/// The registrant of a holder.
pub fn registrant_of(holder: &str) -> Option<Id> {
    holder.strip_prefix("registrant:")?.parse().ok()
}

/// The shipped form under the key of a round's own, with as many people as a body may send.
///
/// # Errors
///
/// Faults of the shipped file; none, as the test says.
pub fn shipped(key: &StableId, delegates: u32) -> Result<Definition, Vec<Fault>> {
    let mut definition = Definition::from_json(FORM)?;
    definition.key = key.clone();
    allow(&mut definition, delegates);
    Ok(definition)
}

/// Lets the form take this many people; `true` where that is news.
fn allow(definition: &mut Definition, delegates: u32) -> bool {
    let mut is_news = false;
    for item in definition.pages.iter_mut().flat_map(|page| &mut page.items) {
        if let Item::Group(group) = item
            && group.id.as_str() == GROUP
            && group.max != delegates
        {
            group.max = delegates;
            group.min = group.min.min(delegates);
            is_news = true;
        }
    }
    is_news
}

/// The key of the round's form; a round without one gets the shipped form, published, in this change.
///
/// # Errors
///
/// What the database says; `Conflict` where two begin at once.
pub async fn ensure_form(change: &mut Change, round: &KeptRound) -> Result<String, StoreError> {
    let event = ensure_event(change, round).await?;
    if let Some(key) = &event.form
        && find_form(change, key).await?.is_some()
    {
        return Ok(key.clone());
    }
    let key = match format!("registration-{}", round.slug).parse::<StableId>() {
        Ok(key) if find_form(change, key.as_str()).await?.is_none() => key,
        // The slug is too long, or a form of an earlier round of that name is still there.
        _ => {
            let digits: String = round.id.to_string().chars().filter(|c| *c != '-').collect();
            format!("register-{digits}").parse().map_err(StoreError::fault)?
        }
    };
    if find_form(change, key.as_str()).await?.is_none() {
        let definition =
            shipped(&key, event.delegates).map_err(|faults| StoreError::Fault(format!("{faults:?}")))?;
        let (_, version) = insert_definition(change, OWNER, &definition, "").await?;
        if !matches!(publish(change, version.id, version.edition).await?, Published::Live(_)) {
            return Err(StoreError::fault("the shipped registration was not published"));
        }
    }
    set_form(change, round.id, key.as_str()).await?;
    Ok(key.to_string())
}

/// Makes the live form take as many people as a body may send. A draft that the office edits is left to it.
///
/// # Errors
///
/// What the database says.
pub async fn let_in(change: &mut Change, event: &Event) -> Result<(), StoreError> {
    let Some(key) = &event.form else { return Ok(()) };
    let Some(live) = find_live(change, key).await? else { return Ok(()) };
    let mut definition = Definition::clone(&live.definition);
    if !allow(&mut definition, event.delegates) {
        return Ok(());
    }
    let Some(draft) = begin_version(change, live.form, "").await? else { return Ok(()) };
    if draft.hash != live.hash {
        return Ok(());
    }
    if let Edited::Saved(saved) = save_draft_version(change, draft.id, draft.edition, &definition, "").await?
    {
        publish(change, saved.id, saved.edition).await?;
    }
    Ok(())
}

/// What a registration says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// Who comes.
    pub people: Vec<Person>,
    /// Later than the start.
    pub arrives: Option<Daytime>,
    /// Earlier than the end.
    pub leaves: Option<Daytime>,
    /// Whether talks are wished.
    pub wants_talks: bool,
    /// Fewest talks.
    pub min_talks: Option<u32>,
    /// Most talks.
    pub max_talks: Option<u32>,
}

impl Entry {
    /// How many places it takes.
    fn places(&self) -> u32 {
        u32::try_from(self.people.len()).unwrap_or(u32::MAX).max(1)
    }
}

fn answer<'a>(answers: &'a Answers, id: &str) -> Option<&'a Answer> {
    id.parse::<StableId>().ok().and_then(|id| answers.get(&id))
}

fn text(answers: &Answers, id: &str) -> String {
    match answer(answers, id) {
        Some(Answer::Text(text) | Answer::Email(text)) => text.trim().to_owned(),
        _ => String::new(),
    }
}

fn count(answers: &Answers, id: &str) -> Option<u32> {
    match answer(answers, id) {
        Some(Answer::Number(number)) => u32::try_from(number.millionths() / 1_000_000).ok(),
        _ => None,
    }
}

/// A time that was chosen (`t1330`) or written.
fn time(answers: &Answers, id: &str) -> Option<Daytime> {
    match answer(answers, id)? {
        Answer::Choice(Chosen::Option(option)) => {
            let digits = option.as_str().strip_prefix('t')?;
            let (hours, minutes) = digits.split_at_checked(2)?;
            Daytime::from_str(&format!("{hours}:{minutes}")).ok()
        }
        Answer::Choice(Chosen::Other(text)) | Answer::Text(text) => Daytime::from_str(text).ok(),
        _ => None,
    }
}

/// What stands in the answers.
pub fn entry(answers: &Answers) -> Entry {
    let group = GROUP.parse::<StableId>().ok();
    let records = group.as_ref().map_or(&[][..], |group| answers.records(group));
    let people = records
        .iter()
        .map(|record| Person {
            name: text(record, "name"),
            email: text(record, "email"),
            function: text(record, "function"),
            diet: text(record, "diet"),
            assistance: text(record, "assistance"),
        })
        .filter(|person| !person.name.is_empty())
        .collect();
    let (min_talks, max_talks) = (count(answers, "min-talks"), count(answers, "max-talks"));
    let (arrives, leaves) = (time(answers, "arrives"), time(answers, "leaves"));
    Entry {
        people,
        arrives,
        // Who goes before they come has mixed up the two; the later time is then no help.
        leaves: leaves.filter(|leaves| arrives.is_none_or(|arrives| arrives < *leaves)),
        wants_talks: matches!(answer(answers, "wants-talks"), Some(Answer::YesNo(true))),
        min_talks: min_talks.map(|least| max_talks.map_or(least, |most| least.min(most))),
        max_talks,
    }
}

fn set(answers: &mut Answers, id: &str, answer: Answer) {
    if let Ok(id) = id.parse::<StableId>() {
        answers.set(id, answer);
    }
}

/// The answers that say this, in the ids of the shipped form: for registrations that the office takes by telephone.
pub fn answers_of(entry: &Entry) -> Answers {
    let mut answers = Answers::new();
    let records = entry
        .people
        .iter()
        .map(|person| {
            let mut record = Answers::new();
            for (id, value) in [
                ("name", &person.name),
                ("function", &person.function),
                ("diet", &person.diet),
                ("assistance", &person.assistance),
            ] {
                if !value.is_empty() {
                    set(&mut record, id, Answer::Text(value.clone()));
                }
            }
            if !person.email.is_empty() {
                set(&mut record, "email", Answer::Email(person.email.clone()));
            }
            record
        })
        .collect();
    set(&mut answers, GROUP, Answer::Records(records));
    set(&mut answers, "wants-talks", Answer::YesNo(entry.wants_talks));
    for (id, number) in [("min-talks", entry.min_talks), ("max-talks", entry.max_talks)] {
        if let Some(number) = number.filter(|_| entry.wants_talks).and_then(|n| Decimal::whole(n.into())) {
            set(&mut answers, id, Answer::Number(number));
        }
    }
    for (id, time) in [("arrives", entry.arrives), ("leaves", entry.leaves)] {
        if let Some(time) = time {
            set(&mut answers, id, Answer::Choice(Chosen::Other(time.to_string())));
        }
    }
    answers
}

/// Why a registration was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It holds places already, and there are not as many more as it now asks for.
    NoMorePlaces,
}

/// Takes a registration or a change of one: gives it places or a place in the line, lets others move up, and causes the
/// mails. The caller commits with a record.
///
/// `is_guaranteed` lets it in however full the hall is: suppliers that were asked, and whom the office puts in.
///
/// # Errors
///
/// What the database says; `Ok(Err(_))` where it cannot be taken as it is.
pub async fn take(
    change: &mut Change,
    round: &KeptRound,
    registrant: &Registrant,
    entry: &Entry,
    is_guaranteed: bool,
) -> Result<Result<Registration, Refusal>, StoreError> {
    hold_round(change, round.id).await?;
    let event = ensure_event(change, round).await?;
    let before = find_registration(change, registrant.id).await?;
    let hall = count_places(change, &event).await?;
    let held = match &before {
        Some(one) if one.state == RegistrationState::Registered => {
            u32::try_from(list_delegates_of(change, one.id).await?.len()).unwrap_or(u32::MAX).max(1)
        }
        _ => 0,
    };
    let now = change.now();
    let places = entry.places();
    let mut one = match &before {
        Some(one) => one.clone(),
        None => {
            let label = next_label(change, round.id).await?;
            Registration {
                id: registrant.id,
                organisation: registrant.organisation,
                ags: registrant.ags,
                ..Registration::new(now, round.id, &label, &registrant.name, registrant.kind)
            }
        }
    };
    if held > 0 {
        // What somebody holds stays theirs; only what comes on top must be free.
        if !is_guaranteed && places > held && !hall.admits(places - held) {
            return Ok(Err(Refusal::NoMorePlaces));
        }
    } else {
        let waits = before.as_ref().is_some_and(|one| one.state == RegistrationState::Waiting);
        let grows = waits && places > places_of(change, one.id).await?;
        if !waits || grows {
            one.queued_at = now;
        }
        let is_in = is_guaranteed || !waits && hall.admits(places);
        one.state = if is_in { RegistrationState::Registered } else { RegistrationState::Waiting };
    }
    one.cancelled_at = None;
    one.contact.clone_from(&registrant.contact);
    one.email.clone_from(&registrant.email);
    one.lang = registrant.lang;
    (one.arrives, one.leaves) = (entry.arrives, entry.leaves);
    (one.wants_talks, one.min_talks, one.max_talks) = (entry.wants_talks, entry.min_talks, entry.max_talks);
    if before.is_some() {
        one.sequence += 1;
        if !update_registration(change, &one).await? {
            return Err(StoreError::Conflict("somebody else changed the registration".into()));
        }
        one.edition += 1;
    } else if !insert_registration(change, &one).await? {
        return Err(StoreError::Conflict("the body is registered already".into()));
    }
    save_delegates(change, round.id, one.id, &entry.people).await?;
    let message = match (one.state, before.is_some_and(|one| one.state != RegistrationState::Cancelled)) {
        (RegistrationState::Waiting, _) => Message::Waiting,
        (_, true) => Message::Changed,
        _ => Message::Confirmed,
    };
    Post::of(&one, message).enqueue(change).await?;
    fill_up(change, &event).await?;
    Ok(Ok(one))
}

async fn places_of(change: &mut Change, registration: Id) -> Result<u32, StoreError> {
    Ok(u32::try_from(list_delegates_of(change, registration).await?.len()).unwrap_or(u32::MAX).max(1))
}

/// Calls a registration off and lets others move up; `false` where it was off already or somebody was faster. The
/// caller commits with a record.
///
/// # Errors
///
/// What the database says.
pub async fn cancel(change: &mut Change, round: &KeptRound, one: &Registration) -> Result<bool, StoreError> {
    hold_round(change, round.id).await?;
    if one.state == RegistrationState::Cancelled {
        return Ok(false);
    }
    let off = Registration {
        state: RegistrationState::Cancelled,
        cancelled_at: Some(change.now()),
        sequence: one.sequence + 1,
        ..one.clone()
    };
    if !update_registration(change, &off).await? {
        return Ok(false);
    }
    Post::of(&off, Message::Cancelled).enqueue(change).await?;
    let event = ensure_event(change, round).await?;
    fill_up(change, &event).await?;
    Ok(true)
}

/// Gives free places to those who wait, in the order in which they came. Gives who moved up. The caller holds the round.
///
/// # Errors
///
/// What the database says.
pub async fn fill_up(change: &mut Change, event: &Event) -> Result<Vec<Id>, StoreError> {
    let hall = count_places(change, event).await?;
    if !hall.has_line {
        return Ok(Vec::new());
    }
    let line: Vec<_> = list_parties(change, event.round)
        .await?
        .into_iter()
        .filter(|party| party.state == RegistrationState::Waiting)
        .collect();
    let places: Vec<u32> = line.iter().map(|party| party.places).collect();
    let mut moved = Vec::new();
    for party in line.iter().take(moving_up(hall, &places)) {
        if move_up(change, party.registration).await?
            && let Some(one) = find_registration(change, party.registration).await?
        {
            Post::of(&one, Message::MovedUp).enqueue(change).await?;
            moved.push(one.id);
        }
    }
    Ok(moved)
}

/// Takes what was handed in with the form.
///
/// # Errors
///
/// As [`take`].
pub async fn take_submission(
    change: &mut Change,
    round: &KeptRound,
    registrant: &Registrant,
    submission: &Submission,
) -> Result<Result<Registration, Refusal>, StoreError> {
    let is_guaranteed = registrant.kind == ParticipantKind::Supplier && registrant.origin == Origin::Asked;
    take(change, round, registrant, &entry(&submission.answers), is_guaranteed).await
}

/// Keeps as a submission what the office was told, so that the link's holder finds it in the form. Answers that the
/// form of the round does not take are left to the registration alone.
///
/// # Errors
///
/// What the database says.
pub async fn keep_answers(
    change: &mut Change,
    round: &KeptRound,
    registrant: Id,
    entry: &Entry,
) -> Result<(), StoreError> {
    let key = ensure_form(change, round).await?;
    let Some(live) = find_live(change, &key).await? else { return Ok(()) };
    let Some(version) = find_version(change, live.id).await? else { return Ok(()) };
    let (holder, once) = (holder(registrant), Id::new(change.now()).to_string());
    submit_answers(change, &version, &holder, &answers_of(entry), &once, Assurance::None).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
