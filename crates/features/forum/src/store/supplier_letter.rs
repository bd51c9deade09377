//! Who was told what when about the choice, and the office's words for it.

use jiff::Timestamp;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::{Deserialize, Serialize};

use super::document::{Keep, find_document, save_document};
use crate::model::supplier_words::SupplierWords;

/// Why a supplier is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum LetterKind {
    /// It is invited.
    Invitation,
    /// It has not answered.
    Reminder,
    /// It was not chosen.
    Refusal,
    /// Its invitation was taken back.
    Withdrawal,
    /// A call for needs that nobody covers.
    Call,
}

impl LetterKind {
    /// All kinds.
    pub const ALL: [LetterKind; 5] =
        [Self::Invitation, Self::Reminder, Self::Refusal, Self::Withdrawal, Self::Call];

    /// The word in the database, in addresses and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reminder => "reminder",
            Self::Refusal => "refusal",
            Self::Withdrawal => "withdrawal",
            Self::Call => "call",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A mail to a supplier, as it was written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SupplierLetter {
    /// Its id.
    pub id: Id,
    /// The round.
    pub round: Id,
    /// The supplier.
    pub organisation: Id,
    /// The supplier's name.
    pub supplier: String,
    /// The invitation, offer or call it is about.
    pub about: Id,
    /// Why it was written.
    pub kind: LetterKind,
    /// The mailing it belongs to.
    pub mailing: String,
    /// To which address.
    pub email: String,
    /// To whom; may be empty.
    pub name: String,
    /// Its subject.
    pub subject: String,
    /// Its words.
    pub words: String,
    /// The mail.
    pub mail: Option<Id>,
    /// When it was caused.
    pub sent_at: Timestamp,
}

fn kept(row: &Row) -> Result<SupplierLetter, StoreError> {
    let kind: String = row.get("kind")?;
    Ok(SupplierLetter {
        id: row.get("id")?,
        round: row.get("round")?,
        organisation: row.get("organisation")?,
        supplier: row.get("supplier")?,
        about: row.get("subject_of")?,
        kind: LetterKind::of_word(&kind)
            .ok_or_else(|| StoreError::Fault(format!("a letter of kind {kind:?}")))?,
        mailing: row.get("mailing")?,
        email: row.get("email")?,
        name: row.get("name")?,
        subject: row.get("subject")?,
        words: row.get("words")?,
        mail: row.get("mail")?,
        sent_at: row.get("sent_at")?,
    })
}

/// All letters to suppliers of a round, the newest first.
pub async fn list_letters(db: &mut Session, round: Id) -> Result<Vec<SupplierLetter>, StoreError> {
    let list = sql!(
        "SELECT l.*, o.name AS supplier FROM supplier_letter l \
         JOIN organisation o ON o.tenant = l.tenant AND o.id = l.organisation \
         WHERE l.tenant = $1 AND l.round = $2 ORDER BY l.sent_at DESC, l.id DESC"
    );
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// A letter about to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct NewLetter<'a> {
    /// The round.
    pub round: Id,
    /// The supplier.
    pub organisation: Id,
    /// The invitation, offer or call it is about.
    pub about: Id,
    /// Why it is written.
    pub kind: LetterKind,
    /// The mailing it belongs to.
    pub mailing: &'a str,
    /// To which address.
    pub email: &'a str,
    /// To whom.
    pub name: &'a str,
}

/// Adds a letter with its words; `None` where the mailing has reached the address about the same thing.
async fn insert_letter(
    change: &mut Change,
    new: &NewLetter<'_>,
    (subject, words): (&str, &str),
    sent_at: Timestamp,
) -> Result<Option<Id>, StoreError> {
    let id = Id::new(change.now());
    let insert = sql!(
        "INSERT INTO supplier_letter (tenant, id, round, organisation, subject_of, kind, mailing, email, name, subject, \
         words, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
         ON CONFLICT (tenant, mailing, subject_of, email) DO NOTHING"
    );
    let values = [
        Arg::from(id),
        Arg::from(new.round),
        Arg::from(new.organisation),
        Arg::from(new.about),
        Arg::from(new.kind.word()),
        Arg::from(new.mailing),
        Arg::from(new.email),
        Arg::from(new.name),
        Arg::from(subject),
        Arg::from(words),
        Arg::from(sent_at),
    ];
    Ok((change.run(insert, &values).await? == 1).then_some(id))
}

/// Takes an address for a mailing. `None` where the mailing has reached it about the same thing.
pub async fn claim_letter(change: &mut Change, new: &NewLetter<'_>) -> Result<Option<Id>, StoreError> {
    let now = change.now();
    insert_letter(change, new, ("", ""), now).await
}

/// Notes what a claimed letter says, and the mail that carries it.
pub async fn write_letter(
    change: &mut Change,
    id: Id,
    subject: &str,
    words: &str,
    mail: Id,
) -> Result<(), StoreError> {
    let update =
        sql!("UPDATE supplier_letter SET subject = $3, words = $4, mail = $5 WHERE tenant = $1 AND id = $2");
    change.run(update, args![id, subject, words, mail]).await?;
    Ok(())
}

/// Adds a letter that was written elsewhere at `sent_at`: nothing is sent.
///
/// # Errors
///
/// `Conflict` where the mailing has reached the address about the same thing.
pub async fn insert_past_letter(
    change: &mut Change,
    new: &NewLetter<'_>,
    subject: &str,
    words: &str,
    sent_at: Timestamp,
) -> Result<(), StoreError> {
    match insert_letter(change, new, (subject, words), sent_at).await? {
        Some(_) => Ok(()),
        None => Err(StoreError::Conflict("this letter is there already".into())),
    }
}

/// The office's words for suppliers of a round and their edition; the shipped ones and 0 where nobody changed them.
pub async fn find_words(db: &mut Session, round: Id) -> Result<(SupplierWords, i64), StoreError> {
    let find = sql!("SELECT content, edition FROM supplier_words WHERE tenant = $1 AND round = $2");
    Ok(find_document(db, find, round).await?.unwrap_or_default())
}

/// Keeps the words; `false` where somebody else changed them since `edition`.
pub async fn save_words(
    change: &mut Change,
    round: Id,
    content: &SupplierWords,
    edition: i64,
) -> Result<bool, StoreError> {
    let keep = Keep {
        insert: sql!(
            "INSERT INTO supplier_words (tenant, round, content, edition) VALUES ($1, $2, $3, 1) \
             ON CONFLICT (tenant, round) DO NOTHING"
        ),
        update: sql!(
            "UPDATE supplier_words SET content = $3, edition = edition + 1 \
             WHERE tenant = $1 AND round = $2 AND edition = $4"
        ),
    };
    save_document(change, keep, round, content, edition).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use rathaus_people::organisation::{self, NewOrganisation, OrganisationKind};
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};

