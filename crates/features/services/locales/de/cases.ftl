cases-title = Vorgänge
cases-lead = Anträge, die das Amt bearbeitet.
cases-file = vorgaenge
cases-empty-title = Noch keine Vorgänge
cases-empty = Sobald jemand etwas beantragt, steht es hier. Veröffentlichen Sie eine Leistung, damit es losgehen kann.
cases-nothing-title = Kein Vorgang passt
cases-nothing = Nehmen Sie einen Filter weg oder suchen Sie mit anderen Wörtern.
cases-table = { $n ->
    [one] Ein Vorgang
   *[other] { $n } Vorgänge
}
cases-found = { $n } von { $all }
cases-q = Aktenzeichen oder Name
cases-any = alle
cases-whose = Wessen
cases-whose-mine = meine
cases-whose-nobody = von niemandem
cases-whose-all-mine = meine und vertretene
cases-whose-own = nur meine
cases-whose-deputy = in Vertretung für { $name }
cases-stands-in = in Vertretung
cases-deputy = Sie vertreten { $name }: { $n ->
    [0] kein offener Vorgang.
    [one] ein offener Vorgang.
   *[other] { $n } offene Vorgänge.
}
cases-form = Leistung
cases-all = auch abgeschlossene
cases-show = anzeigen
cases-unassigned = { $n ->
    [one] Um einen Vorgang kümmert sich noch niemand.
   *[other] Um { $n } Vorgänge kümmert sich noch niemand.
}
cases-column-number = Aktenzeichen
cases-column-applicant = Von
cases-column-title = Was
cases-column-received = Eingang
cases-column-state = Stand
cases-column-clerk = Bearbeitung
cases-column-day = Tag
cases-state-open = in Arbeit
cases-state-waiting = wartet auf Antwort
cases-state-proposed = zur Freigabe
cases-state-decided = entschieden
cases-state-withdrawn = zurückgezogen
cases-state-closed = abgeschlossen
cases-deadlines = Fristen
cases-deadlines-lead = Was zuerst fällig ist, steht oben. Feiertage und Pausen sind eingerechnet.
cases-deadlines-empty-title = Keine offenen Fristen
cases-deadlines-empty = Alles ist entschieden, oder es gibt noch keine Vorgänge mit Frist.
cases-deadline-expired = abgelaufen am { $day }
cases-deadline-soon = { $left ->
    [0] heute, { $day }
    [one] morgen, { $day }
   *[other] in { $left } Tagen, { $day }
}
cases-deadline-running = bis { $day }
cases-deadline-paused = ruht seit { $day }
cases-deadline-ended = erledigt am { $day }
cases-load = Wer wie viel hat
cases-load-lead = Vorgänge, über die noch nicht entschieden ist, nach Personen.
cases-load-chart = Je Person die Zahl der Vorgänge, nach Stand.
cases-load-nobody = noch niemand
cases-load-total = Zusammen
cases-load-late = davon mit überfälliger Aufgabe
cases-load-empty = Im Moment wartet kein Vorgang auf eine Entscheidung.
cases-pick = Auswählen
cases-many = Mehrere Vorgänge auf einmal
cases-many-take = Ausgewählte übernehmen
cases-many-close = Ausgewählte abschließen
cases-many-none = Wählen Sie zuerst Vorgänge aus.
cases-many-done = Erledigt.
cases-many-some = Bei einigen ging es nicht: Sie sind noch nicht entschieden, oder es ist noch etwas zu erledigen. Die anderen sind erledigt.
cases-saved = Gemerkte Filter
cases-saved-label = Name des Filters
cases-saved-keep = Filter merken
cases-saved-drop = Vergessen
cases-saved-name = Geben Sie dem Filter einen Namen mit höchstens 60 Zeichen.
cases-saved-many = Mehr als 30 Filter kann man sich nicht merken. Vergessen Sie zuerst einen.
cases-saved-done = Der Filter ist gemerkt.
cases-saved-gone = Der Filter ist vergessen.
cases-links = Ansichten
cases-services = Leistungen verwalten
