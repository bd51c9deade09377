//! Writing an archive anew from its parts, which were checked before and were kept elsewhere.

use crate::archive::{self, Header, Kind};
use crate::decrypt::Owned;
use crate::event::{Event, EventKind};
use crate::json::Hash;
use crate::setup::setup_json;

/// Writes events one after the other and checks none of them: for who keeps the parts of an archive and gives out all of it. What
/// [`crate::Board`] added comes out byte for byte as it was.
pub struct Writer {
    archive: Vec<u8>,
    timestamp: u64,
    height: u64,
    parent: Option<Hash>,
}

impl Writer {
    /// Begins with election, trustees and credentials, each as the archive holds it. `timestamp` counts seconds since 1970.
    pub fn new(timestamp: u64, election: &str, trustees: &str, credentials: &str) -> Writer {
        let archive = archive::begin(Header { timestamp });
        let mut writer = Writer { archive, timestamp, height: 0, parent: None };
        let [a, b, c] = [election, trustees, credentials].map(|part| Hash::of(part.as_bytes()));
        writer.add(EventKind::Setup, &[election, trustees, credentials, &setup_json(&a, &b, &c)]);
        writer
    }

    /// Adds an event with the data before it, each as the archive holds it. Those of trustees are for [`Writer::add_owned`].
    pub fn add(&mut self, kind: EventKind, data: &[&str]) {
        let written = write(&mut self.archive, self.timestamp, kind, data, self.height, self.parent);
        self.height += 1;
        self.parent = Some(written.1);
    }

    /// Adds what a trustee, counted from 1, handed in.
    pub fn add_owned(&mut self, kind: EventKind, owner: u64, text: &str) {
        let owned = Owned { owner, payload: Hash::of(text.as_bytes()) }.to_json();
        self.add(kind, &[text, &owned]);
    }

    /// The archive.
    pub fn finish(self) -> Vec<u8> {
        self.archive
    }
}

/// Writes an event with the data before it: the hashes of the last data and of the event.
pub(crate) fn write(
    archive: &mut Vec<u8>,
    timestamp: u64,
    kind: EventKind,
    data: &[&str],
    height: u64,
    parent: Option<Hash>,
) -> (Option<Hash>, Hash) {
    let mut payload = None;
    for text in data {
        payload = Some(archive::add(archive, Kind::Data, text.as_bytes(), timestamp));
    }
    let event = Event { parent, height, kind, payload }.to_json();
    (payload, archive::add(archive, Kind::Event, event.as_bytes(), timestamp))
}
