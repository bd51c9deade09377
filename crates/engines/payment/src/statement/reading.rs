//! From pieces of XML to statements.

use super::element::{Element, Piece, Pieces, is_allowed};
use super::*;

/// Reads one file, or names every mistake in it, up to [`MOST_FAULTS`].
pub fn read(bytes: &[u8]) -> Result<Delivery, Vec<Fault>> {
    let fault = |line, kind| vec![Fault { line, element: "Document".into(), kind }];
    if bytes.len() > LARGEST {
        return Err(fault(1, FaultKind::Large));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let line_of = |end: usize| {
        let breaks = bytes[..end].iter().filter(|byte| **byte == b'\n').count();
        u32::try_from(breaks).unwrap_or(u32::MAX).saturating_add(1)
    };
    let text = std::str::from_utf8(bytes)
        .map_err(|error| fault(line_of(error.valid_up_to()), FaultKind::Encoding))?;
    if let Some((at, letter)) = text.char_indices().find(|(_, letter)| !is_allowed(*letter)) {
        return Err(fault(line_of(at), FaultKind::Character(u32::from(letter))));
    }
    let mut reading = Reading::default();
    match reading.whole(text) {
        Ok(delivery) if reading.faults.is_empty() => Ok(delivery),
        Ok(_) => Err(reading.faults),
        Err(last) => {
            reading.add(last);
            Err(reading.faults)
        }
    }
}

#[derive(Default)]
struct Reading {
    faults: Vec<Fault>,
}

/// Puts a mistake on the list and goes on with nothing.
macro_rules! or_note {
    ($self:ident, $element:expr, $path:expr, $kind:expr) => {{
        $self.add(Fault { line: $element.line, element: $path.to_string(), kind: $kind });
        return None;
    }};
}

impl Reading {
    fn add(&mut self, fault: Fault) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        }
    }

    fn whole(&mut self, text: &str) -> Result<Delivery, Fault> {
        let mut pieces = Pieces::new(text);
        let mut version = Version::V08;
        let mut message_id = None;
        let mut statements = Vec::new();
        let mut at_hand: Option<Draft> = None;
        loop {
            match pieces.next()? {
                Piece::Root { namespace, line } => {
                    version = kind_of(&namespace, text).map_err(|kind| Fault {
                        line,
                        element: "Document".into(),
                        kind,
                    })?;
                }
                Piece::Beside(element) if element.name == "GrpHdr" => {
                    message_id = element.text_at(&["MsgId"]).map(String::from);
                }
                Piece::Beside(_) => {}
                Piece::Begin { line } => at_hand = Some(Draft { line, ..Draft::default() }),
                Piece::Inside(element) => {
                    if let Some(draft) = &mut at_hand {
                        self.part(draft, &element);
                    }
                }
                Piece::End => {
                    if let Some(statement) = at_hand.take().and_then(|draft| self.finished(draft)) {
                        statements.push(statement);
                    }
                }
                Piece::Over { line } => {
                    if statements.is_empty() && self.faults.is_empty() {
                        let kind = FaultKind::Missing("Stmt");
                        return Err(Fault { line, element: "BkToCstmrStmt".into(), kind });
                    }
                    return Ok(Delivery { version, message_id: message_id.unwrap_or_default(), statements });
                }
            }
        }
    }

    fn part(&mut self, draft: &mut Draft, element: &Element<'_>) {
        let text = || Some(element.text.clone()).filter(|text| !text.is_empty());
        match element.name {
            "Id" => draft.id = text(),
            "ElctrncSeqNb" => draft.electronic = text(),
            "LglSeqNb" => draft.legal = text(),
            "CreDtTm" => draft.created = self.day(element, "Stmt/CreDtTm"),
            "CpyDplctInd" => draft.is_copy = true,
            "FrToDt" => {
                let ends = ["FrDtTm", "ToDtTm"].map(|name| element.child(name));
                if let [Some(first), Some(last)] = ends {
                    let first = self.day(first, "Stmt/FrToDt/FrDtTm");
                    draft.period = first.zip(self.day(last, "Stmt/FrToDt/ToDtTm"));
                }
            }
            "Acct" => draft.account = self.account(element),
            "Bal" => draft.balances.extend(self.balance(element)),
            "Ntry" => draft.entries.extend(self.entry(element)),
            _ => {}
        }
    }

    fn finished(&mut self, draft: Draft) -> Option<Statement> {
        let Draft { line, id, electronic, legal, created, period, is_copy, account, balances, entries } =
            draft;
        for (name, is_there) in
            [("Id", id.is_some()), ("CreDtTm", created.is_some()), ("Acct/Id", account.is_some())]
        {
            if !is_there {
                self.add(Fault { line, element: "Stmt".into(), kind: FaultKind::Missing(name) });
            }
        }
        let sum = entries.iter().try_fold(0i64, |sum, entry| sum.checked_add(entry.amount.cents.0.abs()));
        if sum.is_none_or(|sum| sum > i64::MAX / 4) {
            self.add(Fault { line, element: "Stmt".into(), kind: FaultKind::Sum });
            return None;
        }
        let number = electronic.or(legal);
        let (id, created, account) = (id?, created?, account?);
        let notes = Vec::new();
        let mut statement =
            Statement { line, id, number, created, period, is_copy, account, balances, entries, notes };
        statement.notes = notes_of(&statement);
        Some(statement)
    }

    fn account(&mut self, element: &Element<'_>) -> Option<Account> {
        let iban = element.text_at(&["Id", "IBAN"]);
        let number = iban.or_else(|| element.text_at(&["Id", "Othr", "Id"]));
        let Some(number) = number else { or_note!(self, element, "Stmt/Acct", FaultKind::Missing("Id")) };
        let currency = match element.text_at(&["Ccy"]) {
            Some(text) => Some(self.currency(element, "Stmt/Acct/Ccy", text)?),
            None => None,
        };
        let owner = element.text_at(&["Ownr", "Nm"]).or_else(|| element.text_at(&["Nm"]));
        let owner = owner.map(String::from);
        Some(Account { number: compact(number), is_iban: iban.is_some(), currency, owner })
    }

    fn balance(&mut self, element: &Element<'_>) -> Option<Balance> {
        let code = element.text_at(&["Tp", "CdOrPrtry", "Cd"]);
        let code = code.or_else(|| element.text_at(&["Tp", "CdOrPrtry", "Prtry"]));
        let kind = match code {
            Some("OPBD") => BalanceKind::Opening,
            Some("PRCD") => BalanceKind::Previous,
            Some("CLBD") => BalanceKind::Closing,
            Some("ITBD") => BalanceKind::Interim,
            Some(other) => BalanceKind::Other(other.to_string()),
            None => or_note!(self, element, "Stmt/Bal", FaultKind::Missing("Tp/CdOrPrtry")),
        };
        let amount = self.signed(element, "Stmt/Bal");
        let Some(day) = element.child("Dt") else {
            or_note!(self, element, "Stmt/Bal", FaultKind::Missing("Dt"))
        };
        let day = self.choice(day, "Stmt/Bal/Dt");
        Some(Balance { kind, amount: amount?, day: day? })
    }

    fn entry(&mut self, element: &Element<'_>) -> Option<Entry> {
        let amount = self.signed(element, "Stmt/Ntry");
        let status = match element.child("Sts") {
            // A text in the older version, an element in the newer.
            Some(status) => match status.text_at(&["Cd"]).unwrap_or(&status.text) {
                "BOOK" => Status::Booked,
                "PDNG" => Status::Pending,
                other => Status::Other(
                    status.text_at(&["Prtry"]).filter(|_| other.is_empty()).unwrap_or(other).into(),
                ),
            },
            None => or_note!(self, element, "Stmt/Ntry", FaultKind::Missing("Sts")),
        };
        let is_reversal = match element.child("RvslInd") {
            Some(flag) => match flag.text.as_str() {
                "true" | "1" => true,
                "false" | "0" => false,
                other => or_note!(self, flag, "Stmt/Ntry/RvslInd", FaultKind::Flag(short(other))),
            },
            None => false,
        };
        let booked = element.child("BookgDt").map(|day| self.choice(day, "Stmt/Ntry/BookgDt"));
        let valued = element.child("ValDt").map(|day| self.choice(day, "Stmt/Ntry/ValDt"));
        let charges = self.charges(element, "Stmt/Ntry/Chrgs");
        let details: Vec<_> = element.all("NtryDtls").flat_map(|details| details.all("TxDtls")).collect();
        let payments: Vec<_> = details.iter().map(|details| self.payment(details, amount)).collect();
        let batch = element.all("NtryDtls").find_map(|details| details.text_at(&["Btch", "PmtInfId"]));
        Some(Entry {
            line: element.line,
            amount: amount?,
            status,
            is_reversal,
            booked: transpose(booked)?,
            valued: transpose(valued)?,
            bank_reference: named(element.text_at(&["AcctSvcrRef"])),
            business: business(element),
            batch: named(batch),
            charges,
            words: element.text_at(&["AddtlNtryInf"]).map(String::from),
            payments: payments.into_iter().collect::<Option<_>>()?,
        })
    }

    fn payment(&mut self, element: &Element<'_>, entry: Option<Money>) -> Option<Payment> {
        let path = "Stmt/Ntry/NtryDtls/TxDtls";
        let is_out = match element.child("CdtDbtInd") {
            Some(direction) => self.is_out(direction, path)?,
            None => entry.is_some_and(|money| money.cents.0 < 0),
        };
        // The older version has the amount among the details only.
        let amount = element.child("Amt").or_else(|| element.at(&["AmtDtls", "TxAmt", "Amt"]));
        let amount = match amount {
            Some(amount) => Some(directed(self.amount(amount, &format!("{path}/Amt"))?, is_out)),
            None => None,
        };
        let charges = self.charges(element, "Stmt/Ntry/NtryDtls/TxDtls/Chrgs");
        let reference = |name| named(element.text_at(&["Refs", name]));
        let returned = element.child("RtrInf").map(|returned| Return {
            code: named(returned.text_at(&["Rsn", "Cd"]).or_else(|| returned.text_at(&["Rsn", "Prtry"]))),
            words: texts(returned.all("AddtlInf")),
        });
        let remittance = || element.all("RmtInf");
        let references =
            remittance().flat_map(|r| r.all("Strd")).filter_map(|s| s.at(&["CdtrRefInf", "Ref"]));
        let written = remittance().flat_map(|r| r.all("Ustrd"));
        let added = remittance().flat_map(|r| r.all("Strd")).flat_map(|s| s.all("AddtlRmtInf"));
        Some(Payment {
            line: element.line,
            amount,
            bank_reference: reference("AcctSvcrRef"),
            transaction: reference("TxId"),
            batch: reference("PmtInfId"),
            end_to_end: reference("EndToEndId"),
            mandate: reference("MndtId"),
            debtor: party(element, "Dbtr", "DbtrAcct", "UltmtDbtr"),
            creditor: party(element, "Cdtr", "CdtrAcct", "UltmtCdtr"),
            texts: texts(written.chain(added)),
            references: texts(references),
            charges,
            returned,
            words: element.text_at(&["AddtlTxInf"]).map(String::from),
        })
    }

    /// The older version names each charge beside the others, the newer puts them into records.
    fn charges(&mut self, element: &Element<'_>, path: &str) -> Vec<Charge> {
        let mut charges = Vec::new();
        for group in element.all("Chrgs") {
            let records: Vec<_> = group.all("Rcrd").collect();
            let each = if records.is_empty() { vec![group] } else { records };
            for record in each {
                let Some(amount) = record.child("Amt") else { continue };
                let Some(amount) = self.amount(amount, path) else { continue };
                // A charge without a direction costs.
                let is_out = match record.child("CdtDbtInd") {
                    Some(direction) => self.is_out(direction, path),
                    None => Some(true),
                };
                let is_included = record.text_at(&["ChrgInclInd"]).map(|text| matches!(text, "true" | "1"));
                charges.extend(is_out.map(|out| Charge { amount: directed(amount, out), is_included }));
            }
        }
        charges
    }

    fn signed(&mut self, element: &Element<'_>, path: &str) -> Option<Money> {
        let Some(amount) = element.child("Amt") else {
            or_note!(self, element, path, FaultKind::Missing("Amt"))
        };
        let amount = self.amount(amount, &format!("{path}/Amt"));
        let Some(direction) = element.child("CdtDbtInd") else {
            or_note!(self, element, path, FaultKind::Missing("CdtDbtInd"))
        };
        let is_out = self.is_out(direction, path)?;
        Some(directed(amount?, is_out))
    }

    fn is_out(&mut self, element: &Element<'_>, path: &str) -> Option<bool> {
        match element.text.as_str() {
            "CRDT" => Some(false),
            "DBIT" => Some(true),
            other => or_note!(self, element, format!("{path}/CdtDbtInd"), FaultKind::Direction(short(other))),
        }
    }

    fn amount(&mut self, element: &Element<'_>, path: &str) -> Option<Money> {
        let Some(currency) = &element.currency else {
            or_note!(self, element, path, FaultKind::Missing("Ccy"))
        };
        let currency = self.currency(element, path, currency)?;
        match cents(&element.text) {
            Ok(cents) => Some(Money { cents, currency }),
            Err(kind) => or_note!(self, element, path, kind),
        }
    }

    fn currency(&mut self, element: &Element<'_>, path: &str, text: &str) -> Option<Currency> {
        match text.as_bytes() {
            [a, b, c] if [a, b, c].iter().all(|letter| letter.is_ascii_uppercase()) => {
                Some(Currency([*a, *b, *c]))
            }
            _ => or_note!(self, element, path, FaultKind::Currency(short(text))),
        }
    }

    /// A day that is given as such or as a moment.
    fn choice(&mut self, element: &Element<'_>, path: &str) -> Option<Date> {
        match element.child("Dt").or_else(|| element.child("DtTm")) {
            Some(day) => self.day(day, path),
            None => or_note!(self, element, path, FaultKind::Missing("Dt")),
        }
    }

    /// The day of a day or a moment: as the bank writes it, in its own time zone.
    fn day(&mut self, element: &Element<'_>, path: &str) -> Option<Date> {
        let text = &element.text;
        let rest = text.get(10..).unwrap_or("?");
        let is_sound = rest.is_empty() || rest.starts_with(['T', 'Z', '+', '-']);
        match text.get(..10).and_then(|day| day.parse::<Date>().ok()).filter(|_| is_sound) {
            Some(day) => Some(day),
            None => or_note!(self, element, path, FaultKind::Day(short(text))),
        }
    }
}

