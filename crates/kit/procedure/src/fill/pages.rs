//! The pages of questions: shown, saved, saved while typing.

use axum::Json;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use rathaus_store::Id;
use rathaus_web::{Answer as Shown, Fields, PageError, Sheet, Visitor, context};

use super::input::{Input, read_all_records};
use super::upload::{drop_unused, files_of, stage, take_in};
use super::view::{self, PageView};
use super::{Desk, Host, Params, Step, record};
use crate::read::read_page;
use crate::store::{Save, Saved, Stale, begin_draft, save_page};
use crate::validate::check_page;
use crate::visible::visible;
use crate::{Answers, Mistake, Page};

/// The page where the person left off.
pub(super) async fn begin(_: &dyn Host, visitor: &Visitor, desk: Desk, _: &Params, _: &Fields) -> Shown {
    if desk.is_done() || !desk.sitting.is_open {
        return visitor.to(&desk.path("done"));
    }
    let answers = desk.answers();
    let pages = desk.pages(&answers);
    let last = desk.draft.as_ref().and_then(|draft| draft.page.as_deref());
    let page = pages.iter().find(|page| Some(page.id.as_str()) == last).or(pages.first());
    match page {
        Some(page) => visitor.to(&desk.page_path(page)),
        None => visitor.to(&desk.path("review")),
    }
}

fn find_page<'a>(desk: &'a Desk, params: &Params) -> Result<&'a Page, PageError> {
    let id = params.get("page").ok_or(PageError::NotFound)?;
    desk.version.definition.pages.iter().find(|page| page.id.as_str() == id).ok_or(PageError::NotFound)
}

/// What is special about a page that is shown.
#[derive(Default)]
struct Showing {
    status: StatusCode,
    sheet_id: String,
    edition: u32,
    mistakes: Vec<Mistake>,
    add: Option<String>,
    more: bool,
    stale: Option<Stale>,
}

pub(super) async fn show(
    host: &dyn Host,
    visitor: &Visitor,
    desk: Desk,
    params: &Params,
    _: &Fields,
) -> Shown {
    let page = find_page(&desk, params)?;
    if desk.is_done() || !desk.sitting.is_open {
        return visitor.to(&desk.path("done"));
    }
    let answers = desk.answers();
    if !desk.pages(&answers).iter().any(|shown| shown.id == page.id) {
        return visitor.to(&desk.sitting.base);
    }
    let query = Fields::from_query(visitor.query());
    // The review page leads here with its mistakes.
    let mistakes = match query.first("check") {
        Some(_) => check_page(&desk.version.definition, &page.id, &answers, desk.today),
        None => Vec::new(),
    };
    let showing = Showing {
        status: StatusCode::OK,
        sheet_id: Id::new(visitor.now()).to_string(),
        edition: desk.draft.as_ref().map_or(0, |draft| draft.edition),
        mistakes,
        add: query.first("add").map(str::to_owned),
        more: query.first("more").is_some(),
        stale: None,
    };
    render(host, visitor, &desk, page, &answers, showing).await
}

