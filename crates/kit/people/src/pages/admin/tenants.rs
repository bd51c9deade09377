//! Tenants of the house, for those who run it.

use axum::Router;
use axum::extract::Path;
use rathaus_store::{Actor, Id, Record, TenantId};
use rathaus_web::{
    Answer, App, Form, FromForm, PageError, Reader, Role, Sheet, Value, Visitor, context, get, post,
};

use crate::pages::admin::settings::Switches;
use crate::pages::{refresh, sign_in};
use crate::tenant::{self, Tenant, TenantKind};
use crate::{membership, person};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/tenants", get(list))
        .route("/admin/tenants/new", get(show_new).merge(post(add)))
        .route("/admin/tenants/{id}", get(show).merge(post(save)))
}

/// The person, if they run the house and showed a second factor.
fn house(visitor: &Visitor) -> Result<(), PageError> {
    visitor.administrator()?;
    visitor.require(&[Role::House])?;
    Ok(())
}

fn kind_options(visitor: &Visitor) -> Result<Vec<Value>, PageError> {
    TenantKind::ALL
        .into_iter()
        .map(|kind| {
            let label = visitor.text(&format!("admin-tenants-kind-{}", kind.word()))?;
            Ok(context! { value => kind.word(), label })
        })
        .collect()
}

async fn list(visitor: Visitor) -> Answer {
    house(&visitor)?;
    let all = tenant::list(&mut *visitor.app().store().system().read().await?).await?;
    let mut rows = Vec::new();
    for one in all {
        rows.push(context! {
            id => one.id.to_string(),
            name => one.name.clone(),
            address => visitor.app().full_url(&one.shown(), "/"),
            kind => visitor.text(&format!("admin-tenants-kind-{}", one.kind.word()))?,
        });
    }
    visitor.page("people/admin-tenants.html", visitor.text("admin-tenants-title")?, context! { rows })
}

struct NewTenant {
    name: String,
    slug: String,
    kind: TenantKind,
    email: Option<String>,
}

impl FromForm for NewTenant {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let name = form.text("name", 1..=120);
        let slug = form.raw("slug");
        if !tenant::is_slug(&slug) {
            form.mistake("slug", "admin-tenants-slug-wrong");
        }
        let kind = form.choice("kind");
        let email = if form.raw("email").is_empty() { Some(None) } else { form.email("email").map(Some) };
        Some(Self { name: name?, slug, kind: kind?, email: email? })
    }
}

fn page(visitor: &Visitor, sheet: &Sheet, id: Option<&str>) -> Answer {
    let title = visitor.text(if id.is_some() { "admin-tenants-edit" } else { "admin-tenants-new" })?;
    let context = context! { kinds => kind_options(visitor)?, id };
    if sheet.mistakes.is_empty() {
        visitor.page("people/admin-tenant.html", title, context! { form => visitor.form(sheet)?, ..context })
    } else {
        visitor.again("people/admin-tenant.html", title, sheet, context)
    }
}

async fn show_new(visitor: Visitor) -> Answer {
    house(&visitor)?;
    page(&visitor, &Sheet::blank(), None)
}

async fn add(visitor: Visitor, form: Form<NewTenant>) -> Answer {
    house(&visitor)?;
    visitor.fresh()?;
    let (new, sheet) = match form.checked_with_sheet() {
        Ok(new) => new,
        Err(sheet) => return page(&visitor, &sheet, None),
    };
    let store = visitor.app().store();
    let all = tenant::list(&mut *store.system().read().await?).await?;
    if all.iter().any(|one| one.slug == new.slug) {
        return page(&visitor, &sheet.wrong("slug", "admin-tenants-slug-taken"), None);
    }
    let Some(email) = new.email else { return page(&visitor, &sheet.wrong("email", "form-required"), None) };
    let mut made = Tenant::new(visitor.now(), new.slug, new.name, new.kind);
    let known = visitor.app().port::<Switches>().map(|all| all.0.clone()).unwrap_or_default();
    made.features = known.into_iter().map(str::to_owned).collect();
    let mut change = store.system().change(visitor.actor(), visitor.now()).await?;
    tenant::insert(&mut change, &made).await?;
    change.commit(TenantId::HOUSE, Record::new("tenant.added", made.id)).await?;
    let lang = visitor.lang();
    let mut change = store.tenant(made.id).change(Actor::Program("house"), visitor.now()).await?;
    let person =
        person::ensure(&mut change, &person::NewPerson { name: String::new(), email: email.clone(), lang })
            .await?;
    let grant = membership::Grant { person, organisation: None, role: Role::Administrator, until: None };
    membership::grant(&mut change, grant).await?;
    let secret =
        sign_in::issue_link(&mut change, person, &email, "/admin", jiff::SignedDuration::from_hours(14 * 24))
            .await?;
    let texts = visitor.app().texts(lang);
    let shown = made.shown();
    let written = visitor
        .app()
        .mail(
            &shown,
            lang,
            "people/admin-invitation-mail",
            texts.with("admin-invitation-subject", &[("name", made.name.clone().into())])?,
            email,
            context! {
                why => texts.with("admin-invitation-why", &[("name", made.name.clone().into())])?,
                link => visitor.app().full_url(&shown, &format!("/sign-in/link/{}", secret.reveal())),
            },
        )
        .await?;
    rathaus_web::mail::enqueue(&mut change, written.about(format!("person:{person}"))).await?;
    let record = Record::new("person.invited", person).with("role", "administrator");
    change.commit(record.with("by", visitor.person()?.person)).await?;
    refresh(&visitor)?;
    visitor.done("/admin/tenants", "admin-tenants-added")
}

async fn find(visitor: &Visitor, id: Id) -> Result<Tenant, PageError> {
    let mut view = visitor.app().store().tenant(TenantId(id)).read().await?;
    tenant::find(&mut view).await?.ok_or(PageError::NotFound)
}

async fn show(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    house(&visitor)?;
    let one = find(&visitor, id).await?;
    let filled = [("name", one.name), ("slug", one.slug), ("kind", one.kind.word().to_owned())];
    page(&visitor, &Sheet::filled(filled), Some(&id.to_string()))
}

async fn save(visitor: Visitor, Path(id): Path<Id>, form: Form<NewTenant>) -> Answer {
    house(&visitor)?;
    visitor.fresh()?;
    let (new, sheet) = match form.checked_with_sheet() {
        Ok(new) => new,
        Err(sheet) => return page(&visitor, &sheet, Some(&id.to_string())),
    };
    let mut one = find(&visitor, id).await?;
    let store = visitor.app().store();
    let all = tenant::list(&mut *store.system().read().await?).await?;
    if all.iter().any(|other| other.slug == new.slug && other.id != one.id) {
        return page(&visitor, &sheet.wrong("slug", "admin-tenants-slug-taken"), Some(&id.to_string()));
    }
    one.name = new.name;
    one.slug = new.slug;
    one.kind = new.kind;
    let mut change = store.tenant(one.id).change(visitor.actor(), visitor.now()).await?;
    tenant::update(&mut change, &one).await?;
    change.commit(Record::new("tenant.changed", one.id).with("slug", &one.slug)).await?;
    refresh(&visitor)?;
    visitor.done("/admin/tenants", "account-saved")
}
