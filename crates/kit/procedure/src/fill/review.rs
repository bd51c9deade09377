//! Looking everything over, handing in, the receipt, corrections.

use axum::http::StatusCode;
use rathaus_web::{Answer as Shown, Fields, Sheet, Visitor, context};

use super::upload::drop_unused;
use super::view::{self, answer_rows};
use super::{Desk, Host, Params, Step, record};
use crate::answers::FileRef;
use crate::store::{self, Submitted};
use crate::{Mistake, check};

pub(super) async fn show(host: &dyn Host, visitor: &Visitor, desk: Desk, _: &Params, _: &Fields) -> Shown {
    if desk.is_done() || !desk.sitting.is_open {
        return visitor.to(&desk.path("done"));
    }
    let mistakes = check(&desk.version.definition, &desk.answers(), desk.today);
    render(host, visitor, &desk, StatusCode::OK, &mistakes, false).await
}

async fn render(
    host: &dyn Host,
    visitor: &Visitor,
    desk: &Desk,
    status: StatusCode,
    mistakes: &[Mistake],
    is_stale: bool,
) -> Shown {
    let lang = visitor.lang();
    let definition = &desk.version.definition;
    let answers = desk.answers();
    let path = |page: &crate::Page| Some(visitor.url(&format!("{}?check=1", desk.page_path(page))));
    let file = |file: &FileRef| Some(visitor.url(&desk.file_path(file)));
    let rows = answer_rows(visitor, definition, &answers, mistakes, desk.today, &path, &file)?;
    let listed = mistakes
        .iter()
        .map(|mistake| {
            let page = definition.page_of(&mistake.place.id);
            let label = definition.field(&mistake.place.id).map_or_else(
                || definition.group(&mistake.place.id).map(|(_, group)| view::words(&group.title, lang)),
                |standing| Some(view::words(&standing.field.label, lang)),
            );
            Ok(context! {
                label => label,
                text => view::mistake_text(visitor, &mistake.what)?,
                href => page.map(|page| {
                    format!("{}?check=1#f-{}", visitor.url(&desk.page_path(page)), mistake.place.input_name())
                }),
            })
        })
        .collect::<Result<Vec<_>, rathaus_web::PageError>>()?;
    let pages = desk.pages(&answers);
    let own = context! {
        form => visitor.form(&Sheet::blank())?,
        form_title => view::words(&definition.title, lang),
        pages => rows,
        mistakes => listed,
        is_stale => is_stale,
        is_newer => desk.newer.is_some() && desk.draft.is_some(),
        is_correction => desk.draft.as_ref().is_some_and(|draft| draft.prior.is_some()),
        draft => desk.draft.as_ref().map(|draft| draft.id.to_string()),
        edition => desk.draft.as_ref().map_or(0, |draft| draft.edition),
        action => visitor.url(&desk.path("review")),
        base => visitor.url(&desk.sitting.base),
        back => pages.last().map(|page| visitor.url(&desk.page_path(page))),
        count => pages.len(),
        host => host.context(visitor, &desk.sitting, None).await?,
    };
    visitor.page_with(status, host.template(Step::Review), visitor.text("procedure-review")?, own)
}

pub(super) async fn submit(
    host: &dyn Host,
    visitor: &Visitor,
    mut desk: Desk,
    _: &Params,
    fields: &Fields,
) -> Shown {
    // A draft that is gone was handed in: by this very form, sent twice, or in another tab.
    let Some(draft) = desk.draft.clone() else {
        return visitor.to(&if desk.current.is_some() { desk.path("done") } else { desk.path("review") });
    };
    desk.must_be_open()?;
    let sitting = &desk.sitting;
    let edition = fields.first("edition").and_then(|text| text.parse().ok()).unwrap_or(0);
    let id = fields.first("draft").and_then(|id| id.parse().ok()).unwrap_or(draft.id);
    let mut change = visitor.change_as(sitting.actor.clone()).await?;
    let done = store::submit(
        &mut change,
        id,
        edition,
        &sitting.holder,
        desk.version.form,
        &id.to_string(),
        sitting.assurance,
    )
    .await?;
    match done {
        Submitted::New(submission) => {
            host.submitted(&mut change, sitting, &submission).await?;
            change.commit(record("submission.made", &desk, submission.id)).await?;
            visitor.to(&desk.path("done"))
        }
        Submitted::Before(_) => visitor.to(&desk.path("done")),
        Submitted::Mistakes(mistakes) => {
            drop(change);
            render(host, visitor, &desk, StatusCode::UNPROCESSABLE_ENTITY, &mistakes, false).await
        }
        Submitted::Stale(draft) => {
            drop(change);
            let mistakes = check(&desk.version.definition, &draft.answers, desk.today);
            desk.draft = Some(draft);
            render(host, visitor, &desk, StatusCode::CONFLICT, &mistakes, true).await
        }
        Submitted::Overtaken => {
            store::delete_draft(&mut change, draft.id).await?;
            change.commit(record("draft.overtaken", &desk, draft.id)).await?;
            visitor.done(&desk.path("done"), "procedure-overtaken")
        }
        Submitted::Gone => visitor.to(&desk.path("review")),
    }
}

