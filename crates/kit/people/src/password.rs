//! Passwords: argon2id with the parameters that OWASP recommends (Password Storage Cheat Sheet: 19 MiB, two passes, one
//! lane), stored as PHC strings. What people choose must be long and not among the commonest; there are no rules about
//! kinds of characters (NIST SP 800-63B, 5.1.1.2).

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use rathaus_web::PageError;

/// Fewest characters.
pub const LEAST: usize = 12;
/// Most characters; more is a mistake of pasting.
pub const MOST: usize = 200;

/// How every string made by this release begins; others are made anew at the next sign-in.
const PRESENT: &str = "$argon2id$v=19$m=19456,t=2,p=1$";

/// What nobody's password is, made of randomness: compared where there is no person, so that it takes as long.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$nX7gYbNhDyeZCAfRU8wHQ+0XmYyvdd1+tWkWpCqkXSI";

/// The commonest passwords of at least twelve characters, and what people here would try first; in small letters.
const COMMON: &[&str] = &[
    "123456789012",
    "1234567890123",
    "123456789123",
    "012345678910",
    "qwertzuiopas",
    "qwertzuiop123",
    "qwertyuiop123",
    "1q2w3e4r5t6z",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "passwort1234",
    "passwort12345",
    "password1234",
    "password12345",
    "passwordpassword",
    "passwortpasswort",
    "hallo1234567",
    "hallohallo12",
    "willkommen123",
    "willkommen1234",
    "verwaltung123",
    "buergermeister",
    "bürgermeister",
    "rathaus12345",
    "rathausrathaus",
    "administrator",
    "administrator1",
    "schatzschatz",
    "fussball1234",
    "ichliebedich",
    "sommer202020",
    "abcdefghijkl",
    "abcdefghijklm",
    "aaaaaaaaaaaa",
    "111111111111",
    "000000000000",
];

/// What is wrong with a new password, as the key of a text.
pub fn mistake(password: &str, email: &str) -> Option<&'static str> {
    let small = password.to_lowercase();
    let count = password.chars().count();
    let mut kinds: Vec<char> = small.chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    let own = email.to_lowercase();
    let local = own.split('@').next().unwrap_or_default();
    if count < LEAST {
        Some("account-password-too-short")
    } else if count > MOST {
        Some("account-password-too-long")
    } else if COMMON.contains(&small.as_str()) || kinds.len() < 5 || small == own || small == local {
        Some("account-password-common")
    } else {
        None
    }
}

fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

/// The string to store. Takes some ten milliseconds on a thread of its own.
///
/// # Errors
///
/// A fault if the machine gives no memory or randomness.
pub async fn hash(password: &str) -> Result<String, PageError> {
    let password = password.to_owned();
    tokio::task::spawn_blocking(move || {
        hasher().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(PageError::fault)
    })
    .await
    .map_err(PageError::fault)?
}

/// Whether this is the stored password. Takes as long where there is none.
///
/// # Errors
///
/// A fault if the thread fails.
pub async fn is_right(password: &str, stored: Option<&str>) -> Result<bool, PageError> {
    let password: String = password.chars().take(MOST).collect();
    let (stored, is_there) = (stored.unwrap_or(NOBODY).to_owned(), stored.is_some());
    tokio::task::spawn_blocking(move || {
        hasher().verify_password(password.as_bytes(), stored.as_str()).is_ok() && is_there
    })
    .await
    .map_err(PageError::fault)
}

/// Whether a stored string was made with other parameters than today's.
pub fn is_outdated(stored: &str) -> bool {
    !stored.starts_with(PRESENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_not_common() {
        let email = "anna.beck@stadt.de";
        for (password, wrong) in [
            ("kurz", true),
            ("elf zeichen", true),
            ("Passwort1234", true),
            ("abababababab", true),
            ("anna.beck@stadt.de", true),
            ("zwölf Zeichen!", false),
            ("ein langer satz ohne alles", false),
        ] {
            assert_eq!(mistake(password, email).is_some(), wrong, "{password}");
        }
        assert!(mistake(&"ab3de".repeat(41), email).is_some());
    }

    #[tokio::test]
    async fn only_the_right_one_fits() {
        let stored = hash("ein langer satz").await.expect("hashed");
        assert!(!is_outdated(&stored), "{stored}");
        assert!(is_outdated(&stored.replace("m=19456", "m=4096")));
        assert!(is_right("ein langer satz", Some(&stored)).await.expect("compared"));
        assert!(!is_right("ein langer Satz", Some(&stored)).await.expect("compared"));
        assert!(!is_right("", None).await.expect("compared"));
        assert_ne!(stored, hash("ein langer satz").await.expect("hashed"));
        // The stand-in is a string that is really compared, or strangers would be told apart by the time.
        assert!(argon2::password_hash::phc::PasswordHash::new(NOBODY).is_ok());
    }
}
