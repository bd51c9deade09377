//! The list of forms, a form with its versions, and getting forms in and out.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use rathaus_store::{Record, StoreError};
use rathaus_web::{Answer, Fields, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use super::{name, open};
use crate::fill::view::{arguments, words};
use crate::store::submissions::today;
use crate::store::{
    self, Edited, Filter, State, Version, begin_version, count_submissions, delete_draft_version, find_form,
    find_live, insert_definition, list_drafts, list_forms, list_versions, save_draft_version,
};
use crate::{Definition, Fault, Page, StableId, Words};

/// A new form, or the copy of one.
pub(super) struct New {
    title: Words,
    key: String,
}

impl FromForm for New {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let title = form.text("title", 1..=200);
        let en = form.optional("title_en", 200);
        let key = form.optional("key", 40)?.unwrap_or_default();
        if !key.is_empty() && key.parse::<StableId>().is_err() {
            form.mistake("key", "procedure-editor-key-wrong");
            return None;
        }
        Some(New { title: Words { de: title?, en: en? }, key })
    }
}

pub(super) async fn list(visitor: Visitor) -> Answer {
    visitor.office()?;
    render_list(&visitor, Sheet::blank(), &[], StatusCode::OK).await
}

async fn render_list(visitor: &Visitor, sheet: Sheet, faults: &[Fault], status: StatusCode) -> Answer {
    let mut view = visitor.read().await?;
    let mut rows = Vec::new();
    for form in list_forms(&mut view, None).await? {
        let versions = list_versions(&mut view, form.id).await?;
        let live = versions.iter().find(|version| version.state == State::Live);
        let current = Filter { only_current: true, version: None };
        rows.push(context! {
            href => visitor.url(&format!("/forms/{}", form.key)),
            title => form.title.clone(),
            key => form.key.clone(),
            live => live.map(|version| version.n),
            has_draft => versions.iter().any(|version| version.state == State::Draft),
            answers => count_submissions(&mut view, form.id, current).await?,
            edited_at => versions.first().map(|version| version.edited_at.to_string()),
        });
    }
    drop(view);
    let own = context! {
        form => visitor.form(&sheet)?,
        rows => rows,
        faults => fault_rows(visitor, faults)?,
    };
    visitor.page_with(status, "procedure/forms.html", visitor.text("procedure-editor-forms")?, own)
}

/// Faults as pages show them: place and text.
pub(super) fn fault_rows(visitor: &Visitor, faults: &[Fault]) -> Result<Vec<Value>, PageError> {
    faults
        .iter()
        .map(|fault| {
            let args = arguments(fault.what.args(visitor.lang()));
            let args: Vec<_> = args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
            let text = visitor.text_with(fault.what.key(), &args)?;
            Ok(context! { at => fault.at.clone(), text => text })
        })
        .collect()
}

/// A key that no form of the tenant has.
async fn free_key(visitor: &Visitor, wanted: &str, title: &str) -> Result<Option<StableId>, PageError> {
    let mut view = visitor.read().await?;
    let taken: std::collections::BTreeSet<StableId> =
        list_forms(&mut view, None).await?.iter().filter_map(|form| form.key.parse().ok()).collect();
    match wanted.parse::<StableId>() {
        Ok(key) if taken.contains(&key) => Ok(None),
        Ok(key) => Ok(Some(key)),
        Err(_) => Ok(Some(StableId::propose(title, &taken))),
    }
}

