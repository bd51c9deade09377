//! The German and English words of each [`Problem`].

use rathaus_core::Lang;

use super::diagnostic::{Form, Named, Problem};

impl Problem {
    /// What is wrong with `found`.
    pub fn text(&self, found: &str, lang: Lang) -> String {
        match lang {
            Lang::De => self.german(found),
            Lang::En => self.english(found),
        }
    }

    /// What would be right, as the rest of a sentence.
    pub fn expected(&self, lang: Lang) -> String {
        match lang {
            Lang::De => self.expected_german(),
            Lang::En => self.expected_english(),
        }
    }

    fn german(&self, found: &str) -> String {
        match self {
            Problem::FolderUnreadable(why) => format!("der Ordner lässt sich nicht lesen ({why})"),
            Problem::FileMissing => "die Datei fehlt".into(),
            Problem::FileUnreadable(why) => format!("die Datei lässt sich nicht lesen ({why})"),
            Problem::FileTwice(other) => format!("dieselbe Tabelle liegt auch als {other} im Ordner"),
            Problem::NoRoundInside => "in der ZIP-Datei ist keine Datei einer Runde".into(),
            Problem::ArchiveTooLarge => "in der ZIP-Datei ist zu viel".into(),
            Problem::NotText => "die Datei ist keine Textdatei".into(),
            Problem::WorkbookNamedCsv => "die Datei ist eine Arbeitsmappe, heißt aber .csv".into(),
            Problem::Workbook(why) => format!("die Arbeitsmappe lässt sich nicht lesen ({why})"),
            Problem::NoHeader(_) => "die Datei ist leer".into(),
            Problem::NoRows => "unter der Kopfzeile steht nichts".into(),
            Problem::QuoteOpen => {
                format!("das Anführungszeichen vor „{found}“ wird nicht geschlossen")
            }
            Problem::TextBehindQuote => {
                format!("hinter dem schließenden Anführungszeichen geht der Text weiter: {found}")
            }
            Problem::FieldCount(have, want) => {
                format!("die Zeile hat {have} Felder, die Kopfzeile hat {want}")
            }
            Problem::ColumnTwice(first) => {
                format!("die Spalte „{found}“ steht schon als {first}. Spalte da")
            }
            Problem::ColumnMissing(wanted, found, nearest) => {
                let mut text = format!("die Spalte „{wanted}“ fehlt, gefunden: {}", found.join(", "));
                if let Some(nearest) = nearest {
                    text += &format!(" (am nächsten kommt „{nearest}“)");
                }
                text
            }
            Problem::Empty => "das Feld ist leer".into(),
            Problem::Taken(line) => format!("„{found}“ steht schon in Zeile {line}"),
            Problem::Malformed(form) => format!("„{found}“ ist {}", form.not_german()),
            Problem::UnknownKey(_) => format!("den Gemeindeschlüssel „{found}“ gibt es nicht"),
            Problem::UnknownBody(_) => format!("eine Kommune „{found}“ steht nicht im Gemeindeverzeichnis"),
            Problem::SeveralBodies(_) => format!("„{found}“ heißen mehrere Kommunen"),
            Problem::Unknown(named, _) => match named {
                Named::Need => format!("einen Bedarf „{found}“ gibt es nicht"),
                Named::Offer => format!("ein Angebot „{found}“ gibt es nicht"),
                Named::Participant => format!("jemand mit der Kennung „{found}“ nimmt nicht teil"),
                Named::Area => format!("ein Handlungsfeld „{found}“ gibt es nicht"),
            },
            Problem::ReviewTwice(line) => {
                format!("ein Gutachten von „{found}“ zu diesem Angebot steht schon in Zeile {line}")
            }
            Problem::ScoreMissing => "die Punktzahl fehlt, obwohl keine Befangenheit vermerkt ist".into(),
            Problem::LeavesBefore(arrives) => {
                format!("„{found}“ liegt nicht nach der Ankunft um {arrives}")
            }
            Problem::LeastAboveMost(most) => format!("„{found}“ ist mehr als die Höchstzahl {most}"),
            Problem::WithOneself => format!("„{found}“ wünscht ein Gespräch mit sich selbst"),
            Problem::NoParticipants => "es gibt Wünsche, aber keine Teilnahmeliste".into(),
            Problem::WishTwice(line) => format!("derselbe Wunsch steht anders in Zeile {line}"),
            Problem::MustAndNever(line) => {
                format!(
                    "„{found}“ widerspricht Zeile {line}: ein Gespräch kann nicht zugleich fest vereinbart und ausgeschlossen sein"
                )
            }
            Problem::Syntax(why) => format!("das ist kein gültiges TOML ({why})"),
            Problem::UnknownSetting(..) => format!("die Angabe „{found}“ ist unbekannt"),
            Problem::SettingMissing(key) => format!("die Angabe „{key}“ fehlt"),
            Problem::EndsBefore(start) => format!("„{found}“ liegt nicht nach dem Beginn {start}"),
            Problem::NoSlot => format!("zwischen Beginn und Ende passt kein Gespräch von {found} Minuten"),
            Problem::ListedTwice => format!("„{found}“ steht zweimal da"),
            Problem::ChosenAndBarred => format!("„{found}“ steht auch unter never"),
            Problem::MoreThanPlaces(places) => {
                format!("das sind {found} Angebote, eingeladen werden aber nur {places}")
            }
        }
    }

