//! From a draft to an election that nobody can change any more.

use jiff::Timestamp;
use rathaus_ballot::group::Group;
use rathaus_ballot::number::Number;
use rathaus_ballot::threshold::{Accepted, Inbox, PolynomialPart, complete, route};
use rathaus_ballot::{
    Board, Election as Sealed, Eligible, Eligibles, Refusal, Signed, Trustee, TrusteeKey, Trustees,
};

use crate::casting::threads;
use crate::model::{Kind, Lack, RoleKind, group_of};
use crate::store::election::{Election, SetupRow};
use crate::store::elector::{Elector, Register};
use crate::store::message::{MessageKind, MessageRow};
use crate::store::role::RoleRow;

/// How many trustees there are.
pub fn trustees_of(roles: &[RoleRow]) -> usize {
    roles.iter().filter(|role| role.kind == RoleKind::Trustee).count()
}

/// Whether trustees make a key together of which some parts suffice; otherwise every one of them is needed.
pub fn is_threshold(election: &Election, roles: &[RoleRow]) -> bool {
    election.rules.trustees < trustees_of(roles)
}

/// The messages of a kind, in the order of the trustees.
fn of_kind(messages: &[MessageRow], kind: MessageKind) -> Vec<&MessageRow> {
    let mut found: Vec<&MessageRow> = messages.iter().filter(|message| message.kind == kind).collect();
    found.sort_by_key(|message| message.place);
    found
}

/// What is due next from the trustees before the election is frozen; `None` when all keys are there.
pub fn due(election: &Election, roles: &[RoleRow], messages: &[MessageRow]) -> Option<MessageKind> {
    let all = trustees_of(roles);
    let steps: &[MessageKind] = match is_threshold(election, roles) {
        true => &[MessageKind::Certificate, MessageKind::Polynomial, MessageKind::Acceptance],
        false => &[MessageKind::Key],
    };
    steps.iter().copied().find(|kind| of_kind(messages, *kind).len() < all)
}

/// What a draft still lacks.
pub fn lacks(
    election: &Election,
    roles: &[RoleRow],
    register: &Register,
    messages: &[MessageRow],
) -> Vec<Lack> {
    let of = |kind: RoleKind| roles.iter().filter(move |role| role.kind == kind);
    let mut out = Vec::new();
    let mut lack = |is_lacking: bool, lack: Lack| {
        if is_lacking {
            out.push(lack);
        }
    };
    let is_unfinished = election.questions.iter().any(|question| question.answers.is_empty());
    lack(election.questions.is_empty() || is_unfinished, Lack::Questions);
    lack(election.closes_at.is_none(), Lack::Window);
    lack(register.electors == 0, Lack::Electors);
    let is_ranked = election.questions.iter().any(|question| question.kind != Kind::Choose);
    lack(is_ranked && register.greatest > 1, Lack::Weights);
    lack(is_ranked && election.rules.paper, Lack::Paper);
    lack(of(RoleKind::Board).count() < election.rules.board, Lack::Board);
    lack(trustees_of(roles) < election.rules.trustees, Lack::Trustees);
    lack(of(RoleKind::Registrar).count() == 0, Lack::Registrar);
    let registrars: Vec<&str> = of(RoleKind::Registrar).map(|role| role.email.as_str()).collect();
    lack(of(RoleKind::Trustee).any(|role| registrars.contains(&role.email.as_str())), Lack::Apart);
    lack(trustees_of(roles) > 0 && due(election, roles, messages).is_some(), Lack::Keys);
    lack(register.electors > 0 && register.with_credential < register.electors, Lack::Credentials);
    out
}

/// Why what a trustee handed in is not taken, as the engine says it.
pub type Wrong = String;

fn certificates_of(messages: &[MessageRow]) -> Result<Vec<Signed>, Wrong> {
    of_kind(messages, MessageKind::Certificate)
        .iter()
        .map(|message| Signed::from_json(&message.body).map_err(|refusal| refusal.to_string()))
        .collect()
}

fn polynomials_of(messages: &[MessageRow]) -> Result<Vec<PolynomialPart>, Wrong> {
    of_kind(messages, MessageKind::Polynomial)
        .iter()
        .map(|message| PolynomialPart::from_json(&message.body).map_err(|wrong| wrong.to_string()))
        .collect()
}

fn acceptances_of(messages: &[MessageRow]) -> Result<Vec<Accepted>, Wrong> {
    of_kind(messages, MessageKind::Acceptance)
        .iter()
        .map(|message| Accepted::from_json(&message.body).map_err(|wrong| wrong.to_string()))
        .collect()
}

