//! Deleting bytes that no file has any more.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use super::{Files, path, unavailable};
use crate::{Actor, Change, JobError, Scope, StoreError, Task, TenantId, Workers, args, sql, system_sql};
use jiff::Timestamp;

/// Deletes the bytes of one deleted file.
pub(super) const SWEEP: &str = "file.sweep";
/// Deletes whatever no file has.
const TIDY: &str = "file.tidy";

const ACTOR: Actor = Actor::Program("file.sweep");

/// What was swept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Bytes that were looked at.
    pub looked: usize,
    /// Of these, deleted.
    pub deleted: usize,
}

impl Files {
    /// Gives the workers what files leave to be done: bytes of deleted files at once, left-over ones every day.
    #[must_use]
    pub fn attend(&self, workers: Workers) -> Workers {
        let (one, all) = (self.clone(), self.clone());
        workers
            .on(SWEEP, move |task: Task| {
                let files = one.clone();
                async move {
                    let sha256: String = task.payload()?;
                    files.sweep_one(&task.scope, &sha256, task.now()).await?;
                    Ok(())
                }
            })
            .on(TIDY, move |task: Task| {
                let files = all.clone();
                async move {
                    let swept = files.sweep(task.now()).await.map_err(JobError::from)?;
                    tracing::info!(swept.looked, swept.deleted, "left-over bytes of files");
                    Ok(())
                }
            })
            .every(TIDY, Duration::from_secs(86_400))
    }

    /// Deletes all bytes that no file has: those of changes that were given up, and those whose own sweep failed.
    ///
    /// # Errors
    ///
    /// What the database or the place of the bytes says.
    pub async fn sweep(&self, now: Timestamp) -> Result<Swept, StoreError> {
        let mut swept = Swept::default();
        // Rows first: then whatever lies there without a row was written by a change that was given up.
        let unused = system_sql!(
            "SELECT tenant, sha256 FROM file_bytes b WHERE NOT EXISTS (SELECT 1 FROM file f \
             WHERE f.tenant = b.tenant AND f.sha256 = b.sha256 AND f.deleted_at IS NULL)"
        );
        let mut view = self.store.system().read().await?;
        let rows = view.all_system(unused, args![]).await?;
        let tenants = view.all_system(system_sql!("SELECT DISTINCT tenant FROM file_bytes"), args![]).await?;
        drop(view);
        for row in rows {
            let scope = self.store.tenant(row.get("tenant")?);
            swept.looked += 1;
            swept.deleted += usize::from(self.sweep_one(&scope, &row.get::<String>("sha256")?, now).await?);
        }
        let mut places: BTreeSet<TenantId> =
            tenants.iter().map(|row| row.get("tenant")).collect::<Result<_, _>>()?;
        // A tenant whose only change was given up has no row at all.
        let top = self.bytes.list_with_delimiter(None).await.map_err(unavailable)?;
        places.extend(
            top.common_prefixes.iter().filter_map(|prefix| Some(TenantId(prefix.filename()?.parse().ok()?))),
        );
        for tenant in places {
            let scope = self.store.tenant(tenant);
            let mut view = scope.read().await?;
            let known = view.all(sql!("SELECT sha256 FROM file_bytes WHERE tenant = $1"), args![]).await?;
            let known: BTreeSet<String> =
                known.iter().map(|row| row.get("sha256")).collect::<Result<_, _>>()?;
            drop(view);
            let mut listed = self.bytes.list(Some(&Path::from(tenant.to_string())));
            while let Some(object) = listed.try_next().await.map_err(unavailable)? {
                swept.looked += 1;
                let Some(sha256) = object.location.filename() else { continue };
                if known.contains(sha256) || object.location != path(tenant, sha256) {
                    continue;
                }
                swept.deleted += usize::from(self.sweep_one(&scope, sha256, now).await?);
            }
        }
        Ok(swept)
    }

    /// Deletes these bytes unless a file has them.
    async fn sweep_one(&self, scope: &Scope, sha256: &str, now: Timestamp) -> Result<bool, StoreError> {
        let mut change = scope.change(ACTOR, now).await?;
        // Takes the lock, and makes the row where only bytes are left. A change that writes them is waited for.
        let lock = sql!(
            "INSERT INTO file_bytes (tenant, sha256, size) VALUES ($1, $2, 0) \
             ON CONFLICT (tenant, sha256) DO UPDATE SET size = file_bytes.size"
        );
        change.run(lock, args![sha256]).await?;
        if has_file(&mut change, sha256).await? {
            return Ok(false);
        }
        match self.bytes.delete(&path(scope.tenant(), sha256)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(unavailable(error)),
        }
        change.run(sql!("DELETE FROM file_bytes WHERE tenant = $1 AND sha256 = $2"), args![sha256]).await?;
        change.commit_unrecorded().await?;
        Ok(true)
    }
}

async fn has_file(change: &mut Change, sha256: &str) -> Result<bool, StoreError> {
    let statement =
        sql!("SELECT 1 AS there FROM file WHERE tenant = $1 AND sha256 = $2 AND deleted_at IS NULL LIMIT 1");
    Ok(change.one(statement, args![sha256]).await?.is_some())
}
