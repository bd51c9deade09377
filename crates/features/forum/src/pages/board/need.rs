//! One need on the board: its areas with the words that decided, what is like it, who seconds it, and what was done to
//! it.

use axum::extract::Path;
use rathaus_people::german_order;
use rathaus_store::{Id, Record};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use super::say::act;
use super::standing::{Standing, name_in, town_of};
use crate::pages::plan::reading::percent;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::invitation::list_invitations;
use crate::store::need::find_need;
use crate::store::seconding::{delete_seconding, insert_seconding, list_seconded, list_seconding_bodies};
use rathaus_web::filters::paragraphs;

/// The page of a need, or again with what is wrong.
pub(super) async fn page(visitor: &Visitor, slug: &str, label: &str, wrong: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let standing = Standing::of(&mut view, slug).await?;
    let place = standing.board.place(label).ok_or(PageError::NotFound)?;
    let kept = standing.need(label).ok_or(PageError::NotFound)?;
    let seconders = list_seconding_bodies(&mut view, kept.id).await?;
    let mut bodies = Vec::new();
    if kept.written.is_shared {
        for invitation in list_invitations(&mut view, standing.id()).await? {
            let seconds = seconders.iter().any(|(id, _)| *id == invitation.organisation);
            if invitation.organisation != kept.organisation && !seconds {
                bodies.push((invitation.name, invitation.organisation));
            }
        }
        bodies.sort_by_cached_key(|(name, _)| german_order(name));
    }
    drop(view);
    let lang = visitor.lang();
    let grouped = standing.board.grouped();
    let areas: Vec<Value> = grouped.belongs[place]
        .iter()
        .map(|b| {
            let area = &grouped.areas[b.area];
            context! {
                key => area.key.clone(), name => name_in(lang, area), score => percent(f64::from(b.score)),
                words => b.words.join(", "),
            }
        })
        .collect();
    let touched = format!("need:{label}");
    let acts = standing
        .board
        .log
        .iter()
        .rev()
        .filter(|one| one.touch.changes.contains(&touched))
        .map(|one| act(visitor, &standing, one))
        .collect::<Result<Vec<_>, PageError>>()?;
    let own = context! {
        round => standing.head(),
        seen => standing.count,
        need => context! {
            label => label,
            title => kept.written.title.clone(),
            text => paragraphs(&kept.written.description),
            town => town_of(kept),
            relevance => kept.written.relevance,
            is_shared => kept.written.is_shared,
            by_hand => grouped.by_hand[place],
            counts => grouped.counts[place],
        },
        areas,
        alike => standing.alike(place).into_iter().map(|label| standing.need_view(label)).collect::<Vec<_>>(),
        seconders => seconders
            .iter()
            .map(|(id, name)| context! { id => id.to_string(), name => name })
            .collect::<Vec<_>>(),
        bodies => bodies
            .iter()
            .map(|(name, id)| context! { value => id.to_string(), label => name })
            .collect::<Vec<_>>(),
        options => standing.options(lang),
        acts,
        may_work => policy::may_work(visitor).is_ok(),
    };
    let title = kept.written.title.clone();
    match wrong {
        Some(sheet) => visitor.again("forum/board-need.html", title, &sheet, own),
        None => {
            let chosen = standing.board.areas_of(place).into_iter().map(|key| ("area", key));
            let own = context! { form => visitor.form(&Sheet::filled(chosen))?, ..own };
            visitor.page("forum/board-need.html", title, own)
        }
    }
}

pub(super) async fn show(visitor: Visitor, Path((slug, label)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    page(&visitor, &slug, &label, None).await
}

/// Which body seconds, or no longer.
pub(super) struct Seconding {
    body: Id,
    undo: bool,
}

impl FromForm for Seconding {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        Some(Self { body: form.id("body")?, undo: form.ticked("undo") })
    }
}

/// `POST …/secondings`: the office notes on behalf of a body that this is its need, too.
pub(super) async fn second(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    form: Form<Seconding>,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let need = find_need(&mut change, round.id, &label).await?.filter(|need| need.withdrawn_at.is_none());
    let need = need.ok_or(PageError::NotFound)?;
    let (seconding, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => {
            drop(change);
            return page(&visitor, &slug, &label, Some(sheet)).await;
        }
    };
    let body = seconding.body;
    let is_invited =
        list_invitations(&mut change, round.id).await?.iter().any(|one| one.organisation == body);
    if !is_invited {
        return Err(PageError::NotFound);
    }
    let (is_news, action, notice) = if seconding.undo {
        (
            delete_seconding(&mut change, need.id, body).await?,
            "need.seconding-taken-back",
            "board-seconding-undone",
        )
    } else {
        (insert_seconding(&mut change, need.id, body).await?, "need.seconded", "board-seconded")
    };
    let path = format!("/rounds/{slug}/board/needs/{label}");
    if is_news {
        change.commit(Record::new(action, need.id).with("body", body)).await?;
        return visitor.done(&path, notice);
    }
    let stands = list_seconded(&mut change, round.id, body).await?.contains(&need.id);
    drop(change);
    if stands != seconding.undo {
        // Sent twice.
        return visitor.to(&path);
    }
    page(&visitor, &slug, &label, Some(sheet.wrong("body", "board-mistake-second"))).await
}
