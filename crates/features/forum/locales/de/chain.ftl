chain-title = Wie es dazu kam, was daraus wurde
chain-step-need = Bedarf aus der Abfrage
chain-step-area = Handlungsfeld
chain-step-match = Passende Angebote
chain-step-choice = Auswahl
chain-step-talk = Gespräch
chain-talk = { $time } Uhr, Tisch { $table }
chain-step-outcome = Ergebnis
chain-step-project = Vorhaben
chain-match = Rang { $rank } für { $need }, passt zu { $score } %
chain-choice-listed = ausgewählt, noch nicht eingeladen
chain-choice-invited = ausgewählt und eingeladen
chain-choice-accepted = ausgewählt, hat zugesagt
chain-choice-declined = ausgewählt, hat abgesagt
chain-choice-expired = ausgewählt, hat nicht geantwortet
chain-choice-withdrawn = Einladung zurückgenommen
chain-outcome = { $who } sagt { $when }: { $kind }
chain-project = umgesetzt von { $town }
chain-taken = übernommen von { $town }
chain-more = { $n ->
    [one] und noch eines
   *[other] und { $n } weitere
}
chain-to-need = Zum Bedarf mit Rückfragen und Verlauf
