//! A small plan of the sample round and everything that is written of it.

use rathaus_core::Span;

use super::*;
use crate::model::plan::{
    Area, Assignment, Barred, Cause, Chosen, CurvePoint, DuplicateGroup, JuryScore, Match, Reason,
    ReviewTask, Selection, SetAside, TalkLoad, TalkPlan, Unplaced, WhiteSpot,
};
use crate::sample;

fn span(text: &str) -> Span {
    text.parse().expect("a span")
}

fn talk(time: &str, table: usize, a: &str, b: &str) -> Talk {
    Talk { span: span(time), table, a: a.into(), b: b.into(), value: 1.5 }
}

fn load(id: &str, organisation: &str) -> TalkLoad {
    TalkLoad {
        id: id.into(),
        organisation: organisation.into(),
        least: 1,
        most: 4,
        talks: 2,
        wishes_met: 1,
        wishes: 2,
        gaps: 0,
        ags: "06633005".parse().ok(),
    }
}

fn plan() -> Plan {
    let reason = |need: &str, offer: &str| Reason {
        need: need.into(),
        offer: offer.into(),
        concept: Some("Platzvergabe".into()),
        share: 0.5,
    };
    let pair = |need: &str, offer: &str, rank, reasons, excluded: Option<&str>| Match {
        need_id: need.into(),
        offer_id: offer.into(),
        rank,
        score: 0.123_456,
        reasons,
        excluded_because: excluded.map(str::to_owned),
    };
    let assignment = |need: &str, area: &str, words: &[&str]| Assignment {
        need_id: need.into(),
        area: area.into(),
        score: -0.000_01,
        words: words.iter().map(|w| (*w).to_owned()).collect(),
        by_hand: false,
    };
    Plan {
        format: 1,
        program: "0.1.0".into(),
        seed: 1,
        round: "Beispielrunde Nordhessen".into(),
        is_sample: true,
        areas: vec![Area {
            key: "ki".into(),
            name: "KI, für Text & Daten".into(),
            name_en: "AI".into(),
            description: String::new(),
            is_proposed: false,
            needs: 2,
            towns: 2,
            inhabitants: 20_000,
            weight: 6.5,
        }],
        assignments: vec![
            assignment("N002", "ki", &["=SUMME(A1)", "zwei"]),
            assignment("N001", "ki", &["-Wort"]),
        ],
        set_aside: vec![SetAside { need_id: "N003".into(), reason: "sagt nichts".into() }],
        duplicates: vec![DuplicateGroup { need_ids: vec!["N001".into(), "N002".into()], similarity: 0.9 }],
        matches: vec![
            pair(
                "N001",
                "O39",
                1,
                vec![reason("Plätze", "Platzvergabe"), reason("Formular", "formular")],
                None,
            ),
            pair("N001", "O11", 0, Vec::new(), Some("läuft nur als \"SaaS\"")),
        ],
        white_spots: vec![WhiteSpot {
            need_id: "N002".into(),
            best_score: 0.1,
            blocked_offer: Some("O11".into()),
            blocked_because: Some("Hosting".into()),
        }],
        selection: Selection {
            places: 1,
            chosen: vec![Chosen {
                offer_id: "O39".into(),
                contribution: 2.5,
                alternative: Some("O11".into()),
                alternative_value: Some(2.0),
                need_ids: vec!["N001".into()],
            }],
            value: 2.5,
            bound: 2.5,
            is_proven: true,
            covered: 2.4,
            demand: 5.0,
            curve: vec![CurvePoint { places: 1, value: 2.5, bound: 2.5 }],
            barred: vec![Barred { offer_id: "O02".into(), reason: "never".into() }],
        },
        jury: vec![JuryScore {
            offer_id: "O01".into(),
            mean: Some(8.5),
            median: None,
            spread: Some(1.0),
            reviews: 2,
            conflicts: 0,
        }],
        review_tasks: vec![ReviewTask { offer_id: "O64".into(), reviewer: "Institut A".into() }],
        talks: Some(TalkPlan {
            slots: vec![span("14:00-14:15"), span("14:15-14:30"), span("14:30-14:45")],
            tables: 12,
            ceiling: 36,
            talks: vec![
                talk("14:15-14:30", 2, "P02", "P37"),
                talk("14:00-14:15", 1, "P01", "P37"),
                talk("14:30-14:45", 1, "P37", "P01"),
            ],
            value: 4.5,
            value_bound: 4.5,
            choice_is_proven: true,
            wanted: 3,
            placed_bound: 3,
            gaps: 1,
            gaps_bound: 1,
            timetable_is_proven: true,
            table_changes: 2,
            unplaced: vec![Unplaced {
                a: "P03".into(),
                b: "P37".into(),
                reason: "keine Zeit".into(),
                cause: Some(Cause::TooManyTalks { who: "P37".into() }),
            }],
            participants: vec![
                load("P01", "Kassel, documenta-Stadt"),
                load("P02", "Fulda, Stadt"),
                load("P37", "Pfad & <Hauer> GmbH"),
                load("../P99", "Böse"),
            ],
        }),
    }
}

