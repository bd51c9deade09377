//! Services that work as they are and that an office takes over, changes and publishes.

use rathaus_procedure::{Definition, Fault};
use serde::Deserialize;

use crate::model::Content;

/// A service with its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// In its address.
    pub slug: String,
    /// What it is.
    pub content: Content,
    /// What is asked, and how it is worked off.
    pub form: Definition,
    /// What is asked later on, as in a proof of use.
    pub further: Vec<Definition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    slug: String,
    content: Content,
    form: serde_json::Value,
    #[serde(default)]
    further: Vec<serde_json::Value>,
}

/// Why an example cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ExampleError {
    /// The file is no service.
    #[error("no service: {0}")]
    Json(#[from] serde_json::Error),
    /// Its form has faults.
    #[error("faults in the form of {slug}: {faults:?}")]
    Form {
        /// Which.
        slug: String,
        /// What is wrong.
        faults: Vec<Fault>,
    },
}

const FILES: &[&str] = &[
    include_str!("../examples/dog.json"),
    include_str!("../examples/grant.json"),
    include_str!("../examples/hall.json"),
    include_str!("../examples/parking.json"),
    include_str!("../examples/rubble.json"),
];

/// A service of its file.
///
/// # Errors
///
/// Where the file is no service, or its form has faults.
pub fn read(text: &str) -> Result<Example, ExampleError> {
    let written: Written = serde_json::from_str(text)?;
    let form = |form: &serde_json::Value| {
        let read = Definition::from_json(&form.to_string());
        read.map_err(|faults| ExampleError::Form { slug: written.slug.clone(), faults })
    };
    let further = written.further.iter().map(form).collect::<Result<_, _>>()?;
    let form = form(&written.form)?;
    Ok(Example { slug: written.slug, content: written.content, form, further })
}

/// The examples that are shipped.
///
/// # Errors
///
/// Where one cannot be read, which a test rules out.
pub fn shipped() -> Result<Vec<Example>, ExampleError> {
    FILES.iter().map(|text| read(text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_works() {
        let all = shipped().expect("readable");
        assert_eq!(all.len(), FILES.len());
        for example in all {
            let handling = example.form.handling.as_ref().expect("it is worked off");
            assert!(handling.deadline.is_some() && handling.remedy.is_some(), "{}", example.slug);
            assert!(example.content.title.en.is_some(), "{} is there in English", example.slug);
            if let Some(report) = handling.grant.as_ref().and_then(|grant| grant.report.as_ref()) {
                assert!(example.further.iter().any(|form| form.key == report.form), "{}", example.slug);
            }
        }
    }
}
