//! Who may open which door: every part has its own list beside its tests.

use rathaus_web::Role;
use rathaus_web::testing::{Door, door_table, routes_of, table_is_in};

/// Every door of votes, part by part.
fn every_door() -> Vec<Door> {
    let parts = [crate::office::doors::DOORS, crate::office::doors::REHEARSALS];
    parts.concat()
}

#[test]
fn every_route_has_a_door() {
    let routes = routes_of(&rathaus_votes::feature());
    let mut listed: Vec<(String, String)> =
        every_door().iter().map(|door| (door.method.to_owned(), door.path.to_owned())).collect();
    listed.sort();
    assert_eq!(listed, routes, "a route without a test of who may use it, or a test without a route");
}

#[test]
fn the_readme_says_who_may_do_what() {
    let word = |door: &Door| match door.roles {
        None => "everybody",
        Some(roles) if roles.contains(&Role::Reader) => "office, readers",
        Some(_) => "office",
    };
    let doors = every_door();
    let listed = doors.iter().map(|door| (door.method, door.path, word(door)));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    table_is_in(path, &door_table(listed));
}
