//! How long a statement and a book take as they grow: `cargo run --release -p rathaus-payment --example statement_speed`.
//!
//! For each size: a camt.053 file with that many entries is read, imported into a book with as many open claims, and every line
//! is matched and allocated. Of ten entries six carry a reference, two the payer's account, one a name, one nothing.

use rathaus_core::Cents;
use rathaus_payment::Reference;
use rathaus_payment::book::{
    Allocation, AllocationId, Book, Claim, ClaimId, Direction, Event, Proposal, Target,
};
use rathaus_payment::statement::read;
use std::fmt::Write as _;
use std::time::Instant;

const HOLDER: &str = "DE02120300000000202051";

fn cents(number: u64) -> i64 {
    // Few amounts, as fees are: many claims are open with the same one.
    500 + i64::try_from(number % 50).unwrap_or(0) * 100
}

fn claim(number: u64) -> Claim {
    Claim {
        id: ClaimId(number.into()),
        direction: Direction::In,
        reference: Reference::of_number(number),
        cents: Cents(cents(number)),
        due: jiff::civil::date(2026, 3, 31),
        name: Some(format!("Person Nummer{number}")),
        account: (number % 10 == 6).then(|| HOLDER.parse().expect("an account")),
    }
}

fn file(entries: u64) -> String {
    let mut text = String::from(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr>\
         <Stmt><Id>S</Id><CreDtTm>2026-03-02T06:00:00Z</CreDtTm><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>\n",
    );
    let total: i64 = (0..entries).map(cents).sum();
    for (kind, sum, day) in [("PRCD", 0, 1), ("CLBD", total, 2)] {
        let _ = writeln!(
            text,
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{}.{:02}</Amt><CdtDbtInd>CRDT</CdtDbtInd>\
             <Dt><Dt>2026-03-0{day}</Dt></Dt></Bal>",
            sum / 100,
            sum % 100
        );
    }
    for number in 0..entries {
        let words = match number % 10 {
            0..6 => format!("Gebühr {}", Reference::of_number(number)),
            _ => "Gebühr".to_string(),
        };
        let name = if number % 10 == 9 { "Jemand".to_string() } else { format!("PERSON NUMMER{number}") };
        let sum = cents(number);
        let _ = writeln!(
            text,
            "<Ntry><Amt Ccy=\"EUR\">{}.{:02}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt>\
             <ValDt><Dt>2026-03-02</Dt></ValDt><AcctSvcrRef>B{number}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd>\
             <SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>\
             <RltdPties><Dbtr><Pty><Nm>{name}</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>{HOLDER}</IBAN></Id></DbtrAcct></RltdPties>\
             <RmtInf><Ustrd>{words}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>",
            sum / 100,
            sum % 100
        );
    }
    text + "</Stmt></BkToCstmrStmt></Document>"
}

fn main() {
    println!("entries = claims      file    read   raise  import   match    paid questions");
    for size in [12_500, 25_000, 50_000, 100_000] {
        let text = file(size);
        let begun = Instant::now();
        let delivery = read(text.as_bytes()).expect("a sound file");
        let reading = begun.elapsed();
        let begun = Instant::now();
        let mut book = Book::of((0..size).map(claim).map(Event::Raised)).expect("sound claims");
        let raising = begun.elapsed();
        let begun = Instant::now();
        let import = book.import(&delivery.statements[0]);
        let ids: Vec<_> = import.new.iter().map(|line| line.id).collect();
        import.events().into_iter().for_each(|event| drop(book.apply(event).expect("a new line")));
        let importing = begun.elapsed();
        let begun = Instant::now();
        let (mut next, mut questions) = (0, 0);
        for line in ids {
            match book.propose(line) {
                Some(Proposal::Pays { parts, .. }) => {
                    for part in parts {
                        next += 1;
                        let target = Target::Claim(part.claim);
                        let allocation =
                            Allocation { id: AllocationId(next), line, target, cents: part.cents };
                        book.apply(Event::Allocated(allocation)).expect("what is proposed can be done");
                    }
                }
                _ => questions += 1,
            }
        }
        let matching = begun.elapsed();
        assert!(book.totals().balance());
        println!(
            "{size:>16} {:>6.1} MB {:>5} ms {:>4} ms {:>5} ms {:>5} ms {next:>7} {questions:>9}",
            text.len() as f64 / 1e6,
            reading.as_millis(),
            raising.as_millis(),
            importing.as_millis(),
            matching.as_millis()
        );
    }
}
