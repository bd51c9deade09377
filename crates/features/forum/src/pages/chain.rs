//! How one thing led to another: from an answer to area, match, choice, outcome and project, and back from each of them.
//!
//! [`of_need`], [`of_area`], [`of_offer`], [`of_talk`] and [`of_project`] give the same chain seen from where one stands;
//! pages of the needs, areas, offers, talks and projects show it as a block, `/rounds/{slug}/chain/{need}` as a page of
//! its own. It holds what the visitor may see and nothing else: the office and its readers all of it; who speaks for a
//! body the body's own part; towns what other towns share; everybody published areas and projects.

mod ground;

use std::collections::BTreeSet;

use axum::extract::Path;
use rathaus_store::{Id, Session};
use rathaus_web::{Answer, Feature, PageError, Visitor, context, get, shown};
use serde::Serialize;

use crate::model::outcome::Side;
use crate::model::plan::Match;
use crate::pages::invitations::head;
use crate::pages::needs::one::at;
use crate::pages::plan::reading::percent;
use crate::policy;
use crate::store::need::KeptNeed;
use crate::store::offer::KeptOffer;
use crate::store::outcome::{Outcome, Pair};
use crate::store::project::KeptProject;
use crate::store::project::origin::find_origin;
use crate::store::round::{KeptRound, find_round_by_id, list_rounds};
use ground::Ground;
use rathaus_web::filters::paragraphs;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes.route("/rounds/{slug}/chain/{need}", get(show));
}

/// Links of one step that are shown; the others are counted.
const MOST: usize = 6;
/// Ranks of matches that belong to a chain; those of suppliers that were invited always do.
const RANKS: usize = 3;

/// A step of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum StepKind {
    /// A need from an answer to the survey.
    Need,
    /// An area of action.
    Area,
    /// A need and an offer that fit.
    Match,
    /// A supplier that was chosen and invited.
    Choice,
    /// A talk of the two.
    Talk,
    /// What came of a meeting.
    Outcome,
    /// A project, or that one was taken over.
    Project,
}

/// One thing in a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Link {
    /// What it is called.
    pub title: String,
    /// What is to be said about it.
    pub text: String,
    /// Its page below the tenant, where the reader may open it.
    pub path: Option<String>,
}

/// The things of one kind in a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Step {
    /// Their kind.
    pub kind: StepKind,
    /// The first of them.
    pub links: Vec<Link>,
    /// How many more there are.
    pub more: usize,
}

/// What a visitor may see of chains.
struct Sight {
    /// Everything of the office.
    reads: bool,
    /// What towns share with each other.
    shares: bool,
    /// Bodies the visitor speaks for.
    bodies: BTreeSet<Id>,
}

impl Sight {
    fn of(visitor: &Visitor) -> Self {
        let reads = policy::may_read(visitor).is_ok();
        let may = visitor.scope_allows(policy::READ).is_ok();
        let bodies = visitor.signed().filter(|_| may).map(|signed| {
            let speaks = |seat: &&rathaus_web::Seat| seat.role == rathaus_web::Role::Representative;
            signed.seats.iter().filter(speaks).map(|seat| seat.organisation).collect()
        });
        Self { reads, shares: policy::may_see_shared(visitor), bodies: bodies.unwrap_or_default() }
    }

    fn sees_need(&self, need: &KeptNeed) -> bool {
        self.reads
            || self.bodies.contains(&need.organisation)
            || need.written.is_shared && self.shares && need.withdrawn_at.is_none()
    }

    /// A side's word is read by the office and by that side.
    fn sees_outcome(&self, one: &Outcome) -> bool {
        self.reads || self.bodies.contains(&one.body())
    }
}

fn short(name: &str) -> &str {
    name.split(',').next().unwrap_or_default()
}

/// Puts a chain together, step by step.
struct Chain<'a> {
    visitor: &'a Visitor,
    ground: &'a Ground,
    sight: Sight,
    steps: Vec<Step>,
}

