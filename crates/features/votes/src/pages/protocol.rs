//! The record of an election: who had which role, what was frozen, who agreed to what and when, every message with its hash, every
//! self-test, how many voted, what came out, and how to check it.

use axum::extract::Path;
use rathaus_letter::Shipped;
use rathaus_paper::Paper;
use rathaus_store::{Session, files};
use rathaus_web::filters::date_time;
use rathaus_web::{Answer, Feature, PageError, Visitor, context, get};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::preparation::election_of;
use crate::model::{Kind, Question, QuestionOutcome, RoleKind};
use crate::outcome::{Came, came_of};
use crate::policy;
use crate::preparing::named;
use crate::store::ballot::{BoxRow, find_box};
use crate::store::election::{CheckRow, Election, SetupRow, find_setup, list_checks};
use crate::store::elector::{Register, find_register};
use crate::store::message::{MessageRow, list_messages};
use crate::store::role::{ApprovalRow, RoleRow, list_approvals, list_roles};

/// Adds the pages.
pub fn routes(feature: &mut Feature) {
    feature.routes = std::mem::take(&mut feature.routes)
        .route("/votes/{uuid}/protocol", get(show))
        .route("/votes/{uuid}/protocol.pdf", get(pdf));
}

/// A text's SHA-256, in groups of eight that people can compare.
fn hash_of(text: &str) -> String {
    in_eights(&files::hex(&Sha256::digest(text.as_bytes())))
}

