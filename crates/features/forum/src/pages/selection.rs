//! The choice of offers: the proposed set with its proof, other rules tried at once, variants, and all offers with why
//! they are in or out.
//!
//! The rules stand in the address, so that everything works by links and GET forms, can be sent to a colleague, and
//! changes nothing until a variant is saved.

pub mod decisions;
mod record;
pub mod variants;
mod view;

use axum::extract::Path;
use rathaus_store::{Id, Session};
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{Answer, Feature, Fields, PageError, Sheet, Value, Visitor, context, get, post, shown};
use serde::Serialize;

use crate::model::selection::{Choice, Refusal, Rules};
use crate::pages::invitations::slice;
use crate::pages::plan::reading::Reading;
use crate::policy;
use crate::selecting::Basis;
use crate::store::decision::{Decision, list_decisions};
use crate::store::selection::{Variant, list_variants};
use view::Words;
pub(crate) use view::tenths;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/selection", get(show))
        .route("/rounds/{slug}/selection/offers", get(offers))
        .route("/rounds/{slug}/selection/comparison", get(variants::compare))
        .route("/rounds/{slug}/selection/variants", post(variants::add))
        .route("/rounds/{slug}/selection/variants/{id}", post(variants::change))
        .route("/rounds/{slug}/selection/variants/{id}/removal", post(variants::remove))
        .route("/rounds/{slug}/selection/decisions", get(decisions::list).merge(post(decisions::sign)))
        .route("/rounds/{slug}/selection/decisions/new", get(decisions::blank))
        .route("/rounds/{slug}/selection/decisions/{id}", get(decisions::show))
        .route("/rounds/{slug}/selection/decisions/{id}/record.pdf", get(record::file))
        .route("/rounds/{slug}/selection/decisions/{id}/confirmation", post(decisions::confirm))
        .route("/rounds/{slug}/selection/decisions/{id}/withdrawal", post(decisions::take_back));
}

/// A round with its variants and the rules of the address.
pub(crate) struct Room {
    pub reading: std::sync::Arc<Reading>,
    pub basis: Option<Basis>,
    pub variants: Vec<Variant>,
    pub decisions: Vec<Decision>,
    pub variant: Option<Variant>,
    pub rules: Rules,
}

impl Room {
    /// # Errors
    ///
    /// [`PageError::NotFound`] where the address names a variant that the round has not.
    pub async fn of(db: &mut Session, slug: &str, fields: &Fields) -> Result<Self, PageError> {
        let reading = Reading::of(db, slug).await?;
        let basis = Basis::of(db, reading.id(), &reading.kept).await?;
        let variants = list_variants(db, reading.id()).await?;
        let decisions = list_decisions(db, reading.id()).await?;
        let variant = match fields.first("variant").filter(|id| !id.is_empty()) {
            Some(id) => {
                let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
                Some(variants.iter().find(|one| one.id == id).cloned().ok_or(PageError::NotFound)?)
            }
            None => None,
        };
        let base = match &variant {
            Some(variant) => variant.rules.clone(),
            None => Rules::of_round(&reading.round.settings),
        };
        let rules = Rules::read(fields, &base);
        Ok(Self { reading, basis, variants, decisions, variant, rules })
    }

    /// The choice under the rules of the address; `None` without a plan.
    pub async fn choice(&self) -> Result<Option<Result<std::sync::Arc<Choice>, Refusal>>, PageError> {
        match &self.basis {
            Some(basis) => basis.choose(&self.rules).await.map(Some),
            None => Ok(None),
        }
    }

    /// The path of the page under other rules.
    pub fn href(&self, visitor: &Visitor, rules: &Rules) -> String {
        let variant = self.variant.as_ref().map(|one| format!("&variant={}", one.id)).unwrap_or_default();
        visitor.url(&format!("/rounds/{}/selection?{}{variant}", self.reading.round.slug, rules.query()))
    }
}

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    page(&visitor, &slug, &Fields::from_query(visitor.query()), None).await
}

/// The page under the rules of `fields`; `wrong` is the sheet of a name that could not be saved.
pub(super) async fn page(visitor: &Visitor, slug: &str, fields: &Fields, wrong: Option<Sheet>) -> Answer {
    let mut db = visitor.read().await?;
    let room = Room::of(&mut db, slug, fields).await?;
    drop(db);
    let words = Words { visitor, room: &room };
    let found = room.choice().await?;
    let (choice, refusal) = match &found {
        Some(Ok(choice)) => (Some(words.choice(choice)?), None),
        Some(Err(refusal)) => (None, Some(words.refusal(refusal)?)),
        None => (None, None),
    };
    let chart = match &found {
        Some(Ok(choice)) => Some(words.chart(choice, "selection-areas-chart")?),
        _ => None,
    };
    let proposal = Rules::of_round(&room.reading.round.settings);
    let pairs: Vec<Value> = room
        .rules
        .pairs()
        .into_iter()
        .map(|(name, value)| context! { name => name, value => value })
        .collect();
    let context = context! {
        round => room.reading.head(),
        has_basis => room.basis.is_some(),
        is_stale => room.reading.is_stale,
        choice => choice,
        chart => chart,
        refusal => refusal,
        rules => words.rules(),
        pairs => pairs,
        query => room.rules.query(),
        variants => words.variants(),
        variant => room.variant.as_ref().map(|one| context! {
            id => one.id.to_string(), name => one.name.clone(), edition => one.edition,
            is_changed => one.rules != room.rules,
            reset => room.href(visitor, &one.rules),
        }),
        is_proposal => room.variant.is_none() && room.rules == proposal,
        proposal_href => visitor.url(&format!("/rounds/{slug}/selection")),
        waiting => words.waiting(),
        standing => words.standing(),
        may_work => policy::may_work(visitor).is_ok(),
    };
    let title = visitor.text("selection-title")?;
    match wrong {
        Some(sheet) => visitor.again("forum/selection.html", title, &sheet, context),
        None => {
            let context = context! { form => visitor.form(&words.sheet())?, ..context };
            visitor.page("forum/selection.html", title, context)
        }
    }
}

