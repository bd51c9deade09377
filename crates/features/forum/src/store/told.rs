//! What the chain of the audit log says of a round, and what was public of it when: the ground of the record of who was
//! told what. Nothing is kept here; the record is made of what is there anyway, so that it cannot say anything else.

use jiff::Timestamp;
use rathaus_store::audit::verify::Line;
use rathaus_store::{Id, Session, StoreError, args, sql};

/// The records of the audit log about a round: about itself, its invitations, offers, decisions, calls, jurors,
/// registrations, requests for talks and outcomes; in the order of the chain.
pub async fn list_lines(db: &mut Session, round: Id) -> Result<Vec<Line>, StoreError> {
    let list = sql!(
        "SELECT a.tenant, a.seq, a.at, a.actor, a.action, a.subject, a.details, a.before, a.hash FROM audit a \
         WHERE a.tenant = $1 AND (a.subject = $2 \
         OR a.subject IN (SELECT id FROM invitation WHERE tenant = $1 AND round = $2) \
         OR a.subject IN (SELECT id FROM supplier_invitation WHERE tenant = $1 AND round = $2) \
         OR a.subject IN (SELECT id FROM offer WHERE tenant = $1 AND round = $2) \
         OR a.subject IN (SELECT id FROM selection_decision WHERE tenant = $1 AND round = $2) \
         OR a.subject IN (SELECT id FROM targeted_call WHERE tenant = $1 AND round = $2) \
         OR a.subject IN (SELECT id FROM juror WHERE tenant = $1 AND round = $2) \
         OR a.subject IN (SELECT id FROM registrant WHERE tenant = $1 AND round = $2) \
         OR a.subject IN (SELECT id FROM talk_request WHERE tenant = $1 AND round = $2) \
         OR a.subject IN (SELECT id FROM outcome WHERE tenant = $1 AND round = $2)) ORDER BY a.seq"
    );
    db.all(list, args![round]).await?.iter().map(Line::from_row).collect()
}

/// One publication of areas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Which, from 1.
    pub seq: i64,
    /// What was published, as it is kept.
    pub content: String,
    /// When.
    pub published_at: Timestamp,
    /// When it was taken back or another one took its place.
    pub ended_at: Option<Timestamp>,
}

/// All publications of areas of a round, the first first.
pub async fn list_issues(db: &mut Session, round: Id) -> Result<Vec<Issue>, StoreError> {
    let list = sql!(
        "SELECT seq, content, published_at, withdrawn_at FROM area_publication \
         WHERE tenant = $1 AND round = $2 ORDER BY seq"
    );
    let mut issues: Vec<Issue> = Vec::new();
    for row in db.all(list, args![round]).await? {
        let published_at: Timestamp = row.get("published_at")?;
        if let Some(last) = issues.last_mut() {
            let ended = last.ended_at.filter(|at| *at < published_at);
            last.ended_at = ended.or(Some(published_at));
        }
        issues.push(Issue {
            seq: row.get("seq")?,
            content: row.get("content")?,
            published_at,
            ended_at: row.get("withdrawn_at")?,
        });
    }
    Ok(issues)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::area::PublishedArea;
    use crate::store::offer::{OfferText, insert_submitted};
    use crate::store::publication::{insert_publication, mark_withdrawn};
    use crate::store::round::{KeptRound, insert_round};
    use rathaus_people::organisation::{self, NewOrganisation, OrganisationKind};
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};

    #[tokio::test]
    async fn the_records_of_a_round_are_those_of_its_parts_and_publications_end_with_the_next() {
        for scratch in both(&[rathaus_people::MIGRATIONS, crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let round = KeptRound::sample("2026");
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            insert_round(&mut change, &round).await.expect("kept");
            let firm = NewOrganisation::named(OrganisationKind::Supplier, "Anker");
            let firm = organisation::insert(&mut change, &firm).await.expect("kept");
            let text = OfferText { title: "Akte".into(), ..OfferText::default() };
            let offer = insert_submitted(&mut change, round.id, firm, "O01", &text).await.expect("kept");
            change.commit(Record::new("round.opened", round.id)).await.expect("kept");
            for (action, subject) in [("offer.asked", offer), ("offer.asked", Id::of_name("elsewhere"))] {
                let change = scope.change(Actor::Anonymous, start()).await.expect("begins");
                change.commit(Record::new(action, subject)).await.expect("kept");
            }
            let area = PublishedArea {
                key: "ki".into(),
                name: "KI".into(),
                name_en: "AI".into(),
                description: String::new(),
                needs: 2,
                towns: 1,
                published_at: start(),
            };
            for hours in [0, 5] {
                let at = start().checked_add(jiff::SignedDuration::from_hours(hours)).expect("a time");
                let mut change = scope.change(Actor::Anonymous, at).await.expect("begins");
                insert_publication(&mut change, round.id, std::slice::from_ref(&area), &[], None)
                    .await
                    .expect("kept");
                change.commit(Record::new("areas.published", round.id)).await.expect("kept");
            }
            let later = start().checked_add(jiff::SignedDuration::from_hours(9)).expect("a time");
            let mut change = scope.change(Actor::Anonymous, later).await.expect("begins");
            mark_withdrawn(&mut change, round.id).await.expect("kept");
            change.commit(Record::new("areas.withdrawn", round.id)).await.expect("kept");
            let mut view = scope.read().await.expect("begins");
            let lines = list_lines(&mut view, round.id).await.expect("read");
            let actions: Vec<&str> = lines.iter().map(|line| line.action.as_str()).collect();
            assert_eq!(
                actions,
                ["round.opened", "offer.asked", "areas.published", "areas.published", "areas.withdrawn"]
            );
            assert!(lines.iter().all(|line| line.hash.len() == 64));
            let issues = list_issues(&mut view, round.id).await.expect("read");
            assert_eq!(issues[0].ended_at, Some(issues[1].published_at), "the next took its place");
            assert_eq!(issues[1].ended_at, Some(later));
            let south = scratch.store.tenant(TenantId(Id::of_name("south")));
            let mut view = south.read().await.expect("begins");
            assert!(list_lines(&mut view, round.id).await.expect("read").is_empty());
        }
    }
}
