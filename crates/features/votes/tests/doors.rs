//! Who may open which door of votes, part by part. What each part's doors lead to is tried beside what it does.

use crate::{election, meeting, office};
use rathaus_web::Role;
use rathaus_web::testing::{Door, door_table, routes_of, table_is_in};

/// Every door of votes.
fn every_door() -> Vec<Door> {
    let parts = [
        election::doors::DOORS,
        election::doors::BY_LINK,
        meeting::doors::DOORS,
        meeting::doors::BY_LINK,
        office::doors::DOORS,
        office::doors::REHEARSALS,
    ];
    parts.concat()
}

#[test]
fn every_route_has_a_door() {
    let mut listed: Vec<(String, String)> =
        every_door().iter().map(|door| (door.method.to_owned(), door.path.to_owned())).collect();
    listed.sort();
    let routes = routes_of(&rathaus_votes::feature());
    assert_eq!(listed, routes, "a route without a test of who may use it, or a test without a route");
}

#[test]
fn the_readme_says_who_may_do_what() {
    let word = |door: &Door| match door.roles {
        None if door.path.contains("/at/{key}") => "participant with the link",
        None if door.path.contains("/screen/{key}") => "whoever has the address",
        None if door.path.contains("/roles/{key}") => "who has the role, with the link",
        None => "everybody",
        Some(roles) if roles.contains(&Role::Reader) => "office, readers",
        Some(_) => "office",
    };
    let doors = every_door();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    table_is_in(path, &door_table(doors.iter().map(|door| (door.method, door.path, word(door)))));
}