pub(super) async fn done(host: &dyn Host, visitor: &Visitor, desk: Desk, _: &Params, _: &Fields) -> Shown {
    let lang = visitor.lang();
    let definition = match &desk.current {
        // While a correction is under way the receipt is still that of what was handed in.
        Some(current) if current.version != desk.version.id => {
            let mut view = visitor.read().await?;
            store::find_version(&mut view, current.version).await?.map(|version| version.definition)
        }
        _ => None,
    };
    let definition = definition.as_ref().unwrap_or(&desk.version.definition);
    let rows = match &desk.current {
        Some(current) => {
            let day = store::submissions::today(current.submitted_at);
            let file = |file: &FileRef| Some(visitor.url(&desk.file_path(file)));
            answer_rows(visitor, definition, &current.answers, &[], day, &|_| None, &file)?
        }
        None => Vec::new(),
    };
    let mut view = visitor.read().await?;
    let earlier = store::history(&mut view, desk.version.form, &desk.sitting.holder).await?;
    drop(view);
    let current = desk.current.as_ref();
    let own = context! {
        form => visitor.form(&Sheet::blank())?,
        form_title => view::words(&definition.title, lang),
        is_done => current.is_some(),
        is_open => desk.sitting.is_open,
        has_draft => desk.draft.is_some(),
        receipt => current.map(|s| s.receipt()),
        at => current.map(|s| s.submitted_at.to_string()),
        pages => rows,
        earlier => earlier
            .iter()
            .filter(|s| current.is_none_or(|current| s.id != current.id))
            .map(|s| context! {
                receipt => s.receipt(),
                at => s.submitted_at.to_string(),
                is_withdrawn => s.withdrawn_at.is_some(),
            })
            .collect::<Vec<_>>(),
        base => visitor.url(&desk.sitting.base),
        host => host.context(visitor, &desk.sitting, None).await?,
    };
    let title = if current.is_some() { "procedure-done" } else { "procedure-not-done" };
    visitor.page(host.template(Step::Done), visitor.text(title)?, own)
}

pub(super) async fn left(host: &dyn Host, visitor: &Visitor, desk: Desk, _: &Params, _: &Fields) -> Shown {
    let own = context! {
        form_title => view::words(&desk.version.definition.title, visitor.lang()),
        base => visitor.url(&desk.sitting.base),
        full => visitor.full_url(&desk.sitting.base),
        host => host.context(visitor, &desk.sitting, None).await?,
    };
    visitor.page(host.template(Step::Left), visitor.text("procedure-left")?, own)
}

/// Begins a correction: a draft filled with what was handed in, in the live version of the form.
pub(super) async fn correct(_: &dyn Host, visitor: &Visitor, desk: Desk, _: &Params, _: &Fields) -> Shown {
    desk.must_be_open()?;
    let sitting = &desk.sitting;
    let mut change = visitor.change_as(sitting.actor.clone()).await?;
    let into = desk.newer.as_ref();
    let draft = store::correct(&mut change, desk.version.form, &sitting.holder, into).await?;
    if let Some(draft) = draft.filter(|_| desk.draft.is_none()) {
        change.commit(record("correction.begun", &desk, draft.id)).await?;
    }
    visitor.to(&sitting.base)
}

/// Takes the draft over into the live version.
pub(super) async fn take_over(_: &dyn Host, visitor: &Visitor, desk: Desk, _: &Params, _: &Fields) -> Shown {
    desk.must_be_open()?;
    let (Some(draft), Some(newer)) = (&desk.draft, &desk.newer) else {
        return visitor.to(&desk.sitting.base);
    };
    let mut change = visitor.change_as(desk.sitting.actor.clone()).await?;
    if let Some((rebased, dropped)) = store::rebase_draft(&mut change, draft.id, newer).await? {
        drop_unused(visitor, &mut change, &desk, &rebased).await?;
        let done =
            record("draft.taken_over", &desk, draft.id).with("to", newer.n).with("dropped", dropped.len());
        change.commit(done).await?;
    }
    visitor.done(&desk.path("review"), "procedure-taken-over")
}
