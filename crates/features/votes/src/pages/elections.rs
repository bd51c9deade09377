//! The list of elections, and the beginning of a new one.

use rathaus_ballot::new_uuid;
use rathaus_store::{Id, Record};
use rathaus_web::{
    Answer, Feature, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post,
};

use crate::model::{Counting, Kind, Majority, Question, Rules, Stage};
use crate::policy;
use crate::preparing::chance;
use crate::store::election::{Election, insert_election, list_elections};

/// The most characters of a title.
pub const TITLE: usize = 200;
/// The most characters of a description.
pub const DESCRIPTION: usize = 4_000;

/// Adds the pages.
pub fn routes(feature: &mut Feature) {
    feature.routes = std::mem::take(&mut feature.routes)
        .route("/votes", get(list))
        .route("/votes/new", get(new).merge(post(begin)));
}

/// The state of an election as a badge: its words and its colour.
pub(crate) fn state_of(visitor: &Visitor, election: &Election) -> Result<Value, PageError> {
    let is_stopped = election.stage == Stage::Open && election.stopped_at.is_some();
    let word = if is_stopped { "stopped" } else { election.stage.word() };
    let kind = match election.stage {
        Stage::Open if is_stopped => "warning",
        Stage::Open | Stage::Published => "success",
        Stage::Frozen | Stage::Closing | Stage::Closed | Stage::Counting | Stage::Counted => "info",
        Stage::Draft | Stage::Cancelled => "",
    };
    Ok(context! { label => visitor.text(&format!("elections-state-{word}"))?, kind })
}

/// Where an election stands in the list: open ones first, results last.
fn order(stage: Stage) -> u8 {
    match stage {
        Stage::Open => 0,
        Stage::Frozen => 1,
        Stage::Closing | Stage::Closed | Stage::Counting | Stage::Counted => 2,
        Stage::Draft => 3,
        Stage::Published => 4,
        Stage::Cancelled => 5,
    }
}

fn is_for_everybody(election: &Election) -> bool {
    election.rules.listed && election.stage.is_public() && election.rehearses.is_none()
}

fn row(visitor: &Visitor, election: &Election, is_office: bool) -> Result<Value, PageError> {
    let page = match (election.rehearses.is_some(), election.stage.is_public()) {
        (true, _) => "/rehearsal",
        (false, true) => "",
        (false, false) => "/preparation",
    };
    Ok(context! {
        title => election.title.clone(),
        href => visitor.url(&format!("/votes/{}{page}", election.uuid)),
        work => (is_office && election.stage.is_public() && election.rehearses.is_none())
            .then(|| visitor.url(&format!("/votes/{}/preparation", election.uuid))),
        state => state_of(visitor, election)?,
        opens => election.opened_at.or(election.opens_at).map(|at| at.to_string()).unwrap_or_default(),
        closes => election.closed_at.or(election.closes_at).map(|at| at.to_string()).unwrap_or_default(),
        is_rehearsal => election.rehearses.is_some(),
    })
}

async fn list(visitor: Visitor) -> Answer {
    let is_office = policy::may_read(&visitor).is_ok();
    let mut view = visitor.read().await?;
    let mut elections = list_elections(&mut view).await?;
    drop(view);
    elections.sort_by_key(|election| order(election.stage));
    let (public, others): (Vec<Election>, Vec<Election>) = elections.into_iter().partition(is_for_everybody);
    let rows = |some: &[Election]| {
        some.iter().map(|election| row(&visitor, election, is_office)).collect::<Result<Vec<_>, _>>()
    };
    let context = context! {
        rows => rows(&public)?,
        others => if is_office { rows(&others)? } else { Vec::new() },
        may_work => policy::may_work(&visitor).is_ok(),
    };
    visitor.page("votes/elections.html", visitor.text("elections-title")?, context)
}

