//! The decision on a choice: signed by one person, confirmed by another, and its record to print.

use std::collections::BTreeMap;

use axum::extract::Path;
use rathaus_store::{Id, Record, Session};
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{
    Answer, Fields, Form, FromForm, PageError, Reader, Sheet, Signed, Value, Visitor, context, shown,
};

use super::Room;
use super::view::{area_name, say_why, tenths};
use crate::model::decision::Signature;
use crate::pages::plan::reading::percent;
use crate::pages::round::round_of;
use crate::policy;
use crate::selecting::{Reasons, decided, list_chosen, still_holds};
use crate::store::decision::{
    self, Decision, DecisionState, VoidWhy, find_decision, list_decisions, make_void,
};
use crate::store::round::KeptRound;

pub(super) async fn list(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let decisions = list_decisions(&mut view, round.id).await?;
    drop(view);
    let listing = Listing::read(&visitor, &["-first_at"], &[]);
    let label = |key: &str| visitor.text(&format!("selection-decision-{key}"));
    if let Some(format) = listing.format() {
        let rows = decisions
            .iter()
            .map(|one| {
                Ok(vec![
                    Cell::from(one.first.at),
                    Cell::from(&one.first.name),
                    Cell::from(one.second.as_ref().map(|second| second.at)),
                    Cell::from(one.second.as_ref().map(|second| second.name.as_str())),
                    Cell::from(visitor.text(&format!("selection-decision-state-{}", one.state.word()))?),
                    Cell::from(one.content.labels().join(", ")),
                    Cell::from(&one.content.reason),
                    Cell::from(one.hash.clone()),
                ])
            })
            .collect::<Result<Vec<_>, PageError>>()?;
        let table = Table {
            name: format!("{}-{slug}", visitor.text("selection-decision-file")?),
            title: visitor.text("selection-decisions-title")?,
            columns: vec![
                Column::new(label("first-at")?, Kind::Time),
                Column::new(label("first-by")?, Kind::Text),
                Column::new(label("second-at")?, Kind::Time),
                Column::new(label("second-by")?, Kind::Text),
                Column::new(label("state")?, Kind::Text),
                Column::new(label("set")?, Kind::LongText),
                Column::new(label("reason")?, Kind::LongText),
                Column::new(label("hash")?, Kind::Text),
            ],
            rows,
        };
        return visitor.export(&table, format).await;
    }
    let labels =
        [label("first-at")?, label("state")?, label("first-by")?, label("second-by")?, label("set")?];
    let heads = [
        Head::text("first_at", &labels[0]),
        Head::text("state", &labels[1]),
        Head::text("first", &labels[2]),
        Head::text("second", &labels[3]),
        Head::text("set", &labels[4]),
    ];
    let list = listing.view(&visitor, &heads, decisions.len() as u64)?;
    let rows: Vec<Value> = decisions
        .iter()
        .map(|one| {
            context! {
                id => one.id.to_string(), first_at => one.first.at.to_string(), state => one.state.word(),
                first => one.first.name.clone(),
                second => one.second.as_ref().map(|second| second.name.clone()),
                set => one.content.labels().join(", "),
            }
        })
        .collect();
    let title = visitor.text("selection-decisions-title")?;
    visitor.page(
        "forum/selection-decisions.html",
        title,
        context! { round => head(&round), list => list, rows => rows },
    )
}

fn head(round: &KeptRound) -> Value {
    context! { slug => round.slug.clone(), title => round.title.clone() }
}

/// The choice of a variant, ready to be decided.
async fn form_page(visitor: &Visitor, slug: &str, variant: &str, wrong: Option<Sheet>) -> Answer {
    let fields = Fields { values: vec![("variant".into(), variant.to_owned())], ..Fields::default() };
    let room = Room::of(&mut *visitor.read().await?, slug, &fields).await?;
    let Some(chosen) = &room.variant else { return Err(PageError::NotFound) };
    let choice = match room.choice().await? {
        Some(Ok(choice)) => choice,
        _ => return Err(PageError::Conflict("selection-no-choice")),
    };
    let lang = visitor.lang();
    let offers: Vec<Value> = choice
        .chosen
        .iter()
        .map(|pick| {
            context! {
                offer => room.reading.offer_view(&pick.offer),
                part => tenths(lang, choice.share(pick.contribution)),
                needs => pick.needs.len(),
            }
        })
        .collect();
    let context = context! {
        round => room.reading.head(),
        variant => context! { id => chosen.id.to_string(), name => chosen.name.clone() },
        offers => offers,
        covered => percent(choice.share(choice.covered)),
        is_proven => choice.is_proven,
        gap => lang.number(choice.gap() * 100.0, 1),
        set => choice.labels().join(","),
    };
    let title = visitor.text("selection-decide-title")?;
    match wrong {
        Some(sheet) => visitor.again("forum/selection-decide.html", title, &sheet, context),
        None => {
            let context = context! { form => visitor.form(&Sheet::blank())?, ..context };
            visitor.page("forum/selection-decide.html", title, context)
        }
    }
}

