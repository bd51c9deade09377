//! Events at random, in any order, beside a book kept the slow way: lists, and sums added up anew after every event.

use proptest::prelude::*;
use rathaus_core::Cents;
use rathaus_payment::Reference;
use rathaus_payment::book::*;
use std::collections::BTreeMap;

fn claim(id: u8, way: Direction, cents: i64) -> Claim {
    Claim {
        id: ClaimId(id.into()),
        direction: way,
        reference: Reference::of_number(id.into()),
        cents: Cents(cents),
        due: "2026-03-31".parse().unwrap(),
        name: None,
        account: None,
    }
}

fn line(id: u8, cents: i64) -> Line {
    Line::at_counter(LineId(id.into()), Source::Cash, "2026-03-02".parse().unwrap(), Cents(cents))
}

fn way() -> impl Strategy<Value = Direction> {
    prop_oneof![3 => Just(Direction::In), 1 => Just(Direction::Out)]
}

fn event() -> impl Strategy<Value = Event> {
    let allocation = || (1u128..7).prop_map(AllocationId);
    let line_id = || (1u128..5).prop_map(LineId);
    let claim_id = || (1u128..5).prop_map(ClaimId);
    let target = prop_oneof![4 => claim_id().prop_map(Target::Claim), 1 => Just(Target::Elsewhere), 1 => claim_id().prop_map(Target::Refund)];
    prop_oneof![
        3 => (1u8..5, way(), -1i64..9).prop_map(|(id, way, cents)| Event::Raised(claim(id, way, cents))),
        2 => (claim_id(), -1i64..9).prop_map(|(claim, cents)| Event::Corrected { claim, cents: Cents(cents) }),
        4 => (1u8..5, -9i64..9).prop_map(|(id, cents)| Event::Received(line(id, cents))),
        6 => (allocation(), line_id(), target, 0i64..7)
            .prop_map(|(id, line, target, cents)| Event::Allocated(Allocation { id, line, target, cents: Cents(cents) })),
        2 => allocation().prop_map(|allocation| Event::Undone { allocation }),
        3 => (line_id(), line_id(), prop::collection::vec(allocation(), 0..3))
            .prop_map(|(line, original, allocations)| Event::Returned { line, original, allocations }),
        2 => line_id().prop_map(|line| Event::ReturnUndone { line }),
        2 => (5u8..8, way(), 0i64..6, allocation(), line_id())
            .prop_map(|(id, way, cents, allocation, line)| Event::Refunded { claim: claim(id, way, cents), allocation, line }),
        1 => (5u128..8, 0i64..6).prop_map(|(claim, cents)| Event::Corrected { claim: ClaimId(claim), cents: Cents(cents) }),
        1 => claim_id().prop_map(|claim| Event::Attempted { claim, attempt: AttemptId(1), state: Attempt::Promised }),
        1 => prop::collection::vec(claim_id(), 0..3).prop_map(|claims| Event::Ordered { claims, batch: "B".into() }),
    ]
}

/// The slow book: what is there, and nothing that is derived from it.
#[derive(Default, Clone)]
struct Slow {
    owed: BTreeMap<ClaimId, (Direction, i64)>,
    lines: BTreeMap<LineId, i64>,
    allocations: Vec<Allocation>,
    returns: Vec<(LineId, LineId, i64, Vec<Allocation>)>,
}

impl Slow {
    fn paid(&self, id: ClaimId) -> i64 {
        self.allocations.iter().filter(|a| a.target == Target::Claim(id)).map(|a| a.cents.0).sum()
    }

    fn free(&self, id: LineId) -> i64 {
        let given: i64 = self.allocations.iter().filter(|a| a.line == id).map(|a| a.cents.0).sum();
        let back: i64 = self.returns.iter().filter(|r| r.0 == id || r.1 == id).map(|r| r.2).sum();
        self.lines[&id].abs() - given - back
    }

    fn fits(&self) -> bool {
        let claims = self.owed.iter().all(|(id, (_, owed))| self.paid(*id) <= *owed);
        claims && self.lines.keys().all(|id| self.free(*id) >= 0)
    }

