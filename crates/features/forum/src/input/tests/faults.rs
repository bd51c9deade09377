//! A table of bad files, each with everything that is said of it.

use super::*;

/// Files, and the lines that must come of them.
type Case<'c> = (&'c [(&'c str, &'c str)], &'c [&'c str]);

#[track_caller]
fn check(cases: &[Case<'_>]) {
    for (list, lines) in cases {
        let faults = match read_files(&files(list)) {
            Err(faults) => faults.to_string(),
            Ok(_) => String::new(),
        };
        assert_eq!(faults.lines().collect::<Vec<_>>(), *lines, "{list:?}");
    }
}

#[test]
fn files_and_headers() {
    check(&[
        (
            &[("needs.txt", ""), ("offers.txt", "")],
            &[
                "needs.csv: die Datei fehlt; richtig wäre eine Datei dieses Namens als .csv, .xlsx oder .ods im Ordner",
                "offers.csv: die Datei fehlt; richtig wäre eine Datei dieses Namens als .csv, .xlsx oder .ods im Ordner",
            ],
        ),
        (
            &[("needs.csv", ""), ("offers.csv", "id;supplier;title\n\n")],
            &[
                "needs.csv: die Datei ist leer; richtig wäre eine Kopfzeile mit id, organisation, title, description",
                "offers.csv: unter der Kopfzeile steht nichts; richtig wäre mindestens eine ausgefüllte Zeile",
            ],
        ),
        (
            &[("needs.csv", NEEDS), ("needs.xlsx", "x")],
            &[
                "needs.xlsx: dieselbe Tabelle liegt auch als needs.csv im Ordner; richtig wäre nur eine von beiden",
            ],
        ),
        (
            &[("needs.csv", "PK\u{3}\u{4}..."), ("offers.csv", "a\0b")],
            &[
                "needs.csv: die Datei ist eine Arbeitsmappe, heißt aber .csv; richtig wäre die Endung .xlsx, oder als CSV gespeichert",
                "offers.csv: die Datei ist keine Textdatei; richtig wäre eine CSV-Datei in UTF-8, UTF-16 oder Windows-1252",
            ],
        ),
        (
            &[("offers.csv", "id,suplier,titel,titel,x\nO1,a,b,c,d\n")],
            &[
                "offers.csv:1: die Spalte „supplier“ fehlt, gefunden: id, suplier, titel, titel, x (am nächsten kommt „suplier“); richtig wäre eine Spalte mit der Überschrift supplier",
                "offers.csv:1, Spalte titel: die Spalte „titel“ steht schon als 3. Spalte da; richtig wäre jede Spalte nur einmal",
            ],
        ),
        (
            &[("needs.csv", "id,organisation,Besonderes\nN1,Calden,x\n")],
            &[
                "needs.csv:1: die Spalte „title“ fehlt, gefunden: id, organisation, Besonderes; richtig wäre eine Spalte mit der Überschrift title",
            ],
        ),
    ]);
}

#[test]
fn rows() {
    check(&[
        (
            &[("needs.csv", "id;organisation;title\r\nN1;Calden\r\n\r\nN2;Calden;a;b\r\nN3;Calden;c;;\r\n")],
            &[
                "needs.csv:2: die Zeile hat 2 Felder, die Kopfzeile hat 3; richtig wäre 3 Felder; ein Text mit Trennzeichen oder Zeilenumbruch steht in Anführungszeichen",
                "needs.csv:4: die Zeile hat 4 Felder, die Kopfzeile hat 3; richtig wäre 3 Felder; ein Text mit Trennzeichen oder Zeilenumbruch steht in Anführungszeichen",
            ],
        ),
        (
            // The line of the mark, and no fault that only follows from it (O2 is swallowed).
            &[
                ("offers.csv", "id,supplier,title\nO1,Firma,\"Produkt\nO2,Firma,x\n"),
                ("reviews.csv", "offer_id,reviewer,score\nO2,A,5\n"),
            ],
            &[
                "offers.csv:2, Spalte title: das Anführungszeichen vor „Produkt O2,Firma,x“ wird nicht geschlossen; richtig wäre ein zweites Anführungszeichen am Ende des Feldes",
            ],
        ),
        (
            &[(
                "needs.csv",
                "id,organisation,title\nN1,\"Bad\" Hersfeld,x\nN2,Calden,\"a\nb\"\nN1,Calden,y\n,Calden,z\n",
            )],
            &[
                "needs.csv:2, Spalte organisation: hinter dem schließenden Anführungszeichen geht der Text weiter: Bad\" Hersfeld; richtig wäre das ganze Feld in Anführungszeichen, solche im Text doppelt geschrieben",
                "needs.csv:5, Spalte id: „N1“ steht schon in Zeile 2; richtig wäre jede Kennung nur einmal",
                "needs.csv:6, Spalte id: das Feld ist leer; richtig wäre ein ausgefülltes Feld",
            ],
        ),
    ]);
}

#[test]
fn needs_offers_reviews() {
    check(&[
        (
            &[(
                "needs.csv",
                "id,ags,organisation,title,relevance\nN1,06633999,Calden,x,sehr\nN2,0663300x,,y,5\nN3,06699000,Nirgendwo,z,\nN4,06699000,Landkreis Fulda,z,\n",
            )],
            &[
                "needs.csv:2, Spalte ags: den Gemeindeschlüssel „06633999“ gibt es nicht; richtig wäre vielleicht 06633005 (Calden)",
                "needs.csv:2, Spalte relevance: „sehr“ ist keine Zahl von 1 bis 4; richtig wäre 1, 2, 3 oder 4",
                "needs.csv:3, Spalte ags: „0663300x“ ist kein Gemeindeschlüssel; richtig wäre acht Ziffern wie 06633005, für einen Landkreis fünf",
                "needs.csv:3, Spalte organisation: das Feld ist leer; richtig wäre ein ausgefülltes Feld",
                "needs.csv:3, Spalte relevance: „5“ ist keine Zahl von 1 bis 4; richtig wäre 1, 2, 3 oder 4",
                "needs.csv:4, Spalte ags: den Gemeindeschlüssel „06699000“ gibt es nicht; richtig wäre ein Schlüssel aus dem Gemeindeverzeichnis, oder leer",
                "needs.csv:5, Spalte ags: den Gemeindeschlüssel „06699000“ gibt es nicht; richtig wäre vielleicht 06631000 (Landkreis Fulda)",
            ],
        ),
        (
            &[
                ("offers.csv", "id,supplier,title\nO01,,\n"),
                (
                    "reviews.csv",
                    "offer_id,reviewer,score,conflict\nO1,A,11,vielleicht\nO01,A,,\nO01,A,5,\nO01,,7,x\n",
                ),
            ],
            &[
                "offers.csv:2, Spalte supplier: das Feld ist leer; richtig wäre ein ausgefülltes Feld",
                "offers.csv:2, Spalte title: das Feld ist leer; richtig wäre ein ausgefülltes Feld",
                "reviews.csv:2, Spalte offer_id: ein Angebot „O1“ gibt es nicht; richtig wäre eine Kennung aus offers, vielleicht „O01“",
                "reviews.csv:2, Spalte score: „11“ ist keine Zahl von 1 bis 10; richtig wäre eine Zahl von 1 bis 10",
                "reviews.csv:2, Spalte conflict: „vielleicht“ ist weder ja noch nein; richtig wäre ja, nein oder leer",
                "reviews.csv:3, Spalte score: die Punktzahl fehlt, obwohl keine Befangenheit vermerkt ist; richtig wäre eine Zahl von 1 bis 10, oder „ja“ unter conflict",
                "reviews.csv:4, Spalte reviewer: ein Gutachten von „A“ zu diesem Angebot steht schon in Zeile 3; richtig wäre je Angebot und Person ein einziges Gutachten",
                "reviews.csv:5, Spalte reviewer: das Feld ist leer; richtig wäre ein ausgefülltes Feld",
            ],
        ),
    ]);
}

#[test]
fn participants_and_wishes() {
    const PEOPLE: &str = "id,organisation,kind\nP1,a,county\nP2,b,supplier\nP3,c,observer\n";
    check(&[
        (
            &[(
                "participants.csv",
                "id,organisation,kind,arrives,leaves,unavailable,min_talks,max_talks\n\
                 P1,a,Verein,14:00,14:00,14:00,3,2\nP2,b,,halb drei,25:00,15:00-14:00,-1,viele\n",
            )],
            &[
                "participants.csv:2, Spalte kind: „Verein“ ist keine Art von Teilnehmenden; richtig wäre municipality, county, supplier oder observer (Kommune, Landkreis, Anbieter, Gast)",
                "participants.csv:2, Spalte leaves: „14:00“ liegt nicht nach der Ankunft um 14:00; richtig wäre eine spätere Uhrzeit",
                "participants.csv:2, Spalte unavailable: „14:00“ ist keine Liste von Zeitspannen; richtig wäre Zeitspannen wie 13:30-14:00;15:15-15:30",
                "participants.csv:2, Spalte min_talks: „3“ ist mehr als die Höchstzahl 2; richtig wäre höchstens 2",
                "participants.csv:3, Spalte kind: „“ ist keine Art von Teilnehmenden; richtig wäre municipality, county, supplier oder observer (Kommune, Landkreis, Anbieter, Gast)",
                "participants.csv:3, Spalte arrives: „halb drei“ ist keine Uhrzeit; richtig wäre eine Uhrzeit wie 14:30",
                "participants.csv:3, Spalte leaves: „25:00“ ist keine Uhrzeit; richtig wäre eine Uhrzeit wie 14:30",
                "participants.csv:3, Spalte unavailable: „15:00-14:00“ ist keine Liste von Zeitspannen; richtig wäre Zeitspannen wie 13:30-14:00;15:15-15:30",
                "participants.csv:3, Spalte min_talks: „-1“ ist keine passende ganze Zahl; richtig wäre eine ganze Zahl ab 0",
                "participants.csv:3, Spalte max_talks: „viele“ ist keine passende ganze Zahl; richtig wäre eine ganze Zahl ab 0",
            ],
        ),
        (
            &[("wishes.csv", "from,to,interest\nP1,P2,5\n")],
            &[
                "wishes.csv: es gibt Wünsche, aber keine Teilnahmeliste; richtig wäre eine Datei participants.csv, .xlsx oder .ods im Ordner",
            ],
        ),
        (
            &[
                ("participants.csv", PEOPLE),
                (
                    "wishes.csv",
                    "from,to,interest,window\nP1,P9,5,\nP1,P1,4,\nP1,P2,6,mittags\nP1,P2,3,\nP1,P2,4,\nP2,P3,must,\nP2,P3,never,\nP3,P2,nie,\nP3,P1,,\n",
                ),
            ],
            &[
                "wishes.csv:2, Spalte to: jemand mit der Kennung „P9“ nimmt nicht teil; richtig wäre eine Kennung aus participants",
                "wishes.csv:3, Spalte to: „P1“ wünscht ein Gespräch mit sich selbst; richtig wäre die Kennung jemandes anderen",
                "wishes.csv:4, Spalte interest: „6“ ist kein Wunsch von 1 bis 5; richtig wäre 1, 2, 3, 4, 5, must oder never",
                "wishes.csv:4, Spalte window: „mittags“ ist keine Zeitspanne; richtig wäre eine Zeitspanne wie 13:30-14:00",
                "wishes.csv:6, Spalte interest: derselbe Wunsch steht anders in Zeile 5; richtig wäre je Richtung ein einziger Wunsch",
                "wishes.csv:8, Spalte interest: „never“ widerspricht Zeile 7: ein Gespräch kann nicht zugleich fest vereinbart und ausgeschlossen sein; richtig wäre nur eines von beiden",
                "wishes.csv:9, Spalte interest: „nie“ widerspricht Zeile 7: ein Gespräch kann nicht zugleich fest vereinbart und ausgeschlossen sein; richtig wäre nur eines von beiden",
                "wishes.csv:10, Spalte interest: „“ ist kein Wunsch von 1 bis 5; richtig wäre 1, 2, 3, 4, 5, must oder never",
            ],
        ),
    ]);
}

#[test]
fn settings() {
    check(&[
        (
            &[("round.toml", "name = \"Runde\nplaces = 7\n")],
            &[
                "round.toml:1:14, name = \"Runde: das ist kein gültiges TOML (invalid basic string, expected `\"`); richtig wäre Zeilen der Form name = \"Wert\"",
            ],
        ),
        (
            &[(
                "round.toml",
                "nmae = 'Runde'\nplaces = 0\n  tables = 'zwölf'\ndate = 'morgen'\nseed = -1\nsynonyms = ['Kita']\nslots = 3\n\n\
                 [weights]\njury = -0.5\nrelevance = nan\n\n[talks]\nleast = 5\nmost = 4\n",
            )],
            &[
                "round.toml:1:1, nmae: die Angabe „nmae“ ist unbekannt; richtig wäre vielleicht „name“ (bekannt sind name, date, places, slots, tables, talks, area, weights, selection, synonyms, seed)",
                "round.toml:2:10, places: „0“ ist keine passende ganze Zahl; richtig wäre eine ganze Zahl von 1 bis 10000",
                "round.toml:3:12, tables: „zwölf“ ist keine passende ganze Zahl; richtig wäre eine ganze Zahl von 1 bis 10000",
                "round.toml:4:8, date: „morgen“ ist kein Tag; richtig wäre ein Tag wie 2026-03-12",
                "round.toml:5:8, seed: „-1“ ist keine passende ganze Zahl; richtig wäre eine ganze Zahl von 0 bis 9223372036854775807",
                "round.toml:6:13, synonyms: „Kita“ ist keine Liste von Wortgruppen; richtig wäre eine Liste wie [[\"Kita\", \"Kindergarten\"]]",
                "round.toml:7:9, slots: „3“ ist kein Abschnitt; richtig wäre ein Abschnitt [slots]",
                "round.toml:10:8, weights.jury: „-0.5“ ist keine passende Zahl; richtig wäre eine Zahl ab 0",
                "round.toml:11:13, weights.relevance: „nan“ ist keine passende Zahl; richtig wäre eine Zahl ab 0",
                "round.toml:14:9, talks.least: „5“ ist mehr als die Höchstzahl 4; richtig wäre höchstens 4",
            ],
        ),
        (
            &[("round.toml", "[slots]\nstart = '17:00'\nend = '14:00'\n")],
            &[
                "round.toml:3:7, slots.end: „14:00“ liegt nicht nach dem Beginn 17:00; richtig wäre eine spätere Uhrzeit",
            ],
        ),
        (
            &[("round.toml", "[slots]\nstart = '14:00'\nend = '14:10'\nlength = 15\n")],
            &[
                "round.toml:4:10, slots.length: zwischen Beginn und Ende passt kein Gespräch von 15 Minuten; richtig wäre ein späteres Ende oder ein kürzeres Gespräch",
            ],
        ),
        (
            &[(
                "round.toml",
                "places = 1\n[[area]]\nname = 'Wald'\n[[area]]\nkey = 'wald'\nname = 'Forst'\n[[area]]\nseeds = ['x', 3]\n\
                 [selection]\nmust = ['O1', 'O9']\nnever = ['O1', 'O1']\njury_threshold = 11\none_per_supplier = 'ja'\n\
                 [[selection.quota]]\narea = 'Wlad'\nleast = 2\nmost = 1\n[[selection.quota]]\nmost = 1\n",
            )],
            &[
                "round.toml:5:7, area.key: „wald“ steht zweimal da; richtig wäre jeder Eintrag nur einmal",
                "round.toml:7:1, area: die Angabe „name“ fehlt; richtig wäre eine Zeile name = …",
                "round.toml:8:15, area.seeds: „3“ ist kein Text; richtig wäre ein Text in Anführungszeichen",
                "round.toml:10:8, selection.must: das sind 2 Angebote, eingeladen werden aber nur 1; richtig wäre höchstens 1, oder mehr places",
                "round.toml:10:9, selection.must: „O1“ steht auch unter never; richtig wäre nur must oder nur never",
                "round.toml:10:15, selection.must: ein Angebot „O9“ gibt es nicht; richtig wäre eine Kennung aus offers",
                "round.toml:11:16, selection.never: „O1“ steht zweimal da; richtig wäre jeder Eintrag nur einmal",
                "round.toml:12:18, selection.jury_threshold: „11“ ist keine passende Zahl; richtig wäre eine Zahl von 0 bis 10",
                "round.toml:13:20, selection.one_per_supplier: „ja“ ist weder ja noch nein; richtig wäre true oder false",
                "round.toml:15:8, selection.quota.area: ein Handlungsfeld „Wlad“ gibt es nicht; richtig wäre Schlüssel oder Name eines Handlungsfelds, vielleicht „wald“",
                "round.toml:16:9, selection.quota.least: „2“ ist mehr als die Höchstzahl 1; richtig wäre höchstens 1",
                "round.toml:18:1, selection.quota: die Angabe „area“ fehlt; richtig wäre eine Zeile area = …",
            ],
        ),
    ]);
}

#[test]
fn corrections() {
    check(&[(
        &[(
            "edits.toml",
            "[[edit]]\ndo = 'verschieben'\n[[edit]]\ndo = 'move'\nneed = 'N7'\nareas = ['ki', 'Anträge und Formulare', 'Pferde', 'ki']\n\
             [[edit]]\ndo = 'merge'\ninto = 'ki'\nneed = 'N1'\n[[edit]]\ndo = 'split'\narea = 'ki'\nname = 'KI für Text und Daten'\nneeds = []\n\
             [[edit]]\nwas = 1\n",
        )],
        &[
            "edits.toml:2:6, edit.do: „verschieben“ ist keines der möglichen Wörter; richtig wäre eines von move, merge, split, create, rename, describe, set-aside, join, apart",
            "edits.toml:5:8, edit.need: einen Bedarf „N7“ gibt es nicht; richtig wäre eine Kennung aus needs",
            "edits.toml:6:9, edit.areas: „4“ ist eine zu große Zahl von Einträgen; richtig wäre höchstens 3 Einträge",
            "edits.toml:7:1, edit: die Angabe „from“ fehlt; richtig wäre eine Zeile from = …",
            "edits.toml:10:1, edit.need: die Angabe „need“ ist unbekannt; richtig wäre eine von do, from, into",
            "edits.toml:14:8, edit.name: „KI für Text und Daten“ steht zweimal da; richtig wäre jeder Eintrag nur einmal",
            "edits.toml:15:9, edit.needs: das Feld ist leer; richtig wäre ein ausgefülltes Feld",
            "edits.toml:16:1, edit: die Angabe „do“ fehlt; richtig wäre eine Zeile do = …",
            "edits.toml:17:1, edit.was: die Angabe „was“ ist unbekannt; richtig wäre eine von do, need, needs, area, areas, from, into, name, name_en, description",
        ],
    )]);
}

#[test]
fn all_files_speak_at_once_and_in_english_too() {
    let faults = read_files(&files(&[
        ("needs.csv", "id,organisation,title,relevance\nN1,Calden,x,9\n"),
        ("offers.csv", "id,supplier,title\n"),
        ("round.toml", "places = 0\n"),
    ]))
    .expect_err("three faults");
    assert_eq!(
        faults.text(rathaus_core::Lang::En).lines().collect::<Vec<_>>(),
        [
            "needs.csv:2, column relevance: “9” is no number from 1 to 4; right would be 1, 2, 3 or 4",
            "offers.csv: there is nothing below the header; right would be at least one row that is filled in",
            "round.toml:1:10, places: “0” is no whole number that fits; right would be a whole number from 1 to 10000",
        ]
    );
}

#[test]
fn many_faults_are_counted_and_long_values_shortened() {
    let long = "sehr ".repeat(40);
    let rows: String = (0..300).map(|n| format!("N{n},Calden,x,{long}\n")).collect();
    let faults = read_files(&files(&[("needs.csv", &format!("id,organisation,title,relevance\n{rows}"))]))
        .expect_err("300 faults");
    assert_eq!(faults.0.len(), 300);
    let text = faults.to_string();
    assert_eq!(text.lines().count(), 201);
    assert_eq!(text.lines().last(), Some("und 100 weitere"));
    assert!(text.lines().all(|line| line.chars().count() < 160), "{text}");
}

#[test]
fn a_folder_that_is_none_is_named() {
    let faults = read_dir(Path::new("/nirgends/runde")).expect_err("no folder");
    assert_eq!(
        faults.to_string(),
        "runde: der Ordner lässt sich nicht lesen (entity not found); richtig wäre ein Ordner mit needs.csv und offers.csv"
    );
}
