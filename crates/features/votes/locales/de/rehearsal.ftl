rehearsal-title = Probe
rehearsal-of = Probe: { $title }
rehearsal-person = Testperson
rehearsal-warning-title = Das ist eine Probe
rehearsal-warning = Die Wahlberechtigten sind erfunden, und alle Schlüssel hat das Rathaus selbst erzeugt und gespeichert. Nur bei Proben ist das so: Bei einer echten Abstimmung kommt kein geheimer Schlüssel auf den Server.
rehearsal-turnout = Abgestimmt
rehearsal-turnout-of = { $n } von { $all }
rehearsal-open = Abstimmung öffnen
rehearsal-vote = Einige Testpersonen abstimmen lassen
rehearsal-count = Beenden und auszählen
rehearsal-again = Seite neu laden
rehearsal-working = Die Probe wird ausgezählt. Das dauert meist nur einige Sekunden.
rehearsal-results = Ergebnis der Probe
rehearsal-count-valid = { $n } gültig
rehearsal-count-blank = { $n ->
    [one] 1 Enthaltung
   *[other] { $n } Enthaltungen
}
rehearsal-count-invalid = { $n } ungültig
rehearsal-public = So sehen alle das Ergebnis
rehearsal-codes = Wahlschlüssel zum Ausprobieren
rehearsal-codes-text = Öffnen Sie die Stimmabgabe und geben Sie einen dieser Wahlschlüssel ein, auch auf dem Handy.
rehearsal-code = Wahlschlüssel
rehearsal-voted-column = Stimmabgabe
rehearsal-has-voted = hat abgestimmt
rehearsal-booth = Zur Stimmabgabe
rehearsal-remove = Probe löschen
rehearsal-begun = Die Probe ist bereit.
rehearsal-opened = Die Probe ist geöffnet.
rehearsal-voted = Einige Testpersonen haben abgestimmt.
rehearsal-all-voted = Alle Testpersonen haben schon abgestimmt.
rehearsal-counting = Die Probe ist beendet und wird ausgezählt.
rehearsal-removed = Die Probe ist gelöscht.
rehearsal-not-now = Eine Probe braucht mindestens eine Frage mit Antworten und eine Abstimmung, die noch nicht geöffnet ist.
rehearsal-not-open = Diese Probe nimmt gerade keine Stimmen an.
