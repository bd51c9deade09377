//! Calls for needs that no offer covers: chosen among the white spots, drafted, published, sent to suppliers whose
//! offers come closest, answered with offers that are marked.

mod near;
mod supplier;

use std::collections::BTreeSet;

use axum::extract::Path;
use jiff::civil::Date;
use rathaus_store::{Id, Record};
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{
    Answer, Feature, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post,
};

use crate::model::correspondence::day_of;
use crate::pages::plan::reading::{Reading, title_of};
use crate::policy;
use crate::store::offer::list_offers;
use crate::store::supplier_letter::{LetterKind, find_words};
use crate::store::targeted_call::{
    CallState, CallText, TargetedCall, close_call, find_call, insert_call, list_calls, list_offers_on,
    publish_call, update_call,
};
use crate::supplying::{Letter, Path as LetterPath, SupplierDesk, speakers};
pub(crate) use near::closest;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/calls", get(list).merge(post(begin)))
        .route("/rounds/{slug}/calls/new", get(blank))
        .route("/rounds/{slug}/calls/{id}", get(show).merge(post(save)))
        .route("/rounds/{slug}/calls/{id}/publication", post(publish))
        .route("/rounds/{slug}/calls/{id}/closure", post(close))
        .route("/supply/{slug}/calls/{id}", get(supplier::show));
}

async fn list(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let reading = Reading::of(&mut view, &slug).await?;
    let mut calls = Vec::new();
    for call in list_calls(&mut view, reading.id()).await? {
        let offers = list_offers_on(&mut view, call.id).await?.len();
        calls.push((call, offers));
    }
    drop(view);
    let listing = Listing::read(&visitor, &["-created_at"], &[]);
    let label = |key: &str| visitor.text(&format!("calls-column-{key}"));
    if let Some(format) = listing.format() {
        let rows = calls
            .iter()
            .map(|(call, offers)| {
                Ok(vec![
                    Cell::from(&call.title),
                    Cell::from(visitor.text(&format!("calls-state-{}", call.state.word()))?),
                    Cell::from(call.ends),
                    Cell::from(call.needs.join(", ")),
                    Cell::Count(i64::try_from(*offers).unwrap_or(i64::MAX)),
                    Cell::from(call.published_at),
                ])
            })
            .collect::<Result<Vec<_>, PageError>>()?;
        let table = Table {
            name: format!("{}-{slug}", visitor.text("calls-file")?),
            title: visitor.text("calls-title")?,
            columns: vec![
                Column::new(label("title")?, Kind::Text),
                Column::new(label("state")?, Kind::Text),
                Column::new(label("ends")?, Kind::Date),
                Column::new(label("needs")?, Kind::LongText),
                Column::new(label("offers")?, Kind::Number),
                Column::new(label("published")?, Kind::Time),
            ],
            rows,
        };
        return visitor.export(&table, format).await;
    }
    let labels = [label("title")?, label("state")?, label("ends")?, label("needs")?, label("offers")?];
    let heads = [
        Head::text("title", &labels[0]),
        Head::text("state", &labels[1]),
        Head::text("ends", &labels[2]),
        Head::number("needs", &labels[3]),
        Head::number("offers", &labels[4]),
    ];
    let list = listing.view(&visitor, &heads, calls.len() as u64)?;
    let rows: Vec<Value> = calls
        .iter()
        .map(|(call, offers)| {
            context! {
                id => call.id.to_string(), title => call.title.clone(), state => call.state.word(),
                ends => call.ends.to_string(), needs => call.needs.len(), offers => *offers,
            }
        })
        .collect();
    let title = visitor.text("calls-title")?;
    visitor.page(
        "forum/calls.html",
        title,
        context! {
            round => reading.head(), list => list, rows => rows, may_work => policy::may_work(&visitor).is_ok(),
            white => reading.plan().map_or(0, |plan| plan.white_spots.len()),
        },
    )
}

