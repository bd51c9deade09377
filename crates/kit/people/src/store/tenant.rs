//! Tenants: regions, counties and towns with their own people, data and look.
//!
//! A tenant's row belongs to the tenant itself, so that its administrators change it like anything else; only the list
//! of all tenants crosses the border.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rathaus_core::Lang;
use rathaus_store::{
    Arg, Change, Id, Row, Session, StoreError, SystemChange, TenantId, args, sql, system_sql,
};
use serde::{Deserialize, Serialize};

/// What kind of body a tenant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TenantKind {
    /// A region of many counties.
    Region,
    /// A county.
    County,
    /// A single town or municipality.
    Town,
}

impl TenantKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Region, Self::County, Self::Town];

    /// The word in the database and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::County => "county",
            Self::Town => "town",
        }
    }
}

impl std::str::FromStr for TenantKind {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or(())
    }
}

/// How long what is kept about people, in days. The job `retention.rs` keeps to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Retention {
    /// Persons who were invited and never signed in.
    pub never_signed_in_days: u32,
    /// Persons who have not signed in for so long; 0 keeps them.
    pub inactive_days: u32,
    /// Links and sessions after their end.
    pub access_days: u32,
    /// The words of mails after they were sent.
    pub mail_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { never_signed_in_days: 365, inactive_days: 1095, access_days: 30, mail_days: 90 }
    }
}

/// The pages that the law asks for, as plain text per language; the first key is the page, the second the language.
pub type LegalTexts = BTreeMap<String, BTreeMap<String, String>>;

/// A tenant with everything its administrator can change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// In addresses, `/t/{slug}`; empty for the one at `/`.
    pub slug: String,
    /// Its full name.
    pub name: String,
    /// What it is.
    pub kind: TenantKind,
    /// Host names of its own.
    pub hosts: Vec<String>,
    /// Features that are switched on.
    pub features: BTreeSet<String>,
    /// Colour of buttons and links, `#rrggbb`.
    pub colour: Option<String>,
    /// Address of its logo below the tenant.
    pub logo: Option<String>,
    /// Language of visitors who ask for none we have.
    pub lang: Lang,
    /// Whether everything in it is sample data.
    pub sample: bool,
    /// Imprint, privacy, accessibility.
    pub texts: LegalTexts,
    /// How long what is kept.
    pub retention: Retention,
    /// Changes with every change of the row.
    pub edition: u64,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Tenant {
    /// A new tenant with nothing switched on.
    pub fn new(now: Timestamp, slug: impl Into<String>, name: impl Into<String>, kind: TenantKind) -> Self {
        Self {
            id: TenantId(Id::new(now)),
            slug: slug.into(),
            name: name.into(),
            kind,
            hosts: Vec::new(),
            features: BTreeSet::new(),
            colour: None,
            logo: None,
            lang: Lang::De,
            sample: false,
            texts: LegalTexts::new(),
            retention: Retention::default(),
            edition: 1,
            created_at: now,
        }
    }

    /// The words of a legal page, empty where none were written.
    pub fn legal(&self, page: &str, lang: Lang) -> &str {
        self.texts.get(page).and_then(|texts| texts.get(lang.tag())).map_or("", String::as_str)
    }

    /// As pages know it.
    pub fn shown(&self) -> rathaus_web::Tenant {
        rathaus_web::Tenant {
            id: self.id,
            slug: self.slug.clone(),
            name: self.name.clone(),
            hosts: self.hosts.clone(),
            features: self.features.clone(),
            colour: self.colour.clone(),
            logo: self.logo.clone(),
            lang: self.lang,
            sample: self.sample,
            edition: self.edition,
        }
    }

    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            id: row.get("tenant")?,
            slug: row.get("slug")?,
            name: row.get("name")?,
            kind: kind.parse().map_err(|()| StoreError::Fault(format!("a tenant of kind {kind:?}")))?,
            hosts: row.json("hosts")?,
            features: row.json("features")?,
            colour: row.get("colour")?,
            logo: row.get("logo")?,
            lang: row.get("lang")?,
            sample: row.get("sample")?,
            texts: row.json("texts")?,
            retention: row.json("retention")?,
            edition: u64::try_from(row.get::<i64>("edition")?).map_err(StoreError::fault)?,
            created_at: row.get("created_at")?,
        })
    }
}

/// Whether a text may be a slug: small letters, digits and hyphens, at most 40; empty for the tenant at `/`.
pub fn is_slug(text: &str) -> bool {
    text.len() <= 40
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Whether a text may be a host name of one's own.
pub fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(label)
}

