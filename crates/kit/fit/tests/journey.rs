//! A town receives over a real socket from the stub: what is right becomes a case once, what is wrong is rejected with
//! the problem that it has.

use crate::town::{Town, draft};
use rathaus_fit::event::Happened;
use rathaus_fit::jwe::{Zip, seal};
use rathaus_fit::key::EncryptionKey;
use rathaus_fit::metadata::{DataFormat, Purpose, ReplyChannel};
use rathaus_fit::stub::{Deposit, Draft};
use rathaus_fit::{DecryptionKey, Limits, Offer, Problem};
use serde_json::{Value, json};

#[tokio::test]
async fn what_is_right_becomes_a_case_and_is_accepted() {
    let mut town = Town::new().await;
    let draft = draft();
    let (id, case) = town.stub.put(draft.lock(town.stub.encryption()).unwrap()).unwrap();
    town.receive().await.unwrap();

    let received = &town.cases[&id];
    assert_eq!((received.submission, received.case), (id, case));
    assert_eq!(received.destination, town.stub.destination());
    assert_eq!(received.service, draft.service);
    assert_eq!(
        (received.schema_uri.as_str(), received.format),
        (draft.schema_uri.as_str(), DataFormat::Json)
    );
    assert_eq!(received.data, draft.data);
    assert_eq!(
        received.reply_channel,
        Some(ReplyChannel::EMail { address: "anna@example.org".into(), pgp_public_key: None })
    );
    for (received, sent) in received.attachments.iter().zip(&draft.attachments) {
        assert_eq!((received.id, received.name.as_deref()), (sent.id, Some(sent.name.as_str())));
        assert_eq!((&received.mime_type.0, &received.content), (&sent.mime_type, &sent.content));
        assert_eq!(received.purpose, Purpose::Attachment);
    }
    assert_eq!(received.attachments.len(), 2);
    assert!(!format!("{received:?}").contains("Wuff"), "nothing personal in {received:?}");

    assert_eq!(town.stub.waiting(), 0);
    let keys = town.client.keys().await.unwrap().and(town.receiver_keys());
    let (log, faults) = town.client.log(case, &keys).await.unwrap();
    assert_eq!(faults, []);
    let happened: Vec<_> = log.into_iter().map(|event| event.happened).collect();
    let tags = Some(received.tags.clone());
    assert_eq!(happened, [Happened::Created, Happened::Submitted(tags.clone()), Happened::Accepted(tags)]);
}

#[tokio::test]
async fn xml_and_no_attachments_are_taken_too() {
    let mut town = Town::new().await;
    let draft = Draft {
        mime_type: "application/xml".into(),
        data: "<antrag/>".into(),
        attachments: vec![],
        reply_channel: Value::Null,
        ..draft()
    };
    let (id, _) = town.stub.put(draft.lock(town.stub.encryption()).unwrap()).unwrap();
    town.receive().await.unwrap();
    assert_eq!(town.cases[&id].format, DataFormat::Xml);
    assert_eq!(town.cases[&id].reply_channel, None);
}

/// The problems with which a deposit is rejected, as `type instance` with the attachments numbered.
async fn rejected(town: &mut Town, draft: &Draft, deposit: Deposit) -> Vec<String> {
    let (id, _) = town.stub.put(deposit).unwrap();
    rejections(town, draft, id).await
}

async fn rejections(town: &mut Town, draft: &Draft, id: rathaus_fit::SubmissionId) -> Vec<String> {
    town.receive().await.unwrap();
    assert!(!town.cases.contains_key(&id));
    assert_eq!(town.stub.waiting(), 0);
    let answer = town.stub.answers().pop().unwrap();
    assert_eq!(answer.submission, Some(id));
    let Happened::Rejected(problems) = answer.happened else { panic!("{answer:?}") };
    let short = |problem: &Problem| {
        let mut instance = problem.instance.clone();
        for (number, attachment) in draft.attachments.iter().enumerate() {
            instance = instance.replace(&attachment.id.to_string(), &number.to_string());
        }
        assert!(!problem.title.is_empty() && !problem.detail.is_empty());
        let kind = problem.uri.strip_prefix("https://schema.fitko.de/fit-connect/events/problems/").unwrap();
        format!("{kind} {instance}")
    };
    problems.iter().map(short).collect()
}