/// What is known of a statement so far.
#[derive(Default)]
struct Draft {
    line: u32,
    id: Option<String>,
    electronic: Option<String>,
    legal: Option<String>,
    created: Option<Date>,
    period: Option<(Date, Date)>,
    is_copy: bool,
    account: Option<Account>,
    balances: Vec<Balance>,
    entries: Vec<Entry>,
}

fn kind_of(namespace: &str, text: &str) -> Result<Version, FaultKind> {
    // Some programs leave the namespace out and name the schema beside it.
    let known = if namespace.is_empty() { text.get(..2048).unwrap_or(text) } else { namespace };
    let ends = |version: &str| {
        known.trim_end().ends_with(version) || (namespace.is_empty() && known.contains(version))
    };
    if ends("camt.053.001.02") {
        Ok(Version::V02)
    } else if ends("camt.053.001.08") {
        Ok(Version::V08)
    } else {
        let name = namespace.rsplit(':').next().filter(|name| !name.is_empty());
        Err(FaultKind::Kind(short(name.unwrap_or("no message of ISO 20022"))))
    }
}

fn notes_of(statement: &Statement) -> Vec<Note> {
    let mut notes = Vec::new();
    let booked = || statement.entries.iter().filter(|entry| entry.status == Status::Booked);
    match statement.bounds() {
        Some((opening, closing))
            if opening.amount.currency == closing.amount.currency
                && booked().all(|entry| entry.amount.currency == opening.amount.currency) =>
        {
            let entries = statement.booked();
            let (first, last) = (opening.amount.cents.0, closing.amount.cents.0);
            let difference = last.saturating_sub(first.saturating_add(entries.0));
            if difference != 0 {
                let (opening, closing) = (opening.amount, closing.amount);
                notes.push(Note::Sum { opening, entries, closing, difference: Cents(difference) });
            }
        }
        _ => notes.push(Note::Unchecked),
    }
    for entry in booked() {
        let payments = lines::sum_of(entry);
        let said = entry.payments.iter().any(|payment| payment.amount.is_some());
        if (said || entry.payments.len() > 1) && payments != Some(entry.amount.cents) {
            notes.push(Note::Details { line: entry.line, entry: entry.amount, payments });
        }
    }
    notes
}

