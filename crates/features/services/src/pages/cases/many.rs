//! One act on many cases: those that allow it go on, the others stay as they are.

use rathaus_procedure::case::CaseEvent;
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{Recorded, find_case_by_number, record};
use rathaus_store::{Actor, Record};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Visitor};

use crate::colleagues::{stands_in, stood_in};
use crate::policy;

/// The most cases of one act: a page of the list.
const MOST: usize = 200;

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Take,
    Close,
}

/// What is done with which cases.
pub(super) struct Many {
    what: What,
    numbers: Vec<String>,
}

impl FromForm for Many {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let what = match form.raw("do").as_str() {
            "take" => What::Take,
            "close" => What::Close,
            _ => {
                form.mistake("do", "form-no-such-choice");
                return None;
            }
        };
        let numbers = form.fields().all("case").into_iter().take(MOST).collect();
        Some(Self { what, numbers })
    }
}

pub(super) async fn act(visitor: Visitor, form: Form<Many>) -> Answer {
    let (person, name) = {
        let signed = policy::may_work(&visitor)?;
        (signed.person, signed.name.clone())
    };
    let Ok(many) = form.checked() else { return Err(PageError::NotFound) };
    if many.numbers.is_empty() {
        return visitor.done("/cases", "cases-many-none");
    }
    let mut is_whole = true;
    for number in &many.numbers {
        let mut change = visitor.change_as(Actor::Person(person)).await?;
        let Some(case) = find_case_by_number(&mut change, number).await? else {
            is_whole = false;
            continue;
        };
        let event = match many.what {
            What::Take if case.clerk == Some(person) => continue,
            What::Take => CaseEvent::Assigned { clerk: Some(person), name: name.clone() },
            What::Close => CaseEvent::Closed { on: today(visitor.now()) },
        };
        let word = event.word();
        let away = stands_in(&visitor, &mut change, &case).await?;
        let events = away.as_ref().map(stood_in).into_iter().chain([event]).collect();
        match record(&mut change, case.id, Some(case.seq), events).await? {
            Recorded::Kept(case) => {
                let mut record = Record::new("case.event", case.id).with("events", word);
                if let Some(away) = &away {
                    record = record.with("for", away.person);
                }
                change.commit(record).await?;
            }
            _ => is_whole = false,
        }
    }
    visitor.done("/cases", if is_whole { "cases-many-done" } else { "cases-many-some" })
}
