//! A supplier answers its invitation: by personal link without an account, or signed in with a seat in the firm.

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_procedure::fill::Params;
use rathaus_store::{Actor, Id, Record};
use rathaus_web::{
    Answer, Feature, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post, shown,
};

use crate::model::correspondence::day_of;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::round::{KeptRound, Stage, find_round_by_id};
use crate::store::supplier_invitation::contact::{
    MOST_CONTACTS, ensure_supplier_contact, list_supplier_contacts,
};
use crate::store::supplier_invitation::{
    Reply, SupplierInvitation, SupplierState, answer, find_by_secret, find_supplier_invitation,
    list_supplier_invitations, mark_supplier_opened,
};

/// Contacts that can be named at once.
const NAMED: usize = 3;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let mut routes = std::mem::take(&mut feature.routes);
    for base in ["/selected/{secret}", "/supply/{slug}/invitations/{id}"] {
        routes = routes
            .route(base, get(show))
            .route(&format!("{base}/acceptance"), post(accept))
            .route(&format!("{base}/refusal"), post(decline));
    }
    feature.routes = routes.route("/supply/{slug}/invitations", get(choose));
}

/// Somebody who answers for a supplier.
struct Answering {
    round: KeptRound,
    invitation: SupplierInvitation,
    actor: Actor,
    by: String,
    base: String,
}

/// Who answers at this address.
async fn answering(visitor: &Visitor, params: &Params) -> Result<Answering, PageError> {
    let mut view = visitor.read().await?;
    if let Some(secret) = params.get("secret") {
        let Some((link, invitation, contact)) = find_by_secret(&mut view, secret, visitor.now()).await?
        else {
            // Only what opens nothing is counted: several people of a firm may come from one address.
            visitor.limit_address("link")?;
            return Err(PageError::Gone("selected-link-gone"));
        };
        let round = find_round_by_id(&mut view, invitation.round).await?.ok_or(PageError::NotFound)?;
        let by = if contact.name.is_empty() { contact.email } else { contact.name };
        let base = format!("/selected/{secret}");
        return Ok(Answering { round, invitation, actor: Actor::Link(link), by, base });
    }
    let signed = visitor.person()?;
    let slug = params.get("slug").ok_or(PageError::NotFound)?;
    let id: Id = params.get("id").and_then(|id| id.parse().ok()).ok_or(PageError::NotFound)?;
    let round = round_of(&mut view, slug).await?;
    let found = find_supplier_invitation(&mut view, id).await?.filter(|one| one.round == round.id);
    let found =
        found.filter(|one| one.invited_at.is_some() && policy::seat_of(signed, one.organisation).is_some());
    let invitation = found.ok_or(PageError::NotFound)?;
    visitor.scope_allows(policy::WRITE)?;
    let base = format!("/supply/{slug}/invitations/{id}");
    Ok(Answering { round, invitation, actor: visitor.actor(), by: signed.name.clone(), base })
}

async fn page(visitor: &Visitor, answering: &Answering, wrong: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let invitation = &answering.invitation;
    let contacts = list_supplier_contacts(&mut view, invitation.id).await?;
    let all = list_supplier_invitations(&mut view, answering.round.id).await?;
    drop(view);
    let today = day_of(visitor.now());
    let is_late = invitation.deadline.is_some_and(|day| day < today);
    let is_replaced = all.iter().any(|one| one.instead_of == Some(invitation.id));
    let may_accept = match invitation.state {
        SupplierState::Invited => true,
        SupplierState::Declined => !is_late && !is_replaced,
        _ => false,
    };
    let contacts: Vec<_> = contacts.into_iter().filter(|contact| contact.is_active()).collect();
    let context = context! {
        base => visitor.url(&answering.base),
        office => visitor.tenant().name.clone(),
        round => context! {
            title => answering.round.title.clone(), slug => answering.round.slug.clone(),
            day => answering.round.stage(Stage::Event).starts.map(|day| day.to_string()),
            is_public => answering.round.is_public,
        },
        invitation => context! {
            supplier => invitation.supplier.clone(), title => invitation.offer_title.clone(),
            state => invitation.state.word(), deadline => invitation.deadline.map(|day| day.to_string()),
            answered_at => invitation.answered_at.map(|at| at.to_string()), by => invitation.answered_by.clone(),
            reason => invitation.reason.clone(),
        },
        contacts => shown(contacts.clone()),
        named => (1..=NAMED.min(MOST_CONTACTS.saturating_sub(contacts.len()))).collect::<Vec<usize>>(),
        may_accept => may_accept,
        may_decline => matches!(invitation.state, SupplierState::Invited | SupplierState::Accepted),
    };
    let title = visitor.text("selected-title")?;
    match wrong {
        Some(sheet) => visitor.again("forum/selected.html", title, &sheet, context),
        None => {
            let context = context! { form => visitor.form(&Sheet::blank())?, ..context };
            visitor.page("forum/selected.html", title, context)
        }
    }
}

