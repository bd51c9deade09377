//! One round: what strangers, towns and suppliers see of it, and the office's overview.

pub mod edit;
mod sees;

use axum::extract::Path;
use jiff::ToSpan;
use jiff::civil::Date;
use rathaus_procedure::store::find_live;
use rathaus_store::{Session, StoreError};
use rathaus_web::{Answer, Feature, PageError, Visitor, context, get, shown};
use serde::Serialize;

use crate::jury::Room;
use crate::model::correspondence::day_of;
use crate::pages::rounds::StageView;
use crate::policy;
use crate::store::area::list_published;
use crate::store::decision::find_standing;
use crate::store::event::{Door, find_event};
use crate::store::invitation::contact::list_contacts;
use crate::store::invitation::{Invitation, State, list_invitations};
use crate::store::need::list_needs;
use crate::store::offer::list_offers;
use crate::store::plan::find_plan;
use crate::store::programme::list_items;
use crate::store::registration::{RegistrationState, list_registrations};
use crate::store::round::{KeptRound, Phase, Stage, find_round};
use crate::store::round_report::find_report_published;
use crate::store::supplier_invitation::{SupplierState, list_supplier_invitations};
use crate::store::talk::find_talk_plan;
use crate::wishing::last_day;
use rathaus_web::filters::paragraphs;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes.route("/rounds/{slug}", get(show));
    edit::routes(feature);
}

/// The round of an address.
///
/// # Errors
///
/// [`PageError::NotFound`] where the tenant has none with this slug.
pub async fn round_of(db: &mut Session, slug: &str) -> Result<KeptRound, PageError> {
    find_round(db, slug).await?.ok_or(PageError::NotFound)
}

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    if !policy::may_see(&visitor, &round) {
        // Who is not signed in may be one of those who see it.
        return Err(if visitor.signed().is_none() { PageError::SignIn } else { PageError::NotFound });
    }
    let today = day_of(visitor.now());
    let stages = StageView::of(&round, today);
    let areas = list_published(&mut view, round.id).await?;
    let event = find_event(&mut view, &round).await?;
    let has_report = find_report_published(&mut view, round.id).await?.is_some();
    let base = context! {
        has_report => has_report,
        round => context! {
            slug => round.slug.clone(), title => round.title.clone(), is_public => round.is_public,
            intro => paragraphs(&round.intro),
        },
        stages => shown(stages),
        areas => shown(areas),
        survey_open => round.is_open(Stage::Survey, today),
        offers_open => round.is_open(Stage::Offers, today),
        event => context! {
            is_published => event.published_at.is_some(), is_open => event.is_open(&round, today),
        },
        may_work => policy::may_work(&visitor).is_ok(),
    };
    if policy::may_read(&visitor).is_err() {
        return visitor.page("forum/round.html", round.title.clone(), base);
    }
    let counts = Counts::of(&mut view, &round, visitor.now()).await?;
    let next = next_step(&round, &counts, today);
    let survey = match &round.survey {
        Some(key) => find_live(&mut view, key).await?,
        None => None,
    };
    let survey = survey.filter(|_| policy::may_work(&visitor).is_ok());
    let context = context! {
        counts => shown(counts),
        next => next,
        survey => survey.map(|live| context! {
            key => live.definition.key.to_string(),
            version => live.n,
            asks => match (live.n, round.copied_from) {
                (1, None) => "shipped",
                (1, Some(_)) => "earlier",
                _ => "own",
            },
        }),
        ..base
    };
    visitor.page("forum/round-office.html", round.title.clone(), context)
}

/// What the overview counts.
#[derive(Debug, Default, Serialize)]
struct Counts {
    chosen: usize,
    without_contact: usize,
    unsent: usize,
    invited: usize,
    opened: usize,
    answered: usize,
    declined: usize,
    missing: usize,
    needs: usize,
    offers: usize,
    areas: usize,
    reviews_missing: usize,
    planned_at: Option<jiff::Timestamp>,
    is_decided: bool,
    unsent_suppliers: usize,
    /// Items of the programme, whether people can register, how many registrations have their places.
    items: usize,
    is_registering: bool,
    registered: usize,
    /// Who takes part in talks, who of them has not said their wishes, until when they may, whether talks are out.
    talkers: usize,
    wishes_missing: usize,
    wishes_until: Option<Date>,
    has_talks: bool,
    /// Whether the report is published.
    is_reported: bool,
}

