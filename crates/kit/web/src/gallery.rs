//! The gallery: every macro and frame with sample objects, in every state that looks different.
//!
//! One test renders it all under strict undefined in every language; a browser then looks at the same sheets, wide
//! and narrow, light, dark and printed. The sample objects serve the page tests of features as well. Left out:
//! whatever only one feature shows; that stands in the gallery of the feature.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use minijinja::value::{Object, Value};
use minijinja::{Error, ErrorKind, State, context};
use rathaus_core::Lang;

use crate::Pages;
use crate::charts::{BarRow, Bars, Label, bars};

const SHEET_TEMPLATES: [(&str, &str); 4] = [
    ("gallery/fields.html", include_str!("../templates/gallery/fields.html.j2")),
    ("gallery/parts.html", include_str!("../templates/gallery/parts.html.j2")),
    ("gallery/mail.html", include_str!("../templates/gallery/mail.html.j2")),
    ("gallery/mail.txt", include_str!("../templates/gallery/mail.txt.j2")),
];

/// One sheet of the gallery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    /// Name of the file it is written to.
    pub file: &'static str,
    template: &'static str,
    frame: &'static str,
    form: Filling,
    notice: Option<&'static str>,
    is_signed_in: bool,
    is_bare: bool,
}

/// How far the sample form is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filling {
    /// Nothing typed.
    Empty,
    /// Every field holds something.
    Full,
    /// Every field holds something, and every field has a mistake.
    Wrong,
}

const fn sheet(file: &'static str, template: &'static str, frame: &'static str, form: Filling) -> Sheet {
    Sheet { file, template, frame, form, notice: None, is_signed_in: true, is_bare: false }
}

/// All sheets.
pub const SHEETS: [Sheet; 9] = [
    sheet("fields-empty.html", "gallery/fields.html", "web/base.html", Filling::Empty),
    sheet("fields-full.html", "gallery/fields.html", "web/plain.html", Filling::Full),
    sheet("fields-wrong.html", "gallery/fields.html", "web/plain.html", Filling::Wrong),
    Sheet {
        notice: Some("success"),
        ..sheet("parts.html", "gallery/parts.html", "web/base.html", Filling::Empty)
    },
    Sheet {
        notice: Some("danger"),
        is_signed_in: false,
        is_bare: true,
        ..sheet("parts-bare.html", "gallery/parts.html", "web/base.html", Filling::Full)
    },
    sheet("error.html", "web/error.html", "", Filling::Empty),
    Sheet { is_bare: true, ..sheet("error-bare.html", "web/error.html", "", Filling::Empty) },
    sheet("mail.html", "gallery/mail.html", "", Filling::Empty),
    sheet("mail.txt", "gallery/mail.txt", "", Filling::Empty),
];

