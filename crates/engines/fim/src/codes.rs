//! The closed code lists of XDatenfelder, each with the code it has in version 2 and in version 3.

use serde::{Deserialize, Serialize};

/// Which version of XDatenfelder a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standard {
    /// XDatenfelder 2.0.
    Xdf2,
    /// XDatenfelder 3.0.0.
    Xdf3,
}

impl Standard {
    /// The namespace of its files.
    pub fn namespace(self) -> &'static str {
        match self {
            Standard::Xdf2 => "urn:xoev-de:fim:standard:xdatenfelder_2",
            Standard::Xdf3 => "urn:xoev-de:fim:standard:xdatenfelder_3.0.0",
        }
    }
}

/// A code list: what each code means, and how a version spells it.
pub(crate) trait Code: Sized + Copy + 'static {
    /// The list's URI and its version in either standard, as the `listURI` and `listVersionID` of the XML schema.
    const LIST: &'static str;
    /// `listVersionID` where the XML schema fixes it.
    fn list_version(standard: Standard) -> Option<&'static str>;
    /// Every value with its code in version 2 and in version 3.
    const VALUES: &'static [(Self, Option<&'static str>, Option<&'static str>)];

    /// The value behind a code.
    fn parse(code: &str, standard: Standard) -> Option<Self> {
        Self::VALUES.iter().find(|value| pick(value, standard) == Some(code)).map(|(value, _, _)| *value)
    }

    /// All codes of a version, for whoever wrote a wrong one.
    fn codes(standard: Standard) -> String {
        let codes: Vec<&str> = Self::VALUES.iter().filter_map(|value| pick(value, standard)).collect();
        codes.join(", ")
    }
}

fn pick<T>(
    value: &(T, Option<&'static str>, Option<&'static str>),
    standard: Standard,
) -> Option<&'static str> {
    match standard {
        Standard::Xdf2 => value.1,
        Standard::Xdf3 => value.2,
    }
}

