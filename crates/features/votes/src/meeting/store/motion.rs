//! Motions and votes, in the database.
//!
//! INVARIANT: nobody votes twice: whoever votes adds the one row of `motion_voter` that they can have
//! (`two_votes_at_once_count_once`). INVARIANT: of a secret vote there is no row; sums are raised
//! (`a_secret_vote_leaves_no_row`).

use std::collections::BTreeMap;

use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};

use super::Member;
use crate::meeting::motion::{Count, Kind, Motion, Outcome, Papers, State, Voice, Wording, decide};

/// How somebody votes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By phone.
    Phone,
    /// In the hall: by show of hands, or on paper.
    Hall,
}

impl Way {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Way::Phone => "phone",
            Way::Hall => "hall",
        }
    }
}

/// What became of a vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cast {
    /// It counts.
    Kept,
    /// It counts in place of the one before.
    Changed,
    /// There is one already, and it stays.
    Before,
    /// The motion is not open.
    Late,
}

/// That somebody voted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voter {
    /// Who.
    pub member: Id,
    /// How many votes.
    pub weight: u64,
    /// How.
    pub way: Way,
}

/// What somebody counted on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Who counted.
    pub person: Id,
    /// Their name.
    pub name: String,
    /// Votes for each choice.
    pub counts: Vec<u64>,
}

/// Why a motion cannot be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unclosed {
    /// It is not open.
    #[error("the motion is not open")]
    Late,
    /// Somebody voted on paper, and nobody counted.
    #[error("papers are not counted")]
    Uncounted,
    /// Those who counted do not agree.
    #[error("papers were counted differently")]
    Differs,
}

fn word_of<T: std::str::FromStr>(row: &Row, column: &str) -> Result<T, StoreError> {
    let word: String = row.get(column)?;
    word.parse().map_err(|_| StoreError::Fault(format!("a motion with {column} {word:?}")))
}

fn motion_of(row: &Row) -> Result<Motion, StoreError> {
    let wording = Wording {
        question: row.get("question")?,
        kind: word_of(row, "kind")?,
        choices: row.json("choices")?,
        most: row.get("most")?,
        majority: word_of(row, "majority")?,
        quorum: word_of(row, "quorum")?,
    };
    let outcome: Option<String> = row.get("result")?;
    Ok(Motion {
        id: row.get("id")?,
        meeting: row.get("meeting")?,
        number: row.get("number")?,
        wording,
        state: word_of(row, "state")?,
        opened_at: row.get("opened_at")?,
        closed_at: row.get("closed_at")?,
        outcome: outcome.map(|json| serde_json::from_str(&json)).transpose().map_err(StoreError::fault)?,
    })
}

/// Keeps a new motion as the meeting's last; gives its id.
///
/// # Errors
///
/// What the database says.
pub async fn insert_motion(change: &mut Change, meeting: Id, wording: &Wording) -> Result<Id, StoreError> {
    let last = sql!("SELECT COALESCE(MAX(number), 0) AS last FROM motion WHERE tenant = $1 AND meeting = $2");
    let row = change.one(last, args![meeting]).await?;
    let number: u32 = row.map(|row| row.get("last")).transpose()?.unwrap_or(0);
    let id = Id::new(change.now());
    let insert = sql!(
        "INSERT INTO motion (tenant, id, meeting, number, question, kind, choices, most, majority, quorum, state) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'draft')"
    );
    let values = args![
        id,
        meeting,
        number + 1,
        &wording.question,
        wording.kind.word(),
        Arg::json(&wording.choices)?,
        wording.most,
        wording.majority.word(),
        wording.quorum.word()
    ];
    change.run(insert, values).await?;
    Ok(id)
}

/// Words a draft anew; `false` where it is none any more.
///
/// # Errors
///
/// What the database says.
pub async fn update_motion(change: &mut Change, id: Id, wording: &Wording) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE motion SET question = $3, kind = $4, choices = $5, most = $6, majority = $7, quorum = $8 \
         WHERE tenant = $1 AND id = $2 AND state = 'draft'"
    );
    let values = args![
        id,
        &wording.question,
        wording.kind.word(),
        Arg::json(&wording.choices)?,
        wording.most,
        wording.majority.word(),
        wording.quorum.word()
    ];
    Ok(change.run(update, values).await? == 1)
}

/// Deletes a draft; `false` where it is none any more.
///
/// # Errors
///
/// What the database says.
pub async fn delete_draft(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let delete = sql!("DELETE FROM motion WHERE tenant = $1 AND id = $2 AND state = 'draft'");
    Ok(change.run(delete, args![id]).await? == 1)
}

