//! Who applied for what. What was answered lies with the form, what became of it with the case.

use jiff::{SignedDuration, Timestamp};
use rathaus_core::Lang;
use rathaus_people::links::{self, NewLink};
use rathaus_procedure::case::Channel;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};

/// The purpose of links to applications.
pub const PURPOSE: &str = "application";

/// For how long a link to an application opens it.
const LINK_DAYS: i64 = 3 * 365;

/// An application, from the moment somebody began it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its id.
    pub id: Id,
    /// For which service.
    pub service: Id,
    /// The key of the form.
    pub form: String,
    /// The person, where somebody signed in applied.
    pub person: Option<Id>,
    /// Where mails go; empty until it is known.
    pub email: String,
    /// The applicant's name; empty until it is known.
    pub name: String,
    /// The language mails are written in.
    pub lang: Lang,
    /// The way it comes.
    pub channel: String,
    /// The case, once it was handed in.
    pub case: Option<Id>,
    /// Who of the office filled it in for the applicant; empty where they did.
    pub filled_in_by: String,
    /// When it was begun.
    pub created_at: Timestamp,
}

/// What an application begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApplication {
    /// For which service.
    pub service: Id,
    /// The key of the form.
    pub form: String,
    /// The person, where somebody is signed in.
    pub person: Option<Id>,
    /// The person's address, or nothing.
    pub email: String,
    /// The person's name, or nothing.
    pub name: String,
    /// The language mails are written in.
    pub lang: Lang,
    /// The way it comes.
    pub channel: Channel,
}

impl Application {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get("id")?,
            service: row.get("service")?,
            form: row.get("form")?,
            person: row.get("person")?,
            email: row.get("email")?,
            name: row.get("name")?,
            lang: row.get("lang")?,
            channel: row.get("channel")?,
            case: row.get("case_id")?,
            filled_in_by: row.get("filled_in_by")?,
            created_at: row.get("created_at")?,
        })
    }

    /// Whose answers its answers are.
    pub fn holder(&self) -> String {
        format!("application:{}", self.id)
    }

    /// The way it comes.
    pub fn channel(&self) -> Channel {
        [Channel::Counter, Channel::Paper, Channel::Program, Channel::Fit]
            .into_iter()
            .find(|channel| channel.word() == self.channel)
            .unwrap_or(Channel::Online)
    }
}

/// The application behind a holder of answers.
pub fn application_of(holder: &str) -> Option<Id> {
    holder.strip_prefix("application:")?.parse().ok()
}

/// Begins an application.
///
/// # Errors
///
/// What the database says.
pub async fn insert_application(change: &mut Change, new: &NewApplication) -> Result<Id, StoreError> {
    let id = Id::new(change.now());
    insert_application_as(change, id, new).await?;
    Ok(id)
}

/// Begins an application under an id that the caller made.
///
/// # Errors
///
/// `Conflict` where it is there already.
pub async fn insert_application_as(
    change: &mut Change,
    id: Id,
    new: &NewApplication,
) -> Result<(), StoreError> {
    let now = change.now();
    change
        .run(
            sql!(
                "INSERT INTO application (tenant, id, service, form, person, email, name, lang, channel, case_id, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, $10)"
            ),
            args![
                id,
                new.service,
                &new.form,
                new.person,
                &new.email,
                &new.name,
                new.lang.tag(),
                new.channel.word(),
                now
            ],
        )
        .await?;
    Ok(())
}

/// Notes who of the office fills an application in for somebody.
///
/// # Errors
///
/// What the database says.
pub async fn set_filled_in_by(change: &mut Change, id: Id, name: &str) -> Result<(), StoreError> {
    change
        .run(sql!("UPDATE application SET filled_in_by = $3 WHERE tenant = $1 AND id = $2"), args![id, name])
        .await?;
    Ok(())
}

/// Ties an application to its case, with what the answers say of who applied; what they do not say stays.
///
/// # Errors
///
/// What the database says.
pub async fn tie_case(
    change: &mut Change,
    id: Id,
    case: Id,
    name: &str,
    email: &str,
) -> Result<(), StoreError> {
    change
        .run(
            sql!(
                "UPDATE application SET case_id = $3, name = CASE WHEN $4 = '' THEN name ELSE $4 END, \
                 email = CASE WHEN $5 = '' THEN email ELSE $5 END WHERE tenant = $1 AND id = $2"
            ),
            args![id, case, name, email],
        )
        .await?;
    Ok(())
}

