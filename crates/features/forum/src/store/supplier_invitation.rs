//! Suppliers invited to the event, each with one of its offers, and what they answer.

pub mod contact;
mod link;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::{Deserialize, Serialize};

pub use link::{PURPOSE, find_by_secret, issue_link};

/// How an invitation stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum SupplierState {
    /// Decided; nothing was sent yet.
    Listed,
    /// Asked.
    Invited,
    /// Comes.
    Accepted,
    /// Does not come.
    Declined,
    /// Did not answer in time.
    Expired,
    /// Taken back by the office.
    Withdrawn,
}

impl SupplierState {
    /// All states.
    pub const ALL: [SupplierState; 6] =
        [Self::Listed, Self::Invited, Self::Accepted, Self::Declined, Self::Expired, Self::Withdrawn];

    /// The word in the database, in addresses and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Invited => "invited",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether it takes one of the places.
    pub fn holds_place(self) -> bool {
        matches!(self, Self::Listed | Self::Invited | Self::Accepted)
    }
}

/// Why an offer stepped in for another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Because {
    /// Label of the offer that dropped out.
    pub instead_of: String,
    /// What the choice would lose without the new one, as a share of the demand.
    pub contribution: f64,
    /// What the choice with it covers, as a share of the demand.
    pub covered: f64,
    /// Whether no other choice beside those that stay is better.
    pub is_proven: bool,
}

/// An invitation as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SupplierInvitation {
    /// Its id.
    pub id: Id,
    /// Its round.
    pub round: Id,
    /// The decision it rests on.
    pub decision: Id,
    /// The supplier.
    pub organisation: Id,
    /// The supplier's name.
    pub supplier: String,
    /// The offer.
    pub offer: Id,
    /// The offer's label.
    pub offer_label: String,
    /// The offer's title.
    pub offer_title: String,
    /// How it stands.
    pub state: SupplierState,
    /// Last day to answer.
    pub deadline: Option<Date>,
    /// The invitation it stepped in for.
    pub instead_of: Option<Id>,
    /// Why.
    pub because: Option<Because>,
    /// What the supplier says to its answer; the office's words where it took it back.
    pub reason: String,
    /// Rises with every change.
    pub edition: i64,
    /// When it was listed.
    pub listed_at: Timestamp,
    /// When the first mail was caused.
    pub invited_at: Option<Timestamp>,
    /// When its link was first opened.
    pub opened_at: Option<Timestamp>,
    /// When the supplier answered.
    pub answered_at: Option<Timestamp>,
    /// Who answered, by name or address.
    pub answered_by: String,
    /// When it was last reminded.
    pub reminded_at: Option<Timestamp>,
}

fn kept(row: &Row) -> Result<SupplierInvitation, StoreError> {
    let state: String = row.get("state")?;
    let deadline: Option<String> = row.get("deadline")?;
    let because: Option<String> = row.get("because")?;
    Ok(SupplierInvitation {
        id: row.get("id")?,
        round: row.get("round")?,
        decision: row.get("decision")?,
        organisation: row.get("organisation")?,
        supplier: row.get("supplier")?,
        offer: row.get("offer")?,
        offer_label: row.get("offer_label")?,
        offer_title: row.get("offer_title")?,
        state: SupplierState::of_word(&state)
            .ok_or_else(|| StoreError::Fault(format!("a supplier's invitation in state {state:?}")))?,
        deadline: deadline.map(|day| day.parse().map_err(StoreError::fault)).transpose()?,
        instead_of: row.get("instead_of")?,
        because: because.map(|text| serde_json::from_str(&text).map_err(StoreError::fault)).transpose()?,
        reason: row.get("reason")?,
        edition: row.get("edition")?,
        listed_at: row.get("listed_at")?,
        invited_at: row.get("invited_at")?,
        opened_at: row.get("opened_at")?,
        answered_at: row.get("answered_at")?,
        answered_by: row.get("answered_by")?,
        reminded_at: row.get("reminded_at")?,
    })
}