async fn render(
    host: &dyn Host,
    visitor: &Visitor,
    desk: &Desk,
    page: &Page,
    answers: &Answers,
    showing: Showing,
) -> Shown {
    let lang = visitor.lang();
    let pages = desk.pages(answers);
    let number = pages.iter().position(|shown| shown.id == page.id).unwrap_or_default();
    let view = PageView { definition: &desk.version.definition, page, answers, today: desk.today, lang };
    let shown = view.items(showing.add.as_deref());
    let sheet = Sheet { values: view.values(), mistakes: view::mistakes(&showing.mistakes, lang) };
    let stale = showing.stale.map(|stale| {
        context! {
            by => stale.by,
            at => stale.at.to_string(),
            rows => view::changed_rows(visitor, &desk.version.definition, page, answers, &stale.draft.answers),
        }
    });
    let stage = |at: usize| match at.cmp(&number) {
        std::cmp::Ordering::Less => "done",
        std::cmp::Ordering::Equal => "current",
        std::cmp::Ordering::Greater => "later",
    };
    let steps: Vec<_> = pages
        .iter()
        .enumerate()
        .map(|(at, step)| context! { label => step.title.get(lang), state => stage(at) })
        .collect();
    let definition = &desk.version.definition;
    let own = context! {
        form => visitor.form(&sheet)?,
        form_title => view::words(&definition.title, lang),
        form_intro => if number == 0 { view::paragraphs(definition.intro.as_ref(), lang) } else { Vec::new() },
        title => view::words(&page.title, lang),
        intro => view::paragraphs(page.intro.as_ref(), lang),
        items => shown.items,
        seen => shown.seen.join(" "),
        has_optional => shown.has_optional,
        has_files => view.has_files(),
        is_live => view.is_live(),
        action => visitor.url(&desk.page_path(page)),
        base => visitor.url(&desk.sitting.base),
        edition => showing.edition,
        sheet => showing.sheet_id,
        number => number + 1,
        count => pages.len(),
        steps => steps,
        is_first => number == 0,
        is_correction => desk.draft.as_ref().is_some_and(|draft| draft.prior.is_some()),
        is_newer => desk.newer.is_some() && desk.draft.is_some(),
        more => showing.more,
        stale => stale,
        host => host.context(visitor, &desk.sitting, Some(page)).await?,
        script => crate::script_address(visitor),
    };
    visitor.page_with(showing.status, host.template(Step::Page), page.title.get(lang).to_owned(), own)
}

/// What a page sent, and what the database made of it.
struct Kept {
    answers: Answers,
    saved: Saved,
    wrong_files: Vec<Mistake>,
}

async fn keep(
    host: &dyn Host,
    visitor: &Visitor,
    desk: &Desk,
    page: &Page,
    fields: &Fields,
) -> Result<Kept, PageError> {
    desk.must_be_open()?;
    let staged = stage(visitor, page, fields).await?;
    let mut change = visitor.change_as(desk.sitting.actor.clone()).await?;
    let is_new = desk.draft.is_none();
    let draft = match &desk.draft {
        Some(draft) => draft.clone(),
        None => begin_draft(&mut change, &desk.version, &desk.sitting.holder, &desk.known()).await?,
    };
    let (added, wrong_files) = take_in(visitor, &mut change, desk, page, fields, &staged).await?;
    let has_files = desk.asks_for_files();
    let files = match has_files {
        true => files_of(&mut change, desk.version.form, &desk.sitting.holder).await?,
        false => Vec::new(),
    };
    let without = fields.first("go").and_then(|go| go.strip_prefix("drop."));
    let without = without.map(|record| format!("g.{record}."));
    let read = read_page(page, &Input { fields, files: &files, added: &added, without });
    let mut answers = draft.answers.clone();
    answers.replace_page(page, read.clone());
    let edition = fields.first("edition").and_then(|text| text.parse().ok()).unwrap_or(0);
    let save = Save {
        draft: draft.id,
        page: page.id.as_str(),
        answers: &read,
        edition,
        sheet: fields.first("sheet").unwrap_or_default(),
        by: &desk.sitting.by,
    };
    let saved = save_page(&mut change, &desk.version.definition, save).await?;
    if let Saved::Saved(draft) = &saved {
        if has_files {
            drop_unused(visitor, &mut change, desk, draft).await?;
        }
        host.saved(&mut change, &desk.sitting, draft).await?;
        if is_new {
            change.commit(record("draft.begun", desk, draft.id)).await?;
        } else {
            // Saving a page again and again is no act; handing in is.
            change.commit_unrecorded().await?;
        }
    }
    Ok(Kept { answers, saved, wrong_files })
}

