//! The jury of a round as the office sees it: who sits in it, how far each phase is, and the rooms behind it.

mod assignment;
pub(crate) mod jurors;
pub(crate) mod offer;
pub(crate) mod rules;
pub(crate) mod scores;

pub(crate) use assignment::apply;
pub(crate) use scores::close_phase;

use axum::extract::Path;
use rathaus_store::Session;
use rathaus_web::{Answer, Feature, PageError, Value, Visitor, context, get, post};

use crate::jury::Room;
use crate::model::correspondence::day_of;
use crate::pages::invitations::head;
use crate::pages::juror::phase_view;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::jury::juror::Juror;
use crate::store::jury::review::ReviewState;

/// Adds the pages' routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/jury", get(show))
        .route("/rounds/{slug}/jury/rules", get(rules::show).merge(post(rules::save)))
        .route("/rounds/{slug}/jury/jurors", get(jurors::choose).merge(post(jurors::invite)))
        .route("/rounds/{slug}/jury/reminders", post(jurors::remind_all))
        .route("/rounds/{slug}/jury/jurors/{id}", get(jurors::one).merge(post(jurors::change)))
        .route("/rounds/{slug}/jury/jurors/{id}/reminders", post(jurors::remind))
        .route("/rounds/{slug}/jury/jurors/{id}/conflicts", post(jurors::declare))
        .route("/rounds/{slug}/jury/jurors/{id}/removal", post(jurors::remove))
        .route("/rounds/{slug}/jury/assignment", get(assignment::show).merge(post(assignment::assign)))
        .route("/rounds/{slug}/jury/scores", get(scores::show))
        .route("/rounds/{slug}/jury/passages", post(scores::pass_by_rule))
        .route("/rounds/{slug}/jury/offers/{label}", get(offer::show))
        .route("/rounds/{slug}/jury/offers/{label}/tasks", post(offer::give))
        .route("/rounds/{slug}/jury/offers/{label}/tasks/removal", post(offer::take))
        .route("/rounds/{slug}/jury/offers/{label}/passage", post(offer::pass))
        .route("/rounds/{slug}/jury/offers/{label}/remarks", post(offer::remark));
}

/// The jury of an address, for those who work in the office or read what it reads.
pub(crate) async fn room(visitor: &Visitor, db: &mut Session, slug: &str) -> Result<Room, PageError> {
    let round = round_of(db, slug).await?;
    Ok(Room::load(db, round, visitor.now()).await?)
}

/// A juror as the office's lists show it.
pub(crate) fn juror_view(room: &Room, juror: &Juror, phase: usize) -> Value {
    let tasks = match room.jury.phases.get(phase) {
        Some(phase) => room.tasks(juror.id, &phase.key),
        None => Vec::new(),
    };
    let suppliers = room.suppliers();
    let is_conflict =
        |id| room.is_own(juror.id, id) || room.declaration(juror.id, id).is_some_and(|one| one.is_conflict);
    context! {
        id => juror.id.to_string(),
        name => juror.called(&room.jurors),
        email => juror.email.clone(),
        organisation => juror.organisation_name.clone(),
        state => juror.state(),
        least => juror.least,
        most => juror.most,
        tasks => tasks.len(),
        done => tasks.iter().filter(|one| one.state == ReviewState::Done).count(),
        conflicts => suppliers.iter().filter(|(id, _)| is_conflict(*id)).count(),
        undeclared => if juror.declared_at.is_some() { room.undeclared(juror).len() } else { 0 },
        invited_at => juror.invited_at.map(|at| at.to_string()),
        declared_at => juror.declared_at.map(|at| at.to_string()),
        reminders => juror.reminders,
        reminded_at => juror.reminded_at.map(|at| at.to_string()),
    }
}

/// What the office does next: the stem of the texts `jury-next-…` and the path below the jury.
fn next_step(room: &Room, phase: usize, is_open: bool) -> (&'static str, &'static str) {
    let active = room.jurors.iter().filter(|one| one.is_active()).count();
    let key = room.jury.phases.get(phase).map_or("", |phase| phase.key.as_str());
    let standings =
        room.offers_in(phase).into_iter().map(|offer| room.standing(offer, &room.jury.phases[phase]));
    let (mut missing, mut unassigned, mut undecided) = (0, 0, 0);
    for standing in standings {
        missing += standing.missing;
        undecided += usize::from(standing.passage.is_none());
        let given = standing.reviews.iter().filter(|one| !one.is_conflict).count();
        unassigned += usize::from(given < room.jury.phases[phase].reviews as usize);
    }
    let is_last = phase + 1 >= room.jury.phases.len();
    match () {
        () if !room.is_set_up() || key.is_empty() => ("rules", "/rules"),
        () if active == 0 => ("jurors", "/jurors"),
        () if room.offers.is_empty() => ("offers", ""),
        () if room.active().is_empty() => ("declare", ""),
        () if unassigned > 0 => ("assign", "/assignment"),
        () if missing > 0 && !is_open => ("dates", "/rules"),
        () if missing > 0 => ("wait", "/scores"),
        () if undecided > 0 && !is_last => ("pass", "/scores"),
        () => ("compare", "/scores"),
    }
}

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let room = room(&visitor, &mut *visitor.read().await?, &slug).await?;
    let today = day_of(visitor.now());
    let current = room.jury.current(today);
    let phases: Vec<Value> = room
        .jury
        .phases
        .iter()
        .enumerate()
        .map(|(place, phase)| {
            let offers = room.offers_in(place);
            let standings: Vec<_> = offers.iter().map(|offer| room.standing(offer, phase)).collect();
            let done: usize = standings.iter().map(|one| one.judged.map_or(0, |judged| judged.n)).sum();
            context! {
                offers => offers.len(),
                done,
                wanted => done + standings.iter().map(|one| one.missing).sum::<usize>(),
                contested => standings.iter().filter(|one| one.is_contested).count(),
                current => place == current,
                ..phase_view(phase, today)
            }
        })
        .collect();
    let jurors: Vec<Value> = room.jurors.iter().map(|juror| juror_view(&room, juror, current)).collect();
    let is_open = room.jury.phases.get(current).is_some_and(|phase| phase.is_open(today));
    let (next, path) = next_step(&room, current, is_open);
    let waiting = room
        .jurors
        .iter()
        .filter(|one| one.is_active() && one.person.is_some())
        .filter(|one| is_waited_for(&room, one, current, is_open))
        .count();
    visitor.page(
        "forum/jury.html",
        visitor.text("jury-page-title")?,
        context! {
            round => head(&room.round),
            is_set_up => room.is_set_up(),
            is_anonymous => room.jury.is_anonymous,
            criteria => rathaus_web::shown(room.jury.criteria.clone()),
            phases,
            jurors,
            waiting,
            next,
            next_path => path,
            may_work => policy::may_work(&visitor).is_ok(),
        },
    )
}

/// Whether something is asked of a juror: a declaration, or tasks in an open phase.
pub(crate) fn is_waited_for(room: &Room, juror: &Juror, phase: usize, is_open: bool) -> bool {
    let has_open = || {
        let Some(phase) = room.jury.phases.get(phase) else { return false };
        room.tasks(juror.id, &phase.key).iter().any(|one| one.state != ReviewState::Done)
    };
    juror.is_active()
        && juror.person.is_some()
        && (juror.declared_at.is_none() || !room.undeclared(juror).is_empty() || is_open && has_open())
}
