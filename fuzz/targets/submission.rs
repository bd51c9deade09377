//! Any bytes as the data of a submission over FIT-Connect: they are read or refused; read, they are laid beside a form, whole or
//! as if it had come from elsewhere. What is placed can be checked and kept as it is, and notes stay short and few.
#![no_main]

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use rathaus_fit::metadata::DataFormat;
use rathaus_procedure::{Answers, Definition, check};
use rathaus_services::examples;
use rathaus_services::fit::answers::{Attached, place, read, who};
use std::sync::LazyLock;

static FORMS: LazyLock<Vec<Definition>> =
    LazyLock::new(|| examples::shipped().expect("examples").into_iter().map(|example| example.form).collect());

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, data)) = bytes.split_first() else { return };
    let format = if kind & 1 == 0 { DataFormat::Json } else { DataFormat::Xml };
    let Ok(tree) = read(format, data) else { return };
    assert_eq!(tree, read(format, data).expect("the same"));
    let form = &FORMS[usize::from(kind / 4) % FORMS.len()];
    let placed = place(form, None, kind & 2 == 0, &tree, &Attached::new());
    assert!(placed.notes.len() <= 201 && placed.named.is_empty());
    let _ = check(form, &placed.answers, date(2026, 6, 1));
    let (name, email) = who(form, &placed.answers);
    assert!(name.len() <= data.len() * 4 && email.len() <= data.len() * 4);
    let kept = serde_json::to_string(&placed.answers).expect("JSON");
    assert_eq!(serde_json::from_str::<Answers>(&kept).expect("answers"), placed.answers);
});