impl<'a> Chain<'a> {
    fn of(visitor: &'a Visitor, ground: &'a Ground) -> Self {
        Self { visitor, ground, sight: Sight::of(visitor), steps: Vec::new() }
    }

    fn path(&self, rest: &str) -> String {
        format!("/rounds/{}/{rest}", self.ground.round.slug)
    }

    fn step(&mut self, kind: StepKind, mut links: Vec<Link>) {
        let more = links.len().saturating_sub(MOST);
        links.truncate(MOST);
        if !links.is_empty() {
            self.steps.push(Step { kind, links, more });
        }
    }

    /// Needs; `own` is the one whose page this is.
    fn needs(&mut self, needs: &[&KeptNeed], own: Option<&str>) {
        let links = needs
            .iter()
            .filter(|need| self.sight.sees_need(need))
            .map(|need| {
                let path = match self.sight.reads {
                    true => self.path(&format!("needs/{}", need.label)),
                    false => self.path(&format!("chain/{}", need.label)),
                };
                Link {
                    title: format!("{} {}", need.label, need.written.title),
                    text: short(&need.organisation_name).to_owned(),
                    path: (own != Some(&need.label)).then_some(path),
                }
            })
            .collect();
        self.step(StepKind::Need, links);
    }

    /// The areas of these needs; `own` is the one whose page this is.
    fn areas(&mut self, needs: &[&KeptNeed], own: Option<&str>) {
        let mut keys: Vec<&str> = Vec::new();
        for need in needs.iter().filter(|need| self.sight.sees_need(need)) {
            for one in self.ground.assignments(&need.label) {
                if !keys.contains(&one.area.as_str()) {
                    keys.push(&one.area);
                }
            }
        }
        let links = keys
            .into_iter()
            .filter_map(|key| {
                let area = self.ground.area(key)?;
                let is_out = self.ground.published.contains(key);
                let path = match self.sight.reads {
                    true => Some(self.path(&format!("areas/{key}"))),
                    false => is_out.then(|| self.path("areas")),
                };
                let name = match self.visitor.lang() {
                    rathaus_web::Lang::En if !area.name_en.is_empty() => &area.name_en,
                    _ => &area.name,
                };
                // What is not published is the office's.
                (self.sight.reads || is_out).then(|| Link {
                    title: name.clone(),
                    text: String::new(),
                    path: path.filter(|_| own != Some(key)),
                })
            })
            .collect();
        self.step(StepKind::Area, links);
    }

    fn matches(&mut self, matches: &[&Match]) -> Result<(), PageError> {
        if !self.sight.reads {
            return Ok(());
        }
        let mut links = Vec::new();
        for one in matches {
            let Some(offer) = self.ground.offer(&one.offer_id) else { continue };
            let args = [
                ("need", one.need_id.as_str().into()),
                ("rank", one.rank.into()),
                ("score", percent(one.score).into()),
            ];
            links.push(Link {
                title: format!("{} {}", one.offer_id, offer.text.title),
                text: self.visitor.text_with("chain-match", &args)?,
                path: Some(self.path(&format!("matches/{}", one.need_id))),
            });
        }
        self.step(StepKind::Match, links);
        Ok(())
    }

    /// Invitations to the event on the strength of these offers.
    fn choices(&mut self, offers: &BTreeSet<&str>) -> Result<(), PageError> {
        let mut links = Vec::new();
        for one in &self.ground.invitations {
            let is_seen = self.sight.reads || self.sight.bodies.contains(&one.organisation);
            if !offers.contains(one.offer_label.as_str()) || !is_seen {
                continue;
            }
            links.push(Link {
                title: format!("{} {}", one.offer_label, one.offer_title),
                text: self.visitor.text(&format!("chain-choice-{}", one.state.word()))?,
                path: self.sight.reads.then(|| self.path(&format!("suppliers/{}", one.id))),
            });
        }
        self.step(StepKind::Choice, links);
        Ok(())
    }