/// An offer in the list of all, with why it is in or out.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    label: String,
    title: String,
    supplier: String,
    state: &'static str,
    jury: Option<f64>,
    part: Option<f64>,
    why: String,
    must: String,
    never: String,
    free: String,
}

async fn offers(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let fields = Fields::from_query(visitor.query());
    let room = Room::of(&mut *visitor.read().await?, &slug, &fields).await?;
    let words = Words { visitor: &visitor, room: &room };
    let mut lines = match room.choice().await? {
        Some(Ok(choice)) => words.lines(&choice)?,
        _ => Vec::new(),
    };
    let all = lines.len();
    let names = ["variant", "places", "must", "never", "threshold", "one", "state"];
    let quotas: Vec<String> = room
        .rules
        .quotas
        .iter()
        .flat_map(|quota| [format!("quota.{}.least", quota.area), format!("quota.{}.most", quota.area)])
        .collect();
    let filters: Vec<&str> = names.into_iter().chain(quotas.iter().map(String::as_str)).collect();
    let listing = Listing::read(&visitor, &["-part", "label", "title", "supplier", "-jury"], &filters);
    let q = listing.q().to_lowercase();
    lines.retain(|line| {
        let text = || format!("{} {} {}", line.label, line.title, line.supplier).to_lowercase();
        (q.is_empty() || text().contains(&q)) && listing.filter("state").is_none_or(|word| line.state == word)
    });
    match listing.sort() {
        "label" => lines.sort_by(|a, b| a.label.cmp(&b.label)),
        "title" => lines.sort_by_cached_key(|line| rathaus_people::german_order(&line.title)),
        "supplier" => lines.sort_by_cached_key(|line| rathaus_people::german_order(&line.supplier)),
        "jury" => lines.sort_by(|a, b| a.jury.unwrap_or(0.0).total_cmp(&b.jury.unwrap_or(0.0))),
        _ => lines.sort_by(|a, b| a.part.unwrap_or(-1.0).total_cmp(&b.part.unwrap_or(-1.0))),
    }
    if listing.is_descending() {
        lines.reverse();
    }
    let label = |key: &str| visitor.text(&format!("selection-column-{key}"));
    if let Some(format) = listing.format() {
        let rows = lines
            .iter()
            .map(|line| {
                Ok(vec![
                    Cell::from(&line.label),
                    Cell::from(&line.title),
                    Cell::from(&line.supplier),
                    Cell::from(visitor.text(&format!("selection-state-{}", line.state))?),
                    Cell::from(line.jury),
                    Cell::from(line.part.map(|part| (part * 1_000.0).round() / 10.0)),
                    Cell::from(&line.why),
                ])
            })
            .collect::<Result<Vec<_>, PageError>>()?;
        let table = Table {
            name: format!("{}-{slug}", visitor.text("selection-file")?),
            title: visitor.text("selection-offers-title")?,
            columns: vec![
                Column::new(label("label")?, Kind::Text),
                Column::new(label("title")?, Kind::Text),
                Column::new(label("supplier")?, Kind::Text),
                Column::new(label("state")?, Kind::Text),
                Column::new(label("jury")?, Kind::Number),
                Column::new(label("part")?, Kind::Number),
                Column::new(label("why")?, Kind::LongText),
            ],
            rows,
        };
        return visitor.export(&table, format).await;
    }
    let labels = [label("title")?, label("supplier")?, label("jury")?, label("part")?, label("why")?];
    let heads = [
        Head::text("title", &labels[0]),
        Head::text("supplier", &labels[1]),
        Head::number("jury", &labels[2]),
        Head::number("part", &labels[3]),
        Head::text("why", &labels[4]),
    ];
    let view = listing.view(&visitor, &heads, lines.len() as u64)?;
    let states = ["chosen", "open", "barred"]
        .iter()
        .map(|word| {
            Ok(context! { value => *word, label => visitor.text(&format!("selection-state-{word}"))? })
        })
        .collect::<Result<Vec<Value>, PageError>>()?;
    let pairs: Vec<Value> = room
        .rules
        .pairs()
        .into_iter()
        .chain(room.variant.as_ref().map(|one| ("variant".to_owned(), one.id.to_string())))
        .map(|(name, value)| context! { name => name, value => value })
        .collect();
    let title = visitor.text("selection-offers-title")?;
    visitor.page(
        "forum/selection-offers.html",
        title,
        context! {
            round => room.reading.head(), list => view, rows => shown(slice(&lines, &listing)), all => all,
            states => states, pairs => pairs, back => room.href(&visitor, &room.rules),
        },
    )
}
