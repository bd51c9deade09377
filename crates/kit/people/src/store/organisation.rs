//! Organisations: whom people speak for. Municipalities and counties come from the official register, the others are
//! written by hand or by themselves.

use rathaus_core::Ags;
use rathaus_core::register::{Municipality, Register};
use rathaus_store::{Change, Id, Row, Session, Slice, StoreError, args, sql};
use serde::{Deserialize, Serialize};

/// What an organisation is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum OrganisationKind {
    /// A municipality.
    Municipality,
    /// A county.
    County,
    /// A start-up or another supplier.
    Supplier,
    /// A partner institute.
    Institute,
    /// An association.
    Association,
    /// A university.
    University,
    /// An authority, such as the one that runs the round.
    Authority,
    /// Anything else.
    Other,
}

impl OrganisationKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Municipality,
        Self::County,
        Self::Supplier,
        Self::Institute,
        Self::Association,
        Self::University,
        Self::Authority,
        Self::Other,
    ];

    /// The word in the database, in the API, in [`rathaus_web::Seat`] and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Municipality => "municipality",
            Self::County => "county",
            Self::Supplier => "supplier",
            Self::Institute => "institute",
            Self::Association => "association",
            Self::University => "university",
            Self::Authority => "authority",
            Self::Other => "other",
        }
    }
}

impl std::str::FromStr for OrganisationKind {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or(())
    }
}

/// Size of a municipality by its inhabitants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SizeClass {
    /// Fewer than 5,000.
    Under5000,
    /// Fewer than 10,000.
    Under10000,
    /// Fewer than 20,000.
    Under20000,
    /// Fewer than 50,000.
    Under50000,
    /// Fewer than 100,000.
    Under100000,
    /// 100,000 and more.
    Large,
}

impl SizeClass {
    /// All classes, the smallest first.
    pub const ALL: [Self; 6] = [
        Self::Under5000,
        Self::Under10000,
        Self::Under20000,
        Self::Under50000,
        Self::Under100000,
        Self::Large,
    ];

    /// The class of so many inhabitants.
    pub fn of(inhabitants: u32) -> Self {
        Self::ALL.into_iter().find(|class| inhabitants < class.below()).unwrap_or(Self::Large)
    }

    /// The first number of inhabitants that is too many; the largest number there is for the last class.
    pub fn below(self) -> u32 {
        match self {
            Self::Under5000 => 5_000,
            Self::Under10000 => 10_000,
            Self::Under20000 => 20_000,
            Self::Under50000 => 50_000,
            Self::Under100000 => 100_000,
            Self::Large => u32::MAX,
        }
    }

    /// The smallest number of inhabitants.
    pub fn least(self) -> u32 {
        let place = Self::ALL.iter().position(|class| *class == self).unwrap_or(0);
        if place == 0 { 0 } else { Self::ALL[place - 1].below() }
    }

    /// The word in addresses and in translation keys (`people-size-…`).
    pub fn word(self) -> &'static str {
        match self {
            Self::Under5000 => "under-5000",
            Self::Under10000 => "under-10000",
            Self::Under20000 => "under-20000",
            Self::Under50000 => "under-50000",
            Self::Under100000 => "under-100000",
            Self::Large => "large",
        }
    }
}

impl std::str::FromStr for SizeClass {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|class| class.word() == text).ok_or(())
    }
}

/// An organisation to be added or with what it is changed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrganisation {
    /// What it is.
    pub kind: OrganisationKind,
    /// Its name.
    pub name: String,
    /// The official key, for municipalities and counties.
    pub ags: Option<Ags>,
    /// Inhabitants, where they are known.
    pub inhabitants: Option<u32>,
    /// The county it lies in: the first five digits of its key.
    pub county: Option<String>,
    /// Address of its website.
    pub website: Option<String>,
}

impl NewOrganisation {
    /// An organisation that is no public body of the register.
    pub fn named(kind: OrganisationKind, name: impl Into<String>) -> Self {
        Self { kind, name: name.into(), ags: None, inhabitants: None, county: None, website: None }
    }
}

/// Whether an organisation is still one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OrganisationState {
    /// It is.
    Active,
    /// It was joined with another.
    Merged,
}

/// A stored organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Organisation {
    /// Its id.
    pub id: Id,
    /// What it is.
    pub kind: OrganisationKind,
    /// Its name.
    pub name: String,
    /// The official key, for municipalities and counties.
    pub ags: Option<Ags>,
    /// Inhabitants, where they are known.
    pub inhabitants: Option<u32>,
    /// The county it lies in: the first five digits of its key.
    pub county: Option<String>,
    /// Address of its website.
    pub website: Option<String>,
    /// Whether it is still one.
    pub state: OrganisationState,
    /// What it was joined with.
    pub merged_into: Option<Id>,
}

impl Organisation {
    /// Its size, where its inhabitants are known.
    pub fn size(&self) -> Option<SizeClass> {
        self.inhabitants.map(SizeClass::of)
    }