/// A motion.
///
/// # Errors
///
/// What the database says.
pub async fn find_motion(session: &mut Session, id: Id) -> Result<Option<Motion>, StoreError> {
    let row = session.one(sql!("SELECT * FROM motion WHERE tenant = $1 AND id = $2"), args![id]).await?;
    row.as_ref().map(motion_of).transpose()
}

/// The motions of a meeting, in order.
///
/// # Errors
///
/// What the database says.
pub async fn list_motions(session: &mut Session, meeting: Id) -> Result<Vec<Motion>, StoreError> {
    let list = sql!("SELECT * FROM motion WHERE tenant = $1 AND meeting = $2 ORDER BY number");
    session.all(list, args![meeting]).await?.iter().map(motion_of).collect()
}

/// Opens a draft; `false` where it is none any more, or another one is open.
///
/// # Errors
///
/// What the database says.
pub async fn open_motion(change: &mut Change, motion: &Motion) -> Result<bool, StoreError> {
    let now = change.now();
    let open = sql!(
        "UPDATE motion SET state = 'open', opened_at = $3 WHERE tenant = $1 AND id = $2 AND state = 'draft' \
         AND NOT EXISTS (SELECT 1 FROM motion other WHERE other.tenant = $1 AND other.meeting = $4 \
         AND other.state = 'open')"
    );
    if change.run(open, args![motion.id, now, motion.meeting]).await? == 0 {
        return Ok(false);
    }
    if motion.wording.kind == Kind::Secret {
        for choice in 0..motion.wording.len() {
            let insert =
                sql!("INSERT INTO motion_sum (tenant, motion, choice, votes) VALUES ($1, $2, $3, 0)");
            change.run(insert, args![motion.id, choice]).await?;
        }
    }
    Ok(true)
}

/// Makes an open motion a draft again and deletes every vote; `false` where it is not open.
///
/// # Errors
///
/// What the database says.
pub async fn withdraw_motion(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let withdraw = sql!(
        "UPDATE motion SET state = 'draft', opened_at = NULL WHERE tenant = $1 AND id = $2 AND state = 'open'"
    );
    if change.run(withdraw, args![id]).await? == 0 {
        return Ok(false);
    }
    delete_votes(change, id).await?;
    Ok(true)
}

async fn delete_votes(change: &mut Change, id: Id) -> Result<(), StoreError> {
    change.run(sql!("DELETE FROM motion_voice WHERE tenant = $1 AND motion = $2"), args![id]).await?;
    change.run(sql!("DELETE FROM motion_voter WHERE tenant = $1 AND motion = $2"), args![id]).await?;
    change.run(sql!("DELETE FROM motion_sum WHERE tenant = $1 AND motion = $2"), args![id]).await?;
    change.run(sql!("DELETE FROM motion_paper WHERE tenant = $1 AND motion = $2"), args![id]).await?;
    Ok(())
}

/// Deletes the motions of a meeting with every vote.
///
/// # Errors
///
/// What the database says.
pub async fn delete_motions(change: &mut Change, meeting: Id) -> Result<(), StoreError> {
    for motion in list_motions(change, meeting).await? {
        delete_votes(change, motion.id).await?;
        change.run(sql!("DELETE FROM motion WHERE tenant = $1 AND id = $2"), args![motion.id]).await?;
    }
    Ok(())
}

/// Holds an open motion until the change is over: who votes comes before it is closed, or too late.
async fn hold_open(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let hold = sql!("UPDATE motion SET number = number WHERE tenant = $1 AND id = $2 AND state = 'open'");
    Ok(change.run(hold, args![id]).await? == 1)
}

async fn insert_voter(
    change: &mut Change,
    motion: Id,
    member: &Member,
    way: Way,
) -> Result<bool, StoreError> {
    let insert = sql!(
        "INSERT INTO motion_voter (tenant, motion, member, weight, way) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (tenant, motion, member) DO NOTHING"
    );
    Ok(change.run(insert, args![motion, member.id, member.weight, way.word()]).await? == 1)
}