    /// Talks of these pairs, as far as the visitor was there or reads everything.
    fn talks(&mut self, wanted: impl Fn(Id, Id) -> bool) -> Result<(), PageError> {
        let mut links = Vec::new();
        for (pair, talk) in self.ground.talks.iter().filter(|(pair, _)| wanted(pair.town, pair.supplier)) {
            let was_there = [pair.town, pair.supplier].iter().any(|body| self.sight.bodies.contains(body));
            if !(self.sight.reads || was_there) {
                continue;
            }
            let args = [("time", talk.span.start.to_string().into()), ("table", talk.table.into())];
            links.push(Link {
                title: format!("{} – {}", short(&talk.a_name), short(&talk.b_name)),
                text: self.visitor.text_with("chain-talk", &args)?,
                path: self.sight.reads.then(|| self.path("talks/list")),
            });
        }
        self.step(StepKind::Talk, links);
        Ok(())
    }

    /// The last word of each side of these pairs, as far as the visitor reads it.
    fn outcomes(&mut self, wanted: impl Fn(Id, Id) -> bool) -> Result<(), PageError> {
        let mut links = Vec::new();
        for met in &self.ground.met {
            for side in [Side::Town, Side::Supplier] {
                let is_wanted = wanted(met.town, met.supplier);
                let Some(one) = met.latest(Some(side)).filter(|_| is_wanted) else { continue };
                let (true, Some(kind)) = (self.sight.sees_outcome(one), one.kind) else { continue };
                let args = [
                    (
                        "who",
                        short(if side == Side::Town { &one.town_name } else { &one.supplier_name }).into(),
                    ),
                    ("kind", self.visitor.text(&format!("outcome-kind-{}", kind.word()))?.into()),
                    ("when", self.visitor.text(&format!("outcome-month-{}", one.month))?.into()),
                ];
                let path = match self.sight.reads {
                    true => self.path(&format!("outcomes/{}", one.id)),
                    false => self.path(&format!("outcome/{}", one.body())),
                };
                links.push(Link {
                    title: format!("{} – {}", short(&one.town_name), one.supplier_name),
                    text: self.visitor.text_with("chain-outcome", &args)?,
                    path: Some(path),
                });
                // Where the town has spoken, the office need not read the other side here.
                if self.sight.reads {
                    break;
                }
            }
        }
        self.step(StepKind::Outcome, links);
        Ok(())
    }

    /// How a town and a supplier came together and what came of it; `needs` are those of the town that count here.
    fn pair(&mut self, pair: Pair, needs: &[&KeptNeed]) -> Result<(), PageError> {
        let ground = self.ground;
        let offers: BTreeSet<&str> = ground
            .offers
            .iter()
            .filter(|offer| offer.organisation == pair.supplier)
            .filter_map(|offer| offer.label.as_deref())
            .collect();
        let matches: Vec<&Match> = needs
            .iter()
            .flat_map(|need| ground.matches_of_need(&need.label, usize::MAX))
            .filter(|one| offers.contains(one.offer_id.as_str()))
            .collect();
        self.matches(&matches)?;
        self.choices(&offers)?;
        let met = |town, supplier| town == pair.town && supplier == pair.supplier;
        self.talks(met)?;
        self.outcomes(met)
    }

    /// Projects that began with these pairs.
    fn begun(&mut self, wanted: impl Fn(&Pair) -> bool) -> Result<(), PageError> {
        let ground = self.ground;
        let began = |project: &KeptProject| {
            ground.origins.iter().any(|(pair, label)| wanted(pair) && *label == project.label)
        };
        let projects: Vec<(&KeptProject, &str)> = ground
            .projects
            .iter()
            .filter(|(project, _)| began(project))
            .map(|(project, _)| (project, "chain-project"))
            .collect();
        self.projects(&projects)
    }

    /// Projects, each said to be what it is in this chain by the key of a text.
    fn projects(&mut self, wanted: &[(&KeptProject, &str)]) -> Result<(), PageError> {
        let mut links = Vec::new();
        for (project, key) in wanted {
            if policy::may_see_project(self.visitor, project) {
                let town = [("town", short(&project.town).into())];
                links.push(Link {
                    title: format!("{} {}", project.label, project.text.title),
                    text: self.visitor.text_with(key, &town)?,
                    path: Some(format!("/projects/{}", project.label)),
                });
            }
        }
        self.step(StepKind::Project, links);
        Ok(())
    }
}

