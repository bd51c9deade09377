feedback-title = Ergebnisse und Rückmeldungen
feedback-file = gespraechsnotizen
feedback-file-voices = rueckmeldungen
feedback-lead = Was beide Seiten nach den Gesprächen notiert haben, und was die Gäste über den Tag sagen.
feedback-empty-title = Noch keine Notizen und Rückmeldungen
feedback-empty = Sobald jemand nach einem Gespräch etwas notiert oder eine Rückmeldung gibt, steht es hier.
feedback-figure-noted = Gespräche mit Notiz
feedback-figure-of = von { $n }
feedback-figure-day = Note für den Tag
feedback-figure-talks = Note für die Gespräche
feedback-figure-voices = { $n ->
    [one] von 5, eine Stimme
   *[other] von 5, { $n } Stimmen
}
feedback-figure-again = kommen wieder
feedback-figure-again-text = { $maybe } vielleicht, { $no } eher nicht
feedback-outcomes = Was bei den Gesprächen herauskam
feedback-outcomes-text = Jede Seite zählt einmal.
feedback-notes = Notizen
feedback-talks = Notizen zu den Gesprächen
feedback-column-time = Zeit
feedback-column-table = Tisch
feedback-column-side = Es schreibt
feedback-column-other = Gespräch mit
feedback-column-outcome = Ergebnis
feedback-column-reason = Grund
feedback-column-words = Notiz
feedback-column-contact = Kontakt freigegeben
feedback-column-day = Tag
feedback-column-talks = Gespräche
feedback-column-again = Wieder
feedback-column-good = Gut
feedback-column-better = Besser
feedback-voices = Rückmeldungen zum Tag
feedback-voices-text = Die Namen stehen nicht dabei.
feedback-good = Das war gut
feedback-better = Das geht besser
