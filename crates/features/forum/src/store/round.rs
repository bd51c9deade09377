//! Rounds as they are kept.

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::{Deserialize, Serialize};

use crate::model::Round as Settings;

/// The stages of a round, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Towns and counties answer the needs survey.
    Survey,
    /// Suppliers describe their offers to the published areas of action.
    Offers,
    /// The office reads areas, matches and the proposed choice.
    Plan,
    /// The day of pitches and talks.
    Event,
}

impl Stage {
    /// All stages, in their order.
    pub const ALL: [Stage; 4] = [Stage::Survey, Stage::Offers, Stage::Plan, Stage::Event];

    /// The word in addresses, in JSON and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Survey => "survey",
            Stage::Offers => "offers",
            Stage::Plan => "plan",
            Stage::Event => "event",
        }
    }
}

/// When a stage runs: from the morning of `starts` to the night of `ends`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageDates {
    /// Which.
    pub stage: Stage,
    /// Its first day.
    pub starts: Option<Date>,
    /// Its last day.
    pub ends: Option<Date>,
}

/// Where a day lies in a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// No dates yet.
    Unset,
    /// Not begun.
    Before,
    /// Running.
    Open,
    /// Over.
    After,
}

impl StageDates {
    /// Where `today` lies.
    pub fn phase(&self, today: Date) -> Phase {
        match (self.starts, self.ends) {
            (None, None) => Phase::Unset,
            (Some(starts), _) if today < starts => Phase::Before,
            (_, Some(ends)) if today > ends => Phase::After,
            _ => Phase::Open,
        }
    }
}

/// A round as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptRound {
    /// Its id.
    pub id: Id,
    /// In addresses: `/rounds/{slug}`.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// What towns and suppliers read first; paragraphs.
    pub intro: String,
    /// Whether strangers see its page.
    pub is_public: bool,
    /// Its stages, in order.
    pub stages: Vec<StageDates>,
    /// What the engines take: slots, tables, weights, areas.
    pub settings: Settings,
    /// Key of the survey's form definition.
    pub survey: Option<String>,
    /// The round it was copied from.
    pub copied_from: Option<Id>,
    /// Rises with every change; a form carries it, so that two offices do not overwrite each other.
    pub edition: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

impl KeptRound {
    /// The dates of one stage.
    pub fn stage(&self, stage: Stage) -> StageDates {
        let unset = StageDates { stage, starts: None, ends: None };
        self.stages.iter().copied().find(|dates| dates.stage == stage).unwrap_or(unset)
    }

    /// Has a stage run today and until `ends` at least; the dates that are kept stay.
    pub fn keep_open(&mut self, stage: Stage, today: Date, ends: Date) {
        let dates = self.stage(stage);
        let starts = dates.starts.filter(|starts| *starts <= today).or(Some(today));
        let last = dates.ends.filter(|last| dates.starts.is_some() && *last >= ends).or(Some(ends));
        self.stages.retain(|dates| dates.stage != stage);
        self.stages.push(StageDates { stage, starts, ends: last });
    }

    /// A round for tests: survey in June 2026, offers in July, plan in August, the day itself on 22 September.
    pub fn sample(slug: &str) -> Self {
        let dates = |stage, from: (i8, i8), to: (i8, i8)| StageDates {
            stage,
            starts: Date::new(2026, from.0, from.1).ok(),
            ends: Date::new(2026, to.0, to.1).ok(),
        };
        Self {
            id: Id::of_name(slug),
            slug: slug.to_owned(),
            title: format!("Runde {slug}"),
            intro: "Was brauchen die Kommunen?".to_owned(),
            is_public: true,
            stages: vec![
                dates(Stage::Survey, (6, 1), (6, 30)),
                dates(Stage::Offers, (7, 1), (7, 31)),
                dates(Stage::Plan, (8, 1), (8, 31)),
                dates(Stage::Event, (9, 22), (9, 22)),
            ],
            settings: Settings::default(),
            survey: None,
            copied_from: None,
            edition: 1,
            created_at: rathaus_store::testing::start(),
        }
    }

    /// Whether a stage runs on `today`.
    pub fn is_open(&self, stage: Stage, today: Date) -> bool {
        self.stage(stage).phase(today) == Phase::Open
    }
}

fn kept(row: &Row) -> Result<KeptRound, StoreError> {
    Ok(KeptRound {
        id: row.get("id")?,
        slug: row.get("slug")?,
        title: row.get("title")?,
        intro: row.get("intro")?,
        is_public: row.get("is_public")?,
        stages: row.json("stages")?,
        settings: row.json("settings")?,
        survey: row.get("survey")?,
        copied_from: row.get("copied_from")?,
        edition: row.get("edition")?,
        created_at: row.get("created_at")?,
    })
}

