//! Periods and notices worked out by hand with a calendar on the wall, each with its law.

use jiff::civil::Date;
use rathaus_deadline::{
    Calendar, Instruction, Land, NoticeLaw, Period, PeriodError, Shift, Start, Unit, Weekdays, notice,
};

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// `HE`, `SN catholic`, `BY augsburg`.
fn place(text: &str) -> Calendar {
    let (code, more) = text.split_once(' ').unwrap_or((text, ""));
    let land = Land::ALL.into_iter().find(|land| land.code() == code).expect("a Land");
    match more {
        "catholic" => Calendar::new(land).catholic(),
        "augsburg" => Calendar::new(land).augsburg(),
        _ => Calendar::new(land),
    }
}

/// `10 days`, `2 weeks`, `1 month`, `5 mon-fri`, `5 mon-sat`.
fn period(text: &str) -> Period {
    let (count, unit) = text.split_once(' ').expect("a count and a unit");
    let unit = match unit.trim_end_matches('s') {
        "day" => Unit::Days,
        "week" => Unit::Weeks,
        "month" => Unit::Months,
        "year" => Unit::Years,
        "mon-fri" => Unit::Working(Weekdays::MondayToFriday),
        "mon-sat" => Unit::Working(Weekdays::MondayToSaturday),
        _ => panic!("no unit: {unit}"),
    };
    Period::new(count.parse().expect("a count"), unit).expect("a period")
}