    /// Whether the event is allowed, and the book after it.
    fn after(&self, event: &Event) -> Option<Slow> {
        let mut next = self.clone();
        let sign = |id: &LineId| self.lines.get(id).map(|cents| Direction::of(Cents(*cents)));
        match event {
            Event::Raised(claim) => {
                if let Some((way, _)) = self.owed.get(&claim.id) {
                    // The same again is no mistake; which amount it had at first is not kept here.
                    return (*way == claim.direction).then_some(next);
                }
                next.owed.insert(claim.id, (claim.direction, claim.cents.0));
                (claim.cents.0 > 0).then_some(next)
            }
            Event::Corrected { claim, cents } => {
                let (_, owed) = next.owed.get_mut(claim)?;
                if cents.0 < 0 {
                    return None;
                }
                let less = *owed - cents.0;
                *owed = cents.0;
                let mut beyond = self.paid(*claim) - cents.0;
                next.allocations.sort_by_key(|a| std::cmp::Reverse(a.id));
                for a in &mut next.allocations {
                    if a.target == Target::Claim(*claim) && beyond > 0 {
                        let part = beyond.min(a.cents.0);
                        a.cents.0 -= part;
                        beyond -= part;
                    }
                    if a.target == Target::Refund(*claim) {
                        a.cents.0 -= less;
                    }
                }
                next.allocations.retain(|a| a.cents.0 > 0);
                next.fits().then_some(next)
            }
            Event::Received(line) => {
                if let Some(cents) = self.lines.get(&line.id) {
                    return (*cents == line.cents.0).then_some(next);
                }
                next.lines.insert(line.id, line.cents.0);
                (line.cents.0 != 0).then_some(next)
            }
            Event::Allocated(a) => {
                if let Some(known) = self.allocations.iter().find(|known| known.id == a.id) {
                    return (known == a).then_some(next);
                }
                let is_right = match a.target {
                    Target::Claim(id) => sign(&a.line) == Some(self.owed.get(&id)?.0),
                    Target::Refund(_) => false,
                    Target::Elsewhere => sign(&a.line).is_some(),
                };
                next.allocations.push(*a);
                (is_right && a.cents.0 > 0 && next.fits()).then_some(next)
            }
            Event::Undone { allocation } => {
                let at = self.allocations.iter().position(|a| a.id == *allocation)?;
                let gone = next.allocations.remove(at);
                (!matches!(gone.target, Target::Refund(_))).then_some(next)
            }
            Event::Returned { line, original, allocations } => {
                let is_right = sign(line)? != sign(original)? && self.returns.iter().all(|r| r.0 != *line);
                let paying = |a: &&Allocation| a.line == *original && matches!(a.target, Target::Claim(_));
                let all: Vec<Allocation> = self.allocations.iter().filter(paying).copied().collect();
                let ended: Vec<Allocation> = all
                    .iter()
                    .filter(|a| allocations.is_empty() || allocations.contains(&a.id))
                    .copied()
                    .collect();
                let is_right = is_right && allocations.iter().all(|id| ended.iter().any(|a| a.id == *id));
                next.allocations.retain(|a| !ended.contains(a));
                let sum: i64 = ended.iter().map(|a| a.cents.0).sum();
                let most = if allocations.is_empty() { next.free(*original) } else { sum };
                let cents = most.min(self.free(*line));
                next.returns.push((*line, *original, cents, ended));
                (is_right && cents > 0).then_some(next)
            }
            Event::ReturnUndone { line } => {
                let at = next.returns.iter().position(|r| r.0 == *line)?;
                let (_, _, _, ended) = next.returns.remove(at);
                let is_taken = ended.iter().any(|a| self.allocations.iter().any(|known| known.id == a.id));
                next.allocations.extend(ended);
                (!is_taken && next.fits()).then_some(next)
            }
            Event::Refunded { claim, allocation, line } => {
                let kept = Allocation {
                    id: *allocation,
                    line: *line,
                    target: Target::Refund(claim.id),
                    cents: claim.cents,
                };
                if self.owed.contains_key(&claim.id) {
                    return self
                        .allocations
                        .iter()
                        .any(|a| a.id == kept.id && a.target == kept.target)
                        .then_some(next);
                }
                let is_right = claim.direction == Direction::Out && sign(line)? == Direction::In;
                let is_free = self.allocations.iter().all(|a| a.id != *allocation);
                next.owed.insert(claim.id, (claim.direction, claim.cents.0));
                next.allocations.push(kept);
                (is_right && is_free && claim.cents.0 > 0 && next.fits()).then_some(next)
            }
            Event::Attempted { claim, .. } => self.owed.contains_key(claim).then_some(next),
            Event::Ordered { claims, .. } => {
                claims.iter().all(|id| self.owed.contains_key(id)).then_some(next)
            }
            Event::Stated(_) => Some(next),
        }
    }
}

