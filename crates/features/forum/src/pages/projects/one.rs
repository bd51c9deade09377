//! One project: what it is, who uses it and how much they resemble one's own town, what is said about it.

use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use rathaus_store::{Id, Session};
use rathaus_web::{Answer, PageError, Sheet, Value, Visitor, context, shown};

use super::{area_names, files, near_percent, own_body, seen, why};
use crate::model::project::nearness;
use crate::pages::chain;
use crate::pages::supply::files::{MOST_FILES, allowed};
use crate::policy;
use crate::publiccode;
use crate::store::comment::list_comments;
use crate::store::project::user::list_named_users;
use crate::store::project::{KeptProject, list_answered};
use crate::store::takeover::{Takeover, list_takeovers_of};
use rathaus_web::filters::paragraphs;

fn short(town: &str) -> String {
    town.split(',').next().unwrap_or_default().to_owned()
}

/// Who uses the project: its own body first, then the others by how much they resemble the visitor's.
async fn users(
    visitor: &Visitor,
    db: &mut Session,
    project: &KeptProject,
    taken: &[Takeover],
) -> Result<Vec<Value>, PageError> {
    let own = own_body(visitor, db, None).await?;
    let mine: Vec<Id> = match visitor.signed() {
        Some(signed) => policy::town_seats(signed).map(|seat| seat.organisation).collect(),
        None => Vec::new(),
    };
    let row = |town: &str, ags: Option<rathaus_core::Ags>| -> Result<(f64, Value), PageError> {
        let near = own.zip(ags).filter(|(own, key)| own != key).map(|(own, key)| nearness(own, key));
        let value = context! {
            town => short(town),
            near => near.as_ref().map(near_percent),
            why => match &near { Some(near) => why(visitor, near)?, None => String::new() },
        };
        Ok((near.map_or(-1.0, |near| near.score), value))
    };
    let (_, first) = row(&project.town, project.ags)?;
    let since = project.text.since.map(|day| day.to_string());
    let mut rows = vec![context! { is_owner => true, is_named => false, since => since, ..first }];
    let mut others = Vec::new();
    for one in taken {
        let (score, value) = row(&one.town, one.ags)?;
        let value = context! {
            is_owner => false,
            is_named => false,
            is_mine => mine.contains(&one.organisation),
            organisation => one.organisation.to_string(),
            words => one.words.clone(),
            taken_at => one.taken_at.to_string(),
            ..value
        };
        others.push((score, value));
    }
    for user in list_named_users(db, project.id).await? {
        // Who has taken it over since stands there already.
        if user.ags.is_some() && taken.iter().any(|one| one.ags == user.ags) {
            continue;
        }
        let (score, value) = row(&user.name, user.ags)?;
        others.push((score, context! { is_owner => false, is_mine => false, is_named => true, ..value }));
    }
    others.sort_by(|a, b| b.0.total_cmp(&a.0));
    rows.extend(others.into_iter().map(|(_, value)| value));
    Ok(rows)
}

