//! What a meeting gives out as PDF, set with the house's templates.

use axum::response::Response;
use rathaus_letter::{Letter, LetterError, Limits, Picture, Press, Shipped, Template};
use rathaus_people::tenant::find_logo;
use rathaus_web::filters::zone;
use rathaus_web::{PageError, Visitor, uploads};
use serde_json::{Value, json};

/// The most pages: codes, or a roll call, of a thousand people.
const PAGES: usize = 300;

/// Sets a paper of the visitor's tenant in the visitor's language, on a thread where it holds nobody up, and gives it out.
///
/// # Errors
///
/// `Unavailable` where other papers occupy the press; what the database says.
pub async fn give_out(
    visitor: &Visitor,
    which: Shipped,
    mut values: Value,
    name: &str,
) -> Result<Response, PageError> {
    // A picture that cannot be printed is left out, not the paper.
    let logo = find_logo(&mut *visitor.read().await?).await?;
    let logo = logo.and_then(|(_, bytes)| Picture::new(bytes).ok());
    let tenant = visitor.tenant().name.clone();
    values["authority"] = json!({ "name": tenant, "street": "", "place": "" });
    if logo.is_some() {
        values["authority"]["logo"] = json!({ "picture": "logo", "alt": tenant });
    }
    let (lang, date) = (visitor.lang(), visitor.now().to_zoned(zone()).date());
    let work = move || {
        let template = Template::shipped(which);
        let pictures: Vec<(&str, &Picture)> = logo.iter().map(|logo| ("logo", logo)).collect();
        let letter = Letter { template: &template, values: &values, pictures: &pictures, lang, date };
        Press::shared().set(&letter, Limits { pages: PAGES, ..Limits::default() })?.pdf()
    };
    match tokio::task::spawn_blocking(work).await.map_err(PageError::fault)? {
        Ok(pdf) => uploads::download(name, "application/pdf", pdf),
        Err(LetterError::Occupied) => Err(PageError::Unavailable("the press is occupied".to_owned())),
        Err(error) => Err(PageError::fault(error)),
    }
}
