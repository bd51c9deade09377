//! One offer before the office: its tasks, what was written, whether it goes on, and the discussion.

use axum::extract::Path;
use rathaus_store::{Id, Record};
use rathaus_web::{Answer, Fields, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, shown};

use super::room;
use crate::jury::Room;
use crate::model::correspondence::day_of;
use crate::pages::invitations::head;
use crate::pages::juror::offer::{MOST_WORDS, history, written_view};
use crate::pages::juror::phase_view;
use crate::policy;
use crate::store::jury::remark::{insert_remark, list_remarks};
use crate::store::jury::review::{delete_task, insert_task, list_versions};
use crate::store::jury::save_passage;
use crate::store::offer::KeptOffer;

async fn page(visitor: &Visitor, room: &Room, offer: &KeptOffer, wrong: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let versions = list_versions(&mut view, offer.id).await?;
    let remarks = list_remarks(&mut view, offer.id).await?;
    drop(view);
    let today = day_of(visitor.now());
    let criteria = &room.jury.criteria;
    let mut phases = Vec::new();
    for (place, phase) in room.jury.phases.iter().enumerate() {
        if !room.offers_in(place).iter().any(|one| one.id == offer.id) {
            continue;
        }
        let standing = room.standing(offer, phase);
        let reviews: Vec<Value> = standing
            .reviews
            .iter()
            .filter_map(|review| {
                let juror = room.juror(review.juror)?;
                Some(context! {
                    id => review.id.to_string(),
                    juror => juror.called(&room.jurors),
                    organisation => juror.organisation_name.clone(),
                    state => review.state.word(),
                    is_conflict => review.is_conflict,
                    at => review.done_at.or(review.saved_at).map(|at| at.to_string()),
                    said => written_view(&review.written, criteria),
                    history => history(&versions, review.id, criteria),
                })
            })
            .collect();
        let free: Vec<Value> = room
            .active()
            .into_iter()
            .filter(|one| room.may_meet(one, offer.organisation))
            .filter(|one| room.review(one.id, offer.id, &phase.key).is_none())
            .map(|one| context! { value => one.id.to_string(), label => one.called(&room.jurors) })
            .collect();
        let barred: Vec<String> = room
            .active()
            .into_iter()
            .filter(|one| !room.may_meet(one, offer.organisation))
            .map(|one| one.called(&room.jurors))
            .collect();
        phases.push(context! {
            reviews_shown => reviews,
            free,
            barred,
            mean => standing.judged.map(|one| one.mean),
            median => standing.judged.map(|one| one.median),
            spread => standing.judged.map(|one| one.width()),
            missing => standing.missing,
            is_contested => standing.is_contested,
            is_last => place + 1 >= room.jury.phases.len(),
            passage => standing.passage.map(|one| context! {
                passes => one.passes, is_by_hand => one.is_by_hand, reason => one.reason.clone(), at => one.decided_at.to_string(),
            }),
            ..phase_view(phase, today)
        });
    }
    phases.reverse();
    let context = context! {
        round => head(&room.round),
        offer => context! {
            label => offer.label.clone(), title => offer.text.title.clone(), supplier => offer.supplier.clone(),
            summary => offer.text.summary.clone(),
        },
        phases,
        is_contested => room.is_contested(offer),
        remarks => shown(remarks),
        remark => Id::new(visitor.now()).to_string(),
        may_work => policy::may_work(visitor).is_ok(),
    };
    let title = offer.text.title.clone();
    match wrong {
        Some(sheet) => visitor.again("forum/jury-offer.html", title, &sheet, context),
        None => {
            let context = context! { form => visitor.form(&Sheet::blank())?, ..context };
            visitor.page("forum/jury-offer.html", title, context)
        }
    }
}

