use super::*;

fn need(id: &str, title: &str, description: &str, constraints: &str) -> Need {
    Need {
        id: id.into(),
        ags: None,
        organisation: "Musterstadt".into(),
        department: String::new(),
        title: title.into(),
        description: description.into(),
        relevance: 3,
        horizon: String::new(),
        existing_software: String::new(),
        constraints: constraints.into(),
        citizen_benefit: String::new(),
        extra: Default::default(),
    }
}

fn offer(id: &str, title: &str, description: &str, hosting: &str) -> Offer {
    Offer {
        id: id.into(),
        supplier: id.into(),
        title: title.into(),
        summary: String::new(),
        description: description.into(),
        deployment: "SaaS".into(),
        hosting: hosting.into(),
        certificates: String::new(),
        standards: String::new(),
        price_model: String::new(),
        references: String::new(),
        extra: Default::default(),
    }
}

#[test]
fn an_offer_without_a_common_word_is_found_by_its_idea() {
    let needs = [need(
        "N1",
        "Plätze",
        "Eltern rufen ständig an wegen Plätzen, jede Einrichtung hat ihre eigene Liste",
        "",
    )];
    let offers = [
        offer("O1", "Straßenkontrolle", "Das Tablet zeigt Schäden an Brücken und Wegen", "Deutschland"),
        offer(
            "O2",
            "Zentrale Vormerkung",
            "Kita-Anmeldung mit nachvollziehbarer Vergabe der Betreuung",
            "Deutschland",
        ),
    ];
    let lexicon = Lexicon::shipped();
    let matching = Matching::new(&needs, &offers, &lexicon, None);
    let ranking = matching.ranking(0);
    assert_eq!(ranking.first().map(|r| r.0), Some(1), "{ranking:?}");
    let explainer = Explainer::new(&matching, &lexicon);
    let reasons = explainer.reasons(0, 1, &explainer.query(0));
    assert!(reasons.iter().any(|r| r.concept.is_some()), "{reasons:?}");
}

#[test]
fn what_breaks_a_condition_is_ranked_nowhere() {
    let needs = [need("N1", "Chatbot", "Ein Chatbot auf der Homepage", "Hosting nur in Deutschland")];
    let offers = [
        offer("O1", "Chatbot", "Der Chatbot für die Homepage", "weltweit"),
        offer("O2", "Telefonassistent", "Nimmt Anrufe an, auch als Chatbot", "Deutschland"),
    ];
    let lexicon = Lexicon::shipped();
    let matching = Matching::new(&needs, &offers, &lexicon, None);
    assert!(matching.scores.row(0)[0] > matching.scores.row(0)[1]);
    assert_eq!(matching.ranking(0).iter().map(|r| r.0).collect::<Vec<_>>(), [1]);
    let violation = matching.violation(0, 0).expect("a violation");
    assert_eq!(violation.sentence(), "verlangt: Betrieb in Deutschland; angeboten: Betrieb weltweit");
}

#[test]
fn nothing_in_common_is_no_match() {
    let needs = [need("N1", "Xyz", "Qwertz asdf", ""), need("N2", "", "", "")];
    let offers = [offer("O1", "Chatbot", "Der Chatbot für die Homepage", "EU")];
    let lexicon = Lexicon::shipped();
    let matching = Matching::new(&needs, &offers, &lexicon, None);
    assert!(matching.ranking(0).is_empty());
    assert!(matching.ranking(1).is_empty());
}
