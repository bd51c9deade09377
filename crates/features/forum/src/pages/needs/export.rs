//! The list of needs as a file.

use rathaus_web::list::{Cell, Column, Format, Kind, Table};
use rathaus_web::{Answer, PageError, Visitor};

use super::Line;
use crate::store::round::KeptRound;

const COLUMNS: [(&str, Kind); 19] = [
    ("label", Kind::Text),
    ("title", Kind::Text),
    ("town", Kind::Text),
    ("ags", Kind::Text),
    ("county", Kind::Text),
    ("part", Kind::Text),
    ("description", Kind::Text),
    ("relevance", Kind::Number),
    ("horizon", Kind::Text),
    ("software", Kind::Text),
    ("limits", Kind::Text),
    ("benefit", Kind::Text),
    ("necessity", Kind::Text),
    ("simpler", Kind::Text),
    ("shared", Kind::YesNo),
    ("seconders", Kind::Number),
    ("question", Kind::Text),
    ("created", Kind::Time),
    ("changed", Kind::Time),
];

/// The list as the file asked for.
pub(super) async fn of_needs(
    visitor: &Visitor,
    round: &KeptRound,
    lines: &[&Line],
    format: Format,
) -> Answer {
    let columns = COLUMNS
        .iter()
        .map(|(key, kind)| Ok(Column::new(visitor.text(&format!("needs-column-{key}"))?, *kind)))
        .collect::<Result<Vec<_>, PageError>>()?;
    let rows = lines
        .iter()
        .map(|line| {
            let written = &line.need.written;
            let question = match line.question {
                "" => String::new(),
                word => visitor.text(&format!("needs-question-state-{word}"))?,
            };
            Ok(vec![
                Cell::from(&line.label),
                Cell::from(&line.title),
                Cell::from(&line.town),
                Cell::from(&line.ags),
                Cell::from(&line.county),
                Cell::from(&line.part),
                Cell::from(&written.description),
                Cell::from(u32::from(line.relevance)),
                Cell::from(&written.horizon),
                Cell::from(&written.existing_software),
                Cell::from(&written.constraints),
                Cell::from(&written.citizen_benefit),
                Cell::from(super::one::necessity(visitor, &written.necessity)?),
                Cell::from(&written.simpler),
                Cell::from(line.shared),
                Cell::from(line.seconders),
                Cell::from(question),
                Cell::from(line.need.created_at),
                Cell::from(line.need.changed_at),
            ])
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let name = format!("{}-{}", visitor.text("needs-file")?, round.slug);
    let title = visitor.text("needs-title")?;
    visitor.export(&Table { name, title, columns, rows }, format).await
}
