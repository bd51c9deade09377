use super::*;
use serde_json::{Value, json};

fn sample() -> Value {
    json!({
        "$schema": "https://schema.fitko.de/fit-connect/metadata/1.0.0/metadata.schema.json",
        "contentStructure": {
            "data": {
                "hash": { "type": "sha512", "content": Sha512Hash::of(b"{}").to_string() },
                "submissionSchema": { "schemaUri": "urn:de:fim:s00000092_1.0", "mimeType": "application/json" },
            },
            "attachments": [{
                "attachmentId": "f50308a5-b3ed-4627-9f0b-b5a8e0095791",
                "hash": { "type": "sha512", "content": Sha512Hash::of(b"x").to_string() },
                "purpose": "form", "mimeType": "application/pdf",
                "filename": "Antrag.pdf", "description": "Alles zum Nachlesen",
            }],
        },
        "publicServiceType": { "name": "Hund anmelden", "identifier": "urn:de:fim:leika:leistung:99102013001000" },
        "authenticationInformation": [{ "type": "identificationReport", "version": "1.0.0", "content": "e30" }],
        "paymentInformation": {
            "transactionReference": "KZ 4711", "transactionId": "9xxd-432x", "paymentMethod": "CREDITCARD",
            "status": "BOOKED", "grossAmount": 12.3,
        },
        "replyChannel": { "eMail": { "address": "anna@example.org" } },
        "additionalReferenceInfo": { "senderReference": "A-1", "applicationDate": "2026-11-30" },
    })
}

fn read(value: &Value) -> Result<Metadata, MetadataFault> {
    Metadata::read(value.to_string().as_bytes())
}

#[test]
fn everything_that_is_known_is_read() {
    let metadata = read(&sample()).unwrap();
    let content = &metadata.content_structure;
    assert_eq!(content.data.as_ref().unwrap().submission_schema.mime_type, DataFormat::Json);
    assert_eq!(content.data.as_ref().unwrap().hash, Sha512Hash::of(b"{}"));
    assert_eq!(content.attachments[0].purpose, Purpose::Form);
    assert_eq!(content.attachments[0].filename.as_deref(), Some("Antrag.pdf"));
    assert_eq!(metadata.payment_information.unwrap().gross_cents, Some(1230));
    assert_eq!(
        metadata.reply_channel,
        Some(ReplyChannel::EMail { address: "anna@example.org".into(), pgp_public_key: None })
    );
    assert_eq!(
        metadata.additional_reference_info.unwrap().application_date,
        Some(jiff::civil::date(2026, 11, 30))
    );
}

#[test]
fn what_later_versions_add_passes() {
    let mut later = sample();
    later["$schema"] = "https://schema.fitko.de/fit-connect/metadata/1.17.4/metadata.schema.json".into();
    later["somethingNew"] = json!({ "a": 1 });
    later["contentStructure"]["attachments"][0]["purpose"] = "receipt".into();
    later["paymentInformation"]["status"] = "REFUNDED".into();
    later["replyChannel"] = json!({ "fitConnect": { "processStandards": [] } });
    let metadata = read(&later).unwrap();
    assert_eq!(metadata.content_structure.attachments[0].purpose, Purpose::Other("receipt".into()));
    assert!(matches!(metadata.reply_channel, Some(ReplyChannel::Other { name, .. }) if name == "fitConnect"));
    later["$schema"] = "https://schema.fitko.de/fit-connect/metadata/2.1.0/metadata.schema.json".into();
    assert!(read(&later).is_ok());
}

#[test]
fn least_that_is_allowed_is_enough() {
    let schema = sample()["$schema"].clone();
    let metadata = read(&json!({ "$schema": schema, "contentStructure": { "attachments": [] } })).unwrap();
    assert_eq!(metadata.content_structure.data, None);
}

