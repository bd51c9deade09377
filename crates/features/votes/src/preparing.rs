//! Changes of a draft, and what they make worthless: keys and credentials belong to the group of the questions and to who counts.

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use rathaus_store::{Change, Session, StoreError};
use rathaus_web::PageError;

use crate::freezing::{is_threshold, trustees_of};
use crate::jobs::Telling;
use crate::model::{RoleKind, group_of};
use crate::store::election::{Election, find_election, hold_draft};
use crate::store::elector::{delete_credentials, find_register};
use crate::store::message::{delete_messages, list_messages};
use crate::store::role::{RoleRow, list_roles};

/// The machine's chance.
pub fn chance() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// The election that an address names.
///
/// # Errors
///
/// [`PageError::NotFound`], or what the database says.
pub async fn named(session: &mut Session, uuid: &str) -> Result<Election, PageError> {
    find_election(session, uuid).await?.ok_or(PageError::NotFound)
}

/// The draft that an address names, held until the end of the change: it is frozen before or after it, never meanwhile.
///
/// # Errors
///
/// [`PageError::NotFound`], [`PageError::Conflict`] where it is no draft any more.
pub async fn held_draft(change: &mut Change, uuid: &str) -> Result<Election, PageError> {
    let election = named(change, uuid).await?;
    if !hold_draft(change, election.id).await? {
        return Err(PageError::Conflict("preparation-not-draft"));
    }
    // Somebody may have written until it was held.
    named(change, uuid).await
}

/// What of the keys made so far is of no use after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Worthless {
    /// Nothing.
    Nothing,
    /// What trustees handed in.
    Keys,
    /// That, and the voting keys.
    All,
}

impl Worthless {
    /// Which text asks for agreement.
    pub fn mistake(self) -> &'static str {
        match self {
            Worthless::All => "preparation-anew-all",
            _ => "preparation-anew-keys",
        }
    }

    /// What is of no use when `before` becomes `after`, where these were the roles and there will be so many trustees.
    pub fn of(before: &Election, after: &Election, roles: &[RoleRow], trustees: usize) -> Self {
        if group_of(&before.questions) != group_of(&after.questions) {
            return Worthless::All;
        }
        let all = trustees_of(roles);
        let is_group = is_threshold(before, roles) || after.rules.trustees < trustees;
        match trustees != all || (is_group && before.rules.trustees != after.rules.trustees) {
            true => Worthless::Keys,
            false => Worthless::Nothing,
        }
    }

    /// The same, as far as there is anything.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn there(self, session: &mut Session, election: &Election) -> Result<Self, StoreError> {
        if self == Worthless::Nothing {
            return Ok(self);
        }
        let has_keys = !list_messages(session, election.id).await?.is_empty();
        let has_credentials =
            self == Worthless::All && find_register(session, election.id).await?.with_credential > 0;
        Ok(if has_keys || has_credentials { self } else { Worthless::Nothing })
    }

    /// Takes it out; whoever has to make keys anew is told.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn take_out(self, change: &mut Change, election: &Election) -> Result<(), StoreError> {
        if self == Worthless::Nothing {
            return Ok(());
        }
        delete_messages(change, election.id).await?;
        if self == Worthless::All {
            delete_credentials(change, election.id).await?;
        }
        for role in list_roles(change, election.id).await? {
            let is_told = match role.kind {
                RoleKind::Trustee => true,
                RoleKind::Registrar => self == Worthless::All,
                RoleKind::Board | RoleKind::Observer => false,
            };
            if is_told {
                change.enqueue(Telling::again(role.id, "keys")?).await?;
            }
        }
        Ok(())
    }
}
