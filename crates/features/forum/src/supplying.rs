//! What suppliers are told about the choice, and who comes next where one drops out.
//!
//! A mailing is one act of the office or of a rule. It has a key and reaches an address once about the same thing; what
//! was written is kept in its words ([`crate::store::supplier_letter`]).

use std::collections::BTreeMap;

use jiff::civil::Date;
use rathaus_people::{membership, person};
use rathaus_store::{Change, Id, Session, StoreError};
use rathaus_web::mail::{self, Mail};
use rathaus_web::{App, PageError, Role, Tenant, context};

use crate::model::correspondence::day_of;
use crate::model::selection::Rules;
use crate::model::supplier_words::SupplierWords;
use crate::selecting::Basis;
use crate::store::decision::{Decision, find_standing};
use crate::store::offer::{KeptOffer, find_offer_by_label};
use crate::store::round::{KeptRound, Stage};
use crate::store::supplier_invitation::contact::{ensure_supplier_contact, list_supplier_contacts};
use crate::store::supplier_invitation::{
    Because, SupplierInvitation, SupplierState, issue_link, list_supplier_invitations, mark_supplier_invited,
    mark_supplier_reminded,
};
use crate::store::supplier_letter::{LetterKind, NewLetter, claim_letter, list_letters, write_letter};
use rathaus_web::filters::paragraphs;

/// What mails about the choice of a round are about.
pub fn about(round: Id) -> String {
    format!("supplier:{round}:")
}

/// The people who speak for a supplier: address and name.
///
/// # Errors
///
/// What the database says.
pub async fn speakers(
    db: &mut Session,
    organisation: Id,
    now: jiff::Timestamp,
) -> Result<Vec<(String, String)>, StoreError> {
    let mut found = Vec::new();
    for seat in membership::list_of_organisation(db, organisation, now).await? {
        let reader = person::find(db, seat.person).await?.filter(|one| one.deleted_at.is_none());
        if let Some(reader) = reader
            && seat.role == Role::Representative
            && !reader.email.is_empty()
            && !found.iter().any(|(email, _)| *email == reader.email)
        {
            found.push((reader.email, reader.name));
        }
    }
    Ok(found)
}

/// Takes the people who speak for a supplier as contacts of its invitation.
///
/// # Errors
///
/// What the database says.
pub async fn seed_contacts(change: &mut Change, invitation: Id, organisation: Id) -> Result<(), StoreError> {
    let now = change.now();
    for (email, name) in speakers(change, organisation, now).await? {
        ensure_supplier_contact(change, invitation, &email, &name, "").await?;
    }
    Ok(())
}

/// What a letter is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter<'a> {
    /// Why it is written.
    pub kind: LetterKind,
    /// The supplier.
    pub organisation: Id,
    /// The supplier's name.
    pub supplier: &'a str,
    /// The invitation, offer or call.
    pub about: Id,
    /// Titles of the offers it is about.
    pub offers: String,
    /// Last day to answer.
    pub deadline: Option<Date>,
    /// Words that stand instead of the round's; empty for those.
    pub words: &'a str,
    /// Subject that stands instead of the round's; empty for that.
    pub subject: &'a str,
}

/// Everything around the mails to suppliers of one round.
pub struct SupplierDesk<'a> {
    /// The program.
    pub app: &'a App,
    /// Who writes.
    pub tenant: &'a Tenant,
    /// The round.
    pub round: &'a KeptRound,
    /// Its words.
    pub words: &'a SupplierWords,
}

