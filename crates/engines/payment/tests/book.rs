//! Stories of open items: what is proposed for a line, what is asked, what a return does, what counts as paid.

use jiff::civil::Date;
use rathaus_core::Cents;
use rathaus_payment::Reference;
use rathaus_payment::book::*;
use rathaus_payment::day_balance::{day_balance, day_totals};

const HERS: &str = "DE02120300000000202051";
const HIS: &str = "DE02500105170137075030";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn claim(id: u64, cents: i64, name: &str, account: Option<&str>) -> Claim {
    Claim {
        id: ClaimId(id.into()),
        direction: if cents < 0 { Direction::Out } else { Direction::In },
        reference: Reference::of_number(1000 + id),
        cents: Cents(cents.abs()),
        due: day("2026-03-31"),
        name: Some(name.into()),
        account: account.map(|text| text.parse().unwrap()),
    }
}

fn line(id: u128, cents: i64, name: &str, account: &str, text: &str) -> Line {
    Line {
        source: Source::Bank,
        name: Some(name.into()),
        account: Some(account.into()),
        text: text.into(),
        ..Line::at_counter(LineId(id), Source::Bank, day("2026-03-02"), Cents(cents))
    }
}

fn book(claims: &[Claim], lines: &[Line]) -> Book {
    let claims = claims.iter().cloned().map(Event::Raised);
    Book::of(claims.chain(lines.iter().cloned().map(Event::Received))).unwrap()
}

fn allocate(book: &mut Book, id: u128, line: u128, claim: u128, cents: i64) {
    let target = Target::Claim(ClaimId(claim));
    let allocation = Allocation { id: AllocationId(id), line: LineId(line), target, cents: Cents(cents) };
    book.apply(Event::Allocated(allocation)).unwrap();
}

/// The claims that are paid with their amounts and the rest, or why somebody has to decide and about which claims.
fn told(proposal: Proposal) -> String {
    match proposal {
        Proposal::Done => "done".into(),
        Proposal::Pays { parts, rest } => {
            let parts: Vec<String> =
                parts.iter().map(|part| format!("{}:{}", part.claim.0, part.cents.0)).collect();
            format!("pays {} rest {}", parts.join(" "), rest.0)
        }
        Proposal::GivesBack { original, allocations, rest } => {
            format!(
                "gives back {} {:?} rest {}",
                original.0,
                allocations.iter().map(|a| a.0).collect::<Vec<_>>(),
                rest.0
            )
        }
        Proposal::Ask(question) => {
            let ids: Vec<String> =
                question.candidates.iter().map(|candidate| candidate.claim.0.to_string()).collect();
            format!("{:?} {}", question.why, ids.join(" ")).trim_end().to_string()
        }
    }
}

