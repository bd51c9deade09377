//! Ids as numbers of 128 bits: what a UUID is. Written as 32 hexadecimal digits, as JSON knows no such numbers.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::ParseIntError;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(pub u128);

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "{:032x}", self.0)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = ParseIntError;

            fn try_from(text: String) -> Result<Self, ParseIntError> {
                u128::from_str_radix(&text, 16).map(Self)
            }
        }
    )*};
}

ids! {
    /// The id of a claim.
    ClaimId;
    /// The id of a line.
    LineId;
    /// The id of an allocation. Where allocations end by themselves, the greatest ends first: with UUIDv7 the latest.
    AllocationId;
    /// The id of an attempt to pay.
    AttemptId;
}
