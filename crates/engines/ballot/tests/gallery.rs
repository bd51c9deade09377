//! Manipulated archives: each is refused with the rule that it breaks. Beside it stands what belenios-tool 2.0 says.

use crate::forge::{Step, bent, places, replaced, resigned, steps, written, written_with};
use crate::honest::{ranked, simple, threshold, weighted};
use crate::interop::{complaint, is_there};
use crate::town::{Keys, Plan, TIMESTAMP, Town};
use rand_core::SeedableRng;
use rathaus_ballot::archive::{self, BLOCK, Kind};
use rathaus_ballot::number::Number;
use rathaus_ballot::secret::SecretGroup;
use rathaus_ballot::{Credential, EncryptedAnswer, EventKind, Rule, Trustee, Trustees, verify};

mod ending;

struct Forgery {
    name: &'static str,
    archive: Vec<u8>,
    rule: Rule,
}

struct Gallery(Vec<Forgery>);

impl Gallery {
    fn add(&mut self, name: &'static str, rule: Rule, archive: Vec<u8>) {
        self.0.push(Forgery { name, archive, rule });
    }

    /// Changes the texts of one event.
    fn text(
        &mut self,
        name: &'static str,
        rule: Rule,
        steps: &[Step],
        place: usize,
        change: impl FnOnce(&mut Vec<String>),
    ) {
        let mut steps = steps.to_vec();
        change(&mut steps[place].data);
        self.add(name, rule, written(&steps));
    }

    /// Changes the list of events.
    fn events(
        &mut self,
        name: &'static str,
        rule: Rule,
        steps: &[Step],
        change: impl FnOnce(&mut Vec<Step>),
    ) {
        let mut steps = steps.to_vec();
        change(&mut steps);
        self.add(name, rule, written(&steps));
    }
}

/// `−number`: it has twice the order, so a proof about it may hold by chance where nobody looks.
fn negative(number: &Number, hidden: &SecretGroup) -> Number {
    let group = hidden.group();
    group.field.subtract(&Number::ZERO, number)
}

/// Where the block that holds a text begins.
fn offset(archive: &[u8], needle: &str) -> usize {
    let place = archive.windows(needle.len()).position(|window| window == needle.as_bytes()).unwrap();
    place / BLOCK * BLOCK
}

/// Things wrong with files.
fn of_files(gallery: &mut Gallery, honest: &[u8]) {
    let mut changed = |name, rule, change: &dyn Fn(&mut Vec<u8>)| {
        let mut archive = honest.to_vec();
        change(&mut archive);
        gallery.add(name, rule, archive);
    };
    let second = offset(honest, ".data.json");
    changed("owner in a header", Rule::TarHeader, &|archive| archive[second + 114] = b'1');
    changed("time in a header", Rule::TarHeader, &|archive| archive[second + 140] ^= 1);
    changed("something after a file", Rule::TarPadding, &|archive| {
        let end = second - 1;
        archive[end] = 1;
    });
    changed("end blocks of tar", Rule::TarEnd, &|archive| archive.extend([0; 2 * BLOCK]));
    changed("the last file cut off", Rule::TarEnd, &|archive| archive.truncate(archive.len() - BLOCK));
    changed("a foreign file at the end", Rule::ForeignFile, &|archive| {
        archive::add(archive, Kind::Data, b"{}", TIMESTAMP);
    });
    changed("a file with another name", Rule::FileName, &|archive| {
        let name = b"README\0";
        archive[second..second + 100].fill(0);
        archive[second..second + name.len()].copy_from_slice(name);
    });
    changed("contents changed under their name", Rule::ContentHash, &|archive| {
        let place = second + BLOCK + 30;
        archive[place] = if archive[place] == b'X' { b'Y' } else { b'X' };
    });
    changed("the time as a number", Rule::CanonicalJson, &|archive| {
        let text = format!("{{\"version\":1,\"timestamp\":{TIMESTAMP}}}");
        archive[BLOCK..BLOCK + 38].fill(0);
        archive[BLOCK..BLOCK + text.len()].copy_from_slice(text.as_bytes());
    });
    changed("another version of the archive", Rule::Version, &|archive| archive[BLOCK + 11] = b'2');
}

