//! Papers of a tenant as PDF: badges, signs for tables, minutes, records. A page gives the values and one of the templates that are
//! shipped; name, logo, language and day are the visitor's tenant's.

use axum::response::Response;
use jiff::civil::Date;
use rathaus_letter::{Letter, LetterError, Limits, Picture, Press, Shipped, Template};
use rathaus_people::tenant::find_logo;
use rathaus_store::Session;
use rathaus_web::filters::zone;
use rathaus_web::{Lang, PageError, Visitor, uploads};
use serde_json::{Value, json};

/// The most pages: badges, or a roll call, of a thousand people.
const PAGES: usize = 300;

/// What a paper is set of.
pub struct Paper {
    which: Shipped,
    values: Value,
    logo: Option<Picture>,
    lang: Lang,
    day: Date,
}

impl Paper {
    /// A paper of the visitor's tenant, with its logo, of today, in the visitor's language. `values` are those of the template but for
    /// `authority`.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn of(
        visitor: &Visitor,
        db: &mut Session,
        which: Shipped,
        mut values: Value,
    ) -> Result<Self, PageError> {
        // A picture that cannot be printed is left out, not the paper.
        let logo = find_logo(db).await?.and_then(|(_, bytes)| Picture::new(bytes).ok());
        let name = visitor.tenant().name.clone();
        values["authority"] = json!({ "name": name, "street": "", "place": "" });
        if logo.is_some() {
            values["authority"]["logo"] = json!({ "picture": "logo", "alt": name });
        }
        Ok(Self { which, values, logo, lang: visitor.lang(), day: visitor.now().to_zoned(zone()).date() })
    }

    /// The file, to be downloaded. It is set on a thread where it holds nobody up.
    ///
    /// # Errors
    ///
    /// `Unavailable` where other papers occupy the press.
    pub async fn give_out(self, name: &str) -> Result<Response, PageError> {
        let work = move || {
            let template = Template::shipped(self.which);
            let pictures: Vec<(&str, &Picture)> = self.logo.iter().map(|logo| ("logo", logo)).collect();
            let (values, lang, date) = (&self.values, self.lang, self.day);
            let letter = Letter { template: &template, values, pictures: &pictures, lang, date };
            Press::shared().set(&letter, Limits { pages: PAGES, ..Limits::default() })?.pdf()
        };
        match tokio::task::spawn_blocking(work).await.map_err(PageError::fault)? {
            Ok(pdf) => uploads::download(name, "application/pdf", pdf),
            Err(LetterError::Occupied) => Err(PageError::Unavailable("the press is occupied".to_owned())),
            Err(error) => Err(PageError::fault(error)),
        }
    }
}
