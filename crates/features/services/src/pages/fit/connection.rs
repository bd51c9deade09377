//! Where applications are fetched over FIT-Connect, and with which keys. Whoever changes it can read everybody's applications, so
//! they prove anew who they are. Secrets and private keys are never shown again, not even where something else is wrong.

use rathaus_fit::client::{Client, is_address, usual_keys};
use rathaus_fit::key::KeyFault;
use rathaus_fit::{DestinationId, Fault};
use rathaus_store::Record;
use rathaus_web::{Answer, Form, FromForm, Mistake, PageError, Reader, Sheet, Value, Visitor, context};

use crate::fit::Connection;
use crate::fit::connection::{Place, SealedKey, seal, word_of};
use crate::payment::provider::may_be_here;
use crate::policy;
use crate::store::fit::{delete_connection, find_connection, update_connection};

const TEMPLATE: &str = "services/fit-connection.html";
const PATH: &str = "/cases/fit/connection";
/// The most bytes of a key's file.
const MOST_KEY: usize = 256 << 10;
/// How many keys that open are kept.
const MOST_KEYS: usize = 10;
/// Inputs whose values are never shown again.
const SECRETS: [&str; 3] = ["secret", "opens_text", "signs_text"];

/// A private key: the input it came from, and its text.
struct Key {
    field: &'static str,
    text: String,
}

/// What the form says; secrets where they were typed.
pub(super) struct Entered {
    place: Place,
    addresses: [Option<String>; 3],
    client_id: String,
    secret: Option<String>,
    destination: DestinationId,
    opens: Option<Key>,
    signs: Option<Key>,
}

/// A key from a file, else from where it was pasted.
fn key(form: &mut Reader<'_>, file: &'static str, text: &'static str) -> Option<Option<Key>> {
    if let Some(upload) = form.files(file).into_iter().find(|upload| !upload.bytes.is_empty()) {
        let read = std::str::from_utf8(&upload.bytes).ok().filter(|text| text.len() <= MOST_KEY);
        let Some(read) = read else {
            form.mistake(file, "fit-key-malformed");
            return None;
        };
        return Some(Some(Key { field: file, text: read.trim_start_matches('\u{feff}').to_owned() }));
    }
    Some(form.optional(text, MOST_KEY)?.map(|pasted| Key { field: text, text: pasted }))
}

impl FromForm for Entered {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let place = form.choice("place");
        let addresses = ["token_address", "submissions", "keys"].map(|name| form.optional(name, 500));
        let client_id = form.text("client_id", 1..=200);
        let secret = form.optional("secret", 500);
        let destination = form.text("destination", 1..=60).and_then(|text| {
            let id = text.parse().ok();
            if id.is_none() {
                form.mistake("destination", "fit-destination-form");
            }
            id
        });
        let (opens, signs) = (key(form, "opens", "opens_text"), key(form, "signs", "signs_text"));
        let [token, submissions, keys] = addresses;
        Some(Self {
            place: place?,
            addresses: [token?, submissions?, keys?],
            client_id: client_id?,
            secret: secret?,
            destination: destination?,
            opens: opens?,
            signs: signs?,
        })
    }
}

/// A form filled with what holds now.
fn sheet(connection: Option<&Connection>) -> Sheet {
    let Some(connection) = connection else { return Sheet::filled([("place", Place::Testing.word())]) };
    let mut values = vec![
        ("place", connection.place.word().to_owned()),
        ("client_id", connection.client_id.clone()),
        ("destination", connection.destination.to_string()),
    ];
    if connection.place == Place::Other {
        values.push(("token_address", connection.token.clone()));
        values.push(("submissions", connection.submissions.clone()));
        values.push(("keys", connection.keys.clone()));
    }
    Sheet::filled(values)
}

