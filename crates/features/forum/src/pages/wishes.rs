//! Wishes for talks as the office sees them: who has said them, who is missing, until when, and all of them as a file.
//! The rooms behind it: [`one`] the wishes of one registration by the office's hand, [`own`] what its people say
//! themselves.

pub(crate) mod one;
pub(crate) mod own;

use std::collections::BTreeMap;

use axum::extract::Path;
use jiff::civil::Date;
use rathaus_people::german_order;
use rathaus_store::{Change, Id, Record, Session, StoreError};
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{
    Answer, Feature, Fields, Form, FromForm, PageError, Reader, Sheet, Visitor, context, get, post, shown,
};
use serde::Serialize;

use crate::jobs::talks::Reminding;
use crate::model::correspondence::day_of;
use crate::model::{Interest, ParticipantKind};
use crate::pages::invitations::{head, slice};
use crate::pages::registration::public::kinds;
use crate::pages::registrations::yes_no;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::registration::{Registration, list_registrations};
use crate::store::round::{KeptRound, Stage};
use crate::store::talk::{find_talk_plan, set_wishes_until};
use crate::store::wish::{KeptWish, WishSheet, interest_word, list_kept_wishes, list_requests, list_sheets};
use crate::talking::takes_part;
use crate::wishing::{is_open, last_day};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let mut routes = std::mem::take(&mut feature.routes);
    for base in ["/register/{secret}", "/rounds/{slug}/registration/{organisation}"] {
        let at = |step: &str| format!("{base}{step}");
        routes = routes
            .route(&at("/wishes"), get(own::show).merge(post(own::save)))
            .route(&at("/requests"), post(own::ask))
            .route(&at("/requests/{id}"), post(own::answer));
    }
    feature.routes = routes
        .route("/rounds/{slug}/wishes", get(list))
        .route("/rounds/{slug}/wishes/deadline", get(deadline).merge(post(set_deadline)))
        .route("/rounds/{slug}/wishes/reminders", post(remind))
        .route("/rounds/{slug}/wishes/{label}", get(one::show).merge(post(one::save)));
}

/// A registration and how far its wishes are.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    pub label: String,
    pub name: String,
    pub kind: &'static str,
    pub said_at: Option<jiff::Timestamp>,
    pub mailed_at: Option<jiff::Timestamp>,
    /// Wishes it has, that others have for it, and that both have.
    pub wishes: usize,
    pub wished: usize,
    pub mutual: usize,
    /// Requests that wait for its answer.
    pub requests: usize,
    pub has_address: bool,
    #[serde(skip)]
    pub id: Id,
}

/// All who take part in the talks.
pub(crate) async fn lines(db: &mut Session, round: Id) -> Result<(Vec<Line>, Vec<KeptWish>), StoreError> {
    let registrations: Vec<Registration> =
        list_registrations(db, round).await?.into_iter().filter(takes_part).collect();
    let sheets: BTreeMap<Id, WishSheet> = list_sheets(db, round).await?.into_iter().collect();
    let comes = |id: Id| registrations.iter().any(|one| one.id == id);
    let mut wishes = list_kept_wishes(db, round).await?;
    wishes.retain(|wish| comes(wish.wisher) && comes(wish.wished));
    let requests = list_requests(db, round).await?;
    let positive = |from: Id, to: Id| {
        wishes.iter().any(|w| w.wisher == from && w.wished == to && w.interest != Interest::Never)
    };
    let lines = registrations
        .iter()
        .map(|one| {
            let sheet = sheets.get(&one.id).cloned().unwrap_or_default();
            let mine = || wishes.iter().filter(|w| w.wisher == one.id && w.interest != Interest::Never);
            Line {
                label: one.label.clone(),
                name: one.name.clone(),
                kind: one.kind.word(),
                said_at: sheet.said_at,
                mailed_at: sheet.mailed_at,
                wishes: mine().count(),
                wished: wishes.iter().filter(|w| w.wished == one.id && w.interest != Interest::Never).count(),
                mutual: mine().filter(|w| positive(w.wished, one.id)).count(),
                requests: requests.iter().filter(|r| r.asked == one.id && r.answer.is_none()).count(),
                has_address: !one.email.is_empty(),
                id: one.id,
            }
        })
        .collect();
    Ok((lines, wishes))
}

