//! Refusals as codes that a page translates.

use rathaus_ballot::threshold::ThresholdError;
use rathaus_ballot::{AuditError, CredentialError, Malformed, Refusal, VoteError};
use serde_json::{Value, json};

/// A refusal: a code, and where something is wrong.
pub struct Refused {
    code: String,
    place: Value,
}

impl Refused {
    /// A code that says all.
    pub fn new(code: &str) -> Refused {
        Refused { code: code.into(), place: Value::Null }
    }

    /// A code, and a place.
    pub fn at(code: &str, place: impl Into<Value>) -> Refused {
        Refused { code: code.into(), place: place.into() }
    }

    /// As it is answered.
    pub fn to_json(&self) -> Value {
        json!({"code": self.code, "place": self.place})
    }
}

impl From<serde_json::Error> for Refused {
    /// A question that is none is a mistake of the page; what serde says could repeat what was typed, so only the place is told.
    fn from(error: serde_json::Error) -> Refused {
        Refused::at("call", error.column())
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Refused {
        let place = &refusal.place;
        let place = json!({
            "file": place.file, "offset": place.offset, "height": place.height, "field": place.field,
            "found": refusal.found,
        });
        Refused { code: format!("rule-{}", refusal.rule.name()), place }
    }
}

impl From<Malformed> for Refused {
    fn from(malformed: Malformed) -> Refused {
        Refusal::from(malformed).into()
    }
}

impl From<CredentialError> for Refused {
    fn from(error: CredentialError) -> Refused {
        Refused::new(match error {
            CredentialError::Shape => "credential-shape",
            CredentialError::CheckDigit => "credential-check-digit",
        })
    }
}

impl From<VoteError> for Refused {
    fn from(error: VoteError) -> Refused {
        match error {
            VoteError::Questions => Refused::new("vote-questions"),
            VoteError::Answers(question) => Refused::at("vote-answers", question),
            VoteError::Choice(question) => Refused::at("vote-choice", question),
            VoteError::Count(question) => Refused::at("vote-count", question),
        }
    }
}

impl From<AuditError> for Refused {
    fn from(error: AuditError) -> Refused {
        match error {
            AuditError::Vote(error) => error.into(),
            AuditError::Differs(field) => Refused::at("audit-differs", field),
            AuditError::Refused(refusal) => refusal.into(),
        }
    }
}

impl From<ThresholdError> for Refused {
    fn from(error: ThresholdError) -> Refused {
        match error {
            ThresholdError::Seed => Refused::new("trustee-seed"),
            ThresholdError::Stranger => Refused::new("trustee-stranger"),
            ThresholdError::Threshold => Refused::new("trustee-threshold"),
            ThresholdError::Count => Refused::new("trustee-count"),
            ThresholdError::Message(trustee) => Refused::at("trustee-message", trustee),
            ThresholdError::Share(trustee) => Refused::at("trustee-share", trustee),
            ThresholdError::Refused(refusal) => refusal.into(),
        }
    }
}