    #[tokio::test]
    async fn a_mailing_reaches_an_address_once_and_words_have_an_edition() {
        for scratch in both(&[rathaus_web::MIGRATIONS, rathaus_people::MIGRATIONS, crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let round = Id::of_name("round");
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            let firm = NewOrganisation::named(OrganisationKind::Supplier, "Anker");
            let firm = organisation::insert(&mut change, &firm).await.expect("kept");
            let new = NewLetter {
                round,
                organisation: firm,
                about: Id::of_name("offer"),
                kind: LetterKind::Refusal,
                mailing: "office:1",
                email: "a@anker.example",
                name: "Ada",
            };
            let id = claim_letter(&mut change, &new).await.expect("runs").expect("new");
            assert_eq!(claim_letter(&mut change, &new).await.expect("runs"), None, "once");
            let second = NewLetter { mailing: "office:2", ..new };
            assert!(claim_letter(&mut change, &second).await.expect("runs").is_some());
            write_letter(&mut change, id, "Absage", "Leider nicht", Id::of_name("mail")).await.expect("kept");
            let past = NewLetter { mailing: "elsewhere", ..new.clone() };
            let before = start().checked_sub(jiff::SignedDuration::from_hours(9)).expect("a time");
            insert_past_letter(&mut change, &past, "Einladung", "Kommen Sie", before).await.expect("kept");
            let words = SupplierWords { days: 5, ..SupplierWords::default() };
            assert!(save_words(&mut change, round, &words, 0).await.expect("runs"));
            assert!(!save_words(&mut change, round, &words, 0).await.expect("runs"), "made meanwhile");
            assert!(save_words(&mut change, round, &words, 1).await.expect("runs"));
            change.commit(Record::new("supplier.refused", round)).await.expect("kept");
            let mut view = scope.read().await.expect("begins");
            assert_eq!(find_words(&mut view, round).await.expect("read"), (words, 2));
            let letters = list_letters(&mut view, round).await.expect("read");
            assert_eq!((letters.len(), letters[2].sent_at), (3, before));
            let written = letters.iter().find(|one| one.id == id).expect("there");
            assert_eq!((written.subject.as_str(), written.supplier.as_str()), ("Absage", "Anker"));
        }
    }
}