/// Beside the form: the keys that are there, how the check went.
async fn around(visitor: &Visitor, checked: Option<Value>) -> Result<(Option<Connection>, Value), PageError> {
    let known = find_connection(&mut *visitor.read().await?).await?;
    let connection = known.map(|known| known.connection);
    let shown = |key: &SealedKey| {
        context! { id => key.id.clone(), public => key.public.clone(), since => key.since.to_string() }
    };
    let opens: Vec<Value> =
        connection.iter().flat_map(|connection| connection.opens.iter().map(shown)).collect();
    let context = context! {
        is_there => connection.is_some(),
        opens,
        signs => connection.as_ref().map(|connection| shown(&connection.signs)),
        places => Place::ALL.iter().map(|place| Ok(context! {
            value => place.word(), label => visitor.text(&format!("fit-place-{}", place.word()))?,
        })).collect::<Result<Vec<_>, PageError>>()?,
        checked,
    };
    Ok((connection, context))
}

async fn page(visitor: &Visitor, checked: Option<Value>) -> Answer {
    let (connection, context) = around(visitor, checked).await?;
    let context = context! { form => visitor.form(&sheet(connection.as_ref()))?, ..context };
    visitor.page(TEMPLATE, visitor.text("fit-connection")?, context)
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    visitor.fresh()?;
    page(&visitor, None).await
}

fn wrong(field: &str, key: &str) -> Mistake {
    Mistake { name: field.to_owned(), key: key.to_owned(), args: Vec::new() }
}

/// What is wrong with a key. Names members, never their values.
fn wrong_key(field: &str, fault: &KeyFault) -> Mistake {
    match fault {
        KeyFault::Member { member: "d" | "p" | "q", .. } => wrong(field, "fit-key-public"),
        KeyFault::Member { member, expected } => Mistake {
            args: vec![
                ("member".to_owned(), (*member).into()),
                ("expected".to_owned(), expected.clone().into()),
            ],
            ..wrong(field, "fit-key-member")
        },
        KeyFault::Numbers => wrong(field, "fit-key-numbers"),
        KeyFault::Malformed(_) | KeyFault::Generation(_) => wrong(field, "fit-key-malformed"),
    }
}

/// The addresses of the chosen place.
fn addresses(visitor: &Visitor, entered: &Entered) -> Result<[String; 3], Mistake> {
    if let Some(known) = entered.place.environment() {
        return Ok([known.token, known.submissions, known.keys].map(str::to_owned));
    }
    let may_be_here = may_be_here(&visitor.app().settings().base_url);
    let [token, submissions, keys] = &entered.addresses;
    let address = |field: &str, text: &Option<String>| match text {
        None => Err(wrong(field, "form-required")),
        Some(text) if is_address(text, may_be_here) => Ok(text.clone()),
        Some(_) => Err(wrong(field, "fit-address-form")),
    };
    let token = address("token_address", token)?;
    let submissions = address("submissions", submissions)?;
    let keys = address("keys", &keys.clone().or_else(|| usual_keys(&submissions)))?;
    Ok([token, submissions, keys])
}

/// The settings as they are to be kept, or what is wrong with them.
fn settled(visitor: &Visitor, entered: Entered, before: Option<&Connection>) -> Result<Connection, Mistake> {
    let [token, submissions, keys] = addresses(visitor, &entered)?;
    let (house, tenant, now) = (visitor.app().keys(), visitor.tenant().id, visitor.now());
    let Entered { place, client_id, secret, destination, opens, signs, .. } = entered;
    let mut own = before.map(|before| before.opens.clone()).unwrap_or_default();
    if let Some(key) = opens {
        let added = SealedKey::opening(house, tenant, &key.text, now)
            .map_err(|fault| wrong_key(key.field, &fault))?;
        own.retain(|known| known.id != added.id);
        own.insert(0, added);
        own.truncate(MOST_KEYS);
    }
    if own.is_empty() {
        return Err(wrong("opens", "form-required"));
    }
    let signs = match (signs, before) {
        (Some(key), _) => {
            SealedKey::signing(house, tenant, &key.text, now).map_err(|fault| wrong_key(key.field, &fault))?
        }
        (None, Some(before)) => before.signs.clone(),
        (None, None) => return Err(wrong("signs", "form-required")),
    };
    let new = Connection {
        place,
        token,
        submissions,
        keys,
        client_id,
        sealed: String::new(),
        destination,
        opens: own,
        signs,
    };
    let sealed = match (secret, before) {
        (Some(secret), _) => seal(house, tenant, &secret),
        // A secret is shown to nobody it was not entered for.
        (None, Some(before)) if before.is_same_client(&new) => before.sealed.clone(),
        (None, Some(_)) => return Err(wrong("secret", "fit-secret-again")),
        (None, None) => return Err(wrong("secret", "form-required")),
    };
    Ok(Connection { sealed, ..new })
}

