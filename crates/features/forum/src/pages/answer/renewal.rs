//! A new link for somebody whose old one opens nothing: asked for by address, answered the same for everybody.

use rathaus_store::Record;
use rathaus_web::{Answer, Form, FromForm, Reader, Sheet, Visitor, context};

use crate::mailing::{Desk, Kind};
use crate::model::correspondence::day_of;
use crate::store::correspondence::find_correspondence;
use crate::store::invitation::contact::list_contacts_by_email;
use crate::store::invitation::find_invitation;
use crate::store::round::{Phase, Stage, list_rounds};

/// Who asks.
pub(super) struct Asked(String);

impl FromForm for Asked {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.email("email").map(Self)
    }
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    let form = visitor.form(&Sheet::blank())?;
    visitor.page(
        "forum/answer-link.html",
        visitor.text("answer-link-title")?,
        context! { form, sent => false },
    )
}

/// Sends a link for every round that still runs or has just ended. An unknown address gets the same page.
pub(super) async fn send(visitor: Visitor, form: Form<Asked>) -> Answer {
    let title = visitor.text("answer-link-title")?;
    let email = match form.checked() {
        Ok(Asked(email)) => email,
        Err(sheet) => {
            return visitor.again("forum/answer-link.html", title, &sheet, context! { sent => false });
        }
    };
    visitor.limit_address("form")?;
    let today = day_of(visitor.now());
    let month_ago = today.saturating_sub(jiff::Span::new().days(30));
    let mut change = visitor.change().await?;
    let mut sent = 0_u32;
    for round in list_rounds(&mut change).await? {
        let survey = round.stage(Stage::Survey);
        if survey.phase(today) == Phase::Before || survey.ends.is_some_and(|end| end < month_ago) {
            continue;
        }
        let contacts = list_contacts_by_email(&mut change, round.id, &email).await?;
        if contacts.is_empty() {
            continue;
        }
        let (words, _) = find_correspondence(&mut change, round.id).await?;
        let desk = Desk { app: visitor.app(), tenant: visitor.tenant(), round: &round, words: &words };
        for contact in contacts {
            let Some(invitation) = find_invitation(&mut change, contact.invitation).await? else { continue };
            // One mail in ten minutes, however often somebody asks for it.
            let mailing = format!("asked:{}", visitor.now().as_second() / 600);
            sent += u32::from(desk.send(&mut change, Kind::Again, &invitation, &contact, &mailing).await?);
        }
    }
    if sent > 0 {
        change.commit(Record::new("invitation.link-asked", "answer").with("mails", sent)).await?;
    }
    let form = visitor.form(&Sheet::blank())?;
    visitor.page("forum/answer-link.html", title, context! { form, sent => true })
}