#[test]
fn what_a_line_pays() {
    let claims = [
        claim(1, 2500, "Jörg Müller", Some(HERS)),
        claim(2, 4000, "Erika Weiß", None),
        claim(3, 4000, "Max Mustermann", None),
        claim(4, 999, "Schreinerei Krüger GmbH", None),
        claim(5, 1500, "Anna Meier", Some(HIS)),
        claim(6, 1500, "Anna Meier", Some(HIS)),
        claim(7, -8000, "Sportverein Grünberg", None),
        claim(8, 7700, "Anna Meier", None),
        claim(9, 7700, "Anna Meier", None),
    ];
    let of = |number: u64| Reference::of_number(1000 + number).to_string();
    let both = format!("{} und {}", of(1), of(2));
    for (cents, name, account, text, expected) in [
        // The reference decides, whoever pays, in full, in part, or too much.
        (2500, "Wer anders", "X", of(1).to_lowercase(), "pays 1:2500 rest 0"),
        (1000, "Wer anders", "X", of(1), "pays 1:1000 rest 0"),
        (9000, "Wer anders", "X", of(1), "pays 1:2500 rest 6500"),
        (6500, "", "", both.clone(), "pays 1:2500 2:4000 rest 0"),
        (6600, "", "", both.clone(), "pays 1:2500 2:4000 rest 100"),
        (6400, "", "", both, "TooLittle 1 2"),
        // A reference of the other direction is none.
        (8000, "", "", of(7), "Nothing"),
        (-8000, "", "", of(7), "pays 7:8000 rest 0"),
        // Amount and account, then amount and name.
        (2500, "J. M.", HERS, String::new(), "pays 1:2500 rest 0"),
        (4000, "MUSTERMANN, MAX", "X", String::new(), "pays 3:4000 rest 0"),
        (4000, "Weiss Erika", "X", String::new(), "pays 2:4000 rest 0"),
        (1500, "", HIS, String::new(), "Several 5 6"),
        (7700, "Anna Meier", "X", String::new(), "Several 8 9"),
        // The only one of its amount needs a name that is near.
        (999, "Kruger Schreinerei", "X", "Rechnung".into(), "pays 4:999 rest 0"),
        (999, "Bäckerei Schulz", "X", "Rechnung".into(), "Weak 4"),
        // Not the only one of its amount: a near name is not enough.
        (4000, "Max Musterman", "X", String::new(), "Weak 3 2"),
        // A known account with another amount is a question.
        (1234, "Wer anders", HERS, String::new(), "Weak 1"),
        (1234, "Wer anders", "X", "Spende".into(), "Nothing"),
    ] {
        let book = book(&claims, &[line(1, cents, name, account, &text)]);
        assert_eq!(told(book.propose(LineId(1)).unwrap()), expected, "{cents} {name} {text}");
    }
    assert_eq!(book(&claims, &[]).propose(LineId(1)), None);
}

#[test]
fn a_proposal_says_what_speaks_for_it() {
    let book =
        book(&[claim(1, 2500, "Jörg Müller", Some(HERS))], &[line(1, 2500, "Mueller, Joerg", HERS, "RF")]);
    let Some(Proposal::Pays { parts, .. }) = book.propose(LineId(1)) else { panic!() };
    assert_eq!(parts[0].reasons, [Reason::Amount, Reason::Account, Reason::Name]);
}

#[test]
fn paid_twice_or_after_a_cancellation_is_a_question() {
    let text = Reference::of_number(1001).to_string();
    let mut book = book(
        &[claim(1, 2500, "A B", None)],
        &[line(1, 2500, "A B", "X", &text), line(2, 2500, "A B", "X", &text)],
    );
    allocate(&mut book, 1, 1, 1, 2500);
    assert_eq!(told(book.propose(LineId(1)).unwrap()), "done");
    assert_eq!(told(book.propose(LineId(2)).unwrap()), "Settled 1");
    // The second payment is owed back: the claim goes out, the money is kept for it until it is paid.
    let mut refund = claim(9, -2500, "A B", None);
    refund.cents = Cents(2500);
    book.apply(Event::Refunded { claim: refund, allocation: AllocationId(2), line: LineId(2) }).unwrap();
    assert_eq!(book.find_line(LineId(2)).unwrap().1, Cents(0));
    assert!(!book.find_claim(ClaimId(9)).unwrap().is_settled());
    let mut out = line(3, -2500, "A B", "X", "");
    out.end_to_end = Some(Reference::of_number(1009).as_str().into());
    book.apply(Event::Received(out)).unwrap();
    assert_eq!(told(book.propose(LineId(3)).unwrap()), "pays 9:2500 rest 0");
    allocate(&mut book, 3, 3, 9, 2500);
    assert!(book.find_claim(ClaimId(9)).unwrap().is_settled());
    let totals = book.totals();
    assert!(totals.balance());
    assert_eq!((totals.lines, totals.claims, totals.refunds, totals.credits), (2500, 0, 2500, 0));
}

#[test]
fn an_attempt_never_counts_as_paid() {
    let mut book = book(&[claim(1, 2500, "A B", None)], &[]);
    for state in [Attempt::Begun, Attempt::Failed, Attempt::Promised] {
        for attempt in 1..4 {
            book.apply(Event::Attempted { claim: ClaimId(1), attempt: AttemptId(attempt), state }).unwrap();
        }
        let standing = book.find_claim(ClaimId(1)).unwrap();
        assert_eq!((standing.paid, standing.open(), standing.attempts.len()), (Cents(0), Cents(2500), 3));
    }
    book.apply(Event::Ordered { claims: vec![ClaimId(1)], batch: "B1".into() }).unwrap();
    assert!(!book.find_claim(ClaimId(1)).unwrap().is_settled());
}

