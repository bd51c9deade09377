//! Projects that began as the outcome of a meeting.

use rathaus_store::{Change, Id, Session, StoreError, args, sql};

use crate::store::outcome::Pair;

/// Notes where a project began; the two have no other one.
pub async fn insert_origin(change: &mut Change, project: Id, pair: Pair) -> Result<(), StoreError> {
    let Pair { round, town, supplier } = pair;
    let insert = sql!(
        "INSERT INTO project_origin (tenant, project, round, town, supplier) VALUES ($1, $2, $3, $4, $5)"
    );
    change.run(insert, args![project, round, town, supplier]).await?;
    Ok(())
}

/// The label of the project that began with a pair.
pub async fn find_project_of(db: &mut Session, pair: Pair) -> Result<Option<String>, StoreError> {
    let Pair { round, town, supplier } = pair;
    let find = sql!(
        "SELECT p.label FROM project_origin g JOIN project p ON p.tenant = g.tenant AND p.id = g.project \
         WHERE g.tenant = $1 AND g.round = $2 AND g.town = $3 AND g.supplier = $4"
    );
    db.one(find, args![round, town, supplier]).await?.map(|row| row.get("label")).transpose()
}

/// Where a project began, if it began with a pair.
pub async fn find_origin(db: &mut Session, project: Id) -> Result<Option<Pair>, StoreError> {
    let find = sql!("SELECT round, town, supplier FROM project_origin WHERE tenant = $1 AND project = $2");
    let row = db.one(find, args![project]).await?;
    row.map(|row| {
        Ok(Pair { round: row.get("round")?, town: row.get("town")?, supplier: row.get("supplier")? })
    })
    .transpose()
}

/// Where projects of a round began, with their labels.
pub async fn list_origins(db: &mut Session, round: Id) -> Result<Vec<(Pair, String)>, StoreError> {
    let list = sql!(
        "SELECT g.round, g.town, g.supplier, p.label FROM project_origin g \
         JOIN project p ON p.tenant = g.tenant AND p.id = g.project \
         WHERE g.tenant = $1 AND g.round = $2 ORDER BY p.label"
    );
    let rows = db.all(list, args![round]).await?;
    rows.iter()
        .map(|row| {
            let pair =
                Pair { round: row.get("round")?, town: row.get("town")?, supplier: row.get("supplier")? };
            Ok((pair, row.get("label")?))
        })
        .collect()
}