/// The tenant of this session.
///
/// # Errors
///
/// What the database says.
pub async fn find(session: &mut Session) -> Result<Option<Tenant>, StoreError> {
    let row = session.one(sql!("SELECT * FROM tenant WHERE tenant = $1"), args![]).await?;
    row.as_ref().map(Tenant::from_row).transpose()
}

/// All tenants, the one at `/` first. Needs a session of [`rathaus_store::System`].
///
/// # Errors
///
/// What the database says.
pub async fn list(session: &mut Session) -> Result<Vec<Tenant>, StoreError> {
    let rows = session.all_system(system_sql!("SELECT * FROM tenant ORDER BY slug"), args![]).await?;
    rows.iter().map(Tenant::from_row).collect()
}

fn arguments(tenant: &Tenant) -> Result<[Arg; 13], StoreError> {
    let edition = i64::try_from(tenant.edition).map_err(StoreError::fault)?;
    Ok([
        Arg::from(&tenant.slug),
        Arg::from(&tenant.name),
        Arg::from(tenant.kind.word()),
        Arg::json(&tenant.hosts)?,
        Arg::json(&tenant.features)?,
        Arg::from(tenant.colour.clone()),
        Arg::from(tenant.logo.clone()),
        Arg::from(tenant.lang),
        Arg::from(tenant.sample),
        Arg::json(&tenant.texts)?,
        Arg::json(&tenant.retention)?,
        Arg::from(edition),
        Arg::from(tenant.created_at),
    ])
}

/// Adds a tenant; the caller commits with a record in the chain of the house or of the tenant.
///
/// # Errors
///
/// `Conflict` if the slug is taken.
pub async fn insert(change: &mut SystemChange, tenant: &Tenant) -> Result<(), StoreError> {
    let mut all = vec![Arg::from(tenant.id)];
    all.extend(arguments(tenant)?);
    change
        .run_system(
            system_sql!(
                "INSERT INTO tenant (tenant, slug, name, kind, hosts, features, colour, logo, lang, sample, texts, \
                 retention, edition, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
            ),
            &all,
        )
        .await?;
    Ok(())
}

/// Changes the tenant of this change; its edition rises by itself.
///
/// # Errors
///
/// `Conflict` if the slug is taken.
pub async fn update(change: &mut Change, tenant: &Tenant) -> Result<(), StoreError> {
    let mut all = arguments(tenant)?;
    all[11] = Arg::from(i64::try_from(tenant.edition + 1).map_err(StoreError::fault)?);
    change
        .run(
            sql!(
                "UPDATE tenant SET slug = $2, name = $3, kind = $4, hosts = $5, features = $6, colour = $7, logo = $8, \
                 lang = $9, sample = $10, texts = $11, retention = $12, edition = $13, created_at = $14 \
                 WHERE tenant = $1"
            ),
            &all,
        )
        .await?;
    Ok(())
}

/// Media type and bytes of the tenant's logo.
///
/// # Errors
///
/// What the database says.
pub async fn find_logo(session: &mut Session) -> Result<Option<(String, Vec<u8>)>, StoreError> {
    let find = sql!("SELECT media_type, bytes FROM tenant_logo WHERE tenant = $1");
    let row = session.one(find, args![]).await?;
    row.map(|row| Ok((row.get("media_type")?, row.get("bytes")?))).transpose()
}

/// Keeps the logo; `None` takes it away. The address in [`Tenant::logo`] is the caller's to change.
///
/// # Errors
///
/// What the database says.
pub async fn save_logo(change: &mut Change, logo: Option<(&str, &[u8])>) -> Result<(), StoreError> {
    match logo {
        Some((media_type, bytes)) => {
            let save = sql!(
                "INSERT INTO tenant_logo (tenant, media_type, bytes) VALUES ($1, $2, $3) \
                 ON CONFLICT (tenant) DO UPDATE SET media_type = excluded.media_type, bytes = excluded.bytes"
            );
            change.run(save, args![media_type, bytes]).await?;
        }
        None => {
            change.run(sql!("DELETE FROM tenant_logo WHERE tenant = $1"), args![]).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_and_hosts() {
        for good in ["", "kassel", "bad-hersfeld", "t1"] {
            assert!(is_slug(good), "{good}");
        }
        for bad in ["Kassel", "-a", "a-", "a b", "ä", "a/b", &"a".repeat(41)] {
            assert!(!is_slug(bad), "{bad}");
        }
        assert!(is_host("rathaus.region-nord.de"));
        for bad in ["localhost", "a..b", "-a.de", "a.de/x", "a.de:80", "A.de", ""] {
            assert!(!is_host(bad), "{bad}");
        }
    }
}
