//! Decisions on a choice: signed by one person, confirmed by another, unchanged from then on.

use jiff::Timestamp;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::{Deserialize, Serialize};

use crate::model::decision::{Decided, Signature, hash};

/// How a decision stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DecisionState {
    /// One person signed.
    Signed,
    /// Two persons signed.
    Made,
    /// The first signature no longer holds.
    Void,
}

impl DecisionState {
    /// The word in the database and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            DecisionState::Signed => "signed",
            DecisionState::Made => "made",
            DecisionState::Void => "void",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        [Self::Signed, Self::Made, Self::Void].into_iter().find(|state| state.word() == word)
    }
}

/// Why a first signature no longer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoidWhy {
    /// The choice is another one by now.
    Changed,
    /// Somebody took it back.
    TakenBack,
}

impl VoidWhy {
    fn word(self) -> &'static str {
        match self {
            VoidWhy::Changed => "changed",
            VoidWhy::TakenBack => "taken-back",
        }
    }
}

/// A decision as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decision {
    /// Its id.
    pub id: Id,
    /// Its round.
    pub round: Id,
    /// The variant it was made of, if one was saved.
    pub variant: Option<Id>,
    /// How it stands.
    pub state: DecisionState,
    /// What it rests on.
    pub content: Decided,
    /// The decision before, which this one replaces.
    pub replaces: Option<Id>,
    /// Who signed first.
    pub first: Signature,
    /// Who signed second.
    pub second: Option<Signature>,
    /// Why the first signature no longer holds: `changed` or `taken-back`.
    pub void_why: Option<String>,
    /// Since when.
    pub void_at: Option<Timestamp>,
    /// Over content and signatures, once it was made.
    pub hash: Option<String>,
}

impl Decision {
    /// Whether content and signatures are those that were hashed.
    pub fn is_whole(&self) -> bool {
        let Some(second) = &self.second else { return false };
        hash(self.id, self.replaces, &self.content, &self.first, second).ok() == self.hash
    }
}

fn kept(row: &Row) -> Result<Decision, StoreError> {
    let state: String = row.get("state")?;
    let by: Option<Id> = row.get("second_by")?;
    let name: Option<String> = row.get("second_name")?;
    let at: Option<Timestamp> = row.get("second_at")?;
    Ok(Decision {
        id: row.get("id")?,
        round: row.get("round")?,
        variant: row.get("variant")?,
        state: DecisionState::of_word(&state)
            .ok_or_else(|| StoreError::Fault(format!("a decision in state {state:?}")))?,
        content: row.json("content")?,
        replaces: row.get("replaces")?,
        first: Signature { by: row.get("first_by")?, name: row.get("first_name")?, at: row.get("first_at")? },
        second: by.zip(at).map(|(by, at)| Signature { by, name: name.unwrap_or_default(), at }),
        void_why: row.get("void_why")?,
        void_at: row.get("void_at")?,
        hash: row.get("hash")?,
    })
}

/// All decisions of a round, the newest first.
pub async fn list_decisions(db: &mut Session, round: Id) -> Result<Vec<Decision>, StoreError> {
    let list = sql!(
        "SELECT * FROM selection_decision WHERE tenant = $1 AND round = $2 ORDER BY first_at DESC, id DESC"
    );
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// A decision of a round.
pub async fn find_decision(db: &mut Session, round: Id, id: Id) -> Result<Option<Decision>, StoreError> {
    let find = sql!("SELECT * FROM selection_decision WHERE tenant = $1 AND round = $2 AND id = $3");
    db.one(find, args![round, id]).await?.as_ref().map(kept).transpose()
}

/// The decision that holds: the last one that was made.
pub async fn find_standing(db: &mut Session, round: Id) -> Result<Option<Decision>, StoreError> {
    let find = sql!(
        "SELECT * FROM selection_decision WHERE tenant = $1 AND round = $2 AND state = 'made' \
         ORDER BY second_at DESC, id DESC LIMIT 1"
    );
    db.one(find, args![round]).await?.as_ref().map(kept).transpose()
}

/// Signs a decision first. `None` where another one of the round waits for its second signature.
pub async fn sign(
    change: &mut Change,
    round: Id,
    variant: Option<Id>,
    content: &Decided,
    first: &Signature,
) -> Result<Option<Id>, StoreError> {
    let id = Id::new(change.now());
    let replaces = find_standing(change, round).await?.map(|decision| decision.id);
    let insert = sql!(
        "INSERT INTO selection_decision (tenant, id, round, variant, state, content, replaces, first_by, first_name, \
         first_at) VALUES ($1, $2, $3, $4, 'signed', $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING"
    );
    let values = [
        Arg::from(id),
        Arg::from(round),
        Arg::from(variant),
        Arg::json(content)?,
        Arg::from(replaces),
        Arg::from(first.by),
        Arg::from(&first.name),
        Arg::from(first.at),
    ];
    Ok((change.run(insert, &values).await? == 1).then_some(id))
}

/// Signs a decision second, which makes it. `false` where it no longer waits, or the person signed first.
pub async fn confirm(
    change: &mut Change,
    decision: &Decision,
    second: &Signature,
) -> Result<bool, StoreError> {
    if decision.first.by == second.by {
        return Ok(false);
    }
    // What comes back from the database is hashed: its times are in microseconds.
    let second = Signature { at: micros(second.at)?, ..second.clone() };
    let mark = hash(decision.id, decision.replaces, &decision.content, &decision.first, &second)
        .map_err(StoreError::fault)?;
    let update = sql!(
        "UPDATE selection_decision SET state = 'made', second_by = $3, second_name = $4, second_at = $5, hash = $6 \
         WHERE tenant = $1 AND id = $2 AND state = 'signed'"
    );
    let values = args![decision.id, second.by, second.name.as_str(), second.at, mark.as_str()];
    Ok(change.run(update, values).await? == 1)
}

fn micros(at: Timestamp) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(at.as_microsecond()).map_err(StoreError::fault)
}