/// Law | place | start | period | shift | end. `on` is an event's day, `from` the beginning of a day.
const PERIODS: &str = "
    § 187 (1), § 188 (1) BGB          | HE | on 2026-03-02 | 10 days | moves | 2026-03-12
    § 187 (2), § 188 (1) BGB          | HE | from 2026-03-02 | 10 days | moves | 2026-03-11
    § 193 BGB, Saturday               | HE | on 2026-03-05 | 9 days | moves | 2026-03-16
    § 193 BGB, Sunday                 | HE | on 2026-03-05 | 10 days | moves | 2026-03-16
    § 31 (3) sentence 2 VwVfG         | HE | on 2026-03-05 | 9 days | stays | 2026-03-14
    § 188 (2) BGB, weeks              | HE | on 2026-03-03 | 2 weeks | moves | 2026-03-17
    § 188 (2) BGB, weeks              | HE | from 2026-03-03 | 2 weeks | moves | 2026-03-16
    § 188 (3) BGB, 30 February        | HE | on 2026-01-30 | 1 month | stays | 2026-02-28
    § 188 (3), § 193 BGB              | HE | on 2026-01-30 | 1 month | moves | 2026-03-02
    § 188 (3) BGB, 31 February        | HE | on 2026-01-31 | 1 month | stays | 2026-02-28
    § 188 (3) BGB, leap year          | HE | on 2024-01-31 | 1 month | moves | 2024-02-29
    § 187 (2), § 188 (3) BGB          | HE | from 2026-01-31 | 1 month | stays | 2026-02-28
    § 187 (2), § 188 (2) BGB          | HE | from 2026-02-01 | 1 month | stays | 2026-02-28
    § 187 (2), § 188 (2) BGB          | HE | from 2026-03-31 | 1 month | moves | 2026-04-30
    § 188 (2) BGB: no last day kept   | HE | on 2026-02-28 | 1 month | stays | 2026-03-28
    § 188 (2), § 193 BGB              | HE | on 2026-02-28 | 1 month | moves | 2026-03-30
    § 188 (2) BGB, quarter            | HE | on 2025-09-30 | 3 months | moves | 2025-12-30
    § 188 (3), § 193 BGB              | HE | on 2025-11-30 | 3 months | moves | 2026-03-02
    § 188 (3), § 193 BGB, 31 November | HE | on 2025-10-31 | 1 month | moves | 2025-12-01
    § 188 (3) BGB, 29 February        | HE | on 2024-02-29 | 1 year | moves | 2025-02-28
    § 188 (2), § 193 BGB, year        | HE | on 2025-02-28 | 1 year | moves | 2026-03-02
    § 187 (2) BGB, a calendar year    | HE | from 2026-01-01 | 1 year | stays | 2026-12-31
    HFeiertagsG § 1, Good Friday      | HE | on 2026-03-03 | 1 month | moves | 2026-04-07
    HFeiertagsG § 1, 1 May            | HE | on 2026-04-01 | 1 month | moves | 2026-05-04
    HFeiertagsG § 1, Ascension        | HE | on 2026-04-14 | 1 month | moves | 2026-05-15
    HFeiertagsG § 1, Whit Monday      | HE | on 2026-04-25 | 1 month | moves | 2026-05-26
    HFeiertagsG § 1, Fronleichnam     | HE | on 2026-05-04 | 1 month | moves | 2026-06-05
    FeiertG Berlin § 1                | BE | on 2026-05-04 | 1 month | moves | 2026-06-04
    SächsSFG § 1                      | SN | on 2026-05-04 | 1 month | moves | 2026-06-04
    SächsSFG § 1, Catholic            | SN catholic | on 2026-05-04 | 1 month | moves | 2026-06-05
    ThürFtG § 2, Catholic             | TH catholic | on 2026-05-04 | 1 month | moves | 2026-06-05
    Art. 2 (2) EinigVtr               | HE | on 2025-09-03 | 1 month | moves | 2025-10-06
    HFeiertagsG § 1, Christmas        | HE | on 2025-11-25 | 1 month | moves | 2025-12-29
    Christmas Eve is a working day    | HE | on 2025-11-24 | 1 month | moves | 2025-12-24
    HFeiertagsG § 1, New Year         | HE | on 2025-12-01 | 1 month | moves | 2026-01-02
    BayFTG Art. 1, Epiphany           | BY | on 2025-12-06 | 1 month | moves | 2026-01-07
    no Epiphany in Hessen             | HE | on 2025-12-06 | 1 month | moves | 2026-01-06
    NFeiertagsG § 2, Reformation      | NI | on 2025-08-31 | 2 months | moves | 2025-11-03
    SächsSFG § 1, Reformation         | SN | on 2025-08-31 | 2 months | moves | 2025-11-03
    no Reformation in Hessen          | HE | on 2025-08-31 | 2 months | moves | 2025-10-31
    500 years of Reformation          | HE | on 2017-08-31 | 2 months | moves | 2017-11-01
    BayFTG Art. 1, both days          | BY | on 2017-08-31 | 2 months | moves | 2017-11-02
    NFeiertagsG before 2018           | NI | on 2016-08-31 | 2 months | moves | 2016-10-31
    FeiertG Bremen from 2018          | HB | on 2018-08-31 | 2 months | moves | 2018-11-01
    SächsSFG § 1, Buß- und Bettag     | SN | on 2026-10-18 | 1 month | moves | 2026-11-19
    § 58 SGB XI, given up             | HE | on 2026-10-18 | 1 month | moves | 2026-11-18
    Buß- und Bettag for the last time | HE | on 1994-10-16 | 1 month | moves | 1994-11-17
    § 58 SGB XI, first year           | HE | on 1995-10-22 | 1 month | moves | 1995-11-22
    SächsSFG § 1, 1995                | SN | on 1995-10-22 | 1 month | moves | 1995-11-23
    FeiertG Berlin § 1, Frauentag     | BE | on 2027-02-08 | 1 month | moves | 2027-03-09
    FTG M-V § 2, Frauentag            | MV | on 2027-02-08 | 1 month | moves | 2027-03-09
    FTG M-V before 2023               | MV | on 2022-02-08 | 1 month | moves | 2022-03-08
    ThürFtG § 2, Weltkindertag        | TH | on 2027-08-20 | 1 month | moves | 2027-09-21
    80 years of peace in Berlin       | BE | on 2025-04-08 | 1 month | moves | 2025-05-09
    not in Brandenburg                | BB | on 2025-04-08 | 1 month | moves | 2025-05-08
    SFG Saarland § 2, Assumption      | SL | on 2025-07-15 | 1 month | moves | 2025-08-18
    BayFTG Art. 1, mostly Protestant  | BY | on 2025-07-15 | 1 month | moves | 2025-08-15
    BayFTG Art. 1, mostly Catholic    | BY catholic | on 2025-07-15 | 1 month | moves | 2025-08-18
    BayFTG Art. 1, Friedensfest       | BY augsburg | on 2025-07-08 | 1 month | moves | 2025-08-11
    BayFTG Art. 1, elsewhere          | BY | on 2025-07-08 | 1 month | moves | 2025-08-08
    Arbeitstage over Easter           | HE | on 2026-03-30 | 5 mon-fri | stays | 2026-04-08
    § 3 (2) BUrlG, Werktage           | HE | on 2026-03-30 | 5 mon-sat | stays | 2026-04-07
    Werktag, the day itself           | HE | from 2026-03-07 | 1 mon-sat | stays | 2026-03-07
    Werktag, § 193 BGB                | HE | from 2026-03-07 | 1 mon-sat | moves | 2026-03-09
    Arbeitstag from a Saturday on     | HE | from 2026-03-07 | 1 mon-fri | moves | 2026-03-09