/// Events that say again what is there, with another amount, are the one case the slow book cannot judge.
fn says_again(book: &Book, event: &Event) -> bool {
    match event {
        Event::Raised(claim) | Event::Refunded { claim, .. } => book.find_claim(claim.id).is_some(),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn books_balance_after_any_order(events in prop::collection::vec(event(), 1..60)) {
        let mut book = Book::new();
        let mut slow = Slow::default();
        for event in &events {
            let before = book.clone();
            let answer = book.apply(event.clone());
            if says_again(&before, event) {
                prop_assert_eq!(&book, &before);
                continue;
            }
            let next = slow.after(event);
            prop_assert_eq!(answer.is_ok(), next.is_some(), "{:?} {:?}", event, answer);
            match next {
                Some(next) => slow = next,
                None => prop_assert_eq!(&book, &before),
            }
            let totals = book.totals();
            prop_assert!(totals.balance(), "{:?}", totals);
            prop_assert_eq!(totals.lines, slow.lines.values().map(|cents| i128::from(*cents)).sum::<i128>());
            for standing in book.claims() {
                let id = standing.claim.id;
                prop_assert_eq!(standing.paid.0, slow.paid(id));
                prop_assert_eq!(standing.owed.0, slow.owed[&id].1);
                prop_assert!(standing.open().0 >= 0);
            }
            for (line, free) in book.lines() {
                prop_assert_eq!(free.0, slow.free(line.id));
                prop_assert!(free.0 >= 0);
            }
            prop_assert_eq!(book.allocations().count(), slow.allocations.len());
        }
        // What was accepted is the book: told again from the start it is the same, and each event again changes nothing or is refused.
        let mut again = Book::new();
        for event in events {
            let _ = again.apply(event);
        }
        prop_assert_eq!(again, book);
    }

    #[test]
    fn undoing_restores(events in prop::collection::vec(event(), 1..40), one in event()) {
        let mut book = Book::new();
        for event in events {
            let _ = book.apply(event);
        }
        let before = book.clone();
        let undo = match &one {
            Event::Allocated(a) => Some(Event::Undone { allocation: a.id }),
            Event::Returned { line, .. } => Some(Event::ReturnUndone { line: *line }),
            Event::Refunded { claim, .. } => Some(Event::Corrected { claim: claim.id, cents: Cents(0) }),
            _ => None,
        };
        if let (Ok(outcome), Some(undo)) = (book.apply(one.clone()), undo)
            && outcome.is_new
        {
            book.apply(undo).unwrap();
            if matches!(one, Event::Refunded { .. }) {
                // The claim stays known with nothing owed; the money is as before.
                prop_assert_eq!(book.totals(), before.totals());
            } else {
                prop_assert_eq!(book, before);
            }
        }
    }

    #[test]
    fn events_are_kept_as_json(events in prop::collection::vec(event(), 1..20)) {
        let kept = serde_json::to_string(&events).unwrap();
        prop_assert_eq!(serde_json::from_str::<Vec<Event>>(&kept).unwrap(), events);
    }
}
