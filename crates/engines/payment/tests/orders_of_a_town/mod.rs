//! Orders as a town gives them, for the tests that hold them against schemas and other programs.

use rathaus_core::Cents;
use rathaus_payment::Reference;
use rathaus_payment::collection::{self, Debit, Mandate, Scheme, Sequence};
use rathaus_payment::transfer::{self, Header, Holder, Remittance, Transfer};

pub fn header() -> Header {
    Header {
        message_id: "RH-2026-0001".into(),
        created: "2026-03-02T08:15:30Z".parse().unwrap(),
        initiator: "Stadtkasse Grünberg".into(),
    }
}

fn town() -> Holder {
    Holder {
        name: "Stadt Grünberg".into(),
        iban: "DE89370400440532013000".parse().unwrap(),
        bic: Some("COBADEFFXXX".parse().unwrap()),
    }
}

fn person(name: &str) -> Holder {
    Holder { name: name.into(), iban: "DE02120300000000202051".parse().unwrap(), bic: None }
}

pub fn transfers() -> Vec<transfer::Batch> {
    let reference = Reference::of_number(4711);
    let payment = |id: &str, cents, remittance| Transfer {
        end_to_end_id: id.into(),
        amount: Cents(cents),
        to: person("Jörg <Müller> & Söhne"),
        remittance,
    };
    let batch = |id: &str, is_one_sum, transfers| transfer::Batch {
        id: id.into(),
        day: "2026-03-04".parse().unwrap(),
        from: town(),
        is_one_sum,
        is_instant: !is_one_sum,
        transfers,
    };
    vec![
        batch(
            "B1",
            true,
            vec![
                payment(reference.as_str(), 123_456, Some(Remittance::Reference(reference.clone()))),
                payment("E2", 5, Some(Remittance::Text("Zuschuss „Jugend“ 2026 – 1. Rate".into()))),
            ],
        ),
        batch("B2", false, vec![payment("E3", 99_999_999_999, None)]),
    ]
}

pub fn debits() -> Vec<collection::Batch> {
    let debit = |id: &str, mandate: &str, cents| Debit {
        end_to_end_id: id.into(),
        amount: Cents(cents),
        from: person("Élodie Weiß"),
        mandate: Mandate { id: mandate.into(), signed: "2025-12-31".parse().unwrap() },
        remittance: Some(Remittance::Text("Hundesteuer 2026".into())),
    };
    let batch = |id: &str, sequence, debits| collection::Batch {
        id: id.into(),
        day: "2026-03-10".parse().unwrap(),
        sequence,
        scheme: Scheme::Core,
        to: town(),
        creditor: "DE98ZZZ09999999999".parse().unwrap(),
        is_one_sum: true,
        debits,
    };
    vec![
        batch("D1", Sequence::First, vec![debit("E1", "M-1", 4000), debit("E2", "M-2", 150)]),
        batch("D2", Sequence::Recurrent, vec![debit("E3", "M-3", 1), debit("E4", "M-3", 2)]),
        batch("D3", Sequence::OneOff, vec![debit("E5", "M-5", 3)]),
        batch("D4", Sequence::Final, vec![debit("E6", "M-6", 4)]),
    ]
}
