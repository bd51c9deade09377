//! How events change the book: each is checked first and then done, so that a refusal changes nothing.

use super::*;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClaimState {
    pub(super) claim: Claim,
    pub(super) owed: Cents,
    pub(super) paid: Cents,
    /// What pays it, and what is kept for it where it is a refund.
    pub(super) allocations: BTreeSet<AllocationId>,
    pub(super) batch: Option<String>,
    pub(super) attempts: BTreeMap<AttemptId, Attempt>,
}

impl ClaimState {
    pub(super) fn standing(&self) -> Standing<'_> {
        let batch = self.batch.as_deref();
        Standing { claim: &self.claim, owed: self.owed, paid: self.paid, batch, attempts: &self.attempts }
    }

    pub(super) fn open(&self) -> Cents {
        Cents(self.owed.0 - self.paid.0)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineState {
    pub(super) line: Line,
    /// What is neither allocated nor given back, never below nothing.
    pub(super) free: Cents,
    pub(super) allocations: BTreeSet<AllocationId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReturnState {
    pub(super) original: LineId,
    /// What the two lines take from each other.
    pub(super) cents: Cents,
    pub(super) ended: Vec<Allocation>,
}

const NEW: Outcome = Outcome { is_new: true, released: Vec::new() };
const KNOWN: Outcome = Outcome { is_new: false, released: Vec::new() };

impl Book {
    /// Takes in an event whole, or refuses it and stays as it was. What is known already (the same claim, line, statement or
    /// allocation again) changes nothing.
    pub fn apply(&mut self, event: Event) -> Result<Outcome, Refusal> {
        match event {
            Event::Raised(claim) => self.raise(claim),
            Event::Corrected { claim, cents } => self.correct(claim, cents),
            Event::Ordered { claims, batch } => self.order(&claims, batch),
            Event::Attempted { claim, attempt, state } => {
                let known = &mut self.claims.get_mut(&claim).ok_or(Refusal::NoClaim(claim))?.attempts;
                let is_new = known.insert(attempt, state) != Some(state);
                Ok(Outcome { is_new, ..NEW })
            }
            Event::Received(line) => self.receive(line),
            Event::Stated(extract) => Ok(self.state(extract)),
            Event::Allocated(allocation) => self.allocate(allocation),
            Event::Undone { allocation } => self.undo(allocation),
            Event::Returned { line, original, allocations } => self.give_back(line, original, &allocations),
            Event::ReturnUndone { line } => self.undo_return(line),
            Event::Refunded { claim, allocation, line } => self.refund(claim, allocation, line),
        }
    }

    fn raise(&mut self, claim: Claim) -> Result<Outcome, Refusal> {
        if let Some(state) = self.claims.get(&claim.id) {
            return if state.claim == claim { Ok(KNOWN) } else { Err(Refusal::Taken) };
        }
        if claim.cents.0 <= 0 || claim.cents > MOST {
            return Err(Refusal::Amount(claim.cents.0));
        }
        if self.by_reference.contains_key(&claim.reference) {
            return Err(Refusal::Reference(claim.reference));
        }
        self.by_reference.insert(claim.reference.clone(), claim.id);
        self.open.set(&claim, claim.cents, None, true);
        let state = ClaimState {
            owed: claim.cents,
            paid: Cents(0),
            allocations: BTreeSet::new(),
            batch: None,
            attempts: BTreeMap::new(),
            claim,
        };
        self.claims.insert(state.claim.id, state);
        Ok(NEW)
    }

    /// Changes a claim with its place among the open ones.
    fn change(&mut self, id: ClaimId, change: impl FnOnce(&mut ClaimState)) {
        if let Some(state) = self.claims.get_mut(&id) {
            self.open.set(&state.claim, state.open(), state.batch.as_deref(), false);
            change(state);
            self.open.set(&state.claim, state.open(), state.batch.as_deref(), true);
        }
    }

    fn correct(&mut self, id: ClaimId, cents: Cents) -> Result<Outcome, Refusal> {
        let state = self.claims.get(&id).ok_or(Refusal::NoClaim(id))?;
        if cents.0 < 0 || cents > MOST {
            return Err(Refusal::Amount(cents.0));
        }
        if cents == state.owed {
            return Ok(KNOWN);
        }
        // What is kept for a refund is as much as the refund.
        let kept = state.allocations.iter().filter_map(|id| self.allocations.get(id));
        let kept: Vec<Allocation> = kept.filter(|a| a.target == Target::Refund(id)).copied().collect();
        let more = Cents(cents.0 - state.owed.0);
        if let (Some(allocation), true) = (kept.first(), more.0 > 0) {
            let free = self.lines.get(&allocation.line).map_or(Cents(0), |line| line.free);
            if free < more {
                return Err(Refusal::Line(free));
            }
        }
        let mut released = self.release(id, cents);
        if let Some(allocation) = kept.first() {
            self.resize(*allocation, cents);
            if more.0 < 0 {
                released.push((allocation.line, Cents(-more.0)));
            }
        }
        self.change(id, |state| state.owed = cents);
        Ok(Outcome { released, ..NEW })
    }

    /// Ends allocations, the greatest id first, until no more than `most` is paid.
    fn release(&mut self, id: ClaimId, most: Cents) -> Vec<(LineId, Cents)> {
        let mut released = Vec::new();
        let Some(state) = self.claims.get(&id) else { return released };
        let mut beyond = state.paid.0 - most.0;
        let ids: Vec<AllocationId> = state.allocations.iter().rev().copied().collect();
        for allocation in
            ids.into_iter().filter_map(|id| self.allocations.get(&id).copied()).collect::<Vec<_>>()
        {
            if beyond <= 0 {
                break;
            }
            if allocation.target != Target::Claim(id) {
                continue;
            }
            let part = beyond.min(allocation.cents.0);
            self.resize(allocation, Cents(allocation.cents.0 - part));
            released.push((allocation.line, Cents(part)));
            beyond -= part;
        }
        released
    }

    /// Makes an allocation larger or smaller, new or none; the line and what is paid follow.
    fn resize(&mut self, allocation: Allocation, cents: Cents) {
        let before = self.allocations.get(&allocation.id).map_or(0, |known| known.cents.0);
        let is_there = cents.0 > 0;
        if is_there {
            self.allocations.insert(allocation.id, Allocation { cents, ..allocation });
        } else {
            self.allocations.remove(&allocation.id);
        }
        let list = |ids: &mut BTreeSet<AllocationId>| {
            if is_there {
                ids.insert(allocation.id)
            } else {
                ids.remove(&allocation.id)
            };
        };
        if let Some(line) = self.lines.get_mut(&allocation.line) {
            line.free.0 -= cents.0 - before;
            list(&mut line.allocations);
        }
        match allocation.target {
            Target::Claim(id) => self.change(id, |state| {
                state.paid.0 += cents.0 - before;
                list(&mut state.allocations);
            }),
            Target::Refund(id) => self.change(id, |state| list(&mut state.allocations)),
            Target::Elsewhere => {}
        }
    }

    fn order(&mut self, claims: &[ClaimId], batch: String) -> Result<Outcome, Refusal> {
        if let Some(id) = claims.iter().find(|id| !self.claims.contains_key(id)) {
            return Err(Refusal::NoClaim(*id));
        }
        for id in claims {
            self.change(*id, |state| state.batch = Some(batch.clone()));
        }
        Ok(NEW)
    }

    fn receive(&mut self, line: Line) -> Result<Outcome, Refusal> {
        if let Some(state) = self.lines.get(&line.id) {
            return if state.line == line { Ok(KNOWN) } else { Err(Refusal::Taken) };
        }
        if line.cents.0 == 0 || line.cents.0.checked_abs().is_none_or(|cents| cents > MOST.0) {
            return Err(Refusal::Amount(line.cents.0));
        }
        if let Some(content) = line.content {
            *self.contents.entry(content).or_default() += 1;
        }
        if let Some(name) = &line.end_to_end {
            self.by_end_to_end.entry(name.clone()).or_default().insert(line.id);
        }
        let free = Cents(line.cents.0.abs());
        self.lines.insert(line.id, LineState { line, free, allocations: BTreeSet::new() });
        Ok(NEW)
    }

    fn state(&mut self, extract: Extract) -> Outcome {
        if self.extracts.contains_key(&extract.fingerprint) {
            return KNOWN;
        }
        if let Some(opening) = extract.opening {
            let first = self.openings.entry(extract.own.clone()).or_insert(opening);
            if opening.0 < first.0 {
                *first = opening;
            }
        }
        self.extracts.insert(extract.fingerprint, extract);
        NEW
    }

    fn allocate(&mut self, allocation: Allocation) -> Result<Outcome, Refusal> {
        if let Some(known) = self.allocations.get(&allocation.id) {
            return if *known == allocation { Ok(KNOWN) } else { Err(Refusal::Taken) };
        }
        self.may_allocate(&allocation, Cents(0), Cents(0))?;
        self.resize(allocation, allocation.cents);
        Ok(NEW)
    }

    /// Whether there is room for it; `line` and `claim` are what will have been freed by then, or taken where negative.
    fn may_allocate(&self, allocation: &Allocation, line: Cents, claim: Cents) -> Result<(), Refusal> {
        let state = self.lines.get(&allocation.line).ok_or(Refusal::NoLine(allocation.line))?;
        if allocation.cents.0 <= 0 || allocation.cents > MOST {
            return Err(Refusal::Amount(allocation.cents.0));
        }
        match allocation.target {
            Target::Claim(id) => {
                let target = self.claims.get(&id).ok_or(Refusal::NoClaim(id))?;
                if target.claim.direction != Direction::of(state.line.cents) {
                    return Err(Refusal::Direction);
                }
                if allocation.cents.0 > target.open().0 + claim.0 {
                    return Err(Refusal::Claim(target.open()));
                }
            }
            Target::Refund(_) => return Err(Refusal::Direction),
            Target::Elsewhere => {}
        }
        if allocation.cents.0 > state.free.0 + line.0 {
            return Err(Refusal::Line(state.free));
        }
        Ok(())
    }

    fn undo(&mut self, id: AllocationId) -> Result<Outcome, Refusal> {
        let allocation = *self.allocations.get(&id).ok_or(Refusal::NoAllocation(id))?;
        if matches!(allocation.target, Target::Refund(_)) {
            // It ends with its refund: by a correction to nothing.
            return Err(Refusal::NoAllocation(id));
        }
        self.resize(allocation, Cents(0));
        Ok(Outcome { released: vec![(allocation.line, allocation.cents)], ..NEW })
    }

    fn give_back(
        &mut self,
        line: LineId,
        original: LineId,
        chosen: &[AllocationId],
    ) -> Result<Outcome, Refusal> {
        let back = self.lines.get(&line).ok_or(Refusal::NoLine(line))?;
        let first = self.lines.get(&original).ok_or(Refusal::NoLine(original))?;
        if self.returns.contains_key(&line) || back.free.0 == 0 {
            return Err(Refusal::Return);
        }
        if Direction::of(back.line.cents) == Direction::of(first.line.cents) {
            return Err(Refusal::Direction);
        }
        let on_it = |id: &AllocationId| {
            let known = self.allocations.get(id).copied();
            known.filter(|a| a.line == original && matches!(a.target, Target::Claim(_)))
        };
        let chosen: BTreeSet<AllocationId> = chosen.iter().copied().collect();
        let mut ended = Vec::new();
        for id in &chosen {
            ended.push(on_it(id).ok_or(Refusal::NoAllocation(*id))?);
        }
        if chosen.is_empty() {
            ended.extend(first.allocations.iter().filter_map(on_it));
        }
        let sum: i64 = ended.iter().map(|allocation| allocation.cents.0).sum();
        // A part of a batch gives back no more than that part; a whole line gives back its credit, too.
        let most = if chosen.is_empty() { first.free.0 + sum } else { sum };
        let cents = Cents(most.min(back.free.0));
        if cents.0 == 0 {
            return Err(Refusal::Return);
        }
        for allocation in &ended {
            self.resize(*allocation, Cents(0));
        }
        for id in [line, original] {
            if let Some(state) = self.lines.get_mut(&id) {
                state.free.0 -= cents.0;
            }
        }
        let released = ended.iter().map(|allocation| (allocation.line, allocation.cents)).collect();
        self.returns.insert(line, ReturnState { original, cents, ended });
        Ok(Outcome { released, ..NEW })
    }

    fn undo_return(&mut self, line: LineId) -> Result<Outcome, Refusal> {
        let state = self.returns.get(&line).ok_or(Refusal::Return)?.clone();
        let mut on_line = state.cents.0;
        let mut on_claims: BTreeMap<Target, i64> = BTreeMap::new();
        for allocation in &state.ended {
            if self.allocations.contains_key(&allocation.id) {
                return Err(Refusal::Taken);
            }
            let on_claim = on_claims.entry(allocation.target).or_default();
            self.may_allocate(allocation, Cents(on_line), Cents(*on_claim))?;
            on_line -= allocation.cents.0;
            *on_claim -= allocation.cents.0;
        }
        self.returns.remove(&line);
        for id in [line, state.original] {
            if let Some(known) = self.lines.get_mut(&id) {
                known.free.0 += state.cents.0;
            }
        }
        for allocation in state.ended {
            self.resize(allocation, allocation.cents);
        }
        Ok(NEW)
    }

    fn refund(&mut self, claim: Claim, id: AllocationId, line: LineId) -> Result<Outcome, Refusal> {
        let kept = Allocation { id, line, target: Target::Refund(claim.id), cents: claim.cents };
        if let Some(state) = self.claims.get(&claim.id) {
            let is_known =
                state.claim == claim && self.allocations.get(&id).is_some_and(|a| a.target == kept.target);
            return if is_known { Ok(KNOWN) } else { Err(Refusal::Taken) };
        }
        if self.allocations.contains_key(&id) {
            return Err(Refusal::Taken);
        }
        let state = self.lines.get(&line).ok_or(Refusal::NoLine(line))?;
        if claim.direction != Direction::Out || Direction::of(state.line.cents) != Direction::In {
            return Err(Refusal::Direction);
        }
        if claim.cents > state.free {
            return Err(Refusal::Line(state.free));
        }
        self.raise(claim)?;
        self.resize(kept, kept.cents);
        Ok(NEW)
    }
}
