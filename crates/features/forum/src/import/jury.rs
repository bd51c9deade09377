//! The jury of a round from a file, and the sample's jury at a stage.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use rathaus_core::Lang;
use rathaus_people::membership::{self, Grant};
use rathaus_people::organisation::{self, NewOrganisation, OrganisationKind};
use rathaus_people::person::{self, NewPerson};
use rathaus_store::{Change, Id, StoreError};
use rathaus_web::Role;

use super::DemoStage;
use crate::model::Review;
use crate::model::correspondence::day_of;
use crate::model::jury::{Jury, Phase, PhaseKind, Verdict, Written};
use crate::sample;
use crate::store::jury::declaration::{Origin, insert_declaration};
use crate::store::jury::juror::{NewJuror, insert_juror, mark_declared, mark_invited};
use crate::store::jury::remark::insert_remark;
use crate::store::jury::review::{insert_finished, insert_task};
use crate::store::jury::{find_jury, save_jury, save_passage};
use crate::store::offer::{KeptOffer, list_offers};
use crate::store::round::KeptRound;

/// Takes reviews from a file over: one phase that is not open, a juror without an account for every name, and the
/// conflicts of interest as the file says them.
pub(super) async fn import_reviews(
    change: &mut Change,
    round: Id,
    reviews: &[Review],
) -> Result<(), StoreError> {
    if reviews.is_empty() {
        return Ok(());
    }
    let jury = Jury::shipped();
    if find_jury(change, round).await?.is_none() {
        save_jury(change, round, &jury, 0).await?;
    }
    let offers = by_label(change, round).await?;
    let most = u32::try_from(offers.len()).unwrap_or(u32::MAX);
    let mut jurors: BTreeMap<&str, Id> = BTreeMap::new();
    for review in reviews {
        let Some(offer) = offers.get(&review.offer_id) else { continue };
        let juror = match jurors.get(review.reviewer.as_str()) {
            Some(id) => *id,
            None => {
                let new = NewJuror { name: review.reviewer.clone(), most, ..NewJuror::default() };
                let (id, _) = insert_juror(change, round, &new).await?;
                jurors.insert(&review.reviewer, id);
                id
            }
        };
        if review.conflict {
            let firm = offer.organisation;
            insert_declaration(change, round, juror, firm, true, &review.comment, Origin::Import).await?;
        }
        let written =
            Written { given: review.score, to_office: review.comment.clone(), ..Written::default() };
        let now = change.now();
        insert_finished(change, round, &jury.phases[0].key, offer.id, juror, &written, review.conflict, now)
            .await?;
    }
    Ok(())
}

async fn by_label(change: &mut Change, round: Id) -> Result<BTreeMap<String, KeptOffer>, StoreError> {
    let offers = list_offers(change, round).await?;
    Ok(offers.into_iter().filter_map(|offer| Some((offer.label.clone()?, offer))).collect())
}

/// The sample's jurors, by their name in the file: the person, the address, the organisation's kind, areas.
const CAST: [(&str, &str, &str, OrganisationKind, &[&str]); 5] = [
    ("Institut A", "Jörg Jury", "jury@beispiel.example", OrganisationKind::Institute, &["antraege", "ki"]),
    ("RP Dezernat Digitalisierung", "Renate Pohl", "pohl@beispiel.example", OrganisationKind::Authority, &[]),
    ("Landkreis 1", "Karin Kreis", "kreis@beispiel.example", OrganisationKind::Other, &[]),
    ("Landkreis 2", "Lothar Land", "land@beispiel.example", OrganisationKind::Other, &["kita"]),
    (
        "kommunaler IT-Dienstleister",
        "Ida Technik",
        "technik@beispiel.example",
        OrganisationKind::Other,
        &["sicherheit"],
    ),
];

