//! The offers of a round as the office sees them: the list, one offer, questions to its supplier, setting it aside.

use std::collections::BTreeMap;

use axum::extract::Path;
use rathaus_people::{membership, person};
use rathaus_store::{Change, Id, Record, Session};
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{
    Answer, Feature, Form, FromForm, PageError, Reader, Role, Sheet, Value, Visitor, context, get, mail,
    post, shown,
};
use serde::Serialize;

use crate::constraints::{Facts, list_demands};
use crate::pages::chain;
use crate::pages::invitations::slice;
use crate::pages::plan::reading::Reading;
use crate::pages::round::round_of;
use crate::pages::supply::files;
use crate::policy;
use crate::store::offer::file::list_files;
use crate::store::offer::{
    KeptOffer, OfferState, find_offer_by_label, insert_question_as, list_offers, list_questions,
    list_waiting, set_aside,
};
use crate::store::round::KeptRound;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/offers", get(list))
        .route("/rounds/{slug}/offers/{label}", get(one))
        .route("/rounds/{slug}/offers/{label}/files/{file}", get(give_file))
        .route("/rounds/{slug}/offers/{label}/questions", post(ask))
        .route("/rounds/{slug}/offers/{label}/aside", post(put_aside))
        .route("/rounds/{slug}/offers/{label}/return", post(take_back));
}

/// The word for how an offer stands with the office.
pub(crate) fn standing(offer: &KeptOffer, is_waiting: bool) -> &'static str {
    match (offer.state, offer.aside_at) {
        (OfferState::Draft, _) => "draft",
        (OfferState::Withdrawn, _) => "withdrawn",
        (OfferState::Submitted, Some(_)) => "aside",
        (OfferState::Submitted, None) if is_waiting => "asked",
        (OfferState::Submitted, None) => "submitted",
    }
}

const STANDINGS: [&str; 4] = ["submitted", "asked", "aside", "withdrawn"];

#[derive(Debug, Clone, Serialize)]
struct Line {
    label: String,
    title: String,
    supplier: String,
    summary: String,
    deployment: String,
    hosting: String,
    price: String,
    state: &'static str,
    submitted_at: Option<jiff::Timestamp>,
}

async fn list(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let waiting = list_waiting(&mut view, round.id).await?;
    let all: Vec<Line> = list_offers(&mut view, round.id)
        .await?
        .into_iter()
        .map(|offer| Line {
            state: standing(&offer, waiting.contains(&offer.id)),
            label: offer.label.clone().unwrap_or_default(),
            supplier: offer.supplier,
            title: offer.text.title,
            summary: offer.text.summary,
            deployment: offer.text.deployment,
            hosting: offer.text.hosting,
            price: offer.text.price_model,
            submitted_at: offer.submitted_at,
        })
        .collect();
    drop(view);
    let listing =
        Listing::read(&visitor, &["label", "title", "supplier", "state", "-submitted_at"], &["state"]);
    let q = listing.q().to_lowercase();
    let mut rows: Vec<Line> = all
        .iter()
        .filter(|line| {
            let text =
                || format!("{} {} {} {}", line.label, line.title, line.supplier, line.summary).to_lowercase();
            (q.is_empty() || text().contains(&q))
                && listing.filter("state").is_none_or(|state| line.state == state)
        })
        .cloned()
        .collect();
    match listing.sort() {
        "title" => rows.sort_by_cached_key(|line| rathaus_people::german_order(&line.title)),
        "supplier" => rows.sort_by_cached_key(|line| rathaus_people::german_order(&line.supplier)),
        "state" => rows.sort_by_key(|line| line.state),
        "submitted_at" => rows.sort_by_key(|line| line.submitted_at),
        _ => rows.sort_by(|a, b| a.label.len().cmp(&b.label.len()).then_with(|| a.label.cmp(&b.label))),
    }
    if listing.is_descending() {
        rows.reverse();
    }
    if let Some(format) = listing.format() {
        return visitor.export(&table(&visitor, &round, &rows)?, format).await;
    }
    let label = |key: &str| visitor.text(&format!("offers-column-{key}"));
    let labels =
        [label("title")?, label("supplier")?, label("deployment")?, label("state")?, label("submitted_at")?];
    let heads = [
        Head::text("title", &labels[0]),
        Head::text("supplier", &labels[1]),
        Head::text("deployment", &labels[2]),
        Head::text("state", &labels[3]),
        Head::text("submitted_at", &labels[4]),
    ];
    let view = listing.view(&visitor, &heads, rows.len() as u64)?;
    let states = STANDINGS
        .iter()
        .map(|word| Ok(context! { value => *word, label => visitor.text(&format!("offers-state-{word}"))? }))
        .collect::<Result<Vec<Value>, PageError>>()?;
    let title = visitor.text("offers-title")?;
    visitor.page(
        "forum/offers.html",
        title,
        context! {
            round => context! { slug => round.slug.clone(), title => round.title.clone() },
            all => all.len(), list => view, rows => shown(slice(&rows, &listing)), states => states,
        },
    )
}