#[test]
fn tables_word_for_word() {
    let (input, plan) = (sample::input(), plan());
    assert_eq!(
        areas_csv(&input, &plan),
        "need_id,area,score,words\n\
         N001,\"KI, für Text & Daten\",0.0000,'-Wort\n\
         N002,\"KI, für Text & Daten\",0.0000,'=SUMME(A1); zwei\n\
         N003,keine Angabe,0.0000,sagt nichts\n"
    );
    assert_eq!(
        matches_csv(&plan),
        "need_id,offer_id,rank,score,reasons,excluded_because\n\
         N001,O39,1,0.1235,Plätze → Platzvergabe; Formular,\n\
         N001,O11,,0.1235,,\"läuft nur als \"\"SaaS\"\"\"\n"
    );
    let selection = selection_csv(&input, &plan);
    assert!(
        selection.starts_with("offer_id,chosen,contribution,alternative\nO39,ja,2.5000,O11\nO01,nein,,\n")
    );
    assert_eq!(selection.lines().count(), 65);
    assert_eq!(
        talks_csv(plan.talks.as_ref()),
        "start,end,table,a,b\n14:00,14:15,1,P01,P37\n14:15,14:30,2,P02,P37\n14:30,14:45,1,P37,P01\n"
    );
}

#[test]
fn tables_are_read_by_the_csv_crate() {
    let text = areas_csv(&sample::input(), &plan());
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(text.as_bytes()).records().map(|r| r.expect("well formed")).collect();
    assert_eq!(&rows[0][1], "KI, für Text & Daten");
}

#[test]
fn a_plan_survives_its_json() {
    let plan = plan();
    let text = plan_json(&plan);
    assert!(text.ends_with("}\n"));
    let read: Plan = serde_json::from_str(&text).expect("its own text");
    assert_eq!(read, plan);
}

fn schema_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/plan.schema.json")
}

#[test]
fn the_schema_in_docs_is_current() {
    let committed = fs::read_to_string(schema_path()).expect("docs/plan.schema.json");
    let how = "cargo test -p rathaus-forum write_the_schema -- --ignored";
    assert!(committed == plan_schema(), "the types have changed; run: {how}");
}

#[test]
#[ignore = "writes docs/plan.schema.json"]
fn write_the_schema() {
    fs::write(schema_path(), plan_schema()).expect("docs can be written");
}