    fn expected_german(&self) -> String {
        match self {
            Problem::FolderUnreadable(_) => "ein Ordner mit needs.csv und offers.csv".into(),
            Problem::FileMissing => "eine Datei dieses Namens als .csv, .xlsx oder .ods im Ordner".into(),
            Problem::FileUnreadable(_) => "eine Datei, die gelesen werden darf".into(),
            Problem::FileTwice(_) => "nur eine von beiden".into(),
            Problem::NoRoundInside => "eine ZIP-Datei mit needs.csv oder offers.csv".into(),
            Problem::ArchiveTooLarge => "höchstens 64 MB entpackt und nur die Dateien der Runde".into(),
            Problem::NotText => "eine CSV-Datei in UTF-8, UTF-16 oder Windows-1252".into(),
            Problem::WorkbookNamedCsv => "die Endung .xlsx, oder als CSV gespeichert".into(),
            Problem::Workbook(_) => "eine Arbeitsmappe, deren erstes Blatt die Tabelle enthält".into(),
            Problem::NoHeader(columns) => format!("eine Kopfzeile mit {}", columns.join(", ")),
            Problem::NoRows => "mindestens eine ausgefüllte Zeile".into(),
            Problem::QuoteOpen => "ein zweites Anführungszeichen am Ende des Feldes".into(),
            Problem::TextBehindQuote => {
                "das ganze Feld in Anführungszeichen, solche im Text doppelt geschrieben".into()
            }
            Problem::FieldCount(_, want) => format!(
                "{want} Felder; ein Text mit Trennzeichen oder Zeilenumbruch steht in Anführungszeichen"
            ),
            Problem::ColumnTwice(_) => "jede Spalte nur einmal".into(),
            Problem::ColumnMissing(wanted, ..) => format!("eine Spalte mit der Überschrift {wanted}"),
            Problem::Empty => "ein ausgefülltes Feld".into(),
            Problem::Taken(_) => "jede Kennung nur einmal".into(),
            Problem::Malformed(form) => form.german(),
            Problem::UnknownKey(Some(near)) | Problem::UnknownBody(Some(near)) => {
                format!("vielleicht {near}")
            }
            Problem::UnknownBody(None) => "der Name wie im Gemeindeverzeichnis, oder der Schlüssel".into(),
            Problem::SeveralBodies(bodies) => format!("der Schlüssel: {}", bodies.join(", ")),
            Problem::UnknownKey(None) => "ein Schlüssel aus dem Gemeindeverzeichnis, oder leer".into(),
            Problem::Unknown(named, near) => {
                let source = match named {
                    Named::Need => "eine Kennung aus needs",
                    Named::Offer => "eine Kennung aus offers",
                    Named::Participant => "eine Kennung aus participants",
                    Named::Area => "Schlüssel oder Name eines Handlungsfelds",
                };
                near.as_ref().map_or(source.into(), |near| format!("{source}, vielleicht „{near}“"))
            }
            Problem::ReviewTwice(_) => "je Angebot und Person ein einziges Gutachten".into(),
            Problem::ScoreMissing => "eine Zahl von 1 bis 10, oder „ja“ unter conflict".into(),
            Problem::LeavesBefore(_) => "eine spätere Uhrzeit".into(),
            Problem::LeastAboveMost(most) => format!("höchstens {most}"),
            Problem::WithOneself => "die Kennung jemandes anderen".into(),
            Problem::NoParticipants => "eine Datei participants.csv, .xlsx oder .ods im Ordner".into(),
            Problem::WishTwice(_) => "je Richtung ein einziger Wunsch".into(),
            Problem::MustAndNever(_) => "nur eines von beiden".into(),
            Problem::Syntax(_) => "Zeilen der Form name = \"Wert\"".into(),
            Problem::UnknownSetting(known, near) => match near {
                Some(near) => format!("vielleicht „{near}“ (bekannt sind {})", known.join(", ")),
                None => format!("eine von {}", known.join(", ")),
            },
            Problem::SettingMissing(key) => format!("eine Zeile {key} = …"),
            Problem::EndsBefore(_) => "eine spätere Uhrzeit".into(),
            Problem::NoSlot => "ein späteres Ende oder ein kürzeres Gespräch".into(),
            Problem::ListedTwice => "jeder Eintrag nur einmal".into(),
            Problem::ChosenAndBarred => "nur must oder nur never".into(),
            Problem::MoreThanPlaces(places) => format!("höchstens {places}, oder mehr places"),
        }
    }

