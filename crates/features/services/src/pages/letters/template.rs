//! Templates of the office: the shipped ones, changed and tried before they are used.
//!
//! What is being tried is kept beside what is printed. Its pages are drawn with invented values under the office's own head.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use rathaus_letter::{Shipped, Template};
use rathaus_procedure::store::submissions::today;
use rathaus_store::Record;
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use crate::letters::{Copy, TEMPLATES, on_press, sheets_of, which};
use crate::policy;
use crate::store::letter::{OwnTemplate, find_template, save_template};

/// The most characters of a template.
const LONGEST: usize = 100_000;

/// The template of an address.
fn of_address(name: &str) -> Result<Shipped, PageError> {
    which(name).ok_or(PageError::NotFound)
}

pub(super) async fn list(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let mut rows: Vec<Value> = Vec::new();
    for one in TEMPLATES {
        let own = find_template(&mut view, one.name()).await?;
        rows.push(context! {
            title => visitor.text(&format!("letter-template-{}", one.name()))?,
            href => visitor.url(&format!("/cases/letters/templates/{}", one.name())),
            is_own => own.source.is_some(),
            is_tried => own.draft.is_some(),
        });
    }
    drop(view);
    visitor.page("services/letter-templates.html", visitor.text("letter-templates")?, context! { rows })
}

/// The template that is being tried, and what it is tried with.
async fn trial(visitor: &Visitor, which: Shipped) -> Result<(Template, Copy, OwnTemplate), PageError> {
    let mut view = visitor.read().await?;
    let own = find_template(&mut view, which.name()).await?;
    let copy = Copy::of_sample(&mut view, which, today(visitor.now())).await?;
    drop(view);
    let template = match own.draft.as_ref().or(own.source.as_ref()) {
        Some(source) => Template::like(which, which.name(), source.clone()),
        None => Template::shipped(which),
    };
    Ok((template, copy, own))
}

async fn form_of(visitor: &Visitor, which: Shipped, typed: Option<Sheet>) -> Answer {
    let (template, copy, own) = trial(visitor, which).await?;
    let name = which.name();
    let source = template.text().to_owned();
    // What cannot become a file that may be archived is a mistake, too.
    let (pages, fault) = match sheets_of(template, copy).await {
        Ok(paper) => (paper.pages, None),
        Err(error) => (0, Some(error.to_string())),
    };
    let base = format!("/cases/letters/templates/{name}");
    let status = if typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let sheet = typed.unwrap_or_else(|| Sheet::filled([("source", source)]));
    let context = context! {
        path => visitor.url(&base),
        pages => (0..pages).map(|page| visitor.url(&format!("{base}/pages/{page}"))).collect::<Vec<_>>(),
        fault,
        is_own => own.source.is_some(),
        is_tried => own.draft.is_some(),
        form => visitor.form(&sheet)?,
    };
    let title = visitor.text(&format!("letter-template-{name}"))?;
    visitor.page_with(status, "services/letter-template.html", title, context)
}

pub(super) async fn show(visitor: Visitor, Path(name): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    form_of(&visitor, of_address(&name)?, None).await
}

/// A page of what is tried, as a drawing.
pub(super) async fn page(visitor: Visitor, Path((name, page)): Path<(String, usize)>) -> Answer {
    policy::may_work(&visitor)?;
    let (template, copy, _) = trial(&visitor, of_address(&name)?).await?;
    let svg = on_press(template, copy, move |sheets| Ok(sheets.svg(page))).await;
    let svg = svg.ok().flatten().ok_or(PageError::NotFound)?;
    let head = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((head, svg).into_response())
}

/// What somebody does with a template.
pub(super) enum Tried {
    /// Look at it.
    Try(String),
    /// Use it from now on.
    Use(String),
    /// Go back to the shipped one.
    Reset,
}

impl FromForm for Tried {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let what = form.raw("do");
        if what == "reset" {
            return Some(Self::Reset);
        }
        let source = form.text("source", 1..=LONGEST)?;
        Some(if what == "use" { Self::Use(source) } else { Self::Try(source) })
    }
}

pub(super) async fn save(visitor: Visitor, Path(name): Path<String>, form: Form<Tried>) -> Answer {
    policy::may_work(&visitor)?;
    let which = of_address(&name)?;
    let tried = match form.checked() {
        Ok(tried) => tried,
        Err(sheet) => return form_of(&visitor, which, Some(sheet)).await,
    };
    let back = format!("/cases/letters/templates/{name}");
    let (_, copy, own) = trial(&visitor, which).await?;
    let (own, what, said) = match tried {
        Tried::Reset => (OwnTemplate::default(), "letter_template.reset", "letter-template-was-reset"),
        Tried::Try(source) => {
            (OwnTemplate { draft: Some(source), ..own }, "letter_template.tried", "letter-template-was-tried")
        }
        Tried::Use(source) => {
            // Only what can be set is used.
            match sheets_of(Template::like(which, which.name(), source.clone()), copy).await {
                Ok(_) => {
                    let own = OwnTemplate { source: Some(source), draft: None };
                    (own, "letter_template.used", "letter-template-was-used")
                }
                Err(_) => {
                    let own = OwnTemplate { draft: Some(source), ..own };
                    (own, "letter_template.tried", "letter-template-has-fault")
                }
            }
        }
    };
    let mut change = visitor.change().await?;
    save_template(&mut change, &name, &own).await?;
    change.commit(Record::new(what, name.as_str())).await?;
    visitor.done(&back, said)
}
