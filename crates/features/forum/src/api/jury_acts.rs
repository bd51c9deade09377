//! What the office does about a jury in the JSON API: its rules, who sits in it, conflicts it knows of, reminders, which
//! offers go on by hand, what it says about a contested offer.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_store::{Id, Record};
use rathaus_web::api::{ApiBody, ApiError, IdempotencyKey, mistake, read_form};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa_axum::router::OpenApiRouter;

use crate::model::jury::PhaseKind;
use crate::pages::jury::jurors::{
    Invited, Known, Loaded, Refused, conflict_record, invite_one, juror_of, note_conflict, remind_of, stop,
};
use crate::pages::jury::offer::{Decided, Said};
use crate::pages::jury::room;
use crate::pages::jury::rules::{Ruled, lost_phase};
use crate::policy;
use crate::store::jury::juror::update_juror;
use crate::store::jury::remark::insert_remark;
use crate::store::jury::{save_jury, save_passage};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(rule))
        .routes(routes!(invite))
        .routes(routes!(load, remove))
        .routes(routes!(note))
        .routes(routes!(remind))
        .routes(routes!(remind_all))
        .routes(routes!(decide))
        .routes(routes!(remark))
}

/// A criterion as it shall be.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct CriterionWritten {
    /// The key it has already; a new one gets one.
    #[serde(default)]
    key: String,
    /// Its name.
    #[schema(min_length = 2, max_length = 80)]
    name: String,
    /// What the jury looks at.
    #[serde(default)]
    #[schema(max_length = 300)]
    hint: String,
    /// How much it counts beside the others.
    #[schema(minimum = 1, maximum = 10)]
    weight: u8,
}

/// A phase as it shall be.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct PhaseWritten {
    /// The key it has already; a new one gets one.
    #[serde(default)]
    key: String,
    /// Its name.
    #[schema(min_length = 2, max_length = 80)]
    name: String,
    /// `look` or `scores`.
    kind: PhaseKind,
    /// Its first day.
    #[schema(format = Date)]
    starts: Option<String>,
    /// Its last day.
    #[schema(format = Date)]
    ends: Option<String>,
    /// Reviews for every offer.
    #[schema(minimum = 1, maximum = 20)]
    reviews: u32,
    /// Whether jurors see the reviews of others after handing in their own.
    #[serde(default)]
    sees_others: bool,
    /// From which mean an offer goes on; always where it is missing.
    pass_from: Option<f64>,
}

/// The rules of a jury as they shall be.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct RulesWritten {
    /// What is judged. In refusals the first one is `/criterion/1`.
    criteria: Vec<CriterionWritten>,
    /// The phases in their order. In refusals the first one is `/phase/1`.
    phases: Vec<PhaseWritten>,
    /// Whether jurors read offers without the supplier's name.
    #[serde(default)]
    is_anonymous: bool,
    /// From which distance an offer is contested.
    #[schema(minimum = 0.5, maximum = 9)]
    contested_from: f64,
    /// Until when reviews of contested offers may be revised.
    #[schema(format = Date)]
    revise_until: Option<String>,
    /// Days before the end of a phase at which jurors are reminded; nobody is where it is missing.
    #[schema(maximum = 30)]
    remind_before: Option<u32>,
    /// The edition that was read; 0 where there were none.
    edition: i64,
}

impl RulesWritten {
    /// As the form of the page sends it.
    fn form(&self) -> Value {
        let numbered = |rows: Vec<Value>| -> Value {
            let rows = rows.into_iter().enumerate().map(|(place, row)| ((place + 1).to_string(), row));
            Value::Object(rows.collect::<Map<String, Value>>())
        };
        let criteria = self.criteria.iter().map(|one| json!(one)).collect();
        let phases = self
            .phases
            .iter()
            .map(|one| {
                json!({
                    "key": one.key, "name": one.name, "kind": one.kind, "days": {"from": one.starts, "to": one.ends},
                    "reviews": one.reviews, "sees_others": one.sees_others, "pass_from": one.pass_from,
                })
            })
            .collect();
        json!({
            "criterion": numbered(criteria), "phase": numbered(phases), "is_anonymous": self.is_anonymous,
            "contested_from": self.contested_from, "revise_until": self.revise_until,
            "reminds": self.remind_before.is_some(), "remind_before": self.remind_before, "edition": self.edition,
        })
    }
}