    fn english(&self, found: &str) -> String {
        match self {
            Problem::FolderUnreadable(why) => format!("the folder cannot be read ({why})"),
            Problem::FileMissing => "the file is missing".into(),
            Problem::FileUnreadable(why) => format!("the file cannot be read ({why})"),
            Problem::FileTwice(other) => format!("the same table is in the folder as {other} too"),
            Problem::NoRoundInside => "no file of a round is in the ZIP file".into(),
            Problem::ArchiveTooLarge => "there is too much in the ZIP file".into(),
            Problem::NotText => "the file is not a text file".into(),
            Problem::WorkbookNamedCsv => "the file is a workbook but is named .csv".into(),
            Problem::Workbook(why) => format!("the workbook cannot be read ({why})"),
            Problem::NoHeader(_) => "the file is empty".into(),
            Problem::NoRows => "there is nothing below the header".into(),
            Problem::QuoteOpen => format!("the quotation mark before “{found}” is never closed"),
            Problem::TextBehindQuote => {
                format!("the text goes on behind the closing quotation mark: {found}")
            }
            Problem::FieldCount(have, want) => format!("the row has {have} fields, the header has {want}"),
            Problem::ColumnTwice(first) => format!("the column “{found}” is there already as number {first}"),
            Problem::ColumnMissing(wanted, found, nearest) => {
                let mut text = format!("the column “{wanted}” is missing, found: {}", found.join(", "));
                if let Some(nearest) = nearest {
                    text += &format!(" (the nearest is “{nearest}”)");
                }
                text
            }
            Problem::Empty => "the field is empty".into(),
            Problem::Taken(line) => format!("“{found}” stands on line {line} already"),
            Problem::Malformed(form) => format!("“{found}” is {}", form.not_english()),
            Problem::UnknownKey(_) => format!("there is no municipality with the key “{found}”"),
            Problem::UnknownBody(_) => format!("no town or county in the register is called “{found}”"),
            Problem::SeveralBodies(_) => format!("several towns are called “{found}”"),
            Problem::Unknown(named, _) => match named {
                Named::Need => format!("there is no need “{found}”"),
                Named::Offer => format!("there is no offer “{found}”"),
                Named::Participant => format!("there is no participant “{found}”"),
                Named::Area => format!("there is no area of action “{found}”"),
            },
            Problem::ReviewTwice(line) => {
                format!("a review of this offer by “{found}” stands on line {line} already")
            }
            Problem::ScoreMissing => "the score is missing and no conflict is declared".into(),
            Problem::LeavesBefore(arrives) => format!("“{found}” is not after the arrival at {arrives}"),
            Problem::LeastAboveMost(most) => format!("“{found}” is more than the most, {most}"),
            Problem::WithOneself => format!("“{found}” wishes to talk to itself"),
            Problem::NoParticipants => "there are wishes but no list of participants".into(),
            Problem::WishTwice(line) => format!("the same wish stands differently on line {line}"),
            Problem::MustAndNever(line) => {
                format!("“{found}” contradicts line {line}: a talk cannot be agreed and ruled out at once")
            }
            Problem::Syntax(why) => format!("this is not valid TOML ({why})"),
            Problem::UnknownSetting(..) => format!("the setting “{found}” is unknown"),
            Problem::SettingMissing(key) => format!("the setting “{key}” is missing"),
            Problem::EndsBefore(start) => format!("“{found}” is not after the start {start}"),
            Problem::NoSlot => format!("no talk of {found} minutes fits between start and end"),
            Problem::ListedTwice => format!("“{found}” is there twice"),
            Problem::ChosenAndBarred => format!("“{found}” stands under never too"),
            Problem::MoreThanPlaces(places) => {
                format!("these are {found} offers, but only {places} are invited")
            }
        }
    }

