//! Through whom people pay on line: what the office entered, and the connection that it makes.

use rathaus_checkout::{Client, Fault, PaymentProvider, Settings};
use rathaus_store::TenantId;
use rathaus_web::{App, Keys};
use serde::{Deserialize, Serialize};

/// What the tenant says about its provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// The address of its interface, with the version.
    pub base: String,
    /// The address that gives access tokens.
    pub token: String,
    /// Which online service asks.
    pub originator: String,
    /// For which authority.
    pub endpoint: String,
    /// The client's id.
    pub client_id: String,
    /// The client's secret, sealed with the key of the house for this tenant.
    pub sealed: String,
}

fn purpose(tenant: TenantId) -> String {
    format!("payment-provider/{tenant}")
}

/// The client's secret as it is stored.
pub fn seal(keys: &Keys, tenant: TenantId, secret: &str) -> String {
    keys.seal(&purpose(tenant), secret)
}

/// Whether the program may speak to a provider on its own machine, unencrypted: only where people reach it there alone, as in
/// the demonstration. Elsewhere an office could make it speak to whatever else runs there.
pub fn may_be_here(base_url: &str) -> bool {
    let rest = base_url.strip_prefix("http://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
        .map_or(host, |(host, _)| host);
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

impl Provider {
    /// The name of its machine, as people are told where they are led.
    pub fn host(&self) -> &str {
        host_of(&self.base)
    }

    /// Whether the secret was entered for this provider, and not for another whom it would be shown to.
    pub fn is_same_client(&self, other: &Provider) -> bool {
        (&self.base, &self.token, &self.client_id) == (&other.base, &other.token, &other.client_id)
    }

    /// The connection.
    ///
    /// # Errors
    ///
    /// [`Fault::Settings`] where the settings cannot be used.
    pub fn connect(&self, app: &App, tenant: TenantId) -> Result<Box<dyn PaymentProvider>, Fault> {
        let may_be_here = may_be_here(&app.settings().base_url);
        for address in [&self.base, &self.token] {
            if !rathaus_checkout::client::is_address(address, may_be_here) {
                return Err(Fault::Settings(format!("{address:?} must begin with https://")));
            }
        }
        let secret = app.keys().unseal(&purpose(tenant), &self.sealed);
        let secret = secret.ok_or_else(|| Fault::Settings("the secret cannot be opened".to_owned()))?;
        let settings = Settings::new(
            (&self.base, &self.token),
            (&self.originator, &self.endpoint),
            (&self.client_id, &secret),
        );
        Ok(Box::new(Client::new(&settings)?))
    }
}

/// The name of the machine in an address.
pub fn host_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// What a fault means for the office: the end of a translation key.
pub fn word_of(fault: &Fault) -> &'static str {
    match fault {
        Fault::Settings(_) | Fault::Request(_) => "settings",
        Fault::Credentials | Fault::Unauthorised => "credentials",
        Fault::NotFound | Fault::Exists | Fault::Refused { .. } => "refused",
        Fault::Unreachable(_) | Fault::TimedOut => "unreachable",
        Fault::Busy { .. } | Fault::Failed(_) => "busy",
        Fault::TooLong(_) | Fault::Malformed(_) => "malformed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_house_on_its_own_machine_speaks_to_it() {
        for (base, is_here) in [
            ("http://localhost", true),
            ("http://localhost:8080", true),
            ("http://127.0.0.1:8080", true),
            ("http://[::1]:8080", true),
            ("http://localhost.evil.example", false),
            ("http://192.168.1.5:8080", false),
            ("https://localhost", false),
            ("https://rathaus.region.de", false),
        ] {
            assert_eq!(may_be_here(base), is_here, "{base}");
        }
        assert_eq!(host_of("https://pay.example:8443/v1?x"), "pay.example:8443");
    }
}