/// An amount of ISO 20022: up to 18 digits, of which up to five behind the point; those behind the cents must be zero.
fn cents(text: &str) -> Result<Cents, FaultKind> {
    let wrong = || FaultKind::Amount(short(text));
    let digits = text.strip_prefix('+').unwrap_or(text);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + rest.len() == 0 || whole.len() + rest.len() > 18 || !is_number(whole) || !is_number(rest)
    {
        return Err(wrong());
    }
    let (near, far) = rest.split_at(rest.len().min(2));
    if far.bytes().any(|byte| byte != b'0') {
        return Err(FaultKind::Decimals(short(text)));
    }
    let number = |part: &str| if part.is_empty() { Ok(0) } else { part.parse::<i64>() };
    let whole = number(whole).map_err(|_| wrong())?;
    let near = number(&format!("{near:0<2}")).map_err(|_| wrong())?;
    whole.checked_mul(100).and_then(|cents| cents.checked_add(near)).map(Cents).ok_or_else(wrong)
}

fn directed(money: Money, is_out: bool) -> Money {
    Money { cents: Cents(if is_out { -money.cents.0 } else { money.cents.0 }), ..money }
}

fn transpose(day: Option<Option<Date>>) -> Option<Option<Date>> {
    match day {
        Some(None) => None,
        Some(some) => Some(some),
        None => Some(None),
    }
}

