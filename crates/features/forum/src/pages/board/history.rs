//! Every act on the board with person and time, to be taken back or done again.

use axum::extract::Path;
use rathaus_web::filters::date_time;
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{Answer, PageError, Sheet, Value, Visitor, context};

use super::say::act;
use super::standing::{Standing, person};
use crate::policy;

/// An act as the list narrows it.
struct Line {
    state: String,
    by: String,
    what: String,
    seq: i64,
    at: jiff::Timestamp,
    view: Value,
}

fn lines(visitor: &Visitor, standing: &Standing) -> Result<Vec<Line>, PageError> {
    let text = |view: &Value, key: &str| view.get_attr(key).map(|value| value.to_string());
    let log = standing.board.log.iter().rev();
    log.map(|one| {
        let view = act(visitor, standing, one)?;
        Ok(Line {
            state: text(&view, "state")?,
            by: person(visitor, one.person, &one.by)?,
            what: text(&view, "what")?,
            seq: one.seq,
            at: one.made_at,
            view,
        })
    })
    .collect()
}

pub(super) async fn list(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let standing = Standing::of(&mut *visitor.read().await?, &slug).await?;
    let listing = Listing::read(&visitor, &["-seq"], &["state", "by"]);
    let all = lines(&visitor, &standing)?;
    let mut people: Vec<String> = all.iter().map(|line| line.by.clone()).collect();
    people.sort();
    people.dedup();
    let q = listing.q().to_lowercase();
    let mut found: Vec<Line> = all
        .into_iter()
        .filter(|line| listing.filter("state").is_none_or(|state| state == line.state))
        .filter(|line| listing.filter("by").is_none_or(|by| by == line.by))
        .filter(|line| q.is_empty() || line.what.to_lowercase().contains(&q))
        .collect();
    if !listing.is_descending() {
        found.reverse();
    }
    let label = |key: &str| visitor.text(&format!("board-history-{key}"));
    if let Some(format) = listing.format() {
        let rows = found
            .iter()
            .map(|line| {
                Ok(vec![
                    Cell::from(line.seq),
                    Cell::from(date_time(visitor.lang(), line.at)),
                    Cell::from(&line.by),
                    Cell::from(&line.what),
                    Cell::from(visitor.text(&format!("board-state-{}", line.state))?),
                ])
            })
            .collect::<Result<_, PageError>>()?;
        let table = Table {
            name: format!("{}-{}", label("file")?, standing.round.slug),
            title: label("title")?,
            columns: vec![
                Column::new(label("seq")?, Kind::Number),
                Column::new(label("at")?, Kind::Text),
                Column::new(label("by")?, Kind::Text),
                Column::new(label("what")?, Kind::LongText),
                Column::new(label("state")?, Kind::Text),
            ],
            rows,
        };
        return visitor.export(&table, format).await;
    }
    let labels = [label("what")?, label("by")?, label("at")?, label("state")?];
    let heads = [
        Head::text("what", &labels[0]),
        Head::text("by", &labels[1]),
        Head::text("seq", &labels[2]),
        Head::text("state", &labels[3]),
    ];
    let list = listing.view(&visitor, &heads, found.len() as u64)?;
    let slice = listing.slice();
    let rows: Vec<Value> = found
        .into_iter()
        .skip(slice.offset as usize)
        .take(slice.limit as usize)
        .map(|line| line.view)
        .collect();
    visitor.page(
        "forum/board-history.html",
        label("title")?,
        context! {
            round => standing.head(),
            list,
            rows,
            people => people.iter().map(|by| context! { value => by, label => by }).collect::<Vec<_>>(),
            has_acts => !standing.board.log.is_empty(),
            may_work => policy::may_work(&visitor).is_ok(),
            form => visitor.form(&Sheet::blank())?,
        },
    )
}
