//! The code that a banking app reads, as a drawing in the page.

use std::fmt::Write;

use rathaus_core::Cents;
use rathaus_payment::Reference;
use rathaus_payment::girocode::{Girocode, Purpose};

use super::Account;

/// Modules of white around the code.
const QUIET: usize = 4;

/// The code for an amount, in the letters that banks carry.
pub fn giro(account: &Account, cents: Cents, reference: &Reference) -> Girocode {
    let giro = Girocode {
        name: account.owner.clone(),
        iban: account.iban.clone(),
        bic: account.bic.clone(),
        amount: Some(cents),
        code: None,
        purpose: Purpose::Reference(reference.clone()),
        hint: None,
    };
    giro.carried()
}

/// The code for an amount, as SVG whose name is `label`; `None` where the owner's name or the amount does not fit into one.
pub fn drawing(account: &Account, cents: Cents, reference: &Reference, label: &str) -> Option<String> {
    let code = giro(account, cents, reference).code().ok()?;
    let (width, modules) = (code.width(), code.modules());
    let side = width + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in modules.chunks(width.max(1)).enumerate() {
        let mut x = 0;
        while x < row.len() {
            let run = row[x..].iter().take_while(|dark| **dark).count();
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    let label = escaped(label);
    Some(format!(
        "<svg role=\"img\" aria-label=\"{label}\" width=\"240\" height=\"240\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
         <path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            sign => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_has_a_name_and_is_whole() {
        let account = Account {
            owner: "Stadt Hofgeismar".into(),
            iban: "DE89370400440532013000".parse().expect("an IBAN"),
            bic: None,
            creditor: None,
            term_days: 30,
            first_days: 7,
            next_days: 14,
        };
        let reference = Reference::of_number(17);
        let svg = drawing(&account, Cents(7200), &reference, "Code <\"1\">").expect("a code");
        assert!(svg.contains("aria-label=\"Code &lt;&quot;1&quot;&gt;\""), "{svg}");
        // The finder in the upper left corner: seven dark modules behind four white ones.
        assert!(svg.contains("d=\"M4 4h7v1h-7z"), "{svg}");
        assert!(svg.ends_with("</svg>") && !svg.contains("style"));
        // Read back, the path is the code, module by module.
        let giro = Girocode {
            name: account.owner.clone(),
            iban: account.iban.clone(),
            bic: None,
            amount: Some(Cents(7200)),
            code: None,
            purpose: Purpose::Reference(reference.clone()),
            hint: None,
        };
        let code = giro.code().expect("a code");
        let mut read = vec![false; code.modules().len()];
        let path = svg.split("d=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a path");
        for run in path.split('M').skip(1) {
            let (place, rest) = run.split_once('h').expect("a run");
            let (x, y) = place.split_once(' ').expect("a place");
            let number = |text: &str| text.parse::<usize>().expect("a number");
            let length = number(rest.split('v').next().expect("a length"));
            let start = (number(y) - QUIET) * code.width() + number(x) - QUIET;
            read[start..start + length].fill(true);
        }
        assert_eq!(read, code.modules());
        assert_eq!(drawing(&account, Cents(0), &reference, ""), None);
    }
}
