//! Who may open which door: a feature's routes against a table, so that a route nobody thought about is found.
//!
//! ```text
//! let doors = [
//!     Door::open("GET", "/rounds"),
//!     Door::of("GET", "/rounds/{id}/edit", &[Role::Office, Role::Administrator]),
//!     Door::of("POST", "/rounds", &[Role::Office, Role::Administrator]),
//! ];
//! guarded(&router, &feature(), &doors, |pattern| pattern.replace("{id}", &round.to_string())).await;
//! ```

use axum::Router;

use super::Browser;
use crate::feature::Feature;
use crate::visitor::Role;

/// A route and who may use it.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path with its names, as in `/rounds/{id}`.
    pub path: &'static str,
    /// Who may; `None` where strangers may, too (a public page, a personal link).
    pub roles: Option<&'static [Role]>,
    /// An address of it that every tenant has, where there is one.
    pub at: Option<&'static str>,
}

impl Door {
    /// Everybody may.
    pub const fn open(method: &'static str, path: &'static str) -> Self {
        Self { method, path, roles: None, at: None }
    }

    /// These roles may, others not.
    pub const fn of(method: &'static str, path: &'static str, roles: &'static [Role]) -> Self {
        Self { method, path, roles: Some(roles), at: None }
    }

    /// Tried at this address, which every tenant has.
    #[must_use]
    pub const fn everywhere(mut self, at: &'static str) -> Self {
        self.at = Some(at);
        self
    }
}

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// All pages of a feature as method and path, in order.
///
/// Read from what axum says of a router for debugging; a test of this crate holds that it still says so.
///
/// # Panics
///
/// When axum says something else.
pub fn routes_of(feature: &Feature) -> Vec<(String, String)> {
    let said = format!("{:?}", feature.routes);
    // Behind it stand the fallbacks, in the same form.
    let said = said.split("fallback_router:").next().unwrap_or_default();
    // `routes: {RouteId(0): MethodRouter(MethodRouter { get: BoxedHandler, … }), …}, node: Node { paths: {RouteId(0): "/x"} }`
    const SAYS: &str = "axum says what a router holds in the words that this reads";
    let (routes, paths) = said.split_once("paths: {").expect(SAYS);
    let mut found = Vec::new();
    for piece in paths.split("RouteId(").skip(1) {
        let (id, rest) = piece.split_once("): \"").expect(SAYS);
        let (path, _) = rest.split_once('"').expect(SAYS);
        let (_, methods) = routes.split_once(&format!("RouteId({id}): MethodRouter")).expect(SAYS);
        let methods = methods.split("RouteId(").next().unwrap_or_default();
        for method in METHODS {
            let (_, value) = methods.split_once(&format!("{method}: ")).expect(SAYS);
            if !value.starts_with("None") {
                found.push((method.to_uppercase(), path.to_owned()));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Holds every page of a feature against its table, in the house of [`super::house`] with its two tenants.
///
/// * A route that is missing in the table, or there alone, fails.
/// * A stranger is led to the sign-in page (a post: 401), every other role is refused (403, or 404 where a page hides
///   that there is something).
/// * Who may, gets something else than a refusal or a fault (asked for with GET only; a post would change things).
/// * A post without a token is refused (403), whoever sends it.
/// * People of the south with the right role find none of the north's things: an address with a name in it answers
///   404 there (or leads to the sign-in page where it is somebody else's door).
///
/// `fill` puts real ids of things of the north into a pattern.
///
/// # Panics
///
/// With everything that is wrong, one line each.
pub async fn guarded(router: &Router, feature: &Feature, doors: &[Door], fill: impl Fn(&str) -> String) {
    let mut wrong = Vec::new();
    let routes = routes_of(feature);
    for (method, path) in &routes {
        if !doors.iter().any(|door| door.method == method && door.path == path) {
            wrong.push(format!("{method} {path}: not in the table"));
        }
    }
    let is_there =
        |door: &&Door| routes.iter().any(|(method, path)| method == door.method && path == door.path);
    wrong.extend(
        doors
            .iter()
            .filter(|door| !is_there(door))
            .map(|door| format!("{} {}: no such route", door.method, door.path)),
    );
    let there: Vec<Door> = doors.iter().filter(is_there).copied().collect();
    wrong.extend(complaints(router, &there, fill).await);
    assert!(wrong.is_empty(), "doors that do not close or open:\n{}", wrong.join("\n"));
}

/// What is wrong with these doors, one line each; whether there are others is not looked at. For features with doors of
/// more kinds than roles, whose test holds its own list against [`routes_of`].
pub async fn complaints(router: &Router, doors: &[Door], fill: impl Fn(&str) -> String) -> Vec<String> {
    let mut wrong = Vec::new();
    for door in doors {
        let (method, path) = (door.method, fill(door.at.unwrap_or(door.path)));
        let mut note = |who: &str, what: String| wrong.push(format!("{method} {path} as {who}: {what}"));
        if method != "GET" {
            for who in ["", "office"] {
                let mut browser = Browser::of(router.clone(), who);
                let status = browser.post_bare(&path, &[("x", "1")]).await.status;
                if status != 403 {
                    note(who, format!("{status} without a token"));
                }
            }
        }
        if let Some(roles) = door.roles {
            let shown = ask(router, "", method, &path).await;
            let is_led = shown.status == 401 || shown.location.contains("/sign-in");
            if !is_led {
                note("a stranger", format!("{} {}", shown.status, shown.location));
            }
            for role in Role::ALL.into_iter().filter(|role| !roles.contains(role)) {
                let status = ask(router, role.word(), method, &path).await.status;
                if !matches!(status, 403 | 404) {
                    note(role.word(), format!("{status}, and may not"));
                }
            }
        }
        if method == "GET" {
            let who: Vec<&str> = match door.roles {
                Some(roles) => roles.iter().map(|role| role.word()).collect(),
                None => vec![""],
            };
            for who in who {
                let shown = ask(router, who, method, &path).await;
                let is_refused =
                    matches!(shown.status, 401 | 403 | 404) || shown.location.contains("/sign-in");
                if is_refused || shown.status >= 500 {
                    note(who, format!("{} {}, and may", shown.status, shown.location));
                }
            }
        }
        if door.at.is_none() && door.path.contains('{') {
            let who: Vec<String> = match door.roles {
                Some(roles) => roles.iter().map(|role| format!("{}@south", role.word())).collect(),
                None => vec![String::new()],
            };
            for who in who {
                let shown = ask(router, &who, method, &format!("/t/south{path}")).await;
                if shown.status != 404 {
                    note(&who, format!("{} for what is another tenant's", shown.status));
                }
            }
        }
    }
    wrong
}

async fn ask(router: &Router, who: &str, method: &str, path: &str) -> super::Shown {
    let mut browser = Browser::of(router.clone(), who).with_token();
    if method == "GET" { browser.get(path).await } else { browser.post(path, &[]).await }
}

const BEGIN: &str = "<!-- who may do what: written by tests/doors -->\n";
const END: &str = "<!-- end -->";

/// The table of a feature's README: who may open an address, and who may send to it, from doors as method, path and who.
pub fn door_table<'d>(doors: impl IntoIterator<Item = (&'d str, &'d str, &'d str)>) -> String {
    let mut rows: Vec<(&str, [&str; 2])> = Vec::new();
    for (method, path, who) in doors {
        let place = usize::from(method != "GET");
        match rows.iter_mut().find(|(known, _)| *known == path) {
            Some((_, whom)) => whom[place] = who,
            None => {
                let mut whom = ["–"; 2];
                whom[place] = who;
                rows.push((path, whom));
            }
        }
    }
    let mut lines = "| Address | Who may open it | Who may send to it |\n|---|---|---|\n".to_owned();
    for (path, [opens, sends]) in rows {
        lines += &format!("| `{path}` | {opens} | {sends} |\n");
    }
    lines
}

/// Holds the table of the README at `path` against `lines`; with `RATHAUS_WRITE` in the environment it writes it anew.
///
/// # Panics
///
/// When the README says something else, or has no place for the table.
pub fn table_is_in(path: &str, lines: &str) {
    let readme = std::fs::read_to_string(path).expect("the README");
    let (before, rest) = readme.split_once(BEGIN).expect("the table begins");
    let (found, after) = rest.split_once(END).expect("the table ends");
    if std::env::var_os("RATHAUS_WRITE").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{lines}{END}{after}")).expect("written");
        return;
    }
    assert_eq!(found, lines, "with RATHAUS_WRITE=1 the test writes it anew");
}