/// Things wrong with the order of events, and with what they say of themselves.
fn of_events(gallery: &mut Gallery, town: &mut Town, plan: &Plan) {
    let honest = steps(town.board.archive());
    let ballots = places(&honest, EventKind::Ballot);
    let end = places(&honest, EventKind::EndBallots)[0];
    // The same keys and the same first two ballots, tallied without the third, which replaces the first.
    let without = Plan { votes: plan.votes[..2].to_vec(), ..plan.clone() };
    let earlier = steps(Town::held(&without).0.board.archive());
    let earlier_tally = places(&earlier, EventKind::EncryptedTally)[0];

    gallery.add(
        "a height left out",
        Rule::EventHeight,
        written_with(&honest, |index, event| {
            event.height += u64::from(index >= 3);
        }),
    );
    gallery.add(
        "a parent that is not the event before",
        Rule::EventParent,
        written_with(&honest, |index, event| {
            if index == 3 {
                event.parent = event.payload;
            }
        }),
    );
    gallery.add(
        "an event that names another file",
        Rule::EventPayload,
        written_with(&honest, |index, event| {
            if index == 2 {
                event.payload = event.parent;
            }
        }),
    );
    gallery.add(
        "a first event with a parent",
        Rule::EventParent,
        written_with(&honest, |index, event| {
            if index == 0 {
                event.parent = event.payload;
            }
        }),
    );
    gallery.events("a forged tally that lacks the last ballot", Rule::Tally, &honest, |steps| {
        steps.truncate(end + 1);
        steps.extend_from_slice(&earlier[earlier_tally..]);
    });
    gallery.add("an older ballot again after the revote", Rule::BallotTwice, {
        let mut forged = honest[..end].to_vec();
        forged.push(Step { kind: EventKind::Ballot, data: vec![] });
        forged.push(honest[end].clone());
        forged.extend_from_slice(&earlier[earlier_tally..]);
        let old = rathaus_ballot::Hash::of(honest[ballots[0]].data[0].as_bytes());
        written_with(&forged, |index, event| {
            if index == end {
                event.payload = Some(old);
            }
        })
    });
    gallery.events("an older ballot again, with its file", Rule::BallotTwice, &honest, |steps| {
        let old = steps[ballots[0]].clone();
        steps.truncate(end);
        steps.push(old);
        steps.push(honest[end].clone());
        steps.extend_from_slice(&earlier[earlier_tally..]);
    });
    gallery.events("a second end of voting that drops a ballot", Rule::EventOrder, &honest, |steps| {
        let last = steps[ballots[2]].clone();
        steps.truncate(ballots[2]);
        steps.push(honest[end].clone());
        steps.push(last);
        steps.push(honest[end].clone());
        steps.extend_from_slice(&earlier[earlier_tally..]);
    });
    gallery.events("a ballot after the end of voting that is dropped", Rule::EventOrder, &honest, |steps| {
        steps.swap(ballots[2], end);
        steps.truncate(end + 1);
        steps.extend_from_slice(&earlier[earlier_tally..]);
    });
    gallery.events("a ballot after the end of voting", Rule::EventOrder, &honest, |steps| {
        let last = steps.remove(ballots[2]);
        steps.insert(end, last);
    });
    gallery.events("no end of voting", Rule::EventOrder, &honest, |steps| drop(steps.remove(end)));
    gallery.events("a second setup", Rule::FileTwice, &honest, |steps| steps.insert(1, steps[0].clone()));
    gallery.events("something after the result", Rule::EventOrder, &honest, |steps| {
        steps.push(Step { kind: EventKind::EndBallots, data: vec![] });
    });
    gallery.events("a file that the event does not need", Rule::ForeignFile, &honest, |steps| {
        steps[ballots[1]].data.insert(0, "{}".into());
    });
    gallery.events("a result without the trustee", Rule::Quorum, &honest, |steps| {
        let share = places(steps, EventKind::PartialDecryption)[0];
        steps.remove(share);
    });
    let mut spaced = town.board.archive().to_vec();
    let event = offset(&spaced, "\"type\":\"EndBallots\"");
    spaced.truncate(event - BLOCK);
    let parent = last_event(&spaced);
    let text = format!("{{\"parent\":\"{parent}\",\"height\":{end}, \"type\":\"EndBallots\"}}");
    archive::add(&mut spaced, Kind::Event, text.as_bytes(), TIMESTAMP);
    gallery.add("an event with a blank in it", Rule::CanonicalJson, spaced);
}