    fn expected_english(&self) -> String {
        match self {
            Problem::FolderUnreadable(_) => "a folder with needs.csv and offers.csv".into(),
            Problem::FileMissing => "a file of this name as .csv, .xlsx or .ods in the folder".into(),
            Problem::FileUnreadable(_) => "a file that may be read".into(),
            Problem::FileTwice(_) => "only one of the two".into(),
            Problem::NoRoundInside => "a ZIP file with needs.csv or offers.csv".into(),
            Problem::ArchiveTooLarge => "at most 64 MB unpacked, and only the files of the round".into(),
            Problem::NotText => "a CSV file in UTF-8, UTF-16 or Windows-1252".into(),
            Problem::WorkbookNamedCsv => "the ending .xlsx, or a file saved as CSV".into(),
            Problem::Workbook(_) => "a workbook whose first sheet holds the table".into(),
            Problem::NoHeader(columns) => format!("a header with {}", columns.join(", ")),
            Problem::NoRows => "at least one row that is filled in".into(),
            Problem::QuoteOpen => "a second quotation mark at the end of the field".into(),
            Problem::TextBehindQuote => {
                "the whole field in quotation marks, with those in the text written twice".into()
            }
            Problem::FieldCount(_, want) => {
                format!("{want} fields; a text with delimiters or line breaks stands in quotation marks")
            }
            Problem::ColumnTwice(_) => "every column only once".into(),
            Problem::ColumnMissing(wanted, ..) => format!("a column headed {wanted}"),
            Problem::Empty => "a field that is filled in".into(),
            Problem::Taken(_) => "every id only once".into(),
            Problem::Malformed(form) => form.english(),
            Problem::UnknownKey(Some(near)) | Problem::UnknownBody(Some(near)) => format!("perhaps {near}"),
            Problem::UnknownBody(None) => "the name as in the register of municipalities, or the key".into(),
            Problem::SeveralBodies(bodies) => format!("the key: {}", bodies.join(", ")),
            Problem::UnknownKey(None) => "a key of the register of municipalities, or nothing".into(),
            Problem::Unknown(named, near) => {
                let source = match named {
                    Named::Need => "an id from needs",
                    Named::Offer => "an id from offers",
                    Named::Participant => "an id from participants",
                    Named::Area => "the key or name of an area of action",
                };
                near.as_ref().map_or(source.into(), |near| format!("{source}, perhaps “{near}”"))
            }
            Problem::ReviewTwice(_) => "a single review per offer and person".into(),
            Problem::ScoreMissing => "a number from 1 to 10, or “yes” under conflict".into(),
            Problem::LeavesBefore(_) | Problem::EndsBefore(_) => "a later time".into(),
            Problem::LeastAboveMost(most) => format!("at most {most}"),
            Problem::WithOneself => "the id of somebody else".into(),
            Problem::NoParticipants => "a file participants.csv, .xlsx or .ods in the folder".into(),
            Problem::WishTwice(_) => "a single wish per direction".into(),
            Problem::MustAndNever(_) => "only one of the two".into(),
            Problem::Syntax(_) => "lines of the form name = \"value\"".into(),
            Problem::UnknownSetting(known, near) => match near {
                Some(near) => format!("perhaps “{near}” (known are {})", known.join(", ")),
                None => format!("one of {}", known.join(", ")),
            },
            Problem::SettingMissing(key) => format!("a line {key} = …"),
            Problem::NoSlot => "a later end or a shorter talk".into(),
            Problem::ListedTwice => "every entry only once".into(),
            Problem::ChosenAndBarred => "either must or never".into(),
            Problem::MoreThanPlaces(places) => format!("at most {places}, or more places"),
        }
    }
}