#[test]
fn a_returned_debit_opens_its_claim_and_leaves_the_charge() {
    let collected = Line { end_to_end: Some("E1".into()), ..line(1, 2500, "A B", "X", "") };
    let returned = Line { end_to_end: Some("E1".into()), is_return: true, ..line(2, -2800, "A B", "X", "") };
    let mut book = book(&[claim(1, 2500, "A B", None)], &[collected]);
    allocate(&mut book, 1, 1, 1, 2500);
    let paid = book.clone();
    book.apply(Event::Received(returned.clone())).unwrap();
    let proposal = book.propose(LineId(2)).unwrap();
    assert_eq!(told(proposal.clone()), "gives back 1 [] rest 300");
    let Proposal::GivesBack { original, allocations, .. } = proposal else { panic!() };
    let outcome = book.apply(Event::Returned { line: LineId(2), original, allocations }).unwrap();
    assert_eq!(outcome.released, [(LineId(1), Cents(2500))]);
    assert_eq!(book.find_claim(ClaimId(1)).unwrap().open(), Cents(2500));
    assert_eq!(book.find_line(LineId(1)).unwrap().1, Cents(0));
    assert_eq!(book.find_line(LineId(2)).unwrap().1, Cents(300));
    assert!(book.totals().balance());
    book.apply(Event::ReturnUndone { line: LineId(2) }).unwrap();
    assert_eq!(book.find_claim(ClaimId(1)), paid.find_claim(ClaimId(1)));
    // Without its name nobody can tell what comes back.
    book.apply(Event::Received(Line { end_to_end: None, ..Line { id: LineId(3), ..returned } })).unwrap();
    assert_eq!(told(book.propose(LineId(3)).unwrap()), "Return");
}

#[test]
fn a_batch_is_booked_as_one_sum_and_one_of_it_comes_back() {
    let claims = [claim(1, 1000, "A", None), claim(2, 2000, "B", None), claim(3, 500, "C", None)];
    let sum = Line { batch: Some("B1".into()), ..line(1, 3000, "", "", "") };
    let mut book = book(&claims, &[sum]);
    book.apply(Event::Ordered { claims: vec![ClaimId(1), ClaimId(2)], batch: "B1".into() }).unwrap();
    assert_eq!(told(book.propose(LineId(1)).unwrap()), "pays 1:1000 2:2000 rest 0");
    allocate(&mut book, 1, 1, 1, 1000);
    allocate(&mut book, 2, 1, 2, 2000);
    let name = Reference::of_number(1002).as_str().to_string();
    let back = Line { end_to_end: Some(name), is_return: true, ..line(2, -2000, "B", "X", "") };
    book.apply(Event::Received(back)).unwrap();
    assert_eq!(told(book.propose(LineId(2)).unwrap()), "gives back 1 [2] rest 0");
    book.apply(Event::Returned { line: LineId(2), original: LineId(1), allocations: vec![AllocationId(2)] })
        .unwrap();
    assert_eq!(book.find_claim(ClaimId(1)).unwrap().open(), Cents(0));
    assert_eq!(book.find_claim(ClaimId(2)).unwrap().open(), Cents(2000));
    assert!(book.totals().balance());
    // A sum that is not that of its claims is a question.
    book.apply(Event::Ordered { claims: vec![ClaimId(2), ClaimId(3)], batch: "B2".into() }).unwrap();
    book.apply(Event::Received(Line { batch: Some("B2".into()), ..line(3, 2400, "", "", "") })).unwrap();
    assert_eq!(told(book.propose(LineId(3)).unwrap()), "Batch 2 3");
}

