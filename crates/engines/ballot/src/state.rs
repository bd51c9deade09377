//! An election as its events make it, one after the other. Verifying an archive and adding to one go through here.

use crate::archive::File;
use crate::credential::Eligibles;
use crate::decrypt::{Counted, Owned, PartialDecryption, check_result, combine};
use crate::election::Election;
use crate::event::{Event, EventKind};
use crate::json::{Hash, Reader};
use crate::number::Number;
use crate::refusal::{Refusal, Rule};
use crate::setup::{CHUNK, Setup};
use crate::shuffle::Shuffle;
use crate::tally::{Ciphertexts, Partial, Sized, read_ciphertexts, tally_json};
use crate::trustees::Trustees;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// How far an election has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Nothing is there yet.
    Empty,
    /// Ballots are taken.
    Voting,
    /// Ballots are not taken any more.
    Closed,
    /// There is an encrypted tally, to be shuffled.
    Shuffling,
    /// Trustees decrypt.
    Decrypting,
    /// There is a result.
    Done,
}

/// The last ballot of a credential.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cast {
    /// Where its bytes are in the archive.
    pub start: usize,
    pub length: usize,
    pub tracker: Hash,
    pub weight: u64,
}

/// A ballot whose event was read and which is still to be checked.
pub(crate) struct Waiting<'a> {
    height: u64,
    file: File<'a>,
}

/// See the module.
pub(crate) struct State {
    pub phase: Phase,
    pub setup: Option<Arc<Setup>>,
    /// The height of the next event.
    pub height: u64,
    pub parent: Option<Hash>,
    /// All files so far, and whether they were ballots.
    seen: HashMap<Hash, bool>,
    /// By place on the list of credentials.
    pub last: BTreeMap<usize, Cast>,
    pub cast: u64,
    pub sized: Option<Sized>,
    pub ciphertexts: Ciphertexts,
    shufflers: BTreeSet<u64>,
    shares: BTreeMap<u64, Vec<Vec<Number>>>,
    pub result: Option<Counted>,
    threads: usize,
}

impl State {
    pub fn new(threads: usize) -> State {
        State {
            phase: Phase::Empty,
            setup: None,
            height: 0,
            parent: None,
            seen: HashMap::new(),
            last: BTreeMap::new(),
            cast: 0,
            sized: None,
            ciphertexts: Vec::new(),
            shufflers: BTreeSet::new(),
            shares: BTreeMap::new(),
            result: None,
            threads,
        }
    }

    /// Notes a file, which must be new.
    pub fn see(&mut self, file: &File<'_>) -> Result<(), Refusal> {
        match self.seen.insert(file.hash, false) {
            None => Ok(()),
            Some(is_ballot) => {
                self.seen.insert(file.hash, is_ballot);
                let rule = if is_ballot { Rule::BallotTwice } else { Rule::FileTwice };
                Err(file.refuse(Refusal::new(rule, "", "")))
            }
        }
    }