/// Every place that is mandatory or has a form, and what its fault says.
#[test]
fn faults_name_their_place() {
    let cases = [
        ("/contentStructure", None, ".", "contentStructure"),
        ("/contentStructure/attachments", None, "contentStructure", "attachments"),
        ("/contentStructure/data/hash", None, "contentStructure.data", "hash"),
        (
            "/contentStructure/data/hash/type",
            Some(json!("sha256")),
            "contentStructure.data.hash.type",
            "sha512",
        ),
        (
            "/contentStructure/data/hash/content",
            Some(json!("AB")),
            "contentStructure.data.hash.content",
            "128",
        ),
        ("/contentStructure/data/submissionSchema", None, "contentStructure.data", "submissionSchema"),
        (
            "/contentStructure/data/submissionSchema/schemaUri",
            Some(json!(" ")),
            "contentStructure.data.submissionSchema.schemaUri",
            "empty",
        ),
        (
            "/contentStructure/data/submissionSchema/mimeType",
            Some(json!("text/csv")),
            "contentStructure.data.submissionSchema.mimeType",
            "application/json",
        ),
        ("/contentStructure/attachments/0/purpose", None, "contentStructure.attachments[0]", "purpose"),
        (
            "/contentStructure/attachments/0/attachmentId",
            Some(json!("../x")),
            "contentStructure.attachments[0].attachmentId",
            "UUID",
        ),
        (
            "/contentStructure/attachments/0/mimeType",
            Some(json!("pdf")),
            "contentStructure.attachments[0].mimeType",
            "media type",
        ),
        ("/publicServiceType/identifier", None, "publicServiceType", "identifier"),
        ("/authenticationInformation/0/content", None, "authenticationInformation[0]", "content"),
        ("/paymentInformation/status", None, "paymentInformation", "status"),
        ("/paymentInformation/grossAmount", Some(json!(0.001)), "paymentInformation.grossAmount", "amount"),
        ("/replyChannel/eMail/address", None, "replyChannel.eMail", "address"),
        (
            "/replyChannel/deMail",
            Some(json!({ "address": "b@example.org" })),
            "replyChannel",
            "more than one",
        ),
        (
            "/additionalReferenceInfo/applicationDate",
            Some(json!("yesterday")),
            "additionalReferenceInfo.applicationDate",
            "",
        ),
    ];
    for (pointer, value, place, words) in cases {
        let mut changed = sample();
        let (parent, member) = pointer.rsplit_once('/').unwrap();
        let parent = changed.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        match value {
            Some(value) => drop(parent.insert(member.into(), value)),
            None => drop(parent.remove(member)),
        }
        let MetadataFault::Member { path, what } = read(&changed).unwrap_err() else { panic!("{pointer}") };
        assert_eq!(path, place, "{pointer}: {what}");
        assert!(what.contains(words), "{pointer}: {what}");
    }
}

#[test]
fn schemas_of_others_and_no_schema_are_told_apart() {
    let mut changed = sample();
    for other in ["3.0.0", "1.0", "1.0.0.0", "+1.0.0", "x"] {
        changed["$schema"] = format!("{SCHEMA_BEGIN}{other}{SCHEMA_END}").into();
        assert!(matches!(read(&changed), Err(MetadataFault::OtherSchema(_))), "{other}");
    }
    changed.as_object_mut().unwrap().remove("$schema");
    assert_eq!(read(&changed), Err(MetadataFault::NoSchema));
    assert!(matches!(Metadata::read(b"{"), Err(MetadataFault::Syntax { line: 1, .. })));
    assert!(matches!(read(&json!([])), Err(MetadataFault::Member { .. })));
}

#[test]
fn an_attachment_stands_there_once() {
    let mut changed = sample();
    let again = changed["contentStructure"]["attachments"][0].clone();
    changed["contentStructure"]["attachments"].as_array_mut().unwrap().push(again);
    let fault = read(&changed).unwrap_err().to_string();
    assert!(fault.starts_with("contentStructure.attachments[1].attachmentId"), "{fault}");
}