impl Counts {
    async fn of(db: &mut Session, kept: &KeptRound, now: jiff::Timestamp) -> Result<Self, StoreError> {
        let round = kept.id;
        let invitations = list_invitations(db, round).await?;
        let contacts = list_contacts(db, round).await?;
        let reached = |i: &Invitation| contacts.iter().any(|c| c.invitation == i.id && c.is_active());
        let count = |test: &dyn Fn(&Invitation) -> bool| invitations.iter().filter(|i| test(i)).count();
        let (talkers, _) = crate::pages::wishes::lines(db, round).await?;
        let talks = find_talk_plan(db, round).await?;
        Ok(Self {
            chosen: invitations.len(),
            without_contact: count(&|i| i.state == State::Listed && !reached(i)),
            unsent: count(&|i| i.state == State::Listed && reached(i)),
            invited: count(&|i| i.invited_at.is_some()),
            opened: count(&|i| i.opened_at.is_some()),
            answered: count(&|i| i.state == State::Answered),
            declined: count(&|i| i.state == State::Declined),
            missing: count(&|i| i.state.is_awaited()),
            needs: list_needs(db, round).await?.len(),
            offers: list_offers(db, round).await?.iter().filter(|offer| offer.counts()).count(),
            areas: list_published(db, round).await?.len(),
            reviews_missing: Room::load(db, kept.clone(), now).await?.missing(day_of(now)),
            planned_at: find_plan(db, round).await?.made_at,
            is_decided: find_standing(db, round).await?.is_some(),
            unsent_suppliers: list_supplier_invitations(db, round)
                .await?
                .iter()
                .filter(|one| one.state == SupplierState::Listed)
                .count(),
            items: list_items(db, round).await?.len(),
            is_registering: find_event(db, kept).await?.door != Door::Closed,
            talkers: talkers.len(),
            wishes_missing: talkers.iter().filter(|line| line.said_at.is_none()).count(),
            wishes_until: last_day(kept, &talks),
            has_talks: talks.published_at.is_some(),
            is_reported: find_report_published(db, round).await?.is_some(),
            registered: list_registrations(db, round)
                .await?
                .iter()
                .filter(|one| one.state == RegistrationState::Registered)
                .count(),
        })
    }
}

/// After the event the outcomes come first for this long, then the report until it is published.
const WEEKS_OF_OUTCOMES: i64 = 4;