    /// The name of its county, from the register.
    pub fn county_name(&self) -> Option<String> {
        county_name(self.county.as_deref()?)
    }

    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let kind: String = row.get("kind")?;
        let state: String = row.get("state")?;
        Ok(Self {
            id: row.get("id")?,
            kind: kind
                .parse()
                .map_err(|()| StoreError::Fault(format!("an organisation of kind {kind:?}")))?,
            name: row.get("name")?,
            ags: row.get("ags")?,
            inhabitants: row.get("inhabitants")?,
            county: row.get("county")?,
            website: row.get("website")?,
            state: if state == "merged" { OrganisationState::Merged } else { OrganisationState::Active },
            merged_into: row.get("merged_into")?,
        })
    }
}

/// The name of a county by its five digits, as in `Landkreis Kassel`. A city that is its own county has the city's.
pub fn county_name(digits: &str) -> Option<String> {
    let key: Ags = digits.parse().ok()?;
    Register::germany().name(key)
}

/// What the register says about a municipality, to be added.
pub fn of_municipality(entry: &Municipality) -> NewOrganisation {
    NewOrganisation {
        kind: OrganisationKind::Municipality,
        name: entry.name.clone(),
        ags: Some(entry.ags),
        inhabitants: entry.population,
        county: Some(entry.ags.county_digits().to_owned()),
        website: None,
    }
}

/// What the register says about a municipality or, by a key that ends in `000` and is no city's, a county.
pub fn of_register(ags: Ags) -> Option<NewOrganisation> {
    let register = Register::germany();
    if let Some(entry) = register.find(ags) {
        return Some(of_municipality(entry));
    }
    let name = register.name(ags)?;
    Some(NewOrganisation {
        kind: OrganisationKind::County,
        name,
        ags: Some(ags),
        inhabitants: u32::try_from(register.population(ags)).ok(),
        county: Some(ags.county_digits().to_owned()),
        website: None,
    })
}

/// Which organisations to list; everything empty lists all that are active.
#[derive(Debug, Clone, Default)]
pub struct OrganisationFilter {
    /// Words in the name, or the beginning of the key.
    pub q: String,
    /// Only of this kind.
    pub kind: Option<OrganisationKind>,
    /// Only in this county: five digits.
    pub county: Option<String>,
    /// Only of this size.
    pub size: Option<SizeClass>,
}

/// An organisation, also one that was merged.
///
/// # Errors
///
/// What the database says.
pub async fn find(session: &mut Session, id: Id) -> Result<Option<Organisation>, StoreError> {
    let row =
        session.one(sql!("SELECT * FROM organisation WHERE tenant = $1 AND id = $2"), args![id]).await?;
    row.as_ref().map(Organisation::from_row).transpose()
}

/// The active organisation with this official key.
///
/// # Errors
///
/// What the database says.
pub async fn find_by_ags(session: &mut Session, ags: Ags) -> Result<Option<Organisation>, StoreError> {
    let find = sql!("SELECT * FROM organisation WHERE tenant = $1 AND ags = $2 AND state = 'active'");
    let row = session.one(find, args![ags]).await?;
    row.as_ref().map(Organisation::from_row).transpose()
}

/// Active organisations by name, and how many there are in all.
///
/// # Errors
///
/// What the database says.
pub async fn list(
    session: &mut Session,
    filter: &OrganisationFilter,
    slice: Slice,
) -> Result<(Vec<Organisation>, u64), StoreError> {
    // Searching and sorting as people expect it (umlauts, capitals) differs between the databases; a tenant has some
    // hundred organisations, so both are done here.
    let all = sql!("SELECT * FROM organisation WHERE tenant = $1 AND state = 'active'");
    let rows = session.all(all, args![]).await?;
    let mut found = rows.iter().map(Organisation::from_row).collect::<Result<Vec<_>, _>>()?;
    let q = filter.q.trim().to_lowercase();
    found.retain(|one| {
        (q.is_empty()
            || one.name.to_lowercase().contains(&q)
            || one.ags.is_some_and(|ags| ags.as_str().starts_with(&q)))
            && filter.kind.is_none_or(|kind| one.kind == kind)
            && filter.county.as_ref().is_none_or(|county| one.county.as_ref() == Some(county))
            && filter.size.is_none_or(|size| one.size() == Some(size))
    });
    found.sort_by_cached_key(|one| (crate::german_order(&one.name), one.id));
    let total = found.len() as u64;
    let found = found.into_iter().skip(slice.offset as usize).take(slice.limit as usize).collect();
    Ok((found, total))
}

