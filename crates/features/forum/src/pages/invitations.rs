//! Who is invited to a round: the list with what needs a hand, and the rooms behind it.

pub(crate) use choose::invite;

mod choose;
mod contacts;
pub(crate) mod mailing;
pub(crate) mod one;

use std::collections::BTreeMap;

use axum::extract::Path;
use rathaus_core::register::Register;
use rathaus_people::{SizeClass, german_order};
use rathaus_store::{Id, Session, Slice};
use rathaus_web::list::{Head, Listing};
use rathaus_web::mail::{MailFilter, MailState, StoredMail, list_mails};
use rathaus_web::{Answer, Feature, PageError, Value, Visitor, context, get, post, shown};
use serde::Serialize;

use crate::mailing::about;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::invitation::contact::{Contact, list_contacts};
use crate::store::invitation::{Invitation, State, list_invitations};
use crate::store::round::KeptRound;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/invitations", get(list))
        .route("/rounds/{slug}/invitations/choose", get(choose::show).merge(post(choose::take)))
        .route("/rounds/{slug}/invitations/contacts", get(contacts::show).merge(post(contacts::preview)))
        .route("/rounds/{slug}/invitations/contacts/taken", post(contacts::take))
        .route("/rounds/{slug}/invitations/mailing", get(mailing::show).merge(post(mailing::send)))
        .route("/rounds/{slug}/invitations/letter", get(mailing::letter).merge(post(mailing::save)))
        .route("/rounds/{slug}/invitations/{id}", get(one::show))
        .route("/rounds/{slug}/invitations/{id}/contacts", post(one::add))
        .route("/rounds/{slug}/invitations/{id}/links", post(one::link))
        .route("/rounds/{slug}/invitations/{id}/stops", post(one::stop))
        .route("/rounds/{slug}/invitations/{id}/refusal", post(one::refuse))
        .route("/rounds/{slug}/invitations/{id}/return", post(one::take_part))
        .route("/rounds/{slug}/invitations/{id}/removal", post(one::remove));
}

/// What is wrong with an invitation, if anything: what the office has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Trouble {
    /// Nobody to write to.
    NoContact,
    /// No active contact can be reached: the mail was refused, given up or came back.
    Bounced,
    /// Chosen, reachable, and nothing was sent.
    Unsent,
    /// Asked, and neither answered nor declined.
    Unanswered,
}

impl Trouble {
    const ALL: [Trouble; 4] = [Trouble::NoContact, Trouble::Bounced, Trouble::Unsent, Trouble::Unanswered];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Trouble::NoContact => "no-contact",
            Trouble::Bounced => "bounced",
            Trouble::Unsent => "unsent",
            Trouble::Unanswered => "unanswered",
        }
    }
}

/// An invitation with its contacts and what became of their mails.
pub(crate) struct Case {
    pub invitation: Invitation,
    pub contacts: Vec<Contact>,
    /// Contacts whose last mail was refused, given up or came back.
    pub bounced: Vec<Id>,
}

impl Case {
    pub(crate) fn trouble(&self) -> Option<Trouble> {
        let active: Vec<&Contact> = self.contacts.iter().filter(|c| c.is_active()).collect();
        match self.invitation.state {
            State::Answered | State::Declined => None,
            _ if active.is_empty() => Some(Trouble::NoContact),
            _ if active.iter().all(|c| self.bounced.contains(&c.id)) => Some(Trouble::Bounced),
            State::Listed => Some(Trouble::Unsent),
            State::Invited | State::Opened | State::Started => Some(Trouble::Unanswered),
        }
    }
}

