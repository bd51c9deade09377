//! The board: an archive that grows by what the verifier accepts.

use crate::archive::{self, Header, Kind};
use crate::ballot::Ballot;
use crate::credential::Eligibles;
use crate::decrypt::{Counted, Owned, PartialDecryption, count};
use crate::election::Election;
use crate::event::EventKind;
use crate::json::Hash;
use crate::refusal::{Refusal, Rule};
use crate::setup::{Setup, setup_json};
use crate::shuffle::Shuffle;
use crate::state::{Phase, State};
use crate::tally::{Ciphertexts, tally_json};
use crate::trustees::Trustees;
use crate::verify::{Report, read};
use crate::writer::write;
use std::sync::Arc;

/// An election's archive, to which what happens is added. Nothing is added that [`crate::verify`] would refuse.
pub struct Board {
    archive: Vec<u8>,
    timestamp: u64,
    state: State,
}

impl Board {
    /// Begins an election. `timestamp` counts seconds since 1970; `threads` is how many may be used from here on.
    ///
    /// # Errors
    ///
    /// As [`Setup::new`]; also [`Rule::FirstFile`] for a time that does not fit in 33 bits.
    pub fn new(
        timestamp: u64,
        election: &Election,
        trustees: &Trustees,
        eligibles: &Eligibles,
        threads: usize,
    ) -> Result<Board, Refusal> {
        if timestamp >= 1 << 33 {
            return Err(Refusal::new(Rule::FirstFile, "timestamp", timestamp.to_string()));
        }
        let archive = archive::begin(Header { timestamp });
        let mut board = Board { archive, timestamp, state: State::new(threads) };
        let parts = [election.to_json(), trustees.to_json(), eligibles.to_json()];
        let [election, trustees, credentials] = parts.each_ref().map(|part| Hash::of(part.as_bytes()));
        let setup = setup_json(&election, &trustees, &credentials);
        let [election, trustees, credentials] = parts;
        board.append(EventKind::Setup, &[election, trustees, credentials, setup])?;
        Ok(board)
    }

    /// Takes up an archive, verifying all of it.
    ///
    /// # Errors
    ///
    /// As [`crate::verify`].
    pub fn open(archive: Vec<u8>, threads: usize) -> Result<Board, Refusal> {
        let timestamp = archive::Files::new(&archive)?.header().timestamp;
        let state = read(&archive, threads)?;
        if state.setup.is_none() {
            return Err(Refusal::new(Rule::EventOrder, "", "there is no event"));
        }
        Ok(Board { archive, timestamp, state })
    }

    /// The archive.
    pub fn archive(&self) -> &[u8] {
        &self.archive
    }

    /// How far the election has come.
    pub fn phase(&self) -> Phase {
        self.state.phase
    }

    /// What is on the board.
    pub fn report(&self) -> Report {
        Report::of(&self.state).expect("a board has a setup")
    }

    /// The election as it was set up.
    pub fn setup(&self) -> &Arc<Setup> {
        self.state.setup.as_ref().expect("a board has a setup")
    }

    /// What trustees decrypt, or shuffle, next.
    pub fn ciphertexts(&self) -> &Ciphertexts {
        &self.state.ciphertexts
    }

    /// The ciphertexts of the questions that are shuffled, in order.
    pub fn to_shuffle(&self) -> Ciphertexts {
        let questions = self.state.shuffled(self.setup());
        questions.into_iter().filter_map(|question| self.state.ciphertexts.get(question).cloned()).collect()
    }

    /// Adds an event with the data before it, if it is accepted; the board is as before if not.
    fn append(&mut self, kind: EventKind, data: &[String]) -> Result<Hash, Refusal> {
        let before = self.archive.len();
        let (payload, _) = self.write(kind, data, self.state.height, self.state.parent);
        match self.take(before) {
            Ok(()) => Ok(payload.unwrap_or(Hash([0; 32]))),
            Err(refusal) => {
                self.archive.truncate(before);
                Err(refusal)
            }
        }
    }

    fn write(
        &mut self,
        kind: EventKind,
        data: &[String],
        height: u64,
        parent: Option<Hash>,
    ) -> (Option<Hash>, Hash) {
        let data: Vec<&str> = data.iter().map(String::as_str).collect();
        write(&mut self.archive, self.timestamp, kind, &data, height, parent)
    }

    /// What the last event refers to, as the archive holds it: to be kept, and written anew by [`crate::Writer`].
    pub fn last_data(&self) -> Vec<&str> {
        let (mut data, mut of_last) = (Vec::new(), Vec::new());
        let files = archive::Files::new(&self.archive).into_iter().flatten();
        for file in files.flatten() {
            match file.kind {
                Kind::Data => data.extend(std::str::from_utf8(file.bytes)),
                Kind::Event => of_last = std::mem::take(&mut data),
            }
        }
        of_last
    }