#[test]
fn a_reduced_claim_gives_back_what_was_paid_beyond() {
    let mut book =
        book(&[claim(1, 2500, "A B", None)], &[line(1, 1000, "", "", ""), line(2, 1500, "", "", "")]);
    allocate(&mut book, 1, 1, 1, 1000);
    allocate(&mut book, 2, 2, 1, 1500);
    let outcome = book.apply(Event::Corrected { claim: ClaimId(1), cents: Cents(800) }).unwrap();
    assert_eq!(outcome.released, [(LineId(2), Cents(1500)), (LineId(1), Cents(200))]);
    let standing = book.find_claim(ClaimId(1)).unwrap();
    assert_eq!((standing.owed, standing.paid), (Cents(800), Cents(800)));
    let outcome = book.apply(Event::Corrected { claim: ClaimId(1), cents: Cents(0) }).unwrap();
    assert_eq!(outcome.released, [(LineId(1), Cents(800))]);
    assert!(book.totals().balance());
    assert_eq!(book.totals().credits, 2500);
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let mut book =
        book(&[claim(1, 2500, "A B", None), claim(7, -100, "V", None)], &[line(1, 1000, "", "", "")]);
    let mut other = claim(2, 100, "", None);
    other.reference = Reference::of_number(1001);
    assert_eq!(book.apply(Event::Raised(other.clone())), Err(Refusal::Reference(other.reference)));
    assert_eq!(book.apply(Event::Raised(claim(1, 2600, "A B", None))), Err(Refusal::Taken));
    assert_eq!(book.apply(Event::Raised(claim(3, MOST.0 + 1, "", None))), Err(Refusal::Amount(MOST.0 + 1)));
    assert_eq!(book.apply(Event::Received(line(2, i64::MIN, "", "", ""))), Err(Refusal::Amount(i64::MIN)));
    let part = |target, cents| {
        Event::Allocated(Allocation { id: AllocationId(1), line: LineId(1), target, cents: Cents(cents) })
    };
    assert_eq!(book.apply(part(Target::Claim(ClaimId(1)), 1001)), Err(Refusal::Line(Cents(1000))));
    assert_eq!(book.apply(part(Target::Claim(ClaimId(1)), 2501)), Err(Refusal::Claim(Cents(2500))));
    assert_eq!(book.apply(part(Target::Claim(ClaimId(7)), 50)), Err(Refusal::Direction));
    assert_eq!(book.apply(part(Target::Claim(ClaimId(6)), 50)), Err(Refusal::NoClaim(ClaimId(6))));
    let wrong = Event::Returned { line: LineId(1), original: LineId(1), allocations: vec![] };
    assert_eq!(book.apply(wrong), Err(Refusal::Direction));
    assert_eq!(Book::of([part(Target::Elsewhere, 1)]), Err((0, Refusal::NoLine(LineId(1)))));
}

#[test]
fn a_day_is_closed_by_source() {
    let cash = |id, cents, on: &str| Line::at_counter(LineId(id), Source::Cash, day(on), Cents(cents));
    let card = Line::at_counter(LineId(9), Source::Card, day("2026-03-02"), Cents(4000));
    let lines = [
        cash(1, 5000, "2026-03-01"),
        cash(2, 2500, "2026-03-02"),
        cash(3, -500, "2026-03-02"),
        cash(4, 1, "2026-03-03"),
        card,
    ];
    let mut book = book(&[claim(1, 2500, "A B", None)], &lines);
    allocate(&mut book, 1, 2, 1, 2500);
    let balance = day_balance(&book, day("2026-03-02"));
    let held = balance[&Source::Cash];
    assert_eq!(
        (held.before, held.day.came, held.day.went, held.after()),
        (Cents(5000), Cents(2500), Cents(500), Cents(7000))
    );
    assert_eq!((held.day.lines, held.day.undecided), (2, Cents(-500)));
    assert_eq!(balance[&Source::Card].after(), Cents(4000));
    assert!(!balance.contains_key(&Source::Bank));
    let totals = day_totals(&book, day("2026-03-01"), day("2026-03-03"));
    let sum: i64 = totals.values().map(|total| total.change().0).sum();
    assert_eq!(i128::from(sum), book.totals().lines);
}
