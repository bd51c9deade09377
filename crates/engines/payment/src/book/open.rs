//! Open claims by what a line can name of them, each way of looking in logarithmic time.

use super::name::folded;
use super::{Claim, ClaimId, Direction};
use rathaus_core::Cents;
use std::collections::{BTreeMap, BTreeSet};

type Set = BTreeSet<ClaimId>;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct OpenItems {
    amount: BTreeMap<(Direction, Cents), Set>,
    account: BTreeMap<(Direction, String), Set>,
    name: BTreeMap<(Direction, String), Set>,
    amount_account: BTreeMap<(Direction, Cents, String), Set>,
    amount_name: BTreeMap<(Direction, Cents, String), Set>,
    batch: BTreeMap<(Direction, String), Set>,
}

fn change<K: Ord>(map: &mut BTreeMap<K, Set>, key: K, id: ClaimId, is_open: bool) {
    if is_open {
        map.entry(key).or_default().insert(id);
    } else if let Some(set) = map.get_mut(&key) {
        set.remove(&id);
        if set.is_empty() {
            map.remove(&key);
        }
    }
}

impl OpenItems {
    /// Puts a claim in, or takes it out, with this much open. A claim of which nothing is open does not stand here.
    pub(super) fn set(&mut self, claim: &Claim, open: Cents, batch: Option<&str>, is_open: bool) {
        if open.0 <= 0 {
            return;
        }
        let (id, way) = (claim.id, claim.direction);
        change(&mut self.amount, (way, open), id, is_open);
        if let Some(account) = &claim.account {
            change(&mut self.account, (way, account.as_str().into()), id, is_open);
            change(&mut self.amount_account, (way, open, account.as_str().into()), id, is_open);
        }
        if let Some(name) = claim.name.as_deref().map(folded).filter(|name| !name.is_empty()) {
            change(&mut self.name, (way, name.clone()), id, is_open);
            change(&mut self.amount_name, (way, open, name), id, is_open);
        }
        if let Some(batch) = batch {
            change(&mut self.batch, (way, batch.into()), id, is_open);
        }
    }

    pub(super) fn by_amount(&self, way: Direction, open: Cents) -> Option<&Set> {
        self.amount.get(&(way, open))
    }

    pub(super) fn by_account(&self, way: Direction, account: &str) -> Option<&Set> {
        self.account.get(&(way, account.into()))
    }

    pub(super) fn by_name(&self, way: Direction, name: &str) -> Option<&Set> {
        self.name.get(&(way, name.into()))
    }

    pub(super) fn by_amount_and_account(&self, way: Direction, open: Cents, account: &str) -> Option<&Set> {
        self.amount_account.get(&(way, open, account.into()))
    }

    pub(super) fn by_amount_and_name(&self, way: Direction, open: Cents, name: &str) -> Option<&Set> {
        self.amount_name.get(&(way, open, name.into()))
    }

    pub(super) fn by_batch(&self, way: Direction, batch: &str) -> Option<&Set> {
        self.batch.get(&(way, batch.into()))
    }
}