    /// Forgets files that were noted, as they are not added after all.
    pub fn forget(&mut self, files: &[File<'_>]) {
        for file in files {
            self.seen.remove(&file.hash);
        }
    }

    /// Takes an event and the files of data before it; if it is refused, nothing but a ballot's waiting has changed. Ballots are
    /// checked later ([`State::flush`]), many at once.
    ///
    /// `archive` holds all files so far.
    pub fn event<'a>(
        &mut self,
        archive: &[u8],
        file: &File<'a>,
        data: &[File<'a>],
        waiting: &mut Vec<Waiting<'a>>,
    ) -> Result<(), Refusal> {
        let event = Event::from_json(file.bytes).map_err(|refusal| file.refuse(refusal))?;
        let at_event = |mut refusal: Refusal| {
            refusal.place.height.get_or_insert(event.height);
            file.refuse(refusal)
        };
        self.check_event(&event, data).map_err(at_event)?;
        let in_data = |place: usize| {
            let file = data[place];
            move |mut refusal: Refusal| {
                refusal.place.height.get_or_insert(event.height);
                file.refuse(refusal)
            }
        };
        match event.kind {
            EventKind::Ballot => {
                self.seen.insert(data[0].hash, true);
                waiting.push(Waiting { height: event.height, file: data[0] });
            }
            EventKind::Setup => {
                let names = check_setup_data(data).map_err(in_data(3));
                let election = Election::from_json(data[0].bytes).map_err(in_data(0))?;
                let trustees = Trustees::from_json(data[1].bytes).map_err(in_data(1))?;
                let eligibles = Eligibles::from_json(data[2].bytes).map_err(in_data(2))?;
                names?;
                let setup = Setup::new(election, trustees, &eligibles, self.threads).map_err(|refusal| {
                    let place = match refusal.place.field.split(['.', '[']).next() {
                        Some("trustees") => 1,
                        Some("credentials") => 2,
                        _ => 0,
                    };
                    in_data(place)(refusal)
                })?;
                self.setup = Some(Arc::new(setup));
                self.phase = Phase::Voting;
            }
            EventKind::EndBallots => self.phase = Phase::Closed,
            EventKind::EncryptedTally => {
                let setup = self.setup()?;
                let ciphertexts = self.tally(archive);
                compare_tally(&ciphertexts, data[0].bytes).map_err(in_data(0))?;
                let sized = Sized::from_json(data[1].bytes).map_err(in_data(1))?;
                let wanted = self.size(data[0].hash);
                if sized.tally != wanted.tally {
                    return Err(in_data(1)(Refusal::new(Rule::EventPayload, "encrypted_tally", "")));
                }
                if sized != wanted {
                    let found = format!("it is {} ballots of weight {}", wanted.ballots, wanted.weight);
                    return Err(in_data(1)(Refusal::new(Rule::TallySize, "", found)));
                }
                self.sized = Some(sized);
                self.ciphertexts = ciphertexts;
                let is_shuffled = setup.election().is_shuffled();
                self.phase = if is_shuffled { Phase::Shuffling } else { Phase::Decrypting };
            }
            EventKind::Shuffle => {
                let setup = self.setup()?;
                let owner = self.owner(data).map_err(in_data(1))?;
                if self.shufflers.contains(&owner) {
                    return Err(in_data(1)(Refusal::new(Rule::Owner, "owner", "shuffled before")));
                }
                let shuffle = Shuffle::from_json(data[0].bytes).map_err(in_data(0))?;
                let shuffled = self.shuffled(&setup);
                let lists: Vec<_> =
                    shuffled.iter().map(|question| &self.ciphertexts[*question][..]).collect();
                shuffle.check(&setup, &lists, self.threads).map_err(in_data(0))?;
                self.shufflers.insert(owner);
                for (question, list) in shuffled.into_iter().zip(shuffle.ciphertexts) {
                    self.ciphertexts[question] = list;
                }
            }
            EventKind::EndShuffles => {
                if self.shufflers.is_empty() {
                    return Err(at_event(Refusal::new(Rule::EventOrder, "", "nobody has shuffled")));
                }
                self.phase = Phase::Decrypting;
            }
            EventKind::PartialDecryption => {
                let setup = self.setup()?;
                let owner = self.owner(data).map_err(in_data(1))?;
                if self.shares.contains_key(&owner) {
                    return Err(in_data(1)(Refusal::new(Rule::Owner, "owner", "decrypted before")));
                }
                let share = PartialDecryption::from_json(data[0].bytes).map_err(in_data(0))?;
                share.check(&setup, owner, &self.ciphertexts, self.threads).map_err(in_data(0))?;
                self.shares.insert(owner, share.factors);
            }
            EventKind::Result => {
                let setup = self.setup()?;
                let values = self.values().map_err(at_event)?;
                let counted =
                    Counted::from_json(data[0].bytes, &setup.election().questions).map_err(in_data(0))?;
                check_result(&setup, &values, &counted).map_err(in_data(0))?;
                self.result = Some(counted);
                self.phase = Phase::Done;
            }
        }
        self.height += 1;
        self.parent = Some(file.hash);
        Ok(())
    }

    fn setup(&self) -> Result<Arc<Setup>, Refusal> {
        self.setup.clone().ok_or_else(|| Refusal::new(Rule::EventOrder, "", "there is no setup"))
    }

    /// What an event says of itself.
    fn check_event(&self, event: &Event, data: &[File<'_>]) -> Result<(), Refusal> {
        if event.height != self.height {
            return Err(Refusal::new(Rule::EventHeight, "height", format!("it is {}", self.height)));
        }
        if event.parent != self.parent {
            return Err(Refusal::new(Rule::EventParent, "parent", ""));
        }
        let is_due = match event.kind {
            EventKind::Setup => self.phase == Phase::Empty,
            EventKind::Ballot | EventKind::EndBallots => self.phase == Phase::Voting,
            EventKind::EncryptedTally => self.phase == Phase::Closed,
            EventKind::Shuffle | EventKind::EndShuffles => self.phase == Phase::Shuffling,
            EventKind::PartialDecryption | EventKind::Result => self.phase == Phase::Decrypting,
        };
        if !is_due {
            let found = format!("{} while {:?}", event.kind.as_str(), self.phase);
            return Err(Refusal::new(Rule::EventOrder, "type", found));
        }
        let wanted = event.kind.files();
        if data.len() > wanted {
            let foreign = data[0];
            return Err(foreign.refuse(Refusal::new(Rule::ForeignFile, "", "")));
        }
        let is_replay = event.kind == EventKind::Ballot
            && event.payload.is_some_and(|payload| self.seen.get(&payload) == Some(&true));
        if data.len() < wanted && is_replay {
            return Err(Refusal::new(Rule::BallotTwice, "payload", ""));
        }
        if data.len() < wanted || event.payload != data.last().map(|file| file.hash) {
            let found = format!("{wanted} files before it, the last of which it names");
            return Err(Refusal::new(Rule::EventPayload, "payload", found));
        }
        Ok(())
    }

    /// Who, from the second file of an event, which must name the first.
    fn owner(&self, data: &[File<'_>]) -> Result<u64, Refusal> {
        let owned = Owned::from_json(data[1].bytes)?;
        if owned.payload != data[0].hash {
            return Err(Refusal::new(Rule::EventPayload, "payload", ""));
        }
        let trustees = self.setup()?.trustees().keys().len() as u64;
        match (1..=trustees).contains(&owned.owner) {
            true => Ok(owned.owner),
            false => Err(Refusal::new(Rule::Owner, "owner", format!("there are {trustees} trustees"))),
        }
    }

    /// Which questions are shuffled.
    pub fn shuffled(&self, setup: &Setup) -> Vec<usize> {
        let questions = setup.election().questions.iter().enumerate();
        questions.filter(|(_, question)| question.is_shuffled()).map(|(index, _)| index).collect()
    }

    /// Checks the ballots that wait, and counts them as cast.
    pub fn flush(&mut self, waiting: &mut Vec<Waiting<'_>>) -> Result<(), Refusal> {
        let waiting = std::mem::take(waiting);
        let places = self.check_waiting(&waiting)?;
        self.count(&waiting, places);
        Ok(())
    }

    /// Checks ballots, many at once: the place and the weight of the credential of each.
    pub fn check_waiting(&self, waiting: &[Waiting<'_>]) -> Result<Vec<(usize, u64)>, Refusal> {
        if waiting.is_empty() {
            return Ok(Vec::new());
        }
        let setup = self.setup()?;
        // Ballots are shared out evenly, in pieces of no more than a chunk.
        let share = waiting.len().div_ceil(self.threads.max(1)).clamp(1, CHUNK);
        let chunks: Vec<&[Waiting<'_>]> = waiting.chunks(share).collect();
        let checked = crate::threads::map(self.threads, &chunks, |chunk| {
            let mut checks = setup.checks();
            let mut places = Vec::with_capacity(chunk.len());
            for (index, waiting) in chunk.iter().enumerate() {
                checks.begin(index);
                match setup.collect(waiting.file.bytes, &mut checks) {
                    Ok(ballot) => places.extend(setup.eligibility(&ballot.credential)),
                    Err(refusal) => {
                        checks.fail(refusal);
                        break;
                    }
                }
            }
            checks.run().map(|()| places)
        });
        let mut places = Vec::with_capacity(waiting.len());
        for (chunk, checked) in chunks.iter().zip(checked) {
            places.extend(checked.map_err(|(index, mut refusal)| {
                refusal.place.height = Some(chunk[index].height);
                chunk[index].file.refuse(refusal)
            })?);
        }
        Ok(places)
    }

    /// Counts ballots as cast that were checked.
    pub fn count(&mut self, waiting: &[Waiting<'_>], places: Vec<(usize, u64)>) {
        for (waiting, (place, weight)) in waiting.iter().zip(places) {
            let file = waiting.file;
            let start = file.offset + crate::archive::BLOCK;
            let cast = Cast { start, length: file.bytes.len(), tracker: file.hash, weight };
            self.last.insert(place, cast);
            self.cast += 1;
        }
    }

    /// How many ballots should wait before they are checked.
    pub fn patience(&self) -> usize {
        4 * CHUNK * self.threads.max(1)
    }

    /// The encrypted tally of the last ballots.
    pub fn tally(&self, archive: &[u8]) -> Ciphertexts {
        let Some(setup) = &self.setup else { return Vec::new() };
        let casts: Vec<&Cast> = self.last.values().collect();
        let chunks: Vec<_> = casts.chunks(casts.len().div_ceil(self.threads.max(1)).max(1)).collect();
        let parts = crate::threads::map(self.threads, &chunks, |casts| {
            let mut part = Partial::new(setup.group(), setup.election());
            for cast in *casts {
                let bytes = &archive[cast.start..cast.start + cast.length];
                if let Ok(ballot) = crate::ballot::Ballot::from_json(bytes) {
                    part.add(&ballot, cast.weight);
                }
            }
            part
        });
        let mut total = Partial::new(setup.group(), setup.election());
        for part in parts {
            total.merge(part);
        }
        total.finish()
    }

    pub fn size(&self, tally: Hash) -> Sized {
        let weight = self.last.values().map(|cast| cast.weight).sum();
        Sized { ballots: self.last.len() as u64, weight, tally }
    }

    /// What the ciphertexts hold, if enough trustees have decrypted.
    pub fn values(&self) -> Result<Vec<Vec<Number>>, Refusal> {
        combine(self.setup()?.as_ref(), &self.ciphertexts, &self.shares)
    }
}

fn check_setup_data(data: &[File<'_>]) -> Result<(), Refusal> {
    let mut reader = Reader::of_bytes(data[3].bytes)?;
    for (index, (before, field)) in
        [("{\"election\":", "election"), (",\"trustees\":", "trustees"), (",\"credentials\":", "credentials")]
            .into_iter()
            .enumerate()
    {
        reader.literal(before)?;
        if reader.hash()? != data[index].hash {
            return Err(Refusal::new(Rule::EventPayload, field, "not the file before"));
        }
    }
    reader.literal("}")?;
    reader.end()?;
    Ok(())
}

/// That a tally is the one that was computed, or where it is not.
fn compare_tally(wanted: &Ciphertexts, bytes: &[u8]) -> Result<(), Refusal> {
    if tally_json(wanted).as_bytes() == bytes {
        return Ok(());
    }
    let mut reader = Reader::of_bytes(bytes)?;
    let found = read_ciphertexts(&mut reader)?;
    reader.end()?;
    for (question, (wanted, found)) in wanted.iter().zip(&found).enumerate() {
        if wanted.len() == found.len() {
            if let Some(index) = (0..wanted.len()).find(|index| wanted[*index] != found[*index]) {
                return Err(Refusal::new(Rule::Tally, format!("[{question}][{index}]"), ""));
            }
        } else {
            return Err(Refusal::new(Rule::Tally, format!("[{question}]"), "another number of ciphertexts"));
        }
    }
    Err(Refusal::new(Rule::Tally, "", "another number of questions"))
}
