//! Contacts of towns and counties as offices keep them: one line per person, the body by key or by name.
//!
//! Several lines may name the same body; the same address for the same body twice is a fault, because one of the two
//! lines then holds a mistake.

use std::collections::BTreeMap;

use rathaus_core::Ags;
use rathaus_web::form::read_email;

use super::diagnostic::{Diagnostic, Diagnostics, Form, Problem};
use super::table::{Kind, Known, Row, Table, bodies_named, nearest_body};

/// One person of one body.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ContactLine {
    /// Line of the file; in workbooks the row.
    pub line: u32,
    /// The body.
    pub ags: Ags,
    /// The address.
    pub email: String,
    /// The person's name; may be empty.
    pub name: String,
}

static CONTACTS: Kind = Kind {
    stem: "contacts",
    required: &["ags", "email", "name"],
    columns: &[
        Known::optional("ags", &["Gemeindeschlüssel", "Amtlicher Gemeindeschlüssel", "Schlüssel", "Key"]),
        Known::optional(
            "organisation",
            &["Kommune", "Gemeinde", "Stadt", "Landkreis", "Ort", "Körperschaft", "Municipality", "Town"],
        ),
        Known::required("email", &["E-Mail", "Mail", "E-Mail-Adresse", "Mailadresse", "Email address"]),
        Known::optional(
            "name",
            &["Ansprechpartner", "Ansprechperson", "Kontakt", "Ansprechpartnerin", "Person", "Contact"],
        ),
    ],
};

/// Most lines of one file.
pub const MOST_LINES: usize = 5_000;

/// Reads contacts from a CSV file or workbook. What is right comes back beside what is wrong, so that a page can show
/// both; `near` is a key of the region, to choose between towns of one name by their state.
pub fn read_contacts(file: &str, bytes: &[u8], near: Option<Ags>) -> (Vec<ContactLine>, Diagnostics) {
    let mut faults = Vec::new();
    let mut lines = Vec::new();
    let table = Table::read(&CONTACTS, file, bytes, &mut faults)
        .filter(|table| table.has_one_of(&CONTACTS, &["ags", "organisation"], &mut faults));
    if let Some(table) = table {
        if table.is_empty() && table.is_whole {
            faults.push(Diagnostic::file(file, Problem::NoRows));
        }
        let mut taken: BTreeMap<(Ags, String), u32> = BTreeMap::new();
        for (place, row) in table.rows().enumerate() {
            if place >= MOST_LINES {
                faults.push(Diagnostic::file(file, Problem::Malformed(Form::AtMost(MOST_LINES))));
                break;
            }
            if !row.is_whole {
                continue;
            }
            let ags = body(row, near, &mut faults);
            let email = match row.text("email") {
                "" => {
                    faults.push(row.fault("email", Problem::Empty));
                    None
                }
                _ => row.parse("email", Form::Email, read_email, &mut faults),
            };
            let (Some(ags), Some(email)) = (ags, email) else { continue };
            if let Some(first) = taken.insert((ags, email.to_lowercase()), row.line()) {
                faults.push(row.fault("email", Problem::Taken(first)));
                continue;
            }
            let name: String = row.text("name").chars().filter(|c| !c.is_control()).take(120).collect();
            lines.push(ContactLine { line: row.line(), ags, email, name });
        }
    }
    (lines, Diagnostics::sorted(faults))
}

/// The body of a row: by its key, or by a name that one body of the region's state, or one at all, has.
fn body(row: Row<'_>, near: Option<Ags>, faults: &mut Vec<Diagnostic>) -> Option<Ags> {
    let name = row.text("organisation");
    if !row.text("ags").is_empty() {
        return row.key("ags", name, faults);
    }
    if name.is_empty() {
        faults.push(row.fault("organisation", Problem::Empty));
        return None;
    }
    let all = bodies_named(name);
    let here: Vec<&(Ags, String)> = all
        .iter()
        .filter(|(key, _)| near.is_some_and(|near| near.state_digits() == key.state_digits()))
        .collect();
    let found = if here.is_empty() { all.iter().collect() } else { here };
    match found.as_slice() {
        [(key, _)] => Some(*key),
        [] => {
            faults.push(row.fault("organisation", Problem::UnknownBody(nearest_body(name))));
            None
        }
        several => {
            let names = several.iter().take(6).map(|(key, body)| format!("{key} ({body})")).collect();
            faults.push(row.fault("organisation", Problem::SeveralBodies(names)));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rathaus_core::Lang;

    fn read(text: &str) -> (Vec<ContactLine>, Vec<String>) {
        let (lines, faults) = read_contacts("kontakte.csv", text.as_bytes(), "06633000".parse().ok());
        (lines, faults.0.iter().map(|fault| fault.text(Lang::De)).collect())
    }

    #[test]
    fn bodies_are_found_by_key_and_by_name() {
        let (lines, faults) = read(
            "Kommune;Gemeindeschlüssel;E-Mail;Ansprechpartner\nCalden;6633005;amt@calden.de;A. Amt\n\
             Bad Hersfeld;;rathaus@Bad-Hersfeld.DE;\n;06633;kreis@landkreis.de;K. Kreis\n",
        );
        assert_eq!(faults, [] as [&str; 0]);
        let found: Vec<String> = lines.iter().map(|l| format!("{} {} {}", l.ags, l.email, l.name)).collect();
        assert_eq!(
            found,
            [
                "06633005 amt@calden.de A. Amt",
                "06632002 rathaus@bad-hersfeld.de ",
                "06633000 kreis@landkreis.de K. Kreis"
            ]
        );
    }

    #[test]
    fn every_faulty_line_is_named_and_the_others_are_taken() {
        let (lines, faults) = read(
            "ags;email;name\n06633005;amt@calden.de;A\n06633005;AMT@calden.de;A\n06633999;x@y.de;B\n\
             06633005;kein at;C\n06633005;;D\n06633006;b@c.de;E\n",
        );
        assert_eq!(lines.len(), 2, "{lines:?}");
        for (fault, line) in faults.iter().zip([3, 4, 5, 6]) {
            assert!(fault.starts_with(&format!("kontakte.csv:{line}")), "{fault}");
        }
        assert_eq!(faults.len(), 4, "{faults:?}");
    }

    #[test]
    fn names_that_nobody_or_several_have_are_faults() {
        let (lines, faults) =
            read_contacts("k.csv", "Kommune;E-Mail\nCaldn;a@b.de\nNeuenkirchen;a@b.de\n".as_bytes(), None);
        assert!(lines.is_empty());
        assert!(matches!(&faults.0[0].problem, Problem::UnknownBody(Some(near)) if near.contains("Calden")));
        assert!(matches!(&faults.0[1].problem, Problem::SeveralBodies(keys) if keys.len() > 1));
        let (_, faults) = read_contacts("k.csv", b"E-Mail\na@b.de\n", None);
        assert!(matches!(faults.0[0].problem, Problem::ColumnMissing("ags", ..)), "{faults}");
        let (lines, faults) = read_contacts("k.xlsx", b"\x00\x01", None);
        assert!(lines.is_empty() && faults.0.len() == 1);
    }
}