/// Checks what a trustee hands in before the election is frozen, beside what is there.
///
/// # Errors
///
/// What is wrong with it.
pub fn check_message(
    election: &Election,
    messages: &[MessageRow],
    kind: MessageKind,
    body: &str,
) -> Result<(), Wrong> {
    let group = Group::new(group_of(&election.questions));
    let said = |refusal: Refusal| refusal.to_string();
    match kind {
        MessageKind::Key => {
            let key = TrusteeKey::from_json(body.as_bytes()).map_err(said)?;
            Trustees(vec![Trustee::Single(Box::new(key))]).check(&group).map_err(said)?;
        }
        MessageKind::Certificate => {
            let certificate = Signed::from_json(body).map_err(said)?;
            rathaus_ballot::threshold::check_certificates(&group, &[certificate])
                .map_err(|error| error.to_string())?;
        }
        MessageKind::Polynomial => {
            let part = PolynomialPart::from_json(body).map_err(|wrong| wrong.to_string())?;
            if part.secrets.len() != certificates_of(messages)?.len() {
                return Err("not one share for each trustee".to_owned());
            }
        }
        MessageKind::Acceptance => {
            Accepted::from_json(body).map_err(|wrong| wrong.to_string())?;
        }
        MessageKind::Tally | MessageKind::Shuffle | MessageKind::Share | MessageKind::Outcome => {
            return Err("not before the count".to_owned());
        }
    }
    Ok(())
}

/// What the trustee of this number gets from the others to accept; as JSON.
///
/// # Errors
///
/// What is wrong with what somebody handed in.
pub fn inbox_of(election: &Election, messages: &[MessageRow], place: u64) -> Result<String, Wrong> {
    let group = Group::new(group_of(&election.questions));
    let inboxes = route(&group, &certificates_of(messages)?, &polynomials_of(messages)?)
        .map_err(|error| error.to_string())?;
    let index = usize::try_from(place).unwrap_or_default().saturating_sub(1);
    inboxes.get(index).map(Inbox::to_json).ok_or_else(|| "there is no such trustee".to_owned())
}

/// The encrypted key that a trustee of a group opens to decrypt, as they accepted it.
pub fn decryption_key_of(messages: &[MessageRow], place: u64) -> Option<String> {
    let found =
        messages.iter().find(|message| message.kind == MessageKind::Acceptance && message.place == place)?;
    Accepted::from_json(&found.body).ok().map(|accepted| accepted.private_key)
}

/// What is frozen.
pub struct Frozen<'a> {
    /// The draft.
    pub election: &'a Election,
    /// Who acts in it.
    pub roles: &'a [RoleRow],
    /// What trustees handed in.
    pub messages: &'a [MessageRow],
    /// The register.
    pub electors: &'a [Elector],
    /// The word for a deliberately invalid vote.
    pub invalid: &'a str,
    /// Whose election it is.
    pub administrator: &'a str,
}

impl Frozen<'_> {
    fn trustees(&self) -> Result<Trustees, Wrong> {
        if is_threshold(self.election, self.roles) {
            let group = Group::new(group_of(&self.election.questions));
            let together = complete(
                &group,
                &certificates_of(self.messages)?,
                &polynomials_of(self.messages)?,
                &acceptances_of(self.messages)?,
            );
            return Ok(Trustees(vec![Trustee::Group(together.map_err(|error| error.to_string())?)]));
        }
        let key = |message: &&MessageRow| {
            let key =
                TrusteeKey::from_json(message.body.as_bytes()).map_err(|refusal| refusal.to_string())?;
            Ok(Trustee::Single(Box::new(key)))
        };
        of_kind(self.messages, MessageKind::Key).iter().map(key).collect::<Result<_, _>>().map(Trustees)
    }

    fn eligibles(&self) -> Result<Eligibles, Wrong> {
        let is_weighted = self.electors.iter().any(|elector| elector.weight > 1);
        let eligible = |elector: &Elector| {
            let credential = elector.credential.as_deref().and_then(Number::from_decimal);
            let credential =
                credential.ok_or_else(|| format!("number {} has no voting key", elector.number))?;
            Ok(Eligible { credential, weight: is_weighted.then_some(elector.weight) })
        };
        self.electors.iter().map(eligible).collect::<Result<_, Wrong>>().map(Eligibles::new)
    }

    /// Puts everything together and checks it: what the archive begins with.
    ///
    /// # Errors
    ///
    /// What does not fit.
    pub fn setup(&self, now: Timestamp) -> Result<SetupRow, Wrong> {
        let (election, trustees, eligibles) = (self.election, self.trustees()?, self.eligibles()?);
        let group = group_of(&election.questions);
        let rules = &election.rules;
        let registrar = self.roles.iter().find(|role| role.kind == RoleKind::Registrar);
        let sealed = Sealed {
            description: election.description.clone(),
            name: election.title.clone(),
            group,
            public_key: trustees.check(&Group::new(group)).map_err(|refusal| refusal.to_string())?,
            questions: election.questions.iter().map(|one| one.sealed(rules, self.invalid)).collect(),
            uuid: election.uuid.clone(),
            administrator: Some(self.administrator.to_owned()),
            credential_authority: registrar.map(|role| role.name.clone()),
        };
        let timestamp = now.as_second().unsigned_abs();
        let board = Board::new(timestamp, &sealed, &trustees, &eligibles, threads());
        let board = board.map_err(|refusal| refusal.to_string())?;
        Ok(SetupRow {
            timestamp,
            description: sealed.to_json(),
            trustees: trustees.to_json(),
            credentials: eligibles.to_json(),
            fingerprint: board.setup().fingerprint().to_owned(),
        })
    }
}