fn party(element: &Element<'_>, who: &str, account: &str, ultimate: &str) -> Party {
    // The newer version says whether it is a party or a bank.
    let name = |who: &str| {
        let named = [&[who, "Pty", "Nm"][..], &[who, "Nm"], &[who, "Agt", "FinInstnId", "Nm"]];
        let parties = element.child("RltdPties")?;
        named.iter().find_map(|path| parties.text_at(path)).map(String::from)
    };
    let iban = element.text_at(&["RltdPties", account, "Id", "IBAN"]);
    let number = iban.or_else(|| element.text_at(&["RltdPties", account, "Id", "Othr", "Id"]));
    Party { name: name(who), account: number.map(compact), ultimate: name(ultimate) }
}

fn business(element: &Element<'_>) -> Option<String> {
    let domain = element.at(&["BkTxCd", "Domn"]);
    let codes = domain.map(|domain| {
        let parts = [&["Cd"][..], &["Fmly", "Cd"], &["Fmly", "SubFmlyCd"]];
        parts.iter().filter_map(|path| domain.text_at(path)).collect::<Vec<_>>().join("/")
    });
    codes.or_else(|| element.text_at(&["BkTxCd", "Prtry", "Cd"]).map(String::from))
}

fn texts<'a: 'b, 'b>(elements: impl Iterator<Item = &'b Element<'a>>) -> Vec<String> {
    elements.map(|element| element.text.clone()).filter(|text| !text.is_empty()).collect()
}

/// A name, unless it is one of the words by which banks say that there is none.
fn named(text: Option<&str>) -> Option<String> {
    let is_none = |text: &str| matches!(text, "NOTPROVIDED" | "NONREF" | "NOREF");
    text.filter(|text| !is_none(text)).map(String::from)
}

fn compact(number: &str) -> String {
    number.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase()
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
