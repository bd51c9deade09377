//! Who is asked in a round, and how far each body has come: one invitation per body.
//!
//! The contacts behind an invitation are in [`contact`]. A body's answers are no part of this: the survey writes
//! them and tells [`mark_opened`], [`mark_started`] and [`mark_answered`].

pub mod contact;
mod link;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use rathaus_core::Ags;
use rathaus_core::register::Register;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::{Deserialize, Serialize};

pub use link::{Invited, PURPOSE, find_by_secret, issue_link, link_end, revoke_links};

/// How far an invitation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Chosen; nothing was sent yet.
    Listed,
    /// A mail is on its way or was sent.
    Invited,
    /// Somebody opened the link.
    Opened,
    /// Somebody began to answer.
    Started,
    /// There is an answer.
    Answered,
    /// The body does not take part.
    Declined,
}

impl State {
    /// All states, in the order of the way.
    pub const ALL: [State; 6] =
        [State::Listed, State::Invited, State::Opened, State::Started, State::Answered, State::Declined];

    /// The word in the database, in addresses and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            State::Listed => "listed",
            State::Invited => "invited",
            State::Opened => "opened",
            State::Started => "started",
            State::Answered => "answered",
            State::Declined => "declined",
        }
    }

    /// The state of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether the office still waits for the body: it was asked and neither answered nor declined.
    pub fn is_awaited(self) -> bool {
        matches!(self, State::Invited | State::Opened | State::Started)
    }
}

/// What kind of body is invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// A municipality of the register.
    Municipality,
    /// A county as a body of its own.
    County,
    /// Something without a key: an association, an institution.
    Other,
}

/// An invitation as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Invitation {
    /// Its id.
    pub id: Id,
    /// Its round.
    pub round: Id,
    /// The invited body.
    pub organisation: Id,
    /// The body's name when it was chosen, without the register's addition.
    pub name: String,
    /// The body's key, where it has one.
    pub ags: Option<Ags>,
    /// Inhabitants when it was chosen; 0 where nobody counted.
    pub inhabitants: u32,
    /// How far it is.
    pub state: State,
    /// Rises with every change.
    pub edition: i64,
    /// When the body was chosen.
    pub listed_at: Timestamp,
    /// When the first mail was caused.
    pub invited_at: Option<Timestamp>,
    /// When the link was first opened.
    pub opened_at: Option<Timestamp>,
    /// When the first answer was saved.
    pub started_at: Option<Timestamp>,
    /// When the body first submitted its answers.
    pub answered_at: Option<Timestamp>,
    /// When the body said that it does not take part.
    pub declined_at: Option<Timestamp>,
    /// Why, in its own words.
    pub reason: Option<String>,
    /// How often it was reminded.
    pub reminders: u32,
    /// When it was last reminded.
    pub reminded_at: Option<Timestamp>,
}

impl Invitation {
    /// A body that is chosen at `now` and to which nothing was sent yet.
    pub fn listed(
        now: Timestamp,
        round: Id,
        organisation: Id,
        name: &str,
        ags: Option<Ags>,
        inhabitants: u32,
    ) -> Self {
        Self {
            id: Id::new(now),
            round,
            organisation,
            name: name.to_owned(),
            ags,
            inhabitants,
            state: State::Listed,
            edition: 1,
            listed_at: now,
            invited_at: None,
            opened_at: None,
            started_at: None,
            answered_at: None,
            declined_at: None,
            reason: None,
            reminders: 0,
            reminded_at: None,
        }
    }

    /// What kind of body it is.
    pub fn body(&self) -> Body {
        match self.ags {
            Some(ags) if Register::germany().find(ags).is_some() => Body::Municipality,
            Some(_) => Body::County,
            None => Body::Other,
        }
    }

    /// Key of the county the body lies in; of a county its own.
    pub fn county(&self) -> Option<Ags> {
        self.ags.map(Ags::county)
    }

