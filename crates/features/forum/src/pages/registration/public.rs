//! The way in for everybody else: those who speak for a body are led to it; others say for whom they come and get a link
//! by mail, where the office opens the event to them.

use axum::extract::Path;
use rathaus_store::{Id, Record};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use crate::jobs::registration::{Message, Post, place};
use crate::model::ParticipantKind;
use crate::model::correspondence::day_of;
use crate::pages::invitations::head;
use crate::pages::round::round_of;
use crate::policy::{self, seat_of};
use crate::store::event::{Door, Event, find_event};
use crate::store::registrant::{Origin, Registrant, ensure_registrant, find_public};
use crate::store::registration::hold_round;
use crate::store::round::{KeptRound, Stage};

/// Who asks to come.
pub(super) struct Asked {
    name: String,
    kind: ParticipantKind,
    contact: String,
    email: String,
}

impl FromForm for Asked {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let name = form.text("name", 2..=160);
        let kind = form.choice("kind");
        let contact = form.text("contact", 2..=120);
        let email = form.email("email");
        Some(Self { name: name?, kind: kind?, contact: contact?, email: email? })
    }
}

/// The kinds of bodies as choices of a form.
pub(crate) fn kinds(visitor: &Visitor) -> Result<Vec<Value>, PageError> {
    ParticipantKind::ALL
        .into_iter()
        .map(|kind| {
            let label = visitor.text(&format!("registrations-kind-{}", kind.word()))?;
            Ok(context! { value => kind.word(), label => label })
        })
        .collect()
}

fn page(visitor: &Visitor, round: &KeptRound, event: &Event, sheet: Option<&Sheet>, is_sent: bool) -> Answer {
    let is_open = event.is_open(round, day_of(visitor.now()));
    let bodies: Vec<Value> = visitor
        .signed()
        .map(|signed| {
            let seats = signed.seats.iter().filter(|seat| seat_of(signed, seat.organisation).is_some());
            seats
                .map(|seat| {
                    let href =
                        visitor.url(&format!("/rounds/{}/registration/{}", round.slug, seat.organisation));
                    context! { title => seat.name.clone(), href => href }
                })
                .collect()
        })
        .unwrap_or_default();
    let day = round.stage(Stage::Event).starts.or(round.settings.date);
    let own = context! {
        round => head(round),
        bodies,
        kinds => kinds(visitor)?,
        is_open,
        is_public => event.door == Door::Public,
        is_sent,
        day => day.map(|day| day.to_string()),
        starts => event.span.start.to_string(),
        ends => event.span.end.to_string(),
        place => place(event),
        has_programme => event.published_at.is_some(),
    };
    let title = visitor.text_with("registration-of", &[("round", round.title.as_str().into())])?;
    match sheet {
        Some(sheet) => visitor.again("forum/registration-public.html", title, sheet, own),
        None => {
            let own = context! { form => visitor.form(&Sheet::blank())?, ..own };
            visitor.page("forum/registration-public.html", title, own)
        }
    }
}

pub(super) async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let event = find_event(&mut view, &round).await?;
    if !policy::may_see(&visitor, &round) {
        return Err(if visitor.signed().is_none() { PageError::SignIn } else { PageError::NotFound });
    }
    page(&visitor, &round, &event, None, false)
}

/// Sends a link. Whoever asks twice gets two links to the same registration; an address learns nothing here.
pub(super) async fn ask(visitor: Visitor, Path(slug): Path<String>, form: Form<Asked>) -> Answer {
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let event = find_event(&mut change, &round).await?;
    if !policy::may_see(&visitor, &round) {
        return Err(if visitor.signed().is_none() { PageError::SignIn } else { PageError::NotFound });
    }
    if event.door != Door::Public || !event.is_open(&round, day_of(visitor.now())) {
        return Err(PageError::Conflict("registration-closed"));
    }
    let asked = match form.checked() {
        Ok(asked) => asked,
        Err(sheet) => return page(&visitor, &round, &event, Some(&sheet), false),
    };
    visitor.limit_address("form")?;
    // Two clicks at once make one registrant.
    hold_round(&mut change, round.id).await?;
    let registrant = match find_public(&mut change, round.id, &asked.email, &asked.name).await? {
        Some(found) => found,
        None => {
            let new = Registrant {
                id: Id::new(change.now()),
                round: round.id,
                organisation: None,
                name: asked.name,
                kind: asked.kind,
                ags: None,
                contact: asked.contact,
                email: asked.email,
                lang: visitor.lang(),
                origin: Origin::Public,
                created_at: change.now(),
                mailing: None,
                mailed_at: None,
            };
            ensure_registrant(&mut change, &new).await?
        }
    };
    let post = Post { registration: registrant.id, message: Message::Link, sequence: 0 };
    post.enqueue(&mut change).await?;
    change.commit(Record::new("registration.link-asked", registrant.id).with("round", round.id)).await?;
    page(&visitor, &round, &event, None, true)
}