    /// Takes what was written from a byte on: one event, or several of which all but the last are ballots.
    fn take(&mut self, before: usize) -> Result<(), Refusal> {
        let archive = &self.archive;
        let files = archive::Files::from(archive, before, self.timestamp);
        let files: Vec<_> = files.collect::<Result<_, _>>()?;
        let (height, parent) = (self.state.height, self.state.parent);
        let (mut waiting, mut data, mut noted) = (Vec::new(), Vec::new(), 0);
        let taken = files.iter().try_for_each(|file| {
            self.state.see(file)?;
            noted += 1;
            if file.kind == Kind::Event {
                return self.state.event(archive, file, &std::mem::take(&mut data), &mut waiting);
            }
            data.push(*file);
            Ok(())
        });
        let checked = taken.and_then(|()| self.state.check_waiting(&waiting));
        match checked {
            Ok(places) => {
                self.state.count(&waiting, places);
                Ok(())
            }
            Err(refusal) => {
                self.state.forget(&files[..noted]);
                (self.state.height, self.state.parent) = (height, parent);
                Err(refusal)
            }
        }
    }

    /// Casts a ballot, and says its tracker.
    ///
    /// # Errors
    ///
    /// What is wrong with the ballot, or [`Rule::EventOrder`] after the end of voting, or [`Rule::BallotTwice`].
    pub fn cast(&mut self, ballot: &Ballot) -> Result<String, Refusal> {
        Ok(self.append(EventKind::Ballot, &[ballot.to_json()])?.to_base64())
    }

    /// Casts many ballots at once, which is faster than one after the other: all of them, or none if one is refused. Says their
    /// trackers.
    ///
    /// # Errors
    ///
    /// As [`Board::cast`]; the height tells which ballot.
    pub fn cast_all(&mut self, ballots: &[Ballot]) -> Result<Vec<String>, Refusal> {
        let before = self.archive.len();
        let mut parent = self.state.parent;
        let mut trackers = Vec::with_capacity(ballots.len());
        for (height, ballot) in (self.state.height..).zip(ballots) {
            let (tracker, event) = self.write(EventKind::Ballot, &[ballot.to_json()], height, parent);
            trackers.extend(tracker.map(|tracker| tracker.to_base64()));
            parent = Some(event);
        }
        self.take(before).inspect_err(|_| self.archive.truncate(before))?;
        Ok(trackers)
    }

    /// Ends voting.
    ///
    /// # Errors
    ///
    /// [`Rule::EventOrder`] if it has ended before.
    pub fn end_ballots(&mut self) -> Result<(), Refusal> {
        self.append(EventKind::EndBallots, &[]).map(|_| ())
    }

    /// Adds the encrypted tally.
    ///
    /// # Errors
    ///
    /// [`Rule::EventOrder`] if it is not due.
    pub fn add_tally(&mut self) -> Result<(), Refusal> {
        let tally = tally_json(&self.state.tally(&self.archive));
        let sized = self.state.size(Hash::of(tally.as_bytes())).to_json();
        self.append(EventKind::EncryptedTally, &[tally, sized]).map(|_| ())
    }

    /// Adds the shuffle of a trustee, counted from 1.
    ///
    /// # Errors
    ///
    /// What is wrong with it, or [`Rule::Owner`], or [`Rule::EventOrder`].
    pub fn add_shuffle(&mut self, owner: u64, shuffle: &Shuffle) -> Result<(), Refusal> {
        self.add_owned(EventKind::Shuffle, owner, shuffle.to_json())
    }

    /// Ends shuffling.
    ///
    /// # Errors
    ///
    /// [`Rule::EventOrder`] if nobody has shuffled.
    pub fn end_shuffles(&mut self) -> Result<(), Refusal> {
        self.append(EventKind::EndShuffles, &[]).map(|_| ())
    }

    /// Adds the share of a trustee, counted from 1.
    ///
    /// # Errors
    ///
    /// What is wrong with it, or [`Rule::Owner`], or [`Rule::EventOrder`].
    pub fn add_decryption(&mut self, owner: u64, share: &PartialDecryption) -> Result<(), Refusal> {
        self.add_owned(EventKind::PartialDecryption, owner, share.to_json())
    }

    fn add_owned(&mut self, kind: EventKind, owner: u64, text: String) -> Result<(), Refusal> {
        let owned = Owned { owner, payload: Hash::of(text.as_bytes()) }.to_json();
        self.append(kind, &[text, owned]).map(|_| ())
    }

    /// Computes the result and adds it.
    ///
    /// # Errors
    ///
    /// [`Rule::Quorum`] if shares are missing, or [`Rule::EventOrder`].
    pub fn add_result(&mut self) -> Result<Counted, Refusal> {
        if self.phase() != Phase::Decrypting {
            return Err(Refusal::new(Rule::EventOrder, "type", format!("Result while {:?}", self.phase())));
        }
        let most = self.state.sized.map_or(0, |sized| sized.weight);
        let counted = count(self.setup(), &self.state.values()?, most)?;
        self.append(EventKind::Result, &[counted.to_json()])?;
        Ok(counted)
    }
}
