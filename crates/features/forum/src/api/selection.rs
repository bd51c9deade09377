//! The choice of offers in the JSON API: choices under any rules, variants, decisions.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_store::{Id, Record};
use rathaus_web::api::{ApiBody, ApiError, ApiPage, ListOf, Problem};
use rathaus_web::{App, Fields, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use crate::model::decision::{Decided, Signature};
use crate::model::selection::{Choice, Clash, Refusal, Rules};
use crate::pages::round::round_of;
use crate::pages::selection::decisions::{Confirmed, confirm_as, own_signature};
use crate::policy;
use crate::selecting::{Basis, Reasons, decided};
use crate::store::decision::{self, Decision, DecisionState, VoidWhy, list_decisions, make_void};
use crate::store::selection::{
    Variant, delete_variant, find_variant, insert_variant, list_variants, update_variant,
};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(choice))
        .routes(routes!(variants, save))
        .routes(routes!(change, remove))
        .routes(routes!(decisions, sign))
        .routes(routes!(confirm))
}

/// A choice under rules, or why there is none.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct SelectionEntry {
    /// The rules it was computed under.
    rules: Rules,
    /// The choice.
    choice: Option<Choice>,
    /// The rules that contradict each other; without any one of them there is a choice.
    contradiction: Vec<Clash>,
    /// What else stands in the way, in words.
    refusal: Option<String>,
}

/// The choice under the rules of the query (`places`, `must`, `never`, `threshold`, `one`, `quota.AREA.least`,
/// `quota.AREA.most`); without `places` under those of the round.
#[utoipa::path(get, path = "/rounds/{slug}/selection", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("places" = Option<usize>, Query)), responses((status = 200, body = SelectionEntry), (status = 409, body = Problem)))]
async fn choice(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<SelectionEntry>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let basis = Basis::find(&mut view, round.id).await?.ok_or(PageError::Conflict("areas-no-plan"))?;
    drop(view);
    let rules = Rules::read(&Fields::from_query(visitor.query()), &Rules::of_round(&round.settings));
    Ok(Json(match basis.choose(&rules).await? {
        Ok(choice) => SelectionEntry {
            rules,
            choice: Some((*choice).clone()),
            contradiction: Vec::new(),
            refusal: None,
        },
        Err(Refusal::Contradiction(clashes)) => {
            SelectionEntry { rules, choice: None, contradiction: clashes, refusal: None }
        }
        Err(refusal) => SelectionEntry {
            rules,
            choice: None,
            contradiction: Vec::new(),
            refusal: Some(refusal.to_string()),
        },
    }))
}

/// Rules under a name.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct VariantEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// Its name.
    name: String,
    /// Its rules.
    rules: Rules,
    /// Rises with every change.
    edition: i64,
}

impl From<Variant> for VariantEntry {
    fn from(one: Variant) -> Self {
        Self { id: one.id, name: one.name, rules: one.rules, edition: one.edition }
    }
}

/// A variant to be saved.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct NewVariant {
    /// Its name, 2 to 80 characters.
    name: String,
    /// Its rules.
    rules: Rules,
}

/// Other rules for a variant.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct ChangedVariant {
    /// The rules.
    rules: Rules,
    /// The edition that was read.
    edition: i64,
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MadeEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
}

/// The variants of a round.
#[utoipa::path(get, path = "/rounds/{slug}/selection/variants", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<VariantEntry>)))]
async fn variants(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<VariantEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let all = list_variants(&mut view, round.id).await?;
    Ok(Json(page.cut(all, VariantEntry::from)))
}

/// Saves rules under a name that the round has not yet.
#[utoipa::path(post, path = "/rounds/{slug}/selection/variants", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = NewVariant, responses((status = 200, body = MadeEntry), (status = 422, body = Problem)))]
async fn save(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(new): ApiBody<NewVariant>,
) -> Result<Json<MadeEntry>, ApiError> {
    policy::may_work(&visitor)?;
    let name = new.name.trim();
    if !(2..=80).contains(&name.chars().count()) {
        return Err(Problem::values(Vec::new()).at("/name", "2 to 80 characters").into());
    }
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let rules = new.rules.tidy();
    let Some(id) = insert_variant(&mut change, round.id, name, &rules).await? else {
        return Err(Problem::values(Vec::new()).at("/name", "there is a variant of this name").into());
    };
    change.commit(Record::new("variant.saved", id).with("rules", &rules)).await?;
    Ok(Json(MadeEntry { id }))
}

