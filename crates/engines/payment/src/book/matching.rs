//! Which claims a line pays. What is certain is proposed, everything else is a question; nothing is guessed.
//!
//! In this order: a return and what it gives back; creditor references, structured, as the name of the payment, or in free
//! text; the batch that we ordered; the exact amount from the payer's account; the exact amount from a payer of the same
//! name; the one open claim of this amount, if the payer's name is near. Each step decides only if exactly one answer
//! fits it; where several fit, the person who decides sees them with what speaks for each.
//!
//! A line costs time logarithmic in the number of open claims and linear in its own text: however many claims are open
//! with the same amount, no more than [`MOST_CANDIDATES`] are looked at.

use super::name::{folded, is_near};
use super::*;

/// The most candidates of a question.
pub const MOST_CANDIDATES: usize = 20;

/// What speaks for a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Its reference stands on the line.
    Reference,
    /// It is part of the batch that stands on the line.
    Batch,
    /// Exactly what is left of the line is open.
    Amount,
    /// The money came from, or went to, its account.
    Account,
    /// The other side's name is the same.
    Name,
    /// The other side's name is near.
    NearName,
}

/// A claim and how much of it the line pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Which claim.
    pub claim: ClaimId,
    /// How much of it, more than nothing. Less than is open is a part payment.
    pub cents: Cents,
    /// What speaks for it.
    pub reasons: Vec<Reason>,
}

/// A claim that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Which claim.
    pub claim: ClaimId,
    /// What is open of it.
    pub open: Cents,
    /// What speaks for it.
    pub reasons: Vec<Reason>,
}

/// Why somebody has to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Nothing on the line leads to a claim.
    Nothing,
    /// Several claims fit equally well.
    Several,
    /// A claim that the line names has nothing open: paid twice, or cancelled.
    Settled,
    /// The line names several claims and has too little for all of them.
    TooLittle,
    /// The claims of the batch do not make the amount.
    Batch,
    /// The amount or the payer fits one or more claims, but not enough speaks for any.
    Weak,
    /// It gives back a payment, and it is not clear which.
    Return,
}

/// What somebody has to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Which line.
    pub line: LineId,
    /// What is left of it.
    pub rest: Cents,
    /// Why.
    pub why: Why,
    /// Claims that may be meant, those with most reasons first; at most [`MOST_CANDIDATES`].
    pub candidates: Vec<Candidate>,
}

/// What to do with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposal {
    /// Nothing is left of it.
    Done,
    /// It pays these claims; `rest` stays as credit, which somebody has to decide about if it is more than nothing.
    Pays {
        /// The claims.
        parts: Vec<Part>,
        /// What is paid beyond them.
        rest: Cents,
    },
    /// It gives back an earlier line, as [`Event::Returned`] says it.
    GivesBack {
        /// The earlier line.
        original: LineId,
        /// The allocations that end; all of the earlier line's where none is named.
        allocations: Vec<AllocationId>,
        /// What the line has beyond that: a bank's charge.
        rest: Cents,
    },
    /// Somebody has to decide.
    Ask(Question),
}

impl Book {
    /// What to do with a line, or `None` where there is no such line.
    pub fn propose(&self, id: LineId) -> Option<Proposal> {
        let state = self.lines.get(&id)?;
        if state.free == Cents(0) {
            return Some(Proposal::Done);
        }
        let look = Look::new(self, &state.line, state.free);
        let found = if state.line.is_return {
            Some(look.given_back())
        } else {
            look.named().or_else(|| look.batch())
        };
        Some(found.unwrap_or_else(|| look.by_amount()))
    }
}

/// A line being looked at.
struct Look<'b> {
    book: &'b Book,
    line: &'b Line,
    rest: Cents,
    way: Direction,
    account: &'b str,
    name: String,
}

impl<'b> Look<'b> {
    fn new(book: &'b Book, line: &'b Line, rest: Cents) -> Self {
        let way = Direction::of(line.cents);
        let account = line.account.as_deref().unwrap_or_default();
        let name = line.name.as_deref().map(folded).unwrap_or_default();
        Self { book, line, rest, way, account, name }
    }

    fn reasons(&self, state: &ClaimState, first: Option<Reason>) -> Vec<Reason> {
        let claim = &state.claim;
        let mut reasons: Vec<Reason> = first.into_iter().collect();
        if state.open() == self.rest {
            reasons.push(Reason::Amount);
        }
        if claim.account.as_ref().is_some_and(|account| account.as_str() == self.account) {
            reasons.push(Reason::Account);
        }
        if let (Some(one), Some(other)) = (&claim.name, &self.line.name) {
            if !self.name.is_empty() && folded(one) == self.name {
                reasons.push(Reason::Name);
            } else if is_near(one, other) {
                reasons.push(Reason::NearName);
            }
        }
        reasons
    }

    fn ask(&self, why: Why, claims: impl IntoIterator<Item = ClaimId>, first: Option<Reason>) -> Proposal {
        let ids: BTreeSet<ClaimId> = claims.into_iter().take(MOST_CANDIDATES).collect();
        let states = ids.iter().filter_map(|id| self.book.claims.get(id));
        let mut candidates: Vec<Candidate> = states
            .map(|state| Candidate {
                claim: state.claim.id,
                open: state.open(),
                reasons: self.reasons(state, first),
            })
            .collect();
        candidates.sort_by_key(|candidate| (std::cmp::Reverse(candidate.reasons.len()), candidate.claim));
        Proposal::Ask(Question { line: self.line.id, rest: self.rest, why, candidates })
    }