/// The hash of the last event of an archive.
fn last_event(archive: &[u8]) -> String {
    let files = archive::Files::new(archive).unwrap().map(Result::unwrap);
    files.filter(|file| file.kind == Kind::Event).last().unwrap().hash.to_hex()
}

/// Things wrong with the setup.
fn of_setup(gallery: &mut Gallery, choices: &[Step], groups: &[Step], ranks: &[Step], hidden: &SecretGroup) {
    let mut setup = |name, rule, steps: &[Step], place: usize, change: &dyn Fn(&str) -> String| {
        gallery.text(name, rule, steps, 0, |data| data[place] = change(&data[place]));
    };
    setup("blanks in the election", Rule::CanonicalJson, choices, 0, &|text| {
        replaced(text, "\"name\":", "\"name\": ")
    });
    setup("a field of the election twice", Rule::CanonicalJson, choices, 0, &|text| {
        replaced(text, "\"name\":", "\"name\":\"x\",\"name\":")
    });
    setup("fields of the election swapped", Rule::CanonicalJson, choices, 0, &|text| {
        replaced(text, "\"min\":0,\"max\":1", "\"max\":1,\"min\":0")
    });
    setup("an escape that need not be", Rule::CanonicalJson, choices, 0, &|text| {
        replaced(text, "Amt", "\\u0041mt")
    });
    setup("another version of the election", Rule::Version, choices, 0, &|text| {
        replaced(text, "{\"version\":1", "{\"version\":2")
    });
    setup("a short identifier", Rule::Uuid, choices, 0, &|text| replaced(text, "RathausStimme26", "Rathaus"));
    setup("more choices than answers", Rule::Questions, choices, 0, &|text| {
        replaced(text, "\"max\":1", "\"max\":7")
    });
    setup("shuffled questions in the wrong group", Rule::Group, ranks, 0, &|text| {
        replaced(text, "RFC-3526-2048", "BELENIOS-2048")
    });
    setup("an election's key of somebody else", Rule::ElectionKey, choices, 0, &|text| {
        let start = text.find("\"public_key\":\"").unwrap() + 14;
        let end = start + text[start..].find('"').unwrap();
        format!("{}{}{}", &text[..start], hidden.group().generator, &text[end..])
    });
    let trustees = |text: &str, change: &dyn Fn(&mut Trustees)| {
        let mut trustees = Trustees::from_json(text.as_bytes()).unwrap();
        change(&mut trustees);
        trustees.to_json()
    };
    setup("a trustee without the key", Rule::TrusteeProof, choices, 1, &|text| {
        trustees(text, &|trustees| {
            let Trustee::Single(key) = &mut trustees.0[0] else { panic!() };
            key.proof.response = bent(&key.proof.response);
        })
    });
    setup("no trustees", Rule::Trustees, choices, 1, &|_| "[]".into());
    setup("a certificate signed by another", Rule::Certificate, groups, 1, &|text| {
        trustees(text, &|trustees| {
            let Trustee::Group(group) = &mut trustees.0[1] else { panic!() };
            let other = group.certificates[1].signature;
            group.certificates[0].signature = other;
        })
    });
    setup("keys of two trustees swapped", Rule::Polynomial, groups, 1, &|text| {
        trustees(text, &|trustees| {
            let Trustee::Group(group) = &mut trustees.0[1] else { panic!() };
            group.keys.swap(0, 1);
        })
    });
    setup("a lower threshold", Rule::Polynomial, groups, 1, &|text| {
        trustees(text, &|trustees| {
            let Trustee::Group(group) = &mut trustees.0[1] else { panic!() };
            group.threshold = 1;
        })
    });
    setup("a credential twice", Rule::Credentials, choices, 2, &|text| {
        let first = text[1..].split(',').next().unwrap();
        replaced(text, "[", &format!("[{first},"))
    });
    setup("a credential outside of the group", Rule::Membership, choices, 2, &|text| {
        let first = text[2..].split('"').next().unwrap();
        let number = negative(&Number::from_decimal(first).unwrap(), hidden);
        replaced(text, first, &number.to_string())
    });
    setup("a credential with a zero in front", Rule::Credentials, choices, 2, &|text| {
        replaced(text, "[\"", "[\"0")
    });
    setup("a weight of nothing", Rule::Weights, choices, 2, &|text| replaced(text, "\",", ",0\","));
    setup("a weight where ballots are shuffled", Rule::Weights, ranks, 2, &|text| {
        replaced(text, "\",", ",2\",")
    });
}