fn narrowed(lines: &[Line], listing: &Listing) -> Vec<Line> {
    let words: Vec<String> = listing.q().to_lowercase().split_whitespace().map(str::to_owned).collect();
    let is_said = |line: &Line| match listing.filter("said") {
        Some("yes") => line.said_at.is_some(),
        Some("no") => line.said_at.is_none(),
        _ => true,
    };
    let mut found: Vec<Line> = lines
        .iter()
        .filter(|line| {
            let text = format!("{} {}", line.label, line.name).to_lowercase();
            words.iter().all(|word| text.contains(word))
                && listing.filter("kind").is_none_or(|kind| kind == line.kind)
                && is_said(line)
        })
        .cloned()
        .collect();
    match listing.sort() {
        "kind" => found.sort_by_key(|line| line.kind),
        "wishes" => found.sort_by_key(|line| line.wishes),
        "wished" => found.sort_by_key(|line| line.wished),
        "mutual" => found.sort_by_key(|line| line.mutual),
        "said_at" => found.sort_by_key(|line| line.said_at),
        _ => found.sort_by_cached_key(|line| german_order(&line.name)),
    }
    if listing.is_descending() {
        found.reverse();
    }
    found
}

async fn list(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let plan = find_talk_plan(&mut view, round.id).await?;
    let (all, wishes) = lines(&mut view, round.id).await?;
    drop(view);
    let sorts = ["name", "kind", "-wishes", "-wished", "-mutual", "said_at"];
    let listing = Listing::read(&visitor, &sorts, &["kind", "said"]);
    if let Some(format) = listing.format() {
        return visitor.export(&table(&visitor, &round, &all, &wishes)?, format).await;
    }
    let found = narrowed(&all, &listing);
    let keys = ["name", "kind", "wishes", "wished", "mutual", "said_at"];
    let labels = keys
        .iter()
        .map(|key| visitor.text(&format!("wishes-column-{key}")))
        .collect::<Result<Vec<_>, PageError>>()?;
    let heads: Vec<Head<'_>> = keys
        .iter()
        .zip(&labels)
        .map(|(key, label)| match *key {
            "wishes" | "wished" | "mutual" => Head::number(key, label),
            _ => Head::text(key, label),
        })
        .collect();
    let view = listing.view(&visitor, &heads, found.len() as u64)?;
    let missing = all.iter().filter(|line| line.said_at.is_none()).count();
    let mutual: usize = all.iter().map(|line| line.mutual).sum();
    let own = context! {
        round => head(&round),
        all => all.len(),
        rows => shown(slice(&found, &listing)),
        list => view,
        choices => context! { kinds => kinds(&visitor)?, yes_no => yes_no(&visitor)? },
        figures => context! {
            said => all.len() - missing,
            missing,
            wishes => wishes.iter().filter(|wish| wish.interest != Interest::Never).count(),
            mutual => mutual / 2,
            suppliers => all.iter().filter(|line| line.kind == ParticipantKind::Supplier.word()).count(),
        },
        reachable => all.iter().filter(|line| line.said_at.is_none() && line.has_address).count(),
        until => last_day(&round, &plan).map(|day| day.to_string()),
        is_open => is_open(&round, &plan, day_of(visitor.now())),
        has_draft => plan.draft.is_some(),
        mailing => Id::new(visitor.now()).to_string(),
        token => visitor.form_token(),
        may_work => policy::may_work(&visitor).is_ok(),
    };
    visitor.page("forum/wishes.html", visitor.text("wishes-title")?, own)
}

