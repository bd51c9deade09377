//! The draft version as a whole: pages and what is on them, to be added, moved and removed.

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_store::Record;
use rathaus_web::{Answer, Fields, PageError, Sheet, Value, Visitor, context};

use super::{Stepped, make, name, open};
use crate::definition::Item;
use crate::store::{Edited, forms::count_undo};
use crate::{Definition, Edit, EditError, Field, KindName, StableId, Words};

pub(super) async fn show(visitor: Visitor, Path(key): Path<String>) -> Answer {
    visitor.office()?;
    render(&visitor, &key, StatusCode::OK, None, false).await
}

fn kind_label(visitor: &Visitor, kind: KindName) -> Result<String, PageError> {
    visitor.text(&format!("procedure-kind-{}", kind.as_str().replace('_', "-")))
}

fn field_row(visitor: &Visitor, field: &Field, of: usize, at: usize) -> Result<Value, PageError> {
    Ok(context! {
        is => "field",
        id => field.id.as_str(),
        label => field.label.de.clone(),
        kind => kind_label(visitor, field.kind.name())?,
        required => field.required || field.required_when.is_some(),
        conditional => field.when.is_some(),
        no_english => field.label.en.is_none(),
        is_first => at == 0,
        is_last => at + 1 == of,
    })
}

async fn render(
    visitor: &Visitor,
    key: &str,
    status: StatusCode,
    refused: Option<&EditError>,
    is_stale: bool,
) -> Answer {
    let mut view = visitor.read().await?;
    let (form, draft) = open(&mut view, key).await?;
    let Some(draft) = draft else { return visitor.to(&format!("/forms/{key}")) };
    let can_undo = count_undo(&mut view, draft.id).await?;
    drop(view);
    let definition: &Definition = &draft.definition;
    let mut pages = Vec::new();
    for (at, page) in definition.pages.iter().enumerate() {
        let mut items = Vec::new();
        for (place, item) in page.items.iter().enumerate() {
            let of = page.items.len();
            items.push(match item {
                Item::Field(field) => field_row(visitor, field, of, place)?,
                Item::Group(group) => {
                    let fields: Vec<Value> = group
                        .fields
                        .iter()
                        .enumerate()
                        .map(|(inner, field)| field_row(visitor, field, group.fields.len(), inner))
                        .collect::<Result<_, _>>()?;
                    context! {
                        is => "group",
                        id => group.id.as_str(),
                        label => group.title.de.clone(),
                        conditional => group.when.is_some(),
                        no_english => group.title.en.is_none(),
                        is_first => place == 0,
                        is_last => place + 1 == of,
                        fields => fields,
                    }
                }
            });
        }
        pages.push(context! {
            id => page.id.as_str(),
            title => page.title.de.clone(),
            conditional => page.when.is_some(),
            no_english => page.title.en.is_none(),
            is_first => at == 0,
            is_last => at + 1 == definition.pages.len(),
            items => items,
        });
    }
    let kinds: Vec<Value> = KindName::ALL
        .into_iter()
        .map(|kind| Ok(context! { value => kind.as_str(), label => kind_label(visitor, kind)? }))
        .collect::<Result<_, PageError>>()?;
    let own = context! {
        form => visitor.form(&Sheet::blank())?,
        title => form.title.clone(),
        key => key,
        n => draft.n,
        edition => draft.edition,
        edited_by => draft.edited_by.clone(),
        edited_at => draft.edited_at.to_string(),
        can_undo => can_undo > 0,
        pages => pages,
        kinds => kinds,
        base => visitor.url(&format!("/forms/{key}")),
        refused => refusal(visitor, refused)?,
        is_stale => is_stale,
    };
    visitor.page_with(status, "procedure/outline.html", form.title.clone(), own)
}

/// Why a step was refused, as pages show it.
pub(super) fn refusal(visitor: &Visitor, error: Option<&EditError>) -> Result<Option<Value>, PageError> {
    let Some(error) = error else { return Ok(None) };
    let faults = match error {
        EditError::Unsound(faults) => super::forms::fault_rows(visitor, faults)?,
        _ => Vec::new(),
    };
    Ok(Some(context! { text => visitor.text(error.key())?, faults => faults }))
}

fn id(text: &str) -> Option<StableId> {
    text.parse().ok()
}

/// One step: the pressed button says what, in `do` as `up ID`, `add page`, `add field TO`.
fn read_step(fields: &Fields) -> Option<Edit> {
    let told = fields.first("do")?;
    let mut words = told.split(' ');
    let label = |name: &str, usual: &str| {
        let text = fields.first(name).unwrap_or_default().trim();
        Words::de(if text.is_empty() { usual } else { text })
    };
    Some(match (words.next()?, words.next(), words.next()) {
        ("up", Some(of), None) => Edit::Up(id(of)?),
        ("down", Some(of), None) => Edit::Down(id(of)?),
        ("remove", Some(of), None) => Edit::Remove(id(of)?),
        ("add", Some("page"), None) => Edit::AddPage { after: None, title: label("title", "Neue Seite") },
        ("add", Some("field"), Some(to)) => {
            let kind = KindName::from_name(fields.first("kind")?)?;
            Edit::AddField { to: id(to)?, after: None, kind, label: label("label", "Neue Frage") }
        }
        ("add", Some("group"), Some(page)) => Edit::AddGroup {
            page: id(page)?,
            after: None,
            title: label("label", "Neue Gruppe"),
            record: Words::both("Eintrag", "Entry"),
        },
        _ => return None,
    })
}

pub(super) async fn step(visitor: Visitor, Path(key): Path<String>, fields: Fields) -> Answer {
    visitor.office()?;
    let edition = fields.first("edition").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut view = visitor.read().await?;
    open(&mut view, &key).await?;
    drop(view);
    let edit = read_step(&fields).ok_or_else(|| PageError::BadRequest("no such step".to_owned()))?;
    let adds = matches!(edit, Edit::AddField { .. } | Edit::AddGroup { .. });
    let here = format!("/forms/{key}/edit");
    match make(&visitor, &key, edition, vec![edit]).await? {
        Stepped::Kept(id) if adds => visitor.to(&format!("{here}/{id}")),
        Stepped::Kept(id) => visitor.to(&format!("{here}#{id}")),
        Stepped::Stale => render(&visitor, &key, StatusCode::CONFLICT, None, true).await,
        Stepped::Refused(error) => {
            render(&visitor, &key, StatusCode::UNPROCESSABLE_ENTITY, Some(&error), false).await
        }
        Stepped::Gone => Err(PageError::Conflict("procedure-editor-no-draft")),
    }
}

pub(super) async fn undo(visitor: Visitor, Path(key): Path<String>, fields: Fields) -> Answer {
    let by = name(&visitor)?;
    let edition = fields.first("edition").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut change = visitor.change().await?;
    let (form, draft) = open(&mut change, &key).await?;
    let Some(draft) = draft else { return Err(PageError::Conflict("procedure-editor-no-draft")) };
    match crate::store::undo(&mut change, draft.id, edition, &by).await? {
        Some(Edited::Saved(_)) => {
            change.commit(Record::new("form.edit_undone", &form.key).with("version", draft.n)).await?;
            visitor.done(&format!("/forms/{key}/edit"), "procedure-editor-undone")
        }
        Some(Edited::Stale(_)) => {
            drop(change);
            render(&visitor, &key, StatusCode::CONFLICT, None, true).await
        }
        Some(Edited::Fixed) => Err(PageError::Conflict("procedure-editor-no-draft")),
        None => visitor.to(&format!("/forms/{key}/edit")),
    }
}
