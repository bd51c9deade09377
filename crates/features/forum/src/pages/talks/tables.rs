//! The plan by tables: times down, tables across. Where scripts run, a talk is dragged to another place.

use axum::extract::Path;
use rathaus_web::{Answer, Value, Visitor, context};

use super::{frame, ground_of, is_held};
use crate::pages::dress;
use crate::policy;

pub(super) async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let ground = ground_of(&mut view, &slug).await?;
    let frame = frame(&visitor, &mut view, &ground).await?;
    drop(view);
    let Some(draft) = &ground.plan.draft else {
        return visitor.to(&format!("/rounds/{slug}/talks"));
    };
    let used = draft.talks.iter().map(|talk| talk.table as usize).max().unwrap_or(0);
    let columns = draft.tables.max(used);
    let closed = |table: usize| ground.closed.iter().find(|(one, _)| *one as usize == table);
    let heads: Vec<Value> = (1..=columns)
        .map(|table| context! { n => table, closed => closed(table).map(|(_, from)| from.to_string()) })
        .collect();
    let rows: Vec<Value> = draft
        .slots
        .iter()
        .map(|slot| {
            let cells: Vec<Value> = (1..=columns)
                .map(|table| {
                    let here =
                        draft.talks.iter().find(|talk| talk.span == *slot && talk.table as usize == table);
                    let talk = here.map(|talk| {
                        context! {
                            id => talk.id.to_string(), a => ground.name(talk.a), b => ground.name(talk.b),
                            is_locked => talk.is_locked, is_held => is_held(&ground, talk.id),
                        }
                    });
                    context! { table, talk }
                })
                .collect();
            context! { start => slot.start.to_string(), end => slot.end.to_string(), cells }
        })
        .collect();
    let own = context! {
        heads, rows, edition => ground.plan.edition, script => dress::script_address(&visitor), ..frame
    };
    visitor.page("forum/talks-tables.html", visitor.text("talks-tables")?, own)
}