    /// Where the invitation stands without a refusal: what it goes back to when a body takes part after all.
    pub fn state_without_refusal(&self) -> State {
        match (self.answered_at, self.started_at, self.opened_at, self.invited_at) {
            (Some(_), ..) => State::Answered,
            (_, Some(_), ..) => State::Started,
            (_, _, Some(_), _) => State::Opened,
            (_, _, _, Some(_)) => State::Invited,
            _ => State::Listed,
        }
    }
}

fn kept(row: &Row) -> Result<Invitation, StoreError> {
    let state: String = row.get("state")?;
    Ok(Invitation {
        id: row.get("id")?,
        round: row.get("round")?,
        organisation: row.get("organisation")?,
        name: row.get("name")?,
        ags: row.get("ags")?,
        inhabitants: row.get("inhabitants")?,
        state: State::of_word(&state)
            .ok_or_else(|| StoreError::Fault(format!("an invitation in state {state:?}")))?,
        edition: row.get("edition")?,
        listed_at: row.get("listed_at")?,
        invited_at: row.get("invited_at")?,
        opened_at: row.get("opened_at")?,
        started_at: row.get("started_at")?,
        answered_at: row.get("answered_at")?,
        declined_at: row.get("declined_at")?,
        reason: row.get("reason")?,
        reminders: row.get("reminders")?,
        reminded_at: row.get("reminded_at")?,
    })
}

/// All invitations of a round, by name.
pub async fn list_invitations(db: &mut Session, round: Id) -> Result<Vec<Invitation>, StoreError> {
    let list = sql!(
        "SELECT id, round, organisation, name, ags, inhabitants, state, edition, listed_at, invited_at, opened_at, \
         started_at, answered_at, declined_at, reason, reminders, reminded_at FROM invitation \
         WHERE tenant = $1 AND round = $2 ORDER BY name, ags, id"
    );
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// The invitation with this id.
pub async fn find_invitation(db: &mut Session, id: Id) -> Result<Option<Invitation>, StoreError> {
    let find = sql!(
        "SELECT id, round, organisation, name, ags, inhabitants, state, edition, listed_at, invited_at, opened_at, \
         started_at, answered_at, declined_at, reason, reminders, reminded_at FROM invitation \
         WHERE tenant = $1 AND id = $2"
    );
    db.one(find, args![id]).await?.as_ref().map(kept).transpose()
}

/// The invitation of a body to a round; for people who are signed in for it.
pub async fn find_invitation_of(
    db: &mut Session,
    round: Id,
    organisation: Id,
) -> Result<Option<Invitation>, StoreError> {
    let find = sql!(
        "SELECT id, round, organisation, name, ags, inhabitants, state, edition, listed_at, invited_at, opened_at, \
         started_at, answered_at, declined_at, reason, reminders, reminded_at FROM invitation \
         WHERE tenant = $1 AND round = $2 AND organisation = $3"
    );
    db.one(find, args![round, organisation]).await?.as_ref().map(kept).transpose()
}

/// Adds an invitation as it is; `false` where the body is already in the round.
pub async fn insert_invitation(change: &mut Change, new: &Invitation) -> Result<bool, StoreError> {
    let insert = sql!(
        "INSERT INTO invitation (tenant, id, round, organisation, name, ags, inhabitants, state, edition, listed_at, \
         invited_at, opened_at, started_at, answered_at, declined_at, reason, reminders, reminded_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) \
         ON CONFLICT (tenant, round, organisation) DO NOTHING"
    );
    let values = [
        Arg::from(new.id),
        Arg::from(new.round),
        Arg::from(new.organisation),
        Arg::from(&new.name),
        Arg::from(new.ags),
        Arg::from(new.inhabitants),
        Arg::from(new.state.word()),
        Arg::from(new.edition),
        Arg::from(new.listed_at),
        Arg::from(new.invited_at),
        Arg::from(new.opened_at),
        Arg::from(new.started_at),
        Arg::from(new.answered_at),
        Arg::from(new.declined_at),
        Arg::from(new.reason.clone()),
        Arg::from(new.reminders),
        Arg::from(new.reminded_at),
    ];
    Ok(change.run(insert, &values).await? == 1)
}

/// Takes a body out of the round with its contacts; `false` once a mail was caused: then it can only be declined.
pub async fn delete_listed(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let delete = sql!("DELETE FROM invitation WHERE tenant = $1 AND id = $2 AND state = 'listed'");
    if change.run(delete, args![id]).await? == 0 {
        return Ok(false);
    }
    change
        .run(sql!("DELETE FROM invitation_contact WHERE tenant = $1 AND invitation = $2"), args![id])
        .await?;
    Ok(true)
}

/// Notes that the first mail is on its way.
pub async fn mark_invited(change: &mut Change, id: Id) -> Result<(), StoreError> {
    let update = sql!(
        "UPDATE invitation SET state = CASE WHEN state = 'listed' THEN 'invited' ELSE state END, \
         invited_at = COALESCE(invited_at, $3), edition = edition + 1 WHERE tenant = $1 AND id = $2"
    );
    let now = change.now();
    change.run(update, args![id, now]).await?;
    Ok(())
}

/// Notes a reminder.
pub async fn mark_reminded(change: &mut Change, id: Id) -> Result<(), StoreError> {
    let update = sql!(
        "UPDATE invitation SET reminders = reminders + 1, reminded_at = $3, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2"
    );
    let now = change.now();
    change.run(update, args![id, now]).await?;
    Ok(())
}

/// Notes that somebody opened the link; `true` where this is news.
pub async fn mark_opened(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE invitation SET state = CASE WHEN state IN ('listed', 'invited') THEN 'opened' ELSE state END, \
         opened_at = $3, edition = edition + 1 WHERE tenant = $1 AND id = $2 AND opened_at IS NULL"
    );
    let now = change.now();
    Ok(change.run(update, args![id, now]).await? == 1)
}