pub(super) async fn show(visitor: Visitor, Path((slug, label)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    let room = room(&visitor, &mut *visitor.read().await?, &slug).await?;
    let offer = room.offer(&label).ok_or(PageError::NotFound)?;
    page(&visitor, &room, offer, None).await
}

/// The phase that a form names, if the offer is in it.
fn phase_in(room: &Room, offer: &KeptOffer, fields: &Fields) -> Result<usize, PageError> {
    let key = fields.first("phase").unwrap_or_default();
    let place = room.jury.place_of(key).filter(|_| room.is_set_up()).ok_or(PageError::NotFound)?;
    let is_in = room.offers_in(place).iter().any(|one| one.id == offer.id);
    is_in.then_some(place).ok_or(PageError::NotFound)
}

/// Gives the offer to a juror by hand; never across a conflict.
pub(super) async fn give(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &slug).await?;
    let offer = room.offer(&label).ok_or(PageError::NotFound)?;
    let place = phase_in(&room, offer, &fields)?;
    let id: Option<Id> = fields.first("juror").and_then(|id| id.parse().ok());
    let Some(id) = id else {
        drop(change);
        let sheet = Sheet { values: fields.values.clone(), mistakes: Vec::new() };
        let name = format!("juror.{}", room.jury.phases[place].key);
        return page(&visitor, &room, offer, Some(sheet.wrong(&name, "form-choose"))).await;
    };
    let juror = room.juror(id).ok_or(PageError::NotFound)?;
    let key = &room.jury.phases[place].key;
    if !room.may_meet(juror, offer.organisation) {
        return Err(PageError::Conflict("jury-conflict-stays"));
    }
    if insert_task(&mut change, room.round.id, key, offer.id, id, "hand").await? {
        change.commit(Record::new("review.assigned", offer.id).with("juror", id).with("phase", key)).await?;
    }
    visitor.done(&format!("/rounds/{slug}/jury/offers/{label}"), "jury-given")
}

pub(super) async fn take(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &slug).await?;
    let offer = room.offer(&label).ok_or(PageError::NotFound)?;
    let id: Option<Id> = fields.first("review").and_then(|id| id.parse().ok());
    let is_mine = |one: &&crate::store::jury::review::KeptReview| Some(one.id) == id && one.offer == offer.id;
    let path = format!("/rounds/{slug}/jury/offers/{label}");
    let Some(review) = room.reviews.iter().find(is_mine) else {
        // Sent twice: it is off already.
        return if id.is_some() { visitor.to(&path) } else { Err(PageError::NotFound) };
    };
    if !delete_task(&mut change, review.id).await? {
        return Err(PageError::Conflict("jury-task-begun"));
    }
    change.commit(Record::new("review.unassigned", offer.id).with("juror", review.juror)).await?;
    visitor.done(&path, "jury-taken")
}

pub(crate) struct Decided {
    pub passes: bool,
    pub reason: String,
}

impl FromForm for Decided {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let passes = match form.raw("passes").as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => {
                form.mistake("passes", "form-choose");
                None
            }
        };
        let reason = form.text("reason", 3..=1_000);
        Some(Self { passes: passes?, reason: reason? })
    }
}

/// Lets an offer go on, or not, by hand with a reason.
pub(super) async fn pass(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    fields: Fields,
    form: Form<Decided>,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &slug).await?;
    let offer = room.offer(&label).ok_or(PageError::NotFound)?;
    let place = phase_in(&room, offer, &fields)?;
    let decided = match form.checked() {
        Ok(decided) => decided,
        Err(sheet) => {
            drop(change);
            return page(&visitor, &room, offer, Some(sheet)).await;
        }
    };
    let key = &room.jury.phases[place].key;
    save_passage(&mut change, room.round.id, key, offer.id, decided.passes, Some(&decided.reason)).await?;
    let record = Record::new("offer.passed", offer.id).with("phase", key).with("passes", decided.passes);
    change.commit(record).await?;
    visitor.done(&format!("/rounds/{slug}/jury/offers/{label}"), "jury-passed-one")
}

pub(crate) struct Said {
    pub id: Id,
    pub words: String,
}

impl FromForm for Said {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let id = form.id("remark");
        let words = form.text("words", 2..=MOST_WORDS);
        Some(Self { id: id?, words: words? })
    }
}

pub(super) async fn remark(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    form: Form<Said>,
) -> Answer {
    let person = policy::may_work(&visitor)?.person;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &slug).await?;
    let offer = room.offer(&label).ok_or(PageError::NotFound)?;
    let said = match form.checked() {
        Ok(said) => said,
        Err(sheet) => {
            drop(change);
            return page(&visitor, &room, offer, Some(sheet)).await;
        }
    };
    if insert_remark(&mut change, said.id, room.round.id, offer.id, None, person, &said.words).await? {
        change.commit(Record::new("offer.discussed", offer.id)).await?;
    }
    visitor.done(&format!("/rounds/{slug}/jury/offers/{label}"), "juror-remarked")
}
