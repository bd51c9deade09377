//! What the law asks of every site: imprint, privacy, accessibility, written by the administrator; and the tenant's
//! style sheet and logo, which every page loads.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use rathaus_web::{Answer, App, PageError, Role, Value, Visitor, context, get};

use crate::{colour, tenant};

/// The pages, by their words in addresses, texts and the tenant's row.
pub(crate) const PAGES: [&str; 3] = ["imprint", "privacy", "accessibility"];

pub(super) fn routes() -> Router<App> {
    let mut routes = Router::new().route("/tenant.css", get(style)).route("/logo/{name}", get(logo));
    for page in PAGES {
        routes = routes.route(&format!("/{page}"), get(move |visitor: Visitor| show(visitor, page)));
    }
    routes
}

async fn show(visitor: Visitor, page: &'static str) -> Answer {
    let tenant = tenant::find(&mut *visitor.read().await?).await?.ok_or(PageError::NotFound)?;
    let own = tenant.legal(page, visitor.lang());
    // A page that was written in one language only is better than none.
    let text = if own.is_empty() { tenant.legal(page, tenant.lang) } else { own };
    let context = context! {
        blocks => blocks(text),
        is_empty => text.is_empty(),
        is_administrator => visitor.has(&[Role::Administrator, Role::House]),
    };
    visitor.page("people/legal.html", visitor.text(&format!("web-{page}"))?, context)
}

/// Plain text as headings (`# …`), list items (`- …`) and paragraphs.
fn blocks(text: &str) -> Vec<Value> {
    text.split("\n\n")
        .map(str::trim)
        .filter(|block| !block.is_empty())
        .map(|block| {
            if let Some(heading) = block.strip_prefix("# ").filter(|_| !block.contains('\n')) {
                return context! { kind => "heading", lines => vec![heading.to_owned()] };
            }
            let items: Vec<String> =
                block.lines().filter_map(|line| line.trim().strip_prefix("- ")).map(str::to_owned).collect();
            if items.len() == block.lines().count() {
                context! { kind => "list", lines => items }
            } else {
                context! { kind => "paragraph", lines => block.lines().map(str::to_owned).collect::<Vec<_>>() }
            }
        })
        .collect()
}

async fn style(visitor: Visitor) -> Answer {
    let headers =
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "private, max-age=300")];
    Ok((headers, colour::stylesheet(visitor.tenant().colour.as_deref())).into_response())
}

async fn logo(visitor: Visitor) -> Answer {
    let found = tenant::find_logo(&mut *visitor.read().await?).await?;
    let (media_type, bytes) = found.ok_or(PageError::NotFound)?;
    let headers =
        [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "private, max-age=86400".to_owned())];
    Ok((headers, bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_becomes_blocks() {
        let blocks = blocks("# Titel\n\nZeile\nnoch eine\n\n- a\n- b\n\n<script>");
        let kinds: Vec<String> =
            blocks.iter().map(|block| block.get_attr("kind").expect("a kind").to_string()).collect();
        assert_eq!(kinds, ["heading", "paragraph", "list", "paragraph"]);
    }
}