/// All invitations of a round with their contacts.
pub(crate) async fn cases(db: &mut Session, round: Id) -> Result<Vec<Case>, PageError> {
    let mut lost: Vec<Id> = Vec::new();
    for state in MailState::LOST {
        let filter = MailFilter { about: about(round, None, None), state: Some(state) };
        let (mails, _): (Vec<StoredMail>, u64) = list_mails(db, &filter, Slice::first(20_000)).await?;
        lost.extend(mails.iter().map(|mail| mail.id));
    }
    lost.sort();
    let mut by_invitation: BTreeMap<Id, Vec<Contact>> = BTreeMap::new();
    for contact in list_contacts(db, round).await? {
        by_invitation.entry(contact.invitation).or_default().push(contact);
    }
    let mut cases: Vec<Case> = list_invitations(db, round)
        .await?
        .into_iter()
        .map(|invitation| {
            let contacts = by_invitation.remove(&invitation.id).unwrap_or_default();
            let is_lost = |c: &&Contact| c.mail.is_some_and(|mail| lost.binary_search(&mail).is_ok());
            let bounced = contacts.iter().filter(is_lost).map(|c| c.id).collect();
            Case { invitation, contacts, bounced }
        })
        .collect();
    cases.sort_by_cached_key(|case| (german_order(&case.invitation.name), case.invitation.ags));
    Ok(cases)
}

/// An invitation as lists and exports show it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    pub id: Id,
    pub name: String,
    pub ags: String,
    pub county: String,
    pub inhabitants: u32,
    pub size: &'static str,
    pub state: &'static str,
    pub contacts: usize,
    pub trouble: Option<&'static str>,
    pub invited_at: Option<jiff::Timestamp>,
    pub answered_at: Option<jiff::Timestamp>,
    pub reminders: u32,
}

impl Line {
    pub(crate) fn of(case: &Case) -> Self {
        let invitation = &case.invitation;
        Self {
            id: invitation.id,
            name: invitation.name.clone(),
            ags: invitation.ags.map_or(String::new(), |ags| ags.to_string()),
            county: county_name(invitation),
            inhabitants: invitation.inhabitants,
            size: SizeClass::of(invitation.inhabitants).word(),
            state: invitation.state.word(),
            contacts: case.contacts.iter().filter(|c| c.is_active()).count(),
            trouble: case.trouble().map(Trouble::word),
            invited_at: invitation.invited_at,
            answered_at: invitation.answered_at,
            reminders: invitation.reminders,
        }
    }
}

/// The name of the county a body lies in; empty without a key.
pub(crate) fn county_name(invitation: &Invitation) -> String {
    let name = invitation.county().and_then(|county| Register::germany().name(county)).unwrap_or_default();
    name.split(',').next().unwrap_or_default().to_owned()
}

/// Names of the filters of both lists of invitations.
pub(crate) const FILTERS: [&str; 4] = ["county", "size", "state", "problem"];
/// What both lists are sorted by.
pub(crate) const SORTS: [&str; 5] = ["name", "county", "inhabitants", "state", "answered_at"];

/// Filters and sorts as the address says.
pub(crate) fn narrowed(cases: &[Case], listing: &Listing) -> Vec<Line> {
    let q = listing.q().to_lowercase();
    let fits = |name: &str, value: &str| listing.filter(name).is_none_or(|wanted| wanted == value);
    let mut lines: Vec<Line> = cases
        .iter()
        .map(Line::of)
        .filter(|line| {
            (q.is_empty() || line.name.to_lowercase().contains(&q) || line.ags.starts_with(&q))
                && fits("county", line.ags.get(..5).unwrap_or_default())
                && fits("size", line.size)
                && fits("state", line.state)
                && fits("problem", line.trouble.unwrap_or_default())
        })
        .collect();
    let state = |line: &Line| State::of_word(line.state);
    match listing.sort() {
        "county" => lines.sort_by_cached_key(|line| german_order(&line.county)),
        "inhabitants" => lines.sort_by_key(|line| line.inhabitants),
        "state" => lines.sort_by_key(state),
        "answered_at" => lines.sort_by_key(|line| (line.answered_at.is_none(), line.answered_at)),
        _ => {}
    }
    if listing.is_descending() {
        lines.reverse();
    }
    lines
}

