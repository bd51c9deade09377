call-title = Aufruf: { $round }
call-kicker = Aufruf an Anbieter
call-open = Angebote sind jetzt möglich
call-until = Angebote können bis zum { $date } abgegeben und geändert werden.
call-no-end = Ein Ende steht noch nicht fest.
call-before = Angebote sind noch nicht möglich
call-from = Ab dem { $date } können Sie Angebote abgeben.
call-after = Die Zeit für Angebote ist vorbei
call-after-text = Wer ein Angebot abgegeben hat, kann es weiterhin ansehen und Rückfragen beantworten.
call-unset = Der Termin steht noch nicht fest
call-unset-text = Sobald Angebote möglich sind, steht es hier.
call-go = Angebot abgeben
call-areas = Handlungsfelder
call-areas-lead = Für diese Felder suchen die Kommunen Lösungen.
call-area-count = { $needs ->
    [one] ein Bedarf
   *[other] { $needs } Bedarfe
} aus { $towns ->
    [one] einer Kommune
   *[other] { $towns } Kommunen
}
call-empty-title = Noch keine Handlungsfelder
call-empty = Die Handlungsfelder werden veröffentlicht, sobald die Antworten der Kommunen ausgewertet sind.
call-empty-go = Handlungsfelder veröffentlichen
call-needs = Was ein Angebot braucht
call-needs-what = Was Ihre Lösung tut und welches Problem einer Verwaltung sie löst
call-needs-how = Wie sie läuft und wo: als Dienst, im eigenen Haus, in Deutschland oder anderswo
call-needs-proof = Zertifikate, Standards und Schnittstellen, und wer sie schon nutzt
call-needs-price = Was sie kostet, in Ihren Worten
call-needs-draft = Sie können einen Entwurf speichern und später weiterschreiben.