/// The chain of one need.
pub(crate) async fn of_need(
    visitor: &Visitor,
    db: &mut Session,
    round: &KeptRound,
    need: &KeptNeed,
) -> Result<Vec<Step>, PageError> {
    let ground = Ground::of(db, round).await?;
    let mut chain = Chain::of(visitor, &ground);
    let matches = ground.matches_of_need(&need.label, RANKS);
    let offers: BTreeSet<&str> = matches.iter().map(|one| one.offer_id.as_str()).collect();
    let firms: BTreeSet<Id> =
        offers.iter().filter_map(|label| ground.offer(label)).map(|offer| offer.organisation).collect();
    chain.needs(&[need], Some(&need.label));
    chain.areas(&[need], None);
    chain.matches(&matches)?;
    chain.choices(&offers)?;
    let met = |town, supplier| town == need.organisation && firms.contains(&supplier);
    chain.talks(met)?;
    chain.outcomes(met)?;
    let mut projects: Vec<(&KeptProject, &str)> = Vec::new();
    for (project, needs) in &ground.projects {
        if needs.contains(&need.id) {
            projects.push((project, "chain-project"));
        } else if ground.takers_of(project.id).any(|taker| taker.need == Some(need.id)) {
            projects.push((project, "chain-taken"));
        }
    }
    chain.projects(&projects)?;
    Ok(chain.steps)
}

/// The chain of one offer, as the office reads it.
pub(crate) async fn of_offer(
    visitor: &Visitor,
    db: &mut Session,
    round: &KeptRound,
    offer: &KeptOffer,
) -> Result<Vec<Step>, PageError> {
    let ground = Ground::of(db, round).await?;
    let mut chain = Chain::of(visitor, &ground);
    let label = offer.label.as_deref().unwrap_or_default();
    let matches = ground.matches_of_offer(label, RANKS);
    let needs: Vec<&KeptNeed> = matches.iter().filter_map(|one| ground.need(&one.need_id)).collect();
    chain.needs(&needs, None);
    chain.areas(&needs, None);
    chain.choices(&BTreeSet::from([label]))?;
    let met = |_, supplier| supplier == offer.organisation;
    chain.talks(met)?;
    chain.outcomes(met)?;
    chain.begun(|pair| pair.supplier == offer.organisation)?;
    Ok(chain.steps)
}

/// The chain of one area, as the office reads it.
pub(crate) async fn of_area(
    visitor: &Visitor,
    db: &mut Session,
    round: &KeptRound,
    key: &str,
) -> Result<Vec<Step>, PageError> {
    let ground = Ground::of(db, round).await?;
    let mut chain = Chain::of(visitor, &ground);
    let needs = ground.needs_of_area(key);
    let mut matches: Vec<&Match> =
        needs.iter().flat_map(|need| ground.matches_of_need(&need.label, 1)).collect();
    matches.sort_by(|a, b| b.score.total_cmp(&a.score));
    let offers: BTreeSet<&str> = matches.iter().map(|one| one.offer_id.as_str()).collect();
    let firms: BTreeSet<Id> =
        offers.iter().filter_map(|label| ground.offer(label)).map(|offer| offer.organisation).collect();
    let towns: BTreeSet<Id> = needs.iter().map(|need| need.organisation).collect();
    chain.needs(&needs, None);
    chain.matches(&matches)?;
    chain.choices(&offers)?;
    let met = |town, supplier| towns.contains(&town) && firms.contains(&supplier);
    chain.talks(met)?;
    chain.outcomes(met)?;
    let projects: Vec<(&KeptProject, &str)> = ground
        .projects
        .iter()
        .filter(|(project, _)| project.text.areas.iter().any(|one| one == key))
        .map(|(project, _)| (project, "chain-project"))
        .collect();
    chain.projects(&projects)?;
    Ok(chain.steps)
}

