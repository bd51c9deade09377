//! Wishes of a round that was read from files; and the sample's talks: half of the wishes in, on the day a published plan
//! of which the first talks were held, afterwards all of them with what came of it.

use std::collections::BTreeMap;

use rathaus_core::Daytime;
use rathaus_store::{Change, Id, StoreError};
use rathaus_web::filters;

use super::DemoStage;
use crate::model::talk_note::{Again, Because, Feedback, Noted, Outcome};
use crate::model::{ParticipantKind, Wish};
use crate::plan::talks::Effort;
use crate::sample;
use crate::store::registration::{Registration, RegistrationState, list_delegates, list_registrations};
use crate::store::round::KeptRound;
use crate::store::talk::{Talk, apply, find_talk_plan, hold, list_talks, mark_published, save_computed};
use crate::store::talk_note::{TalkNote, save_feedback, save_note};
use crate::store::wish::{KeptWish, insert_request, replace_wishes, say};
use crate::talking::{Ground, draft};

/// Takes the wishes of a file over.
pub(super) async fn take_wishes(
    change: &mut Change,
    round: Id,
    registrations: &[Registration],
    wishes: &[Wish],
) -> Result<(), StoreError> {
    let ids: BTreeMap<&str, Id> = registrations.iter().map(|one| (one.label.as_str(), one.id)).collect();
    for one in registrations {
        let mine: Vec<KeptWish> = wishes
            .iter()
            .filter(|wish| wish.from == one.label)
            .filter_map(|wish| {
                let wished = *ids.get(wish.to.as_str())?;
                Some(KeptWish { wisher: one.id, wished, interest: wish.interest, window: wish.window })
            })
            .collect();
        if !mine.is_empty() {
            replace_wishes(change, round, one.id, &mine).await?;
            say(change, round, one.id, "", 0).await?;
        }
    }
    Ok(())
}

/// Gives the sample round its wishes and talks. Gives addresses that the demonstration lists, with their labels.
pub(super) async fn furnish(
    change: &mut Change,
    round: &KeptRound,
    stage: DemoStage,
) -> Result<Vec<(&'static str, String)>, StoreError> {
    if stage < DemoStage::Event {
        return Ok(Vec::new());
    }
    let mut registrations = list_registrations(change, round.id).await?;
    registrations.retain(|one| one.state == RegistrationState::Registered && one.wants_talks);
    let wishes = sample::input().wishes;
    // Until the event every other town has said its wishes, and all but one supplier. The first town has not.
    let has_said = |place: usize, one: &Registration| match (stage, one.kind) {
        (DemoStage::Event, ParticipantKind::Supplier) => place % 7 != 3,
        (DemoStage::Event, _) => place % 2 == 1,
        _ => true,
    };
    let said: Vec<Wish> = wishes
        .into_iter()
        .filter(|wish| {
            let found = registrations.iter().enumerate().find(|(_, one)| one.label == wish.from);
            found.is_some_and(|(place, one)| has_said(place, one))
        })
        .collect();
    take_wishes(change, round.id, &registrations, &said).await?;
    if stage == DemoStage::Event {
        requests(change, round, &registrations).await?;
        return Ok(Vec::new());
    }
    let ground = Ground::load(change, round.clone()).await?;
    let now = change.now();
    let made = tokio::task::spawn_blocking(move || draft(&ground, Effort::Quick, now)).await;
    let made = made.map_err(StoreError::fault)?.map_err(StoreError::fault)?;
    save_computed(change, round.id, &made).await?;
    for step in crate::model::talk::publication(&[], &made.talks) {
        apply(change, round.id, &step).await?;
    }
    let edition = find_talk_plan(change, round.id).await?.edition;
    mark_published(change, round.id, edition).await?;
    notes(change, round, stage).await?;
    if stage == DemoStage::After {
        voices(change, round).await?;
    }
    Ok(Vec::new())
}

/// Two suppliers ask the first town, and one of the towns asks a supplier.
async fn requests(
    change: &mut Change,
    round: &KeptRound,
    registrations: &[Registration],
) -> Result<(), StoreError> {
    let (firms, towns): (Vec<&Registration>, Vec<&Registration>) =
        registrations.iter().partition(|one| one.kind == ParticipantKind::Supplier);
    let words = "Wir haben gerade in einer Stadt Ihrer Größe angefangen und zeigen gern, wie es läuft.";
    let pairs = [
        (firms.first(), towns.first(), words),
        (firms.get(1), towns.first(), ""),
        (towns.get(4), firms.get(3), ""),
    ];
    for (asker, asked, words) in pairs {
        if let (Some(asker), Some(asked)) = (asker, asked) {
            insert_request(change, round.id, asker.id, asked.id, words).await?;
        }
    }
    Ok(())
}

