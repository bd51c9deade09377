//! A thousand invited towns in a sample house, and what became of their answers.

use anyhow::{Context, Result};
use jiff::Timestamp;
use rathaus_core::register::Register;
use rathaus_forum::store::invitation::contact::{Origin, ensure_contact};
use rathaus_forum::store::invitation::{
    Invitation, insert_invitation, issue_link, list_invitations, mark_invited,
};
use rathaus_forum::store::round::list_rounds;
use rathaus_people::{organisation, tenant};
use rathaus_procedure::store::{find_draft, find_form, history};
use rathaus_store::{Actor, Id, Record, Settings, Store, TenantId};

use super::program::House;

/// A town that was invited.
pub struct Town {
    pub invitation: Id,
    /// Path of its personal link.
    pub path: String,
}

pub async fn open(house: &House) -> Result<(Store, TenantId)> {
    let settings = Settings { database_url: house.database_url.clone(), ..Settings::folder(&house.folder) };
    let store = Store::open(settings).await?;
    let tenants = tenant::list(&mut *store.system().read().await?).await?;
    let tenant = tenants.first().context("the house has no tenant")?.id;
    Ok((store, tenant))
}

/// Invites so many further municipalities of the register to the sample round.
pub async fn invite(house: &House, count: usize, now: Timestamp) -> Result<Vec<Town>> {
    let (store, tenant) = open(house).await?;
    let mut change = store.tenant(tenant).change(Actor::Program("bench"), now).await?;
    let round = list_rounds(&mut change).await?.into_iter().next().context("no round")?;
    let known: Vec<_> =
        list_invitations(&mut change, round.id).await?.into_iter().filter_map(|one| one.ags).collect();
    let mut towns = Vec::new();
    let others = Register::germany().iter().filter(|town| !known.contains(&town.ags));
    for town in others.filter(|town| town.population.is_some_and(|people| people > 0)).take(count) {
        let body = organisation::ensure_municipality(&mut change, town.ags).await?;
        let people = town.population.unwrap_or(0);
        let listed = Invitation::listed(now, round.id, body, town.short_name(), Some(town.ags), people);
        insert_invitation(&mut change, &listed).await?;
        let email = format!("amt-{}@bench.example", town.ags);
        let contact =
            ensure_contact(&mut change, round.id, listed.id, &email, "Frieda Amt", Origin::Office).await?;
        mark_invited(&mut change, listed.id).await?;
        let path = issue_link(&mut change, &round, &listed, &contact).await?;
        towns.push(Town { invitation: listed.id, path });
    }
    change.commit(Record::new("round.invited", round.id)).await?;
    store.close().await;
    Ok(towns)
}

/// How many of these towns have no submission, exactly one, several; and how many still have a draft.
pub async fn submissions(house: &House, towns: &[Town]) -> Result<[usize; 4]> {
    let (store, tenant) = open(house).await?;
    let mut view = store.tenant(tenant).read().await?;
    let round = list_rounds(&mut view).await?.into_iter().next().context("no round")?;
    let form = find_form(&mut view, &round.survey.context("the round has no survey")?).await?;
    let form = form.context("the survey is not there")?;
    let mut found = [0; 4];
    for town in towns {
        let holder = rathaus_forum::pages::answer::holder(town.invitation);
        found[history(&mut view, form.id, &holder).await?.len().min(2)] += 1;
        found[3] += usize::from(find_draft(&mut view, form.id, &holder).await?.is_some());
    }
    drop(view);
    store.close().await;
    Ok(found)
}