/// The chain of one project: of the round in which it began, else of the latest whose needs it answers.
pub(crate) async fn of_project(
    visitor: &Visitor,
    db: &mut Session,
    project: &KeptProject,
) -> Result<Vec<Step>, PageError> {
    let origin = find_origin(db, project.id).await?;
    let round = match origin {
        Some(pair) => find_round_by_id(db, pair.round).await?,
        None => {
            let answered = crate::store::project::list_answered(db, project.id).await?;
            let slug = answered.last().map(|need| need.round.clone());
            list_rounds(db).await?.into_iter().find(|round| Some(&round.slug) == slug.as_ref())
        }
    };
    let Some(round) = round else { return Ok(Vec::new()) };
    let ground = Ground::of(db, &round).await?;
    let mut chain = Chain::of(visitor, &ground);
    let own = ground.projects.iter().find(|(one, _)| one.id == project.id);
    let answered: BTreeSet<Id> = own.map(|(_, needs)| needs.iter().copied().collect()).unwrap_or_default();
    let taken: BTreeSet<Id> = ground.takers_of(project.id).filter_map(|taker| taker.need).collect();
    let mut needs: Vec<&KeptNeed> = ground.needs.iter().filter(|need| answered.contains(&need.id)).collect();
    needs.extend(ground.needs.iter().filter(|need| taken.contains(&need.id)));
    chain.needs(&needs, None);
    chain.areas(&needs, None);
    if let Some(pair) = origin {
        needs.retain(|need| answered.contains(&need.id));
        chain.pair(pair, &needs)?;
    }
    Ok(chain.steps)
}

/// The chain of a town and a supplier that talk to each other, as the office reads it.
pub(crate) async fn of_talk(
    visitor: &Visitor,
    db: &mut Session,
    round: &KeptRound,
    pair: Pair,
) -> Result<Vec<Step>, PageError> {
    let ground = Ground::of(db, round).await?;
    let mut chain = Chain::of(visitor, &ground);
    let is_answered = |need: &&KeptNeed| {
        let of_firm = |one: &&Match| {
            ground.offer(&one.offer_id).is_some_and(|offer| offer.organisation == pair.supplier)
        };
        ground.matches_of_need(&need.label, usize::MAX).iter().any(of_firm)
    };
    let needs: Vec<&KeptNeed> =
        ground.needs.iter().filter(|need| need.organisation == pair.town).filter(is_answered).collect();
    chain.needs(&needs, None);
    chain.areas(&needs, None);
    chain.pair(pair, &needs)?;
    chain.begun(|one| *one == pair)?;
    Ok(chain.steps)
}

/// The need of an address, if the visitor may see it.
pub(crate) async fn seen(
    visitor: &Visitor,
    db: &mut Session,
    slug: &str,
    label: &str,
) -> Result<(KeptRound, KeptNeed), PageError> {
    visitor.person()?;
    let (round, need) = at(db, slug, label).await?;
    let sight = Sight::of(visitor);
    if sight.sees_need(&need) {
        return Ok((round, need));
    }
    // Who reads nothing of the kind is told so; a need that a town keeps to itself is not there for others.
    Err(if sight.shares { PageError::NotFound } else { PageError::Forbidden })
}

async fn show(visitor: Visitor, Path((slug, label)): Path<(String, String)>) -> Answer {
    let mut view = visitor.read().await?;
    let (round, need) = seen(&visitor, &mut view, &slug, &label).await?;
    let steps = of_need(&visitor, &mut view, &round, &need).await?;
    drop(view);
    let reads = policy::may_read(&visitor).is_ok();
    visitor.page(
        "forum/chain.html",
        need.written.title.clone(),
        context! {
            round => head(&round),
            need => context! {
                label => need.label.clone(), town => short(&need.organisation_name),
                text => paragraphs(&need.written.description),
            },
            chain => shown(steps),
            reads => reads,
        },
    )
}