pub(super) async fn page(visitor: &Visitor, project: &KeptProject, wrong: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let taken = list_takeovers_of(&mut view, project.id).await?;
    let users = users(visitor, &mut view, project, &taken).await?;
    let names = area_names(&mut view, visitor.lang()).await?;
    let may_change = policy::may_change_project(visitor, project);
    let reads_needs = may_change || policy::may_read(visitor).is_ok();
    let needs: Vec<Value> = list_answered(&mut view, project.id)
        .await?
        .into_iter()
        .filter(|need| need.is_shared || reads_needs)
        .map(|need| {
            let href = format!("/rounds/{}/chain/{}", need.round, need.label);
            let is_linked = may_change || policy::may_see_shared(visitor);
            context! { title => need.title, href => is_linked.then_some(href) }
        })
        .collect();
    let person = visitor.signed().map(|signed| signed.person);
    let is_office = policy::may_work(visitor).is_ok();
    let comments: Vec<Value> = list_comments(&mut view, project.id)
        .await?
        .into_iter()
        .map(|comment| {
            let is_own = person == Some(comment.person);
            context! {
                id => comment.id.to_string(), name => comment.name, town => comment.town.as_deref().map(short),
                paragraphs => paragraphs(&comment.words), words => comment.words,
                written_at => comment.written_at.to_string(),
                changed_at => comment.changed_at.map(|at| at.to_string()),
                is_withdrawn => comment.withdrawn_at.is_some(),
                is_own => is_own, may_withdraw => is_own || is_office,
            }
        })
        .collect();
    let chain = chain::of_project(visitor, &mut view, project).await?;
    let (files, kept_files) = files::rows(visitor, &mut view, project).await?;
    drop(view);
    let text = &project.text;
    let may_take = visitor.signed().is_some_and(|signed| {
        policy::town_seats(signed).any(|seat| seat.organisation != project.organisation)
    });
    let own = context! {
        project => context! {
            label => project.label.clone(), town => short(&project.town), state => project.state.word(),
            title => text.title.clone(), summary => text.summary.clone(),
            description => paragraphs(&text.description), result => paragraphs(&text.result),
            benefit => paragraphs(&text.citizen_benefit),
            stage => text.stage.word(), since => text.since.map(|day| day.to_string()), cost => text.cost.word(),
            software => text.software.clone(), supplier => text.supplier.clone(),
            source => text.source_url.clone(), licence => text.licence.clone(),
            areas => text.areas.iter().filter_map(|key| names.get(key).map(String::as_str)).collect::<Vec<_>>().join(", "),
            changed_at => project.changed_at.to_string(),
        },
        contact => policy::may_see_contact(visitor, project).then(|| context! {
            name => text.contact_name.clone(), email => text.contact_email.clone(),
        }),
        users => users,
        chain => shown(chain),
        files => files,
        kept_files => kept_files,
        most_files => MOST_FILES,
        accept => allowed().accept(),
        needs => needs,
        comments => comments,
        comment_id => Id::new(visitor.now()).to_string(),
        may_change => may_change,
        may_take => may_take,
        has_taken => taken.iter().any(|one| visitor.signed().is_some_and(|signed| {
            policy::town_seats(signed).any(|seat| seat.organisation == one.organisation)
        })),
        may_comment => policy::may_begin_project(visitor),
        lacks => lacks(visitor, project)?,
        is_free => !text.source_url.is_empty(),
    };
    let title = text.title.clone();
    match wrong {
        Some(sheet) => visitor.again("forum/project.html", title, &sheet, own),
        None => {
            let form = visitor.form(&Sheet::blank())?;
            visitor.page("forum/project.html", title, context! { form => form, ..own })
        }
    }
}

pub(super) async fn show(visitor: Visitor, Path(label): Path<String>) -> Answer {
    let project = seen(&visitor, &mut *visitor.read().await?, &label).await?;
    page(&visitor, &project, None).await
}

/// What a publiccode.yml of this project would lack, in words.
fn lacks(visitor: &Visitor, project: &KeptProject) -> Result<Vec<String>, PageError> {
    let missing = publiccode::lacks(&project.text);
    missing.into_iter().map(|key| visitor.text(&format!("projects-lacks-{key}"))).collect()
}

/// The project as publiccode.yml; `Conflict` where the standard asks for something nobody wrote.
pub(crate) async fn publiccode_of(visitor: &Visitor, label: &str) -> Result<String, PageError> {
    let mut view = visitor.read().await?;
    let project = seen(visitor, &mut view, label).await?;
    if !publiccode::lacks(&project.text).is_empty() {
        return Err(PageError::Conflict("projects-lacks"));
    }
    let mut users = vec![short(&project.town)];
    users.extend(list_takeovers_of(&mut view, project.id).await?.iter().map(|one| short(&one.town)));
    for user in list_named_users(&mut view, project.id).await? {
        if !users.contains(&user.name) {
            users.push(user.name);
        }
    }
    drop(view);
    let shows_contact = policy::may_see_contact(visitor, &project);
    Ok(publiccode::write(&project.text, &users, shows_contact))
}

pub(super) async fn publiccode(visitor: Visitor, Path(label): Path<String>) -> Answer {
    let file = publiccode_of(&visitor, &label).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/yaml; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"publiccode.yml\""),
    ];
    Ok((headers, file).into_response())
}
