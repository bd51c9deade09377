//! Who reviews what: the engine's proposal with its proof, and what each offer and juror got.

use axum::extract::Path;
use rathaus_store::{Change, Record};
use rathaus_web::{Answer, Fields, PageError, Value, Visitor, context};

use super::{juror_view, room};
use crate::assigning::Proof;
use crate::jury::{Contradiction, Room};
use crate::model::correspondence::day_of;
use crate::pages::invitations::head;
use crate::pages::juror::phase_view;
use crate::policy;
use crate::store::jury::review::{delete_task, insert_task};
use crate::store::jury::{find_proof, lock_jury, save_proof};

/// The phase that the address names.
pub(super) fn phase_of(visitor: &Visitor, room: &Room) -> usize {
    let fields = Fields::from_query(visitor.query());
    room.phase_at(fields.first("phase"), day_of(visitor.now()))
}

/// The phases as tabs.
pub(super) fn phase_tabs(visitor: &Visitor, room: &Room, current: usize, page: &str) -> Vec<Value> {
    room.jury
        .phases
        .iter()
        .enumerate()
        .map(|(place, phase)| {
            let path = format!("/rounds/{}/jury/{page}?phase={}", room.round.slug, phase.key);
            context! { href => visitor.url(&path), label => phase.name.clone(), current => place == current }
        })
        .collect()
}

pub(super) async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let room = room(&visitor, &mut *visitor.read().await?, &slug).await?;
    let phase = phase_of(&visitor, &room);
    page(&visitor, &room, phase, None).await
}

async fn page(visitor: &Visitor, room: &Room, phase: usize, refused: Option<Contradiction>) -> Answer {
    let now = &room.jury.phases[phase];
    let proof = find_proof(&mut *visitor.read().await?, room.round.id, &now.key).await?;
    let mut short = 0;
    let offers: Vec<Value> = room
        .offers_in(phase)
        .into_iter()
        .map(|offer| {
            let standing = room.standing(offer, now);
            let given: Vec<Value> = standing
                .reviews
                .iter()
                .filter(|review| !review.is_conflict)
                .filter_map(|review| {
                    let juror = room.juror(review.juror)?;
                    Some(context! { name => juror.called(&room.jurors), state => review.state.word() })
                })
                .collect();
            let lacks = (now.reviews as usize).saturating_sub(given.len());
            let barred = room.active().iter().filter(|one| !room.may_meet(one, offer.organisation)).count();
            short += usize::from(lacks > 0);
            context! {
                label => offer.label.clone(), title => offer.text.title.clone(),
                supplier => offer.supplier.clone(), given, lacks, barred,
            }
        })
        .collect();
    let active = room.active();
    let waiting =
        room.jurors.iter().filter(|one| one.is_active() && one.declared_at.is_none() && one.person.is_some());
    let refused = match refused {
        None => None,
        Some(Contradiction::Other(_)) => Some(vec![visitor.text("jury-assign-refused")?]),
        Some(Contradiction::Demands(demands)) => Some(
            demands
                .into_iter()
                .map(|(key, name, n, free)| {
                    let number = |n: usize| (n as f64).into();
                    visitor.text_with(key, &[("name", name.into()), ("n", number(n)), ("free", number(free))])
                })
                .collect::<Result<Vec<_>, PageError>>()?,
        ),
    };
    let status = match &refused {
        Some(_) => axum::http::StatusCode::UNPROCESSABLE_ENTITY,
        None => axum::http::StatusCode::OK,
    };
    visitor.page_with(
        status,
        "forum/jury-assignment.html",
        visitor.text("jury-assignment")?,
        context! {
            round => head(&room.round),
            is_set_up => room.is_set_up(),
            phase => phase_view(now, day_of(visitor.now())),
            tabs_of_phases => phase_tabs(visitor, room, phase, "assignment"),
            proof => proof.map(|(proof, at)| proof_view(&proof, at)),
            offers,
            short,
            jurors => active.iter().map(|one| juror_view(room, one, phase)).collect::<Vec<_>>(),
            waiting => waiting.count(),
            refused,
            may_work => policy::may_work(visitor).is_ok(),
            form => visitor.form(&rathaus_web::Sheet::blank())?,
        },
    )
}

fn proof_view(proof: &Proof, at: jiff::Timestamp) -> Value {
    context! {
        minimum => proof.minimum, minimum_bound => proof.minimum_bound, is_proven => proof.is_proven,
        total => proof.total, total_bound => proof.total_bound, kept => proof.kept, added => proof.added,
        removed => proof.removed, least => proof.loads.0, most => proof.loads.1, at => at.to_string(),
    }
}

/// Spreads the tasks of a phase anew and keeps them; gives the proof and the labels of offers for which too few are free.
///
/// # Errors
///
/// A conflict where the rules changed meanwhile; inside, why there is no assignment.
pub(crate) async fn apply(
    visitor: &Visitor,
    room: Room,
    phase: usize,
) -> Result<(Room, Result<(Proof, Vec<String>), Contradiction>), PageError> {
    // The engine works outside of the change, so that nobody waits for it.
    let (room, assigned) = tokio::task::spawn_blocking(move || {
        let assigned = room.assign(phase);
        (room, assigned)
    })
    .await
    .map_err(PageError::fault)?;
    let assigned = match assigned {
        Ok(assigned) => assigned,
        Err(why) => return Ok((room, Err(why))),
    };
    let mut change = visitor.change().await?;
    if !lock_jury(&mut change, room.round.id, room.edition).await? {
        return Err(PageError::Conflict("jury-changed-meanwhile"));
    }
    let key = &room.jury.phases[phase].key;
    let (mut added, mut removed) = (0, 0);
    for (offer, juror) in &assigned.removed {
        if let Some(review) = room.review(*juror, *offer, key) {
            removed += usize::from(delete_task(&mut change, review.id).await?);
        }
    }
    for (offer, juror) in &assigned.added {
        added += usize::from(insert_task(&mut change, room.round.id, key, *offer, *juror, "engine").await?);
    }
    save_proof(&mut change, room.round.id, key, &assigned.proof).await?;
    commit(change, &room, phase, added, removed).await?;
    Ok((room, Ok((assigned.proof, assigned.short))))
}

async fn commit(
    change: Change,
    room: &Room,
    phase: usize,
    added: usize,
    removed: usize,
) -> Result<(), PageError> {
    let record = Record::new("jury.assigned", room.round.id)
        .with("phase", &room.jury.phases[phase].key)
        .with("added", added)
        .with("removed", removed);
    change.commit(record).await?;
    Ok(())
}

pub(super) async fn assign(visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let room = room(&visitor, &mut *visitor.read().await?, &slug).await?;
    if !room.is_set_up() {
        return Err(PageError::Conflict("jury-not-set-up"));
    }
    let phase = match fields.first("phase") {
        Some(key) => room.jury.place_of(key).ok_or(PageError::NotFound)?,
        None => room.jury.current(day_of(visitor.now())),
    };
    let (room, outcome) = apply(&visitor, room, phase).await?;
    match outcome {
        Err(why) => page(&visitor, &room, phase, Some(why)).await,
        Ok((_, short)) => {
            let path = format!("/rounds/{slug}/jury/assignment?phase={}", room.jury.phases[phase].key);
            visitor.done(&path, if short.is_empty() { "jury-assigned" } else { "jury-assigned-short" })
        }
    }
}