    fn pays(&self, claims: &[ClaimId], first: Option<Reason>) -> Proposal {
        let mut rest = self.rest;
        let mut parts = Vec::new();
        for state in claims.iter().filter_map(|id| self.book.claims.get(id)) {
            let cents = state.open().min(rest);
            rest.0 -= cents.0;
            parts.push(Part { claim: state.claim.id, cents, reasons: self.reasons(state, first) });
        }
        Proposal::Pays { parts, rest }
    }

    fn open_of(&self, claims: &[ClaimId]) -> i64 {
        claims.iter().filter_map(|id| self.book.claims.get(id)).map(|state| state.open().0).sum()
    }

    /// Claims of this direction whose reference stands anywhere on the line, each once.
    fn references(&self) -> Vec<ClaimId> {
        let structured =
            self.line.references.iter().map(String::as_str).chain(self.line.end_to_end.as_deref());
        let mut found: Vec<Reference> = structured.filter_map(|text| text.parse().ok()).collect();
        found.extend(Reference::find(&self.line.text));
        let mut claims = Vec::new();
        for id in found.iter().filter_map(|reference| self.book.find_reference(reference)) {
            let is_this_way =
                self.book.claims.get(&id).is_some_and(|state| state.claim.direction == self.way);
            if is_this_way && !claims.contains(&id) {
                claims.push(id);
            }
        }
        claims
    }

    fn named(&self) -> Option<Proposal> {
        let claims = self.references();
        let reason = Some(Reason::Reference);
        let is_open = |id: &ClaimId| self.book.claims.get(id).is_some_and(|state| state.open().0 > 0);
        if claims.is_empty() {
            return None;
        }
        if !claims.iter().all(is_open) {
            return Some(self.ask(Why::Settled, claims, reason));
        }
        if claims.len() > 1 && self.open_of(&claims) > self.rest.0 {
            return Some(self.ask(Why::TooLittle, claims, reason));
        }
        Some(self.pays(&claims, reason))
    }

    /// All claims of the batch, if together they make exactly the amount.
    fn batch(&self) -> Option<Proposal> {
        let claims = self.book.open.by_batch(self.way, self.line.batch.as_deref()?)?;
        let claims: Vec<ClaimId> = claims.iter().copied().collect();
        if self.open_of(&claims) == self.rest.0 {
            return Some(self.pays(&claims, Some(Reason::Batch)));
        }
        Some(self.ask(Why::Batch, claims, Some(Reason::Batch)))
    }

    fn by_amount(&self) -> Proposal {
        let open = &self.book.open;
        let by_name = || open.by_amount_and_name(self.way, self.rest, &self.name);
        let certain = open.by_amount_and_account(self.way, self.rest, self.account).or_else(by_name);
        if let Some(set) = certain {
            let few: Vec<ClaimId> = set.iter().take(MOST_CANDIDATES).copied().collect();
            return match few[..] {
                [one] => self.pays(&[one], None),
                _ => self.ask(Why::Several, few, None),
            };
        }
        let same = open.by_amount(self.way, self.rest);
        let only = same.filter(|set| set.len() == 1).and_then(|set| set.first());
        if let Some(state) = only.and_then(|id| self.book.claims.get(id))
            && self.reasons(state, None).contains(&Reason::NearName)
        {
            return self.pays(&[state.claim.id], None);
        }
        let account = open.by_account(self.way, self.account);
        let name = open.by_name(self.way, &self.name);
        let weak: Vec<ClaimId> = [account, name, same]
            .into_iter()
            .flatten()
            .flat_map(|set| set.iter().take(MOST_CANDIDATES))
            .copied()
            .collect();
        self.ask(if weak.is_empty() { Why::Nothing } else { Why::Weak }, weak, None)
    }

    /// The earlier payment of the same name, whole, or one claim's part of a batch. A return may be larger by a charge.
    fn given_back(&self) -> Proposal {
        let Some(name) = self.line.end_to_end.as_deref() else { return self.ask(Why::Return, [], None) };
        let other_way = |line: &Line| Direction::of(line.cents) != self.way;
        let mut found = Vec::new();
        for id in self.book.by_end_to_end.get(name).into_iter().flatten().take(MOST_CANDIDATES) {
            let Some(state) = self.book.lines.get(id).filter(|state| other_way(&state.line)) else {
                continue;
            };
            let held = |id: &AllocationId| {
                self.book.allocations.get(id).filter(|a| matches!(a.target, Target::Claim(_)))
            };
            let paying: i64 = state.allocations.iter().filter_map(held).map(|a| a.cents.0).sum();
            let cents = state.free.0 + paying;
            if cents > 0 && cents <= self.rest.0 {
                found.push((*id, Vec::new(), cents));
            }
        }
        let claim = name.parse().ok().and_then(|reference| self.book.find_reference(&reference));
        let claim = claim.and_then(|id| self.book.claims.get(&id));
        if found.is_empty() {
            let paying = claim
                .into_iter()
                .flat_map(|state| &state.allocations)
                .filter_map(|id| self.book.allocations.get(id));
            for allocation in paying.take(MOST_CANDIDATES) {
                let line = self.book.lines.get(&allocation.line).map(|state| &state.line);
                if line.is_some_and(other_way) && allocation.cents <= self.rest {
                    found.push((allocation.line, vec![allocation.id], allocation.cents.0));
                }
            }
        }
        match found.pop() {
            Some((original, allocations, cents)) if found.is_empty() => {
                Proposal::GivesBack { original, allocations, rest: Cents(self.rest.0 - cents) }
            }
            _ => self.ask(Why::Return, claim.map(|state| state.claim.id), Some(Reason::Reference)),
        }
    }
}