fn id_of(text: &str) -> Result<Id, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// Changes the rules of a variant; a first signature on it is void from then on.
#[utoipa::path(put, path = "/rounds/{slug}/selection/variants/{id}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), request_body = ChangedVariant, responses((status = 204), (status = 409, body = Problem)))]
async fn change(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    ApiBody(new): ApiBody<ChangedVariant>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let id = id_of(&id)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    find_variant(&mut change, round.id, id).await?.ok_or(PageError::NotFound)?;
    let rules = new.rules.tidy();
    if !update_variant(&mut change, id, new.edition, &rules).await? {
        return Err(PageError::Conflict("selection-variant-changed").into());
    }
    for decision in list_decisions(&mut change, round.id).await? {
        if decision.state == DecisionState::Signed && decision.variant == Some(id) {
            make_void(&mut change, decision.id, VoidWhy::Changed).await?;
        }
    }
    change.commit(Record::new("variant.changed", id).with("rules", &rules)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes a variant.
#[utoipa::path(delete, path = "/rounds/{slug}/selection/variants/{id}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 204)))]
async fn remove(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let id = id_of(&id)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    find_variant(&mut change, round.id, id).await?.ok_or(PageError::NotFound)?;
    delete_variant(&mut change, id).await?;
    change.commit(Record::new("variant.deleted", id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A decision.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct DecisionEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// How it stands.
    state: DecisionState,
    /// What it rests on.
    content: Decided,
    /// Who signed first.
    first: Signature,
    /// Who signed second.
    second: Option<Signature>,
    /// The decision it replaces.
    #[schema(value_type = Option<String>)]
    replaces: Option<Id>,
    /// SHA-256 over content and signatures, once it was made.
    hash: Option<String>,
}

impl From<Decision> for DecisionEntry {
    fn from(one: Decision) -> Self {
        Self {
            id: one.id,
            state: one.state,
            content: one.content,
            first: one.first,
            second: one.second,
            replaces: one.replaces,
            hash: one.hash,
        }
    }
}

/// A decision to be signed first.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct NewDecision {
    /// The variant.
    #[schema(value_type = String)]
    variant: Id,
    /// Why, 10 to 4,000 characters.
    reason: String,
    /// To single offers, by label.
    #[serde(default)]
    reasons: std::collections::BTreeMap<String, String>,
}

/// The decisions of a round, the newest first.
#[utoipa::path(get, path = "/rounds/{slug}/selection/decisions", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<DecisionEntry>)))]
async fn decisions(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<DecisionEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let all = list_decisions(&mut view, round.id).await?;
    Ok(Json(page.cut(all, DecisionEntry::from)))
}

/// Signs a decision on a variant first; another person confirms it.
#[utoipa::path(post, path = "/rounds/{slug}/selection/decisions", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = NewDecision, responses((status = 200, body = MadeEntry), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn sign(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(new): ApiBody<NewDecision>,
) -> Result<Json<MadeEntry>, ApiError> {
    let signed = policy::may_work(&visitor)?.clone();
    if !(10..=4_000).contains(&new.reason.trim().chars().count()) {
        return Err(Problem::values(Vec::new()).at("/reason", "10 to 4,000 characters").into());
    }
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let variant = find_variant(&mut change, round.id, new.variant).await?.ok_or(PageError::NotFound)?;
    let basis = Basis::find(&mut change, round.id).await?.ok_or(PageError::Conflict("areas-no-plan"))?;
    let Ok(choice) = basis.choose(&variant.rules).await? else {
        return Err(PageError::Conflict("selection-no-choice").into());
    };
    let reasons = Reasons { reason: new.reason.trim().to_owned(), of_offers: new.reasons };
    let named = (variant.name.as_str(), &variant.rules);
    let content = decided(&mut change, &round, &basis, named, &choice, &reasons).await?;
    let first = own_signature(&visitor, &signed);
    let id = decision::sign(&mut change, round.id, Some(variant.id), &content, &first).await?;
    let id = id.ok_or(PageError::Conflict("selection-decision-waits"))?;
    let record = Record::new("decision.signed", id)
        .with("variant", variant.id)
        .with("offers", content.labels())
        .with("fingerprint", &content.fingerprint);
    change.commit(record).await?;
    Ok(Json(MadeEntry { id }))
}

/// Confirms a decision that somebody else signed first. Where the choice is another one by now the first signature is
/// void (409).
#[utoipa::path(post, path = "/rounds/{slug}/selection/decisions/{id}/confirmation", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 204), (status = 409, body = Problem)))]
async fn confirm(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    match confirm_as(&visitor, &slug, &id).await? {
        Confirmed::Made | Confirmed::Before => Ok(StatusCode::NO_CONTENT),
        Confirmed::Void => Err(PageError::Conflict("selection-void-now").into()),
    }
}
