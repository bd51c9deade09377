//! The box from outside: every tracker, and whether the ballot that one noted lies there and counts.

use axum::extract::Path;
use rathaus_web::list::{Cell, Columns, Kind, Listing, Table};
use rathaus_web::{Answer, Fields, Sheet, Value, Visitor, context};

use super::election::{head, public_of};
use crate::store::ballot::{find_box, find_tracker, list_trackers};
use rathaus_store::Slice;

const COLUMNS: [(&str, Kind); 3] = [("place", Kind::Number), ("tracker", Kind::Text), ("state", Kind::Text)];

/// `GET /votes/{uuid}/ballots`.
pub(super) async fn list(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    let listing = Listing::read(&visitor, &["place"], &["tracker"]);
    let sought = Fields::from_query(visitor.query()).first("tracker").unwrap_or_default().trim().to_owned();
    let mut view = visitor.read().await?;
    let election = public_of(&mut view, &uuid).await?;
    let all = find_box(&mut view, election.id).await?.ballots;
    let slice = match listing.format() {
        Some(_) => Slice { offset: 0, limit: u32::MAX },
        None => listing.slice(),
    };
    let trackers = list_trackers(&mut view, election.id, slice).await?;
    let found = match sought.is_empty() {
        true => None,
        false => find_tracker(&mut view, election.id, &sought).await?,
    };
    drop(view);
    let state = |replaced: bool| visitor.text(if replaced { "ballots-replaced" } else { "ballots-counts" });
    if let Some(format) = listing.format() {
        let rows = trackers
            .iter()
            .enumerate()
            .map(|(index, (tracker, replaced))| {
                Ok(vec![Cell::from(index as i64 + 1), Cell::from(tracker), Cell::from(state(*replaced)?)])
            })
            .collect::<Result<Vec<_>, rathaus_web::PageError>>()?;
        let columns = Columns::read(&visitor, "ballots", &COLUMNS)?;
        let table: Table = columns.table(uuid, visitor.text("ballots-title")?, rows);
        return visitor.export(&table, format).await;
    }
    let rows = (u64::from(slice.offset) + 1..)
        .zip(&trackers)
        .map(|(place, (tracker, replaced))| {
            Ok(context! {
                place, tracker => tracker.clone(), state => state(*replaced)?, replaced => *replaced,
            })
        })
        .collect::<Result<Vec<Value>, rathaus_web::PageError>>()?;
    let columns = Columns::read(&visitor, "ballots", &COLUMNS)?;
    let sheet = Sheet::filled([("tracker", sought.clone())]);
    let context = context! {
        election => head(&visitor, &election)?,
        style => super::asset::style(&visitor),
        rows,
        all,
        list => listing.view(&visitor, &columns.heads(), all)?,
        sought,
        is_found => found.is_some(),
        is_replaced => found.is_some_and(|(place, last)| place < last),
        form => visitor.form(&sheet)?,
    };
    visitor.page("votes/ballots.html", visitor.text("ballots-title")?, context)
}