/// Notes that somebody began to answer; `true` where this is news. A body that declined takes part again by it.
pub async fn mark_started(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE invitation SET state = CASE WHEN state = 'answered' THEN state ELSE 'started' END, \
         opened_at = COALESCE(opened_at, $3), started_at = COALESCE(started_at, $3), declined_at = NULL, reason = NULL, \
         edition = edition + 1 WHERE tenant = $1 AND id = $2 AND (started_at IS NULL OR state = 'declined')"
    );
    let now = change.now();
    Ok(change.run(update, args![id, now]).await? == 1)
}

/// Notes an answer. `answered_at` stays the time of the first one; `true` where this is the first.
pub async fn mark_answered(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let first = sql!("SELECT answered_at FROM invitation WHERE tenant = $1 AND id = $2");
    let is_first = match change.one(first, args![id]).await? {
        Some(row) => row.get::<Option<Timestamp>>("answered_at")?.is_none(),
        None => return Ok(false),
    };
    let update = sql!(
        "UPDATE invitation SET state = 'answered', opened_at = COALESCE(opened_at, $3), \
         started_at = COALESCE(started_at, $3), answered_at = COALESCE(answered_at, $3), declined_at = NULL, \
         reason = NULL, edition = edition + 1 WHERE tenant = $1 AND id = $2"
    );
    let now = change.now();
    change.run(update, args![id, now]).await?;
    Ok(is_first)
}

/// Notes that the body does not take part; `false` where it has answered already.
pub async fn mark_declined(change: &mut Change, id: Id, reason: &str) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE invitation SET state = 'declined', declined_at = $3, reason = $4, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND state <> 'answered'"
    );
    let now = change.now();
    Ok(change.run(update, args![id, now, reason]).await? == 1)
}

/// Takes a refusal back; `false` where there is none.
pub async fn mark_taking_part(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let Some(found) = find_invitation(change, id).await?.filter(|i| i.state == State::Declined) else {
        return Ok(false);
    };
    let update = sql!(
        "UPDATE invitation SET state = $3, declined_at = NULL, reason = NULL, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND state = 'declined'"
    );
    Ok(change.run(update, args![id, found.state_without_refusal().word()]).await? == 1)
}
