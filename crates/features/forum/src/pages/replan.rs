//! On the day: somebody does not come, comes late or leaves early, a table is closed. What that changes is shown before
//! it is done: who moves, what is lost, and whether less would do.

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_core::Daytime;
use rathaus_people::german_order;
use rathaus_store::{Id, Record};
use rathaus_web::{Answer, Feature, Fields, PageError, Reader, Sheet, Value, Visitor, context, get, post};

use crate::model::correspondence::day_of;
use crate::pages::invitations::head;
use crate::pages::now::clock;
use crate::pages::round::edit::daytime;
use crate::pages::talks::{ground_of, say};
use crate::policy;
use crate::replanning::{Applied, Preview, Refusal, Upset, apply, preview};
use crate::store::round::Stage;
use crate::store::talk::open_table;
use crate::talking::{Ground, takes_part};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/replan", get(show).merge(post(try_out)))
        .route("/rounds/{slug}/replan/application", post(carry))
        .route("/rounds/{slug}/replan/tables", post(open));
}

/// How many lines of news the form has.
const LINES: usize = 4;

/// What the form says.
#[derive(Debug, Clone, PartialEq, Default)]
struct News {
    upsets: Vec<Upset>,
    fills: bool,
}

/// Reads the news: up to [`LINES`] lines of what, who or which table, and when.
fn read(form: &mut Reader<'_>) -> News {
    let mut upsets = Vec::new();
    for n in 0..LINES {
        let (what, who, table, at) =
            (format!("what.{n}"), format!("who.{n}"), format!("table.{n}"), format!("at.{n}"));
        let time = |form: &mut Reader<'_>| daytime(form, &at);
        let upset = match form.raw(&what).as_str() {
            "" => continue,
            "no-show" => form.id(&who).map(|registration| Upset::NoShow { registration }),
            "late" => {
                let (who, at) = (form.id(&who), time(form));
                who.zip(at).map(|(registration, at)| Upset::Late { registration, at })
            }
            "leaves" => {
                let (who, at) = (form.id(&who), time(form));
                who.zip(at).map(|(registration, at)| Upset::Leaves { registration, at })
            }
            "table" => {
                let (table, at) = (form.number(&table, 1..=500), time(form));
                table.zip(at).and_then(|(table, at)| {
                    Some(Upset::TableClosed { table: u32::try_from(table).ok()?, at })
                })
            }
            _ => {
                form.mistake(&what, "form-no-such-choice");
                None
            }
        };
        upsets.extend(upset);
    }
    News { upsets, fills: form.ticked("fills") }
}

/// The time of day that counts: now on the day, midnight before it, the end of the day after it.
pub(crate) fn time_of(visitor: &Visitor, ground: &Ground) -> Daytime {
    let (today, now) = clock(visitor);
    let day = ground.round.stage(Stage::Event).starts.or(ground.round.settings.date);
    let at = |minutes| Daytime::from_minutes(minutes).unwrap_or(now);
    match day {
        Some(day) if today < day => at(0),
        Some(day) if today > day => at(24 * 60),
        Some(_) => now,
        None => at(0),
    }
}

fn upset_text(visitor: &Visitor, ground: &Ground, upset: &Upset) -> Result<String, PageError> {
    let (key, who, table, at) = match *upset {
        Upset::NoShow { registration } => ("no-show", ground.name(registration), 0, None),
        Upset::Late { registration, at } => ("late", ground.name(registration), 0, Some(at)),
        Upset::Leaves { registration, at } => ("leaves", ground.name(registration), 0, Some(at)),
        Upset::TableClosed { table, at } => ("table", "", table, Some(at)),
    };
    let at = at.map(|at| at.to_string()).unwrap_or_default();
    let args = [("who", who.into()), ("n", f64::from(table).into()), ("at", at.as_str().into())];
    visitor.text_with(&format!("replan-said-{key}"), &args)
}

/// A preview as the page shows it.
fn preview_view(
    visitor: &Visitor,
    ground: &Ground,
    found: &Preview,
    news: &News,
) -> Result<Value, PageError> {
    let said: Vec<String> =
        news.upsets.iter().map(|upset| upset_text(visitor, ground, upset)).collect::<Result<_, _>>()?;
    Ok(context! {
        steps => say::steps(ground, &found.steps),
        said,
        fills => news.fills,
        dropped => found.dropped,
        dropped_bound => found.dropped_bound,
        moved => found.moved,
        moved_bound => found.moved_bound,
        is_proven => found.is_proven,
        from => found.from.start.to_string(),
        concerned => found.concerned().iter().map(|id| ground.name(*id).to_owned()).collect::<Vec<_>>(),
        digest => found.digest.to_string(),
    })
}

/// What the page shows beside its form.
#[derive(Default)]
struct Shown<'a> {
    sheet: Option<&'a Sheet>,
    status: Option<StatusCode>,
    found: Option<(&'a Preview, &'a News)>,
    refusal: Option<&'a Refusal>,
    is_stale: bool,
}