#[test]
fn the_schema_knows_every_key_of_a_plan() {
    let schema: serde_json::Value = serde_json::from_str(&plan_schema()).expect("JSON");
    let plan = serde_json::to_value(plan()).expect("JSON");
    let keys = |value: &serde_json::Value| -> BTreeSet<String> {
        value.as_object().into_iter().flat_map(|o| o.keys().cloned()).collect()
    };
    assert_eq!(keys(&schema["properties"]), keys(&plan));
    assert_eq!(keys(&schema["$defs"]["TalkPlan"]["properties"]), keys(&plan["talks"]));
    assert_eq!(keys(&schema["$defs"]["Talk"]["properties"]), keys(&plan["talks"]["talks"][0]));
    assert_eq!(keys(&schema["$defs"]["SpanText"]["properties"]), keys(&plan["talks"]["talks"][0]["span"]));
    assert_eq!(keys(&schema["$defs"]["Selection"]["properties"]), keys(&plan["selection"]));
}

fn uids(text: &str) -> BTreeSet<&str> {
    text.lines().filter(|line| line.starts_with("UID:")).collect()
}

#[test]
fn a_talk_that_moves_keeps_its_id() {
    let (input, plan) = (sample::input(), plan());
    let before = calendar(&input, &plan, "P02", 0).expect("date and talks");
    let mut moved = plan.clone();
    let talks = &mut moved.talks.as_mut().expect("talks").talks;
    talks[0] = talk("14:30-14:45", 5, "P37", "P02");
    let after = calendar(&input, &moved, "P02", 1).expect("date and talks");
    assert_eq!(uids(&before), uids(&after));
    assert!(after.contains("SEQUENCE:1\r\n"));
    assert!(after.contains("LOCATION:Tisch 5\r\n"));
    // The same two twice are two talks; both sides share the ids.
    let kassel = calendar(&input, &plan, "P01", 0).expect("date and talks");
    let supplier = calendar(&input, &plan, "P37", 0).expect("date and talks");
    assert_eq!(uids(&kassel).len(), 2);
    assert_eq!(uids(&supplier).len(), 3);
    assert!(uids(&supplier).is_superset(&uids(&kassel)));
}

