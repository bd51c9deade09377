//! The box from outside: every tracker, and whether the ballot that one noted lies there and counts.

use axum::extract::Path;
use rathaus_web::list::{Cell, Columns, Kind, Listing, Table};
use rathaus_web::{Answer, Fields, Sheet, Value, Visitor, context};

use super::election::{head, public_of};
use crate::store::ballot::{find_tracker, list_trackers};

const COLUMNS: [(&str, Kind); 3] = [("place", Kind::Number), ("tracker", Kind::Text), ("state", Kind::Text)];

/// `GET /votes/{uuid}/ballots`.
pub(super) async fn list(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    let listing = Listing::read(&visitor, &["place"], &["tracker"]);
    let sought = Fields::from_query(visitor.query()).first("tracker").unwrap_or_default().trim().to_owned();
    let mut view = visitor.read().await?;
    let election = public_of(&mut view, &uuid).await?;
    let trackers = list_trackers(&mut view, election.id).await?;
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
    let slice = listing.slice();
    let rows = trackers
        .iter()
        .enumerate()
        .skip(slice.offset as usize)
        .take(slice.limit as usize)
        .map(|(index, (tracker, replaced))| {
            Ok(context! {
                place => index + 1, tracker => tracker.clone(), state => state(*replaced)?, replaced => *replaced,
            })
        })
        .collect::<Result<Vec<Value>, rathaus_web::PageError>>()?;
    let columns = Columns::read(&visitor, "ballots", &COLUMNS)?;
    let sheet = Sheet::filled([("tracker", sought.clone())]);
    let context = context! {
        election => head(&election, visitor.now()),
        style => super::asset::style(&visitor),
        rows,
        all => trackers.len(),
        list => listing.view(&visitor, &columns.heads(), trackers.len() as u64)?,
        sought,
        is_found => found.is_some(),
        is_replaced => found.is_some_and(|(place, last)| place < last),
        form => visitor.form(&sheet)?,
    };
    visitor.page("votes/ballots.html", visitor.text("ballots-title")?, context)
}