/// Things wrong with ballots, most of which the voter signs.
fn of_ballots(gallery: &mut Gallery, town: &Town, blank: &Town, ranks: &Town) {
    let honest = steps(town.board.archive());
    let ballots = places(&honest, EventKind::Ballot);
    let mut chance = rand_chacha::ChaCha20Rng::seed_from_u64(99);
    let mut ballot = |name, rule, town: &Town, change: &dyn Fn(&mut rathaus_ballot::Ballot)| {
        let steps = steps(town.board.archive());
        let place = places(&steps, EventKind::Ballot)[1];
        gallery.text(name, rule, &steps, place, |data| {
            data[0] = resigned(&data[0], &town.hidden, &town.credentials[1], &mut chance, change);
        });
    };
    let choose =
        |ballot: &mut rathaus_ballot::Ballot, question: usize, change: &dyn Fn(&mut EncryptedAnswer)| {
            change(&mut ballot.answers[question]);
        };
    ballot("a choice outside of the group", Rule::Membership, town, &|ballot| {
        choose(ballot, 0, &|answer| {
            let EncryptedAnswer::Choose { choices, .. } = answer else { panic!() };
            choices[1].alpha = negative(&choices[1].alpha, &town.hidden);
        });
    });
    ballot("a choice of nothing", Rule::Membership, town, &|ballot| {
        choose(ballot, 1, &|answer| {
            let EncryptedAnswer::Choose { choices, .. } = answer else { panic!() };
            choices[0].beta = Number::ZERO;
        });
    });
    ballot("a choice of more than one", Rule::IndividualProof, town, &|ballot| {
        choose(ballot, 1, &|answer| {
            let EncryptedAnswer::Choose { choices, .. } = answer else { panic!() };
            let group = town.hidden.group();
            choices[2].beta = group.times(&choices[2].beta, &group.generator);
        });
    });
    ballot("a proof for another choice", Rule::IndividualProof, town, &|ballot| {
        choose(ballot, 1, &|answer| {
            let EncryptedAnswer::Choose { individual, .. } = answer else { panic!() };
            individual.swap(0, 1);
        });
    });
    ballot("a wrong number of choices", Rule::OverallProof, town, &|ballot| {
        choose(ballot, 1, &|answer| {
            let EncryptedAnswer::Choose { overall, .. } = answer else { panic!() };
            overall.swap(0, 1);
        });
    });
    ballot("blank and chosen at once", Rule::BlankProof, blank, &|ballot| {
        choose(ballot, 1, &|answer| {
            let EncryptedAnswer::Choose { blank: Some(proofs), .. } = answer else { panic!() };
            proofs.swap(0, 1);
        });
    });
    ballot("a number of choices that is not allowed, beside blank", Rule::OverallProof, blank, &|ballot| {
        choose(ballot, 1, &|answer| {
            let EncryptedAnswer::Choose { overall, .. } = answer else { panic!() };
            overall[0].response = bent(&overall[0].response);
        });
    });
    ballot("a rank that the voter does not know", Rule::AnswerProof, ranks, &|ballot| {
        choose(ballot, 1, &|answer| {
            let EncryptedAnswer::Number { proof, .. } = answer else { panic!() };
            proof.challenge = bent(&proof.challenge);
        });
    });
    ballot("a rank outside of the group", Rule::Membership, ranks, &|ballot| {
        choose(ballot, 1, &|answer| {
            let EncryptedAnswer::Number { choices, .. } = answer else { panic!() };
            choices.beta = negative(&choices.beta, &ranks.hidden);
        });
    });
    ballot("an exponent that is not reduced", Rule::Exponent, town, &|ballot| {
        choose(ballot, 0, &|answer| {
            let EncryptedAnswer::Choose { individual, .. } = answer else { panic!() };
            let q = town.hidden.group().q();
            let response = individual[0][0].response;
            // The sum as decimal numbers, which the crate gives no other way to.
            let sum = add(&response.to_string(), &q.to_string());
            individual[0][0].response = Number::from_decimal(&sum).unwrap();
        });
    });
    ballot("a question without an answer", Rule::BallotShape, town, &|ballot| drop(ballot.answers.pop()));
    ballot("an answer without a choice", Rule::BallotShape, town, &|ballot| {
        choose(ballot, 1, &|answer| {
            let EncryptedAnswer::Choose { choices, individual, .. } = answer else { panic!() };
            choices.pop();
            individual.pop();
        });
    });
    ballot("a ballot of another election", Rule::BallotElection, town, &|ballot| {
        ballot.fingerprint = rathaus_ballot::tracker(b"another election");
    });
    ballot("a ballot of another identifier", Rule::BallotElection, town, &|ballot| {
        ballot.uuid = "RathausStimme27".into()
    });
    let first = rathaus_ballot::Ballot::from_json(honest[ballots[0]].data[0].as_bytes()).unwrap();
    ballot("the answers of somebody else", Rule::IndividualProof, town, &|ballot| {
        ballot.answers.clone_from(&first.answers);
    });
    let stranger = Credential::new(&mut rand_chacha::ChaCha20Rng::seed_from_u64(5));
    let text = resigned(&honest[ballots[1]].data[0], &town.hidden, &stranger, &mut chance, |ballot| {
        ballot.credential = stranger.public(&town.hidden, crate::town::UUID);
    });
    gallery
        .text("a ballot of a stranger", Rule::BallotCredential, &honest, ballots[1], |data| data[0] = text);
    let changed = |change: &dyn Fn(&mut rathaus_ballot::Ballot)| {
        let mut ballot = rathaus_ballot::Ballot::from_json(honest[ballots[1]].data[0].as_bytes()).unwrap();
        change(&mut ballot);
        ballot.to_json()
    };
    let text = changed(&|ballot| ballot.signature.response = bent(&ballot.signature.response));
    gallery.text("a wrong signature", Rule::BallotSignature, &honest, ballots[1], |data| data[0] = text);
    let text = changed(&|ballot| ballot.answers.swap(0, 0));
    gallery.text("a signature for something else", Rule::BallotSignature, &honest, ballots[1], |data| {
        data[0] = text.replace(&first_hash(&text), &rathaus_ballot::tracker(b"something else"));
    });
    let text = honest[ballots[1]].data[0].clone();
    gallery.text("a field of a ballot twice", Rule::CanonicalJson, &honest, ballots[1], |data| {
        data[0] = replaced(&text, ",\"answers\":", ",\"credential\":\"1\",\"answers\":");
    });
    gallery.text("fields of a ballot swapped", Rule::CanonicalJson, &honest, ballots[1], |data| {
        let (start, rest) = (text.find("\"election_hash\"").unwrap(), text.find(",\"credential\"").unwrap());
        data[0] = format!("{{{},{}{}", &text[start..rest], &text[1..start - 1], &text[rest..]);
    });
    gallery.text("a line feed after a ballot", Rule::CanonicalJson, &honest, ballots[1], |data| {
        data[0].push('\n')
    });
}

