# The report of a round on the web, its tables and its archive.
round-report-title = Bericht
round-report-lead = Veranstaltungstag: { $day }. Stand: { $at }.
round-report-versions = Fassungen des Berichts
round-report-inside = Für das Büro
round-report-outside = Für die Öffentlichkeit
round-report-for-inside = Diese Fassung nennt alle Namen. Sie ist für das Forumsbüro und für alle mit Leserecht.
round-report-for-outside = Diese Fassung enthält nur, womit die Beteiligten einverstanden sind, und Summen. Gruppen aus weniger als drei Kommunen sind zusammengefasst.
round-report-summary = Auf einen Blick
round-report-contents = Inhalt
round-report-csv = Tabelle als CSV
round-report-sample = Beispieldaten: alle Angaben sind erfunden, echt sind nur Namen und Schlüssel der Kommunen.
round-report-take = Mitnehmen
round-report-take-text = Die Seite lässt sich drucken. Das Archiv enthält die Tabellen hinter jedem Bild und jeder Liste.
round-report-archive = Archiv mit allen Tabellen
round-report-archive-about = liesmich.txt
round-report-file = bericht
round-report-file-inside = buero
round-report-file-outside = oeffentlich
round-report-publication = Veröffentlichen
round-report-is-published = Die Fassung für die Öffentlichkeit ist seit { $when } zu lesen.
round-report-round-hidden = Weil die Runde selbst nicht öffentlich ist, sehen sie nur Beteiligte.
round-report-not-published = Nur das Büro und alle mit Leserecht sehen den Bericht.
round-report-publish = Für alle veröffentlichen
round-report-undo = Zurücknehmen
round-report-published = Der Bericht ist veröffentlicht.
round-report-taken-back = Der Bericht ist nicht mehr öffentlich.
round-report-read = Bericht der Runde lesen
round-report-bars-description = Waagerechte Balken. Dieselben Zahlen stehen in der Tabelle darunter.
round-report-curve-description = Kurve mit einer gestrichelten zweiten Linie. Dieselben Zahlen stehen in der Tabelle darunter.
round-report-others = übrige
round-report-no-area = ohne Handlungsfeld