/// Renders a sheet as `pages` would show it, except that style and script are named without a folder.
///
/// # Errors
///
/// Whatever the engine says of the template: a missing name, a text that is not there.
pub fn render(pages: &Pages, sheet: &Sheet, lang: Lang) -> Result<String, Error> {
    let mut env = pages.environment(lang).clone();
    env.add_function("asset", |name: String| name);
    for (name, text) in SHEET_TEMPLATES {
        env.add_template(name, text)?;
    }
    let template = env.get_template(sheet.template)?;
    let bare = sheet.is_bare;
    let page = context! {
        tenant => context! {
            name => if bare { "Kreis Beispiel" } else { "Digitalforum Nordhessen" },
            slug => "nordhessen",
            logo => (!bare).then_some(LOGO),
            short => "Forum",
        },
        base => "/t/nordhessen",
        lang => lang.tag(),
        langs => Lang::ALL.iter().filter(|one| !bare || **one == lang).map(|one| context! {
            tag => one.tag(),
            name => match one { Lang::De => "Deutsch", Lang::En => "English" },
            href => format!("?lang={}", one.tag()),
            current => *one == lang,
        }).collect::<Vec<_>>(),
        path => "/gallery",
        title => match lang { Lang::De => "Gestaltung der Seiten", Lang::En => "How pages look" },
        person => sheet.is_signed_in.then(|| context! { name => "Dr. Andrea Muster-Beispiel", href => "/account" }),
        nav => if bare { Vec::new() } else {
            [("Runden", false), ("Kommunen", true), ("Angebote", false), ("Vorlagen", false), ("Verwaltung", false)]
                .iter().map(|(label, current)| context! { href => "#nav", label => *label, current => *current }).collect()
        },
        notice => sheet.notice.map(|kind| context! { kind => kind, text => "Die Einladung ist an 137 Kommunen unterwegs." }),
        sample => !bare,
        token => "sample-token",
        reference => if bare { "" } else { "0199-7F3A" },
        print_only_url => if bare { "" } else { "https://forum.example/t/nordhessen/gallery" },
        office => sheet.is_signed_in,
    };
    template.render(context! {
        page => page,
        frame => sheet.frame,
        form => form(sheet.form),
        scale => (1..=5).map(|n| option(&n.to_string(), &n.to_string())).collect::<Vec<_>>(),
        words => [("0", "gar nicht"), ("1", "wenig"), ("2", "mittel"), ("3", "sehr"), ("none", "keine Angabe")]
            .iter().map(|(value, label)| option(value, label)).collect::<Vec<_>>(),
        kept => if sheet.form == Filling::Empty { Vec::new() } else {
            vec![context! { id => "f1", name => "Konzept <2026>.pdf", size => "1,2 MB" }, context! { id => "f2", name => "Anlage.odt" }]
        },
        rows => ROWS.iter().map(|(town, people, kind, label, note)| context! {
            town => *town, people => *people, kind => *kind, label => *label, note => *note,
        }).collect::<Vec<_>>(),
        pages => Value::from_object(LongList { page: if bare { 1 } else { 5 }, last: if bare { 3 } else { 14 } }),
        svg => Value::from_safe_string(chart()),
        error => context! {
            title => "Diese Seite gibt es nicht",
            text => "Vielleicht ist der Link unvollständig, oder die Seite wurde entfernt.",
            back => (!bare).then(|| context! { href => "#back", label => "Zurück zu den Runden" }),
            status => 404,
        },
        mail => context! {
            tenant => context! { name => "Digitalforum Nordhessen", url => "https://forum.example/t/nordhessen" },
            lang => lang.tag(),
            subject => "Einladung zur Bedarfsabfrage",
            why => "Sie bekommen diese Mail, weil Ihre Kommune zur Region gehört.",
            stop => if lang == Lang::De { Some("https://forum.example/stop/8f3k2?a=1&b=2") } else { None },
        },
    })
}

/// A logo of one colour, as a tenant would upload it.
const LOGO: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='40' height='40' viewBox='0 0 16 16'%3E%3Cpath fill='%23555f8f' d='M8 0 0 5v2h16V5zM1 8h2v5H1zm4 0h2v5H5zm4 0h2v5H9zm4 0h2v5h-2zM0 14h16v2H0z'/%3E%3C/svg%3E";

const ROWS: [(&str, i64, &str, &str, &str); 4] = [
    ("Fulda", 70_266, "success", "beantwortet", "Antwort vom 12. März, von zwei Personen gemeinsam."),
    ("Bad Hersfeld", 30_087, "info", "geöffnet", ""),
    ("Hessisch Lichtenau", 12_450, "warning", "erinnert", "2. Erinnerung am 20. April"),
    ("Gemeinde <Neu-Eichenberg>", 1_790, "danger", "unzustellbar", "Adresse prüfen"),
];

fn option(value: &str, label: &str) -> Value {
    context! { value => value, label => label }
}

fn chart() -> String {
    let row = |name: &str, value: f64| BarRow {
        name: name.into(),
        values: vec![value],
        text: value.to_string(),
        title: String::new(),
        least: None,
        most: None,
    };
    bars(&Bars {
        label: Label {
            id: "sample".into(),
            title: "Bedarfe je Handlungsfeld".into(),
            description: "Am meisten Bedarfe nennt das Feld Anträge und Formulare.".into(),
        },
        parts: vec!["Bedarfe".into()],
        rows: vec![row("Anträge und Formulare", 21.0), row("Bezahlen", 17.0), row("Wahlen", 9.0)],
        limits: String::new(),
    })
}

/// The sample form in that state.
pub fn form(filling: Filling) -> Value {
    Value::from_object(Form(filling, Mutex::default()))
}

