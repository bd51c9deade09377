//! What notices say: a decision, what is missing, a reminder.

use jiff::ToSpan;
use jiff::civil::Date;
use rathaus_core::Cents;
use rathaus_letter::Shipped;
use rathaus_letter::values::spoken;
use rathaus_payment::book::Standing;
use rathaus_procedure::case::Verdict;
use rathaus_procedure::grant::Award;
use rathaus_procedure::handling::RemedyKind;
use rathaus_procedure::{Answer, Handling, Item};
use rathaus_web::filters::money;
use rathaus_web::{TextError, Texts};
use serde_json::{Value, json};

use super::head::LANG;
use super::{LetterKind, Material, Said};
use crate::money::code::giro;

/// The lines of the address: the applicant, and the first address among the answers.
fn recipient(material: &Material) -> Vec<String> {
    let mut lines = vec![material.case.applicant.clone()];
    let addresses = material.version.definition.items().filter_map(|(_, item)| match item {
        Item::Field(field) => match material.submission.answers.get(&field.id)? {
            Answer::Address(address) => Some(address),
            _ => None,
        },
        Item::Group(_) => None,
    });
    if let Some(address) = addresses.into_iter().next() {
        lines.push(format!("{} {}", address.street, address.number));
        lines.push(format!("{} {}", address.postcode, address.place));
        lines.push(address.country.clone());
    }
    lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// A notice with what is the same in all of them.
fn notice(
    material: &Material,
    texts: &Texts,
    subject: &str,
    body: Vec<Value>,
    by: &str,
) -> Result<Value, TextError> {
    let case = &material.case;
    let mut details = vec![json!({ "label": texts.get("letter-ours")?, "value": case.number })];
    if !case.clerk_name.is_empty() {
        details.push(json!({ "label": texts.get("letter-clerk")?, "value": case.clerk_name }));
    }
    let mut closing = texts.get("letter-closing")?;
    if !by.is_empty() {
        closing = format!("{closing}\n{by}");
    }
    Ok(json!({
        "authority": material.head.authority(material.account.as_ref()),
        "recipient": { "lines": recipient(material) },
        "details": details,
        "subject": subject,
        "salutation": texts.with("letter-hello", &[("name", case.applicant.as_str().into())])?,
        "body": body,
        "closing": closing,
    }))
}

fn markup(text: impl Into<String>) -> Value {
    json!({ "markup": text.into() })
}

/// How somebody can fight the decision; the address of the authority where the form says only its name.
fn remedy(material: &Material, handling: &Handling) -> Option<Value> {
    let remedy = handling.remedy.as_ref()?;
    let own = || format!("{}, {}", material.head.street, material.head.place);
    let (name, address) = match remedy.at.split_once(", ") {
        Some((name, address)) => (name.to_owned(), address.to_owned()),
        None => (remedy.at.clone(), own()),
    };
    let kind = match remedy.kind {
        RemedyKind::Objection => "objection",
        RemedyKind::Action => "action",
    };
    Some(json!({ "kind": kind, "name": name, "address": address, "against": material.head.name }))
}

/// What is to be paid, until when and how.
fn payment(
    material: &Material,
    texts: &Texts,
    claim: &Standing<'_>,
    due: Date,
) -> Result<Vec<Value>, TextError> {
    let reference = claim.claim.reference.to_string();
    let args = [
        ("sum", money(LANG, claim.open()).into()),
        ("day", spoken(due, LANG).into()),
        ("reference", reference.as_str().into()),
    ];
    let mut blocks = vec![markup(texts.with("letter-pay", &args)?)];
    // Without a code where the owner's name or the amount does not fit into one.
    let code = material.account.as_ref().map(|one| giro(one, claim.open(), &claim.claim.reference).payload());
    if let Some(Ok(code)) = code {
        blocks.push(json!({ "code": {
            "of": { "qr": code }, "alt": texts.get("letter-code")?, "text": texts.get("letter-code-text")?,
        } }));
    }
    Ok(blocks)
}

fn rows_of(material: &Material, handling: &Handling) -> (Vec<Value>, Cents) {
    let charges = handling.charges(&material.submission.answers, material.day);
    let sum = charges.iter().fold(Cents(0), |sum, charge| Cents(sum.0.saturating_add(charge.sum.0)));
    let rows = charges
        .iter()
        .map(|charge| json!({ "label": charge.label.get(LANG), "amount": { "cents": charge.sum.0 } }))
        .collect();
    (rows, sum)
}

/// The sentences of a decision, numbered.
fn sentences(
    texts: &Texts,
    title: &str,
    verdict: Verdict,
    award: Option<&Award>,
    sum: Cents,
) -> Result<String, TextError> {
    let title = [("title", title.into())];
    let mut lines = vec![texts.with(&format!("letter-decision-{}", verdict.word()), &title)?];
    if verdict == Verdict::Approved {
        if let Some(award) = award {
            let args =
                [("sum", money(LANG, Cents(award.cents)).into()), ("year", award.year.to_string().into())];
            lines.push(texts.with("letter-award", &args)?);
            if let Some(day) = award.report_due {
                lines.push(texts.with("letter-report", &[("day", spoken(day, LANG).into())])?);
            }
        }
        if sum.0 > 0 {
            lines.push(texts.with("letter-charged", &[("sum", money(LANG, sum).into())])?);
        }
    }
    let numbered = lines.iter().enumerate().map(|(at, line)| format!("{}. {line}", at + 1));
    Ok(numbered.collect::<Vec<_>>().join("\n"))
}

/// The notice about what was decided, or would be where it is only proposed.
pub(super) fn decision(
    material: &Material,
    texts: &Texts,
    claim: Option<&Standing<'_>>,
    by: &str,
) -> Result<Option<Said>, TextError> {
    let (case, definition) = (&material.case, &material.version.definition);
    let Some(handling) = &definition.handling else { return Ok(None) };
    let (verdict, reasons, conditions, award) = match (&case.decision, &case.proposal) {
        (Some(made), _) if made.is_deemed => {
            return deemed(material, texts, claim, made.effective, by).map(Some);
        }
        (Some(made), _) => (made.verdict, &made.reasons, &made.conditions, made.award.as_ref()),
        (None, Some(made)) => (made.verdict, &made.reasons, &made.conditions, made.award.as_ref()),
        (None, None) => return Ok(None),
    };
    let title = definition.title.get(LANG);
    let args = [("title", title.into()), ("day", spoken(case.received, LANG).into())];
    let subject = texts.with("letter-decision-subject", &args)?;
    let (rows, sum) = rows_of(material, handling);
    let intro = texts.with("letter-decision-intro", &args)?;
    let heading = texts.get("letter-decision-heading")?;
    let said = sentences(texts, title, verdict, award, sum)?;
    let mut body = vec![markup(format!("{intro}\n\n# {heading}\n\n{said}"))];
    if !conditions.is_empty() {
        let list =
            conditions.iter().enumerate().map(|(at, one)| format!("{}. {}", at + 1, one.replace('\n', " ")));
        let list = list.collect::<Vec<_>>().join("\n");
        body.push(markup(format!("# {}\n\n{list}", texts.get("letter-conditions")?)));
    }
    if !reasons.trim().is_empty() {
        body.push(markup(format!("# {}\n\n{reasons}", texts.get("letter-reasons")?)));
    }
    if verdict == Verdict::Approved {
        body.extend(charged(material, texts, claim, rows, sum)?);
    }
    let mut values = notice(material, texts, &subject, body, by)?;
    if let Some(remedy) = remedy(material, handling) {
        values["remedy"] = remedy;
    }
    let kind = LetterKind::Decision;
    Ok(Some(material.said(kind, kind.word().to_owned(), subject, Shipped::Notice, values)))
}

/// What is charged, and how to pay what is open of it; nothing where nothing is charged.
fn charged(
    material: &Material,
    texts: &Texts,
    claim: Option<&Standing<'_>>,
    rows: Vec<Value>,
    sum: Cents,
) -> Result<Vec<Value>, TextError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let total = json!({ "label": texts.get("letter-total")?, "amount": { "cents": sum.0 } });
    let mut blocks = vec![
        json!({ "heading": texts.get("letter-charges")? }),
        json!({ "amounts": { "rows": rows, "total": total } }),
    ];
    if let Some(claim) = claim.filter(|claim| claim.open() > Cents(0)) {
        blocks.extend(payment(material, texts, claim, claim.claim.due)?);
    }
    Ok(blocks)
}