pub(super) async fn blank(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let fields = Fields::from_query(visitor.query());
    let Some(variant) = fields.first("variant").filter(|id| !id.is_empty()) else {
        // Without a variant there is nothing to decide yet.
        round_of(&mut *visitor.read().await?, &slug).await?;
        return visitor.to(&format!("/rounds/{slug}/selection"));
    };
    form_page(&visitor, &slug, variant, None).await
}

/// The signature of whoever is signed in, now.
pub(crate) fn own_signature(visitor: &Visitor, signed: &Signed) -> Signature {
    Signature { by: signed.person, name: signed.name.clone(), at: visitor.now() }
}

/// What who signs first sends.
pub(super) struct Signing {
    variant: Id,
    /// The set as it was read, so that nobody signs another one unawares.
    set: String,
    reasons: Reasons,
}

impl FromForm for Signing {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let variant = form.id("variant");
        let set = form.raw("set");
        let reason = form.text("reason", 10..=4_000);
        let mut of_offers = BTreeMap::new();
        let names: Vec<String> = form
            .fields()
            .values
            .iter()
            .filter_map(|(name, _)| name.strip_prefix("reason.").map(str::to_owned))
            .take(100)
            .collect();
        for label in names {
            let words = form.optional(&format!("reason.{label}"), 1_000)?;
            if let Some(words) = words {
                of_offers.insert(label, words);
            }
        }
        Some(Self { variant: variant?, set, reasons: Reasons { reason: reason?, of_offers } })
    }
}

pub(super) async fn sign(
    visitor: Visitor,
    Path(slug): Path<String>,
    fields: Fields,
    form: Form<Signing>,
) -> Answer {
    let signed = policy::may_work(&visitor)?.clone();
    round_of(&mut *visitor.read().await?, &slug).await?;
    let (signing, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => {
            let variant = fields.first("variant").unwrap_or_default().to_owned();
            return form_page(&visitor, &slug, &variant, Some(sheet)).await;
        }
    };
    let variant = signing.variant.to_string();
    let own = Fields { values: vec![("variant".into(), variant.clone())], ..Fields::default() };
    let mut change = visitor.change().await?;
    let room = Room::of(&mut change, &slug, &own).await?;
    let (Some(chosen), Some(basis)) = (&room.variant, &room.basis) else { return Err(PageError::NotFound) };
    let Ok(choice) = basis.choose(&chosen.rules).await? else {
        return Err(PageError::Conflict("selection-no-choice"));
    };
    if choice.labels().join(",") != signing.set {
        drop(change);
        return form_page(&visitor, &slug, &variant, Some(sheet.wrong("", "selection-mistake-set"))).await;
    }
    let named = (chosen.name.as_str(), &chosen.rules);
    let content = decided(&mut change, &room.reading.round, basis, named, &choice, &signing.reasons).await?;
    let round = room.reading.id();
    let id = decision::sign(&mut change, round, Some(chosen.id), &content, &own_signature(&visitor, &signed))
        .await?;
    let Some(id) = id else { return Err(PageError::Conflict("selection-decision-waits")) };
    let record = Record::new("decision.signed", id)
        .with("variant", chosen.id)
        .with("offers", content.labels())
        .with("fingerprint", &content.fingerprint);
    change.commit(record).await?;
    visitor.done(&format!("/rounds/{slug}/selection/decisions/{id}"), "selection-signed")
}

pub(super) async fn at(db: &mut Session, slug: &str, id: &str) -> Result<(KeptRound, Decision), PageError> {
    let round = round_of(db, slug).await?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let decision = find_decision(db, round.id, id).await?.ok_or(PageError::NotFound)?;
    Ok((round, decision))
}