impl SupplierDesk<'_> {
    /// Subject and paragraphs of a letter, in the office's words or the shipped ones.
    ///
    /// # Errors
    ///
    /// A fault where a text is missing.
    pub fn say(&self, letter: &Letter<'_>) -> Result<(String, String), PageError> {
        let lang = self.tenant.lang;
        let texts = self.app.texts(lang);
        let day = |day: Option<Date>| match day {
            Some(day) => Ok(lang.long_date(day)),
            None => texts.get("suppliers-mail-no-day"),
        };
        let (deadline, event) = (day(letter.deadline)?, day(self.round.stage(Stage::Event).starts)?);
        let args = [
            ("round", self.round.title.as_str().into()),
            ("supplier", letter.supplier.into()),
            ("offer", letter.offers.as_str().into()),
            ("deadline", deadline.as_str().into()),
            ("day", event.as_str().into()),
            ("office", self.tenant.name.as_str().into()),
        ];
        let own = match letter.kind {
            _ if !letter.words.trim().is_empty() => (letter.subject, letter.words),
            LetterKind::Invitation => (&*self.words.invitation_subject, &*self.words.invitation_text),
            LetterKind::Reminder => (&*self.words.reminder_subject, &*self.words.reminder_text),
            LetterKind::Refusal => (&*self.words.refusal_subject, &*self.words.refusal_text),
            LetterKind::Withdrawal | LetterKind::Call => ("", ""),
        };
        let fill = |words: &str| {
            words
                .replace("{anbieter}", letter.supplier)
                .replace("{angebot}", &letter.offers)
                .replace("{runde}", &self.round.title)
                .replace("{frist}", &deadline)
                .replace("{tag}", &event)
        };
        let word = letter.kind.word();
        let subject = match own.0.trim() {
            "" => texts.with(&format!("suppliers-mail-{word}-subject"), &args)?,
            words => fill(words),
        };
        let body = match own.1.trim() {
            "" => texts.with(&format!("suppliers-mail-{word}"), &args)?,
            words => fill(words),
        };
        Ok((subject.split_whitespace().collect::<Vec<_>>().join(" "), body))
    }

    /// The whole mail; `path` is its link below the tenant, empty for none.
    ///
    /// # Errors
    ///
    /// A fault where a text or template is missing.
    pub async fn write(
        &self,
        letter: &Letter<'_>,
        email: &str,
        name: &str,
        path: &str,
    ) -> Result<(Mail, String), PageError> {
        let lang = self.tenant.lang;
        let texts = self.app.texts(lang);
        let (subject, body) = self.say(letter)?;
        let greeting = match name {
            "" => texts.get("mailing-greeting")?,
            name => texts.with("mailing-greeting-name", &[("name", name.into())])?,
        };
        let args =
            [("round", self.round.title.as_str().into()), ("office", self.tenant.name.as_str().into())];
        let link = if path.is_empty() { String::new() } else { self.app.full_url(self.tenant, path) };
        let end = match letter.deadline.filter(|_| !link.is_empty()) {
            Some(day) => {
                let day = lang.long_date(day);
                texts.with("suppliers-mail-deadline", &[("date", day.as_str().into())])?
            }
            None => String::new(),
        };
        let own = context! {
            greeting => greeting,
            paragraphs => paragraphs(&body),
            link => link,
            go => texts.get(if letter.kind == LetterKind::Call { "suppliers-mail-call-go" } else { "suppliers-mail-go" })?,
            end => end,
            bye => texts.with("mailing-bye", &args)?,
            why => texts.with("suppliers-mail-why", &args)?,
        };
        let mut written = self
            .app
            .mail(self.tenant, lang, "forum/supplier-mail", subject, email, own)
            .await?
            .about(about(self.round.id));
        written.reply_to.clone_from(&self.words.reply_to);
        Ok((written, body))
    }

    /// Writes to one address as part of `change`; `false` where the mailing has reached it.
    ///
    /// # Errors
    ///
    /// What the database says; a fault where a text or template is missing.
    pub async fn send(
        &self,
        change: &mut Change,
        letter: &Letter<'_>,
        mailing: &str,
        (email, name): (&str, &str),
        path: Path<'_>,
    ) -> Result<bool, PageError> {
        let new = NewLetter {
            round: self.round.id,
            organisation: letter.organisation,
            about: letter.about,
            kind: letter.kind,
            mailing,
            email,
            name,
        };
        let Some(id) = claim_letter(change, &new).await? else { return Ok(false) };
        let path = match path {
            Path::None => String::new(),
            Path::To(path) => path.to_owned(),
            Path::Personal(invitation) => issue_link(change, invitation, email).await?,
        };
        let (written, words) = self.write(letter, email, name, &path).await?;
        let subject = written.subject.clone();
        let mail = mail::enqueue(change, written).await?;
        write_letter(change, id, &subject, &words, mail).await?;
        Ok(true)
    }

    /// Writes to all contacts of an invitation. Gives to how many.
    ///
    /// # Errors
    ///
    /// As [`SupplierDesk::send`].
    pub async fn send_all(
        &self,
        change: &mut Change,
        kind: LetterKind,
        invitation: &SupplierInvitation,
        mailing: &str,
    ) -> Result<usize, PageError> {
        let letter = Letter {
            kind,
            organisation: invitation.organisation,
            supplier: &invitation.supplier,
            about: invitation.id,
            offers: invitation.offer_title.clone(),
            deadline: invitation.deadline,
            words: "",
            subject: "",
        };
        let mut sent = 0;
        for contact in list_supplier_contacts(change, invitation.id).await?.iter().filter(|c| c.is_active()) {
            let to = (contact.email.as_str(), contact.name.as_str());
            let path = match kind {
                LetterKind::Withdrawal => Path::None,
                _ => Path::Personal(invitation),
            };
            sent += usize::from(self.send(change, &letter, mailing, to, path).await?);
        }
        Ok(sent)
    }

    /// Invites: sets the last day to answer and writes to all contacts. Gives to how many; 0 leaves all as it was.
    ///
    /// # Errors
    ///
    /// As [`SupplierDesk::send`].
    pub async fn invite(
        &self,
        change: &mut Change,
        invitation: &SupplierInvitation,
        mailing: &str,
    ) -> Result<usize, PageError> {
        let today = day_of(change.now());
        let deadline = invitation.deadline.filter(|day| *day >= today);
        let deadline = deadline.unwrap_or_else(|| self.deadline(today));
        let invitation = SupplierInvitation { deadline: Some(deadline), ..invitation.clone() };
        let sent = self.send_all(change, LetterKind::Invitation, &invitation, mailing).await?;
        if sent > 0 {
            mark_supplier_invited(change, invitation.id, deadline).await?;
        }
        Ok(sent)
    }

    /// Reminds. Gives how many people.
    ///
    /// # Errors
    ///
    /// As [`SupplierDesk::send`].
    pub async fn remind(
        &self,
        change: &mut Change,
        invitation: &SupplierInvitation,
        mailing: &str,
    ) -> Result<usize, PageError> {
        let sent = self.send_all(change, LetterKind::Reminder, invitation, mailing).await?;
        if sent > 0 {
            mark_supplier_reminded(change, invitation.id).await?;
        }
        Ok(sent)
    }

    /// The last day to answer for who is invited on `today`.
    pub fn deadline(&self, today: Date) -> Date {
        today.saturating_add(jiff::Span::new().days(i64::from(self.words.days)))
    }
}