/// That the law decided (§ 42a Abs. 3 VwVfG), with what is to be paid for it.
fn deemed(
    material: &Material,
    texts: &Texts,
    claim: Option<&Standing<'_>>,
    effective: Date,
    by: &str,
) -> Result<Said, TextError> {
    let definition = &material.version.definition;
    let title = definition.title.get(LANG);
    let basis = definition.handling.as_ref().and_then(|handling| handling.deadline.as_ref());
    let args = [
        ("title", title.into()),
        ("day", spoken(material.case.received, LANG).into()),
        ("effective", spoken(effective, LANG).into()),
        ("basis", basis.map(|rule| rule.basis.clone()).unwrap_or_default().into()),
        ("verdict", material.case.decision.as_ref().map_or("approved", |made| made.verdict.word()).into()),
    ];
    let subject = texts.with("letter-deemed-subject", &args)?;
    let mut body = vec![markup(texts.with("letter-deemed-text", &args)?)];
    let is_granted = material.case.decision.as_ref().is_some_and(|made| made.verdict == Verdict::Approved);
    if let Some(handling) = definition.handling.as_ref().filter(|_| is_granted) {
        let (rows, sum) = rows_of(material, handling);
        body.extend(charged(material, texts, claim, rows, sum)?);
    }
    let values = notice(material, texts, &subject, body, by)?;
    let kind = LetterKind::Deemed;
    Ok(material.said(kind, kind.word().to_owned(), subject, Shipped::Notice, values))
}