/// The sample's jury: a first look at everything, then full reviews of what went on. Half of them are in while the
/// jury is at work, all of them afterwards; then a sixth person has just been invited, whose id is given.
pub(super) async fn furnish(
    change: &mut Change,
    round: &KeptRound,
    stage: DemoStage,
) -> Result<Option<Id>, StoreError> {
    if stage < DemoStage::Jury {
        return Ok(None);
    }
    let is_at_work = stage == DemoStage::Jury;
    let today = day_of(change.now());
    let jury = rules(today, if is_at_work { 7 } else { -2 });
    save_jury(change, round.id, &jury, 0).await?;
    let offers = by_label(change, round.id).await?;
    let reviews = sample::input().reviews;
    let mut jurors = Vec::new();
    for (name, person, email, kind, areas) in CAST {
        let mine = Seat { name, person, email, kind, areas };
        let juror = seat(change, round.id, &mine).await?;
        let barred = declare(change, round.id, juror, name, &offers, &reviews).await?;
        jurors.push((name, juror, barred));
    }
    if is_at_work {
        let mine = Seat {
            name: "Hochschule B",
            person: "Jana Neu",
            email: "jana@beispiel.example",
            kind: OrganisationKind::University,
            areas: &[],
        };
        seat(change, round.id, &mine).await?;
    }
    let newcomer = person::find_by_email(change, "jana@beispiel.example").await?.map(|person| person.id);
    let begun = before(change.now(), 12);
    let judged: BTreeSet<&str> = reviews.iter().map(|review| review.offer_id.as_str()).collect();
    looks(change, round.id, &offers, &jurors, &judged, begun).await?;

    let at = before(change.now(), 4);
    for (place, review) in reviews.iter().enumerate() {
        let Some((_, juror, barred)) = jurors.iter().find(|(name, ..)| *name == review.reviewer) else {
            continue;
        };
        let Some(offer) = offers.get(&review.offer_id) else { continue };
        // A firm is barred as a whole, also where the file bars one of its offers alone.
        if barred.contains(&offer.organisation) && !review.conflict {
            continue;
        }
        // The first offers are finished and can be compared, of the others a part.
        let number: usize = review.offer_id.trim_start_matches('O').parse().unwrap_or(0);
        let is_in = !is_at_work || review.conflict || number <= 20 || place % 4 == 0;
        if is_in {
            let written = scored(&jury, review);
            insert_finished(change, round.id, "p2", offer.id, *juror, &written, review.conflict, at).await?;
        } else {
            insert_task(change, round.id, "p2", offer.id, *juror, "engine").await?;
        }
    }
    discuss(change, round.id, &offers).await?;
    Ok(newcomer)
}

fn rules(today: Date, ends: i32) -> Jury {
    let day = |offset: i32| Some(today.saturating_add(offset.days()));
    let mut jury = Jury::shipped();
    jury.phases = vec![
        Phase {
            name: "Erste Sichtung".to_owned(),
            kind: PhaseKind::Look,
            starts: day(ends - 24),
            ends: day(ends - 15),
            reviews: 2,
            pass_from: Some(50.0),
            ..jury.phases[0].clone()
        },
        Phase {
            key: "p2".to_owned(),
            starts: day(ends - 14),
            ends: day(ends),
            reviews: if ends > 0 { 5 } else { 3 },
            ..jury.phases[0].clone()
        },
    ];
    jury.contested_from = 3.0;
    jury.revise_until = day(ends + 7);
    jury
}

struct Seat<'s> {
    name: &'s str,
    person: &'s str,
    email: &'s str,
    kind: OrganisationKind,
    areas: &'s [&'s str],
}

async fn seat(change: &mut Change, round: Id, mine: &Seat<'_>) -> Result<Id, StoreError> {
    let organisation = organisation::insert(change, &NewOrganisation::named(mine.kind, mine.name)).await?;
    let new = NewPerson { name: mine.person.to_owned(), email: mine.email.to_owned(), lang: Lang::De };
    let person = person::ensure(change, &new).await?;
    let grant = Grant { person, organisation: Some(organisation), role: Role::Reviewer, until: None };
    membership::grant(change, grant).await?;
    let areas = mine.areas.iter().map(|area| (*area).to_owned()).collect();
    let juror = NewJuror {
        person: Some(person),
        organisation: Some(organisation),
        least: 0,
        most: 45,
        areas,
        ..NewJuror::default()
    };
    let (id, _) = insert_juror(change, round, &juror).await?;
    mark_invited(change, id).await?;
    Ok(id)
}