fn page(visitor: &Visitor, ground: &Ground, what: Shown<'_>) -> Answer {
    let mut bodies: Vec<_> = ground
        .registrations
        .iter()
        .filter(|one| takes_part(one) || ground.standing().any(|talk| talk.joins(one.id)))
        .collect();
    bodies.sort_by_cached_key(|one| german_order(&one.name));
    let bodies: Vec<Value> = bodies
        .into_iter()
        .map(|one| context! { value => one.id.to_string(), label => format!("{} ({})", one.name, one.label) })
        .collect();
    let kinds = ["no-show", "late", "leaves", "table"]
        .into_iter()
        .map(|word| Ok(context! { value => word, label => visitor.text(&format!("replan-what-{word}"))? }))
        .collect::<Result<Vec<Value>, PageError>>()?;
    let closed: Vec<Value> = ground
        .closed
        .iter()
        .map(|(table, from)| context! { table => *table, from => from.to_string() })
        .collect();
    let blank = Sheet::filled([("fills", "yes")]);
    let own = context! {
        round => head(&ground.round),
        talks => ground.standing().count(),
        lines => LINES,
        kinds,
        bodies,
        closed,
        time => time_of(visitor, ground).to_string(),
        is_today => ground.round.stage(Stage::Event).starts == Some(day_of(visitor.now())),
        found => match what.found {
            Some((found, news)) => Some(preview_view(visitor, ground, found, news)?),
            None => None,
        },
        refusal => what.refusal.map(Refusal::word),
        is_stale => what.is_stale,
        form => visitor.form(what.sheet.unwrap_or(&blank))?,
    };
    let status = what.status.unwrap_or(StatusCode::OK);
    visitor.page_with(status, "forum/replan.html", visitor.text("replan-title")?, own)
}

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let ground = ground_of(&mut *visitor.read().await?, &slug).await?;
    page(&visitor, &ground, Shown::default())
}

/// Works on another thread: a large day takes a while.
pub(crate) async fn find(
    ground: &Ground,
    upsets: &[Upset],
    now: Daytime,
    fills: bool,
) -> Result<Result<Preview, Refusal>, PageError> {
    let (ground, upsets) = (ground.clone(), upsets.to_vec());
    let work = tokio::task::spawn_blocking(move || preview(&ground, &upsets, now, fills));
    work.await.map_err(PageError::fault)
}

/// `POST /replan`: shows what would change; changes nothing.
async fn try_out(visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let ground = ground_of(&mut *visitor.read().await?, &slug).await?;
    let mut form = Reader::new(&fields);
    let news = read(&mut form);
    let sheet = Sheet { values: fields.values.clone(), mistakes: form.mistakes() };
    if !sheet.mistakes.is_empty() {
        let status = Some(StatusCode::UNPROCESSABLE_ENTITY);
        return page(&visitor, &ground, Shown { sheet: Some(&sheet), status, ..Shown::default() });
    }
    match find(&ground, &news.upsets, time_of(&visitor, &ground), news.fills).await? {
        Ok(found) => page(
            &visitor,
            &ground,
            Shown { sheet: Some(&sheet), found: Some((&found, &news)), ..Shown::default() },
        ),
        Err(refusal) => {
            let status = Some(StatusCode::UNPROCESSABLE_ENTITY);
            page(
                &visitor,
                &ground,
                Shown { sheet: Some(&sheet), status, refusal: Some(&refusal), ..Shown::default() },
            )
        }
    }
}

/// What the audit log says about a replan.
pub(crate) fn record(round: Id, found: &Preview, upsets: &[Upset]) -> Record {
    Record::new("talks.replanned", round)
        .with("upsets", upsets)
        .with("moved", found.moved)
        .with("dropped", found.dropped)
        .with("proven", found.is_proven)
}

/// `POST /replan/application`: does what was shown, if it is still the answer.
async fn carry(visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let mut form = Reader::new(&fields);
    let news = read(&mut form);
    let digest = form.id("digest");
    let (Some(digest), true) = (digest, form.mistakes().is_empty()) else { return Err(PageError::NotFound) };
    let mut change = visitor.change().await?;
    let ground = ground_of(&mut change, &slug).await?;
    let now = time_of(&visitor, &ground);
    let applied = apply(&mut change, &ground, &news.upsets, now, news.fills, digest).await?;
    let sheet = Sheet { values: fields.values.clone(), mistakes: Vec::new() };
    match applied {
        Ok(Applied::Done(found)) => {
            change.commit(record(ground.round.id, &found, &news.upsets)).await?;
            visitor.done(&format!("/rounds/{slug}/talks"), "replan-applied")
        }
        Ok(Applied::Stale(found)) => {
            let shown = Shown {
                sheet: Some(&sheet),
                status: Some(StatusCode::CONFLICT),
                found: Some((&found, &news)),
                is_stale: true,
                ..Shown::default()
            };
            page(&visitor, &ground, shown)
        }
        Err(refusal) => {
            let status = Some(StatusCode::UNPROCESSABLE_ENTITY);
            page(
                &visitor,
                &ground,
                Shown { sheet: Some(&sheet), status, refusal: Some(&refusal), ..Shown::default() },
            )
        }
    }
}

/// Opens a table again; one that is open stays so.
pub(crate) async fn open_again(visitor: &Visitor, slug: &str, table: u32) -> Result<(), PageError> {
    let mut change = visitor.change().await?;
    let round = crate::pages::round::round_of(&mut change, slug).await?;
    if open_table(&mut change, round.id, table).await? {
        change.commit(Record::new("table.opened", round.id).with("table", table)).await?;
    }
    Ok(())
}

/// `POST /replan/tables`: a table that was closed is there again.
async fn open(visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let table: u32 = fields.first("table").and_then(|text| text.parse().ok()).ok_or(PageError::NotFound)?;
    open_again(&visitor, &slug, table).await?;
    visitor.done(&format!("/rounds/{slug}/replan"), "replan-table-opened")
}
