//! Offers of suppliers, from the draft to what the office decided, and the questions about them.

pub mod file;

use jiff::Timestamp;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::{Deserialize, Serialize};

use crate::model::{Extra, Offer};

/// How far an offer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OfferState {
    /// Only its supplier sees it.
    Draft,
    /// The office sees it.
    Submitted,
    /// Its supplier took it back.
    Withdrawn,
}

impl OfferState {
    /// All states.
    pub const ALL: [OfferState; 3] = [OfferState::Draft, OfferState::Submitted, OfferState::Withdrawn];

    /// The word in the database and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            OfferState::Draft => "draft",
            OfferState::Submitted => "submitted",
            OfferState::Withdrawn => "withdrawn",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// What a supplier writes about an offer; fields as in [`Offer`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OfferText {
    /// Product and what it is.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Several sentences.
    pub description: String,
    /// How it runs.
    pub deployment: String,
    /// Where it runs.
    pub hosting: String,
    /// Certificates, separated by semicolons.
    pub certificates: String,
    /// Standards and interfaces, separated by semicolons.
    pub standards: String,
    /// The price in the supplier's words.
    pub price_model: String,
    /// Who uses it.
    pub references: String,
}

impl OfferText {
    /// The text of a read offer.
    pub fn of(offer: &Offer) -> Self {
        Self {
            title: offer.title.clone(),
            summary: offer.summary.clone(),
            description: offer.description.clone(),
            deployment: offer.deployment.clone(),
            hosting: offer.hosting.clone(),
            certificates: offer.certificates.clone(),
            standards: offer.standards.clone(),
            price_model: offer.price_model.clone(),
            references: offer.references.clone(),
        }
    }

    /// The offer as the engines take it.
    pub fn into_model(self, id: String, supplier: String) -> Offer {
        Offer {
            id,
            supplier,
            title: self.title,
            summary: self.summary,
            description: self.description,
            deployment: self.deployment,
            hosting: self.hosting,
            certificates: self.certificates,
            standards: self.standards,
            price_model: self.price_model,
            references: self.references,
            extra: Extra::new(),
        }
    }
}

/// An offer as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KeptOffer {
    /// Its id.
    pub id: Id,
    /// Its round.
    pub round: Id,
    /// Its name in the round, as in `O01`, once it was submitted.
    pub label: Option<String>,
    /// The supplier.
    pub organisation: Id,
    /// The supplier's name.
    pub supplier: String,
    /// The supplier's website.
    pub website: Option<String>,
    /// What was written.
    pub text: OfferText,
    /// How far it is.
    pub state: OfferState,
    /// Why the office set it aside, if it did.
    pub aside_reason: Option<String>,
    /// When it did.
    pub aside_at: Option<Timestamp>,
    /// Rises with every change.
    pub edition: i64,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last changed by its supplier.
    pub changed_at: Timestamp,
    /// When it was last submitted.
    pub submitted_at: Option<Timestamp>,
}

impl KeptOffer {
    /// Whether the plan counts it: submitted and not set aside.
    pub fn counts(&self) -> bool {
        self.state == OfferState::Submitted && self.aside_at.is_none()
    }

    /// The offer as the engines take it: named by its label.
    pub fn into_model(self) -> Offer {
        self.text.into_model(self.label.unwrap_or_else(|| self.id.to_string()), self.supplier)
    }
}

fn kept(row: &Row) -> Result<KeptOffer, StoreError> {
    let state: String = row.get("state")?;
    Ok(KeptOffer {
        id: row.get("id")?,
        round: row.get("round")?,
        label: row.get("label")?,
        organisation: row.get("organisation")?,
        supplier: row.get("supplier")?,
        website: row.get("website")?,
        text: OfferText {
            title: row.get("title")?,
            summary: row.get("summary")?,
            description: row.get("description")?,
            deployment: row.get("deployment")?,
            hosting: row.get("hosting")?,
            certificates: row.get("certificates")?,
            standards: row.get("standards")?,
            price_model: row.get("price_model")?,
            references: row.get("used_by")?,
        },
        state: OfferState::of_word(&state)
            .ok_or_else(|| StoreError::Fault(format!("an offer in state {state:?}")))?,
        aside_reason: row.get("aside_reason")?,
        aside_at: row.get("aside_at")?,
        edition: row.get("edition")?,
        created_at: row.get("created_at")?,
        changed_at: row.get("changed_at")?,
        submitted_at: row.get("submitted_at")?,
    })
}

