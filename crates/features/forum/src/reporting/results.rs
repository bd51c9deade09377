//! What came of it: projects, and who took them over.

use rathaus_web::TextError;
use rathaus_web::list::{Cell, Kind};

use super::{Desk, Section, count, short};
use crate::model::project::ProjectState;

pub(super) fn projects(desk: &Desk<'_>) -> Result<Section, TextError> {
    let known = desk.known;
    let shown: Vec<_> = known
        .projects
        .iter()
        .filter(|one| desk.audience.is_inside() || one.state == ProjectState::Published)
        .collect();
    if shown.is_empty() {
        return Section::empty(desk, "projects");
    }
    let mut section = Section::new("projects");
    let takeovers =
        known.takeovers.iter().filter(|one| shown.iter().any(|project| project.id == one.project));
    section.says.push(
        desk.say("projects-lead", &[("n", shown.len().into()), ("takeovers", takeovers.count().into())])?,
    );
    let key = "projects";
    let mut table = desk.table(
        key,
        &[
            ("label", Kind::Text),
            ("project", Kind::Text),
            ("town", Kind::Text),
            ("stage", Kind::Text),
            ("since", Kind::Date),
            ("result", Kind::LongText),
            ("users", Kind::Number),
        ],
    )?;
    for one in &shown {
        let users = 1 + known.takeovers.iter().filter(|taken| taken.project == one.id).count();
        table.rows.push(vec![
            Cell::from(&one.label),
            Cell::from(&one.text.title),
            Cell::from(short(&one.town)),
            Cell::from(desk.texts.get(&format!("projects-stage-{}", one.text.stage.word()))?),
            Cell::from(one.text.since),
            Cell::from(&one.text.result),
            count(users),
        ]);
    }
    section.add(key, None, table);
    Ok(section)
}