/// The link of a letter.
#[derive(Debug, Clone, Copy)]
pub enum Path<'a> {
    /// None.
    None,
    /// The same for everybody, below the tenant.
    To(&'a str),
    /// A personal one that opens this invitation.
    Personal(&'a SupplierInvitation),
}

/// A supplier that was not chosen and has not been told.
#[derive(Debug, Clone, PartialEq)]
pub struct Unchosen {
    /// The supplier.
    pub organisation: Id,
    /// Its name.
    pub supplier: String,
    /// One of its offers.
    pub offer: Id,
    /// Titles of its offers.
    pub titles: String,
    /// Whom it can be told: address and name.
    pub speakers: Vec<(String, String)>,
}

/// The suppliers that a decision did not choose, that are not invited and were not told yet.
///
/// # Errors
///
/// What the database says.
pub async fn list_unchosen(
    db: &mut Session,
    decision: &Decision,
    now: jiff::Timestamp,
) -> Result<Vec<Unchosen>, PageError> {
    let invited = list_supplier_invitations(db, decision.round).await?;
    let told = list_letters(db, decision.round).await?;
    let mut firms: BTreeMap<Id, Unchosen> = BTreeMap::new();
    for other in &decision.content.others {
        let is_in = invited.iter().any(|one| one.organisation == other.organisation);
        let is_told =
            told.iter().any(|one| one.organisation == other.organisation && one.kind == LetterKind::Refusal);
        if is_in || is_told {
            continue;
        }
        match firms.get_mut(&other.organisation) {
            Some(firm) => firm.titles = format!("{}, {}", firm.titles, other.title),
            None => {
                let firm = Unchosen {
                    organisation: other.organisation,
                    supplier: other.supplier.clone(),
                    offer: other.id,
                    titles: other.title.clone(),
                    speakers: speakers(db, other.organisation, now).await?,
                };
                firms.insert(other.organisation, firm);
            }
        }
    }
    let mut firms: Vec<Unchosen> = firms.into_values().collect();
    firms.sort_by(|a, b| a.supplier.cmp(&b.supplier));
    Ok(firms)
}

/// Who comes next for a place that became free.
#[derive(Debug, Clone, PartialEq)]
pub struct NextBest {
    /// The invitation whose place it takes.
    pub instead_of: SupplierInvitation,
    /// The decision it rests on.
    pub decision: Id,
    /// The offer.
    pub offer: KeptOffer,
    /// Why.
    pub because: Because,
    /// Needs it would cover best.
    pub needs: Vec<String>,
}

/// The best offer for the oldest free place, computed with everybody who still holds a place kept. `None` where no
/// place is free or nobody is left.
///
/// # Errors
///
/// What the database says.
pub async fn next_best(db: &mut Session, round: &KeptRound) -> Result<Option<NextBest>, PageError> {
    let Some(decision) = find_standing(db, round.id).await? else { return Ok(None) };
    let all = list_supplier_invitations(db, round.id).await?;
    let free = all.iter().find(|one| {
        matches!(one.state, SupplierState::Declined | SupplierState::Expired | SupplierState::Withdrawn)
            && one.invited_at.is_some()
            && !all.iter().any(|other| other.instead_of == Some(one.id))
    });
    let holders: Vec<&SupplierInvitation> = all.iter().filter(|one| one.state.holds_place()).collect();
    let Some(free) = free.filter(|_| holders.len() < decision.content.rules.places) else { return Ok(None) };
    let Some(basis) = Basis::find(db, round.id).await? else { return Ok(None) };
    let label_is_there = |label: &String| basis.ground.offers.iter().any(|offer| offer.id == *label);
    let held: Vec<String> = holders.iter().map(|one| one.offer_label.clone()).collect();
    let (must, lost): (Vec<String>, Vec<String>) = held.into_iter().partition(label_is_there);
    let base = &decision.content.rules;
    let mut never = base.never.clone();
    never.extend(all.iter().filter(|one| !one.state.holds_place()).map(|one| one.offer_label.clone()));
    let rules = Rules { must, never, places: base.places.saturating_sub(lost.len()).max(1), ..base.clone() };
    let rules = rules.tidy();
    // Minimum numbers of an area may no longer be possible with those who stay; the places are filled all the same.
    let choice = match basis.choose(&rules).await? {
        Ok(choice) => choice,
        Err(_) => match basis.choose(&Rules { quotas: Vec::new(), ..rules.clone() }).await? {
            Ok(choice) => choice,
            Err(_) => return Ok(None),
        },
    };
    let Some(pick) = choice.chosen.iter().find(|pick| !rules.must.contains(&pick.offer)) else {
        return Ok(None);
    };
    let offer = find_offer_by_label(db, round.id, &pick.offer).await?.filter(KeptOffer::counts);
    Ok(offer.map(|offer| NextBest {
        because: Because {
            instead_of: free.offer_label.clone(),
            contribution: choice.share(pick.contribution),
            covered: choice.share(choice.covered),
            is_proven: choice.is_proven,
        },
        instead_of: free.clone(),
        decision: decision.id,
        offer,
        needs: pick.needs.clone(),
    }))
}
