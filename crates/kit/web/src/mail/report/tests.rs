//! Reports as the servers write them that German offices use, and what is none.

use super::*;

const ID: &str = "0199a3f0-7c41-7e2b-9d15-3f2a64c0b8de";

const POSTFIX: &str = include_str!("../../../tests/reports/postfix.eml");
const EXIM: &str = include_str!("../../../tests/reports/exim.eml");
const EXCHANGE: &str = include_str!("../../../tests/reports/exchange.eml");
const DELAYED: &str = include_str!("../../../tests/reports/delayed.eml");

fn read(text: &str) -> Option<Report> {
    let with_unix_ends = Report::read(text.as_bytes());
    assert_eq!(
        with_unix_ends,
        Report::read(text.replace('\n', "\r\n").as_bytes()),
        "ends of lines mean nothing"
    );
    with_unix_ends
}

#[test]
fn reports_of_three_servers_are_read() {
    let cases = [
        (
            POSTFIX,
            "weg@calden.example",
            "550 5.1.1 <weg@calden.example>: Recipient address rejected: User unknown in virtual mailbox table",
        ),
        (EXIM, "weg@calden.example", "550 5.1.1 The email account that you tried to reach does not exist."),
        (
            EXCHANGE,
            "weg@calden.example",
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        ),
    ];
    for (text, recipient, words) in cases {
        let report = read(text).expect("a report");
        assert_eq!(report.message_id, format!("<{ID}@region.example>"));
        assert_eq!(report.mail(), ID.parse().ok());
        assert_eq!((report.recipient.as_str(), report.words.as_str()), (recipient, words));
        assert!(report.is_lasting, "{words}");
    }
}

#[test]
fn what_is_late_or_given_up_is_not_lasting() {
    let late = read(DELAYED).expect("a report");
    assert!(!late.is_lasting && late.words.starts_with("connect to mx.calden.example"), "{late:?}");
    // After five days it fails, still for a reason that may pass.
    let given_up = read(&DELAYED.replace("Action: delayed", "Action: failed")).expect("a report");
    assert!(!given_up.is_lasting);
    // A server that names no class is taken at its word.
    let bare = POSTFIX.replace("Status: 5.1.1\n", "");
    assert!(read(&bare).expect("a report").is_lasting);
    let later = bare.replace("smtp; 550 5.1.1", "smtp; 451 4.2.0");
    assert!(!read(&later).expect("a report").is_lasting);
}

#[test]
fn the_worst_of_several_recipients_counts() {
    let more = "Final-Recipient: rfc822; liste@calden.example\nAction: delayed\nStatus: 4.2.2\n\n";
    let more =
        POSTFIX.replace("Final-Recipient: rfc822; weg@", &format!("{more}Final-Recipient: rfc822; weg@"));
    assert_eq!(read(&more), read(POSTFIX));
}

#[test]
fn without_the_mail_its_id_comes_from_what_the_report_answers() {
    let cut = EXCHANGE.split("Content-Type: message/rfc822").next().expect("a beginning");
    assert_eq!(read(cut).expect("a report").mail(), ID.parse().ok());
    let headers = POSTFIX.replace("Content-Type: message/rfc822", "Content-Type: text/rfc822-headers");
    assert_eq!(read(&headers), read(POSTFIX));
}

#[test]
fn what_is_no_report_is_none() {
    let arrived = POSTFIX.replace("Action: failed", "Action: delivered");
    let holiday = "From: anna@calden.example\nAuto-Submitted: auto-replied\nSubject: Nicht im Haus\n\
                   In-Reply-To: <0199a3f0-7c41-7e2b-9d15-3f2a64c0b8de@region.example>\n\nBin bald wieder da.\n";
    let prose =
        "From: MAILER-DAEMON@calden.example\nSubject: Undeliverable\n\nUser unknown: weg@calden.example\n";
    let no_mail = POSTFIX.split("Content-Type: message/rfc822").next().expect("a beginning");
    for text in [&arrived, holiday, prose, no_mail, "", "\0\u{feff}", "Content-Type: multipart/report"] {
        assert_eq!(read(text), None, "{text}");
    }
    let foreign = read(&POSTFIX.replace(ID, "CA+woher=1")).expect("a report on somebody else's mail");
    assert_eq!(foreign.mail(), None);
}

#[test]
fn long_and_strange_words_stay_one_short_line() {
    let long = POSTFIX.replace("550 5.1.1", &format!("550 {}\u{7}", "x".repeat(5_000)));
    let report = read(&long).expect("a report");
    assert_eq!(report.words.chars().count(), MOST_WORDS);
    assert!(!report.words.contains(char::is_control));
    let large = format!("{EXIM}{}", "A".repeat(MOST_REPORT));
    assert_eq!(read(&large).map(|report| report.mail()), Some(ID.parse().ok()));
}