fn table(visitor: &Visitor, round: &KeptRound, rows: &[Line]) -> Result<Table, PageError> {
    let label = |key: &str| visitor.text(&format!("offers-column-{key}"));
    let rows = rows
        .iter()
        .map(|line| {
            Ok(vec![
                Cell::from(&line.label),
                Cell::from(&line.title),
                Cell::from(&line.supplier),
                Cell::from(&line.summary),
                Cell::from(&line.deployment),
                Cell::from(&line.hosting),
                Cell::from(&line.price),
                Cell::from(visitor.text(&format!("offers-state-{}", line.state))?),
                Cell::from(line.submitted_at),
            ])
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    Ok(Table {
        name: format!("{}-{}", visitor.text("offers-file")?, round.slug),
        title: visitor.text("offers-title")?,
        columns: vec![
            Column::new(label("label")?, Kind::Text),
            Column::new(label("title")?, Kind::Text),
            Column::new(label("supplier")?, Kind::Text),
            Column::new(label("summary")?, Kind::LongText),
            Column::new(label("deployment")?, Kind::Text),
            Column::new(label("hosting")?, Kind::Text),
            Column::new(label("price")?, Kind::LongText),
            Column::new(label("state")?, Kind::Text),
            Column::new(label("submitted_at")?, Kind::Time),
        ],
        rows,
    })
}

/// The round and the offer of an address; drafts have no label and are not found.
pub(crate) async fn at(
    db: &mut Session,
    slug: &str,
    label: &str,
) -> Result<(KeptRound, KeptOffer), PageError> {
    let round = round_of(db, slug).await?;
    let offer = find_offer_by_label(db, round.id, label).await?.ok_or(PageError::NotFound)?;
    Ok((round, offer))
}

async fn one(visitor: Visitor, Path((slug, label)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    page(&visitor, &slug, &label, None).await
}

async fn give_file(visitor: Visitor, Path((slug, label, file)): Path<(String, String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    let (_, offer) = at(&mut *visitor.read().await?, &slug, &label).await?;
    files::given(&visitor, &offer, &file).await
}

async fn page(visitor: &Visitor, slug: &str, label: &str, wrong: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let (_, offer) = at(&mut view, slug, label).await?;
    let reading = Reading::of(&mut view, slug).await?;
    let questions = list_questions(&mut view, offer.id).await?;
    let kept = list_files(&mut view, offer.id).await?;
    let chain = chain::of_offer(visitor, &mut view, &reading.round, &offer).await?;
    drop(view);
    let is_waiting = questions.iter().any(|one| one.answered_at.is_none());
    let mut matches: Vec<_> = reading
        .plan()
        .map(|plan| plan.matches.as_slice())
        .unwrap_or_default()
        .iter()
        .filter(|one| one.offer_id == label && one.excluded_because.is_none())
        .collect();
    matches.sort_by(|a, b| b.score.total_cmp(&a.score));
    let fits: Vec<Value> =
        matches.iter().take(50).map(|one| reading.match_view(one, reading.need_view(&one.need_id))).collect();
    let context = context! {
        round => reading.head(),
        offer => shown(offer.clone()),
        state => standing(&offer, is_waiting),
        questions => shown(questions),
        files => files::rows(visitor, &kept),
        key => Id::new(visitor.now()).to_string(),
        fits => fits,
        chain => shown(chain),
        hints => hints(&reading, &offer),
        may_work => policy::may_work(visitor).is_ok(),
    };
    match wrong {
        Some(sheet) => visitor.again("forum/offer.html", offer.text.title.clone(), &sheet, context),
        None => {
            let context = context! { form => visitor.form(&Sheet::blank())?, ..context };
            visitor.page("forum/offer.html", offer.text.title.clone(), context)
        }
    }
}

/// The hard conditions of towns that the offer fails, each with how many towns ask for it.
fn hints(reading: &Reading, offer: &KeptOffer) -> Vec<Value> {
    let facts = Facts::of(&offer.clone().into_model());
    let mut found: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for need in &reading.input.needs {
        for demand in list_demands(need) {
            // Prices per head differ from town to town; they are compared in the plan.
            if let Some(broken) = demand.broken_by(&facts, 0) {
                let towns = found.entry(broken.sentence()).or_default();
                if !towns.contains(&need.organisation.as_str()) {
                    towns.push(&need.organisation);
                }
            }
        }
    }
    let mut hints: Vec<(String, usize)> =
        found.into_iter().map(|(text, towns)| (text, towns.len())).collect();
    hints.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    hints.into_iter().map(|(text, towns)| context! { text => text, towns => towns }).collect()
}

/// A question to the supplier, with the id that it gets: the form carries it, so that sending it twice asks once.
pub(crate) struct Asked {
    pub question: String,
    pub key: Option<Id>,
}

impl FromForm for Asked {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let key = form.raw("key").parse().ok();
        Some(Self { question: form.text("question", 5..=2_000)?, key })
    }
}

/// Why an offer is set aside, and whether its supplier is told.
pub(crate) struct Aside {
    pub reason: String,
    pub mail: bool,
}

impl FromForm for Aside {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let mail = form.ticked("mail");
        Some(Self { reason: form.text("reason", 3..=1_000)?, mail })
    }
}

/// Writes to everybody who speaks for the supplier. Gives how many.
async fn write_to(
    visitor: &Visitor,
    change: &mut Change,
    round: &KeptRound,
    offer: &KeptOffer,
    kind: &str,
    text: &str,
) -> Result<usize, PageError> {
    let now = change.now();
    let mut sent = 0;
    for seat in membership::list_of_organisation(change, offer.organisation, now).await? {
        let Some(reader) = person::find(change, seat.person).await?.filter(|one| one.deleted_at.is_none())
        else {
            continue;
        };
        if seat.role != Role::Representative || reader.email.is_empty() {
            continue;
        }
        let texts = visitor.app().texts(reader.lang);
        let args = [("offer", offer.text.title.as_str().into()), ("round", round.title.as_str().into())];
        let written = visitor.mail(
            reader.lang,
            "forum/offer-mail",
            texts.with(&format!("offers-mail-{kind}-subject"), &args)?,
            &reader.email,
            context! {
                why => texts.with("offers-mail-why", &args)?,
                lead => texts.with(&format!("offers-mail-{kind}"), &args)?,
                text => text,
                go => texts.get("offers-mail-go")?,
                link => visitor.full_url(&format!("/supply/{}", round.slug)),
            },
        )?;
        mail::enqueue(change, written.about(format!("offer:{}:{}", round.id, offer.id))).await?;
        sent += 1;
    }
    Ok(sent)
}

/// Asks the supplier. Gives how many people got the question, or nothing where it was asked already.
pub(crate) async fn question(
    visitor: &Visitor,
    slug: &str,
    label: &str,
    asked: &Asked,
) -> Result<Option<(Id, usize)>, PageError> {
    let mut change = visitor.change().await?;
    let (round, offer) = at(&mut change, slug, label).await?;
    let id = asked.key.unwrap_or_else(|| Id::new(visitor.now()));
    if !insert_question_as(&mut change, id, offer.id, &asked.question).await? {
        return Ok(None);
    }
    let sent = write_to(visitor, &mut change, &round, &offer, "question", &asked.question).await?;
    change.commit(Record::new("offer.asked", offer.id).with("question", id).with("mails", sent)).await?;
    Ok(Some((id, sent)))
}

async fn ask(visitor: Visitor, Path((slug, label)): Path<(String, String)>, form: Form<Asked>) -> Answer {
    policy::may_work(&visitor)?;
    let asked = match form.checked() {
        Ok(asked) => asked,
        Err(sheet) => return page(&visitor, &slug, &label, Some(sheet)).await,
    };
    let sent = question(&visitor, &slug, &label, &asked).await?;
    let notice = if matches!(sent, Some((_, 0))) { "offers-asked-nobody" } else { "offers-asked" };
    visitor.done(&format!("/rounds/{slug}/offers/{label}"), notice)
}

/// Sets an offer aside, or gives it another reason; its supplier is told of a reason once.
pub(crate) async fn aside(
    visitor: &Visitor,
    slug: &str,
    label: &str,
    aside: &Aside,
) -> Result<(), PageError> {
    let mut change = visitor.change().await?;
    let (round, offer) = at(&mut change, slug, label).await?;
    if offer.aside_reason.as_ref() == Some(&aside.reason) {
        return Ok(());
    }
    set_aside(&mut change, offer.id, Some(&aside.reason)).await?;
    let sent = match aside.mail {
        true => write_to(visitor, &mut change, &round, &offer, "aside", &aside.reason).await?,
        false => 0,
    };
    change.commit(Record::new("offer.set-aside", offer.id).with("mails", sent)).await?;
    Ok(())
}

async fn put_aside(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    form: Form<Aside>,
) -> Answer {
    policy::may_work(&visitor)?;
    match form.checked() {
        Ok(reason) => aside(&visitor, &slug, &label, &reason).await?,
        Err(sheet) => return page(&visitor, &slug, &label, Some(sheet)).await,
    }
    visitor.done(&format!("/rounds/{slug}/offers/{label}"), "offers-set-aside")
}

/// Lets an offer count again.
pub(crate) async fn counting(visitor: &Visitor, slug: &str, label: &str) -> Result<(), PageError> {
    let mut change = visitor.change().await?;
    let (_, offer) = at(&mut change, slug, label).await?;
    if offer.aside_at.is_some() {
        set_aside(&mut change, offer.id, None).await?;
        change.commit(Record::new("offer.taken-back", offer.id)).await?;
    }
    Ok(())
}

async fn take_back(visitor: Visitor, Path((slug, label)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    counting(&visitor, &slug, &label).await?;
    visitor.done(&format!("/rounds/{slug}/offers/{label}"), "offers-taken-back")
}
