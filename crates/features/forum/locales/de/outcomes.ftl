outcomes-title = Ergebnisse
outcomes-file = ergebnisse
outcomes-lead = Was aus den Begegnungen wurde. Beide Seiten werden am Tag danach und nach 3, 6 und 12 Monaten gefragt.
outcomes-empty-title = Noch keine Begegnungen
outcomes-empty = Hier stehen nach der Veranstaltung Kommunen und Anbieter, die miteinander gesprochen haben, und was daraus wurde. Wer sich ohne geplantes Gespräch getroffen hat, lässt sich von Hand eintragen.
outcomes-empty-no-day = Die Runde hat noch keinen Veranstaltungstag. Von ihm an wird gezählt, wann gefragt wird.
outcomes-set-day = Termine festlegen
outcomes-pairs = Begegnungen
outcomes-towns = { $n ->
    [one] einer Kommune
   *[other] von { $n } Kommunen
}
outcomes-projects = Erprobungen und Verträge
outcomes-projects-text = bei der letzten Frage
outcomes-missing = Antworten fehlen
outcomes-not-yet = noch nicht gefragt
outcomes-course = Wie es weiterging
outcomes-funnel = Stand der Begegnungen nach Monaten
outcomes-funnel-description = Für jede Frage ein Balken: wie viele Begegnungen zu einem Vertrag, einer Erprobung, einem Treffen, zu Informationen oder zu nichts geführt haben und wie viele ohne Antwort sind.
outcomes-funnel-text = Es zählt, was die Kommune sagt; wo sie nichts gesagt hat, was der Anbieter sagt. Ein Vertrag und ein späteres „Nichts“ gelten weiter.
outcomes-of = { $n } von { $all }
outcomes-no-answer = ohne Antwort
outcomes-why = Woran es lag
outcomes-reasons = Gründe, wenn nichts daraus wurde
outcomes-reasons-description = Wie oft welcher Grund genannt wurde, der häufigste zuerst.
outcomes-reasons-count = Nennungen
outcomes-list = Alle Begegnungen
outcomes-found = { $n } von { $all }
outcomes-table = { $n ->
    [one] Eine Begegnung
   *[other] { $n } Begegnungen
}
outcomes-any = alle
outcomes-both = beiden Seiten
outcomes-q = Kommune, Anbieter oder Wort
outcomes-missing-of = Antwort fehlt von
outcomes-charts-of = Diagramme nach Angaben von
outcomes-nothing-title = Keine Begegnung passt
outcomes-nothing = Nehmen Sie einen Filter weg.
outcomes-side-town = Kommune
outcomes-side-supplier = Anbieter
outcomes-month-short = { $n ->
    [0] gleich danach
   *[other] nach { $n } Monaten
}
outcomes-said = { $kind } ({ $n ->
    [0] gleich danach
   *[other] nach { $n } Monaten
})
outcomes-column-town = Kommune
outcomes-column-supplier = Anbieter
outcomes-column-stands = Stand
outcomes-column-says-town = Kommune sagt
outcomes-column-says-supplier = Anbieter sagt
outcomes-column-missing = Antwort fehlt
outcomes-column-reason = Grund
outcomes-column-words = Anmerkung
outcomes-column-project = Vorhaben
outcomes-column-month = Frage
outcomes-column-side = Wer
outcomes-column-answer = Antwort
outcomes-column-by = Von
outcomes-column-asked = Gefragt
outcomes-reminded = erinnert { $at }
outcomes-said-title = Was beide gesagt haben
outcomes-said-table = Antworten nach Frage und Seite
outcomes-ask = Nachfragen
outcomes-ask-text = Die Fragen gehen von selbst hinaus, nach 14 Tagen folgt eine Erinnerung.
outcomes-ask-next = Nächste Frage: { $day }.
outcomes-ask-waiting = { $n ->
    [one] Eine Stelle ist an der Reihe.
   *[other] { $n } Stellen sind an der Reihe.
}
outcomes-ask-go = Jetzt fragen
outcomes-asking = Die E-Mails gehen hinaus.
outcomes-nothing-due = Zurzeit steht keine Frage an.
outcomes-new = Begegnung eintragen
outcomes-new-lead = Zum Beispiel ein Gespräch in der Pause. Beide Seiten werden dann gefragt wie alle anderen.
outcomes-new-choose = Bitte wählen
outcomes-new-go = Eintragen
outcomes-added = Die Begegnung ist eingetragen.
outcomes-note = Antwort eintragen
outcomes-note-text = Hat Ihnen jemand am Telefon geantwortet? Tragen Sie es hier ein; was vorher dort stand, wird ersetzt.
outcomes-note-side = Wer hat geantwortet?
outcomes-note-month = Auf welche Frage?
outcomes-note-go = Eintragen
outcomes-noted = Die Antwort ist eingetragen.
outcomes-project = Vorhaben
outcomes-project-go = Zum Vorhaben { $label }
outcomes-project-text = Beginnen Sie für die Kommune einen Entwurf. Was die Runde weiß, ist schon ausgefüllt.
outcomes-project-none = Sobald es eine Erprobung oder einen Vertrag gibt, beginnt hier ein Vorhaben.
