//! What was made of a tenant's rows, kept in memory for as long as they are the same.
//!
//! Every act leaves a record in its tenant's chain, in the same transaction. So the number of the last record is an
//! edition of everything the tenant has: what was made while a view read edition 17 is right in every view that reads 17,
//! on any server. A page that puts a whole round together asks one row instead of all of them.
//!
//! What changes without a record must not be kept so: drafts, jobs, mails on their way, a session's last use; nor what
//! depends on the time.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::{Session, StoreError, TenantId, args, sql};

/// How many things are kept at most, whatever their size.
const MOST: usize = 256;

type Key = (TypeId, TenantId, String);

/// What was made, and of which state of the tenant's rows; of none where it is right for ever.
type Made = (Option<u64>, Arc<dyn Any + Send + Sync>);

/// What one store keeps.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<HashMap<Key, Made>>);

impl Memory {
    fn find<T: Send + Sync + 'static>(&self, key: &Key, edition: Option<u64>) -> Option<Arc<T>> {
        let kept = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let found = kept.get(key).filter(|(of, _)| *of == edition).map(|(_, value)| value.clone());
        found.and_then(|value| value.downcast::<T>().ok())
    }

    fn insert<T: Send + Sync + 'static>(&self, key: Key, edition: Option<u64>, value: Arc<T>) {
        let mut kept = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if kept.len() >= MOST && !kept.contains_key(&key) {
            kept.clear();
        }
        kept.insert(key, (edition, value));
    }
}

impl Session {
    /// The number of the last record of the tenant's chain; 0 before the first.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn edition(&mut self) -> Result<u64, StoreError> {
        if let Some(edition) = self.edition {
            return Ok(edition);
        }
        let head = self.one(sql!("SELECT seq FROM audit_head WHERE tenant = $1"), args![]).await?;
        let seq = head.map_or(Ok(0), |row| row.get::<i64>("seq"))?;
        let edition = u64::try_from(seq).map_err(StoreError::fault)?;
        if self.keeps {
            // A view stays at the state it began with.
            self.edition = Some(edition);
        }
        Ok(edition)
    }

    /// What [`Session::keep`] kept under this name for the tenant, if nothing was recorded since. Always `None` in a
    /// change, whose own writes have no record yet.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn kept<T: Send + Sync + 'static>(&mut self, name: &str) -> Result<Option<Arc<T>>, StoreError> {
        if !self.keeps {
            return Ok(None);
        }
        let edition = self.edition().await?;
        Ok(self.memory.find(&(TypeId::of::<T>(), self.tenant(), name.to_owned()), Some(edition)))
    }

    /// Keeps what was made of this view's rows under a name, in the place of what was there. In a change nothing is
    /// kept; neither where [`Session::kept`] was not asked before.
    pub fn keep<T: Send + Sync + 'static>(&mut self, name: &str, value: T) -> Arc<T> {
        let value = Arc::new(value);
        if let (true, Some(edition)) = (self.keeps, self.edition) {
            let key = (TypeId::of::<T>(), self.tenant(), name.to_owned());
            self.memory.insert(key, Some(edition), value.clone());
        }
        value
    }

    /// Whether this is a view: it reads one state of the rows, and what it reads was committed. What a change reads may be its
    /// own and never come to be, so nothing that is kept may be made of it.
    pub fn is_view(&self) -> bool {
        self.keeps
    }

    /// What `make` makes, kept under the hash of all that it is made of: right for ever, in views and in changes. Also a place
    /// under a fixed name for what only grows, as a folded list of events: who grows it asks [`Session::is_view`] first.
    ///
    /// # Errors
    ///
    /// What `make` says; then nothing is kept.
    pub fn kept_by_hash<T: Send + Sync + 'static, E>(
        &self,
        hash: &str,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        let key = (TypeId::of::<T>(), self.tenant(), hash.to_owned());
        if let Some(value) = self.memory.find(&key, None) {
            return Ok(value);
        }
        let value = Arc::new(make()?);
        self.memory.insert(key, None, value.clone());
        Ok(value)
    }
}