async fn show(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let answering = match answering(&visitor, &params).await {
        Ok(answering) => answering,
        Err(PageError::Gone(_)) => {
            let title = visitor.text("selected-gone-title")?;
            return visitor.page_with(StatusCode::GONE, "forum/selected-gone.html", title, context! {});
        }
        Err(error) => return Err(error),
    };
    if answering.invitation.opened_at.is_none() {
        let mut change = visitor.change_as(answering.actor.clone()).await?;
        if mark_supplier_opened(&mut change, answering.invitation.id).await? {
            change.commit(Record::new("supplier.opened", answering.invitation.id)).await?;
        }
    }
    page(&visitor, &answering, None).await
}

/// An acceptance with people to be told everything further.
struct Acceptance {
    contacts: Vec<(String, String, String)>,
    words: String,
}

impl FromForm for Acceptance {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let words = form.text("words", 0..=1_000);
        let mut contacts = Vec::new();
        let mut is_wrong = false;
        for place in 1..=NAMED {
            let (email, name) = (format!("email.{place}"), format!("name.{place}"));
            let function = format!("function.{place}");
            if form.raw(&email).is_empty() && form.raw(&name).is_empty() {
                continue;
            }
            let read = (form.email(&email), form.text(&name, 0..=120), form.text(&function, 0..=120));
            match read {
                (Some(email), Some(name), Some(function)) => contacts.push((email, name, function)),
                _ => is_wrong = true,
            }
        }
        if is_wrong {
            return None;
        }
        Some(Self { contacts, words: words? })
    }
}

async fn accept(visitor: Visitor, Path(params): Path<Params>, form: Form<Acceptance>) -> Answer {
    let answering = answering(&visitor, &params).await?;
    let acceptance = match form.checked() {
        Ok(acceptance) => acceptance,
        Err(sheet) => return page(&visitor, &answering, Some(sheet)).await,
    };
    let id = answering.invitation.id;
    if answering.invitation.state == SupplierState::Accepted {
        return visitor.done(&answering.base, "selected-accepted-done");
    }
    let is_late = answering.invitation.deadline.is_some_and(|day| day < day_of(visitor.now()));
    if answering.invitation.state == SupplierState::Expired
        || answering.invitation.state == SupplierState::Declined && is_late
    {
        return Err(PageError::Conflict("selected-closed"));
    }
    let mut change = visitor.change_as(answering.actor.clone()).await?;
    if !answer(&mut change, id, Reply::Accepted, &acceptance.words, &answering.by).await? {
        return Err(PageError::Conflict("selected-closed"));
    }
    for (email, name, function) in &acceptance.contacts {
        ensure_supplier_contact(&mut change, id, email, name, function).await?;
    }
    let record = Record::new("supplier.accepted", id).with("contacts", acceptance.contacts.len());
    change.commit(record).await?;
    visitor.done(&answering.base, "selected-accepted-done")
}

struct Refusal(String);

impl FromForm for Refusal {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.text("reason", 0..=1_000).map(Self)
    }
}

async fn decline(visitor: Visitor, Path(params): Path<Params>, form: Form<Refusal>) -> Answer {
    let answering = answering(&visitor, &params).await?;
    let Refusal(reason) = match form.checked() {
        Ok(refusal) => refusal,
        Err(sheet) => return page(&visitor, &answering, Some(sheet)).await,
    };
    if answering.invitation.state == SupplierState::Declined {
        return visitor.done(&answering.base, "selected-declined-done");
    }
    let mut change = visitor.change_as(answering.actor.clone()).await?;
    if !answer(&mut change, answering.invitation.id, Reply::Declined, &reason, &answering.by).await? {
        return Err(PageError::Conflict("selected-closed"));
    }
    change.commit(Record::new("supplier.declined", answering.invitation.id)).await?;
    visitor.done(&answering.base, "selected-declined-done")
}

/// The invitations of the firms a person speaks for; on to the one where there is one.
async fn choose(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let signed = visitor.person()?.clone();
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    if policy::supplier_seats(&signed).next().is_none() {
        return Err(PageError::Forbidden);
    }
    let all = list_supplier_invitations(&mut view, round.id).await?;
    drop(view);
    let own: Vec<&SupplierInvitation> = all
        .iter()
        .filter(|one| one.invited_at.is_some() && policy::seat_of(&signed, one.organisation).is_some())
        .collect();
    if let [one] = own.as_slice() {
        return visitor.to(&format!("/supply/{slug}/invitations/{}", one.id));
    }
    let cards: Vec<Value> = own
        .iter()
        .map(|one| {
            Ok(context! {
                title => one.offer_title.clone(),
                href => visitor.url(&format!("/supply/{slug}/invitations/{}", one.id)),
                meta => visitor.text(&format!("suppliers-state-{}", one.state.word()))?,
            })
        })
        .collect::<Result<_, PageError>>()?;
    let title = visitor.text("selected-list-title")?;
    visitor.page(
        "forum/selected-list.html",
        title,
        context! { cards => cards, round => context! { title => round.title.clone(), slug => round.slug.clone() } },
    )
}