fn in_eights(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    signs.chunks(8).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

/// Everything that the record says.
struct Told {
    election: Election,
    roles: Vec<RoleRow>,
    setup: Option<SetupRow>,
    approvals: Vec<ApprovalRow>,
    messages: Vec<MessageRow>,
    checks: Vec<CheckRow>,
    register: Register,
    held: BoxRow,
    came: Option<Came>,
}

impl Told {
    async fn of(db: &mut Session, election: Election) -> Result<Self, PageError> {
        let (messages, register) =
            (list_messages(db, election.id).await?, find_register(db, election.id).await?);
        // Before it is published the result is the board's.
        let came = match election.published_at {
            Some(_) => came_of(db, &election, &messages, &register).await?,
            None => None,
        };
        Ok(Self {
            roles: list_roles(db, election.id).await?,
            setup: find_setup(db, election.id).await?,
            approvals: list_approvals(db, election.id).await?,
            checks: list_checks(db, election.id).await?,
            held: find_box(db, election.id).await?,
            election,
            messages,
            register,
            came,
        })
    }

    fn facts(&self, visitor: &Visitor) -> Result<Vec<Json>, PageError> {
        let election = &self.election;
        let at = |at: Option<jiff::Timestamp>| at.map(|at| date_time(visitor.lang(), at)).unwrap_or_default();
        let share = match self.register.weight {
            0 => 0.0,
            #[allow(clippy::cast_precision_loss)]
            weight => self.register.voted_weight as f64 / weight as f64,
        };
        let state = visitor.text(&format!("elections-state-{}", election.stage.word()))?;
        let fingerprint = self.setup.as_ref().map(|setup| setup.fingerprint.clone()).unwrap_or_default();
        let facts = [
            ("state", state),
            ("uuid", election.uuid.clone()),
            ("frozen", at(election.frozen_at)),
            ("fingerprint", fingerprint),
            ("opened", at(election.opened_at)),
            ("closed", at(election.closed_at)),
            ("published", at(election.published_at)),
            ("electors", self.register.electors.to_string()),
            ("voted", (self.register.online + self.register.paper).to_string()),
            ("paper", self.register.paper.to_string()),
            ("turnout", visitor.texts().percent(share, 1)),
            ("ballots", self.held.ballots.to_string()),
            ("chain", in_eights(&self.held.chain)),
        ];
        let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
        facts
            .map(|(key, value)| {
                Ok(json!({ "label": visitor.text(&format!("protocol-{key}"))?, "value": value }))
            })
            .collect()
    }

    fn role_name(&self, place: u64) -> String {
        let role = self.roles.iter().find(|role| role.kind == RoleKind::Trustee && role.place == place);
        role.map(|role| role.name.clone()).unwrap_or_default()
    }

    fn sections(&self, visitor: &Visitor) -> Result<Vec<Json>, PageError> {
        let text = |key: &str| visitor.text(key);
        let at = |at| date_time(visitor.lang(), at);
        let mut sections = Vec::new();
        let roles = self.roles.iter().map(|role| Ok(json!([text(&roles_key(role.kind))?, role.name])));
        let columns = ["role", "name"];
        sections.push(table(visitor, "roles", &columns, roles.collect::<Result<_, PageError>>()?)?);
        if let Some(setup) = &self.setup {
            let parts = [
                ("description", &setup.description),
                ("trustees", &setup.trustees),
                ("credentials", &setup.credentials),
            ];
            let rows = parts
                .into_iter()
                .map(|(word, body)| Ok(json!([text(&format!("protocol-part-{word}"))?, hash_of(body)])))
                .collect::<Result<_, PageError>>()?;
            sections.push(table(visitor, "frozen-parts", &["part", "hash"], rows)?);
        }
        let agreed = self.approvals.iter().map(|one| {
            let role = self.roles.iter().find(|role| role.id == one.role);
            let name = role.map(|role| role.name.clone()).unwrap_or_default();
            Ok(json!([text(&format!("protocol-act-{}", one.act.word()))?, name, at(one.made_at)]))
        });
        let columns = ["act", "name", "time"];
        sections.push(table(visitor, "approvals", &columns, agreed.collect::<Result<_, PageError>>()?)?);
        let messages = self.messages.iter().filter(|one| one.is_accepted).map(|one| {
            let kind = text(&format!("protocol-message-{}", one.kind.word()))?;
            Ok(json!([kind, self.role_name(one.place), at(one.made_at), hash_of(&one.body)]))
        });
        let columns = ["message", "name", "time", "hash"];
        sections.push(table(visitor, "messages", &columns, messages.collect::<Result<_, PageError>>()?)?);
        let checks = self.checks.iter().rev().map(|check| {
            let found = if check.fault.is_some() { "protocol-check-fault" } else { "protocol-check-good" };
            Ok(json!([at(check.made_at), check.ballots.to_string(), text(found)?]))
        });
        let columns = ["time", "ballots", "found"];
        sections.push(table(visitor, "checks", &columns, checks.collect::<Result<_, PageError>>()?)?);
        if let Some(came) = &self.came {
            if !came.is_enough {
                sections.push(words(visitor, "not-enough", "not-enough-text")?);
            }
            for (question, outcome) in self.election.questions.iter().zip(&came.outcomes) {
                sections.push(result(visitor, question, outcome)?);
            }
        }
        sections.push(words(visitor, "verify", "verify-text")?);
        Ok(sections.into_iter().filter(|section| !section.is_null()).collect())
    }

    fn values(&self, visitor: &Visitor) -> Result<Json, PageError> {
        let board = self.roles.iter().filter(|role| role.kind == RoleKind::Board);
        let signatures = board
            .map(|role| Ok(json!({ "name": role.name, "role": visitor.text("roles-one-board")? })))
            .collect::<Result<Vec<_>, PageError>>()?;
        Ok(json!({
            "title": visitor.text("protocol-title")?,
            "about": self.election.title,
            "facts": self.facts(visitor)?,
            "sections": self.sections(visitor)?,
            "signatures": signatures,
        }))
    }
}

fn roles_key(kind: RoleKind) -> String {
    format!("roles-one-{}", kind.word())
}

/// A section with a table; nothing where there is no row.
fn table(visitor: &Visitor, key: &str, columns: &[&str], rows: Vec<Json>) -> Result<Json, PageError> {
    if rows.is_empty() {
        return Ok(Json::Null);
    }
    let column = |word: &&str| {
        let align = if matches!(*word, "ballots" | "votes") { "right" } else { "left" };
        Ok(json!({ "title": visitor.text(&format!("protocol-column-{word}"))?, "align": align }))
    };
    let columns = columns.iter().map(column).collect::<Result<Vec<_>, PageError>>()?;
    let title = visitor.text(&format!("protocol-{key}"))?;
    Ok(json!({ "title": title, "text": [{ "table": { "columns": columns, "rows": rows } }] }))
}

fn words(visitor: &Visitor, title: &str, text: &str) -> Result<Json, PageError> {
    let (title, text) =
        (visitor.text(&format!("protocol-{title}"))?, visitor.text(&format!("protocol-{text}"))?);
    Ok(json!({ "title": title, "text": [{ "markup": text }] }))
}

/// What came out for a question.
fn result(visitor: &Visitor, question: &Question, outcome: &QuestionOutcome) -> Result<Json, PageError> {
    let is_chosen = question.kind == Kind::Choose;
    let rows = outcome.places.iter().map(|place| {
        let answer = question.answers.get(place.answer).cloned().unwrap_or_default();
        let votes = if is_chosen { place.votes.to_string() } else { "–".to_owned() };
        let won = if place.has_won { visitor.text("protocol-won")? } else { String::new() };
        Ok(json!([answer, votes, won]))
    });
    let columns = ["answer", "votes", "won"];
    let mut section = table(visitor, "result", &columns, rows.collect::<Result<_, PageError>>()?)?;
    let args = [
        ("valid", outcome.valid.into()),
        ("blank", outcome.blank.into()),
        ("invalid", outcome.invalid.into()),
    ];
    let mut facts = vec![json!({
        "label": visitor.text("protocol-counts")?, "value": visitor.text_with("protocol-counts-text", &args)?,
    })];
    if outcome.is_tied {
        facts.push(
            json!({ "label": visitor.text("protocol-tied")?, "value": visitor.text("protocol-tied-text")? }),
        );
    }
    section["title"] = json!(question.text);
    if let Some(blocks) = section["text"].as_array_mut() {
        blocks.push(json!({ "facts": facts }));
    }
    Ok(section)
}

/// The record of an election as a file, for whoever the caller lets have it.
///
/// # Errors
///
/// What the database says; `Unavailable` where other papers occupy the press.
pub async fn give_out(visitor: &Visitor, db: &mut Session, election: Election) -> Answer {
    let name = format!("{} {}.pdf", visitor.text("protocol-title")?, election.uuid);
    let told = Told::of(db, election).await?;
    Paper::of(visitor, db, Shipped::Record, told.values(visitor)?).await?.give_out(&name).await
}

async fn pdf(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let election = named(&mut view, &uuid).await?;
    give_out(&visitor, &mut view, election).await
}

async fn show(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let election = named(&mut view, &uuid).await?;
    let told = Told::of(&mut view, election).await?;
    drop(view);
    let context = context! {
        election => election_of(&visitor, &told.election)?,
        record => rathaus_web::shown(told.values(&visitor)?),
    };
    visitor.page("votes/protocol.html", visitor.text("protocol-title")?, context)
}