/// What was typed, without secrets.
fn bared(mut sheet: Sheet) -> Sheet {
    sheet.values.retain(|(name, _)| !SECRETS.contains(&name.as_str()));
    sheet
}

pub(super) async fn save(visitor: Visitor, form: Form<Entered>) -> Answer {
    policy::may_work(&visitor)?;
    visitor.fresh()?;
    let (before, context) = around(&visitor, None).await?;
    let title = visitor.text("fit-connection")?;
    let (entered, sheet) = match form.checked_with_sheet() {
        Ok((entered, sheet)) => (entered, bared(sheet)),
        Err(sheet) => return visitor.again(TEMPLATE, title, &bared(sheet), context),
    };
    let connection = match settled(&visitor, entered, before.as_ref()) {
        Ok(connection) => connection,
        Err(mistake) => {
            let mut sheet = sheet;
            sheet.mistakes.push(mistake);
            return visitor.again(TEMPLATE, title, &sheet, context);
        }
    };
    let mut change = visitor.change().await?;
    update_connection(&mut change, &connection).await?;
    let keys: Vec<&str> = connection.opens.iter().map(|key| key.id.as_str()).collect();
    let record =
        Record::new("fit.saved", connection.host()).with("destination", connection.destination.to_string());
    change.commit(record.with("keys", keys)).await?;
    visitor.done(PATH, "fit-connection-saved")
}

/// What the delivery service says: how many wait, and whether senders lock with a key that is here.
async fn asked(client: &Client, connection: &Connection) -> Result<(u64, Option<String>), Fault> {
    let page = client.waiting(connection.destination, 0, 1).await?;
    client.keys().await?;
    let published = client.encryption_key_id(connection.destination).await?;
    Ok((page.total, published.filter(|id| !connection.has_key(id))))
}

/// Asks the delivery service whether it takes the settings.
pub(super) async fn check(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    visitor.fresh()?;
    let known = find_connection(&mut *visitor.read().await?).await?.ok_or(PageError::NotFound)?;
    visitor.limit("fit", "check")?;
    let (connection, app, tenant) = (&known.connection, visitor.app(), visitor.tenant().id);
    let answer = match connection.open_keys(app, tenant).and_then(|_| connection.connect(app, tenant)) {
        Ok(client) => asked(&client, connection).await,
        Err(fault) => Err(fault),
    };
    let checked = match answer {
        Ok((n, None)) => context! { is_good => true, word => "good", n, key => "", detail => "" },
        Ok((n, Some(key))) => context! { is_good => false, word => "key", n, key, detail => "" },
        Err(fault) => {
            context! { is_good => false, word => word_of(&fault), n => 0, key => "", detail => fault.to_string() }
        }
    };
    page(&visitor, Some(checked)).await
}

/// A key that is not needed any more.
pub(super) struct Dropped(String);

impl FromForm for Dropped {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.text("key", 1..=500).map(Self)
    }
}

pub(super) async fn drop_key(visitor: Visitor, form: Form<Dropped>) -> Answer {
    policy::may_work(&visitor)?;
    visitor.fresh()?;
    let Ok(Dropped(id)) = form.checked() else { return Err(PageError::NotFound) };
    let mut change = visitor.change().await?;
    let known = find_connection(&mut change).await?.ok_or(PageError::NotFound)?;
    let mut connection = known.connection;
    // The latest one stays: without it nothing could be opened.
    let at = connection.opens.iter().position(|key| key.id == id).filter(|at| *at > 0);
    connection.opens.remove(at.ok_or(PageError::NotFound)?);
    update_connection(&mut change, &connection).await?;
    change.commit(Record::new("fit.key-removed", connection.host()).with("key", id)).await?;
    visitor.done(PATH, "fit-key-removed")
}

pub(super) async fn remove(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    visitor.fresh()?;
    let mut change = visitor.change().await?;
    if delete_connection(&mut change).await? {
        change.commit(Record::new("fit.removed", visitor.tenant().id)).await?;
    }
    visitor.done(PATH, "fit-connection-removed")
}
