//! What stands at the head and the foot of letters.

use rathaus_core::Lang;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::money::Account;

/// Who writes, as the office entered it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Letterhead {
    /// The authority, as in `Stadt Hofgeismar`.
    pub name: String,
    /// The department.
    #[serde(default)]
    pub unit: String,
    /// Street and number.
    pub street: String,
    /// Postcode and town.
    pub place: String,
    /// Telephone.
    #[serde(default)]
    pub phone: String,
    /// Mail.
    #[serde(default)]
    pub email: String,
    /// Page in the web.
    #[serde(default)]
    pub web: String,
    /// When the office is open.
    #[serde(default)]
    pub hours: String,
}

impl Letterhead {
    /// As the templates take it, with the account where there is one.
    pub fn authority(&self, account: Option<&Account>) -> Value {
        let mut authority = Map::new();
        for (key, value) in [
            ("name", &self.name),
            ("unit", &self.unit),
            ("street", &self.street),
            ("place", &self.place),
            ("phone", &self.phone),
            ("email", &self.email),
            ("web", &self.web),
            ("hours", &self.hours),
        ] {
            if !value.is_empty() {
                authority.insert(key.to_owned(), value.as_str().into());
            }
        }
        if let Some(account) = account {
            let mut bank = json!({ "name": account.owner, "iban": account.iban.to_string() });
            if let Some(bic) = &account.bic {
                bank["bic"] = bic.as_str().into();
            }
            authority.insert("bank".to_owned(), bank);
        }
        Value::Object(authority)
    }
}

/// Letters of authorities are German (§ 23 VwVfG).
pub const LANG: Lang = Lang::De;