/// Adds an organisation.
///
/// # Errors
///
/// `Conflict` if there is an active one with its official key.
pub async fn insert(change: &mut Change, new: &NewOrganisation) -> Result<Id, StoreError> {
    let (id, now) = (Id::new(change.now()), change.now());
    change
        .run(
            sql!(
                "INSERT INTO organisation (tenant, id, kind, name, ags, inhabitants, county, website, state, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'active', $9)"
            ),
            args![
                id,
                new.kind.word(),
                &new.name,
                new.ags,
                new.inhabitants,
                new.county.clone(),
                new.website.clone(),
                now
            ],
        )
        .await?;
    Ok(id)
}

/// Changes an organisation; `false` if it is not there.
///
/// # Errors
///
/// `Conflict` if another active one has its official key.
pub async fn update(change: &mut Change, id: Id, new: &NewOrganisation) -> Result<bool, StoreError> {
    let touched = change
        .run(
            sql!(
                "UPDATE organisation SET kind = $3, name = $4, ags = $5, inhabitants = $6, county = $7, website = $8 \
                 WHERE tenant = $1 AND id = $2"
            ),
            args![
                id,
                new.kind.word(),
                &new.name,
                new.ags,
                new.inhabitants,
                new.county.clone(),
                new.website.clone()
            ],
        )
        .await?;
    Ok(touched == 1)
}

/// The organisation of this municipality or county, added from the register where it is missing.
///
/// # Errors
///
/// `Fault` if the register has no such key: check it before.
pub async fn ensure_municipality(change: &mut Change, ags: Ags) -> Result<Id, StoreError> {
    if let Some(found) = find_by_ags(change, ags).await? {
        return Ok(found.id);
    }
    let new = of_register(ags).ok_or_else(|| StoreError::Fault(format!("the register has no key {ags}")))?;
    let (id, now) = (Id::new(change.now()), change.now());
    // Two invitations at once may add the same town; the index decides, both get the one that stayed.
    change
        .run(
            sql!(
                "INSERT INTO organisation (tenant, id, kind, name, ags, inhabitants, county, state, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', $8) ON CONFLICT DO NOTHING"
            ),
            args![id, new.kind.word(), &new.name, new.ags, new.inhabitants, new.county.clone(), now],
        )
        .await?;
    let found = find_by_ags(change, ags).await?;
    found.map(|found| found.id).ok_or_else(|| StoreError::fault("an organisation was added and is not there"))
}

/// Joins `from` with `into`: memberships and links move, `from` stays as a pointer for what names it. `false` if one of
/// them is not there or they are the same.
///
/// # Errors
///
/// What the database says.
pub async fn merge(change: &mut Change, from: Id, into: Id) -> Result<bool, StoreError> {
    let (Some(_), Some(target)) = (find(change, from).await?, find(change, into).await?) else {
        return Ok(false);
    };
    if from == into || target.state != OrganisationState::Active {
        return Ok(false);
    }
    let mark = sql!(
        "UPDATE organisation SET state = 'merged', merged_into = $3 \
         WHERE tenant = $1 AND id = $2 AND state = 'active'"
    );
    if change.run(mark, args![from, into]).await? == 0 {
        return Ok(false);
    }
    // What pointed to the merged one before points on, so that one step always leads to the last.
    let chain = sql!("UPDATE organisation SET merged_into = $3 WHERE tenant = $1 AND merged_into = $2");
    change.run(chain, args![from, into]).await?;
    let members = sql!("UPDATE membership SET organisation = $3 WHERE tenant = $1 AND organisation = $2");
    change.run(members, args![from, into]).await?;
    let links = sql!("UPDATE link SET organisation = $3 WHERE tenant = $1 AND organisation = $2");
    change.run(links, args![from, into]).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (inhabitants, class) in [
            (0, SizeClass::Under5000),
            (4_999, SizeClass::Under5000),
            (5_000, SizeClass::Under10000),
            (19_999, SizeClass::Under20000),
            (50_000, SizeClass::Under100000),
            (99_999, SizeClass::Under100000),
            (100_000, SizeClass::Large),
            (u32::MAX, SizeClass::Large),
        ] {
            assert_eq!(SizeClass::of(inhabitants), class, "{inhabitants}");
        }
        for class in SizeClass::ALL {
            assert_eq!(SizeClass::of(class.least()), class);
            assert_eq!(class.word().parse(), Ok(class));
        }
    }

    #[test]
    fn the_register_gives_towns_and_counties() {
        let town = of_register("06633002".parse().expect("a key")).expect("in the register");
        assert_eq!((town.kind, town.county.as_deref()), (OrganisationKind::Municipality, Some("06633")));
        assert!(town.inhabitants.is_some());
        let county = of_register("06633000".parse().expect("a key")).expect("in the register");
        assert_eq!((county.kind, county.name.as_str()), (OrganisationKind::County, "Landkreis Kassel"));
        let city = of_register("06611000".parse().expect("a key")).expect("in the register");
        assert_eq!(city.kind, OrganisationKind::Municipality);
        assert!(of_register("06999999".parse().expect("a key")).is_none());
        assert_eq!(county_name("06633").as_deref(), Some("Landkreis Kassel"));
    }
}
