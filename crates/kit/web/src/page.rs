//! Pages: templates with texts, and the frame of a document that stands alone in both languages.
//!
//! Templates are minijinja under strict undefined: a name that is not there is an error, found by the tests that
//! render every template. What templates may call: `t("key", name=value)` for a text, the filters `n(places)` for
//! numbers, `pct(places)` for shares, `cut(characters)` for long text, `de` for text that people wrote in German (marked as such in other
//! languages), and `id` to make an id of one language out of a name.

use fluent_bundle::FluentValue;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};
use rathaus_core::Lang;

use crate::charts::escape;
use crate::language::Texts;
use crate::look;

const SHELL: &str = include_str!("../templates/shell.html.j2");

/// Strict, escaping, and without the line breaks that block tags leave behind.
fn strict() -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        env.set_syntax(syntax);
    }
    env
}

/// An environment for templates in one language. Everything that templates print is escaped as HTML.
pub fn environment(texts: &Texts) -> Environment<'static> {
    let mut env = strict();
    let lang = texts.lang();
    env.add_global("lang", lang.tag());
    speak(&mut env, texts);
    env.add_filter("n", move |value: f64, places: Option<usize>| lang.number(value, places.unwrap_or(0)));
    let own = texts.clone();
    env.add_filter("pct", move |share: f64, places: Option<usize>| own.percent(share, places.unwrap_or(0)));
    env.add_filter("id", move |name: Value| format!("{}-{name}", lang.tag()));
    env.add_filter("cut", |text: String, most: usize| cut(&text, most));
    env.add_filter("de", move |text: String| {
        let text = escape(&text);
        Value::from_safe_string(if lang == Lang::De || text.is_empty() {
            text
        } else {
            format!("<i lang=\"de\">{text}</i>")
        })
    });
    env
}

/// Makes `t("key", …)` take its texts from here.
pub(crate) fn speak(env: &mut Environment<'static>, texts: &Texts) {
    let own = texts.clone();
    env.add_function("t", move |key: String, args: Kwargs| -> Result<String, Error> {
        let mut named = Vec::new();
        for name in args.args() {
            named.push((name, argument(&args.get::<Value>(name)?)));
        }
        own.with(&key, &named).map_err(|e| Error::new(ErrorKind::InvalidOperation, e.to_string()))
    });
}

/// The text up to the last word that fits, with an ellipsis where something is left out.
fn cut(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let kept = text[..end].rfind(char::is_whitespace).map_or(&text[..end], |space| &text[..space]);
    format!("{} …", kept.trim_end_matches([' ', ',', ';', ':', '.']))
}

fn argument(value: &Value) -> FluentValue<'static> {
    match value.kind() {
        ValueKind::Number => match f64::try_from(value.clone()) {
            Ok(number) => FluentValue::from(number),
            Err(_) => FluentValue::from(value.to_string()),
        },
        _ => FluentValue::from(value.to_string()),
    }
}

/// A document that stands alone: one file, no script, nothing loaded, the same content in each language.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// In the title bar; in every language that counts.
    pub title: String,
    /// One tree of HTML per language, the first is shown at the start. Each must begin with its own heading.
    pub trees: Vec<Tree>,
}

/// The content in one language.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// The language.
    pub lang: Lang,
    /// The language's own name, as in `Deutsch`.
    pub name: String,
    /// At the top of every printed page, where the browser prints margin boxes.
    pub running: String,
    /// Text of the link to the content.
    pub skip: String,
    /// HTML, already escaped.
    pub html: String,
}

/// Frames the document: style, language switch, content.
///
/// The switch is a group of radio buttons and `:has()`: no script, the choice also holds for print, and each
/// tree carries its own `lang`. A browser without `:has()` shows the languages one after the other. A content
/// security policy in the file itself forbids every load.
pub fn document(document: &Document) -> Result<String, Error> {
    let env = strict();
    let trees: Vec<Value> = document
        .trees
        .iter()
        .map(|tree| {
            minijinja::context! {
                lang => tree.lang.tag(),
                name => tree.name.clone(),
                running => Value::from_safe_string(css_string(&tree.running)),
                skip => tree.skip.clone(),
                html => Value::from_safe_string(tree.html.clone()),
            }
        })
        .collect();
    env.render_named_str(
        "shell.html",
        SHELL,
        minijinja::context! {
            title => document.title.clone(),
            css => Value::from_safe_string(look::stylesheet(&look::DOCUMENT_PARTS)),
            trees => trees,
        },
    )
}

/// The text as a string of CSS that is also safe inside a style element.
fn css_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' | '<' | '>' | '&' => out.push_str(&format!("\\{:x} ", u32::from(c))),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lang: Lang) -> Texts {
        Texts::new(lang, &["hello = Hallo { $name }, { $n }"]).expect("readable")
    }

    fn render(lang: Lang, template: &str) -> Result<String, Error> {
        environment(&texts(lang)).render_named_str("x.html", template, minijinja::context! { bad => "<b>&" })
    }

    #[test]
    fn texts_are_escaped_and_numbers_grouped() {
        let text = render(Lang::De, "{{ t('hello', name=bad, n=12345) }} {{ 0.5|pct }} {{ 1.25|n(1) }}");
        assert_eq!(text.expect("rendered"), "Hallo &lt;b&gt;&amp;, 12.345 50\u{a0}% 1,2");
    }

    #[test]
    fn german_text_is_marked_in_english() {
        assert_eq!(render(Lang::De, "{{ bad|de }}").expect("rendered"), "&lt;b&gt;&amp;");
        assert_eq!(render(Lang::En, "{{ bad|de }}").expect("rendered"), "<i lang=\"de\">&lt;b&gt;&amp;</i>");
        assert_eq!(render(Lang::En, "{{ 'Wir suchen etwas'|cut(12) }}").expect("rendered"), "Wir suchen …");
        assert_eq!(render(Lang::En, "{{ 'x'|id }}").expect("rendered"), "en-x");
    }

    #[test]
    fn gaps_are_errors() {
        assert!(render(Lang::De, "{{ missing }}").is_err());
        assert!(render(Lang::De, "{{ t('missing') }}").is_err());
        assert!(render(Lang::De, "{{ t('hello', name='x') }}").is_err());
    }

    #[test]
    fn a_document_has_each_language_once() {
        let tree = |lang: Lang| Tree {
            lang,
            name: "N".into(),
            running: "</style>\"\\".into(),
            skip: "S".into(),
            html: format!("<h1>{}</h1>", lang.tag()),
        };
        let html = document(&Document { title: "<t>".into(), trees: Lang::ALL.map(tree).to_vec() })
            .expect("rendered");
        assert!(html.starts_with("<!doctype html>"));
        assert!(html.contains("<title>&lt;t&gt;</title>"));
        for lang in Lang::ALL {
            assert_eq!(html.matches(&format!("id=\"lang-{}\"", lang.tag())).count(), 1);
            assert!(html.contains(&format!("<h1>{}</h1>", lang.tag())));
        }
        assert_eq!(html.matches(" checked").count(), 1);
        assert!(!html.contains("<script"));
        assert_eq!(html.matches("</style").count(), 1, "the running header stays in its string");
        assert!(html.contains(r#"content: "\3c /style\3e \22 \5c ""#));
    }
}