round-report-response = Rücklauf
round-report-response-none = Noch ist niemand eingeladen.
round-report-response-lead = { $answered } von { $invited } eingeladenen Kommunen und Landkreisen haben geantwortet ({ $rate }). In den Kommunen, die geantwortet haben, wohnen { $reach } der Menschen aller eingeladenen Kommunen.
round-report-response-outside = Welche Kommune geantwortet hat, steht hier nicht: Dem hat niemand zugestimmt.
round-report-areas = Handlungsfelder
round-report-areas-none = Noch sind keine Handlungsfelder berechnet oder veröffentlicht.
round-report-areas-lead = { $needs } Bedarfe verteilen sich auf { $areas } Handlungsfelder. { $groups ->
    [0] { "" }
    [one] Einmal nennen mehrere Kommunen fast dasselbe.
   *[other] { $groups }-mal nennen mehrere Kommunen fast dasselbe.
}
round-report-needs = Bedarfe
round-report-needs-none = Noch hat niemand einen Bedarf genannt.
round-report-needs-lead = { $n ->
    [one] Ein Bedarf wurde genannt.
   *[other] { $n } Bedarfe wurden genannt.
} { $seconded ->
    [0] Keiner davon wird von weiteren Kommunen mitgetragen.
    [one] Einer davon wird von weiteren Kommunen mitgetragen.
   *[other] { $seconded } davon werden von weiteren Kommunen mitgetragen.
}
round-report-needs-hidden = { $n ->
    [one] Ein Bedarf ist nicht zur Veröffentlichung freigegeben. Er zählt nur in den Summen mit.
   *[other] { $n } Bedarfe sind nicht zur Veröffentlichung freigegeben. Sie zählen nur in den Summen mit.
}
round-report-matches = Angebote und Passungen
round-report-matches-none = Noch ist nicht berechnet, welches Angebot zu welchem Bedarf passt.
round-report-matches-lead = { $suppliers } Anbieter haben { $offers } Angebote eingereicht. Für { $matched } von { $needs } Bedarfen gibt es mindestens ein passendes Angebot.
round-report-white = Weiße Flecken
round-report-white-none = Noch ist nicht berechnet, wofür ein Angebot fehlt.
round-report-white-lead = { $n ->
    [0] Jeder Bedarf hat mindestens ein passendes Angebot.
    [one] Für einen Bedarf gibt es kein passendes Angebot.
   *[other] Für { $n } Bedarfe gibt es kein passendes Angebot.
} { $blocked ->
    [0] { "" }
    [one] Bei einem davon scheitert ein Angebot nur an einer Bedingung der Kommune.
   *[other] Bei { $blocked } davon scheitert ein Angebot nur an einer Bedingung der Kommune.
}
round-report-white-hidden = { $n ->
    [one] Einer davon ist nicht zur Veröffentlichung freigegeben und steht nicht in der Liste.
   *[other] { $n } davon sind nicht zur Veröffentlichung freigegeben und stehen nicht in der Liste.
}
round-report-jury = Jury
round-report-jury-none = Noch liegen keine Gutachten vor.
round-report-jury-lead = { $jurors } Mitglieder haben zu { $offers } Angeboten { $reviews } Gutachten abgegeben, die zählen. { $conflicts ->
    [0] Kein Gutachten wurde wegen Befangenheit ausgeschlossen.
    [one] Ein Gutachten wurde wegen Befangenheit ausgeschlossen.
   *[other] { $conflicts } Gutachten wurden wegen Befangenheit ausgeschlossen.
}
round-report-band = { $from } bis unter { $to }
round-report-band-last = { $from } und mehr
round-report-selection = Auswahl
round-report-selection-none = Noch ist keine Auswahl mit zwei Unterschriften entschieden.
round-report-selection-lead = { $n } von { $of } Angeboten sind ausgewählt. Sie decken { $share } der gewichteten Nachfrage.
round-report-selection-proven = Bewiesen: Keine andere Auswahl nach denselben Regeln ist mehr wert.
round-report-selection-gap = Keine andere Auswahl nach denselben Regeln ist um mehr als { $gap } besser.
round-report-selection-hash = Entschieden von zwei Personen am { $when }, Prüfsumme { $hash }.
round-report-selection-unnamed = { $n ->
    [0] Noch hat kein Anbieter zugesagt.
    [one] Ein Anbieter hat zugesagt. Er wird mit dem Programm genannt.
   *[other] { $n } Anbieter haben zugesagt. Sie werden mit dem Programm genannt.
}
round-report-reached = erreicht
round-report-event = Veranstaltung
round-report-event-none = Noch hat sich niemand angemeldet.
round-report-event-lead = Angemeldet { $people ->
    [one] ist ein Mensch
   *[other] sind { $people } Menschen
} aus { $bodies } Kommunen, Unternehmen und Einrichtungen. { $came ->
    [0] Am Einlass ist noch niemand erfasst.
    [one] Gekommen ist einer davon.
   *[other] Gekommen sind { $came } davon.
} { $waiting ->
    [0] { "" }
    [one] Eine Anmeldung wartet auf einen Platz.
   *[other] { $waiting } Anmeldungen warten auf einen Platz.
} Das Programm hat { $items ->
    [0] noch keinen Punkt.
    [one] einen Punkt.
   *[other] { $items } Punkte.
}
round-report-talks = Einzelgespräche
round-report-talks-none = Noch sind keine Gespräche veröffentlicht.
round-report-talks-lead = Im Plan stehen { $n } Gespräche; höchstens { $ceiling } waren möglich. Erfüllt sind { $met } von { $wishes } Wünschen. Notizen gibt es zu { $held } Gesprächen; aus dem Plan genommen: { $out }.
round-report-talks-voices = { $n } Menschen haben den Tag bewertet: im Mittel { $day } von 5 für den Tag, { $talks } von 5 für die Gespräche.
round-report-outcomes = Was daraus wurde
round-report-outcomes-none = Noch steht nicht fest, was aus den Begegnungen wurde.
round-report-outcomes-lead = { $n ->
    [one] Eine Kommune und ein Anbieter haben
   *[other] { $n }-mal haben eine Kommune und ein Anbieter
} miteinander gesprochen. { $month ->
    [0] Gleich danach
   *[other] Nach { $month } Monaten
} { $projects ->
    [0] gibt es noch keine Erprobung und keinen Vertrag
    [one] gibt es eine Erprobung oder einen Vertrag
   *[other] gibt es { $projects } Erprobungen und Verträge
}; { $missing ->
    [0] alle haben etwas gesagt.
    [one] von einer Begegnung ist nichts bekannt.
   *[other] von { $missing } Begegnungen ist nichts bekannt.
}
round-report-projects = Vorhaben
round-report-projects-none = Noch ist zu keinem Bedarf dieser Runde ein Vorhaben beschrieben.
round-report-projects-lead = { $n ->
    [one] Ein Vorhaben beantwortet
   *[other] { $n } Vorhaben beantworten
} Bedarfe dieser Runde. { $takeovers ->
    [0] Übernommen wurde noch keines.
    [one] Einmal hat eine andere Kommune eines davon übernommen.
   *[other] { $takeovers }-mal haben andere Kommunen eines davon übernommen.
}

