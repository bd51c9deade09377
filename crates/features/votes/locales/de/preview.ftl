preview-title = Stimmzettel ansehen
preview-lead = So sieht der Stimmzettel aus. Was Sie hier ankreuzen, wird nicht gesendet.
preview-closes = Stimmabgabe bis { $at }
preview-large = Groß anzeigen
preview-normal = Normal anzeigen
preview-nothing = keine Angabe
preview-blank = Enthaltung
preview-place-rank = Platz { $n }
preview-place-grade = Note { $n }
preview-hint-choose = { $most ->
    [1] Wählen Sie eine Antwort aus.
   *[other] Wählen Sie mindestens { $least } und höchstens { $most } Antworten aus.
}
preview-hint-rank = Geben Sie den Antworten Plätze; Platz 1 ist der beste. Ohne Platz ist eine Antwort letzte. Ganz ohne Plätze enthalten Sie sich.
preview-hint-grade = Geben Sie jeder Antwort eine Note von 1 bis { $grades }; 1 ist die beste. Ganz ohne Noten enthalten Sie sich.
