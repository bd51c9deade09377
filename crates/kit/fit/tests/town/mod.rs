//! A town that receives over FIT-Connect, and what is sent to it.

use rathaus_fit::event::{self, Occasion};
use rathaus_fit::metadata::PublicService;
use rathaus_fit::stub::{Draft, DraftAttachment, Setup, Stub};
use rathaus_fit::submission::{self, submitted};
use rathaus_fit::{
    Client, DecryptionKey, Fault, Limits, NotReceived, Offer, Problem, Received, SigningKey, SubmissionId,
    VerificationKeys,
};
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

pub const OPENS: &str = include_str!("../keys/opens.json");
pub const SIGNS: &str = include_str!("../keys/signs.json");
pub const SERVICE: &str = include_str!("../keys/service.json");

pub struct Town {
    pub stub: Stub,
    pub client: Client,
    pub opens: Vec<DecryptionKey>,
    pub signs: SigningKey,
    pub offer: Offer,
    pub limits: Limits,
    /// What became a case, by the submission's id.
    pub cases: BTreeMap<SubmissionId, Received>,
}

impl Town {
    pub async fn new() -> Self {
        Self::with(Duration::from_secs(1800)).await
    }

    pub async fn with(token_lifetime: Duration) -> Self {
        let opens = DecryptionKey::read(OPENS).unwrap();
        let signs = SigningKey::read(SIGNS).unwrap();
        let at = "2026-11-30T10:00:00Z".parse().unwrap();
        let setup = Setup::new(&opens, &signs, SigningKey::read(SERVICE).unwrap(), at).unwrap();
        let stub = Stub::start(Setup { token_lifetime, ..setup }).await.unwrap();
        let client = Client::new(&stub.settings()).unwrap();
        let (offer, limits) = (Offer::default(), Limits::default());
        Self { stub, client, opens: vec![opens], signs, offer, limits, cases: BTreeMap::new() }
    }

    /// Fetches one submission with everything that belongs to it, and checks it.
    pub async fn open(&self, id: SubmissionId) -> Result<Result<Received, Vec<Problem>>, Fault> {
        let fetched = self.client.fetch(id).await?;
        let (log, faults) = self.client.log(fetched.submission.case, &self.client.keys().await?).await?;
        assert_eq!(faults, []);
        let tags = match submitted(&log, id) {
            Ok((tags, _)) => tags,
            Err(problem) => return Ok(Err(vec![problem])),
        };
        Ok(match submission::open(&fetched.delivery(Some(tags)), &self.opens, &self.offer, &self.limits) {
            Ok(received) => Ok(received),
            Err(NotReceived::Rejected(refusal)) => Err(refusal.problems()),
            Err(NotReceived::Later(why)) => panic!("{why}"),
        })
    }

    /// Goes through everything that waits: a case once for each, and an answer.
    pub async fn receive(&mut self) -> Result<(), Fault> {
        let page = self.client.waiting(self.stub.destination(), 0, 500).await?;
        for waiting in page.waiting {
            let result = match self.cases.get(&waiting.submission) {
                Some(received) => Ok(received.clone()),
                None => match self.open(waiting.submission).await {
                    // Listed twice, and answered since.
                    Err(Fault::NotFound) => continue,
                    result => result?,
                },
            };
            let occasion = Occasion {
                schema: event::SCHEMA,
                destination: waiting.destination,
                submission: waiting.submission,
                case: waiting.case,
                at: "2026-11-30T10:05:00Z".parse().unwrap(),
                token: Uuid::new_v5(&waiting.submission.0, b"answer"),
            };
            let token = match result {
                Ok(received) => {
                    let token = event::accept(&occasion, &received.tags, &self.signs).unwrap();
                    self.cases.insert(waiting.submission, received);
                    token
                }
                Err(problems) => event::reject(&occasion, &problems, &self.signs).unwrap(),
            };
            match self.client.send(waiting.case, token).await {
                // Answered by the first of two listings.
                Err(Fault::Refused { status: 422, .. }) if self.stub.waiting() == 0 => {}
                result => result?,
            }
        }
        Ok(())
    }

    pub fn receiver_keys(&self) -> VerificationKeys {
        VerificationKeys::read(&self.signs.public_jwk()).unwrap()
    }
}

pub fn draft() -> Draft {
    Draft {
        service: PublicService {
            identifier: "urn:de:fim:leika:leistung:99102013001000".into(),
            name: Some("Hundesteuer: Hund anmelden".into()),
        },
        schema_uri: "urn:xoev-de:fim:s00000092_1.0".into(),
        mime_type: "application/json".into(),
        data: r#"{"Familienname":"Müßig","Hund":{"Name":"Wuff"}}"#.into(),
        attachments: vec![
            DraftAttachment::new("Antrag.pdf", "application/pdf", b"%PDF-1.7 ..."),
            DraftAttachment::new("../Wuff.png", "image/png", &[0x89, b'P', b'N', b'G', 0, 255]),
        ],
        reply_channel: serde_json::json!({ "eMail": { "address": "anna@example.org" } }),
    }
}