const ANSWERS: [(&str, &str); 44] = [
    ("name", "Stadt \"Fulda\" & <Umland>"),
    ("contact", "Andrea Muster"),
    ("key", "06631009"),
    ("software", "civento"),
    ("pain", "\nAnträge kommen auf Papier.\nWir tippen sie ab </textarea>."),
    ("cases", "1.200"),
    ("share", "12,5"),
    ("budget", "25.000,00"),
    ("due", "2026-12-24"),
    ("term.from", "2026-05-01"),
    ("term.to", "2026-04-01"),
    ("mail", "rathaus@fulda"),
    ("phone", "0661 102-0"),
    ("iban", "DE02 1203 0000 0000 2020 51"),
    ("password", "never shown"),
    ("address.street", "Schlossstraße"),
    ("address.number", "1"),
    ("address.postcode", "3603"),
    ("address.place", "Fulda"),
    ("address.country", "Deutschland"),
    ("county", "06633"),
    ("area", "c"),
    ("need", "some"),
    ("horizon", "2"),
    ("needed", "no"),
    ("laws", "dsgvo"),
    ("laws", "onprem"),
    ("laws", "other"),
    ("laws.other", "Vergaberecht"),
    ("consent", "yes"),
    ("relevance", "4"),
    ("parts", ""),
    ("parts.citizen", "3"),
    ("parts.build", ""),
    ("parts.council", "0"),
    ("order", ""),
    ("order.ai", "2"),
    ("order.chat", "1"),
    ("order.sign", ""),
    ("paper", ""),
    ("paper.drop", "f2"),
    ("term", ""),
    ("address", ""),
    ("q", "Anträge & mehr"),
];

/// What pages offer to the field macros, with fixed content.
#[derive(Debug)]
struct Form(Filling, Mutex<BTreeMap<String, (Value, Value)>>);

impl Form {
    fn named(&self, name: &str) -> (Value, Value) {
        let named = self.1.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        named.get(name).cloned().unwrap_or_else(|| (Value::from(""), Value::from(format!("f-{name}"))))
    }

    fn all(&self, name: &str) -> Vec<&'static str> {
        match self.0 {
            Filling::Empty => Vec::new(),
            _ => ANSWERS.iter().filter(|(own, _)| *own == name).map(|(_, value)| *value).collect(),
        }
    }

    fn mistakes(&self) -> Vec<(&'static str, String)> {
        if self.0 != Filling::Wrong {
            return Vec::new();
        }
        let mut out = vec![("", "Bitte senden Sie das Formular noch einmal ab.".to_owned())];
        for (name, _) in ANSWERS {
            if !matches!(name, "paper.drop" | "q" | "key") && out.iter().all(|(own, _)| *own != name) {
                out.push((name, format!("Bitte prüfen Sie „{name}“.")));
            }
        }
        out
    }
}

impl Object for Form {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str()? {
            "token" => Some(Value::from("sample-token")),
            "mistakes" => Some(
                self.mistakes()
                    .into_iter()
                    .map(|(name, message)| {
                        let (label, id) = self.named(name);
                        context! { name => name, message => message, label => label, id => id }
                    })
                    .collect(),
            ),
            _ => None,
        }
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        let name = args.first().and_then(Value::as_str).unwrap_or_default();
        match method {
            "named" => {
                let text = |at: usize| args.get(at).cloned().unwrap_or_default();
                let mut named = self.1.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                named.entry(name.to_owned()).or_insert((text(1), text(2)));
                Ok(Value::from(""))
            }
            "sums_up" => Ok(Value::from(self.0 == Filling::Wrong)),
            "value" => Ok(Value::from(self.all(name).first().copied().unwrap_or_default())),
            "all" => Ok(self.all(name).into_iter().map(Value::from).collect()),
            "mistake" => Ok(self
                .mistakes()
                .into_iter()
                .find(|(own, _)| *own == name)
                .map_or_else(|| Value::from(""), |(_, message)| Value::from(message))),
            _ => Err(Error::from(ErrorKind::UnknownMethod)),
        }
    }
}

/// Where a long list stands.
#[derive(Debug)]
struct LongList {
    page: usize,
    last: usize,
}

impl Object for LongList {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str()? {
            "page" => Some(Value::from(self.page)),
            "last" => Some(Value::from(self.last)),
            _ => None,
        }
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        match (method, args.first()) {
            ("href_for", Some(n)) => Ok(Value::from(format!("?county=06631&page={n}"))),
            _ => Err(Error::from(ErrorKind::UnknownMethod)),
        }
    }
}
