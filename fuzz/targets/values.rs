//! The small values that people type: municipality keys, clock times and spans, amounts of money.
//! What is accepted reads back to the same value.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rathaus_core::{Ags, Cents, Daytime, Lang, Span};

fuzz_target!(|text: &str| {
    if let Ok(ags) = text.parse::<Ags>() {
        assert_eq!(ags.as_str().parse::<Ags>().as_ref(), Ok(&ags));
    }
    if let Ok(time) = text.parse::<Daytime>() {
        assert_eq!(time.to_string().parse::<Daytime>().as_ref(), Ok(&time));
        assert_eq!(Daytime::from_minutes(time.minutes()), Some(time));
    }
    if let Ok(spans) = Span::parse_list(text) {
        let written: Vec<String> = spans.iter().map(ToString::to_string).collect();
        assert_eq!(Span::parse_list(&written.join(";")).as_ref(), Ok(&spans));
    }
    if let Some(amount) = Cents::parse(text) {
        let _ = amount.show(Lang::De);
        let _ = amount.show(Lang::En);
    }
});