";

#[test]
fn periods_end_as_worked_out_by_hand() {
    let mut count = 0;
    for line in PERIODS.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, at, start, length, shift, end] = cells[..] else { panic!("six cells: {line}") };
        let start = match start.split_once(' ').expect("how and when") {
            ("on", event) => Start::Event(day(event)),
            (_, first) => Start::BeginningOf(day(first)),
        };
        let shift = if shift == "moves" { Shift::NextWorkingDay } else { Shift::Stays };
        assert_eq!(period(length).end(start, shift, &place(at)), Ok(day(end)), "{line}");
        count += 1;
    }
    assert!(count >= 60, "{count}");
}

/// Law | place | posted | arrived or - | notified | last day to object.
const NOTICES: &str = "
    vwvfg  | HE | 2024-12-30 | - | 2025-01-02 | 2025-02-03
    vwvfg  | HE | 2024-12-31 | - | 2025-01-03 | 2025-02-03
    vwvfg  | HE | 2025-01-02 | - | 2025-01-06 | 2025-02-06
    vwvfg  | BY | 2025-01-02 | - | 2025-01-06 | 2025-02-06
    vwvfg  | HE | 2025-01-07 | - | 2025-01-11 | 2025-02-11
    vwvfg  | HE | 2026-02-27 | - | 2026-03-03 | 2026-04-07
    vwvfg  | HE | 2026-02-27 | 2026-03-05 | 2026-03-05 | 2026-04-07
    vwvfg  | HE | 2026-02-27 | 2026-02-28 | 2026-03-03 | 2026-04-07
    ao     | HE | 2025-01-07 | - | 2025-01-13 | 2025-02-13
    ao     | HE | 2025-01-02 | - | 2025-01-06 | 2025-02-06
    ao     | BY | 2025-01-02 | - | 2025-01-07 | 2025-02-07
    ao     | HE | 2024-06-12 | - | 2024-06-17 | 2024-07-17
    sgb-x  | HE | 2007-09-26 | - | 2007-09-29 | 2007-10-29
    land-3 | HE | 2025-01-07 | - | 2025-01-10 | 2025-02-10
";

#[test]
fn notices_count_as_worked_out_by_hand() {
    // The case of § 37 SGB X is that of BSG, 6 May 2010, B 14 AS 12/09 R.
    for line in NOTICES.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [law, at, posted, arrived, notified, last] = cells[..] else { panic!("six cells: {line}") };
        let law = match law {
            "vwvfg" => NoticeLaw::Vwvfg,
            "ao" => NoticeLaw::Ao,
            "sgb-x" => NoticeLaw::SgbX,
            _ => NoticeLaw::Land { days: 3 },
        };
        let place = place(at);
        let arrived = (arrived != "-").then(|| day(arrived));
        let counted = law.notified(day(posted), arrived, &place).expect("a day");
        assert_eq!(counted, day(notified), "{line}");
        assert_eq!(Instruction::Given.objection_ends(counted, &place), Ok(day(last)), "{line}");
    }
}

#[test]
fn without_an_instruction_there_is_a_year() {
    let hessen = place("HE");
    let ends = |notified: &str| Instruction::MissingOrWrong.objection_ends(day(notified), &hessen);
    assert_eq!(ends("2025-03-03"), Ok(day("2026-03-03")));
    assert_eq!(ends("2025-04-03"), Ok(day("2026-04-07")));
    assert_eq!(notice::fetched(day("2026-02-28")), day("2026-03-01"));
}

#[test]
fn what_cannot_be_counted_is_refused() {
    assert_eq!(Period::new(0, Unit::Days), Err(PeriodError::Empty));
    assert_eq!(
        NoticeLaw::Land { days: 0 }.notified(day("2026-01-01"), None, &place("HE")),
        Err(PeriodError::Empty)
    );
    let late = Start::Event(day("2200-12-31"));
    let beyond = period("1 day").end(late, Shift::Stays, &place("HE"));
    assert_eq!(beyond, Err(PeriodError::Beyond(day("2201-01-01"))));
    for unit in ["days", "weeks", "months", "years", "mon-fri"] {
        let length = period(&format!("65535 {unit}"));
        for start in [Start::Event(Date::MAX), Start::BeginningOf(Date::MIN), Start::Event(day("2100-01-01"))]
        {
            assert!(matches!(
                length.end(start, Shift::NextWorkingDay, &place("HE")),
                Err(PeriodError::Beyond(_))
            ));
        }
    }
}