impl Form {
    fn not_german(&self) -> &'static str {
        match self {
            Form::Relevance => "keine Zahl von 1 bis 4",
            Form::Score => "keine Zahl von 1 bis 10",
            Form::Conflict | Form::Truth => "weder ja noch nein",
            Form::Kind => "keine Art von Teilnehmenden",
            Form::Interest => "kein Wunsch von 1 bis 5",
            Form::Daytime => "keine Uhrzeit",
            Form::Span => "keine Zeitspanne",
            Form::Spans => "keine Liste von Zeitspannen",
            Form::Count | Form::Whole(..) => "keine passende ganze Zahl",
            Form::Key => "kein Gemeindeschlüssel",
            Form::Email => "keine E-Mail-Adresse",
            Form::Text => "kein Text",
            Form::Date => "kein Tag",
            Form::Texts => "keine Liste von Texten",
            Form::TextGroups => "keine Liste von Wortgruppen",
            Form::Section(_) | Form::Sections(_) => "kein Abschnitt",
            Form::Number(..) => "keine passende Zahl",
            Form::AtMost(_) => "eine zu große Zahl von Einträgen",
            Form::Word(_) => "keines der möglichen Wörter",
        }
    }

    fn german(&self) -> String {
        match self {
            Form::Relevance => "1, 2, 3 oder 4".into(),
            Form::Score => "eine Zahl von 1 bis 10".into(),
            Form::Conflict => "ja, nein oder leer".into(),
            Form::Kind => {
                "municipality, county, supplier oder observer (Kommune, Landkreis, Anbieter, Gast)".into()
            }
            Form::Interest => "1, 2, 3, 4, 5, must oder never".into(),
            Form::Daytime => "eine Uhrzeit wie 14:30".into(),
            Form::Span => "eine Zeitspanne wie 13:30-14:00".into(),
            Form::Spans => "Zeitspannen wie 13:30-14:00;15:15-15:30".into(),
            Form::Count => "eine ganze Zahl ab 0".into(),
            Form::Email => "eine Adresse wie amt@stadt.de".into(),
            Form::Key => "acht Ziffern wie 06633005, für einen Landkreis fünf".into(),
            Form::Text => "ein Text in Anführungszeichen".into(),
            Form::Date => "ein Tag wie 2026-03-12".into(),
            Form::Truth => "true oder false".into(),
            Form::Texts => "eine Liste wie [\"O01\", \"O02\"]".into(),
            Form::TextGroups => "eine Liste wie [[\"Kita\", \"Kindergarten\"]]".into(),
            Form::Section(name) => format!("ein Abschnitt [{name}]"),
            Form::Sections(name) => format!("Abschnitte [[{name}]]"),
            Form::Whole(low, high) if *high == u64::from(u32::MAX) => format!("eine ganze Zahl ab {low}"),
            Form::Whole(low, high) => format!("eine ganze Zahl von {low} bis {high}"),
            Form::Number(low, None) => format!("eine Zahl ab {low}"),
            Form::Number(low, Some(high)) => format!("eine Zahl von {low} bis {high}"),
            Form::AtMost(most) => format!("höchstens {most} Einträge"),
            Form::Word(words) => format!("eines von {}", words.join(", ")),
        }
    }

    fn not_english(&self) -> &'static str {
        match self {
            Form::Relevance => "no number from 1 to 4",
            Form::Score => "no number from 1 to 10",
            Form::Conflict | Form::Truth => "neither yes nor no",
            Form::Kind => "no kind of participant",
            Form::Interest => "no wish from 1 to 5",
            Form::Daytime => "no time of day",
            Form::Span => "no span of time",
            Form::Spans => "no list of spans of time",
            Form::Count | Form::Whole(..) => "no whole number that fits",
            Form::Key => "no municipality key",
            Form::Email => "no e-mail address",
            Form::Text => "no text",
            Form::Date => "no day",
            Form::Texts => "no list of texts",
            Form::TextGroups => "no list of groups of words",
            Form::Section(_) | Form::Sections(_) => "no section",
            Form::Number(..) => "no number that fits",
            Form::AtMost(_) => "too large a number of entries",
            Form::Word(_) => "none of the words possible",
        }
    }

    fn english(&self) -> String {
        match self {
            Form::Relevance => "1, 2, 3 or 4".into(),
            Form::Score => "a number from 1 to 10".into(),
            Form::Conflict => "yes, no or nothing".into(),
            Form::Kind => "municipality, county, supplier or observer".into(),
            Form::Interest => "1, 2, 3, 4, 5, must or never".into(),
            Form::Daytime => "a time like 14:30".into(),
            Form::Span => "a span like 13:30-14:00".into(),
            Form::Spans => "spans like 13:30-14:00;15:15-15:30".into(),
            Form::Count => "a whole number from 0".into(),
            Form::Email => "an address like amt@stadt.de".into(),
            Form::Key => "eight digits like 06633005, five for a county".into(),
            Form::Text => "a text in quotation marks".into(),
            Form::Date => "a day like 2026-03-12".into(),
            Form::Truth => "true or false".into(),
            Form::Texts => "a list like [\"O01\", \"O02\"]".into(),
            Form::TextGroups => "a list like [[\"Kita\", \"Kindergarten\"]]".into(),
            Form::Section(name) => format!("a section [{name}]"),
            Form::Sections(name) => format!("sections [[{name}]]"),
            Form::Whole(low, high) if *high == u64::from(u32::MAX) => format!("a whole number from {low}"),
            Form::Whole(low, high) => format!("a whole number from {low} to {high}"),
            Form::Number(low, None) => format!("a number from {low}"),
            Form::Number(low, Some(high)) => format!("a number from {low} to {high}"),
            Form::AtMost(most) => format!("at most {most} entries"),
            Form::Word(words) => format!("one of {}", words.join(", ")),
        }
    }
}