pub(super) async fn save(
    host: &dyn Host,
    visitor: &Visitor,
    desk: Desk,
    params: &Params,
    fields: &Fields,
) -> Shown {
    let page = find_page(&desk, params)?;
    if desk.is_done() {
        // A second tab after handing in: nothing is kept of it, and the receipt says so.
        return visitor.to(&desk.path("done"));
    }
    let kept = keep(host, visitor, &desk, page, fields).await?;
    let sheet_id = fields.first("sheet").unwrap_or_default().to_owned();
    let draft = match kept.saved {
        Saved::Gone => return visitor.to(&desk.path("done")),
        Saved::Stale(stale) => {
            let edition = stale.draft.edition;
            let status = StatusCode::CONFLICT;
            let showing = Showing { status, sheet_id, edition, stale: Some(stale), ..Showing::default() };
            return render(host, visitor, &desk, page, &kept.answers, showing).await;
        }
        Saved::Saved(draft) => draft,
    };
    let go = fields.first("go").unwrap_or("next");
    let pages = desk.pages(&draft.answers);
    let at = pages.iter().position(|shown| shown.id == page.id);
    let here = desk.page_path(page);
    if kept.wrong_files.is_empty() {
        match go {
            "leave" => return visitor.to(&desk.sitting.home.clone().unwrap_or_else(|| desk.path("left"))),
            "back" => {
                let before = at.and_then(|at| at.checked_sub(1)).and_then(|at| pages.get(at));
                return visitor.to(&before.map_or(here, |page| desk.page_path(page)));
            }
            "show" => return visitor.to(&here),
            go => {
                if let Some(group) = go.strip_prefix("add.") {
                    let group: String =
                        group.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
                    return visitor.to(&format!("{here}?add={group}#g.{group}"));
                }
                if let Some(record) = go.strip_prefix("drop.") {
                    let group = record.split('.').next().unwrap_or_default();
                    let group: String =
                        group.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
                    return visitor.to(&format!("{here}#g.{group}"));
                }
            }
        }
    }
    // Questions that only these answers have brought up are asked before anything is found wrong with them.
    let shown = visible(&desk.version.definition, &draft.answers, desk.today);
    let seen: Vec<&str> = fields.first("seen").unwrap_or_default().split(' ').collect();
    let view = PageView {
        definition: &desk.version.definition,
        page,
        answers: &draft.answers,
        today: desk.today,
        lang: visitor.lang(),
    };
    let is_new = |place: &str| fields.first("seen").is_some() && !seen.contains(&place);
    let more = view.shown_places(&shown).iter().any(|place| is_new(place));
    let mut mistakes = kept.wrong_files;
    mistakes.extend(
        check_page(&desk.version.definition, &page.id, &draft.answers, desk.today)
            .into_iter()
            .filter(|mistake| !is_new(&mistake.place.clone().whole().input_name())),
    );
    if !mistakes.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let showing =
            Showing { status, sheet_id, edition: draft.edition, mistakes, more, ..Showing::default() };
        return render(host, visitor, &desk, page, &draft.answers, showing).await;
    }
    if more {
        return visitor.to(&format!("{here}?more=1"));
    }
    match at.and_then(|at| pages.get(at + 1)) {
        Some(next) => visitor.to(&desk.page_path(next)),
        None => visitor.to(&desk.path("review")),
    }
}

/// Keeps what was typed so far, without looking at it. Says 409 where the page was saved elsewhere; the next real
/// save shows what differs.
pub(super) async fn autosave(
    host: &dyn Host,
    visitor: &Visitor,
    desk: Desk,
    params: &Params,
    fields: &Fields,
) -> Shown {
    let page = find_page(&desk, params)?;
    if desk.is_done() {
        return Ok(StatusCode::CONFLICT.into_response());
    }
    let kept = keep(host, visitor, &desk, page, fields).await?;
    Ok(match kept.saved {
        Saved::Saved(_) => StatusCode::NO_CONTENT,
        Saved::Stale(_) | Saved::Gone => StatusCode::CONFLICT,
    }
    .into_response())
}

/// Which questions of the page are shown for what is typed now; for the script. Keeps nothing.
pub(super) async fn shown(
    _: &dyn Host,
    visitor: &Visitor,
    desk: Desk,
    params: &Params,
    fields: &Fields,
) -> Shown {
    let page = find_page(&desk, params)?;
    let mut view = visitor.read().await?;
    let files = files_of(&mut view, desk.version.form, &desk.sitting.holder).await?;
    let mut answers = desk.answers();
    let input = Input { fields, files: &files, added: &[], without: None };
    answers.replace_page(page, read_all_records(page, &input));
    let definition = &desk.version.definition;
    let view = PageView { definition, page, answers: &answers, today: desk.today, lang: visitor.lang() };
    let places = view.shown_places(&visible(definition, &answers, desk.today));
    Ok(Json(serde_json::json!({ "shown": places })).into_response())
}
