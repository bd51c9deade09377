grant = Förderung
grant-title = Förderprogramme
grant-lead = Wofür es Geld gibt, wie viel noch da ist und wer sich beworben hat.
grant-kicker = Förderprogramm
grant-empty-title = Noch kein Förderprogramm
grant-empty = Übernehmen Sie das fertige Beispiel „Digitalförderung für Vereine“ und passen Sie es an.
grant-card-left = { $year }: noch { $rest } von { $all }
grant-card-none = Für dieses Jahr ist noch kein Geld eingetragen.
grant-file = foerderung
grant-saved = Gespeichert.
grant-service = Leistung bearbeiten
grant-year = Haushaltsjahr
grant-year-rest = { $year }, noch { $rest }
grant-budget = Geld im Haushalt
grant-budget-chart = Je Haushaltsjahr: was bewilligt ist, was vorgeschlagen ist und was noch da ist.
grant-budget-all = Im Haushalt
grant-budget-granted = Bewilligt
grant-budget-proposed = Vorgeschlagen
grant-budget-rest = Noch da
grant-budget-none = Noch ist kein Geld eingetragen. Ohne kann nichts bewilligt werden.
grant-budget-set = Geld eines Jahres eintragen
grant-budget-hint = In Euro. Mehr als dieser Betrag wird nie bewilligt.
grant-budget-below = Der Betrag kann nicht unter null liegen.
grant-budget-committed = Für dieses Jahr ist schon mehr bewilligt. Der Betrag muss mindestens so hoch sein.
grant-budget-spent = Das Geld dieses Haushaltsjahres reicht nicht. Es wurde nichts bewilligt. Erhöhen Sie den Betrag oder bewilligen Sie weniger.
grant-call = Wann man sich bewerben kann
grant-call-open = Bewerbung möglich
grant-call-closed = Bewerbung zurzeit nicht möglich
grant-call-opens = Ab
grant-call-closes = Bis
grant-call-order = Das Ende liegt vor dem Beginn.
grant-call-over = Zurzeit kann man sich nicht bewerben. Den Zeitraum nennt die Seite der Leistung.
grant-opens = Bewerben kann man sich ab { $day }.
grant-closes = Bewerben kann man sich bis { $day }.
grant-ranking = Rangfolge
grant-ranking-text = Wer mehr Punkte hat, kommt vorher; bei gleichen Punkten, wer früher da war. Für { $year } sind noch { $rest } da.
grant-ranking-panel = Eine Bewerbung hat einen Platz, sobald { $n ->
    [one] eine Person
   *[other] { $n } Personen
} Punkte vergeben haben.
grant-ranking-none = Noch wartet keine Bewerbung auf eine Entscheidung.
grant-column-place = Platz
grant-column-number = Aktenzeichen
grant-column-applicant = Von
grant-column-mean = Punkte
grant-column-cents = Betrag
grant-column-total = Zusammen
grant-column-standing = Stand
grant-standing-funded = Geld reicht
grant-standing-partly = Geld reicht zum Teil
grant-standing-waiting = Geld reicht nicht
grant-standing-below = zu wenig Punkte
grant-standing-unscored = Punkte fehlen
grant-scores-so-far = { $n } von { $all } haben Punkte vergeben
grant-propose = Alle vorschlagen, für die das Geld reicht
grant-propose-text = { $n ->
    [one] Eine Bewerbung ist geprüft, und das Geld reicht. Sie wird zur Bewilligung vorgeschlagen; eine zweite Person gibt sie frei.
   *[other] { $n } Bewerbungen sind geprüft, und das Geld reicht. Sie werden zur Bewilligung vorgeschlagen; eine zweite Person gibt sie frei.
}
grant-propose-do = Vorschlagen
grant-proposed = Die Bewilligungen sind vorgeschlagen.
grant-proposed-none = Es gab nichts vorzuschlagen.
grant-approve = Alle Vorschläge freigeben
grant-approve-text = { $n ->
    [one] Ein Vorschlag wartet auf Ihre Freigabe.
   *[other] { $n } Vorschläge warten auf Ihre Freigabe.
}
grant-approved = Die Vorschläge sind freigegeben.
grant-approved-some = Das Geld dieses Haushaltsjahres hat nicht für alle Vorschläge gereicht. Die besten sind freigegeben, die anderen warten.
grant-own-proposals = { $n ->
    [one] Ein Vorschlag von Ihnen wartet auf eine zweite Person.
   *[other] { $n } Vorschläge von Ihnen warten auf eine zweite Person.
}
grant-others = Entschieden oder nicht förderfähig
grant-not-eligible = nicht förderfähig
grant-award = Bewilligt
grant-award-hint = Höchstens möglich: { $sum }
grant-award-missing = Geben Sie an, wie viel bewilligt wird.
grant-proposed-sum = Vorgeschlagen
grant-paid = Ausgezahlt
grant-asked = Beantragt
grant-possible = Möglich
grant-fault-nothing = nichts, es ist kein Betrag beantragt
grant-fault-beyond-cost = nichts, beantragt ist mehr, als es kostet
grant-fault-too-little = nichts, der Betrag liegt unter der Untergrenze
grant-rules = Voraussetzungen
grant-rule-holds = erfüllt
grant-rule-fails = nicht erfüllt
grant-mean = Punkte im Mittel
grant-points = Punkte
grant-who = Wer
grant-points-give = Punkte vergeben
grant-points-text = Von 0 bis { $most }. Ihre Punkte sehen die anderen erst im Vorgang.
grant-points-words = Begründung
grant-points-save = Punkte speichern
grant-weight = Zählt { $n }-fach.
grant-choose = bitte wählen
grant-biased = Ich bin befangen
grant-biased-hint = Zum Beispiel, weil Sie dem Verein angehören. Dann zählen Ihre Punkte nicht, und Sie brauchen keine zu vergeben.
grant-scores = Bewerten
grant-scores-lead = Bewerbungen, zu denen Ihre Punkte gefragt sind.
grant-scores-open = { $n ->
    [0] Im Moment fehlen keine Punkte von Ihnen.
    [one] Zu einer Bewerbung fehlen Ihre Punkte.
   *[other] Zu { $n } Bewerbungen fehlen Ihre Punkte.
}
grant-scores-none-title = Nichts zu bewerten
grant-scores-none = Sobald sich jemand für ein Förderprogramm bewirbt, steht es hier.
grant-scored = Ihre Punkte sind gespeichert.
grant-score-late = Über diese Bewerbung ist entschieden. Punkte kann man nicht mehr vergeben.
grant-own-points = Ihre Punkte
grant-own-open = fehlen noch
grant-own-done = vergeben
grant-own-biased = befangen
grant-parts = Auszahlung in Teilen
grant-part = Teil
grant-part-after = Wann
grant-part-released = zur Zahlung freigegeben
grant-part-open = noch nicht
grant-after-decision = nach der Bewilligung
grant-after-report = nach dem Verwendungsnachweis
grant-release = { $sum } zur Zahlung freigeben
grant-release-wait = Der nächste Teil wird gezahlt, wenn der Verwendungsnachweis anerkannt ist.
grant-release-nothing = Es ist nichts mehr auszuzahlen.
grant-release-not-yet = Dieser Teil kann noch nicht ausgezahlt werden: Der Verwendungsnachweis fehlt oder ist nicht anerkannt.
grant-release-no-account = Im Antrag steht kein Konto. Fragen Sie danach.
grant-purpose = Förderung { $number }, Teil { $n }
grant-back-purpose = Erstattung der Förderung { $number }
grant-report-due = Verwendungsnachweis bis
grant-report-on = Verwendungsnachweis vom { $day }
grant-report-accepted = Anerkannte Ausgaben: { $sum }
grant-settle = Nachweis anerkennen
grant-accepted = Anerkannte Ausgaben
grant-accepted-hint = Der Nachweis nennt { $sum }.
grant-rates = Basiszinssätze
grant-rates-hint = Nur wenn Zinsen verlangt werden: je Zeile ein Tag und ein Satz, zum Beispiel „01.07.2025 1,27“. Verlangt werden fünf Prozentpunkte darüber (§ 49a Abs. 3 VwVfG), vom Tag nach der Freigabe der Zahlung an.
grant-rates-wrong = Schreiben Sie je Zeile einen Tag und einen Satz, zum Beispiel „01.07.2025 1,27“.
grant-rates-missing = Für einen Teil der Zeit fehlt der Basiszinssatz, oder die Zeilen stehen nicht in der Reihenfolge der Tage.
grant-back = Zu erstatten
grant-interest = Zinsen
grant-revision = Vorgeschlagene Änderung
grant-revision-sum = Bewilligt von nun an
grant-revise = Bewilligung ändern
grant-revise-text = Mehr, weniger oder ein anderer Tag für den Nachweis. Eine zweite Person gibt die Änderung frei; was zu viel gezahlt ist, wird zurückgefordert.
grant-revise-do = Änderung vorschlagen
grant-own-report-text = Weisen Sie nach, wofür Sie das Geld verwendet haben. Sie können unterbrechen und später weitermachen.
grant-own-report = Verwendung nachweisen
grant-own-report-again = Nachweis ansehen oder ergänzen
grant-own-reported = Ihr Nachweis ist da und wird geprüft.
