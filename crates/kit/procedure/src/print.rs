//! Forms on paper, empty or filled: a page of its own that browsers print well.

use jiff::civil::Date;
use rathaus_web::{Answer as Shown, Fields, Visitor, context, shown};

use crate::fill::{Desk, Host, Params};
use crate::printable::printable;
use crate::store::submissions::today;
use crate::{Answers, Definition};

/// What stands at the top of the paper.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Head {
    /// The number of the receipt, where it was handed in.
    pub receipt: Option<String>,
    /// When it was handed in.
    pub at: Option<String>,
    /// The version of the form.
    pub version: u32,
    /// Whether it is a draft that was not handed in.
    pub is_draft: bool,
    /// Where "back" leads, with the tenant's prefix.
    pub back: String,
}

/// The page for printing: with room for answers where there are none given.
///
/// # Errors
///
/// A missing text.
pub fn page(
    visitor: &Visitor,
    definition: &Definition,
    answers: Option<&Answers>,
    today: Date,
    head: Head,
) -> Shown {
    let printed = printable(definition, answers, visitor.lang(), today);
    let title = definition.title.get(visitor.lang()).to_owned();
    let day = crate::fill::view::day(visitor.lang(), today);
    visitor.page(
        "procedure/print.html",
        title,
        context! { printed => shown(printed), head => shown(head), day },
    )
}

/// `GET BASE/print`: the draft, else what was handed in; with `?empty=1` the empty form.
pub(crate) async fn filled(_: &dyn Host, visitor: &Visitor, desk: Desk, _: &Params, _: &Fields) -> Shown {
    let query = Fields::from_query(visitor.query());
    let back = visitor.url(&desk.sitting.base);
    let definition = &desk.version.definition;
    let mut head = Head { version: desk.version.n, back, ..Head::default() };
    if query.first("empty").is_some() {
        return page(visitor, definition, None, desk.today, head);
    }
    match (&desk.draft, &desk.current) {
        (None, Some(current)) => {
            head.receipt = Some(current.receipt());
            head.at = Some(current.submitted_at.to_string());
            page(visitor, definition, Some(&current.answers), today(current.submitted_at), head)
        }
        _ => {
            head.is_draft = true;
            page(visitor, definition, Some(&desk.answers()), desk.today, head)
        }
    }
}
