//! Contacts from the office's own table: uploaded, shown with every faulty line, and only then taken.
//!
//! The preview carries the lines that are right in the form itself; they are read again when they are taken, so that
//! nothing unread can come in by that way.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::Path;
use rathaus_core::Ags;
use rathaus_store::{Id, Record};
use rathaus_web::form::read_email;
use rathaus_web::{Answer, Fields, PageError, Sheet, Value, Visitor, context};

use super::choose::{body_name, invite};
use super::head;
use crate::input::contacts::{ContactLine, MOST_LINES, read_contacts};
use crate::pages::round::round_of;
use crate::policy;
use crate::store::invitation::contact::{Origin, ensure_contact};
use crate::store::invitation::{Invitation, list_invitations};
use crate::store::round::KeptRound;

/// Most faults that are shown at once.
const MOST_SHOWN: usize = 100;

fn blank(visitor: &Visitor, round: &KeptRound, wrong: Option<Sheet>) -> Answer {
    let title = visitor.text("invitations-contacts-title")?;
    let context = context! { round => head(round) };
    match wrong {
        Some(sheet) => visitor.again("forum/invitations-contacts.html", title, &sheet, context),
        None => {
            let context = context! { form => visitor.form(&Sheet::blank())?, ..context };
            visitor.page("forum/invitations-contacts.html", title, context)
        }
    }
}

pub(super) async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let round = round_of(&mut *visitor.read().await?, &slug).await?;
    blank(&visitor, &round, None)
}

fn keys(invitations: &[Invitation]) -> BTreeMap<Ags, Id> {
    invitations.iter().filter_map(|i| Some((i.ags?, i.id))).collect()
}

pub(super) async fn preview(visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    if let Some(barred) = fields.barred_sheet() {
        drop(view);
        return blank(&visitor, &round, Some(barred));
    }
    let Some(file) = fields.files.iter().find(|file| file.field == "file" && !file.bytes.is_empty()) else {
        drop(view);
        return blank(&visitor, &round, Some(Sheet::blank().wrong("file", "invitations-mistake-no-file")));
    };
    let invited = keys(&list_invitations(&mut view, round.id).await?);
    drop(view);
    let near = invited.keys().next().copied();
    let bytes = file.bytes.clone();
    let name: String = file.name.rsplit(['/', '\\']).next().unwrap_or("").chars().take(120).collect();
    // Workbooks of some megabytes take a while; other requests go on meanwhile.
    let read = tokio::task::spawn_blocking(move || read_contacts(&name, &bytes, near));
    let (lines, faults) = read.await.map_err(PageError::fault)?;
    let rows: Vec<Value> = lines
        .iter()
        .map(|line| {
            context! {
                line => line.line,
                town => body_name(line.ags).unwrap_or_default(),
                ags => line.ags.to_string(),
                email => line.email.clone(),
                name => line.name.clone(),
                is_new => !invited.contains_key(&line.ags),
            }
        })
        .collect();
    let shown: Vec<String> =
        faults.0.iter().take(MOST_SHOWN).map(|fault| fault.text(visitor.lang())).collect();
    let fresh: BTreeSet<Ags> =
        lines.iter().map(|line| line.ags).filter(|ags| !invited.contains_key(ags)).collect();
    let title = visitor.text("invitations-preview-title")?;
    visitor.page(
        "forum/invitations-preview.html",
        title,
        context! {
            round => head(&round),
            rows => rows,
            faults => shown,
            more_faults => faults.0.len().saturating_sub(MOST_SHOWN),
            new_bodies => fresh.len(),
            lines => serde_json::to_string(&lines).map_err(PageError::fault)?,
            token => visitor.form_token(),
        },
    )
}

pub(super) async fn take(visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let bad = || PageError::BadRequest("the lines of the preview cannot be read".to_owned());
    let lines: Vec<ContactLine> =
        serde_json::from_str(fields.first("lines").unwrap_or_default()).map_err(|_| bad())?;
    if lines.len() > MOST_LINES || lines.iter().any(|line| read_email(&line.email).is_none()) {
        return Err(bad());
    }
    let with_new = fields.first("new").is_some_and(|value| !value.is_empty());
    let mut invited = keys(&list_invitations(&mut change, round.id).await?);
    if with_new {
        let fresh = lines.iter().map(|line| line.ags).filter(|ags| !invited.contains_key(ags)).collect();
        invited.extend(invite(&mut change, &round, &fresh).await?);
    }
    let mut taken = 0;
    for line in &lines {
        let Some(invitation) = invited.get(&line.ags) else { continue };
        let name: String = line.name.chars().filter(|c| !c.is_control()).take(120).collect();
        ensure_contact(&mut change, round.id, *invitation, &line.email, &name, Origin::Import).await?;
        taken += 1;
    }
    change.commit(Record::new("round.contacts-imported", round.id).with("contacts", taken)).await?;
    visitor.done(&format!("/rounds/{slug}/invitations"), "invitations-contacts-taken")
}
