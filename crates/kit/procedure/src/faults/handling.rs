//! What makes the handling of a form sound: the fields it computes with are there, and its conditions fit.

use super::{FaultKind, Inspection};
use crate::definition::Definition;
use crate::field::{Kind, KindName};
use crate::grant::Grant;
use crate::handling::Handling;
use crate::permit::{Permit, Validity};
use crate::words::StableId;

/// What fits onto a permit in a line.
const FACTS: &[KindName] = &[
    KindName::Text,
    KindName::Number,
    KindName::Money,
    KindName::Date,
    KindName::Period,
    KindName::Choice,
    KindName::Several,
    KindName::YesNo,
    KindName::Organisation,
    KindName::Address,
];

impl<'a> Inspection<'a> {
    pub(super) fn handling(&mut self, definition: &'a Definition) {
        let Some(handling) = &definition.handling else { return };
        let Handling { steps, fees, grant, permit, reservation, .. } = handling;
        for (place, step) in steps.iter().enumerate() {
            self.condition(&format!("/handling/steps/{place}/when"), step.when.as_ref(), None, None);
        }
        for (place, fee) in fees.iter().enumerate() {
            let at = format!("/handling/fees/{place}");
            self.computed(&format!("{at}/per"), fee.per.as_ref(), &[KindName::Number, KindName::Period]);
            self.condition(&format!("{at}/when"), fee.when.as_ref(), None, None);
        }
        if let Some(grant) = grant {
            self.grant(grant);
        }
        if let Some(permit) = permit {
            self.permit(permit);
        }
        if let Some(reservation) = reservation {
            let at = |part: &str| format!("/handling/reservation/{part}");
            self.computed(&at("during"), Some(&reservation.during), &[KindName::Period]);
            self.computed(&at("place"), reservation.place.as_ref(), &[KindName::Choice]);
            self.computed(&at("account"), reservation.account.as_ref(), &[KindName::Iban]);
            if let Some(id) = reservation.deposit.as_ref().filter(|id| fees.iter().all(|fee| fee.id != **id))
            {
                let wanted = "fees".to_owned();
                self.fault(at("deposit"), FaultKind::NoSuchField { id: id.clone(), wanted });
            }
        }
    }

    fn permit(&mut self, permit: &'a Permit) {
        for (place, field) in permit.facts.iter().enumerate() {
            self.computed(&format!("/handling/permit/facts/{place}"), Some(field), FACTS);
        }
        self.computed("/handling/permit/from", permit.from.as_ref(), &[KindName::Date]);
        if let Validity::During(field) = &permit.valid {
            self.computed("/handling/permit/valid/during", Some(field), &[KindName::Period]);
        }
    }

    fn grant(&mut self, grant: &'a Grant) {
        self.computed("/handling/grant/asked", Some(&grant.asked), &[KindName::Money]);
        for (name, field) in [("cost", &grant.cost), ("covered", &grant.covered)] {
            self.computed(&format!("/handling/grant/{name}"), field.as_ref(), &[KindName::Money]);
        }
        self.computed("/handling/grant/account", grant.account.as_ref(), &[KindName::Iban]);
        for (place, rule) in grant.rules.iter().enumerate() {
            self.condition(&format!("/handling/grant/rules/{place}/holds"), Some(&rule.holds), None, None);
        }
        if !grant.criteria.is_empty() && grant.criteria.iter().all(|criterion| criterion.weight == 0) {
            self.fault("/handling/grant/criteria", FaultKind::TooFew { least: 1 });
        }
        let percents: u32 = grant.instalments.iter().map(|part| u32::from(part.percent)).sum();
        if !grant.instalments.is_empty() && percents != 100 {
            let (min, max) = ("100".to_owned(), "100".to_owned());
            self.fault("/handling/grant/instalments", FaultKind::OutOfRange { min, max });
        }
    }

    /// A field outside groups that something is computed with.
    fn computed(&mut self, at: &str, field: Option<&'a StableId>, wanted: &[KindName]) {
        let Some(field) = field else { return };
        let seen = self.all.get(field).filter(|seen| seen.group.is_none());
        let name = seen.and_then(|seen| seen.kind).map(Kind::name);
        if name.is_none_or(|name| !wanted.contains(&name)) {
            let wanted: Vec<&str> = wanted.iter().map(|kind| kind.as_str()).collect();
            self.fault(at, FaultKind::NoSuchField { id: field.clone(), wanted: wanted.join(", ") });
        }
    }
}