/// The white spots by area, as boxes to tick.
fn spots(visitor: &Visitor, reading: &Reading) -> Vec<Value> {
    let Some(plan) = reading.plan() else { return Vec::new() };
    let area_of = |need: &str| plan.assignments.iter().find(|one| one.need_id == need).map(|one| &one.area);
    let is_english = visitor.lang() == rathaus_core::Lang::En;
    let options = |key: Option<&String>| -> Vec<Value> {
        plan.white_spots
            .iter()
            .filter(|spot| area_of(&spot.need_id) == key)
            .filter_map(|spot| {
                let need = reading.need(&spot.need_id)?;
                let hint = spot.blocked_because.clone().unwrap_or_default();
                Some(context! {
                    value => need.id.clone(), label => format!("{} ({})", title_of(need), need.organisation), hint => hint,
                })
            })
            .collect()
    };
    let mut groups: Vec<Value> = plan
        .areas
        .iter()
        .map(|area| {
            let name = if is_english { &area.name_en } else { &area.name };
            context! { key => area.key.clone(), name => name.clone(), options => options(Some(&area.key)) }
        })
        .collect();
    groups.push(context! { key => "", name => "", options => options(None) });
    groups.retain(|group| group.get_attr("options").is_ok_and(|options| options.len().unwrap_or(0) > 0));
    groups
}

/// What the office writes; `edition` of a call that is there.
pub(crate) struct Written {
    text: CallText,
    areas: BTreeSet<String>,
    edition: i64,
}

impl FromForm for Written {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let title = form.text("title", 5..=160);
        let words = form.text("words", 0..=8_000);
        let ends = form.date("ends");
        let needs: Vec<String> = form.fields().all("need").into_iter().take(200).collect();
        let areas: BTreeSet<String> = form.fields().all("area").into_iter().take(100).collect();
        if needs.is_empty() && areas.is_empty() {
            form.mistake("need", "calls-mistake-none");
            return None;
        }
        let edition = form.raw("edition").parse().unwrap_or(0);
        let text = CallText { title: title?, words: words?, needs, ends: ends? };
        Some(Self { text, areas, edition })
    }
}

/// The text with the needs that are there, those of whole areas among them, and drafted words where none were written.
fn completed(visitor: &Visitor, reading: &Reading, written: Written) -> Result<CallText, PageError> {
    let plan = reading.plan().ok_or(PageError::Conflict("areas-no-plan"))?;
    let mut needs: BTreeSet<String> =
        written.text.needs.into_iter().filter(|id| reading.need(id).is_some()).collect();
    for one in &plan.assignments {
        let is_white = plan.white_spots.iter().any(|spot| spot.need_id == one.need_id);
        if is_white && written.areas.contains(&one.area) {
            needs.insert(one.need_id.clone());
        }
    }
    let needs: Vec<String> = needs.into_iter().collect();
    let words = match written.text.words.trim() {
        "" => draft(visitor, reading, &needs)?,
        words => words.to_owned(),
    };
    Ok(CallText { needs, words, ..written.text })
}

/// A first text: what is wanted, without the names of towns.
fn draft(visitor: &Visitor, reading: &Reading, needs: &[String]) -> Result<String, PageError> {
    let texts = visitor.app().texts(visitor.tenant().lang);
    let found: Vec<_> = needs.iter().filter_map(|id| reading.need(id)).collect();
    let towns: BTreeSet<&str> = found.iter().map(|need| need.organisation.as_str()).collect();
    let args = [("needs", found.len().into()), ("towns", towns.len().into())];
    let mut titles: Vec<String> = found.iter().map(|need| format!("– {}", title_of(need))).collect();
    titles.dedup();
    Ok(format!(
        "{}\n\n{}\n\n{}",
        texts.with("calls-draft", &args)?,
        titles.join("\n\n"),
        texts.get("calls-draft-end")?
    ))
}

async fn form_page(visitor: &Visitor, slug: &str, sheet: Sheet) -> Answer {
    let reading = Reading::of(&mut *visitor.read().await?, slug).await?;
    let context = context! { round => reading.head(), spots => spots(visitor, &reading) };
    let title = visitor.text("calls-new")?;
    if sheet.mistakes.is_empty() {
        let context = context! { form => visitor.form(&sheet)?, ..context };
        return visitor.page("forum/calls-new.html", title, context);
    }
    visitor.again("forum/calls-new.html", title, &sheet, context)
}

