//! The delivery service of a tenant: what the office entered, and the connection that it makes.

use jiff::Timestamp;
use rathaus_fit::client::{Environment, PRODUCTION, TESTING, is_address};
use rathaus_fit::key::KeyFault;
use rathaus_fit::{Client, DecryptionKey, DestinationId, Fault, Settings, SigningKey, VerificationKeys};
use rathaus_store::TenantId;
use rathaus_web::{App, Keys};
use serde::{Deserialize, Serialize};

use crate::payment::provider::{host_of, may_be_here};

/// Which delivery service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// FITKO's, for trying out.
    Testing,
    /// FITKO's, for real applications.
    Production,
    /// Another one.
    Other,
}

impl Place {
    /// All of them.
    pub const ALL: [Place; 3] = [Place::Testing, Place::Production, Place::Other];

    /// The word in forms and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Place::Testing => "testing",
            Place::Production => "production",
            Place::Other => "other",
        }
    }

    /// Its addresses; `None` for another one.
    pub fn environment(self) -> Option<Environment> {
        match self {
            Place::Testing => Some(TESTING),
            Place::Production => Some(PRODUCTION),
            Place::Other => None,
        }
    }
}

impl std::str::FromStr for Place {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|place| place.word() == word).ok_or(())
    }
}

/// What the tenant says about its delivery service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// Which one.
    pub place: Place,
    /// The address that gives access tokens.
    pub token: String,
    /// The address of the Submission API.
    pub submissions: String,
    /// The address of the delivery service's public keys.
    pub keys: String,
    /// The client's id.
    pub client_id: String,
    /// The client's secret, sealed with the key of the house for this tenant.
    pub sealed: String,
    /// The destination.
    pub destination: DestinationId,
    /// The keys that open, the latest first. Older ones stay, since what was sealed before a change is still to come.
    pub opens: Vec<SealedKey>,
    /// The key that signs.
    pub signs: SealedKey,
}

/// A private key, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedKey {
    /// Its id.
    pub id: String,
    /// Its public half, as it is entered at the destination.
    pub public: String,
    /// The private JSON Web Key, sealed with the key of the house for this tenant.
    pub sealed: String,
    /// When it was entered.
    pub since: Timestamp,
}

/// The keys of a connection, open. Never shown, kept only as long as they are used.
#[derive(Debug, Clone)]
pub struct OpenKeys {
    /// That open what is delivered.
    pub opens: Vec<DecryptionKey>,
    /// That signs answers.
    pub signs: SigningKey,
    /// That checks what was signed with it.
    pub own: VerificationKeys,
}

fn purpose(tenant: TenantId) -> String {
    format!("fit-connection/{tenant}")
}

/// A secret as it is stored.
pub fn seal(keys: &Keys, tenant: TenantId, secret: &str) -> String {
    keys.seal(&purpose(tenant), secret)
}

impl SealedKey {
    /// A private key that opens, if the text is one.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn opening(keys: &Keys, tenant: TenantId, text: &str, since: Timestamp) -> Result<Self, KeyFault> {
        let key = DecryptionKey::read(text)?;
        Ok(Self {
            id: key.id().to_owned(),
            public: key.public_jwk(),
            sealed: seal(keys, tenant, text),
            since,
        })
    }

    /// A private key that signs, if the text is one.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn signing(keys: &Keys, tenant: TenantId, text: &str, since: Timestamp) -> Result<Self, KeyFault> {
        let key = SigningKey::read(text)?;
        Ok(Self {
            id: key.id().to_owned(),
            public: key.public_jwk(),
            sealed: seal(keys, tenant, text),
            since,
        })
    }
}

impl Connection {
    /// The name of its machine.
    pub fn host(&self) -> &str {
        host_of(&self.submissions)
    }

    /// Whether the secret was entered for this client, and not for another whom it would be shown to.
    pub fn is_same_client(&self, other: &Connection) -> bool {
        (&self.submissions, &self.token, &self.client_id)
            == (&other.submissions, &other.token, &other.client_id)
    }

    /// Whether the key of this id opens something here.
    pub fn has_key(&self, id: &str) -> bool {
        self.opens.iter().any(|key| key.id == id)
    }

    /// The connection.
    ///
    /// # Errors
    ///
    /// [`Fault::Settings`] where the settings cannot be used.
    pub fn connect(&self, app: &App, tenant: TenantId) -> Result<Client, Fault> {
        let may_be_here = may_be_here(&app.settings().base_url);
        for address in [&self.token, &self.submissions, &self.keys] {
            if !is_address(address, may_be_here) {
                return Err(Fault::Settings(format!("{address:?} must begin with https://")));
            }
        }
        let secret = self.unsealed(app, tenant, &self.sealed)?;
        Client::new(&Settings::new(&self.token, &self.submissions, &self.keys, &self.client_id, &secret))
    }

    /// The keys.
    ///
    /// # Errors
    ///
    /// [`Fault::Settings`] where one cannot be opened.
    pub fn open_keys(&self, app: &App, tenant: TenantId) -> Result<OpenKeys, Fault> {
        let unusable = |fault: KeyFault| Fault::Settings(format!("a key cannot be used: {fault}"));
        let mut opens = Vec::new();
        for key in &self.opens {
            opens.push(DecryptionKey::read(&self.unsealed(app, tenant, &key.sealed)?).map_err(unusable)?);
        }
        let signs = SigningKey::read(&self.unsealed(app, tenant, &self.signs.sealed)?).map_err(unusable)?;
        let own = VerificationKeys::read(&signs.public_jwk()).map_err(unusable)?;
        Ok(OpenKeys { opens, signs, own })
    }

    fn unsealed(&self, app: &App, tenant: TenantId, sealed: &str) -> Result<String, Fault> {
        let secret = app.keys().unseal(&purpose(tenant), sealed);
        secret.ok_or_else(|| Fault::Settings("a secret cannot be opened".to_owned()))
    }
}

/// What a fault means for the office: the end of a translation key.
pub fn word_of(fault: &Fault) -> &'static str {
    match fault {
        Fault::Settings(_) => "settings",
        Fault::Credentials | Fault::Unauthorised => "credentials",
        Fault::NotFound | Fault::Refused { .. } => "refused",
        Fault::Unreachable(_) | Fault::TimedOut => "unreachable",
        Fault::Busy { .. } | Fault::Failed(_) => "busy",
        Fault::TooLong(_) | Fault::Malformed(_) => "malformed",
    }
}
