//! Who comes to the event of a round that was read from files.

use std::collections::BTreeMap;

use rathaus_people::organisation;
use rathaus_store::{Change, Id, StoreError};

use crate::model::{Participant, ParticipantKind};
use crate::store::registration::{Registration, insert_registration};

/// Takes the participants of a file over: each is registered under its own label, without names of people.
pub(super) async fn take_participants(
    change: &mut Change,
    round: Id,
    participants: &[Participant],
    suppliers: &BTreeMap<String, Id>,
) -> Result<(), StoreError> {
    for one in participants {
        let organisation = match one.ags.filter(|ags| organisation::of_register(*ags).is_some()) {
            Some(ags) => Some(organisation::ensure_municipality(change, ags).await?),
            None if one.kind == ParticipantKind::Supplier => suppliers.get(&one.organisation).copied(),
            None => None,
        };
        let mut new = Registration {
            organisation,
            ags: one.ags,
            arrives: one.arrives,
            leaves: one.leaves,
            unavailable: one.unavailable.clone(),
            min_talks: one.min_talks,
            max_talks: one.max_talks,
            ..Registration::new(change.now(), round, &one.id, &one.organisation, one.kind)
        };
        if !insert_registration(change, &new).await? {
            // A second table of the same body, as where two of its offices come.
            new.organisation = None;
            insert_registration(change, &new).await?;
        }
    }
    Ok(())
}