/// What a side of the `place`th talk notes.
fn noted(place: usize, is_supplier: bool) -> Noted {
    let outcomes = [
        Outcome::Information,
        Outcome::Meeting,
        Outcome::Nothing,
        Outcome::Meeting,
        Outcome::Information,
        Outcome::Pilot,
        Outcome::Nothing,
        Outcome::Meeting,
        Outcome::Information,
        Outcome::Contract,
    ];
    let reasons = [Because::Price, Because::Technology, Because::Unfit, Because::Capacity, Because::Later];
    let outcome = outcomes[place % outcomes.len()];
    let words = match (outcome, is_supplier) {
        (Outcome::Meeting, true) => "Wir melden uns mit zwei Terminen.",
        (Outcome::Meeting, false) => "Bitte Beispiele aus kleinen Gemeinden mitbringen.",
        (Outcome::Pilot, _) => "Start mit einem Formular, drei Monate.",
        (Outcome::Information, true) => "Unterlagen kommen diese Woche.",
        _ => "",
    };
    Noted {
        outcome: Some(outcome),
        reason: (outcome == Outcome::Nothing).then(|| reasons[place % reasons.len()]),
        words: words.to_owned(),
        own_words: if place % 9 == 4 { "Mit dem Kreis abstimmen.".to_owned() } else { String::new() },
        shares_contact: outcome != Outcome::Nothing && place % 5 != 2,
    }
}

/// The notes of the talks that are over: on the day those of the first half hour, afterwards nearly all.
async fn notes(change: &mut Change, round: &KeptRound, stage: DemoStage) -> Result<(), StoreError> {
    let zoned = change.now().to_zoned(filters::zone());
    let minutes = u16::try_from(zoned.hour()).unwrap_or(0) * 60 + u16::try_from(zoned.minute()).unwrap_or(0);
    let now = Daytime::from_minutes(minutes);
    let is_over = |talk: &Talk| stage == DemoStage::After || now.is_some_and(|now| talk.span.end <= now);
    let registrations = list_registrations(change, round.id).await?;
    let people = list_delegates(change, round.id).await?;
    let talks = list_talks(change, round.id).await?;
    for (place, talk) in talks.iter().enumerate().filter(|(_, talk)| is_over(talk)) {
        for (turn, side) in [talk.a, talk.b].into_iter().enumerate() {
            // Not everybody writes something down.
            if (place * 3 + turn * 5) % 8 == 7 {
                continue;
            }
            let Some(person) = people.iter().find(|one| one.registration == side) else { continue };
            let is_supplier =
                registrations.iter().any(|one| one.id == side && one.kind == ParticipantKind::Supplier);
            let note = TalkNote {
                talk: talk.id,
                side,
                noted: noted(place, is_supplier),
                delegate: person.id,
                edition: 0,
                changed_at: change.now(),
            };
            save_note(change, round.id, &note).await?;
            hold(change, talk.id).await?;
        }
    }
    Ok(())
}

/// What people say about the day; invented.
async fn voices(change: &mut Change, round: &KeptRound) -> Result<(), StoreError> {
    let good =
        ["Kurze Gespräche, gut vorbereitet.", "Endlich einmal alle an einem Ort.", "", "Der Vortrag.", ""];
    let better =
        ["", "Mehr Zeit zwischen den Gesprächen.", "Bitte größere Tischschilder.", "", "Mehr Beispiele."];
    for (place, person) in list_delegates(change, round.id).await?.iter().enumerate().step_by(3) {
        let at = place / 3;
        let score = |n: usize| u8::try_from(n).ok();
        let said = Feedback {
            day: score(3 + (at * 7 + 1) % 3),
            talks: if at % 6 == 5 { None } else { score(3 + (at * 5) % 3) },
            good: good[at % good.len()].to_owned(),
            better: better[(at * 2) % better.len()].to_owned(),
            again: Some(if at % 4 == 3 { Again::Maybe } else { Again::Yes }),
        };
        save_feedback(change, round.id, person.id, &said).await?;
    }
    Ok(())
}
