//! One offer before a juror: what it says, the score sheet that saves itself, and what others say once the own review
//! is handed in.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use rathaus_store::{Change, Id, Record};
use rathaus_web::form::Mistake;
use rathaus_web::{Answer, Fields, FromForm, PageError, Reader, Sheet, Value, Visitor, context, shown};

use super::{Desk, desk, phase_view, read_offer, script_address};
use crate::model::jury::{Criterion, Phase, PhaseKind, Verdict, Written};
use crate::pages::invitations::head;
use crate::pages::jury::offer::Said;
use crate::store::jury::remark::{insert_remark, list_remarks};
use crate::store::jury::review::{
    KeptReview, ReviewState, Saved, Version, hand_in, list_versions, save_written, withdraw,
};
use crate::store::offer::KeptOffer;
use rathaus_web::filters::paragraphs;

/// Most characters of each of both remarks.
pub(crate) const MOST_WORDS: usize = 4_000;

/// What the form sends, as far as it can be read.
fn read(form: &mut Reader<'_>, phase: &Phase, criteria: &[Criterion]) -> Written {
    let mut written = Written::default();
    match phase.kind {
        PhaseKind::Look => written.verdict = form.raw("verdict").parse().ok(),
        PhaseKind::Scores => {
            for criterion in criteria {
                let sent = form.raw(&format!("score.{}", criterion.key));
                if let Some(score) = sent.parse::<u8>().ok().filter(|score| (1..=10).contains(score)) {
                    written.scores.insert(criterion.key.clone(), score);
                }
            }
        }
    }
    written.to_office = form.text("to_office", 0..=MOST_WORDS).unwrap_or_default();
    written.to_supplier = form.text("to_supplier", 0..=MOST_WORDS).unwrap_or_default();
    written
}

/// What is missing before it can be handed in.
fn lacks(written: &Written, phase: &Phase, criteria: &[Criterion]) -> Vec<Mistake> {
    let mistake = |name: String, key: &str, args| Mistake { name, key: key.to_owned(), args };
    if phase.kind == PhaseKind::Look && written.verdict.is_none() {
        return vec![mistake("verdict".to_owned(), "juror-mistake-verdict", Vec::new())];
    }
    let missing = written.missing(phase.kind, criteria).into_iter();
    missing
        .map(|one| {
            let name = vec![("name".to_owned(), one.name.clone().into())];
            mistake(format!("score.{}", one.key), "juror-mistake-score", name)
        })
        .collect()
}

/// The values of the form.
fn filled(review: &KeptReview, sheet: &str) -> Sheet {
    let written = &review.written;
    let mut values = vec![
        ("edition".to_owned(), review.edition.to_string()),
        ("sheet".to_owned(), sheet.to_owned()),
        ("verdict".to_owned(), written.verdict.map_or("", Verdict::word).to_owned()),
        ("to_office".to_owned(), written.to_office.clone()),
        ("to_supplier".to_owned(), written.to_supplier.clone()),
    ];
    for (key, score) in &written.scores {
        values.push((format!("score.{key}"), score.to_string()));
    }
    Sheet::filled(values)
}

/// What a review says, for people.
pub(crate) fn written_view(written: &Written, criteria: &[Criterion]) -> Value {
    let scores: Vec<Value> = criteria
        .iter()
        .filter_map(|one| {
            let score = written.scores.get(&one.key)?;
            Some(context! { name => one.name.clone(), score => *score, weight => one.weight })
        })
        .collect();
    context! {
        value => written.value(criteria),
        verdict => written.verdict.map(Verdict::word),
        scores,
        to_office => paragraphs(&written.to_office),
        to_supplier => paragraphs(&written.to_supplier),
    }
}

/// The history of one review.
pub(crate) fn history(versions: &[Version], review: Id, criteria: &[Criterion]) -> Vec<Value> {
    let mine = versions.iter().filter(|version| version.review == review);
    mine.map(|version| {
        context! {
            act => version.act.clone(),
            at => version.at.to_string(),
            said => written_view(&version.written, criteria),
        }
    })
    .collect()
}

/// What others wrote, where the juror may read it: the own review is handed in, and the phase lets them.
fn others(desk: &Desk, offer: &KeptOffer) -> Vec<Value> {
    let room = &desk.room;
    let mut found = Vec::new();
    if !room.is_done_with(desk.juror.id, offer.id) {
        return found;
    }
    for phase in room.jury.phases.iter().filter(|phase| phase.sees_others) {
        if room.review(desk.juror.id, offer.id, &phase.key).is_none() {
            continue;
        }
        for review in room.standing(offer, phase).reviews {
            if review.juror == desk.juror.id || !review.counts() {
                continue;
            }
            let name = room.juror(review.juror).map_or_else(String::new, |juror| juror.called(&room.jurors));
            found.push(context! {
                juror => name,
                phase => phase.name.clone(),
                said => written_view(&review.written, &room.jury.criteria),
            });
        }
    }
    found
}

