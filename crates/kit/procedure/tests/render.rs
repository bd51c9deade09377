//! Any form there can be is shown on every page, in both languages, empty, half filled and on paper.

use std::sync::Arc;

use crate::forms::tape::Tape;
use rathaus_procedure::fill::{Host, Later, Params, Sitting};
use rathaus_procedure::store::*;
use rathaus_procedure::{Definition, StableId, feature, fill};
use rathaus_store::testing::{sqlite, start};
use rathaus_store::{Actor, Record};
use rathaus_web::testing::{Browser, StubGate, app, north};
use rathaus_web::{Feature, Visitor};

fn id(text: &str) -> StableId {
    text.parse().expect("an id")
}

/// `/fill/{key}`: everybody is the same holder.
struct Anybody;

impl Host for Anybody {
    fn find<'a>(&'a self, _: &'a Visitor, params: &'a Params) -> Later<'a, Sitting> {
        let key = params.get("key").cloned().unwrap_or_default();
        Box::pin(async move {
            Ok(Sitting {
                base: format!("/fill/{key}"),
                form: key,
                holder: "person:1".into(),
                actor: Actor::Anonymous,
                by: String::new(),
                assurance: Assurance::None,
                home: None,
                prefill: Default::default(),
                is_open: true,
            })
        })
    }
}

#[tokio::test]
async fn any_form_is_shown_on_every_page() {
    let features = || {
        let mut own = Feature::new(None);
        own.routes = fill::routes("/fill/{key}", Arc::new(Anybody));
        vec![feature(), own]
    };
    let scratch = sqlite(&[rathaus_web::MIGRATIONS, MIGRATIONS]).await;
    let (_, router) = app(&scratch, Arc::new(StubGate::new(&[])), features());
    let scope = scratch.store.tenant(north());
    let mut shown = 0;
    for seed in 0_u64..40 {
        // A tape of bytes from a small generator (xorshift64*).
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let bytes: Vec<u8> = (0..900)
            .map(|_| {
                state ^= state >> 12;
                state ^= state << 25;
                state ^= state >> 27;
                (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 56) as u8
            })
            .collect();
        let mut tape = Tape(&bytes);
        let form = tape.form();
        let form = Definition { key: id(&format!("form-{seed}")), ..form };
        let answers = tape.answers(&form);
        let mut tx = scope.change(Actor::Anonymous, start()).await.expect("a change");
        let (_, version) = insert_definition(&mut tx, "", &form, "Anna").await.expect("made");
        let done = publish(&mut tx, version.id, version.edition).await.expect("answered");
        let Published::Live(version) = done else { panic!("{done:?}") };
        tx.commit(Record::new("test.done", "form")).await.expect("kept");
        for filled in [false, true] {
            if filled {
                let mut tx = scope.change(Actor::Anonymous, start()).await.expect("a change");
                begin_draft(&mut tx, &version, "person:1", &answers).await.expect("begun");
                tx.commit(Record::new("test.done", "form")).await.expect("kept");
            }
            for lang in ["de", "en"] {
                let mut browser = Browser::of(router.clone(), "office");
                let mut paths: Vec<String> = form
                    .pages
                    .iter()
                    .map(|page| format!("/fill/{}/pages/{}?check=1&lang={lang}", form.key, page.id))
                    .collect();
                paths.push(format!("/fill/{}/review?lang={lang}", form.key));
                paths.push(format!("/fill/{}/print?lang={lang}", form.key));
                paths.push(format!("/fill/{}/print?empty=1&lang={lang}", form.key));
                paths.push(format!("/forms/{}/versions/1/preview?lang={lang}", form.key));
                for path in paths {
                    let page = browser.get(&path).await;
                    // A page that is not shown for these answers leads to one that is.
                    assert!(
                        page.status == 200 || page.status == 303,
                        "seed {seed} {path}: {} {}",
                        page.status,
                        page.text
                    );
                    shown += usize::from(page.status == 200);
                }
            }
        }
    }
    assert!(shown > 600, "{shown} pages only");
}

#[test]
fn every_key_of_the_core_has_its_words() {
    let keys: Vec<String> = rathaus_procedure::mistake::mistake_keys()
        .into_iter()
        .map(str::to_owned)
        .chain(rathaus_procedure::faults::fault_keys().into_iter().map(str::to_owned))
        .chain(rathaus_procedure::difference::change_keys())
        .chain(rathaus_procedure::edit::edit_keys().map(str::to_owned))
        .chain(rathaus_procedure::printable::printable_keys().map(str::to_owned))
        .collect();
    for lang in rathaus_web::Lang::ALL {
        let texts: Vec<&str> =
            rathaus_procedure::TEXTS.iter().filter(|(of, _)| *of == lang).map(|(_, text)| *text).collect();
        let texts = rathaus_web::Texts::new(lang, &texts).expect("readable");
        for key in &keys {
            assert!(texts.keys().contains(key), "{} has no {key}", lang.tag());
        }
    }
}