/// Declares what the file says; gives the firms with a conflict.
async fn declare(
    change: &mut Change,
    round: Id,
    juror: Id,
    name: &str,
    offers: &BTreeMap<String, KeptOffer>,
    reviews: &[Review],
) -> Result<BTreeSet<Id>, StoreError> {
    let barred: BTreeMap<Id, &str> = reviews
        .iter()
        .filter(|review| review.conflict && review.reviewer == name)
        .filter_map(|review| Some((offers.get(&review.offer_id)?.organisation, review.comment.as_str())))
        .collect();
    let firms: BTreeSet<Id> = offers.values().map(|offer| offer.organisation).collect();
    for firm in firms {
        let reason = barred.get(&firm);
        let text = reason.copied().unwrap_or_default();
        insert_declaration(change, round, juror, firm, reason.is_some(), text, Origin::Juror).await?;
    }
    mark_declared(change, juror).await?;
    Ok(barred.into_keys().collect())
}

/// The first look: two jurors for every offer; what the file has reviews of goes on.
async fn looks(
    change: &mut Change,
    round: Id,
    offers: &BTreeMap<String, KeptOffer>,
    jurors: &[(&str, Id, BTreeSet<Id>)],
    judged: &BTreeSet<&str>,
    at: Timestamp,
) -> Result<(), StoreError> {
    for (place, (label, offer)) in offers.iter().enumerate() {
        let goes_on = judged.contains(label.as_str());
        let free = jurors.iter().cycle().skip(place % jurors.len()).take(jurors.len());
        let two = free.filter(|(_, _, barred)| !barred.contains(&offer.organisation)).take(2);
        for (turn, (_, juror, _)) in two.enumerate() {
            let verdict = match (goes_on, turn) {
                (true, 1) if place % 3 == 0 => Verdict::Maybe,
                (true, _) => Verdict::Yes,
                (false, 0) if place % 4 == 0 => Verdict::Maybe,
                (false, _) => Verdict::No,
            };
            let written = Written { verdict: Some(verdict), ..Written::default() };
            insert_finished(change, round, "p1", offer.id, *juror, &written, false, at).await?;
        }
        save_passage(change, round, "p1", offer.id, goes_on, None).await?;
    }
    Ok(())
}

/// Scores whose weighted mean is that of the file: what one criterion has more, one of the same weight has less.
fn scored(jury: &Jury, review: &Review) -> Written {
    let mut written = Written { to_office: review.comment.clone(), ..Written::default() };
    let Some(score) = review.score else { return written };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = score.round().clamp(1.0, 10.0) as u8;
    for criterion in &jury.criteria {
        written.scores.insert(criterion.key.clone(), whole);
    }
    if (2..=9).contains(&whole) {
        let (up, down) =
            if review.offer_id.len() + review.reviewer.len() % 2 == 0 { ("c1", "c2") } else { ("c3", "c4") };
        written.scores.insert(up.to_owned(), whole + 1);
        written.scores.insert(down.to_owned(), whole - 1);
    }
    written
}

async fn discuss(
    change: &mut Change,
    round: Id,
    offers: &BTreeMap<String, KeptOffer>,
) -> Result<(), StoreError> {
    let (Some(offer), Some(writer)) =
        (offers.get("O03"), person::find_by_email(change, "pohl@beispiel.example").await?)
    else {
        return Ok(());
    };
    let juror = crate::store::jury::juror::find_juror_of(change, round, writer.id).await?;
    let words = "Die Abhängigkeit vom Rechenzentrum des Anbieters sehe ich auch. Der Bedarf ist aber im ganzen Bezirk der größte.";
    let id = Id::new(change.now());
    insert_remark(change, id, round, offer.id, juror.map(|juror| juror.id), writer.id, words).await?;
    Ok(())
}

fn before(now: Timestamp, days: i64) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(24 * days)).unwrap_or(now)
}