/// Casts a vote for somebody and for whom they carry. An open vote takes the place of the one before; a secret one stays.
///
/// # Errors
///
/// What the database says.
pub async fn cast(
    change: &mut Change,
    motion: &Motion,
    members: &[&Member],
    chosen: &[usize],
    way: Way,
) -> Result<Cast, StoreError> {
    if !hold_open(change, motion.id).await? {
        return Ok(Cast::Late);
    }
    let mut outcome = Cast::Kept;
    match motion.wording.kind {
        Kind::Open => {
            let json = Arg::json(chosen)?;
            for member in members {
                if insert_voter(change, motion.id, member, way).await? {
                    let insert = sql!(
                        "INSERT INTO motion_voice (tenant, motion, member, choices) VALUES ($1, $2, $3, $4)"
                    );
                    change.run(insert, &[motion.id.into(), member.id.into(), json.clone()]).await?;
                    continue;
                }
                outcome = Cast::Changed;
                let vote = sql!(
                    "UPDATE motion_voice SET choices = $4 WHERE tenant = $1 AND motion = $2 AND member = $3"
                );
                change.run(vote, &[motion.id.into(), member.id.into(), json.clone()]).await?;
                let mark = sql!(
                    "UPDATE motion_voter SET way = $4 WHERE tenant = $1 AND motion = $2 AND member = $3"
                );
                change.run(mark, args![motion.id, member.id, way.word()]).await?;
            }
        }
        Kind::Secret => {
            let mut weight = 0;
            for member in members {
                if insert_voter(change, motion.id, member, way).await? {
                    weight += i64::from(member.weight);
                } else {
                    outcome = Cast::Before;
                }
            }
            if outcome == Cast::Before {
                // Nothing of this change is kept.
                return Ok(outcome);
            }
            for choice in chosen {
                let raise = sql!(
                    "UPDATE motion_sum SET votes = votes + $4 WHERE tenant = $1 AND motion = $2 AND choice = $3"
                );
                change.run(raise, args![motion.id, *choice, weight]).await?;
            }
        }
    }
    Ok(outcome)
}

/// Says who votes on paper in a secret motion, of those who did not vote by phone; `false` where it is not open. Counts that were
/// entered for others are deleted.
///
/// # Errors
///
/// What the database says.
pub async fn save_hall(change: &mut Change, motion: Id, members: &[&Member]) -> Result<bool, StoreError> {
    if !hold_open(change, motion).await? {
        return Ok(false);
    }
    let delete = sql!("DELETE FROM motion_voter WHERE tenant = $1 AND motion = $2 AND way = 'hall'");
    change.run(delete, args![motion]).await?;
    change.run(sql!("DELETE FROM motion_paper WHERE tenant = $1 AND motion = $2"), args![motion]).await?;
    for member in members {
        insert_voter(change, motion, member, Way::Hall).await?;
    }
    Ok(true)
}

/// Keeps what somebody counted on paper, in place of what they counted before; `false` where the motion is not open.
///
/// # Errors
///
/// What the database says.
pub async fn save_paper(change: &mut Change, motion: Id, paper: &Paper) -> Result<bool, StoreError> {
    if !hold_open(change, motion).await? {
        return Ok(false);
    }
    let save = sql!(
        "INSERT INTO motion_paper (tenant, motion, person, name, counts) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (tenant, motion, person) DO UPDATE SET name = excluded.name, counts = excluded.counts"
    );
    change.run(save, args![motion, paper.person, &paper.name, Arg::json(&paper.counts)?]).await?;
    Ok(true)
}

/// What was counted on paper.
///
/// # Errors
///
/// What the database says.
pub async fn list_papers(session: &mut Session, motion: Id) -> Result<Vec<Paper>, StoreError> {
    let list = sql!("SELECT * FROM motion_paper WHERE tenant = $1 AND motion = $2 ORDER BY person");
    let rows = session.all(list, args![motion]).await?;
    rows.iter()
        .map(|row| {
            Ok(Paper { person: row.get("person")?, name: row.get("name")?, counts: row.json("counts")? })
        })
        .collect()
}

/// Who voted, in the order of their ids, which says nothing about when.
///
/// # Errors
///
/// What the database says.
pub async fn list_voters(session: &mut Session, motion: Id) -> Result<Vec<Voter>, StoreError> {
    let list = sql!(
        "SELECT member, weight, way FROM motion_voter WHERE tenant = $1 AND motion = $2 ORDER BY member"
    );
    let rows = session.all(list, args![motion]).await?;
    rows.iter()
        .map(|row| {
            let way: String = row.get("way")?;
            let weight = u64::from(row.get::<u32>("weight")?);
            let way = if way == Way::Hall.word() { Way::Hall } else { Way::Phone };
            Ok(Voter { member: row.get("member")?, weight, way })
        })
        .collect()
}

