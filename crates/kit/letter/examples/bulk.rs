//! How long a thousand different letters of one page take: `cargo run -p rathaus-letter --release --example bulk -- 1000 2`.

use std::ops::ControlFlow;
use std::time::Instant;
use std::{env, fs};

use jiff::civil::date;
use rathaus_core::Lang;
use rathaus_letter::{Batch, Press, Shipped, Template};
use serde_json::{Value, json};

fn main() {
    let mut arguments = env::args().skip(1).map(|argument| argument.parse().expect("a number"));
    let (count, threads) = (arguments.next().unwrap_or(1000), arguments.next().unwrap_or(2));
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
            "für Ihr Grundstück **{index}** wird die Grundsteuer wie folgt festgesetzt.\n\n- fällig am 15. Februar\n- fällig am 15. August"
        );
        values["body"] = json!([{"markup": text}, {"amounts": amounts}]);
        values["attachments"] = json!([]);
        (values, Lang::De)
    };
    let begun = Instant::now();
    let press = Press::new();
    let ready = begun.elapsed();
    let template = Template::shipped(Shipped::Notice);
    let batch = Batch {
        template: &template,
        pictures: &[],
        date: date(2026, 11, 30),
        count,
        threads,
        values: &values,
    };
    let (mut bytes, mut first) = (0, None);
    let begun = Instant::now();
    let done = batch.print(&press, &mut |copy| {
        first.get_or_insert_with(|| begun.elapsed());
        bytes += copy.pdf.expect("printed").len();
        ControlFlow::Continue(())
    });
    let all = begun.elapsed();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let memory = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM unknown");
    println!(
        "{done} letters on {threads} threads in {:.1} s, {} bytes each on average",
        all.as_secs_f64(),
        bytes / done.max(1)
    );
    println!("press ready after {ready:?}, first letter after {first:?}, {memory}");
}
