//! The report of a round: for the office with everything, for everybody as far as it is agreed, as a page that prints
//! and as an archive of the tables behind every figure.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use jiff::Timestamp;
use rathaus_store::{Record, Session};
use rathaus_web::list::{Format, Table};
use rathaus_web::uploads::download;
use rathaus_web::{Answer, Feature, Fields, PageError, Sheet, Value, Visitor, context, get, post, shown};

use crate::input::archive::pack;
use crate::model::correspondence::day_of;
use crate::model::figures::Audience;
use crate::pages::invitations::head;
use crate::pages::round::round_of;
use crate::policy;
use crate::reporting::figures::{figures_of, press};
use crate::reporting::{self, Desk, Material, Section, files, find_table};
use crate::store::round::{KeptRound, Stage};
use crate::store::round_report::{find_report_published, set_report_published};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/report", get(show))
        .route("/rounds/{slug}/report/archive.zip", get(archive))
        .route("/rounds/{slug}/report/tables/{key}", get(table))
        .route("/rounds/{slug}/report/publication", post(publish));
}

/// What is known of a round; from memory as long as nothing was recorded and the day is the same.
pub(crate) async fn known(
    db: &mut Session,
    round: &KeptRound,
    now: Timestamp,
) -> Result<Arc<Material>, PageError> {
    let name = format!("{} {}", round.slug, day_of(now));
    if let Some(kept) = db.kept::<Material>(&name).await? {
        return Ok(kept);
    }
    let material = Material::load(db, round.clone(), now).await?;
    Ok(db.keep(&name, material))
}

/// A round whose report is read, with who reads it.
pub(crate) struct Opened {
    pub known: Arc<Material>,
    pub audience: Audience,
    pub published_at: Option<Timestamp>,
    pub is_reader: bool,
}

/// What this visitor may read of the report, in the version the address asks for.
pub(crate) async fn opened(visitor: &Visitor, slug: &str) -> Result<Opened, PageError> {
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, slug).await?;
    let published_at = find_report_published(&mut view, round.id).await?;
    let is_reader = policy::may_read(visitor).is_ok();
    if !is_reader && (published_at.is_none() || !policy::may_see(visitor, &round)) {
        return Err(if visitor.signed().is_none() { PageError::SignIn } else { PageError::NotFound });
    }
    let asked = Fields::from_query(visitor.query()).first("for").map(Audience::of_word);
    let audience = match is_reader {
        true => asked.unwrap_or(Audience::Inside),
        false => Audience::Outside,
    };
    let known = known(&mut view, &round, visitor.now()).await?;
    Ok(Opened { known, audience, published_at, is_reader })
}

impl Opened {
    pub fn desk<'a>(&'a self, visitor: &'a Visitor) -> Desk<'a> {
        Desk { known: &self.known, audience: self.audience, texts: visitor.texts() }
    }
}

fn section_view(
    visitor: &Visitor,
    section: &Section,
    base: &str,
    audience: Audience,
) -> Result<Value, PageError> {
    let blocks: Vec<Value> = section
        .blocks
        .iter()
        .map(|block| {
            let (columns, rows) = reporting::shown(&block.table, visitor.lang());
            context! {
                key => block.key,
                caption => block.table.title.clone(),
                chart => block.chart.clone().map(Value::from_safe_string),
                columns => columns,
                rows => rows,
                n => block.table.rows.len(),
                source => block.source.clone(),
                href => format!("{base}/tables/{}?for={}&format=csv", block.key, audience.word()),
            }
        })
        .collect();
    Ok(context! {
        key => section.key,
        title => visitor.text(&format!("round-report-{}", section.key))?,
        says => section.says.clone(),
        blocks => blocks,
    })
}

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let opened = opened(&visitor, &slug).await?;
    let (round, audience) = (&opened.known.round, opened.audience);
    let base = visitor.url(&format!("/rounds/{slug}/report"));
    let sections = reporting::sections(&opened.desk(&visitor))?
        .iter()
        .map(|section| section_view(&visitor, section, &base, audience))
        .collect::<Result<Vec<_>, PageError>>()?;
    let lines = press(&figures_of(&opened.known, visitor.lang()), visitor.texts())?;
    let context = context! {
        round => head(round),
        sections => sections,
        figures => shown(lines.into_iter().filter(|line| line.is_there).collect::<Vec<_>>()),
        audience => audience.word(),
        is_reader => opened.is_reader,
        may_work => policy::may_work(&visitor).is_ok(),
        is_sample => opened.known.is_sample,
        day => round.stage(Stage::Event).starts.map(|day| day.to_string()),
        made_at => visitor.now().to_string(),
        published_at => opened.published_at.map(|at| at.to_string()),
        is_public => round.is_public,
        form => if opened.is_reader { visitor.form(&Sheet::blank())? } else { Value::from(()) },
    };
    visitor.page("forum/round-report.html", visitor.text("round-report-title")?, context)
}