#[test]
fn a_calendar_word_for_word() {
    let text = calendar(&sample::input(), &plan(), "P02", 0).expect("date and talks");
    let event: Vec<&str> = text.split("\r\n").skip_while(|line| *line != "BEGIN:VEVENT").collect();
    assert_eq!(
        event,
        [
            "BEGIN:VEVENT",
            "UID:b5876e83-da79-5ad5-95b0-da0aee9531cd@rathaus.invalid",
            "DTSTAMP:20260312T000000Z",
            "SEQUENCE:0",
            "DTSTART;TZID=Europe/Berlin:20260312T141500",
            "DTEND;TZID=Europe/Berlin:20260312T143000",
            "SUMMARY:Gespräch mit Pfad & <Hauer> GmbH",
            "LOCATION:Tisch 2",
            "DESCRIPTION:Beispielrunde Nordhessen: Fulda\\, Stadt und Pfad & <Hauer> GmbH",
            " \\nBeispieldaten\\, alles erfunden.",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    );
}

#[test]
fn a_round_without_a_date_has_no_calendars() {
    let (mut input, plan) = (sample::input(), plan());
    input.round.date = None;
    assert_eq!(calendar(&input, &plan, "P02", 0), None);
    assert_eq!(schedule_xml(&input, &plan), None);
    let names: Vec<String> = files(&input, &plan).into_keys().collect();
    assert_eq!(names, ["areas.csv", "matches.csv", "plan.json", "selection.csv", "talks.csv"]);
}

#[test]
fn the_timetable_has_every_talk_once() {
    let xml = schedule_xml(&sample::input(), &plan()).expect("date and talks");
    assert_eq!(xml.matches("<event ").count(), 3);
    assert_eq!(xml.matches("<room name=").count(), 2);
    assert!(xml.contains("<title>Fulda, Stadt – Pfad &amp; &lt;Hauer&gt; GmbH</title>"));
    assert!(xml.contains("<date>2026-03-12T14:15:00+01:00</date>"));
    assert!(xml.contains("<acronym>beispielrunde-nordhessen</acronym>"));
    let slugs: Vec<&str> = xml.lines().filter_map(|line| line.trim().strip_prefix("<slug>")).collect();
    assert_eq!(slugs.len(), 3);
    for slug in slugs {
        let (name, rest) = slug.trim_end_matches("</slug>").split_once('-').expect("a name");
        let (number, title) = rest.split_once('-').expect("a number");
        assert_eq!(name, "beispielrunde_nordhessen");
        assert!((1..=6).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()), "{slug}");
        assert!(title.len() >= 3 && title.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{slug}");
    }
}

/// An empty folder of its own under the system's temporary one.
fn folder(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("rathaus-output-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&dir);
    dir
}

fn listing(dir: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder").flatten() {
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    names
}

#[test]
fn everything_is_written_and_nothing_foreign_touched() {
    let dir = folder("all");
    let (input, mut plan) = (sample::input(), plan());
    let extra = [("report.html".to_owned(), b"<p>".to_vec())];
    let paths = write_all(&dir, &input, &plan, &extra).expect("written");
    assert_eq!(paths.len(), 11);
    assert!(paths.iter().all(|path| path.is_file()));
    assert_eq!(
        listing(&dir),
        [
            "areas.csv",
            "calendars",
            "matches.csv",
            "plan.json",
            "report.html",
            "schedule.xml",
            "selection.csv",
            "talks.csv"
        ]
    );
    // An id that is no file name cannot leave the folder.
    assert_eq!(listing(&dir.join("calendars"))[0], "P01.ics");
    assert!(listing(&dir.join("calendars")).iter().any(|name| name.starts_with("___P99-")));

    let first = fs::read(dir.join("plan.json")).expect("is there");
    fs::write(dir.join("calendars/urlaub.ics"), "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n").expect("written");
    fs::write(dir.join("notiz.txt"), "x").expect("written");
    plan.talks.as_mut().expect("talks").participants.truncate(1);
    write_all(&dir, &input, &plan, &[]).expect("written");
    assert_eq!(listing(&dir.join("calendars")), ["P01.ics", "urlaub.ics"]);
    assert!(dir.join("notiz.txt").is_file() && dir.join("report.html").is_file());
    assert_ne!(fs::read(dir.join("plan.json")).expect("is there"), first);

    plan.talks = None;
    write_all(&dir, &input, &plan, &[]).expect("written");
    assert_eq!(listing(&dir.join("calendars")), ["urlaub.ics"]);
    assert!(!dir.join("schedule.xml").exists());
    fs::remove_dir_all(&dir).expect("removed");
}

#[test]
fn a_failure_leaves_no_half_files() {
    let dir = folder("failure");
    let (input, plan) = (sample::input(), plan());
    for name in ["../x", "/x", "", "a/../b", "plan.json"] {
        let refused = write_all(&dir, &input, &plan, &[(name.to_owned(), Vec::new())]);
        assert!(matches!(refused, Err(OutputError::Name(_))), "{name}");
    }
    assert!(!dir.exists());
    // A folder where a file must go.
    fs::create_dir_all(dir.join("areas.csv/x")).expect("made");
    assert!(matches!(write_all(&dir, &input, &plan, &[]), Err(OutputError::Write { .. })));
    assert_eq!(listing(&dir), ["areas.csv"]);
    fs::remove_dir_all(&dir).expect("removed");
    fs::write(&dir, "a file").expect("written");
    assert!(write_all(&dir, &input, &plan, &[]).is_err());
    fs::remove_file(&dir).expect("removed");
}

/// For checks by hand with other programs: `RATHAUS_OUT=dir cargo test … -- --ignored`.
#[test]
#[ignore = "writes the files of the small plan to $RATHAUS_OUT"]
fn write_the_small_plan() {
    let dir = std::env::var_os("RATHAUS_OUT").expect("RATHAUS_OUT");
    write_all(Path::new(&dir), &sample::input(), &plan(), &[]).expect("written");
}
