"""The other side of FIT-Connect with another implementation of JOSE, jwcrypto.

    python fit.py tokens FOLDER     opens and checks what the tests wrote, and writes tokens for them to read
    python fit.py send FOLDER       sends three submissions to the delivery service of FOLDER/service.json
    python fit.py answers FOLDER    reads what became of them from the event log

Ends with 1 and a line for every fault.
"""

import hashlib
import json
import sys
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

from jwcrypto import jwe, jwk, jws

EVENTS = "https://schema.fitko.de/fit-connect/events/"
CLAIMS = {"$schema", "iss", "iat", "jti", "sub", "txn", "events"}

folder = Path(sys.argv[2])
faults = []


def check(condition, what):
    if not condition:
        faults.append(what)


def key(name):
    return jwk.JWK.from_json((folder / name).read_text("utf-8"))


def seal(content, public, is_deflated):
    header = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": public.get("kid"), "cty": "application/json"}
    if is_deflated:
        header["zip"] = "DEF"
    token = jwe.JWE(content, protected=header)
    token.add_recipient(public)
    return token.serialize(compact=True)


def open_sealed(token, secret):
    opened = jwe.JWE(algs=["RSA-OAEP-256", "A256GCM"])
    opened.deserialize(token, secret)
    return opened


def believed(token, keys):
    """Header and claims of an event, its signature checked with the key that it names."""
    read = jws.JWS()
    read.allowed_algs = ["PS512"]
    read.deserialize(token)
    header = read.jose_header
    read.verify(keys[header["kid"]])
    check((header["alg"], header["typ"]) == ("PS512", "secevent+jwt"), f"header {header}")
    claims = json.loads(read.payload)
    check(set(claims) == CLAIMS, f"claims {sorted(claims)}")
    check(isinstance(claims["iat"], int) and len(claims["events"]) == 1, f"claims {claims}")
    return claims


def tokens():
    secret, public = key("opens.json"), key("seals.json")
    sealed = sorted(folder.glob("*.jwe"))
    check(len(sealed) == 4, f"{len(sealed)} sealed files")
    for path in sealed:
        opened = open_sealed(path.read_text("ascii"), secret)
        check(opened.payload == path.with_suffix(".bin").read_bytes(), f"{path.name}: other content")
        check(opened.jose_header.get("zip") == ("DEF" if "deflated" in path.name else None), f"{path.name}: zip")
    keys = {"test-signs": key("checks.json")}
    accept = believed((folder / "accept.set").read_text("ascii"), keys)
    check(accept["sub"] == "submission:02bf1d9f-282d-4abf-810a-c4104baf0afe", f"sub {accept['sub']}")
    check(accept["txn"] == "case:452b5ee6-35df-441a-bd39-6141723cf914", f"txn {accept['txn']}")
    check(accept["iss"] == "40847c29-06aa-40e2-bf28-c29884c694c4", f"iss {accept['iss']}")
    tags = accept["events"][EVENTS + "accept-submission"]["authenticationTags"]
    check(tags == {"metadata": "bQ", "data": "ZA", "attachments": {}}, f"tags {tags}")
    reject = believed((folder / "reject.set").read_text("ascii"), keys)
    problem = reject["events"][EVENTS + "reject-submission"]["problems"][0]
    check(problem["type"] == EVENTS + "problems/hash-mismatch", f"type {problem['type']}")
    check(problem["instance"] == "data", f"instance {problem['instance']}")

    for name, content in [("text", "{\"Öl\": 1}".encode()), ("bytes", bytes(range(256)) * 100)]:
        for ending, is_deflated in [("deflated", True), ("plain", False)]:
            path = folder / f"other-{name}-{ending}"
            path.with_suffix(".bin").write_bytes(content)
            path.with_suffix(".jwe").write_text(seal(content, public, is_deflated))
    signed = jws.JWS(json.dumps(accept))
    header = {"alg": "PS512", "typ": "secevent+jwt", "kid": "test-signs"}
    signed.add_signature(key("signs.json"), None, json.dumps(header))
    (folder / "other.set").write_text(signed.serialize(compact=True))
    return f"{len(sealed)} sealed and 2 signed tokens read"


def service():
    return json.loads((folder / "service.json").read_text("utf-8"))