/// What a new election begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beginning {
    /// One question to say yes or no to.
    YesNo,
    /// People are chosen.
    Persons,
    /// What is on the ballot is put in order.
    Ranking,
    /// Nothing.
    Empty,
}

impl Beginning {
    const ALL: [(&'static str, Beginning); 4] = [
        ("yes-no", Beginning::YesNo),
        ("persons", Beginning::Persons),
        ("ranking", Beginning::Ranking),
        ("empty", Beginning::Empty),
    ];

    fn questions(self, visitor: &Visitor, title: &str, seats: usize) -> Result<Vec<Question>, PageError> {
        let question = Question {
            text: title.to_owned(),
            answers: Vec::new(),
            kind: Kind::Choose,
            least: 0,
            most: seats as u64,
            seats,
            majority: Majority::Relative,
            counting: Counting::Schulze,
            grades: 5,
        };
        Ok(match self {
            Beginning::YesNo => {
                let answers = vec![visitor.text("elections-yes")?, visitor.text("elections-no")?];
                vec![Question { answers, least: 1, ..question }]
            }
            Beginning::Persons => vec![question],
            Beginning::Ranking => vec![Question { kind: Kind::Rank, ..question }],
            Beginning::Empty => Vec::new(),
        })
    }
}

impl std::str::FromStr for Beginning {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|(known, _)| *known == word).map(|(_, one)| one).ok_or(())
    }
}

struct New {
    title: String,
    description: String,
    beginning: Beginning,
    seats: usize,
}

impl FromForm for New {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let title = form.text("title", 1..=TITLE);
        let description = form.optional("description", DESCRIPTION);
        let beginning = form.choice("beginning");
        let seats = match beginning {
            Some(Beginning::Persons | Beginning::Ranking) => form.number("seats", 1..=50)?,
            _ => 1,
        };
        Some(Self {
            title: title?,
            description: description?.unwrap_or_default(),
            beginning: beginning?,
            seats: usize::try_from(seats).ok()?,
        })
    }
}

fn beginnings(visitor: &Visitor) -> Result<Vec<Value>, PageError> {
    let option = |(word, _): (&str, Beginning)| {
        let text = |end: &str| visitor.text(&format!("elections-begin-{word}{end}"));
        Ok(context! { value => word, label => text("")?, hint => text("-hint")? })
    };
    Beginning::ALL.into_iter().map(option).collect()
}

async fn new(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    let sheet = Sheet::filled([("beginning", "yes-no"), ("seats", "1")]);
    let context = context! { beginnings => beginnings(&visitor)?, form => visitor.form(&sheet)? };
    visitor.page("votes/election-new.html", visitor.text("elections-new")?, context)
}

async fn begin(visitor: Visitor, form: Form<New>) -> Answer {
    policy::may_work(&visitor)?;
    let new = match form.checked() {
        Ok(new) => new,
        Err(sheet) => {
            let context = context! { beginnings => beginnings(&visitor)? };
            return visitor.again("votes/election-new.html", visitor.text("elections-new")?, &sheet, context);
        }
    };
    let election = Election {
        id: Id::new(visitor.now()),
        uuid: new_uuid(&mut chance()),
        questions: new.beginning.questions(&visitor, &new.title, new.seats)?,
        title: new.title,
        description: new.description,
        rules: Rules::default(),
        opens_at: None,
        closes_at: None,
        stage: Stage::Draft,
        stopped_at: None,
        rehearses: None,
        made_at: visitor.now(),
        frozen_at: None,
        opened_at: None,
        closed_at: None,
        published_at: None,
    };
    let mut change = visitor.change().await?;
    insert_election(&mut change, &election).await?;
    change.commit(Record::new("election.begun", election.id)).await?;
    // Where names are missing, they come next.
    let page = match new.beginning {
        Beginning::Persons | Beginning::Ranking => "questions/1",
        Beginning::YesNo | Beginning::Empty => "preparation",
    };
    visitor.done(&format!("/votes/{}/{page}", election.uuid), "elections-begun")
}