/// All offers of a round that were submitted at least once, withdrawn ones too, by label. Drafts stay with their
/// supplier: see [`list_offers_of`].
pub async fn list_offers(db: &mut Session, round: Id) -> Result<Vec<KeptOffer>, StoreError> {
    let list = sql!(
        "SELECT f.*, o.name AS supplier, o.website FROM offer f \
         JOIN organisation o ON o.tenant = f.tenant AND o.id = f.organisation \
         WHERE f.tenant = $1 AND f.round = $2 AND f.label IS NOT NULL ORDER BY f.label"
    );
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// The offers of one supplier in a round, drafts too, the oldest first.
pub async fn list_offers_of(
    db: &mut Session,
    round: Id,
    organisation: Id,
) -> Result<Vec<KeptOffer>, StoreError> {
    let list = sql!(
        "SELECT f.*, o.name AS supplier, o.website FROM offer f \
         JOIN organisation o ON o.tenant = f.tenant AND o.id = f.organisation \
         WHERE f.tenant = $1 AND f.round = $2 AND f.organisation = $3 ORDER BY f.id"
    );
    db.all(list, args![round, organisation]).await?.iter().map(kept).collect()
}

/// An offer, drafts too: the caller looks at whose it is.
pub async fn find_offer(db: &mut Session, id: Id) -> Result<Option<KeptOffer>, StoreError> {
    let find = sql!(
        "SELECT f.*, o.name AS supplier, o.website FROM offer f \
         JOIN organisation o ON o.tenant = f.tenant AND o.id = f.organisation \
         WHERE f.tenant = $1 AND f.id = $2"
    );
    db.one(find, args![id]).await?.as_ref().map(kept).transpose()
}

/// An offer by its label in the round.
pub async fn find_offer_by_label(
    db: &mut Session,
    round: Id,
    label: &str,
) -> Result<Option<KeptOffer>, StoreError> {
    let find = sql!(
        "SELECT f.*, o.name AS supplier, o.website FROM offer f \
         JOIN organisation o ON o.tenant = f.tenant AND o.id = f.organisation \
         WHERE f.tenant = $1 AND f.round = $2 AND f.label = $3"
    );
    db.one(find, args![round, label]).await?.as_ref().map(kept).transpose()
}

/// Begins an offer as a draft. Gives its id.
pub async fn insert_draft(
    change: &mut Change,
    round: Id,
    organisation: Id,
    text: &OfferText,
) -> Result<Id, StoreError> {
    let id = Id::new(change.now());
    insert_draft_as(change, id, round, organisation, text).await?;
    Ok(id)
}

/// Begins an offer as a draft under an id that its form carries, so that a form sent twice begins one offer.
pub async fn insert_draft_as(
    change: &mut Change,
    id: Id,
    round: Id,
    organisation: Id,
    text: &OfferText,
) -> Result<(), StoreError> {
    insert(change, id, round, organisation, None, text).await
}

/// Adds an offer that was read from a file and is submitted under its own label. Gives its id.
pub async fn insert_submitted(
    change: &mut Change,
    round: Id,
    organisation: Id,
    label: &str,
    text: &OfferText,
) -> Result<Id, StoreError> {
    let id = Id::new(change.now());
    insert(change, id, round, organisation, Some(label), text).await?;
    Ok(id)
}

async fn insert(
    change: &mut Change,
    id: Id,
    round: Id,
    organisation: Id,
    label: Option<&str>,
    text: &OfferText,
) -> Result<(), StoreError> {
    let now = change.now();
    let insert = sql!(
        "INSERT INTO offer (tenant, id, round, label, organisation, title, summary, description, deployment, hosting, \
         certificates, standards, price_model, used_by, state, edition, created_at, changed_at, submitted_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, $16, $16, $17)"
    );
    let state = if label.is_some() { OfferState::Submitted } else { OfferState::Draft };
    let values = [
        Arg::from(id),
        Arg::from(round),
        Arg::from(label.map(str::to_owned)),
        Arg::from(organisation),
        Arg::from(&text.title),
        Arg::from(&text.summary),
        Arg::from(&text.description),
        Arg::from(&text.deployment),
        Arg::from(&text.hosting),
        Arg::from(&text.certificates),
        Arg::from(&text.standards),
        Arg::from(&text.price_model),
        Arg::from(&text.references),
        Arg::from(state.word()),
        Arg::from(now),
        Arg::from(label.map(|_| now)),
    ];
    change.run(insert, &values).await?;
    Ok(())
}

/// Writes the text of an offer; `false` where somebody else changed it since `edition`.
pub async fn update_text(
    change: &mut Change,
    id: Id,
    edition: i64,
    text: &OfferText,
) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE offer SET title = $4, summary = $5, description = $6, deployment = $7, hosting = $8, certificates = $9, \
         standards = $10, price_model = $11, used_by = $12, changed_at = $13, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND edition = $3"
    );
    let values = [
        Arg::from(id),
        Arg::from(edition),
        Arg::from(&text.title),
        Arg::from(&text.summary),
        Arg::from(&text.description),
        Arg::from(&text.deployment),
        Arg::from(&text.hosting),
        Arg::from(&text.certificates),
        Arg::from(&text.standards),
        Arg::from(&text.price_model),
        Arg::from(&text.references),
        Arg::from(now),
    ];
    Ok(change.run(update, &values).await? == 1)
}