/// Somebody to be invited into the jury.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct JurorNew {
    /// The name.
    #[schema(min_length = 2, max_length = 120)]
    name: String,
    /// The address.
    email: String,
    /// The organisation the person comes from.
    #[schema(value_type = Option<String>)]
    organisation: Option<Id>,
    /// Fewest offers in a phase.
    least: u32,
    /// Most offers in a phase.
    most: u32,
    /// Words for the mail.
    #[serde(default)]
    #[schema(max_length = 2000)]
    words: String,
}

/// A member of the jury.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct JurorAdded {
    /// The id.
    #[schema(value_type = String)]
    id: Id,
}

/// How many offers a juror takes.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct JurorLoad {
    /// Fewest in a phase.
    least: u32,
    /// Most in a phase.
    most: u32,
    /// The edition that was read.
    edition: i64,
}

/// Whether there is a conflict of interest.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct ConflictNoted {
    /// Whether there is.
    is_conflict: bool,
    /// Why there is, or is not.
    #[schema(min_length = 3, max_length = 500)]
    reason: String,
}

/// How many mails were written.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct RemindersSent {
    /// The number.
    mails: usize,
}

/// Whether an offer goes on.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct PassageDecided {
    /// Whether it does.
    passes: bool,
    /// Why.
    #[schema(min_length = 3, max_length = 1000)]
    reason: String,
}

/// Reads a remark as the page's form does; the same `Idempotency-Key` names the same one.
pub(super) fn remark_of(
    visitor: &Visitor,
    (slug, label): (&str, &str),
    once: &IdempotencyKey,
    sent: &RemarkNew,
) -> Result<Said, ApiError> {
    let id = once.id(visitor, &format!("remark {slug} {label}"));
    read_form(visitor, &json!({"remark": id, "words": sent.words}))
}

/// What is said about an offer.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RemarkNew {
    /// The words.
    #[schema(min_length = 2, max_length = 4000)]
    pub words: String,
}

/// Sets the rules. Where somebody was faster, the answer is 409.
#[utoipa::path(put, path = "/rounds/{slug}/jury", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = RulesWritten, responses((status = 204)))]
async fn rule(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(sent): ApiBody<RulesWritten>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &slug).await?;
    let ruled: Ruled = read_form(&visitor, &sent.form())?;
    if let Some(lost) = lost_phase(&room, &ruled.jury) {
        return Err(mistake(&visitor, "phase.1.name", lost));
    }
    if !save_jury(&mut change, room.round.id, &ruled.jury, ruled.edition).await? {
        return Err(PageError::Conflict("round-mistake-edition").into());
    }
    change.commit(Record::new("jury.ruled", room.round.id).with("edition", ruled.edition + 1)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Invites somebody into the jury; a person who sits there already stays and gets no second mail.
#[utoipa::path(post, path = "/rounds/{slug}/jury/jurors", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = JurorNew, responses((status = 200, body = JurorAdded)))]
async fn invite(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(sent): ApiBody<JurorNew>,
) -> Result<Json<JurorAdded>, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &slug).await?;
    let new: Invited = read_form(&visitor, &sent)?;
    match invite_one(&visitor, &mut change, &room, &new).await? {
        Ok(id) => {
            change.commit(Record::new("juror.invited", id).with("round", room.round.id)).await?;
            Ok(Json(JurorAdded { id }))
        }
        Err(Refused::ReadsAll) => Err(mistake(&visitor, "email", "jury-mistake-reads-all")),
        Err(Refused::NoOrganisation) => Err(mistake(&visitor, "organisation", "form-no-such-choice")),
    }
}

