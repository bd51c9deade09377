//! The questions of a draft.

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_store::{Change, Record};
use rathaus_web::{
    Answer, Feature, Fields, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post,
};

use super::preparation::election_of;
use crate::freezing::trustees_of;
use crate::model::{Counting, Kind, MOST_ANSWERS, MOST_QUESTIONS, MOST_RANKED, Majority, Question};
use crate::policy;
use crate::preparing::{Worthless, held_draft, named};
use crate::store::election::{Election, update_draft};
use crate::store::role::list_roles;

/// The most characters of a question.
const TEXT: usize = 500;
/// The most characters of an answer.
const ANSWER: usize = 200;
/// The most grades: more of them nobody tells apart.
const GRADES: i64 = 10;

/// Adds the pages.
pub fn routes(feature: &mut Feature) {
    feature.routes = std::mem::take(&mut feature.routes)
        .route("/votes/{uuid}/questions", get(list).merge(post(add)))
        .route("/votes/{uuid}/questions/new", get(new))
        .route("/votes/{uuid}/questions/{n}", get(show).merge(post(edit)))
        .route("/votes/{uuid}/questions/{n}/move", post(shift))
        .route("/votes/{uuid}/questions/{n}/removal", post(remove));
}

impl FromForm for Question {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let text = form.text("text", 1..=TEXT);
        let kind: Option<Kind> = form.choice("kind");
        let answers = answers(form, kind);
        let count = answers.as_ref().map_or(MOST_ANSWERS, Vec::len) as i64;
        let (mut least, mut most) = (Some(0), Some(count));
        let mut majority = Some(Majority::Relative);
        let (mut counting, mut grades) = (Some(Counting::Schulze), Some(5));
        match kind {
            Some(Kind::Choose) => {
                (least, most) = (form.number("least", 0..=count), form.number("most", 1..=count));
                if least.zip(most).is_some_and(|(least, most)| least > most) {
                    form.mistake("least", "questions-least-above-most");
                    least = None;
                }
                majority = form.choice("majority");
            }
            Some(Kind::Rank) => counting = form.choice("counting"),
            Some(Kind::Grade) => grades = form.number("grades", 2..=GRADES),
            None => {}
        }
        let seats = form.number("seats", 1..=count);
        Some(Self {
            text: text?,
            answers: answers?,
            kind: kind?,
            least: u64::try_from(least?).ok()?,
            most: u64::try_from(most?).ok()?,
            seats: usize::try_from(seats?).ok()?,
            majority: majority?,
            counting: counting?,
            grades: u64::try_from(grades?).ok()?,
        })
    }
}

/// The answers, one on each line.
fn answers(form: &mut Reader<'_>, kind: Option<Kind>) -> Option<Vec<String>> {
    let text = form.text("answers", 1..=MOST_ANSWERS * (ANSWER + 1))?;
    let answers: Vec<String> =
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let (least, most) = match kind {
        Some(Kind::Choose) | None => (1, MOST_ANSWERS),
        Some(_) => (2, MOST_RANKED),
    };
    let mut seen = std::collections::BTreeSet::new();
    let twice = answers.iter().find(|answer| !seen.insert(answer.to_lowercase()));
    let long = answers.iter().find(|answer| answer.chars().count() > ANSWER);
    if !(least..=most).contains(&answers.len()) {
        let number = |n: usize| (n as f64).into();
        let args = vec![("least".to_owned(), number(least)), ("most".to_owned(), number(most))];
        form.mistake_with("answers", "questions-answers-count", args);
        return None;
    }
    if let Some((key, answer)) =
        twice.map(|one| ("questions-answer-twice", one)).or(long.map(|one| ("questions-answer-long", one)))
    {
        let begin: String = answer.chars().take(60).collect();
        form.mistake_with("answers", key, vec![("answer".to_owned(), begin.into())]);
        return None;
    }
    Some(answers)
}

/// A question as the form shows it.
fn sheet_of(question: &Question) -> Sheet {
    Sheet::filled([
        ("text", question.text.clone()),
        ("answers", question.answers.join("\n")),
        ("kind", question.kind.word().to_owned()),
        ("least", question.least.to_string()),
        ("most", question.most.max(1).to_string()),
        ("seats", question.seats.to_string()),
        ("majority", question.majority.word().to_owned()),
        ("counting", question.counting.word().to_owned()),
        ("grades", question.grades.to_string()),
    ])
}

/// Choices of a field: their words, with a text `questions-STEM-WORD` and a hint each.
fn options(visitor: &Visitor, stem: &str, words: &[&str]) -> Result<Vec<Value>, PageError> {
    let option = |word: &&str| {
        let text = |end: &str| visitor.text(&format!("questions-{stem}-{word}{end}"));
        Ok(context! { value => *word, label => text("")?, hint => text("-hint")? })
    };
    words.iter().map(option).collect()
}

fn place(n: &str, election: &Election) -> Result<usize, PageError> {
    let place: usize = n.parse().map_err(|_| PageError::NotFound)?;
    (1..=election.questions.len()).contains(&place).then(|| place - 1).ok_or(PageError::NotFound)
}

/// What a question asks for, in words.
fn summary(visitor: &Visitor, question: &Question) -> Result<String, PageError> {
    let kind = question.kind.word();
    visitor.text_with(
        &format!("questions-summary-{kind}"),
        &[
            ("answers", question.answers.len().into()),
            ("least", question.least.into()),
            ("most", question.most.into()),
            ("seats", question.seats.into()),
            ("grades", question.grades.into()),
        ],
    )
}