/// Submits an offer; its first submission gives it its label. `None` where there is no such offer.
pub async fn submit(change: &mut Change, offer: &KeptOffer) -> Result<Option<String>, StoreError> {
    let now = change.now();
    let label = match &offer.label {
        Some(label) => label.clone(),
        None => next_label(change, offer.round).await?,
    };
    let update = sql!(
        "UPDATE offer SET state = 'submitted', label = $3, submitted_at = $4, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2"
    );
    let touched = change.run(update, args![offer.id, label.as_str(), now]).await?;
    Ok((touched == 1).then_some(label))
}

/// The next free label. The row of the round is touched first, so that two suppliers that submit at once on PostgreSQL
/// wait for each other instead of taking the same one.
async fn next_label(change: &mut Change, round: Id) -> Result<String, StoreError> {
    change.run(sql!("UPDATE round SET slug = slug WHERE tenant = $1 AND id = $2"), args![round]).await?;
    let labels = change
        .all(
            sql!("SELECT label FROM offer WHERE tenant = $1 AND round = $2 AND label IS NOT NULL"),
            args![round],
        )
        .await?;
    let mut highest = 0_u32;
    for row in &labels {
        let label: String = row.get("label")?;
        highest = highest.max(label.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0));
    }
    Ok(format!("O{:02}", highest + 1))
}

/// Takes an offer back; `false` where it is not submitted.
pub async fn withdraw(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE offer SET state = 'withdrawn', edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND state = 'submitted'"
    );
    Ok(change.run(update, args![id]).await? == 1)
}

/// Deletes a draft that was never submitted; `false` where it is none.
pub async fn delete_draft(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let delete =
        sql!("DELETE FROM offer WHERE tenant = $1 AND id = $2 AND state = 'draft' AND label IS NULL");
    Ok(change.run(delete, args![id]).await? == 1)
}

/// Sets an offer aside with a reason, or takes that back (`None`); `false` where nothing changes.
pub async fn set_aside(change: &mut Change, id: Id, reason: Option<&str>) -> Result<bool, StoreError> {
    let at = reason.map(|_| change.now());
    let update = sql!(
        "UPDATE offer SET aside_reason = $3, aside_at = $4, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND label IS NOT NULL"
    );
    Ok(change.run(update, args![id, reason, at]).await? == 1)
}

/// A question of the office about an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Its id.
    pub id: Id,
    /// The offer.
    pub offer: Id,
    /// What is asked.
    pub question: String,
    /// When.
    pub asked_at: Timestamp,
    /// What the supplier says.
    pub answer: Option<String>,
    /// When.
    pub answered_at: Option<Timestamp>,
}

/// The questions about an offer, the oldest first.
pub async fn list_questions(db: &mut Session, offer: Id) -> Result<Vec<Question>, StoreError> {
    let list = sql!(
        "SELECT id, offer, question, asked_at, answer, answered_at FROM offer_question \
         WHERE tenant = $1 AND offer = $2 ORDER BY asked_at, id"
    );
    db.all(list, args![offer])
        .await?
        .iter()
        .map(|row| {
            Ok(Question {
                id: row.get("id")?,
                offer: row.get("offer")?,
                question: row.get("question")?,
                asked_at: row.get("asked_at")?,
                answer: row.get("answer")?,
                answered_at: row.get("answered_at")?,
            })
        })
        .collect()
}

/// Ids of offers of a round with a question nobody has answered.
pub async fn list_waiting(db: &mut Session, round: Id) -> Result<Vec<Id>, StoreError> {
    let list = sql!(
        "SELECT DISTINCT q.offer FROM offer_question q JOIN offer f ON f.tenant = q.tenant AND f.id = q.offer \
         WHERE q.tenant = $1 AND f.round = $2 AND q.answered_at IS NULL ORDER BY q.offer"
    );
    db.all(list, args![round]).await?.iter().map(|row| row.get("offer")).collect()
}

/// Asks about an offer. Gives the question's id.
pub async fn insert_question(change: &mut Change, offer: Id, question: &str) -> Result<Id, StoreError> {
    let id = Id::new(change.now());
    insert_question_as(change, id, offer, question).await?;
    Ok(id)
}

/// Asks about an offer under an id that the form carries; `false` where that question is asked already.
pub async fn insert_question_as(
    change: &mut Change,
    id: Id,
    offer: Id,
    question: &str,
) -> Result<bool, StoreError> {
    let now = change.now();
    let insert = sql!(
        "INSERT INTO offer_question (tenant, id, offer, question, asked_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (tenant, id) DO NOTHING"
    );
    Ok(change.run(insert, args![id, offer, question, now]).await? == 1)
}

/// Answers a question of an offer; a later answer replaces the one before. `false` where there is no such question.
pub async fn answer_question(
    change: &mut Change,
    offer: Id,
    question: Id,
    answer: &str,
) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE offer_question SET answer = $4, answered_at = $5 WHERE tenant = $1 AND offer = $2 AND id = $3"
    );
    Ok(change.run(update, args![offer, question, answer, now]).await? == 1)
}

#[cfg(test)]
mod tests;
