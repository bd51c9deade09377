//! The published talks on paper: one sheet per person's body or per table.

use axum::extract::Path;
use rathaus_people::german_order;
use rathaus_web::{Answer, Fields, Value, Visitor, context};

use super::ground_of;
use crate::pages::dress;
use crate::pages::invitations::head;
use crate::policy;
use crate::store::round::Stage;
use crate::store::talk::Talk;

pub(super) async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let ground = ground_of(&mut *visitor.read().await?, &slug).await?;
    let is_by_table = Fields::from_query(visitor.query()).first("by") == Some("table");
    let standing: Vec<&Talk> = ground.standing().collect();
    let sheets: Vec<Value> = if is_by_table {
        let mut tables: Vec<u32> = standing.iter().map(|talk| talk.table).collect();
        tables.sort_unstable();
        tables.dedup();
        let lines = |table: u32| -> Vec<Value> {
            let here = standing.iter().filter(|talk| talk.table == table);
            here.map(|talk| {
                context! { time => talk.span.to_string(), a => talk.a_name.clone(), b => talk.b_name.clone() }
            })
            .collect()
        };
        tables
            .into_iter()
            .map(|table| {
                let title = visitor.text_with("agenda-table", &[("n", f64::from(table).into())])?;
                Ok(context! { title, lines => lines(table) })
            })
            .collect::<Result<_, rathaus_web::PageError>>()?
    } else {
        let mut bodies: Vec<_> = ground
            .registrations
            .iter()
            .filter(|one| standing.iter().any(|talk| talk.joins(one.id)))
            .collect();
        bodies.sort_by_cached_key(|one| german_order(&one.name));
        bodies
            .into_iter()
            .map(|one| {
                let own = standing.iter().filter(|talk| talk.joins(one.id));
                let lines: Vec<Value> = own
                    .map(|talk| {
                        context! {
                            time => talk.span.to_string(), table => talk.table, a => talk.partner(one.id).1.to_owned(),
                        }
                    })
                    .collect();
                context! { title => one.name.clone(), lines }
            })
            .collect()
    };
    let day = ground.round.stage(Stage::Event).starts.or(ground.round.settings.date);
    let own = context! {
        round => head(&ground.round),
        sheets,
        is_by_table,
        day => day.map(|day| day.to_string()),
        style => dress::style_address(&visitor),
    };
    visitor.page("forum/talks-print.html", visitor.text("talks-print")?, own)
}