async fn list(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let election = named(&mut view, &uuid).await?;
    drop(view);
    let all = election.questions.len();
    let row = |(index, question): (usize, &Question)| {
        Ok(context! {
            n => index + 1, text => question.text.clone(), summary => summary(&visitor, question)?,
            is_unfinished => question.answers.is_empty(),
            is_first => index == 0, is_last => index + 1 == all,
        })
    };
    let rows = election.questions.iter().enumerate().map(row).collect::<Result<Vec<_>, PageError>>()?;
    let context = context! {
        election => election_of(&visitor, &election)?, rows, is_full => all >= MOST_QUESTIONS,
        form => visitor.form(&Sheet::blank())?,
    };
    visitor.page("votes/questions.html", visitor.text("questions-title")?, context)
}

/// The form of a question; `n` is `new` for one that is not there yet.
fn page(
    visitor: &Visitor,
    election: &Election,
    n: Option<usize>,
    status: StatusCode,
    sheet: &Sheet,
) -> Answer {
    let title = match n {
        Some(place) => visitor.text_with("questions-one", &[("n", (place + 1).into())])?,
        None => visitor.text("questions-new")?,
    };
    let context = context! {
        election => election_of(visitor, election)?,
        n => n.map(|place| place + 1),
        kinds => options(visitor, "kind", &Kind::ALL.map(Kind::word))?,
        majorities => options(visitor, "majority", &Majority::ALL.map(Majority::word))?,
        countings => options(visitor, "counting", &Counting::ALL.map(Counting::word))?,
        form => visitor.form(sheet)?,
    };
    visitor.page_with(status, "votes/question.html", title, context)
}

async fn new(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let election = named(&mut view, &uuid).await?;
    drop(view);
    let sheet = Sheet::filled([
        ("kind", "choose"),
        ("least", "0"),
        ("most", "1"),
        ("seats", "1"),
        ("majority", "relative"),
        ("counting", "schulze"),
        ("grades", "5"),
    ]);
    page(&visitor, &election, None, StatusCode::OK, &sheet)
}

async fn show(visitor: Visitor, Path((uuid, n)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let election = named(&mut view, &uuid).await?;
    drop(view);
    let place = place(&n, &election)?;
    page(&visitor, &election, Some(place), StatusCode::OK, &sheet_of(&election.questions[place]))
}

/// Keeps the questions, or says what they would make worthless.
async fn keep(
    change: &mut Change,
    before: &Election,
    after: &Election,
    is_agreed: bool,
) -> Result<Option<Worthless>, PageError> {
    let roles = list_roles(change, before.id).await?;
    let worthless = Worthless::of(before, after, &roles, trustees_of(&roles)).there(change, before).await?;
    if worthless != Worthless::Nothing && !is_agreed {
        return Ok(Some(worthless));
    }
    update_draft(change, after).await?;
    worthless.take_out(change, after).await?;
    Ok(None)
}

/// A question, and whether keys may be taken out for it.
struct Given(Question, bool);

impl FromForm for Given {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let is_agreed = form.ticked("anew");
        Some(Self(Question::read(form)?, is_agreed))
    }
}

async fn add(visitor: Visitor, Path(uuid): Path<String>, form: Form<Given>) -> Answer {
    write(visitor, uuid, None, form).await
}

async fn edit(visitor: Visitor, Path((uuid, n)): Path<(String, String)>, form: Form<Given>) -> Answer {
    write(visitor, uuid, Some(n), form).await
}

async fn write(visitor: Visitor, uuid: String, n: Option<String>, form: Form<Given>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let election = held_draft(&mut change, &uuid).await?;
    let n = n.map(|n| place(&n, &election)).transpose()?;
    let again = |sheet: &Sheet| page(&visitor, &election, n, StatusCode::UNPROCESSABLE_ENTITY, sheet);
    let (Given(question, is_agreed), sheet) = match form.checked_with_sheet() {
        Ok(both) => both,
        Err(sheet) => return again(&sheet),
    };
    let mut after = election.clone();
    match n {
        Some(place) => after.questions[place] = question,
        None if election.questions.len() >= MOST_QUESTIONS => {
            return again(&sheet.wrong("text", "questions-full"));
        }
        None => after.questions.push(question),
    }
    if let Some(worthless) = keep(&mut change, &election, &after, is_agreed).await? {
        return again(&sheet.wrong("anew", worthless.mistake()));
    }
    change.commit(Record::new("election.question-kept", election.id)).await?;
    visitor.done(&format!("/votes/{uuid}/questions"), "questions-kept")
}

async fn shift(visitor: Visitor, Path((uuid, n)): Path<(String, String)>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let mut election = held_draft(&mut change, &uuid).await?;
    let place = place(&n, &election)?;
    let other = match fields.first("by") {
        Some("-1") => place.checked_sub(1),
        _ => Some(place + 1).filter(|other| *other < election.questions.len()),
    };
    if let Some(other) = other {
        election.questions.swap(place, other);
        update_draft(&mut change, &election).await?;
        change.commit(Record::new("election.question-moved", election.id)).await?;
    }
    visitor.done(&format!("/votes/{uuid}/questions"), "questions-moved")
}

async fn remove(visitor: Visitor, Path((uuid, n)): Path<(String, String)>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let election = held_draft(&mut change, &uuid).await?;
    let place = place(&n, &election)?;
    let mut after = election.clone();
    after.questions.remove(place);
    if let Some(worthless) = keep(&mut change, &election, &after, fields.first("gone").is_some()).await? {
        let sheet = sheet_of(&election.questions[place]).wrong("gone", worthless.mistake());
        return page(&visitor, &election, Some(place), StatusCode::UNPROCESSABLE_ENTITY, &sheet);
    }
    change.commit(Record::new("election.question-removed", election.id)).await?;
    visitor.done(&format!("/votes/{uuid}/questions"), "questions-removed")
}