/// All rounds, the newest first.
pub async fn list_rounds(db: &mut Session) -> Result<Vec<KeptRound>, StoreError> {
    let sql = sql!(
        "SELECT id, slug, title, intro, is_public, stages, settings, survey, copied_from, edition, created_at \
         FROM round WHERE tenant = $1 ORDER BY created_at DESC, id DESC"
    );
    db.all(sql, args![]).await?.iter().map(kept).collect()
}

/// The round with this slug.
pub async fn find_round(db: &mut Session, slug: &str) -> Result<Option<KeptRound>, StoreError> {
    let sql = sql!(
        "SELECT id, slug, title, intro, is_public, stages, settings, survey, copied_from, edition, created_at \
         FROM round WHERE tenant = $1 AND slug = $2"
    );
    db.one(sql, args![slug]).await?.as_ref().map(kept).transpose()
}

/// The round with this id.
pub async fn find_round_by_id(db: &mut Session, id: Id) -> Result<Option<KeptRound>, StoreError> {
    let sql = sql!(
        "SELECT id, slug, title, intro, is_public, stages, settings, survey, copied_from, edition, created_at \
         FROM round WHERE tenant = $1 AND id = $2"
    );
    db.one(sql, args![id]).await?.as_ref().map(kept).transpose()
}

/// Adds a round. `Conflict` where the slug is taken.
pub async fn insert_round(change: &mut Change, round: &KeptRound) -> Result<(), StoreError> {
    let sql = sql!(
        "INSERT INTO round (tenant, id, slug, title, intro, is_public, stages, settings, survey, copied_from, edition, \
         created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11)"
    );
    let values = [
        Arg::from(round.id),
        Arg::from(&round.slug),
        Arg::from(&round.title),
        Arg::from(&round.intro),
        Arg::from(round.is_public),
        Arg::json(&round.stages)?,
        Arg::json(&round.settings)?,
        Arg::from(round.survey.clone()),
        Arg::from(round.copied_from),
        Arg::from(round.created_at),
    ];
    change.run(sql, &values).await?;
    Ok(())
}

/// Writes a round back; `false` where somebody else changed it since `round.edition`.
pub async fn update_round(change: &mut Change, round: &KeptRound) -> Result<bool, StoreError> {
    let sql = sql!(
        "UPDATE round SET slug = $4, title = $5, intro = $6, is_public = $7, stages = $8, settings = $9, survey = $10, \
         edition = edition + 1 WHERE tenant = $1 AND id = $2 AND edition = $3"
    );
    let values = [
        Arg::from(round.id),
        Arg::from(round.edition),
        Arg::from(&round.slug),
        Arg::from(&round.title),
        Arg::from(&round.intro),
        Arg::from(round.is_public),
        Arg::json(&round.stages)?,
        Arg::json(&round.settings)?,
        Arg::from(round.survey.clone()),
    ];
    Ok(change.run(sql, &values).await? == 1)
}

/// Notes the key of the survey's form. The edition stays: nobody's form shows it.
pub async fn set_survey(change: &mut Change, round: Id, key: &str) -> Result<(), StoreError> {
    let sql = sql!("UPDATE round SET survey = $3 WHERE tenant = $1 AND id = $2");
    change.run(sql, args![round, key]).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rathaus_store::{Actor, Record, TenantId, testing};

    #[tokio::test]
    async fn rounds_come_back_and_two_offices_do_not_overwrite_each_other() {
        for scratch in testing::both(&[crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let mut round = KeptRound {
                id: Id::new(testing::start()),
                slug: "2026".into(),
                title: "Runde 2026".into(),
                intro: String::new(),
                is_public: true,
                stages: vec![StageDates {
                    stage: Stage::Survey,
                    starts: Date::new(2026, 6, 1).ok(),
                    ends: None,
                }],
                settings: Settings::default(),
                survey: None,
                copied_from: None,
                edition: 1,
                created_at: testing::start(),
            };
            let mut change = scope.change(Actor::Anonymous, testing::start()).await.expect("begins");
            insert_round(&mut change, &round).await.expect("inserted");
            change.commit(Record::new("round.opened", round.id)).await.expect("kept");
            let mut view = scope.read().await.expect("begins");
            let found = find_round(&mut view, "2026").await.expect("read").expect("there");
            assert_eq!(found, round);
            assert!(found.is_open(Stage::Survey, Date::new(2026, 6, 1).expect("a day")));
            assert!(!found.is_open(Stage::Offers, Date::new(2026, 6, 1).expect("a day")));
            drop(view);
            round.title = "Runde im Sommer".into();
            let mut change = scope.change(Actor::Anonymous, testing::start()).await.expect("begins");
            assert!(update_round(&mut change, &round).await.expect("runs"));
            assert!(!update_round(&mut change, &round).await.expect("runs"), "the edition is an old one");
            change.commit(Record::new("round.changed", round.id)).await.expect("kept");
        }
    }
}
