//! The single transferable vote with Droop's quota and fractional surpluses.
//!
//! Every ballot counts for its best choice that is still in. In each round, if somebody reaches the quota, who has most is elected,
//! and the ballots for that choice go on with the share of their value that was not needed (Gregory's method, inclusive and
//! weighted). If nobody does, who has least is out. Ties are broken by the order on the ballot, the first being preferred.
//! Values have eighteen decimal places; what is beyond is cut off.

use super::{write_list, write_lists};

/// One, in the unit that values of ballots are counted in.
const ONE: u128 = 1_000_000_000_000_000_000;

/// What happens in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Round {
    /// These are elected.
    Win(Vec<usize>),
    /// This one is out.
    Lose(usize),
    /// These have most, all as much, and so the first of them is elected next.
    TieWin(Vec<usize>),
    /// These have least, all as much, and so the first of them, who comes last on the ballot, is out next. Whoever counts for real
    /// should know that this is the rule.
    TieLose(Vec<usize>),
}

/// What the single transferable vote finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stv {
    /// The rankings, best choices first, sorted.
    pub ballots: Vec<Vec<usize>>,
    /// Ballots that are no ranking, sorted.
    pub invalid: Vec<Vec<u64>>,
    /// Round by round.
    pub rounds: Vec<Round>,
    /// Who is elected, in that order.
    pub winners: Vec<usize>,
}

/// A ballot as a ranking: ranks are 1 to the number of choices ranked, each once; 0 is not ranked.
fn ranking(ballot: &[u64]) -> Option<Vec<usize>> {
    let mut ranked: Vec<(u64, usize)> = ballot
        .iter()
        .enumerate()
        .filter(|(_, rank)| **rank > 0)
        .map(|(choice, rank)| (*rank, choice))
        .collect();
    ranked.sort_unstable();
    let is_ranking = ranked.iter().zip(1..).all(|((rank, _), wanted)| *rank == wanted);
    is_ranking.then(|| ranked.into_iter().map(|(_, choice)| choice).collect())
}

/// Fills `seats` among `choices` by the single transferable vote.
pub fn stv(ballots: &[Vec<u64>], choices: usize, seats: usize) -> Stv {
    let mut rankings = Vec::with_capacity(ballots.len());
    let mut invalid = Vec::new();
    for ballot in ballots {
        match ranking(ballot).filter(|_| ballot.len() == choices) {
            Some(ranking) => rankings.push(ranking),
            None => invalid.push(ballot.clone()),
        }
    }
    rankings.sort_unstable();
    invalid.sort_unstable();
    let quota = (rankings.len() as u128 / (seats as u128 + 1) + 1) * ONE;
    let mut values: Vec<u128> = vec![ONE; rankings.len()];
    let mut is_in = vec![true; choices];
    let (mut rounds, mut winners) = (Vec::new(), Vec::new());
    loop {
        let rest: Vec<usize> = (0..choices).filter(|choice| is_in[*choice]).collect();
        if rest.len() + winners.len() <= seats {
            winners.extend(&rest);
            rounds.push(Round::Win(rest));
            break;
        }
        if winners.len() >= seats {
            break;
        }
        let best = |ranking: &Vec<usize>| ranking.iter().copied().find(|choice| is_in[*choice]);
        let tops: Vec<Option<usize>> = rankings.iter().map(best).collect();
        let mut scores = vec![0u128; choices];
        for (top, value) in tops.iter().zip(&values) {
            if let Some(top) = top {
                scores[*top] += value;
            }
        }
        let with =
            |score: u128| rest.iter().copied().filter(|choice| scores[*choice] == score).collect::<Vec<_>>();
        let most = rest.iter().map(|choice| scores[*choice]).max().unwrap_or(0);
        if most < quota {
            let least = rest.iter().map(|choice| scores[*choice]).min().unwrap_or(0);
            let mut last = with(least);
            last.reverse();
            let loser = last[0];
            if last.len() > 1 {
                rounds.push(Round::TieLose(last));
            }
            rounds.push(Round::Lose(loser));
            is_in[loser] = false;
            continue;
        }
        let first = with(most);
        let winner = first[0];
        if first.len() > 1 {
            rounds.push(Round::TieWin(first));
        }
        for (top, value) in tops.iter().zip(&mut values) {
            if *top == Some(winner) {
                *value = share(*value, most - quota, most);
            }
        }
        is_in[winner] = false;
        winners.push(winner);
        rounds.push(Round::Win(vec![winner]));
    }
    Stv { ballots: rankings, invalid, rounds, winners }
}

/// `value·part/whole`, cut off. Values are at most one, parts at most the number of ballots.
fn share(value: u128, part: u128, whole: u128) -> u128 {
    // The part of one first, so that the product stays below 2^128: value and ratio are at most 10^18.
    value * ratio(part, whole) / ONE
}

fn ratio(part: u128, whole: u128) -> u128 {
    // part·10^18 may not fit: long division, digit by digit.
    let (mut quotient, mut rest) = (part / whole, part % whole);
    for _ in 0..18 {
        rest *= 10;
        quotient = quotient * 10 + rest / whole;
        rest %= whole;
    }
    quotient
}

impl Stv {
    /// As `belenios-tool method stv` prints it; of those who tie it names two.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"ballots\":");
        write_lists(&mut out, &self.ballots);
        out.push_str(",\"invalid\":");
        write_lists(&mut out, &self.invalid);
        out.push_str(",\"events\":");
        crate::json::write_list(&mut out, &self.rounds, |out, round| match round {
            Round::Win(choices) => {
                out.push_str("[\"Win\",");
                write_list(out, choices);
                out.push(']');
            }
            Round::Lose(choice) => out.push_str(&format!("[\"Lose\",{choice}]")),
            Round::TieWin(choices) => {
                out.push_str("[\"TieWin\",");
                write_list(out, &choices[..2]);
                out.push(']');
            }
            Round::TieLose(choices) => {
                out.push_str("[\"TieLose\",");
                write_list(out, &choices[..2]);
                out.push(']');
            }
        });
        out.push_str(",\"winners\":");
        write_list(&mut out, &self.winners);
        out.push('}');
        out
    }
}