/// All invitations of suppliers to a round, the oldest first.
pub async fn list_supplier_invitations(
    db: &mut Session,
    round: Id,
) -> Result<Vec<SupplierInvitation>, StoreError> {
    let list = sql!(
        "SELECT i.*, o.name AS supplier, f.title AS offer_title FROM supplier_invitation i \
         JOIN organisation o ON o.tenant = i.tenant AND o.id = i.organisation \
         JOIN offer f ON f.tenant = i.tenant AND f.id = i.offer \
         WHERE i.tenant = $1 AND i.round = $2 ORDER BY i.listed_at, i.id"
    );
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// The invitation with this id.
pub async fn find_supplier_invitation(
    db: &mut Session,
    id: Id,
) -> Result<Option<SupplierInvitation>, StoreError> {
    let find = sql!(
        "SELECT i.*, o.name AS supplier, f.title AS offer_title FROM supplier_invitation i \
         JOIN organisation o ON o.tenant = i.tenant AND o.id = i.organisation \
         JOIN offer f ON f.tenant = i.tenant AND f.id = i.offer WHERE i.tenant = $1 AND i.id = $2"
    );
    db.one(find, args![id]).await?.as_ref().map(kept).transpose()
}

/// An invitation to be listed.
#[derive(Debug, Clone, PartialEq)]
pub struct NewInvitation {
    /// The round.
    pub round: Id,
    /// The decision it rests on.
    pub decision: Id,
    /// The supplier.
    pub organisation: Id,
    /// The offer.
    pub offer: Id,
    /// The offer's label.
    pub label: String,
    /// The invitation it steps in for.
    pub instead_of: Option<Id>,
    /// Why.
    pub because: Option<Because>,
}

/// Lists an invitation. `None` where the offer has one already.
pub async fn insert_supplier_invitation(
    change: &mut Change,
    new: &NewInvitation,
) -> Result<Option<Id>, StoreError> {
    let (id, now) = (Id::new(change.now()), change.now());
    let because = new.because.as_ref().map(serde_json::to_string).transpose().map_err(StoreError::fault)?;
    let insert = sql!(
        "INSERT INTO supplier_invitation (tenant, id, round, decision, organisation, offer, offer_label, state, \
         instead_of, because, reason, edition, listed_at, answered_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'listed', $8, $9, '', 1, $10, '') \
         ON CONFLICT (tenant, round, offer) DO NOTHING"
    );
    let values = [
        Arg::from(id),
        Arg::from(new.round),
        Arg::from(new.decision),
        Arg::from(new.organisation),
        Arg::from(new.offer),
        Arg::from(&new.label),
        Arg::from(new.instead_of),
        Arg::from(because),
        Arg::from(now),
    ];
    Ok((change.run(insert, &values).await? == 1).then_some(id))
}

/// Notes that the invitation is on its way, and until when the supplier answers; `false` where it is not waiting.
pub async fn mark_supplier_invited(change: &mut Change, id: Id, deadline: Date) -> Result<bool, StoreError> {
    let (now, deadline) = (change.now(), deadline.to_string());
    let update = sql!(
        "UPDATE supplier_invitation SET state = 'invited', invited_at = COALESCE(invited_at, $3), deadline = $4, \
         edition = edition + 1 WHERE tenant = $1 AND id = $2 AND state IN ('listed', 'invited', 'expired')"
    );
    Ok(change.run(update, args![id, now, deadline.as_str()]).await? == 1)
}

/// Sets another last day; `false` where the invitation is not waiting or somebody changed it since `edition`.
pub async fn move_deadline(
    change: &mut Change,
    id: Id,
    edition: i64,
    deadline: Date,
) -> Result<bool, StoreError> {
    let deadline = deadline.to_string();
    let update = sql!(
        "UPDATE supplier_invitation SET deadline = $4, \
         state = CASE WHEN state = 'expired' THEN 'invited' ELSE state END, reminded_at = NULL, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND edition = $3 AND state IN ('invited', 'expired')"
    );
    Ok(change.run(update, args![id, edition, deadline.as_str()]).await? == 1)
}

/// Notes that somebody opened the link; `true` where this is news.
pub async fn mark_supplier_opened(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE supplier_invitation SET opened_at = $3 WHERE tenant = $1 AND id = $2 AND opened_at IS NULL"
    );
    Ok(change.run(update, args![id, now]).await? == 1)
}

/// Notes a reminder.
pub async fn mark_supplier_reminded(change: &mut Change, id: Id) -> Result<(), StoreError> {
    let now = change.now();
    let update = sql!("UPDATE supplier_invitation SET reminded_at = $3 WHERE tenant = $1 AND id = $2");
    change.run(update, args![id, now]).await?;
    Ok(())
}

/// What a supplier, or the office for it, says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Reply {
    /// It comes.
    Accepted,
    /// It does not.
    Declined,
}

/// Notes an answer; `false` where the invitation is not open to it. Who accepted may still decline; who declined may
/// accept as long as nobody was invited instead.
pub async fn answer(
    change: &mut Change,
    id: Id,
    reply: Reply,
    reason: &str,
    by: &str,
) -> Result<bool, StoreError> {
    let now = change.now();
    let update = match reply {
        Reply::Accepted => sql!(
            "UPDATE supplier_invitation SET state = 'accepted', reason = $3, answered_by = $4, answered_at = $5, \
             edition = edition + 1 WHERE tenant = $1 AND id = $2 AND (state = 'invited' OR state IN \
             ('declined', 'expired') AND NOT EXISTS (SELECT 1 FROM supplier_invitation n WHERE n.tenant = $1 \
             AND n.instead_of = $2))"
        ),
        Reply::Declined => sql!(
            "UPDATE supplier_invitation SET state = 'declined', reason = $3, answered_by = $4, answered_at = $5, \
             edition = edition + 1 WHERE tenant = $1 AND id = $2 AND state IN ('invited', 'accepted', 'expired')"
        ),
    };
    Ok(change.run(update, args![id, reason, by, now]).await? == 1)
}

/// Takes an invitation back with a reason; `false` where it holds no place.
pub async fn withdraw_invitation(change: &mut Change, id: Id, reason: &str) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE supplier_invitation SET state = 'withdrawn', reason = $3, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND state IN ('listed', 'invited', 'accepted')"
    );
    Ok(change.run(update, args![id, reason]).await? == 1)
}

/// Ends an invitation whose last day is over; `false` where it was answered meanwhile.
pub async fn expire(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE supplier_invitation SET state = 'expired', edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND state = 'invited'"
    );
    Ok(change.run(update, args![id]).await? == 1)
}

/// Sets when an invitation was sent and answered: for what is taken over from elsewhere.
pub async fn set_times(
    change: &mut Change,
    id: Id,
    invited_at: Timestamp,
    answered_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let update = sql!(
        "UPDATE supplier_invitation SET listed_at = $3, invited_at = $3, answered_at = $4 \
         WHERE tenant = $1 AND id = $2"
    );
    change.run(update, args![id, invited_at, answered_at]).await?;
    Ok(())
}
