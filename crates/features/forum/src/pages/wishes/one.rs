//! The wishes of one registration by the office's hand: what it was told, and what only the office may say, a talk that
//! must be and a time it must lie in.

use axum::extract::Path;
use rathaus_core::Span;
use rathaus_store::{Record, Session};
use rathaus_web::{Answer, Fields, PageError, Reader, Sheet, Value, Visitor, context};

use crate::model::Interest;
use crate::pages::dress;
use crate::pages::invitations::head;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::registration::find_registration_by_label;
use crate::store::round::KeptRound;
use crate::store::wish::{interest_of, interest_word};
use crate::talking::takes_part;
use crate::wishing::{Choice, Said, Wishing, keep};

/// The steps of interest as choices of a form; the office may also agree on a talk.
pub(super) fn steps(visitor: &Visitor, is_office: bool) -> Result<Vec<Value>, PageError> {
    let mut words = vec!["5", "4", "3", "2", "1", "never"];
    if is_office {
        words.insert(0, "must");
    }
    words
        .into_iter()
        .map(|word| {
            Ok(context! { value => word, label => visitor.text(&format!("wishes-interest-{word}"))? })
        })
        .collect()
}

/// Reads what a form of these choices says; mistakes are noted.
pub(super) fn read(form: &mut Reader<'_>, choices: &[Choice], is_office: bool) -> Vec<Said> {
    let mut said = Vec::new();
    for choice in choices {
        let (name, times) = (format!("w.{}", choice.other.label), format!("t.{}", choice.other.label));
        let word = form.raw(&name);
        let interest = interest_of(&word).filter(|one| is_office || *one != Interest::Must);
        if interest.is_none() && !word.is_empty() {
            form.mistake(&name, "form-no-such-choice");
        }
        let text = if is_office { form.raw(&times) } else { String::new() };
        let window: Option<Span> = text.parse().ok();
        if window.is_none() && !text.is_empty() {
            form.mistake(&times, "wishes-mistake-window");
        }
        if window.is_some() && interest.is_none() {
            form.mistake(&name, "wishes-mistake-window-alone");
        }
        said.push((choice.other.id, interest, window));
    }
    said
}

/// The form as it stands.
pub(super) fn sheet(wishing: &Wishing) -> Sheet {
    let mut values = vec![("edition".to_owned(), wishing.sheet.edition.to_string())];
    for choice in &wishing.choices {
        let word = choice.shown(wishing.sheet.said_at.is_some()).map(interest_word);
        values.push((format!("w.{}", choice.other.label), word.unwrap_or_default()));
        let window = choice.wish.as_ref().and_then(|wish| wish.window);
        values.push((
            format!("t.{}", choice.other.label),
            window.map_or(String::new(), |window| window.to_string()),
        ));
    }
    Sheet::filled(values)
}

/// The choices as pages show them. `sees_need`: whether the reader may read the need behind a match.
pub(super) fn rows(wishing: &Wishing, sees_need: impl Fn(&Choice) -> bool) -> Vec<Value> {
    wishing
        .choices
        .iter()
        .map(|choice| {
            let fit = choice.fit.as_ref().map(|fit| {
                context! {
                    percent => crate::pages::plan::reading::percent(fit.score),
                    need => sees_need(choice).then(|| fit.need.clone()),
                    offer => fit.offer.clone(),
                    words => fit.words.join(", "),
                }
            });
            context! {
                label => choice.other.label.clone(),
                name => choice.other.name.clone(),
                kind => choice.other.kind.word(),
                fit,
                is_back => choice.is_wished_back,
                is_mutual => choice.is_mutual(),
                is_fixed => choice.wish.as_ref().is_some_and(|wish| wish.interest == Interest::Must),
                is_full => choice.demand > choice.room,
                demand => choice.demand,
                room => choice.room,
            }
        })
        .collect()
}

fn page(visitor: &Visitor, round: &KeptRound, wishing: &Wishing, wrong: Option<&Sheet>) -> Answer {
    let own = context! {
        round => head(round),
        label => wishing.one.label.clone(),
        kind => wishing.one.kind.word(),
        said_at => wishing.sheet.said_at.map(|at| at.to_string()),
        said_by => wishing.sheet.said_by.clone(),
        rows => rows(wishing, |_| true),
        steps => steps(visitor, true)?,
        requests => wishing.requests.iter().filter(|one| one.asked == wishing.one.id && one.answer.is_none()).count(),
        may_work => policy::may_work(visitor).is_ok(),
        style => dress::style_address(visitor),
    };
    let title = wishing.one.name.clone();
    match wrong {
        Some(sheet) => visitor.again("forum/wishes-one.html", title, sheet, own),
        None => {
            let form = visitor.form(&sheet(wishing))?;
            visitor.page("forum/wishes-one.html", title, context! { form, ..own })
        }
    }
}

/// The round and the wishes of an address.
pub(crate) async fn load(
    db: &mut Session,
    slug: &str,
    label: &str,
) -> Result<(KeptRound, Wishing), PageError> {
    let round = round_of(db, slug).await?;
    let one = find_registration_by_label(db, round.id, label).await?.filter(takes_part);
    let wishing = Wishing::load(db, &round, one.ok_or(PageError::NotFound)?).await?;
    Ok((round, wishing))
}

pub(super) async fn show(visitor: Visitor, Path((slug, label)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    let (round, wishing) = load(&mut *visitor.read().await?, &slug, &label).await?;
    page(&visitor, &round, &wishing, None)
}

pub(super) async fn save(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    let signed = policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let (round, wishing) = load(&mut change, &slug, &label).await?;
    let mut form = Reader::new(&fields);
    let edition = form.number("edition", 0..=i64::MAX).unwrap_or(0);
    let said = read(&mut form, &wishing.choices, true);
    let sheet = Sheet { values: fields.values.clone(), mistakes: form.mistakes() };
    if !sheet.mistakes.is_empty() {
        return page(&visitor, &round, &wishing, Some(&sheet));
    }
    if !keep(&mut change, round.id, wishing.one.id, &signed.name, edition, &said, true).await? {
        return page(&visitor, &round, &wishing, Some(&sheet.wrong("", "wishes-changed-elsewhere")));
    }
    let count = said.iter().filter(|(_, interest, _)| interest.is_some()).count();
    change.commit(Record::new("wishes.said", wishing.one.id).with("wishes", count)).await?;
    visitor.done(&format!("/rounds/{slug}/wishes"), "wishes-saved")
}