macro_rules! codes {
    (
        $(#[$doc:meta])*
        $name:ident, $uri:literal, $version2:expr, $version3:expr;
        $( $(#[$said:meta])* $variant:ident = $code2:expr, $code3:expr; )+
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $( $(#[$said])* $variant, )+
        }

        impl Code for $name {
            const LIST: &'static str = $uri;
            fn list_version(standard: Standard) -> Option<&'static str> {
                match standard {
                    Standard::Xdf2 => $version2,
                    Standard::Xdf3 => $version3,
                }
            }
            const VALUES: &'static [(Self, Option<&'static str>, Option<&'static str>)] =
                &[$( ($name::$variant, $code2, $code3), )+];
        }

        impl $name {
            /// The code as that version of the standard spells it; `None` where it has none.
            pub fn code(self, standard: Standard) -> Option<&'static str> {
                Self::VALUES.iter().find(|(value, _, _)| *value == self).and_then(|value| pick(value, standard))
            }
        }
    };
}

codes! {
    /// How far an element has come (version 2: `status`, version 3: `freigabestatus`).
    Status, "urn:xoev-de:xprozess:codeliste:status", Some("1.0"), None;
    /// In Vorbereitung (version 2).
    InPreparation = Some("inVorbereitung"), None;
    /// Aktiv (version 2).
    Active = Some("aktiv"), None;
    /// In Planung.
    Planned = None, Some("1");
    /// In Bearbeitung.
    InProgress = None, Some("2");
    /// Entwurf.
    Draft = None, Some("3");
    /// Methodisch freigegeben.
    MethodApproved = None, Some("4");
    /// Fachlich freigegeben (silber).
    ApprovedSilver = None, Some("5");
    /// Fachlich freigegeben (gold).
    ApprovedGold = None, Some("6");
    /// Inaktiv.
    Inactive = Some("inaktiv"), Some("7");
    /// Vorgesehen zum Löschen.
    ForDeletion = None, Some("8");
}

codes! {
    /// What kind of field it is (`feldart`).
    FieldKind, "urn:xoev-de:fim:codeliste:xdatenfelder.feldart", Some("1.0"), Some("2.0");
    /// Somebody types something in.
    Input = Some("input"), Some("input");
    /// Somebody chooses from a list.
    Select = Some("select"), Some("select");
    /// A hint that is read, its text being the content.
    Label = Some("label"), Some("label");
    /// A value that nobody sees.
    Hidden = None, Some("hidden");
    /// A value that is seen and cannot be changed.
    Locked = None, Some("locked");
}

codes! {
    /// What a field holds (`datentyp`).
    DataType, "urn:xoev-de:fim:codeliste:xdatenfelder.datentyp", Some("1.0"), Some("2.0");
    /// Text.
    Text = Some("text"), Some("text");
    /// Text in the characters of DIN 91379.
    TextLatin = None, Some("text_latin");
    /// A day.
    Date = Some("date"), Some("date");
    /// A time of day.
    Time = None, Some("time");
    /// A day and a time of day.
    DateTime = None, Some("datetime");
    /// Yes or no.
    Bool = Some("bool"), Some("bool");
    /// A number with decimals.
    Number = Some("num"), Some("num");
    /// A whole number.
    Integer = Some("num_int"), Some("num_int");
    /// An amount of money.
    Currency = Some("num_currency"), Some("num_currency");
    /// A file.
    File = Some("file"), Some("file");
    /// An object of the program that shows the form.
    Object = Some("obj"), Some("obj");
}

codes! {
    /// How much an element is bound (`schemaelementart`).
    ElementKind, "urn:xoev-de:fim:codeliste:xdatenfelder.schemaelementart", Some("1.0"), Some("1.0");
    /// Abstract: a pattern for others.
    Abstract = Some("ABS"), Some("ABS");
    /// Harmonised: the same wherever it is used.
    Harmonised = Some("HAR"), Some("HAR");
    /// Bound to a legal norm.
    NormBound = Some("RNG"), Some("RNG");
}

codes! {
    /// Whether a field may be filled in from a register before (`vorbefuellung`, version 3).
    Prefill, "urn:xoev-de:fim:codeliste:xdatenfelder.vorbefuellung", None, Some("1.0");
    /// Not at all.
    None = None, Some("keine");
    /// It may be.
    Optional = None, Some("optional");
    /// It must be.
    Mandatory = None, Some("verpflichtend");
}

codes! {
    /// What a rule does (`typ`, version 3).
    RuleKind, "urn:xoev-de:fim:codeliste:xdatenfelder.regeltyp", None, Some("1.0");
    /// Several things at once.
    Complex = None, Some("K");
    /// How often something occurs.
    Multiplicity = None, Some("M");
    /// Whether something is right.
    Validation = None, Some("V");
    /// What follows from something.
    Calculation = None, Some("B");
}

codes! {
    /// What a rule takes from an element (`param/typ`, version 3).
    ParameterKind, "urn:xoev-de:fim:codeliste:xdatenfelder.regelparamtyp", None, Some("1.0");
    /// How often it occurs.
    Count = None, Some("anzahl");
    /// The whole.
    Object = None, Some("objekt");
    /// A choice among several.
    Selector = None, Some("selektor");
    /// Its value.
    Value = None, Some("wert");
}

codes! {
    /// How an element relates to another (`relation/praedikat`, version 3).
    RelationKind, "urn:xoev-de:fim-datenfelder:codeliste:relation", None, None;
    /// Derived from it.
    Derived = None, Some("ABL");
    /// In its place.
    Replaces = None, Some("ERS");
    /// The same as it.
    Equivalent = None, Some("EQU");
}

codes! {
    /// How the structure of a schema may be changed by whoever derives one from it.
    StructureChange, "urn:xoev-de:fim:codeliste:xdatenfelder.ableitungsmodifikationenStruktur", Some("1.0"), Some("1.0");
    /// Not at all.
    Nothing = Some("0"), Some("0");
    /// Only restricted.
    Restrict = Some("1"), Some("1");
    /// Only extended.
    Extend = Some("2"), Some("2");
    /// In every way.
    Everything = Some("3"), Some("3");
}

codes! {
    /// How the look of a schema may be changed by whoever derives one from it.
    DisplayChange, "urn:xoev-de:fim:codeliste:xdatenfelder.ableitungsmodifikationenRepraesentation", Some("1.0"), Some("1.0");
    /// Not at all.
    Nothing = Some("0"), Some("0");
    /// In every way.
    Everything = Some("1"), Some("1");
}

codes! {
    /// Whether a message is meant (`datenqualitaet`, version 3).
    Quality, "urn:xoev-de:fim:codeliste:datenfelder.datenqualitaet", None, Some("1.0");
    /// It is.
    Productive = None, Some("PROD");
    /// It is a test.
    Test = None, Some("TEST");
}

codes! {
    /// The one kind of group that has a name of its own (`art`, version 3).
    GroupKind, "urn:xoev-de:fim:codeliste:datenfelder.gruppenart", None, Some("1.0");
    /// One of its members is chosen (*Auswahlgruppe*).
    Choice = None, Some("X");
}