/// A link that opens the application, as a path below the tenant.
///
/// # Errors
///
/// What the database says.
pub async fn issue_link(change: &mut Change, application: &Application) -> Result<String, StoreError> {
    let expires_at =
        change.now().checked_add(SignedDuration::from_hours(24 * LINK_DAYS)).map_err(StoreError::fault)?;
    let new = NewLink {
        purpose: PURPOSE,
        subject: application.id.to_string(),
        person: application.person,
        email: Some(application.email.clone()).filter(|email| !email.is_empty()),
        organisation: None,
        expires_at,
        single_use: false,
    };
    Ok(format!("/applications/{}", links::issue(change, new).await?.reveal()))
}

/// An application and the link that opens it.
///
/// # Errors
///
/// What the database says.
pub async fn find_by_secret(
    session: &mut Session,
    secret: &str,
    now: Timestamp,
) -> Result<Option<(Application, Id)>, StoreError> {
    let Some(link) = links::find(session, PURPOSE, secret, now).await? else { return Ok(None) };
    let Ok(id) = link.subject.parse::<Id>() else { return Ok(None) };
    Ok(find_application(session, id).await?.map(|application| (application, link.id)))
}

/// An application by its id.
///
/// # Errors
///
/// What the database says.
pub async fn find_application(session: &mut Session, id: Id) -> Result<Option<Application>, StoreError> {
    let row = session.one(sql!("SELECT * FROM application WHERE tenant = $1 AND id = $2"), args![id]).await?;
    row.as_ref().map(Application::from_row).transpose()
}

/// The application behind a case.
///
/// # Errors
///
/// What the database says.
pub async fn find_application_of_case(
    session: &mut Session,
    case: Id,
) -> Result<Option<Application>, StoreError> {
    let row = session
        .one(sql!("SELECT * FROM application WHERE tenant = $1 AND case_id = $2"), args![case])
        .await?;
    row.as_ref().map(Application::from_row).transpose()
}

/// What a person applied for, the latest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_applications_of(session: &mut Session, person: Id) -> Result<Vec<Application>, StoreError> {
    session
        .all(
            sql!("SELECT * FROM application WHERE tenant = $1 AND person = $2 ORDER BY created_at DESC, id DESC"),
            args![person],
        )
        .await?
        .iter()
        .map(Application::from_row)
        .collect()
}

/// Applications that were begun before a time and have no case, the oldest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_begun(session: &mut Session, before: Timestamp) -> Result<Vec<Application>, StoreError> {
    session
        .all(
            sql!(
                "SELECT * FROM application WHERE tenant = $1 AND case_id IS NULL AND created_at < $2 \
                 ORDER BY created_at, id"
            ),
            args![before],
        )
        .await?
        .iter()
        .map(Application::from_row)
        .collect()
}

/// Deletes an application that has no case, with its links; `false` where it has one by now.
///
/// # Errors
///
/// What the database says.
pub async fn delete_begun(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let delete = sql!("DELETE FROM application WHERE tenant = $1 AND id = $2 AND case_id IS NULL");
    if change.run(delete, args![id]).await? == 0 {
        return Ok(false);
    }
    links::revoke_all(change, PURPOSE, &id.to_string()).await?;
    Ok(true)
}

/// Deletes the application behind a case, with its links.
///
/// # Errors
///
/// What the database says.
pub async fn delete_application(change: &mut Change, case: Id) -> Result<(), StoreError> {
    let Some(application) = find_application_of_case(change, case).await? else { return Ok(()) };
    links::revoke_all(change, PURPOSE, &application.id.to_string()).await?;
    change.run(sql!("DELETE FROM application WHERE tenant = $1 AND id = $2"), args![application.id]).await?;
    Ok(())
}

/// Takes a person, their name and their address off their applications; gives how many.
///
/// # Errors
///
/// What the database says.
pub async fn forget_person(change: &mut Change, person: Id) -> Result<u64, StoreError> {
    let forget =
        sql!("UPDATE application SET person = NULL, name = '', email = '' WHERE tenant = $1 AND person = $2");
    change.run(forget, args![person]).await
}