/// The choices of the filters, each with its words.
pub(crate) fn choices(visitor: &Visitor, cases: &[Case]) -> Result<Value, PageError> {
    let mut counties: Vec<(String, String)> = cases
        .iter()
        .filter_map(|case| {
            let county = case.invitation.county()?;
            Some((county.county_digits().to_owned(), county_name(&case.invitation)))
        })
        .collect();
    counties.sort_by_cached_key(|(digits, name)| (german_order(name), digits.clone()));
    counties.dedup();
    let option = |value: &str, label: String| context! { value => value, label => label };
    let sizes = SizeClass::ALL
        .iter()
        .map(|size| Ok(option(size.word(), visitor.text(&format!("invitations-size-{}", size.word()))?)))
        .collect::<Result<Vec<_>, PageError>>()?;
    let states = State::ALL
        .iter()
        .map(|state| Ok(option(state.word(), visitor.text(&format!("invitations-state-{}", state.word()))?)))
        .collect::<Result<Vec<_>, PageError>>()?;
    let troubles = Trouble::ALL
        .iter()
        .map(|one| Ok(option(one.word(), visitor.text(&format!("invitations-trouble-{}", one.word()))?)))
        .collect::<Result<Vec<_>, PageError>>()?;
    let counties: Vec<Value> = counties.into_iter().map(|(digits, name)| option(&digits, name)).collect();
    Ok(context! { counties => counties, sizes => sizes, states => states, troubles => troubles })
}

/// What every page of a round shows about it.
pub(crate) fn head(round: &KeptRound) -> Value {
    context! { slug => round.slug.clone(), title => round.title.clone() }
}

/// The rows of the page asked for.
pub(crate) fn slice<T: Clone>(rows: &[T], listing: &Listing) -> Vec<T> {
    let slice = listing.slice();
    rows.iter().skip(slice.offset as usize).take(slice.limit as usize).cloned().collect()
}

/// Columns with their words: `invitations-column-…`.
pub(crate) struct Labels(Vec<(&'static str, String)>);

impl Labels {
    pub(crate) fn of(visitor: &Visitor, keys: &[&'static str]) -> Result<Self, PageError> {
        let label = |key: &&'static str| Ok((*key, visitor.text(&format!("invitations-column-{key}"))?));
        keys.iter().map(label).collect::<Result<_, PageError>>().map(Self)
    }

    pub(crate) fn heads(&self) -> Vec<Head<'_>> {
        let is_number = |key: &str| matches!(key, "inhabitants" | "contacts");
        self.0.iter().map(|(key, label)| Head { key, label, num: is_number(key) }).collect()
    }
}

async fn list(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let cases = cases(&mut view, round.id).await?;
    let listing = Listing::read(&visitor, &SORTS, &FILTERS);
    let lines = narrowed(&cases, &listing);
    if let Some(format) = listing.format() {
        return crate::pages::export::of_invitations(&visitor, &round, &lines, format).await;
    }
    let labels = Labels::of(&visitor, &["name", "county", "inhabitants", "state", "contacts", "trouble"])?;
    let list = listing.view(&visitor, &labels.heads(), lines.len() as u64)?;
    let troubles: Vec<Value> = Trouble::ALL
        .into_iter()
        .map(|trouble| {
            let n = cases.iter().filter(|case| case.trouble() == Some(trouble)).count();
            let href = visitor.url(&format!("/rounds/{slug}/invitations?problem={}", trouble.word()));
            context! { word => trouble.word(), n => n, href => href }
        })
        .collect();
    let title = visitor.text("invitations-title")?;
    visitor.page(
        "forum/invitations.html",
        title,
        context! {
            round => head(&round),
            all => cases.len(),
            list => list,
            rows => shown(slice(&lines, &listing)),
            troubles => troubles,
            choices => choices(&visitor, &cases)?,
            may_work => policy::may_work(&visitor).is_ok(),
        },
    )
}