/// What everybody chose in an open motion.
///
/// # Errors
///
/// What the database says.
pub async fn list_voices(session: &mut Session, motion: Id) -> Result<BTreeMap<Id, Vec<usize>>, StoreError> {
    let list = sql!("SELECT member, choices FROM motion_voice WHERE tenant = $1 AND motion = $2");
    let rows = session.all(list, args![motion]).await?;
    rows.iter().map(|row| Ok((row.get("member")?, row.json("choices")?))).collect()
}

/// Whether a vote is there: with its own person, or with who carries it.
pub fn is_represented(members: &[Member], member: &Member) -> bool {
    match member.carried_by {
        Some(carrier) => members.iter().any(|one| one.id == carrier && one.is_present),
        None => member.is_present,
    }
}

/// How many votes of a meeting are represented, and how many there are.
pub fn strength(members: &[Member]) -> (u64, u64) {
    let there = members.iter().filter(|member| is_represented(members, member));
    let weight = |member: &Member| u64::from(member.weight);
    (there.map(weight).sum(), members.iter().map(weight).sum())
}

/// Somebody and whom they carry.
pub fn with_carried<'m>(members: &'m [Member], member: &'m Member) -> Vec<&'m Member> {
    let carried = members.iter().filter(|one| one.carried_by == Some(member.id));
    std::iter::once(member).chain(carried).collect()
}

/// Closes a motion: counts, decides, and keeps what came out.
///
/// # Errors
///
/// What the database says; why it stays open is in the value.
pub async fn close_motion(
    change: &mut Change,
    motion: &Motion,
    members: &[Member],
) -> Result<Result<Outcome, Unclosed>, StoreError> {
    if !hold_open(change, motion.id).await? {
        return Ok(Err(Unclosed::Late));
    }
    let wording = &motion.wording;
    let voters = list_voters(change, motion.id).await?;
    let hall: u64 = voters.iter().filter(|one| one.way == Way::Hall).map(|one| one.weight).sum();
    let (present, all) = strength(members);
    let mut count = Count {
        votes: vec![0; wording.len()],
        in_hall: vec![0; wording.len()],
        cast: voters.iter().map(|one| one.weight).sum(),
        present,
        members: all,
        papers: Papers::None,
    };
    let mut roll = Vec::new();
    match wording.kind {
        Kind::Open => {
            let voices = list_voices(change, motion.id).await?;
            for member in members {
                let Some(voter) = voters.iter().find(|one| one.member == member.id) else { continue };
                let choices = voices.get(&member.id).cloned().unwrap_or_default();
                for place in &choices {
                    count.votes[*place] += voter.weight;
                    if voter.way == Way::Hall {
                        count.in_hall[*place] += voter.weight;
                    }
                }
                let carrier = member.carried_by.and_then(|id| members.iter().find(|one| one.id == id));
                roll.push(Voice {
                    name: member.name.clone(),
                    choices,
                    weight: voter.weight,
                    in_hall: voter.way == Way::Hall,
                    cast_by: carrier.map(|one| one.name.clone()),
                });
            }
        }
        Kind::Secret => {
            let list = sql!("SELECT choice, votes FROM motion_sum WHERE tenant = $1 AND motion = $2");
            for row in change.all(list, args![motion.id]).await? {
                let (choice, votes): (usize, i64) = (row.get("choice")?, row.get("votes")?);
                count.votes[choice] += u64::try_from(votes).map_err(StoreError::fault)?;
            }
            let papers = list_papers(change, motion.id).await?;
            if hall > 0 {
                let Some(first) = papers.first() else { return Ok(Err(Unclosed::Uncounted)) };
                if papers.iter().any(|one| one.counts != first.counts) {
                    return Ok(Err(Unclosed::Differs));
                }
                for (place, votes) in first.counts.iter().enumerate() {
                    count.votes[place] += votes;
                    count.in_hall[place] += votes;
                }
                count.papers = if papers.len() > 1 { Papers::Two } else { Papers::One };
            }
        }
    }
    let outcome = decide(wording, count, roll);
    let now = change.now();
    let close =
        sql!("UPDATE motion SET state = 'closed', closed_at = $3, result = $4 WHERE tenant = $1 AND id = $2");
    change.run(close, args![motion.id, now, Arg::json(&outcome)?]).await?;
    Ok(Ok(outcome))
}

/// Whether something of this meeting is voted on.
pub fn running(motions: &[Motion]) -> Option<&Motion> {
    motions.iter().find(|motion| motion.state == State::Open)
}