async fn blank(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let ends = day_of(visitor.now()).saturating_add(jiff::Span::new().days(14));
    let mut values = vec![("ends".to_owned(), ends.to_string())];
    let asked = rathaus_web::Fields::from_query(visitor.query());
    values.extend(asked.all("need").into_iter().map(|id| ("need".to_owned(), id)));
    form_page(&visitor, &slug, Sheet::filled(values)).await
}

async fn begin(visitor: Visitor, Path(slug): Path<String>, form: Form<Written>) -> Answer {
    policy::may_work(&visitor)?;
    let (written, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => return form_page(&visitor, &slug, sheet).await,
    };
    let mut change = visitor.change().await?;
    let reading = Reading::of(&mut change, &slug).await?;
    if written.text.ends < day_of(visitor.now()) {
        drop(change);
        return form_page(&visitor, &slug, sheet.wrong("ends", "suppliers-mistake-past")).await;
    }
    let text = completed(&visitor, &reading, written)?;
    let id = insert_call(&mut change, reading.id(), &text).await?;
    change.commit(Record::new("call.begun", id).with("needs", &text.needs)).await?;
    visitor.done(&format!("/rounds/{slug}/calls/{id}"), "calls-begun")
}

async fn show(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    page(&visitor, &slug, &id, None).await
}

async fn page(visitor: &Visitor, slug: &str, id: &str, wrong: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let reading = Reading::of(&mut view, slug).await?;
    let call = call_of(&mut view, reading.id(), id).await?;
    let marked = list_offers_on(&mut view, call.id).await?;
    let offers: Vec<Value> = list_offers(&mut view, reading.id())
        .await?
        .into_iter()
        .filter(|offer| marked.contains(&offer.id))
        .map(|offer| context! { label => offer.label, title => offer.text.title, supplier => offer.supplier })
        .collect();
    let near = match call.state {
        CallState::Closed => Vec::new(),
        _ => closest(&mut view, &reading, &call, visitor.now()).await?,
    };
    drop(view);
    let needs: Vec<Value> = call.needs.iter().map(|id| reading.need_view(id)).collect();
    let firms: Vec<Value> = near
        .iter()
        .map(|one| {
            context! {
                id => one.organisation.to_string(), supplier => one.supplier.clone(), offer => one.offer.clone(),
                need => one.need.clone(), score => one.score, contacts => one.contacts, is_told => one.is_told,
            }
        })
        .collect();
    let context = context! {
        round => reading.head(),
        call => context! {
            id => call.id.to_string(), title => call.title.clone(), state => call.state.word(),
            ends => call.ends.to_string(), paragraphs => rathaus_web::filters::paragraphs(&call.words),
            is_open => call.is_open(day_of(visitor.now())),
        },
        needs => needs,
        offers => offers,
        firms => firms,
        may_work => policy::may_work(visitor).is_ok(),
    };
    let title = call.title.clone();
    match wrong {
        Some(sheet) => visitor.again("forum/targeted-call.html", title, &sheet, context),
        None => {
            let mut values = vec![
                ("title".to_owned(), call.title.clone()),
                ("words".to_owned(), call.words.clone()),
                ("ends".to_owned(), call.ends.to_string()),
                ("edition".to_owned(), call.edition.to_string()),
            ];
            values.extend(call.needs.iter().map(|id| ("need".to_owned(), id.clone())));
            let context = context! { form => visitor.form(&Sheet::filled(values))?, ..context };
            visitor.page("forum/targeted-call.html", title, context)
        }
    }
}

pub(crate) async fn call_of(
    db: &mut rathaus_store::Session,
    round: Id,
    id: &str,
) -> Result<TargetedCall, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    find_call(db, round, id).await?.ok_or(PageError::NotFound)
}

