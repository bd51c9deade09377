questions-title = Fragen
questions-lead = In dieser Reihenfolge stehen sie auf dem Stimmzettel.
questions-table = Fragen dieser Abstimmung
questions-column-n = Nr.
questions-column-text = Frage
questions-column-summary = Antworten
questions-column-move = Reihenfolge
questions-unfinished = Antworten fehlen
questions-none-title = Es gibt noch keine Frage
questions-none = Eine Abstimmung hat mindestens eine Frage.
questions-new = Neue Frage
questions-one = Frage { $n }
questions-up = Nach oben
questions-down = Nach unten
questions-moved = Die Reihenfolge ist geändert.
questions-kept = Die Frage ist gespeichert.
questions-removed = Die Frage ist entfernt.
questions-full = Eine Abstimmung hat höchstens 20 Fragen.
questions-back = Zu den Fragen
questions-text = Frage
questions-answers = Antworten
questions-answers-hint = Jede Antwort in einer eigenen Zeile, in der Reihenfolge des Stimmzettels. „Enthaltung“ und „Ungültig“ gehören nicht hierher; dafür gibt es Regeln.
questions-answers-count = Hier stehen { $least } bis { $most } Antworten, jede in einer eigenen Zeile.
questions-answer-twice = „{ $answer }“ steht zweimal da.
questions-answer-long = „{ $answer } …“ ist zu lang. Eine Antwort hat höchstens 200 Zeichen.
questions-kind = Was machen Wahlberechtigte?
questions-kind-choose = Auswählen
questions-kind-choose-hint = Eine oder mehrere Antworten ankreuzen. Entschlüsselt werden nur die Summen.
questions-kind-rank = In eine Reihenfolge bringen
questions-kind-rank-hint = Platz 1 ist der beste. 2 bis 30 Antworten. Die Stimmzettel werden gemischt und einzeln entschlüsselt.
questions-kind-grade = Benoten
questions-kind-grade-hint = Jede Antwort bekommt eine Note, 1 ist die beste. 2 bis 30 Antworten.
questions-seats = Wie viele gewinnen?
questions-seats-hint = Bei einer Sachfrage 1, bei einer Personenwahl die Zahl der Sitze.
questions-if-choose = Wenn ausgewählt wird
questions-if-choose-hint = Für Reihenfolge und Noten gilt dieser Abschnitt nicht.
questions-least = Mindestens
questions-most = Höchstens
questions-least-above-most = „Mindestens“ ist größer als „Höchstens“.
questions-majority = Was braucht, wer gewinnt?
questions-majority-relative = Die meisten Stimmen
questions-majority-relative-hint = Mehr Stimmen als die anderen.
questions-majority-absolute = Mehr als die Hälfte
questions-majority-absolute-hint = Mehr als die Hälfte der gültigen Stimmzettel; Enthaltungen zählen nicht mit.
questions-majority-two-thirds = Zwei Drittel
questions-majority-two-thirds-hint = Mindestens zwei Drittel der gültigen Stimmzettel.
questions-majority-of-all = Mehr als die Hälfte aller
questions-majority-of-all-hint = Mehr als die Hälfte aller Wahlberechtigten, auch derer, die nicht abstimmen.
questions-if-rank = Wenn eine Reihenfolge gebildet wird
questions-counting = Auszählung
questions-counting-schulze = Paarvergleich (Schulze)
questions-counting-schulze-hint = Wer im direkten Vergleich vor allen anderen liegt, gewinnt.
questions-counting-stv = Übertragbare Einzelstimme
questions-counting-stv-hint = Für mehrere Sitze: Überzählige Stimmen gehen an den nächsten Platz. So ist auch eine Minderheit vertreten.
questions-if-grade = Wenn benotet wird
questions-grades = Zahl der Noten
questions-grades-hint = 2 bis 10. Es gewinnt, wessen mittlere Note die beste ist.
questions-keep = Frage speichern
questions-remove = Frage entfernen
questions-remove-text = Die Frage wird mit ihren Antworten gelöscht.
questions-remove-do = Entfernen
questions-summary-choose = { $answers } Antworten, { $most ->
    [1] eine auswählen
   *[other] { $least } bis { $most } auswählen
}, { $seats ->
    [one] 1 gewinnt
   *[other] { $seats } gewinnen
}
questions-summary-rank = { $answers } Antworten in eine Reihenfolge bringen, { $seats ->
    [one] 1 gewinnt
   *[other] { $seats } gewinnen
}
questions-summary-grade = { $answers } Antworten mit { $grades } Noten, { $seats ->
    [one] 1 gewinnt
   *[other] { $seats } gewinnen
}