/// One line per wish.
fn table(
    visitor: &Visitor,
    round: &KeptRound,
    lines: &[Line],
    wishes: &[KeptWish],
) -> Result<Table, PageError> {
    let label = |key: &str| visitor.text(&format!("wishes-column-{key}"));
    let find = |id: Id| lines.iter().find(|line| line.id == id);
    let mut rows = Vec::new();
    for wish in wishes {
        let (Some(from), Some(to)) = (find(wish.wisher), find(wish.wished)) else { continue };
        rows.push(vec![
            Cell::from(&from.label),
            Cell::from(&from.name),
            Cell::from(&to.label),
            Cell::from(&to.name),
            Cell::from(interest_word(wish.interest)),
            Cell::from(wish.window.map(|window| window.to_string())),
        ]);
    }
    Ok(Table {
        name: format!("{}-{}", visitor.text("wishes-file")?, round.slug),
        title: visitor.text("wishes-title")?,
        columns: vec![
            Column::new("from", Kind::Text),
            Column::new(label("from_name")?, Kind::Text),
            Column::new("to", Kind::Text),
            Column::new(label("to_name")?, Kind::Text),
            Column::new("interest", Kind::Text),
            Column::new("window", Kind::Text),
        ],
        rows,
    })
}

/// Until when wishes are taken.
struct Deadline {
    until: Option<Date>,
}

impl FromForm for Deadline {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        Some(Self { until: form.optional_date("until")? })
    }
}

fn deadline_page(visitor: &Visitor, round: &KeptRound, sheet: Option<&Sheet>, until: Option<Date>) -> Answer {
    let title = visitor.text("wishes-deadline")?;
    let own = context! {
        round => head(round),
        day => round.stage(Stage::Event).starts.or(round.settings.date).map(|day| day.to_string()),
    };
    match sheet {
        Some(sheet) => visitor.again("forum/wishes-deadline.html", title, sheet, own),
        None => {
            let until = until.map_or(String::new(), |day| day.to_string());
            let form = visitor.form(&Sheet::filled([("until", until)]))?;
            visitor.page("forum/wishes-deadline.html", title, context! { form, ..own })
        }
    }
}

async fn deadline(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let plan = find_talk_plan(&mut view, round.id).await?;
    deadline_page(&visitor, &round, None, plan.wishes_until)
}

async fn set_deadline(visitor: Visitor, Path(slug): Path<String>, form: Form<Deadline>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let (read, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => return deadline_page(&visitor, &round, Some(&sheet), None),
    };
    if !close_on(change, &round, read.until).await? {
        return deadline_page(&visitor, &round, Some(&sheet.wrong("until", "wishes-mistake-late")), None);
    }
    visitor.done(&format!("/rounds/{slug}/wishes"), "wishes-deadline-saved")
}

/// Sets the last day of wishes; `false` where it lies after the event.
pub(crate) async fn close_on(
    mut change: Change,
    round: &KeptRound,
    until: Option<Date>,
) -> Result<bool, PageError> {
    let day = round.stage(Stage::Event).starts.or(round.settings.date);
    if until.is_some_and(|until| day.is_some_and(|day| until > day)) {
        return Ok(false);
    }
    set_wishes_until(&mut change, round.id, until).await?;
    let until = until.map(|day| day.to_string());
    change.commit(Record::new("wishes.deadline-set", round.id).with("until", until)).await?;
    Ok(true)
}

/// Reminds all who have said nothing; twice with the same key reminds once.
async fn remind(visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let key: Id = fields.first("key").and_then(|key| key.parse().ok()).ok_or(PageError::NotFound)?;
    remind_all(&visitor, &slug, key).await?;
    visitor.done(&format!("/rounds/{slug}/wishes"), "wishes-reminded")
}

/// Causes the mails to all who have said nothing; how many there are.
pub(crate) async fn remind_all(visitor: &Visitor, slug: &str, key: Id) -> Result<usize, PageError> {
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, slug).await?;
    let plan = find_talk_plan(&mut change, round.id).await?;
    if !is_open(&round, &plan, day_of(visitor.now())) {
        return Err(PageError::Conflict("wishes-closed"));
    }
    let (all, _) = lines(&mut change, round.id).await?;
    let missing = all.iter().filter(|line| line.said_at.is_none() && line.has_address);
    let registrations: Vec<Id> = missing.map(|line| line.id).collect();
    let count = registrations.len();
    if count > 0 {
        let reminding = Reminding { round: round.id, registrations, key: format!("wishes:{key}") };
        change.enqueue(reminding.job()?).await?;
        change.commit(Record::new("wishes.reminding", round.id).with("registrations", count)).await?;
    }
    Ok(count)
}
