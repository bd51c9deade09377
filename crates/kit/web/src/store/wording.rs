//! Templates and texts of a tenant's own.

use rathaus_core::Lang;
use rathaus_store::{Change, Session, StoreError, args, sql};

use crate::wording::{Kind, Wording};

fn tag(lang: Option<Lang>) -> &'static str {
    lang.map_or("", Lang::tag)
}

/// All of the tenant, by kind and name.
///
/// # Errors
///
/// What the database says.
pub async fn list_wordings(session: &mut Session) -> Result<Vec<Wording>, StoreError> {
    let list = sql!(
        "SELECT kind, name, lang, text, changed_at FROM wording WHERE tenant = $1 ORDER BY kind, name, lang"
    );
    let rows = session.all(list, args![]).await?;
    rows.iter()
        .map(|row| {
            let kind: String = row.get("kind")?;
            let lang: String = row.get("lang")?;
            Ok(Wording {
                kind: Kind::of_word(&kind)
                    .ok_or_else(|| StoreError::Fault(format!("a wording of kind {kind:?}")))?,
                name: row.get("name")?,
                lang: Lang::ALL.into_iter().find(|known| known.tag() == lang),
                text: row.get("text")?,
                changed_at: row.get("changed_at")?,
            })
        })
        .collect()
}

/// Keeps a wording in place of the one with its kind, name and language. The caller has checked it, raises
/// [`crate::Tenant::edition`] in the same change, and commits with a record.
///
/// # Errors
///
/// What the database says.
pub async fn save_wording(
    change: &mut Change,
    kind: Kind,
    name: &str,
    lang: Option<Lang>,
    text: &str,
) -> Result<(), StoreError> {
    let save = sql!(
        "INSERT INTO wording (tenant, kind, name, lang, text, changed_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (tenant, kind, name, lang) DO UPDATE SET text = excluded.text, changed_at = excluded.changed_at"
    );
    let now = change.now();
    change.run(save, args![kind.word(), name, tag(lang), text, now]).await?;
    Ok(())
}

/// Goes back to what is shipped; `false` where there was nothing of the tenant's own. The caller raises the edition.
///
/// # Errors
///
/// What the database says.
pub async fn delete_wording(
    change: &mut Change,
    kind: Kind,
    name: &str,
    lang: Option<Lang>,
) -> Result<bool, StoreError> {
    let delete = sql!("DELETE FROM wording WHERE tenant = $1 AND kind = $2 AND name = $3 AND lang = $4");
    Ok(change.run(delete, args![kind.word(), name, tag(lang)]).await? == 1)
}