async fn insert(visitor: &Visitor, definition: &Definition, action: &'static str) -> Result<bool, PageError> {
    let by = name(visitor)?;
    let mut change = visitor.change().await?;
    match insert_definition(&mut change, "", definition, &by).await {
        Ok(_) => {
            change.commit(Record::new(action, &definition.key)).await?;
            Ok(true)
        }
        Err(StoreError::Conflict(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn create(visitor: Visitor, form: Form<New>) -> Answer {
    visitor.office()?;
    let (new, sheet) = match form.checked_with_sheet() {
        Ok(new) => new,
        Err(sheet) => return render_list(&visitor, sheet, &[], StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    let taken = async |sheet: Sheet| {
        let sheet = sheet.wrong("key", "procedure-editor-key-taken");
        render_list(&visitor, sheet, &[], StatusCode::UNPROCESSABLE_ENTITY).await
    };
    let Some(key) = free_key(&visitor, &new.key, &new.title.de).await? else { return taken(sheet).await };
    let page = Page {
        id: StableId::propose("seite", &std::collections::BTreeSet::new()),
        title: Words::both("Angaben", "Details"),
        intro: None,
        when: None,
        items: Vec::new(),
    };
    let definition = Definition { key, title: new.title, intro: None, pages: vec![page], handling: None };
    if insert(&visitor, &definition, "form.created").await? {
        visitor.to(&format!("/forms/{}/edit", definition.key))
    } else {
        taken(sheet).await
    }
}

/// Takes a form in from a file: a new one, or the next version of the form with its key.
pub(super) async fn import(visitor: Visitor, fields: Fields) -> Answer {
    let by = name(&visitor)?;
    let file = fields.files.iter().find(|file| file.field == "json");
    let text = match file {
        Some(file) => String::from_utf8_lossy(&file.bytes).into_owned(),
        None => fields.first("json").unwrap_or_default().to_owned(),
    };
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some(sheet) = fields.barred_sheet() {
        return render_list(&visitor, sheet, &[], wrong).await;
    }
    if text.trim().is_empty() {
        return render_list(&visitor, Sheet::blank().wrong("json", "form-required"), &[], wrong).await;
    }
    let definition = match Definition::from_json(&text) {
        Ok(definition) => definition,
        Err(faults) => {
            let sheet = Sheet::blank().wrong("json", "procedure-editor-import-wrong");
            return render_list(&visitor, sheet, &faults, wrong).await;
        }
    };
    let mut change = visitor.change().await?;
    let key = definition.key.to_string();
    let action = "form.imported";
    match find_form(&mut change, &key).await? {
        None => {
            insert_definition(&mut change, "", &definition, &by).await?;
        }
        Some(form) => {
            let draft = begin_version(&mut change, form.id, &by).await?.ok_or(PageError::NotFound)?;
            match save_draft_version(&mut change, draft.id, draft.edition, &definition, &by).await? {
                Edited::Saved(_) => {}
                Edited::Stale(_) | Edited::Fixed => {
                    return Err(PageError::Conflict("procedure-editor-stale"));
                }
            }
        }
    }
    change.commit(Record::new(action, &key)).await?;
    visitor.done(&format!("/forms/{key}"), "procedure-editor-imported")
}

pub(super) async fn show(visitor: Visitor, Path(key): Path<String>) -> Answer {
    visitor.office()?;
    render_form(&visitor, &key, Sheet::blank(), StatusCode::OK).await
}

async fn render_form(visitor: &Visitor, key: &str, sheet: Sheet, status: StatusCode) -> Answer {
    let mut view = visitor.read().await?;
    let form = find_form(&mut view, key).await?.ok_or(PageError::NotFound)?;
    let versions = list_versions(&mut view, form.id).await?;
    let drafts = list_drafts(&mut view, form.id).await?;
    let mut rows = Vec::new();
    for version in &versions {
        let of = Filter { only_current: false, version: Some(version.id) };
        rows.push(context! {
            n => version.n,
            state => version.state.word(),
            by => version.edited_by.clone(),
            at => version.edited_at.to_string(),
            valid_from => version.valid_from.map(|at| at.to_string()),
            retired_at => version.retired_at.map(|at| at.to_string()),
            answers => count_submissions(&mut view, form.id, of).await?,
            drafts => drafts.iter().filter(|draft| draft.version == version.id).count(),
            base => visitor.url(&format!("/forms/{key}/versions/{}", version.n)),
        });
    }
    drop(view);
    let own = context! {
        form => visitor.form(&sheet)?,
        title => form.title.clone(),
        key => key,
        rows => rows,
        has_draft => versions.iter().any(|version| version.state == State::Draft),
        has_live => versions.iter().any(|version| version.state == State::Live),
        base => visitor.url(&format!("/forms/{key}")),
    };
    visitor.page_with(status, "procedure/form.html", form.title.clone(), own)
}

pub(super) async fn begin(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let by = name(&visitor)?;
    let mut change = visitor.change().await?;
    let (form, draft) = open(&mut change, &key).await?;
    if draft.is_none() {
        begin_version(&mut change, form.id, &by).await?;
        change.commit(Record::new("form.version_begun", &key)).await?;
    }
    visitor.to(&format!("/forms/{key}/edit"))
}

pub(super) async fn discard(visitor: Visitor, Path(key): Path<String>) -> Answer {
    visitor.office()?;
    let mut change = visitor.change().await?;
    let (form, draft) = open(&mut change, &key).await?;
    let Some(draft) = draft else { return visitor.to(&format!("/forms/{key}")) };
    if list_versions(&mut change, form.id).await?.len() == 1 {
        return Err(PageError::Conflict("procedure-editor-only-version"));
    }
    delete_draft_version(&mut change, draft.id).await?;
    change.commit(Record::new("form.version_discarded", &key).with("version", draft.n)).await?;
    visitor.done(&format!("/forms/{key}"), "procedure-editor-discarded")
}

pub(super) async fn copy(visitor: Visitor, Path(key): Path<String>, form: Form<New>) -> Answer {
    visitor.office()?;
    let (new, sheet) = match form.checked_with_sheet() {
        Ok(new) => new,
        Err(sheet) => return render_form(&visitor, &key, sheet, StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    let mut view = visitor.read().await?;
    let from = find_form(&mut view, &key).await?.ok_or(PageError::NotFound)?;
    let latest = list_versions(&mut view, from.id).await?.into_iter().next().ok_or(PageError::NotFound)?;
    drop(view);
    if let Some(free) = free_key(&visitor, &new.key, &new.title.de).await? {
        let definition =
            Definition { key: free, title: new.title, ..Arc::unwrap_or_clone(latest.definition) };
        if insert(&visitor, &definition, "form.copied").await? {
            return visitor.done(&format!("/forms/{}", definition.key), "procedure-editor-copied");
        }
    }
    let sheet = sheet.wrong("key", "procedure-editor-key-taken");
    render_form(&visitor, &key, sheet, StatusCode::UNPROCESSABLE_ENTITY).await
}

pub(super) async fn retire(visitor: Visitor, Path(key): Path<String>) -> Answer {
    visitor.office()?;
    let mut change = visitor.change().await?;
    find_form(&mut change, &key).await?.ok_or(PageError::NotFound)?;
    if let Some(live) = find_live(&mut change, &key).await?
        && store::retire(&mut change, live.id).await?
    {
        change.commit(Record::new("form.retired", &key).with("version", live.n)).await?;
    }
    visitor.done(&format!("/forms/{key}"), "procedure-editor-retired")
}

async fn version_of(visitor: &Visitor, key: &str, n: u32) -> Result<Version, PageError> {
    visitor.office()?;
    let mut view = visitor.read().await?;
    let form = find_form(&mut view, key).await?.ok_or(PageError::NotFound)?;
    let versions = list_versions(&mut view, form.id).await?;
    versions.into_iter().find(|version| version.n == n).ok_or(PageError::NotFound)
}

pub(super) async fn export(visitor: Visitor, Path((key, n)): Path<(String, u32)>) -> Answer {
    let version = version_of(&visitor, &key, n).await?;
    let name = format!("attachment; filename=\"{}-{n}.json\"", version.definition.key);
    let headers =
        [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, version.definition.to_json()).into_response())
}

pub(super) async fn print(visitor: Visitor, Path((key, n)): Path<(String, u32)>) -> Answer {
    let version = version_of(&visitor, &key, n).await?;
    let back = visitor.url(&format!("/forms/{key}"));
    let head = crate::print::Head { version: n, back, ..Default::default() };
    crate::print::page(&visitor, &version.definition, None, today(visitor.now()), head)
}

/// All pages as they will look, with every question shown.
pub(super) async fn preview(visitor: Visitor, Path((key, n)): Path<(String, u32)>) -> Answer {
    let version = version_of(&visitor, &key, n).await?;
    let lang = visitor.lang();
    let pages: Vec<Value> = version
        .definition
        .pages
        .iter()
        .map(|page| crate::fill::preview(&version.definition, page, today(visitor.now()), lang))
        .collect();
    let own = context! {
        form => visitor.form(&Sheet::blank())?,
        title => words(&version.definition.title, lang),
        intro => crate::fill::view::paragraphs(version.definition.intro.as_ref(), lang),
        pages => pages,
        n => n,
        base => visitor.url(&format!("/forms/{key}")),
        script => crate::script_address(&visitor),
    };
    visitor.page("procedure/preview.html", visitor.text("procedure-editor-preview")?, own)
}