/// How the page is shown again.
#[derive(Default)]
struct Again {
    status: Option<StatusCode>,
    sheet: Option<Sheet>,
    /// What another page saved meanwhile.
    stale: Option<KeptReview>,
    /// The remark that could not be taken.
    talk: Option<Sheet>,
}

async fn page(visitor: &Visitor, desk: &Desk, offer: &KeptOffer, again: Again) -> Answer {
    let room = &desk.room;
    let mut view = visitor.read().await?;
    let versions = list_versions(&mut view, offer.id).await?;
    let is_contested = room.is_contested(offer);
    let may_discuss = is_contested && room.is_done_with(desk.juror.id, offer.id);
    let remarks = if may_discuss { list_remarks(&mut view, offer.id).await? } else { Vec::new() };
    drop(view);
    let criteria = &room.jury.criteria;
    let read = read_offer(room, offer);
    let mine = desk.own_review(offer);
    let sheet_id = Id::new(visitor.now()).to_string();
    let sheet = match (again.sheet, mine) {
        (Some(sheet), _) => sheet,
        (None, Some((_, review))) => filled(review, &sheet_id),
        (None, None) => Sheet::blank(),
    };
    let review = mine.map(|(phase, review)| {
        context! {
            id => review.id.to_string(),
            phase => phase_view(phase, desk.today),
            state => review.state.word(),
            may_write => room.may_write(review, desk.today),
            saved_at => review.saved_at.map(|at| at.to_string()),
            done_at => review.done_at.map(|at| at.to_string()),
            said => written_view(&review.written, criteria),
            history => history(&versions, review.id, criteria),
        }
    });
    let title = read.text.title.clone();
    let mut own = context! {
        round => head(&room.round),
        offer => shown(read),
        is_anonymous => room.jury.is_anonymous,
        review,
        criteria => shown(criteria.clone()),
        scale => (1..=10).map(|n| context! { value => n.to_string(), label => n.to_string() }).collect::<Vec<_>>(),
        others => others(desk, offer),
        is_contested,
        may_discuss,
        remarks => shown(remarks),
        remark => Id::new(visitor.now()).to_string(),
        next => desk.next(Some(offer.id)),
        form => visitor.form(&sheet)?,
        talk => visitor.form(&again.talk.unwrap_or_else(Sheet::blank))?,
        script => script_address(visitor),
    };
    if let Some(stale) = again.stale {
        own = context! { stale => written_view(&stale.written, criteria), ..own };
    }
    visitor.page_with(again.status.unwrap_or(StatusCode::OK), "forum/juror-offer.html", title, own)
}

pub(super) async fn show(visitor: Visitor, Path((slug, label)): Path<(String, String)>) -> Answer {
    let desk = desk(&visitor, &mut *visitor.read().await?, &slug).await?;
    if !desk.has_declared() {
        return visitor.to(&format!("/jury/{slug}/conflicts"));
    }
    page(&visitor, &desk, desk.offer(&label)?, Again::default()).await
}

/// What a juror may write on: the own review of an offer, while it may be written.
///
/// # Errors
///
/// [`PageError::NotFound`] or, after the phase's end, a conflict that says so.
pub(crate) fn writable<'d>(
    desk: &'d Desk,
    label: &str,
) -> Result<(&'d KeptOffer, &'d Phase, &'d KeptReview), PageError> {
    let offer = desk.offer(label)?;
    let (phase, review) = desk.own_review(offer).ok_or(PageError::NotFound)?;
    if !desk.room.may_write(review, desk.today) {
        return Err(PageError::Conflict("juror-closed"));
    }
    Ok((offer, phase, review))
}

pub(super) async fn save(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    let mut change = visitor.change().await?;
    let desk = desk(&visitor, &mut change, &slug).await?;
    let (offer, phase, review) = writable(&desk, &label)?;
    let criteria = &desk.room.jury.criteria;
    let mut form = Reader::new(&fields);
    let written = read(&mut form, phase, criteria);
    let mut mistakes = form.mistakes();
    let mut sheet = Sheet { values: fields.values.clone(), mistakes: Vec::new() };
    if mistakes.is_empty() {
        match save_written(&mut change, review.id, &written, edition(&fields), sheet_of(&fields)).await? {
            Saved::Saved(kept) => set_edition(&mut sheet, kept.edition),
            Saved::Gone => return Err(PageError::NotFound),
            // The same form, sent twice.
            Saved::Stale(kept) if kept.state == ReviewState::Done && kept.written == written => {
                return visitor.done(&format!("/jury/{slug}"), "juror-handed-in");
            }
            Saved::Stale(kept) if kept.is_conflict => return Err(PageError::NotFound),
            Saved::Stale(kept) => {
                drop(change);
                set_edition(&mut sheet, kept.edition);
                let status = Some(StatusCode::CONFLICT);
                let again = Again { status, sheet: Some(sheet), stale: Some(kept), talk: None };
                return page(&visitor, &desk, offer, again).await;
            }
        }
    }
    let is_handed_in = fields.first("go") == Some("done");
    if is_handed_in {
        mistakes.extend(lacks(&written, phase, criteria));
    }
    if !mistakes.is_empty() {
        // What is there stays saved; only handing in must wait.
        change.commit_unrecorded().await?;
        sheet.mistakes = mistakes;
        let status = Some(StatusCode::UNPROCESSABLE_ENTITY);
        let again = Again { status, sheet: Some(sheet), ..Again::default() };
        return page(&visitor, &desk, offer, again).await;
    }
    if !is_handed_in {
        change.commit_unrecorded().await?;
        return visitor.done(&format!("/jury/{slug}/offers/{label}"), "juror-saved");
    }
    hand_in(&mut change, review.id).await?;
    change.commit(Record::new("review.handed-in", review.id)).await?;
    visitor.done(&format!("/jury/{slug}"), "juror-handed-in")
}