/// Changes a call; `false` where somebody else changed it meanwhile.
pub(crate) async fn change_to(
    visitor: &Visitor,
    slug: &str,
    id: &str,
    written: Written,
) -> Result<bool, PageError> {
    policy::may_work(visitor)?;
    let mut change = visitor.change().await?;
    let reading = Reading::of(&mut change, slug).await?;
    let call = call_of(&mut change, reading.id(), id).await?;
    let edition = written.edition;
    let text = completed(visitor, &reading, written)?;
    if !update_call(&mut change, call.id, edition, &text).await? {
        return Ok(false);
    }
    change.commit(Record::new("call.changed", call.id).with("needs", &text.needs)).await?;
    Ok(true)
}

async fn save(visitor: Visitor, Path((slug, id)): Path<(String, String)>, form: Form<Written>) -> Answer {
    policy::may_work(&visitor)?;
    let (written, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => return page(&visitor, &slug, &id, Some(sheet)).await,
    };
    if !change_to(&visitor, &slug, &id, written).await? {
        return page(&visitor, &slug, &id, Some(sheet.wrong("", "suppliers-mistake-edition"))).await;
    }
    visitor.done(&format!("/rounds/{slug}/calls/{id}"), "calls-saved")
}

/// The suppliers that are written to when a call is published.
struct Publication(Vec<Id>);

impl FromForm for Publication {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        Some(Self(form.ids("firm").into_iter().take(100).collect()))
    }
}

async fn publish(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    form: Form<Publication>,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let reading = Reading::of(&mut view, &slug).await?;
    let call = call_of(&mut view, reading.id(), &id).await?;
    drop(view);
    let Ok(Publication(firms)) = form.checked() else { return Err(PageError::BadRequest("firm".into())) };
    publish_to(&visitor, &reading, &call, &firms, call.ends).await?;
    visitor.done(&format!("/rounds/{slug}/calls/{id}"), "calls-published")
}

/// Publishes a call, if it is a draft, and writes to those of these suppliers that come close to it. Gives the mails.
pub(crate) async fn publish_to(
    visitor: &Visitor,
    reading: &Reading,
    call: &TargetedCall,
    firms: &[Id],
    ends: Date,
) -> Result<usize, PageError> {
    if call.state == CallState::Closed || ends < day_of(visitor.now()) {
        return Err(PageError::Conflict("calls-over"));
    }
    let mut change = visitor.change().await?;
    let is_news = publish_call(&mut change, call.id).await?;
    let near = closest(&mut change, reading, call, visitor.now()).await?;
    let (words, _) = find_words(&mut change, reading.id()).await?;
    let round = &reading.round;
    let desk = SupplierDesk { app: visitor.app(), tenant: visitor.tenant(), round, words: &words };
    let path = format!("/supply/{}/calls/{}", round.slug, call.id);
    let mailing = format!("call:{}", call.id);
    let mut sent = 0;
    for firm in near.iter().filter(|one| firms.contains(&one.organisation)) {
        let letter = Letter {
            kind: LetterKind::Call,
            organisation: firm.organisation,
            supplier: &firm.supplier,
            about: call.id,
            offers: firm.offer.clone(),
            deadline: Some(ends),
            words: &call.words,
            subject: &call.title,
        };
        let now = change.now();
        for (email, name) in speakers(&mut change, firm.organisation, now).await? {
            let to = (email.as_str(), name.as_str());
            sent += usize::from(desk.send(&mut change, &letter, &mailing, to, LetterPath::To(&path)).await?);
        }
    }
    if is_news || sent > 0 {
        let action = if is_news { "call.published" } else { "call.mailed" };
        change.commit(Record::new(action, call.id).with("mails", sent)).await?;
    }
    Ok(sent)
}

/// Closes a call; doing so again changes nothing.
pub(crate) async fn end(visitor: &Visitor, slug: &str, id: &str) -> Result<(), PageError> {
    policy::may_work(visitor)?;
    let mut change = visitor.change().await?;
    let reading = Reading::of(&mut change, slug).await?;
    let call = call_of(&mut change, reading.id(), id).await?;
    if close_call(&mut change, call.id).await? {
        change.commit(Record::new("call.closed", call.id)).await?;
    }
    Ok(())
}

async fn close(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    end(&visitor, &slug, &id).await?;
    visitor.done(&format!("/rounds/{slug}/calls/{id}"), "calls-closed")
}