/// What the office does next: the stem of the texts `round-next-…` and the path below the round.
fn next_step(round: &KeptRound, counts: &Counts, today: Date) -> minijinja::Value {
    let survey = round.stage(Stage::Survey).phase(today);
    let is_ahead = round.stage(Stage::Event).phase(today) == Phase::Before;
    let (key, path, n) = if survey == Phase::Unset {
        ("dates", "/edit", 0)
    } else if round.stage(Stage::Event).phase(today) == Phase::Open {
        ("checkin", "/checkin", counts.registered)
    } else if round.stage(Stage::Event).phase(today) == Phase::After {
        let event = round.stage(Stage::Event);
        let end = event.ends.or(event.starts);
        let first = end.and_then(|end| end.checked_add(WEEKS_OF_OUTCOMES.weeks()).ok());
        match first {
            Some(first) if today > first && !counts.is_reported => ("report", "/report", 0),
            _ => ("outcomes", "/outcomes", 0),
        }
    } else if counts.chosen == 0 {
        ("choose", "/invitations/choose", 0)
    } else if counts.unsent > 0 && survey != Phase::After {
        ("send", "/invitations/mailing", counts.unsent)
    } else if counts.without_contact > 0 && survey != Phase::After {
        ("contacts", "/invitations?problem=no-contact", counts.without_contact)
    } else if survey == Phase::Before {
        ("wait", "/invitations", 0)
    } else if survey == Phase::Open {
        ("missing", "/response", counts.missing)
    } else {
        match (round.stage(Stage::Offers).phase(today), round.stage(Stage::Plan).phase(today)) {
            (Phase::Unset, _) => ("offers-dates", "/edit", 0),
            (Phase::Before, _) if counts.planned_at.is_none() => ("compute", "/plan", 0),
            (Phase::Before, _) if counts.areas == 0 => ("board", "/board", 0),
            (Phase::Before, _) => ("areas", "/areas", 0),
            (Phase::Open, _) => ("offers", "/offers", 0),
            _ if counts.unsent_suppliers > 0 => ("suppliers", "/suppliers/mailing", counts.unsent_suppliers),
            _ if counts.reviews_missing > 0 && !counts.is_decided => {
                ("reviews", "/jury", counts.reviews_missing)
            }
            (_, Phase::Open) if counts.planned_at.is_some() && !counts.is_decided => {
                ("selection", "/selection", 0)
            }
            (_, Phase::After) if is_ahead && counts.items == 0 => ("programme", "/programme", 0),
            (_, Phase::After) if is_ahead && !counts.is_registering => {
                ("registration", "/programme/event", 0)
            }
            (_, Phase::After) if is_ahead && counts.talkers > 0 && !counts.has_talks => {
                let is_open = counts.wishes_until.is_none_or(|until| today <= until);
                match counts.wishes_missing {
                    0 => ("talks", "/talks", counts.talkers),
                    _ if !is_open => ("talks", "/talks", counts.talkers),
                    missing => ("wishes", "/wishes", missing),
                }
            }
            (_, Phase::After) if is_ahead => ("registrations", "/registrations", counts.registered),
            _ => ("plan", "/plan", 0),
        }
    };
    context! { key => key, href => format!("/rounds/{}{path}", round.slug), n => n }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_step_follows_the_state_of_the_round() {
        let round = KeptRound::sample("2026");
        let unset = KeptRound { stages: Vec::new(), ..round.clone() };
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let none = Counts::default();
        let chosen = Counts { chosen: 3, without_contact: 1, ..Counts::default() };
        let unsent = Counts { unsent: 2, ..Counts { chosen: 3, ..Counts::default() } };
        let asked_again = || Counts { chosen: 3, invited: 3, missing: 2, answered: 1, ..Counts::default() };
        let asked = asked_again();
        let reviewing = Counts { chosen: 3, reviews_missing: 4, ..Counts::default() };
        let chosen_from = Counts { chosen: 3, planned_at: Some(round.created_at), ..Counts::default() };
        let decided = Counts {
            is_decided: true,
            unsent_suppliers: 7,
            planned_at: Some(round.created_at),
            chosen: 3,
            ..Counts::default()
        };
        let computed = Counts { planned_at: Some(jiff::Timestamp::UNIX_EPOCH), ..asked_again() };
        let published = Counts { areas: 3, planned_at: Some(jiff::Timestamp::UNIX_EPOCH), ..asked_again() };
        let mut before_call = round.clone();
        for dates in before_call.stages.iter_mut().filter(|dates| dates.stage == Stage::Offers) {
            dates.starts = Some(day("2026-07-10"));
        }
        let planned = Counts { chosen: 3, items: 9, ..Counts::default() };
        let opened =
            || Counts { chosen: 3, items: 9, is_registering: true, registered: 4, ..Counts::default() };
        let open = opened();
        let reported = Counts { is_reported: true, ..opened() };
        let until = day("2026-09-15");
        let wishing = || Counts { talkers: 4, wishes_missing: 2, wishes_until: Some(until), ..opened() };
        let wished = Counts { wishes_missing: 0, ..wishing() };
        let out = Counts { has_talks: true, ..wishing() };
        let wishing = wishing();
        for (round, counts, today, want) in [
            (&unset, &none, "2026-05-01", "dates"),
            (&round, &none, "2026-05-01", "choose"),
            (&round, &chosen, "2026-05-01", "contacts"),
            (&round, &unsent, "2026-05-01", "send"),
            (&round, &asked, "2026-05-01", "wait"),
            (&round, &asked, "2026-06-01", "missing"),
            (&before_call, &asked, "2026-07-01", "compute"),
            (&before_call, &computed, "2026-07-01", "board"),
            (&before_call, &published, "2026-07-01", "areas"),
            (&round, &asked, "2026-07-01", "offers"),
            (&round, &asked, "2026-08-01", "plan"),
            (&round, &reviewing, "2026-08-01", "reviews"),
            (&round, &chosen_from, "2026-08-01", "selection"),
            (&round, &decided, "2026-08-01", "suppliers"),
            (&round, &asked, "2026-09-01", "programme"),
            (&round, &planned, "2026-09-01", "registration"),
            (&round, &open, "2026-09-01", "registrations"),
            (&round, &wishing, "2026-09-15", "wishes"),
            (&round, &wishing, "2026-09-16", "talks"),
            (&round, &wished, "2026-09-10", "talks"),
            (&round, &out, "2026-09-16", "registrations"),
            (&round, &open, "2026-09-22", "checkin"),
            (&round, &open, "2026-09-23", "outcomes"),
            (&round, &open, "2026-10-30", "report"),
            (&round, &reported, "2026-10-30", "outcomes"),
        ] {
            let step = next_step(round, counts, day(today));
            assert_eq!(step.get_attr("key").expect("a key").to_string(), want, "{today}");
        }
    }
}