/// The record: who decided what when on what basis. Made to be printed.
pub(super) async fn show(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    let person = policy::may_read(&visitor)?.person;
    let mut view = visitor.read().await?;
    let (round, decision) = at(&mut view, &slug, &id).await?;
    let holds = still_holds(&mut view, &decision).await?;
    let all = list_decisions(&mut view, round.id).await?;
    drop(view);
    let content = &decision.content;
    let lang = visitor.lang();
    let share = |part: f64| if content.demand > 0.0 { part / content.demand } else { 0.0 };
    let others = content
        .others
        .iter()
        .map(|other| {
            Ok(context! {
                label => other.label.clone(), title => other.title.clone(), supplier => other.supplier.clone(),
                jury => other.jury, why => say_why(&visitor, &other.why, content.demand)?,
            })
        })
        .collect::<Result<Vec<Value>, PageError>>()?;
    let chosen: Vec<Value> = content
        .chosen
        .iter()
        .map(|one| {
            context! {
                label => one.label.clone(), title => one.title.clone(), supplier => one.supplier.clone(),
                is_must => one.is_must, part => tenths(lang, one.contribution), jury => one.jury,
                reviews => one.reviews, needs => one.needs, reason => one.reason.clone(),
            }
        })
        .collect();
    let areas: Vec<Value> = content
        .areas
        .iter()
        .map(|area| {
            let part = if area.demand > 0.0 { area.covered / area.demand } else { 0.0 };
            context! { name => area_name(lang, area), covered => percent(part), offers => area.offers }
        })
        .collect();
    let replaced_by = all
        .iter()
        .find(|other| other.replaces == Some(decision.id) && other.state == DecisionState::Made)
        .map(|other| other.id.to_string());
    let gap =
        if content.value > 0.0 { ((content.bound - content.value) / content.value).max(0.0) } else { 0.0 };
    let title = visitor.text("selection-record-title")?;
    visitor.page(
        "forum/selection-decision.html",
        title,
        context! {
            round => head(&round),
            decision => context! {
                id => decision.id.to_string(), state => decision.state.word(), hash => decision.hash.clone(),
                is_whole => decision.is_whole(), void_why => decision.void_why.clone(),
                void_at => decision.void_at.map(|at| at.to_string()),
                replaces => decision.replaces.map(|id| id.to_string()),
            },
            first => shown(decision.first.clone()),
            second => decision.second.clone().map(shown),
            office => visitor.tenant().name.clone(),
            content => context! {
                round => content.round.clone(), variant => content.variant.clone(), reason => content.reason.clone(),
                fingerprint => content.fingerprint.clone(), planned_at => content.planned_at.to_string(),
                is_proven => content.is_proven, covered => percent(share(content.covered)),
                bound => percent(share(content.bound)), gap => lang.number(gap * 100.0, 1),
                places => content.rules.places, threshold => content.rules.threshold,
                one => content.rules.one_per_supplier, must => content.rules.must.join(", "),
                never => content.rules.never.join(", "), quotas => shown(content.rules.quotas.clone()),
            },
            chosen => chosen,
            others => others,
            areas => areas,
            holds => holds,
            replaced_by => replaced_by,
            is_first => decision.first.by == person,
            may_work => policy::may_work(&visitor).is_ok(),
            form => visitor.form(&Sheet::blank())?,
        },
    )
}

/// What became of a second signature.
pub(crate) enum Confirmed {
    /// The decision is made.
    Made,
    /// It was made before: the button was pressed twice, or two people pressed it.
    Before,
    /// The choice is another one by now; the first signature no longer holds.
    Void,
}

/// Signs second. The caller has looked whether the visitor may.
pub(crate) async fn confirm_as(visitor: &Visitor, slug: &str, id: &str) -> Result<Confirmed, PageError> {
    let signed = visitor.person()?.clone();
    let mut change = visitor.change().await?;
    let (_, decision) = at(&mut change, slug, id).await?;
    if decision.state == DecisionState::Made {
        return Ok(Confirmed::Before);
    }
    if decision.first.by == signed.person {
        return Err(PageError::Conflict("selection-same-person"));
    }
    if !still_holds(&mut change, &decision).await? {
        if make_void(&mut change, decision.id, VoidWhy::Changed).await? {
            change.commit(Record::new("decision.void", decision.id).with("why", "changed")).await?;
        }
        return Ok(Confirmed::Void);
    }
    if !decision::confirm(&mut change, &decision, &own_signature(visitor, &signed)).await? {
        return Err(PageError::Conflict("selection-decision-over"));
    }
    let (_, made) = at(&mut change, slug, id).await?;
    let listed = list_chosen(&mut change, &made).await?;
    let record = Record::new("decision.made", made.id)
        .with("hash", &made.hash)
        .with("offers", made.content.labels())
        .with("invitations", listed);
    change.commit(record).await?;
    Ok(Confirmed::Made)
}

pub(super) async fn confirm(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let path = format!("/rounds/{slug}/selection/decisions/{id}");
    match confirm_as(&visitor, &slug, &id).await? {
        Confirmed::Made => visitor.done(&path, "selection-made"),
        Confirmed::Before => visitor.to(&path),
        Confirmed::Void => visitor.done(&path, "selection-void-now"),
    }
}

pub(super) async fn take_back(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let (_, decision) = at(&mut change, &slug, &id).await?;
    if !make_void(&mut change, decision.id, VoidWhy::TakenBack).await? {
        return Err(PageError::Conflict("selection-decision-over"));
    }
    change.commit(Record::new("decision.void", decision.id).with("why", "taken-back")).await?;
    visitor.done(&format!("/rounds/{slug}/selection/decisions/{id}"), "selection-taken-back")
}