/// The tables of the report as CSV, with a file that says what they are.
async fn archive(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let opened = opened(&visitor, &slug).await?;
    let sections = reporting::sections(&opened.desk(&visitor))?;
    let mut packed = files(&sections, visitor.lang());
    packed.insert(
        visitor.text("round-report-archive-about")?,
        about(&visitor, &opened, &sections)?.into_bytes(),
    );
    let bytes = pack(&packed).map_err(PageError::fault)?;
    let file = visitor.text("round-report-file")?;
    let name = format!(
        "{file}-{slug}-{}.zip",
        visitor.text(&format!("round-report-file-{}", opened.audience.word()))?
    );
    let mut response = download(&name, "application/zip", bytes)?;
    *response.status_mut() = StatusCode::OK;
    Ok(response)
}

/// What stands in the archive, in words.
fn about(visitor: &Visitor, opened: &Opened, sections: &[Section]) -> Result<String, PageError> {
    let round = &opened.known.round;
    let mut text = format!("{}: {}\n", visitor.text("round-report-title")?, round.title);
    text += &format!("{}\n", visitor.text(&format!("round-report-for-{}", opened.audience.word()))?);
    if opened.known.is_sample {
        text += &format!("{}\n", visitor.text("round-report-sample")?);
    }
    for section in sections {
        text += &format!("\n{}\n", visitor.text(&format!("round-report-{}", section.key))?);
        for line in &section.says {
            text += &format!("{line}\n");
        }
        for block in &section.blocks {
            text += &format!("- {}.csv: {}\n", block.key, block.table.title);
        }
    }
    Ok(text)
}

/// One table as a file.
async fn table(visitor: Visitor, Path((slug, key)): Path<(String, String)>) -> Answer {
    let opened = opened(&visitor, &slug).await?;
    let table = find_table(&opened.desk(&visitor), &key)?.ok_or(PageError::NotFound)?;
    let format = Fields::from_query(visitor.query()).first("format").and_then(Format::of_word);
    let table = Table { name: format!("{key}-{slug}"), ..table };
    visitor.export(&table, format.unwrap_or(Format::Csv)).await
}

/// Lets everybody read the report, or takes it back; doing so again changes nothing.
async fn publish(visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let is_published = fields.first("undo").is_none();
    put(&visitor, &slug, is_published).await?;
    let notice = if is_published { "round-report-published" } else { "round-report-taken-back" };
    visitor.done(&format!("/rounds/{slug}/report"), notice)
}

/// Lets everybody read the report of a round, or takes it back.
pub(crate) async fn put(visitor: &Visitor, slug: &str, is_published: bool) -> Result<(), PageError> {
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, slug).await?;
    if set_report_published(&mut change, round.id, is_published).await? {
        let action = if is_published { "report.published" } else { "report.taken-back" };
        change.commit(Record::new(action, round.id)).await?;
    }
    Ok(())
}