/// Ends a first signature; `false` where the decision no longer waits for the second.
pub async fn make_void(change: &mut Change, id: Id, why: VoidWhy) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE selection_decision SET state = 'void', void_why = $3, void_at = $4 \
         WHERE tenant = $1 AND id = $2 AND state = 'signed'"
    );
    Ok(change.run(update, args![id, why.word(), now]).await? == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::selection::Rules;
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};

    fn decided() -> Decided {
        Decided {
            round: "Runde".into(),
            variant: "Vorschlag".into(),
            rules: Rules {
                places: 7,
                must: vec![],
                never: vec![],
                threshold: 0.0,
                one_per_supplier: true,
                quotas: vec![],
            },
            reason: "deckt am meisten ab".into(),
            chosen: vec![],
            others: vec![],
            areas: vec![],
            value: 41.25,
            bound: 41.25,
            is_proven: true,
            covered: 40.1,
            demand: 100.0,
            fingerprint: "f".into(),
            planned_at: start(),
        }
    }

    fn signature(by: Id, name: &str) -> Signature {
        Signature { by, name: name.to_owned(), at: start() }
    }

    #[tokio::test]
    async fn a_decision_takes_two_persons_and_stays_as_it_is() {
        for scratch in both(&[crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let (round, one, two) = (Id::of_name("round"), Id::of_name("one"), Id::of_name("two"));
            let (one, two) = (signature(one, "Eins"), signature(two, "Zwei"));
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            let id = sign(&mut change, round, None, &decided(), &one).await.expect("signed");
            let id = id.expect("new");
            let again = sign(&mut change, round, None, &decided(), &two).await.expect("runs");
            assert_eq!(again, None, "one at a time");
            let waiting = find_decision(&mut change, round, id).await.expect("read").expect("there");
            assert!(!confirm(&mut change, &waiting, &one).await.expect("runs"), "the same person");
            assert!(confirm(&mut change, &waiting, &two).await.expect("runs"));
            assert!(!confirm(&mut change, &waiting, &two).await.expect("runs"), "once");
            assert!(!make_void(&mut change, id, VoidWhy::TakenBack).await.expect("runs"), "it is made");
            change.commit(Record::new("decision.made", id)).await.expect("kept");
            let mut view = scope.read().await.expect("begins");
            let made = find_standing(&mut view, round).await.expect("read").expect("there");
            assert!(made.is_whole() && made.state == DecisionState::Made);
            let mut other = made.clone();
            other.content.reason.push('!');
            assert!(!other.is_whole(), "another content has another hash");
            drop(view);
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            let next = sign(&mut change, round, None, &decided(), &two).await.expect("signed");
            let next =
                find_decision(&mut change, round, next.expect("new")).await.expect("read").expect("there");
            assert_eq!(next.replaces, Some(made.id));
            assert!(make_void(&mut change, next.id, VoidWhy::Changed).await.expect("runs"));
            assert!(!confirm(&mut change, &next, &one).await.expect("runs"), "void");
            change.commit(Record::new("decision.void", next.id)).await.expect("kept");
            let mut view = scope.read().await.expect("begins");
            assert_eq!(find_standing(&mut view, round).await.expect("read").map(|d| d.id), Some(made.id));
            assert_eq!(list_decisions(&mut view, round).await.expect("read").len(), 2);
        }
    }

    #[tokio::test]
    async fn the_database_refuses_one_person_for_both() {
        for scratch in both(&[crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let (round, one) = (Id::of_name("round"), Id::of_name("one"));
            let one = signature(one, "Eins");
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            let id = sign(&mut change, round, None, &decided(), &one).await.expect("signed").expect("new");
            let update = sql!(
                "UPDATE selection_decision SET state = 'made', second_by = first_by, second_at = 1, hash = 'x' \
                 WHERE tenant = $1 AND id = $2"
            );
            assert!(change.run(update, args![id]).await.is_err());
        }
    }
}
