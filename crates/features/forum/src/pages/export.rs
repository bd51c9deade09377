//! Lists of invitations as files.

use rathaus_web::list::{Cell, Column, Format, Kind, Table};
use rathaus_web::{Answer, PageError, Visitor};

use crate::pages::invitations::Line;
use crate::store::round::KeptRound;

const COLUMNS: [(&str, Kind); 10] = [
    ("ags", Kind::Text),
    ("name", Kind::Text),
    ("county", Kind::Text),
    ("inhabitants", Kind::Number),
    ("state", Kind::Text),
    ("trouble", Kind::Text),
    ("contacts", Kind::Number),
    ("reminders", Kind::Number),
    ("invited_at", Kind::Time),
    ("answered_at", Kind::Time),
];

/// The list as the file asked for.
pub(crate) async fn of_invitations(
    visitor: &Visitor,
    round: &KeptRound,
    lines: &[Line],
    format: Format,
) -> Answer {
    let columns = COLUMNS
        .iter()
        .map(|(key, kind)| Ok(Column::new(visitor.text(&format!("invitations-column-{key}"))?, *kind)))
        .collect::<Result<Vec<_>, PageError>>()?;
    let rows = lines
        .iter()
        .map(|line| {
            let trouble =
                line.trouble.map(|word| visitor.text(&format!("invitations-trouble-{word}"))).transpose()?;
            Ok(vec![
                Cell::from(&line.ags),
                Cell::from(&line.name),
                Cell::from(&line.county),
                Cell::from(line.inhabitants),
                Cell::from(visitor.text(&format!("invitations-state-{}", line.state))?),
                Cell::from(trouble),
                Cell::Count(i64::try_from(line.contacts).unwrap_or(i64::MAX)),
                Cell::from(line.reminders),
                Cell::from(line.invited_at),
                Cell::from(line.answered_at),
            ])
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let name = format!("{}-{}", visitor.text("invitations-file")?, round.slug);
    let title = visitor.text("invitations-title")?;
    visitor.export(&Table { name, title, columns, rows }, format).await
}
