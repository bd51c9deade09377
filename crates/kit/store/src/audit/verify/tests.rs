//! Any single manipulation of any chain is found.

use jiff::Timestamp;
use proptest::prelude::*;

use super::super::checkpoint::{Checkpoint, Key};
use super::*;

const TENANT: &str = "00000000-0000-0000-0000-000000000001";

/// A chain with these words as details, right in itself.
fn linked(words: &[String]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (number, details) in (1..).zip(words) {
        lines.push(Line {
            tenant: TENANT.to_owned(),
            seq: number,
            at: 1_000_000 * number,
            actor: "anonymous".to_owned(),
            action: "need.written".to_owned(),
            subject: number.to_string(),
            details: details.clone(),
            before: String::new(),
            hash: String::new(),
        });
    }
    link(&mut lines);
    lines
}

/// What an attacker without the key can do: makes the chain right in itself again.
fn link(lines: &mut [Line]) {
    let mut before = START.to_owned();
    for line in lines {
        line.before.clone_from(&before);
        line.hash = line.computed();
        before.clone_from(&line.hash);
    }
}

fn end(lines: &[Line]) -> Option<Head> {
    lines.last().map(|last| Head { seq: last.seq, hash: last.hash.clone() })
}

fn faults(lines: &[Line], head: Option<&Head>, points: &[Checkpoint]) -> Vec<Fault> {
    let mut chain = Chain::new(TENANT, points);
    for line in lines {
        chain.push(line);
    }
    chain.finish(head).1
}

fn point(line: &Line) -> Checkpoint {
    let folder = std::env::temp_dir().join(format!("rathaus-key-{}-{}", std::process::id(), line.hash));
    let key = Key::open(&folder).expect("a key");
    std::fs::remove_dir_all(&folder).expect("removed");
    key.sign(line.tenant.clone(), line.seq, line.hash.clone(), Timestamp::UNIX_EPOCH)
}

#[derive(Debug, Clone)]
enum Act {
    Edit(usize, usize, String),
    Delete(usize),
    Swap(usize, usize),
    Insert(usize, bool),
    Cut(usize),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (any::<usize>(), 0..8_usize, "[a-z]{1,8}").prop_map(|(at, field, to)| Act::Edit(at, field, to)),
        any::<usize>().prop_map(Act::Delete),
        (any::<usize>(), any::<usize>()).prop_map(|(one, other)| Act::Swap(one, other)),
        (any::<usize>(), any::<bool>()).prop_map(|(at, right)| Act::Insert(at, right)),
        any::<usize>().prop_map(Act::Cut),
    ]
}

fn renumber(lines: &mut [Line]) {
    for (line, number) in lines.iter_mut().zip(1..) {
        line.seq = number;
    }
}

/// Does it; the numbers stay rising, as the database's key has them.
fn done(lines: &[Line], act: &Act) -> Vec<Line> {
    let mut lines = lines.to_vec();
    let count = lines.len();
    match act {
        Act::Edit(at, field, to) => {
            let line = &mut lines[at % count];
            let text = match field {
                0 => {
                    line.at += 1;
                    return lines;
                }
                1 => &mut line.actor,
                2 => &mut line.action,
                3 => &mut line.subject,
                4 => &mut line.details,
                5 => &mut line.before,
                6 => &mut line.hash,
                _ => &mut line.tenant,
            };
            text.clone_from(to);
        }
        Act::Delete(at) => {
            lines.remove(at % count);
        }
        Act::Swap(one, other) => {
            lines.swap(one % count, other % count);
            renumber(&mut lines);
        }
        Act::Insert(at, right) => {
            let mut new = lines[at % count].clone();
            new.subject.push('x');
            if *right {
                new.hash = new.computed();
            }
            lines.insert(at % (count + 1), new);
            renumber(&mut lines);
        }
        Act::Cut(at) => lines.truncate(at % count),
    }
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// INVARIANT: each edited, deleted, moved or inserted record and each cut tail is found.
    #[test]
    fn every_single_manipulation_is_found(
        words in proptest::collection::vec("[a-z]{1,6}", 1..24),
        act in act(),
        place in any::<usize>(),
    ) {
        let lines = linked(&words);
        let head = end(&lines);
        prop_assert_eq!(faults(&lines, head.as_ref(), &[]), []);
        let signed = point(&lines[place % lines.len()]);
        let points = [signed];
        prop_assert_eq!(faults(&lines, head.as_ref(), &points), []);
        let changed = done(&lines, &act);
        if changed == lines {
            return Ok(());
        }
        prop_assert_ne!(faults(&changed, head.as_ref(), &[]), []);
        // With the head made to fit: found too, unless records are only missing at the end.
        if !matches!(act, Act::Cut(_)) && changed[..] != lines[..changed.len().min(lines.len())] {
            prop_assert_ne!(faults(&changed, end(&changed).as_ref(), &[]), []);
        }
        // Made right again in itself by somebody without the key: the checkpoint tells, as far as it reaches.
        let mut rewritten = changed.clone();
        renumber(&mut rewritten);
        rewritten.iter_mut().for_each(|line| line.tenant = TENANT.to_owned());
        link(&mut rewritten);
        prop_assert_eq!(faults(&rewritten, end(&rewritten).as_ref(), &[]), []);
        let reach = usize::try_from(points[0].seq).expect("a number");
        if rewritten.get(..reach) != Some(&lines[..reach]) {
            prop_assert_ne!(faults(&rewritten, end(&rewritten).as_ref(), &points), []);
        }
    }
}
