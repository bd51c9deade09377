//! What every page with mistakes owes: a summary that names each field and leads there.

/// Looks at a page that came back with mistakes.
///
/// # Panics
///
/// When it has no summary, or a line of it leads nowhere or does not say which field it speaks of.
pub(super) fn check(html: &str) {
    let Some((_, rest)) = html.split_once("rh-summary-list") else {
        // What belongs to no field, as the faults of a form that is edited, stands in a box of its own.
        assert!(html.contains("kern-alert--danger"), "a page with mistakes has no summary of them: {html}");
        return;
    };
    let list = rest.split("</ul>").next().unwrap_or_default();
    for line in list.split("<li>").skip(1) {
        let Some(href) = line.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()) else {
            continue;
        };
        // Links to another page, as where all answers are reviewed, name their field in words of their own.
        let Some(id) = href.strip_prefix('#') else { continue };
        assert!(html.contains(&format!(" id=\"{id}\"")), "the summary leads to {href}, which is not there");
        assert!(line.contains("rh-summary-field"), "the summary does not name the field {id}: {line}");
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    fn page(line: &str) -> String {
        format!(r#"<ul class="rh-summary-list"><li>{line}</li></ul><input class="x" id="f-title">"#)
    }

    #[test]
    fn a_summary_that_names_and_leads_passes() {
        check(&page(r##"<a href="#f-title"><span class="rh-summary-field">Titel</span> – fehlt</a>"##));
        check(&page("Bitte noch einmal senden."));
        check(&page(r#"<a href="/form/pages/1">Titel: fehlt</a>"#));
    }

    #[test]
    #[should_panic(expected = "has no summary")]
    fn a_page_without_one_does_not() {
        check("<h1>Falsch</h1>");
    }

    #[test]
    #[should_panic(expected = "is not there")]
    fn a_link_to_nowhere_does_not() {
        check(&page(r##"<a href="#f-name"><span class="rh-summary-field">Name</span> – fehlt</a>"##));
    }

    #[test]
    #[should_panic(expected = "does not name")]
    fn a_line_without_its_field_does_not() {
        check(&page(r##"<a href="#f-title">Bitte ausfüllen.</a>"##));
    }
}
