//! Who was told what when: every mail to a supplier about the choice, in its words.

use axum::extract::Path;
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{Answer, PageError, Value, Visitor, context, shown};
use serde::Serialize;

use super::head;
use crate::pages::invitations::slice;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::supplier_letter::{LetterKind, list_letters};

#[derive(Debug, Clone, Serialize)]
struct Line {
    at: jiff::Timestamp,
    kind: &'static str,
    supplier: String,
    email: String,
    name: String,
    subject: String,
    words: String,
}

pub(super) async fn list(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let letters = list_letters(&mut view, round.id).await?;
    drop(view);
    let all = letters.len();
    let listing = Listing::read(&visitor, &["-at", "supplier", "kind"], &["kind"]);
    let q = listing.q().to_lowercase();
    let mut rows: Vec<Line> = letters
        .into_iter()
        .map(|one| Line {
            at: one.sent_at,
            kind: one.kind.word(),
            supplier: one.supplier,
            email: one.email,
            name: one.name,
            subject: one.subject,
            words: one.words,
        })
        .filter(|line| {
            let text = || format!("{} {} {}", line.supplier, line.email, line.subject).to_lowercase();
            (q.is_empty() || text().contains(&q))
                && listing.filter("kind").is_none_or(|kind| line.kind == kind)
        })
        .collect();
    match listing.sort() {
        "supplier" => rows.sort_by_cached_key(|line| rathaus_people::german_order(&line.supplier)),
        "kind" => rows.sort_by_key(|line| line.kind),
        _ => rows.sort_by_key(|line| line.at),
    }
    if listing.is_descending() {
        rows.reverse();
    }
    let label = |key: &str| visitor.text(&format!("suppliers-letters-{key}"));
    if let Some(format) = listing.format() {
        let rows = rows
            .iter()
            .map(|line| {
                Ok(vec![
                    Cell::from(line.at),
                    Cell::from(visitor.text(&format!("suppliers-kind-{}", line.kind))?),
                    Cell::from(&line.supplier),
                    Cell::from(&line.email),
                    Cell::from(&line.name),
                    Cell::from(&line.subject),
                    Cell::from(&line.words),
                ])
            })
            .collect::<Result<Vec<_>, PageError>>()?;
        let table = Table {
            name: format!("{}-{slug}", visitor.text("suppliers-letters-file")?),
            title: visitor.text("suppliers-letters-title")?,
            columns: vec![
                Column::new(label("at")?, Kind::Time),
                Column::new(label("kind")?, Kind::Text),
                Column::new(label("supplier")?, Kind::Text),
                Column::new(label("email")?, Kind::Text),
                Column::new(label("name")?, Kind::Text),
                Column::new(label("subject")?, Kind::Text),
                Column::new(label("words")?, Kind::LongText),
            ],
            rows,
        };
        return visitor.export(&table, format).await;
    }
    let labels = [label("at")?, label("kind")?, label("supplier")?, label("email")?, label("words")?];
    let heads = [
        Head::text("at", &labels[0]),
        Head::text("kind", &labels[1]),
        Head::text("supplier", &labels[2]),
        Head::text("email", &labels[3]),
        Head::text("words", &labels[4]),
    ];
    let view = listing.view(&visitor, &heads, rows.len() as u64)?;
    let kinds = LetterKind::ALL
        .iter()
        .map(|kind| {
            let word = kind.word();
            Ok(context! { value => word, label => visitor.text(&format!("suppliers-kind-{word}"))? })
        })
        .collect::<Result<Vec<Value>, PageError>>()?;
    let title = visitor.text("suppliers-letters-title")?;
    visitor.page(
        "forum/suppliers-letters.html",
        title,
        context! {
            round => head(&round), all => all, list => view, rows => shown(slice(&rows, &listing)), kinds => kinds,
        },
    )
}
