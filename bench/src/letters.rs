//! How long a thousand different letters of one page take.

use std::fs;
use std::ops::ControlFlow;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use jiff::civil::date;
use rathaus_core::Lang;
use rathaus_letter::{Batch, Press, Shipped, Template};
use serde_json::{Value, json};

use crate::results::{Part, number};

/// As many threads as the machine that the bar is for has cores.
const THREADS: usize = 2;

pub fn run(is_quick: bool) -> Result<Part> {
    let count: usize = if is_quick { 50 } else { 1_000 };
    let mut part = Part::new("letters", "Letters");
    let sample = Shipped::Notice.sample();
    let values = |index: usize| -> (Value, Lang) {
        let mut values = sample.clone();
        values["recipient"]["lines"][1] = json!(format!("Erika Mustermann-{index}"));
        values["recipient"]["lines"][3] = json!(format!("Hauptstraße {}", index % 240));
        values["subject"] = json!(format!("Grundsteuer 2027, Kassenzeichen 5.{index:06}"));
        values["salutation"] = json!(format!("Sehr geehrte Frau Mustermann-{index},"));
        let amounts = json!({
            "rows": [{"label": format!("Grundstück {index}"), "amount": {"cents": 10_000 + index}}],
            "total": {"label": "Jahresbetrag", "amount": {"cents": 10_000 + index}},
        });
        let text = format!(
            "für Ihr Grundstück **{index}** wird die Grundsteuer wie folgt festgesetzt.\n\n\
             - fällig am 15. Februar\n- fällig am 15. August"
        );
        values["body"] = json!([{"markup": text}, {"amounts": amounts}]);
        values["attachments"] = json!([]);
        (values, Lang::De)
    };
    let press = Press::new();
    let template = Template::shipped(Shipped::Notice);
    let batch = Batch {
        template: &template,
        pictures: &[],
        date: date(2026, 11, 30),
        count,
        threads: THREADS,
        values: &values,
    };
    let (mut bytes, mut first, mut wrong) = (0, None, None);
    let begun = Instant::now();
    let done = batch.print(&press, &mut |copy| {
        first.get_or_insert_with(|| begun.elapsed());
        match copy.pdf {
            Ok(pdf) => {
                bytes += pdf.len();
                ControlFlow::Continue(())
            }
            Err(error) => {
                wrong = Some(error.to_string());
                ControlFlow::Break(())
            }
        }
    });
    let seconds = begun.elapsed().as_secs_f64();
    ensure!(wrong.is_none() && done == count, "{done} of {count} letters: {}", wrong.unwrap_or_default());
    let status = fs::read_to_string("/proc/self/status")?;
    let kibibytes: f64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB")?.trim().parse().ok())
        .context("the memory of this program")?;
    part.text(format!(
        "{count} notices of one page, each with another address, subject, table and text, as PDF/A-2a and PDF/UA-1 on \
         {THREADS} threads; {} KiB each. The first is there after {} ms; the program takes at most {} MiB.",
        bytes / done / 1024,
        number(first.context("no letter")?.as_secs_f64() * 1000.0, 0),
        number(kibibytes / 1024.0, 0),
    ));
    if !is_quick {
        part.at_most("1,000 letters", seconds, 60.0, "s", 1);
    }
    Ok(part)
}
