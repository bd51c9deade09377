//! Holidays and Easter as two other programs have them (`e2e/public_holidays.py` says how the tables were made).

use std::collections::BTreeMap;

use jiff::civil::Date;
use rathaus_deadline::holidays::{YEARS, easter};
use rathaus_deadline::{Calendar, Land};

/// Day → codes, of the PyPI package `holidays` 0.109.
fn table() -> BTreeMap<Date, Vec<&'static str>> {
    let rows = include_str!("tables/holidays.csv").lines().skip(1);
    rows.map(|row| {
        let (day, codes) = row.split_once(',').expect("two columns");
        (day.parse().expect("a day"), codes.split(' ').collect())
    })
    .collect()
}

#[test]
fn holidays_are_those_of_another_program() {
    let table = table();
    let mut places: Vec<(String, Vec<String>, Calendar)> = Vec::new();
    for land in Land::ALL {
        let code = land.code().to_string();
        places.push((code.clone(), vec![code.clone()], Calendar::new(land)));
        places.push((
            format!("{code}+"),
            vec![code.clone(), format!("{code}+")],
            Calendar::new(land).catholic(),
        ));
    }
    let augsburg = Calendar::new(Land::Bayern).catholic().augsburg();
    places.push(("AUG".into(), vec!["BY".into(), "AUG".into()], augsburg));

    let (first, last) = (2017, 2035);
    assert_eq!(table.keys().next().map(|day| day.year()), Some(first));
    assert_eq!(table.keys().last().map(|day| day.year()), Some(last));
    for (name, codes, place) in places {
        let theirs: Vec<Date> = table
            .iter()
            .filter(|(_, kept)| kept.iter().any(|code| codes.iter().any(|own| own == code)))
            .map(|(day, _)| *day)
            .collect();
        let ours: Vec<Date> = (first..=last).flat_map(|year| place.year(year).into_keys()).collect();
        assert_eq!(ours, theirs, "{name}");
    }
}

#[test]
fn easter_is_that_of_another_program() {
    let theirs: Vec<Date> =
        include_str!("tables/easter.csv").lines().skip(1).map(|day| day.parse().expect("a day")).collect();
    assert_eq!(YEARS.map(easter).collect::<Vec<_>>(), theirs);
}