fn edition(fields: &Fields) -> i64 {
    fields.first("edition").and_then(|text| text.parse().ok()).unwrap_or(0)
}

fn sheet_of(fields: &Fields) -> &str {
    fields.first("sheet").filter(|sheet| sheet.len() <= 64).unwrap_or_default()
}

fn set_edition(sheet: &mut Sheet, edition: i64) {
    for (name, value) in &mut sheet.values {
        if name == "edition" {
            *value = edition.to_string();
        }
    }
}

/// Keeps what is typed, without looking at it: 204, or 409 where another page saved since.
pub(super) async fn keep_draft(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    let mut change = visitor.change().await?;
    let desk = desk(&visitor, &mut change, &slug).await?;
    let (_, phase, review) = writable(&desk, &label)?;
    let mut form = Reader::new(&fields);
    let written = read(&mut form, phase, &desk.room.jury.criteria);
    if !form.mistakes().is_empty() {
        return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response());
    }
    let saved = save_written(&mut change, review.id, &written, edition(&fields), sheet_of(&fields)).await?;
    change.commit_unrecorded().await?;
    Ok(match saved {
        Saved::Saved(_) => StatusCode::NO_CONTENT,
        Saved::Stale(_) | Saved::Gone => StatusCode::CONFLICT,
    }
    .into_response())
}

pub(super) async fn take_back(visitor: Visitor, Path((slug, label)): Path<(String, String)>) -> Answer {
    let mut change = visitor.change().await?;
    let desk = desk(&visitor, &mut change, &slug).await?;
    let (_, _, review) = writable(&desk, &label)?;
    take_back_of(change, review.id).await?;
    visitor.done(&format!("/jury/{slug}/offers/{label}"), "juror-taken-back")
}

/// Takes a review back; one that is not handed in stays as it is.
pub(crate) async fn take_back_of(mut change: Change, review: Id) -> Result<(), PageError> {
    if withdraw(&mut change, review).await? {
        change.commit(Record::new("review.withdrawn", review)).await?;
    }
    Ok(())
}

pub(super) async fn remark(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    let mut change = visitor.change().await?;
    let desk = desk(&visitor, &mut change, &slug).await?;
    let offer = discussed(&desk, &label)?;
    let mut form = Reader::new(&fields);
    let Some(said) = Said::read(&mut form) else {
        drop(change);
        let talk = Some(Sheet { values: fields.values.clone(), mistakes: form.mistakes() });
        let again = Again { status: Some(StatusCode::UNPROCESSABLE_ENTITY), talk, ..Again::default() };
        return page(&visitor, &desk, offer, again).await;
    };
    discuss(&visitor, change, &desk, offer.id, &said).await?;
    visitor.done(&format!("/jury/{slug}/offers/{label}"), "juror-remarked")
}

/// The offer of an address, if the juror may say something about it: it is contested, and the own review is done.
pub(crate) fn discussed<'d>(desk: &'d Desk, label: &str) -> Result<&'d KeptOffer, PageError> {
    let offer = desk.offer(label)?;
    match desk.room.is_contested(offer) && desk.room.is_done_with(desk.juror.id, offer.id) {
        true => Ok(offer),
        false => Err(PageError::Conflict("juror-no-discussion")),
    }
}

/// Says something about an offer; what is there already is not said again.
pub(crate) async fn discuss(
    visitor: &Visitor,
    mut change: Change,
    desk: &Desk,
    offer: Id,
    said: &Said,
) -> Result<(), PageError> {
    let (person, juror, round) = (visitor.person()?.person, desk.juror.id, desk.room.round.id);
    if insert_remark(&mut change, said.id, round, offer, Some(juror), person, &said.words).await? {
        change.commit(Record::new("offer.discussed", offer).with("juror", juror)).await?;
    }
    Ok(())
}
