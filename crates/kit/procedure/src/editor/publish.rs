//! Before a version goes live: what changes, what that means for answers in progress, and for how many.

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_store::Record;
use rathaus_web::{Answer, Fields, PageError, Sheet, Value, Visitor, context};

use super::open;
use crate::store::submissions::today;
use crate::store::{Published, find_live, list_drafts, list_versions};
use crate::{Effect, Fault, difference, touched};

pub(super) async fn show(visitor: Visitor, Path(key): Path<String>) -> Answer {
    visitor.office()?;
    render(&visitor, &key, StatusCode::OK, false, &[]).await
}

fn word(effect: Effect) -> &'static str {
    match effect {
        Effect::Safe => "safe",
        Effect::NeedsAnswer => "needs-answer",
        Effect::LosesData => "loses-data",
    }
}

async fn render(
    visitor: &Visitor,
    key: &str,
    status: StatusCode,
    is_stale: bool,
    faults: &[Fault],
) -> Answer {
    let mut view = visitor.read().await?;
    let (form, draft) = open(&mut view, key).await?;
    let Some(draft) = draft else { return visitor.to(&format!("/forms/{key}")) };
    let live = find_live(&mut view, key).await?;
    let drafts = list_drafts(&mut view, form.id).await?;
    let versions = list_versions(&mut view, form.id).await?;
    drop(view);
    let day = today(visitor.now());
    let (mut rows, mut counts) = (Vec::new(), [0_usize; 3]);
    if let Some(live) = &live {
        for change in difference(&live.definition, &draft.definition) {
            counts[change.effect as usize] += 1;
            let hit = drafts
                .iter()
                .filter(|answers| {
                    let of = versions.iter().find(|version| version.id == answers.version);
                    let old = of.map_or(&live.definition, |version| &version.definition);
                    touched(&change, old, &draft.definition, &answers.answers, day)
                })
                .count();
            let effect = word(change.effect);
            rows.push(context! {
                effect => effect,
                effect_label => visitor.text(&format!("procedure-effect-{effect}"))?,
                what => visitor.text(&change.what.key())?,
                id => change.id.as_str(),
                label => change.label.clone(),
                setting => change.setting.clone(),
                old => change.old.clone().unwrap_or_default(),
                new => change.new.clone().unwrap_or_default(),
                touched => hit,
            });
        }
    }
    // What loses data comes first.
    rows.sort_by_key(|row: &Value| {
        let effect = row.get_attr("effect").ok().and_then(|effect| effect.as_str().map(str::to_owned));
        match effect.as_deref() {
            Some("loses-data") => 0,
            Some("needs-answer") => 1,
            _ => 2,
        }
    });
    let own = context! {
        form => visitor.form(&Sheet::blank())?,
        title => form.title.clone(),
        key => key,
        n => draft.n,
        live => live.as_ref().map(|version| version.n),
        edition => draft.edition,
        rows => rows,
        safe => counts[Effect::Safe as usize],
        needs => counts[Effect::NeedsAnswer as usize],
        loses => counts[Effect::LosesData as usize],
        drafts => drafts.len(),
        base => visitor.url(&format!("/forms/{key}")),
        is_stale => is_stale,
        faults => super::forms::fault_rows(visitor, faults)?,
    };
    visitor.page_with(status, "procedure/publish.html", visitor.text("procedure-editor-publish")?, own)
}

pub(super) async fn publish(visitor: Visitor, Path(key): Path<String>, fields: Fields) -> Answer {
    visitor.office()?;
    let edition = fields.first("edition").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut change = visitor.change().await?;
    let (form, draft) = open(&mut change, &key).await?;
    let Some(draft) = draft else { return Err(PageError::Conflict("procedure-editor-no-draft")) };
    match crate::store::publish(&mut change, draft.id, edition).await? {
        Published::Live(version) => {
            let record = Record::new("form.published", &form.key).with("version", version.n);
            change.commit(record.with("hash", &version.hash)).await?;
            visitor.done(&format!("/forms/{key}"), "procedure-editor-published")
        }
        Published::Stale(_) => {
            drop(change);
            render(&visitor, &key, StatusCode::CONFLICT, true, &[]).await
        }
        Published::Faults(faults) => {
            drop(change);
            render(&visitor, &key, StatusCode::UNPROCESSABLE_ENTITY, false, &faults).await
        }
        Published::Fixed => Err(PageError::Conflict("procedure-editor-no-draft")),
    }
}
