//! Names of rows: UUID version 7 (RFC 9562), made in Rust, ordered by their time.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The id of a row. Written with hyphens in lower case, in the database as everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id(Uuid);

impl Id {
    /// A new id made at `now`: 48 bits of milliseconds, the rest from the operating system's randomness.
    pub fn new(now: Timestamp) -> Self {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        let nanos = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
        Self(Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, millis / 1000, nanos)))
    }

    /// An id made from a name, always the same: for what is shipped with the program or must not be made twice.
    pub fn of_name(name: &str) -> Self {
        Self(Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()))
    }

    /// The sixteen bytes, as passkeys name a person.
    pub fn as_uuid(&self) -> Uuid {
        self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for Id {
    type Err = uuid::Error;

    /// Only the one spelling that is stored, so that an address names a row in one way.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = Self(Uuid::parse_str(text)?);
        if id.to_string() == text { Ok(id) } else { Uuid::parse_str("").map(Self) }
    }
}

impl TryFrom<String> for Id {
    type Error = uuid::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        id.to_string()
    }
}

/// The id of a tenant: a region, county or town with its own people and data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TenantId(pub Id);

impl TenantId {
    /// The house itself: what belongs to no tenant, such as the list of tenants.
    pub const HOUSE: Self = Self(Id(Uuid::nil()));
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_have_one_spelling() {
        let at = |second| Timestamp::from_second(second).expect("a time");
        let (first, second) = (Id::new(at(1_700_000_000)), Id::new(at(1_700_000_001)));
        assert!(first < second && first.to_string() < second.to_string());
        assert_eq!(first.to_string().parse::<Id>().expect("reads back"), first);
        assert!(first.to_string().to_uppercase().parse::<Id>().is_err());
        assert!(first.to_string().replace('-', "").parse::<Id>().is_err());
    }
}
