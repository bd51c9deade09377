//! The page of somebody with a role in an election, opened by their personal link.

mod board;
mod registrar;
mod trustee;

use axum::extract::Path;
use rathaus_store::{Actor, Session};
use rathaus_web::{Answer, Feature, PageError, Sheet, Value, Visitor, context, get, post};

use super::asset;
use super::election::{head, questions, result};
use crate::approving::{agreed, turn_of};
use crate::freezing::{due, trustees_of};
use crate::model::{Act, RoleKind, Stage};
use crate::outcome::came_of;
use crate::store::ballot::find_box;
use crate::store::election::{
    CheckRow, Election, find_election_by_id, find_fingerprint, list_checks, list_papers,
};
use crate::store::elector::find_register;
use crate::store::message::{MessageKind, list_messages};
use crate::store::role::{RoleRow, find_role_by_secret, list_approvals, list_roles};

/// Adds the pages.
pub fn routes(feature: &mut Feature) {
    feature.routes = std::mem::take(&mut feature.routes)
        .route("/votes/roles/{key}", get(show))
        .route("/votes/roles/{key}/approvals", post(board::agree))
        .route("/votes/roles/{key}/stop", post(board::stop))
        .route("/votes/roles/{key}/paper", post(board::count_paper))
        .route("/votes/roles/{key}/register", get(board::register))
        .route("/votes/roles/{key}/register/{number}/paper", post(board::vote_on_paper))
        .route("/votes/roles/{key}/register/{number}/removal", post(board::take_back))
        .route("/votes/roles/{key}/messages", post(trustee::hand_in))
        .route("/votes/roles/{key}/ceremony.json", get(trustee::ceremony))
        .route("/votes/roles/{key}/electors.json", get(registrar::electors))
        .route("/votes/roles/{key}/credentials", post(registrar::hand_in));
}

/// Somebody at the page of their role.
pub(super) struct Holder {
    /// Their role.
    pub role: RoleRow,
    /// The election.
    pub election: Election,
    /// Who acts, for the audit log.
    pub actor: Actor,
    /// The path of the page below the tenant.
    pub base: String,
}

impl Holder {
    /// That they have this role, and no other page.
    pub fn is(&self, kind: RoleKind) -> Result<(), PageError> {
        if self.role.kind == kind { Ok(()) } else { Err(PageError::NotFound) }
    }
}

/// Who holds this link.
///
/// # Errors
///
/// `Gone` for a link that opens nothing.
pub(super) async fn holder(visitor: &Visitor, db: &mut Session, key: &str) -> Result<Holder, PageError> {
    let Some((link, role)) = find_role_by_secret(db, key, visitor.now()).await? else {
        // Only what opens nothing is counted.
        visitor.limit_address("link")?;
        return Err(PageError::Gone("role-link-gone"));
    };
    let election = find_election_by_id(db, role.election).await?.ok_or(PageError::NotFound)?;
    Ok(Holder { role, election, actor: Actor::Link(link), base: format!("/votes/roles/{key}") })
}

/// Self-tests as pages show them.
pub(super) fn checks(visitor: &Visitor, checks: &[CheckRow]) -> Result<Vec<Value>, PageError> {
    checks
        .iter()
        .map(|check| {
            Ok(context! {
                at => check.made_at.to_string(),
                reason => visitor.text(&format!("role-check-{}", check.reason))?,
                ballots => check.ballots,
                is_good => check.fault.is_none(),
                fault => check.fault.clone(),
            })
        })
        .collect()
}

/// The steps of an election and how far the board's agreement has come.
fn acts(
    visitor: &Visitor,
    holder: &Holder,
    roles: &[RoleRow],
    approvals: &[crate::store::role::ApprovalRow],
) -> Result<Vec<Value>, PageError> {
    let election = &holder.election;
    let due = election.due(visitor.now());
    let mut rows = Vec::new();
    for act in Act::ALL {
        let turn = if act == Act::Resume { turn_of(approvals, act, election.rules.board) } else { 0 };
        let who: Vec<Value> = approvals
            .iter()
            .filter(|one| one.act == act && one.turn == turn)
            .filter_map(|one| {
                let role = roles.iter().find(|role| role.id == one.role)?;
                Some(context! { name => role.name.clone(), at => one.made_at.to_string() })
            })
            .collect();
        let is_due = due == Some(act);
        if act == Act::Resume && !is_due {
            continue;
        }
        let mine =
            approvals.iter().any(|one| one.act == act && one.turn == turn && one.role == holder.role.id);
        rows.push(context! {
            act => act.word(),
            label => visitor.text(&format!("role-act-{}", act.word()))?,
            text => visitor.text(&format!("role-act-{}-text", act.word()))?,
            who,
            count => agreed(approvals, act, turn),
            needed => election.rules.board,
            is_due,
            is_done => agreed(approvals, act, turn) >= election.rules.board,
            may => is_due && !mine && holder.role.kind == RoleKind::Board,
            mine,
        });
    }
    Ok(rows)
}