def ask(method, url, token=None, body=None, kind="application/json"):
    request = urllib.request.Request(url, body, {"Content-Type": kind}, method=method)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def access(there):
    form = {"grant_type": "client_credentials", "client_id": there["client_id"], "client_secret": there["client_secret"]}
    body = urllib.parse.urlencode(form).encode()
    answer = ask("POST", there["token"], body=body, kind="application/x-www-form-urlencoded")
    return answer["access_token"]


def digest(content):
    return {"type": "sha512", "content": hashlib.sha512(content).hexdigest()}


def send():
    there = service()
    base, token = there["submissions"], access(there)
    destination = ask("GET", f"{base}/destinations/{there['destination']}", token)
    text = json.dumps(ask("GET", f"{base}/destinations/{there['destination']}/keys/{destination['encryptionKid']}", token))
    public = jwk.JWK.from_json(text)
    sent = []
    for is_deflated, is_right in [(True, True), (False, True), (True, False)]:
        attachment, letter = str(uuid.uuid4()), b"%PDF-1.7 \xff"
        data = json.dumps({"Name": "Müßig"}).encode()
        announced = {
            "destinationId": there["destination"],
            "announcedAttachments": [attachment],
            "publicService": {"identifier": "urn:de:fim:leika:leistung:99102013001000", "name": "Hund anmelden"},
        }
        made = ask("POST", f"{base}/submissions", token, json.dumps(announced).encode())
        place = f"{base}/submissions/{made['submissionId']}"
        sealed = seal(letter, public, is_deflated)
        ask("PUT", f"{place}/attachments/{attachment}", token, sealed.encode(), "application/jose")
        metadata = {
            "$schema": "https://schema.fitko.de/fit-connect/metadata/1.0.0/metadata.schema.json",
            "contentStructure": {
                "data": {
                    "hash": digest(data if is_right else b"other"),
                    "submissionSchema": {"schemaUri": "urn:de:example", "mimeType": "application/json"},
                },
                "attachments": [
                    {
                        "attachmentId": attachment,
                        "hash": digest(letter),
                        "purpose": "form",
                        "mimeType": "application/pdf",
                    }
                ],
            },
        }
        parts = {
            "encryptedMetadata": seal(json.dumps(metadata).encode(), public, is_deflated),
            "encryptedData": seal(data, public, is_deflated),
        }
        ask("PUT", place, token, json.dumps(parts).encode())
        tags = {
            "metadata": parts["encryptedMetadata"].rsplit(".", 1)[1],
            "data": parts["encryptedData"].rsplit(".", 1)[1],
            "attachments": {attachment: sealed.rsplit(".", 1)[1]},
        }
        sent.append({**made, "tags": tags, "is_right": is_right})
    (folder / "sent.json").write_text(json.dumps(sent))
    return f"{len(sent)} submissions sent"


def answers():
    there = service()
    token = access(there)
    keys = {published["kid"]: jwk.JWK(**published) for published in ask("GET", there["keys"])["keys"]}
    keys["test-signs"] = key("checks.json")
    sent = json.loads((folder / "sent.json").read_text())
    for one in sent:
        log = ask("GET", f"{there['submissions']}/cases/{one['caseId']}/events", token)["eventLog"]
        claims = [believed(event, keys) for event in log]
        names = [next(iter(claim["events"])).removeprefix(EVENTS) for claim in claims]
        last = "accept-submission" if one["is_right"] else "reject-submission"
        check(names == ["create-submission", "submit-submission", last], f"log {names}")
        for claim in claims:
            check(claim["sub"] == f"submission:{one['submissionId']}", f"sub {claim['sub']}")
            check(claim["txn"] == f"case:{one['caseId']}", f"txn {claim['txn']}")
        check(claims[-1]["iss"] == there["destination"], f"iss {claims[-1]['iss']}")
        event = claims[-1]["events"][EVENTS + last]
        if one["is_right"]:
            check(event["authenticationTags"] == one["tags"], f"tags {event}")
        else:
            kinds = [problem["type"].removeprefix(EVENTS) for problem in event["problems"]]
            check(kinds == ["problems/hash-mismatch"], f"problems {kinds}")
    return f"{len(sent)} answers read"


says = {"tokens": tokens, "send": send, "answers": answers}[sys.argv[1]]()
for fault in faults[:20]:
    print(fault)
print(f"{says}, {len(faults)} faults")
sys.exit(1 if faults else 0)