type Change = (&'static str, fn(&mut Value), &'static [&'static str]);

#[tokio::test]
async fn wrong_metadata_are_rejected_with_their_problem() {
    let mut town = Town::new().await;
    let changes: [Change; 10] = [
        (
            "hash of data",
            |m| m["contentStructure"]["data"]["hash"]["content"] = "0".repeat(128).into(),
            &["hash-mismatch data"],
        ),
        (
            "hash of an attachment",
            |m| m["contentStructure"]["attachments"][1]["hash"]["content"] = "a".repeat(128).into(),
            &["hash-mismatch attachment:1"],
        ),
        (
            "no data described",
            |m| drop(m["contentStructure"].as_object_mut().unwrap().remove("data")),
            &["missing-data data"],
        ),
        (
            "an attachment not described",
            |m| drop(m["contentStructure"]["attachments"].as_array_mut().unwrap().pop()),
            &["attachments-mismatch metadata"],
        ),
        (
            "an attachment described that was not announced",
            |m| {
                m["contentStructure"]["attachments"][0]["attachmentId"] =
                    "f50308a5-b3ed-4627-9f0b-b5a8e0095791".into()
            },
            &[
                "attachments-mismatch metadata",
                "missing-attachment attachment:f50308a5-b3ed-4627-9f0b-b5a8e0095791",
            ],
        ),
        ("no schema", |m| drop(m.as_object_mut().unwrap().remove("$schema")), &["missing-schema metadata"]),
        (
            "other schema",
            |m| m["$schema"] = "https://example.org/schema.json".into(),
            &["unsupported-schema metadata"],
        ),
        (
            "another way to hash",
            |m| m["contentStructure"]["data"]["hash"]["type"] = "md5".into(),
            &["schema-violation metadata"],
        ),
        (
            "data that are something else",
            |m| m["contentStructure"]["data"]["submissionSchema"]["mimeType"] = "text/csv".into(),
            &["schema-violation metadata"],
        ),
        (
            "two things at once",
            |m| {
                m["contentStructure"]["data"]["hash"]["content"] = "0".repeat(128).into();
                m["contentStructure"]["attachments"][0]["hash"]["content"] = "0".repeat(128).into();
            },
            &["hash-mismatch data", "hash-mismatch attachment:0"],
        ),
    ];
    for (what, change, expected) in changes {
        let draft = draft();
        let mut metadata = draft.metadata();
        change(&mut metadata);
        let deposit = draft.lock_with(metadata.to_string().as_bytes(), town.stub.encryption()).unwrap();
        assert_eq!(rejected(&mut town, &draft, deposit).await, expected, "{what}");
    }
    let draft = draft();
    let deposit = draft.lock_with(b"no json", town.stub.encryption()).unwrap();
    assert_eq!(rejected(&mut town, &draft, deposit).await, ["syntax-violation metadata"]);
}

#[tokio::test]
async fn wrong_parts_are_rejected_with_their_problem() {
    let mut town = Town::new().await;
    let draft = draft();
    let key = town.stub.encryption().clone();
    let stranger = DecryptionKey::read(include_str!("keys/stranger.json")).unwrap().public_jwk();
    let stranger = EncryptionKey::read(&stranger).unwrap();
    let named = EncryptionKey::read(
        &DecryptionKey::read(include_str!("keys/stranger.json"))
            .unwrap()
            .public_jwk()
            .replace("stranger", "opens"),
    )
    .unwrap();

    let mut deposit = draft.lock(&key).unwrap();
    deposit.data = None;
    assert_eq!(rejected(&mut town, &draft, deposit).await, ["missing-data data"]);

    // Locked for a key that is not here, and for one that only has the same name: the sender cannot tell which.
    for other in [&stranger, &named] {
        let mut deposit = draft.lock(&key).unwrap();
        deposit.data = Some(seal(&draft.data, other, Zip::Deflate).unwrap());
        assert_eq!(rejected(&mut town, &draft, deposit).await, ["encryption-issue data"]);
    }
    let mut deposit = draft.lock(&key).unwrap();
    deposit.metadata = seal(draft.metadata().to_string().as_bytes(), &stranger, Zip::Deflate).unwrap();
    assert_eq!(rejected(&mut town, &draft, deposit).await, ["encryption-issue metadata"]);
    let mut deposit = draft.lock(&key).unwrap();
    deposit.attachments.insert(draft.attachments[0].id, "a.b.c.d.e".into());
    assert_eq!(rejected(&mut town, &draft, deposit).await, ["encryption-issue attachment:0"]);

    let mut deposit = draft.lock(&key).unwrap();
    deposit.attachments.remove(&draft.attachments[1].id);
    assert_eq!(
        rejected(&mut town, &draft, deposit).await,
        ["attachments-mismatch submission", "missing-attachment attachment:1"]
    );

    let broken = Draft { data: b"{\"a\":".into(), ..draft.clone() };
    let deposit = broken.lock(&key).unwrap();
    assert_eq!(rejected(&mut town, &draft, deposit).await, ["syntax-violation data"]);

    town.limits = Limits { data: 10, attachment: 10, ..Limits::default() };
    let deposit = draft.lock(&key).unwrap();
    let too_long = rejected(&mut town, &draft, deposit).await;
    assert_eq!(too_long, ["encryption-issue data", "encryption-issue attachment:0"]);
    // Each may be as large as it is, but not all together: the last one no longer fits.
    town.limits = Limits { whole: draft.metadata().to_string().len() + 65, ..Limits::default() };
    let deposit = draft.lock(&key).unwrap();
    assert_eq!(rejected(&mut town, &draft, deposit).await, ["encryption-issue attachment:1"]);
}

#[tokio::test]
async fn what_is_not_offered_is_rejected() {
    let mut town = Town::new().await;
    let draft = draft();
    let deposit = draft.lock(town.stub.encryption()).unwrap();
    town.offer = Offer { services: Some(["urn:de:other".into()].into()), schemas: None };
    assert_eq!(rejected(&mut town, &draft, deposit.clone()).await, ["unsupported-service metadata"]);
    town.offer = Offer { services: None, schemas: Some(["urn:other".into()].into()) };
    assert_eq!(rejected(&mut town, &draft, deposit.clone()).await, ["unsupported-schema metadata"]);
    town.offer = Offer {
        services: Some([draft.service.identifier.clone()].into()),
        schemas: Some([draft.schema_uri.clone()].into()),
    };
    let (id, _) = town.stub.put(deposit).unwrap();
    town.receive().await.unwrap();
    assert!(town.cases.contains_key(&id));
}

#[tokio::test]
async fn a_service_is_taken_from_the_announcement_where_the_metadata_name_none() {
    let mut town = Town::new().await;
    let draft = draft();
    let mut metadata = draft.metadata();
    metadata.as_object_mut().unwrap().remove("publicServiceType");
    let mut deposit = draft.lock_with(metadata.to_string().as_bytes(), town.stub.encryption()).unwrap();
    let (id, _) = town.stub.put(deposit.clone()).unwrap();
    town.receive().await.unwrap();
    assert_eq!(town.cases[&id].service, draft.service);
    deposit.service = None;
    assert_eq!(rejected(&mut town, &draft, deposit).await, ["schema-violation metadata"]);
}

#[tokio::test]
async fn a_part_that_was_exchanged_on_the_way_is_noticed() {
    let mut town = Town::new().await;
    let draft = draft();
    let key = town.stub.encryption().clone();
    let mut other = draft.clone();
    other.data = json!({ "Familienname": "Falsch" }).to_string().into();
    let forged = other.lock(&key).unwrap();

    let (id, _) = town.stub.put(draft.lock(&key).unwrap()).unwrap();
    // Everything anew, and right in itself: only the submit event tells.
    town.stub.exchange(id, |deposit| *deposit = forged.clone());
    assert_eq!(rejections(&mut town, &draft, id).await, ["incorrect-authentication-tag metadata"]);

    let (id, _) = town.stub.put(draft.lock(&key).unwrap()).unwrap();
    town.stub.exchange(id, |deposit| deposit.data = forged.data.clone());
    assert_eq!(rejections(&mut town, &draft, id).await, ["incorrect-authentication-tag data"]);

    let (id, _) = town.stub.put(draft.lock(&key).unwrap()).unwrap();
    let (first, second) = (draft.attachments[0].id, draft.attachments[1].id);
    town.stub.exchange(id, |deposit| {
        let token = deposit.attachments[&first].clone();
        deposit.attachments.insert(second, token);
    });
    assert_eq!(rejections(&mut town, &draft, id).await, ["incorrect-authentication-tag attachment:1"]);
}