/// What is missing, for who has no mail.
pub(super) fn correction(material: &Material, texts: &Texts, by: &str) -> Result<Option<Said>, TextError> {
    let Some(asked) = material.case.open_correction() else { return Ok(None) };
    let title = material.version.definition.title.get(LANG);
    let args = [("title", title.into()), ("day", spoken(material.case.received, LANG).into())];
    let subject = texts.with("letter-correction-subject", &args)?;
    let mut body = vec![markup(texts.with("letter-correction-intro", &args)?), markup(asked.words.clone())];
    if let Some(due) = asked.due {
        body.push(markup(texts.with("letter-correction-due", &[("due", spoken(due, LANG).into())])?));
    }
    let values = notice(material, texts, &subject, body, by)?;
    let once = format!("correction-{}", asked.task);
    Ok(Some(material.said(LetterKind::Correction, once, subject, Shipped::Notice, values)))
}

/// A reminder of what is to be paid: its number from 1, and until when it is to be paid now.
///
/// # Errors
///
/// A missing text.
pub fn reminder(
    material: &Material,
    texts: &Texts,
    claim: &Standing<'_>,
    purpose: &str,
    (stage, days): (u32, u16),
    by: &str,
) -> Result<Said, TextError> {
    let until = material.day.checked_add(i64::from(days).days()).unwrap_or(material.day);
    let args = [
        ("stage", stage.into()),
        ("sum", money(LANG, claim.open()).into()),
        ("day", spoken(claim.claim.due, LANG).into()),
        ("purpose", purpose.into()),
        ("number", material.case.number.as_str().into()),
    ];
    let subject = texts.with("letter-reminder-subject", &args)?;
    let mut body = vec![markup(texts.with("letter-reminder-text", &args)?)];
    body.extend(payment(material, texts, claim, until)?);
    body.push(markup(texts.get("letter-reminder-crossed")?));
    let values = notice(material, texts, &subject, body, by)?;
    let once = format!("reminder-{}-{stage}", claim.claim.id);
    Ok(material.said(LetterKind::Reminder, once, subject, Shipped::Notice, values))
}