/// The page; `sheet` where counts on paper were wrong.
pub(super) async fn page(visitor: &Visitor, key: &str, sheet: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let holder = holder(visitor, &mut view, key).await?;
    let (role, election) = (&holder.role, &holder.election);
    let roles = list_roles(&mut view, election.id).await?;
    let approvals = list_approvals(&mut view, election.id).await?;
    let messages = list_messages(&mut view, election.id).await?;
    let register = find_register(&mut view, election.id).await?;
    let held = find_box(&mut view, election.id).await?;
    let found = list_checks(&mut view, election.id).await?;
    let papers = list_papers(&mut view, election.id).await?;
    let fingerprint = find_fingerprint(&mut view, election.id).await?;
    let may_see = election.stage == Stage::Published
        || (election.stage == Stage::Counted && role.kind == RoleKind::Board);
    let result = match may_see {
        true => came_of(&mut view, election, &messages, &register).await?,
        false => None,
    };
    drop(view);
    let progress: Vec<Value> = MessageKind::ALL
        .into_iter()
        .filter_map(|kind| {
            let of = messages.iter().filter(|message| message.kind == kind);
            let names: Vec<String> = of
                .filter_map(|message| {
                    let is_them =
                        |role: &&RoleRow| role.kind == RoleKind::Trustee && role.place == message.place;
                    roles.iter().find(is_them).map(|role| role.name.clone())
                })
                .collect();
            (!names.is_empty()).then(|| context! { kind => kind.word(), names => names.join(", ") })
        })
        .collect();
    let mine = |kind: MessageKind| messages.iter().any(|one| one.kind == kind && one.place == role.place);
    let due_key = match election.stage {
        Stage::Draft => due(election, &roles, &messages),
        _ => None,
    };
    let counting = trustee::due_in_count(election, &messages);
    let due_mine = due_key.or(counting).filter(|kind| !mine(*kind));
    let own_paper = papers.iter().find(|paper| paper.role == role.id);
    let values = own_paper.map(board::paper_values).unwrap_or_default();
    let is_wrong = sheet.is_some();
    let form = visitor.form(&sheet.unwrap_or_else(|| Sheet::filled(values)))?;
    let context = context! {
        election => head(visitor, election)?,
        base => visitor.url(&holder.base),
        name => role.name.clone(),
        kind => role.kind.word(),
        place => role.place,
        acts => acts(visitor, &holder, &roles, &approvals)?,
        roles => roles.iter().map(|one| context! {
            kind => one.kind.word(), name => one.name.clone(), place => one.place,
        }).collect::<Vec<_>>(),
        trustees => trustees_of(&roles),
        suffice => election.rules.trustees,
        needed => election.rules.board,
        due => due_mine.map(MessageKind::word),
        waits => due_mine.is_none() && (due_key.is_some() || counting.is_some()),
        progress,
        fingerprint,
        electors => register.electors,
        with_credential => register.with_credential,
        online => register.online,
        paper => register.paper,
        ballots => held.ballots,
        checks => checks(visitor, &found)?,
        papers => papers.len(),
        has_entered => own_paper.is_some(),
        agree_papers => papers.len() > 1 && papers.iter().any(|one| papers.iter().any(|other| one.role != other.role && one.counts == other.counts)),
        questions => questions(visitor, election)?,
        group => crate::model::group_of(&election.questions).as_str(),
        result => result.map(|came| self::result(visitor, election, &came)).transpose()?,
        may_stop => role.kind == RoleKind::Board && election.stage == Stage::Open && election.stopped_at.is_none(),
        may_count_paper => role.kind == RoleKind::Board && election.rules.paper
            && election.stage > Stage::Open && election.stage < Stage::Published,
        may_mark => role.kind == RoleKind::Board && election.rules.paper && election.stage == Stage::Open,
        assets => match role.kind {
            RoleKind::Trustee => asset::of(visitor, "trustee.js"),
            _ => asset::of(visitor, "registrar.js"),
        },
        form,
    };
    let title = visitor.text_with(
        "role-title",
        &[("title", election.title.as_str().into()), ("kind", role.kind.word().into())],
    )?;
    let status = if is_wrong { 422 } else { 200 };
    let status = axum::http::StatusCode::from_u16(status).map_err(PageError::fault)?;
    let mut response = visitor.page_with(status, "votes/role.html", title, context)?;
    asset::set_policy(&mut response);
    Ok(response)
}

async fn show(visitor: Visitor, Path(key): Path<String>) -> Answer {
    page(&visitor, &key, None).await
}