round-report-table-response-counties = Antworten nach Landkreis
round-report-table-response-sizes = Antworten nach Größe der Kommune
round-report-table-response-days = Antworten im Lauf der Zeit
round-report-table-response-bodies = Stand jeder Kommune
round-report-table-areas = Bedarfe je Handlungsfeld
round-report-table-needs = Bedarfe im Einzelnen
round-report-table-matches-areas = Bedarfe mit und ohne passendes Angebot je Handlungsfeld
round-report-table-matches-offers = Für wie viele Bedarfe ein Angebot unter den ersten fünf ist
round-report-table-white = Bedarfe ohne passendes Angebot
round-report-table-jury-criteria = Kriterien der Jury
round-report-table-jury-offers = Angebote im Urteil der Jury
round-report-table-jury-bands = Angebote nach dem Mittel der Jury
round-report-table-selection-chosen = Ausgewählte Angebote
round-report-table-selection-invited = Eingeladene Anbieter
round-report-table-selection-areas = Gedeckte Nachfrage je Handlungsfeld
round-report-table-selection-places = Erreichte Nachfrage je Zahl der Plätze, mit dem Zuschlag für das Urteil der Jury
round-report-table-event-kinds = Angemeldet und gekommen
round-report-table-event-bodies = Anmeldungen im Einzelnen
round-report-table-talks-kinds = Gespräche nach Art der Teilnehmenden
round-report-table-talks-bodies = Gespräche im Einzelnen
round-report-table-talks-outcomes = Was bei den Gesprächen herauskam; jede Seite zählt einmal
round-report-table-outcomes-months = Stand der Begegnungen nach Monaten
round-report-table-outcomes-reasons = Gründe, wenn nichts daraus wurde
round-report-table-outcomes-pairs = Begegnungen im Einzelnen
round-report-table-projects = Vorhaben im Einzelnen

round-report-column-county = Landkreis oder Stadt
round-report-column-size = Größe
round-report-column-invited = eingeladen
round-report-column-answered = geantwortet
round-report-column-opened = geöffnet
round-report-column-declined = nimmt nicht teil
round-report-column-missing = offen
round-report-column-unanswered = nicht geantwortet
round-report-column-rate = Anteil in %
round-report-column-day = Tag
round-report-column-answered-so-far = geantwortet bis dahin
round-report-column-opened-so-far = geöffnet bis dahin
round-report-column-bodies = Kommunen und Einrichtungen
round-report-column-ags = Schlüssel
round-report-column-town = Kommune
round-report-column-inhabitants = Einwohner
round-report-column-state = Stand
round-report-column-area = Handlungsfeld
round-report-column-needs = Bedarfe
round-report-column-relevance-4 = sehr wichtig
round-report-column-relevance-3 = wichtig
round-report-column-relevance-2 = weniger wichtig
round-report-column-relevance-1 = kaum wichtig
round-report-column-towns = Kommunen
round-report-column-weight = Gewicht
round-report-column-description = Worum es geht
round-report-column-label = Nr.
round-report-column-need = Bedarf
round-report-column-relevance = Wichtigkeit (1 bis 4)
round-report-column-seconders = mitgetragen von
round-report-column-public = darf veröffentlicht werden
round-report-column-with-offer = mit Angebot
round-report-column-without-offer = ohne Angebot
round-report-column-offer = Angebot
round-report-column-offers = Angebote
round-report-column-supplier = Anbieter
round-report-column-among-first = Bedarfe
round-report-column-because = Woran es scheitert
round-report-column-criterion = Kriterium
round-report-column-criterion-weight = Gewicht
round-report-column-mean = Mittel der Jury
round-report-column-median = mittlerer Wert
round-report-column-spread = Spannweite
round-report-column-reviews = Gutachten
round-report-column-contribution = Beitrag in %
round-report-column-instead-of = statt
round-report-column-answered-at = geantwortet am
round-report-column-covered = gedeckt in %
round-report-column-chosen-offers = Angebote mit Schwerpunkt hier
round-report-column-reached = erreicht in %
round-report-column-places = Plätze
round-report-column-bound = Schranke in %
round-report-column-kind = Art
round-report-column-people = Menschen
round-report-column-came = gekommen
round-report-column-registered-only = nur angemeldet
round-report-column-body = Teilnehmende
round-report-column-talks = Gespräche
round-report-column-wishes-met = erfüllte Wünsche
round-report-column-wishes = Wünsche
round-report-column-outcome = Ergebnis
round-report-column-notes = Notizen
round-report-column-question = Frage
round-report-column-outcome-contract = Vertrag
round-report-column-outcome-pilot = Erprobung
round-report-column-outcome-meeting = Treffen
round-report-column-outcome-information = Informationen
round-report-column-outcome-nothing = nichts
round-report-column-outcome-missing = ohne Antwort
round-report-column-reason = Grund
round-report-column-times = Nennungen
round-report-column-words = Anmerkung
round-report-column-project = Vorhaben
round-report-column-stage = Stand
round-report-column-since = seit
round-report-column-result = Ergebnis
round-report-column-users = nutzen es

round-report-kind-municipality = Kommunen
round-report-kind-county = Landkreise
round-report-kind-supplier = Anbieter
round-report-kind-observer = weitere Gäste
round-report-registration-registered = hat einen Platz
round-report-registration-waiting = wartet
round-report-registration-cancelled = abgesagt