fn first_hash(ballot: &str) -> String {
    let start = ballot.find("\"hash\":\"").unwrap() + 8;
    ballot[start..start + 43].to_owned()
}

/// The sum of two decimal numbers.
fn add(a: &str, b: &str) -> String {
    let width = a.len().max(b.len()) + 1;
    let (a, b) = (format!("{a:0>width$}"), format!("{b:0>width$}"));
    let mut carry = 0;
    let mut digits: Vec<u8> = Vec::new();
    for (a, b) in a.bytes().zip(b.bytes()).rev() {
        let sum = a - b'0' + b - b'0' + carry;
        digits.push(b'0' + sum % 10);
        carry = sum / 10;
    }
    digits.reverse();
    String::from_utf8(digits).unwrap().trim_start_matches('0').to_owned()
}

fn gallery() -> Gallery {
    let plan = simple();
    let (mut town, _) = Town::held(&plan);
    let (blank, _) = Town::held(&Plan { keys: Keys::Each(3), ..weighted() });
    let (groups, _) = Town::held(&threshold());
    let (ranks, _) = Town::held(&ranked());
    let mut gallery = Gallery(Vec::new());
    let honest = town.board.archive().to_vec();
    assert_eq!(written(&steps(&honest)), honest, "the forger's tools leave an archive as it is");
    of_files(&mut gallery, &honest);
    of_events(&mut gallery, &mut town, &plan);
    let parts = [&town, &groups, &ranks, &blank].map(|town| steps(town.board.archive()));
    of_setup(&mut gallery, &parts[0], &parts[1], &parts[2], &town.hidden);
    of_ballots(&mut gallery, &town, &blank, &ranks);
    ending::of_the_end(&mut gallery, &parts[3], &parts[0], &parts[1]);
    ending::of_shuffles(&mut gallery, &parts[2]);
    gallery
}

#[test]
fn every_manipulation_is_refused_with_its_rule() {
    let gallery = gallery().0;
    assert!(gallery.len() >= 25);
    let is_there = is_there();
    let mut wrong = Vec::new();
    let mut theirs = 0;
    for forgery in &gallery {
        let said = match verify(&forgery.archive, 2) {
            Ok(_) => {
                wrong.push(format!("{}: accepted", forgery.name));
                continue;
            }
            Err(refusal) => refusal,
        };
        if said.rule != forgery.rule {
            wrong.push(format!("{}: {said}", forgery.name));
        }
        let place = &said.place;
        if place.file.is_none() && place.offset.is_none() {
            wrong.push(format!("{}: nowhere", forgery.name));
        }
        println!("{}\n    ours: {said}", forgery.name);
        if is_there {
            let complaint = complaint("gallery", &forgery.archive);
            theirs += u32::from(complaint.is_some());
            println!("    belenios-tool: {}", complaint.as_deref().unwrap_or("all checks passed"));
        }
    }
    println!("{} manipulations, {} refused by belenios-tool", gallery.len(), theirs);
    assert!(wrong.is_empty(), "{wrong:#?}");
}