/// Changes how many offers a juror takes. Where somebody was faster, the answer is 409.
#[utoipa::path(put, path = "/rounds/{slug}/jury/jurors/{id}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), request_body = JurorLoad, responses((status = 204)))]
async fn load(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    ApiBody(sent): ApiBody<JurorLoad>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &slug).await?;
    let juror = juror_of(&room, &id)?;
    let loaded: Loaded = read_form(&visitor, &sent)?;
    if !update_juror(&mut change, juror.id, loaded.edition, loaded.load, &juror.areas).await? {
        return Err(PageError::Conflict("round-mistake-edition").into());
    }
    change.commit(Record::new("juror.changed", juror.id).with("load", loaded.load)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a juror out with the tasks that are not begun; doing so again changes nothing.
#[utoipa::path(delete, path = "/rounds/{slug}/jury/jurors/{id}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 204)))]
async fn remove(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Result<StatusCode, ApiError> {
    stop(&visitor, &slug, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Notes a conflict of interest that the office knows of, or lifts one that was declared by mistake. Reviews that stopped
/// counting do not count again by it.
#[utoipa::path(put, path = "/rounds/{slug}/jury/jurors/{id}/conflicts/{supplier}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path), ("supplier" = String, Path)), request_body = ConflictNoted, responses((status = 204)))]
async fn note(
    visitor: Visitor,
    Path((slug, id, supplier)): Path<(String, String, String)>,
    ApiBody(sent): ApiBody<ConflictNoted>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &slug).await?;
    let juror = juror_of(&room, &id)?;
    let what = if sent.is_conflict { "note" } else { "lift" };
    let form = json!({"supplier": supplier, "reason": sent.reason, "do": what});
    let known: Known = read_form(&visitor, &form)?;
    note_conflict(&mut change, &room, juror, &known).await?;
    change.commit(conflict_record(juror, &known)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reminds a juror of whom something is asked; at most once an hour.
#[utoipa::path(post, path = "/rounds/{slug}/jury/jurors/{id}/reminders", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 200, body = RemindersSent)))]
async fn remind(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Json<RemindersSent>, ApiError> {
    Ok(Json(RemindersSent { mails: remind_of(&visitor, &slug, Some(&id)).await? }))
}

/// Reminds all jurors of whom something is asked; nobody twice within an hour.
#[utoipa::path(post, path = "/rounds/{slug}/jury/reminders", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), responses((status = 200, body = RemindersSent)))]
async fn remind_all(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<RemindersSent>, ApiError> {
    Ok(Json(RemindersSent { mails: remind_of(&visitor, &slug, None).await? }))
}

/// Lets an offer go on after a phase, or not, by hand with a reason.
#[utoipa::path(put, path = "/rounds/{slug}/jury/passages/{phase}/{label}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("phase" = String, Path), ("label" = String, Path)), request_body = PassageDecided, responses((status = 204)))]
async fn decide(
    visitor: Visitor,
    Path((slug, phase, label)): Path<(String, String, String)>,
    ApiBody(sent): ApiBody<PassageDecided>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &slug).await?;
    let offer = room.offer(&label).ok_or(PageError::NotFound)?;
    let place = room.jury.place_of(&phase).filter(|_| room.is_set_up()).ok_or(PageError::NotFound)?;
    if !room.offers_in(place).iter().any(|one| one.id == offer.id) {
        return Err(PageError::NotFound.into());
    }
    let passes = if sent.passes { "yes" } else { "no" };
    let decided: Decided = read_form(&visitor, &json!({"passes": passes, "reason": sent.reason}))?;
    save_passage(&mut change, room.round.id, &phase, offer.id, decided.passes, Some(&decided.reason)).await?;
    let record = Record::new("offer.passed", offer.id).with("phase", &phase).with("passes", decided.passes);
    change.commit(record).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says something about a contested offer, for its jurors and the office. The same `Idempotency-Key` again says it once.
#[utoipa::path(post, path = "/rounds/{slug}/jury/remarks/{label}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("label" = String, Path), IdempotencyKey), request_body = RemarkNew, responses((status = 204)))]
async fn remark(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    once: IdempotencyKey,
    ApiBody(sent): ApiBody<RemarkNew>,
) -> Result<StatusCode, ApiError> {
    let person = policy::may_work(&visitor)?.person;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &slug).await?;
    let offer = room.offer(&label).ok_or(PageError::NotFound)?;
    let said = remark_of(&visitor, (&slug, &label), &once, &sent)?;
    if insert_remark(&mut change, said.id, room.round.id, offer.id, None, person, &said.words).await? {
        change.commit(Record::new("offer.discussed", offer.id)).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
