//! What somebody is entitled to once it is proved what the money was used for.

use rathaus_core::Cents;

use crate::terms::{Funding, Terms, share};

/// What a proof of use comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settlement {
    /// What the recipient is entitled to in the end; never more than was granted.
    pub entitled: Cents,
    /// What is still to be paid out.
    pub outstanding: Cents,
    /// What was paid out beyond it and is to be given back.
    pub overpaid: Cents,
}

/// What is left of a grant (ANBest-P Nr. 2): `accepted` are the costs that the office accepts, `covered` what own and other means
/// of the plan come to, `paid` what was paid out.
///
/// - A share falls with the costs: the granted sum, or that percent of what is accepted where it is less.
/// - A gap is what is accepted and not covered.
/// - A fixed sum stays, as long as the accepted costs are not below it.
pub fn settle(terms: &Terms, granted: Cents, accepted: Cents, covered: Cents, paid: Cents) -> Settlement {
    let accepted = Cents(accepted.0.max(0));
    let possible = match terms.funding {
        Funding::Share => share(accepted, terms.percent.unwrap_or(100)),
        Funding::Gap => Cents((accepted.0 - covered.0.max(0)).max(0)),
        Funding::Fixed => accepted,
    };
    let entitled = granted.min(possible);
    Settlement {
        entitled,
        outstanding: Cents((entitled.0 - paid.0).max(0)),
        overpaid: Cents((paid.0 - entitled.0).max(0)),
    }
}
