# Ten figures of a round for the press.
press-title = Zahlen für die Presse
press-lead = Zehn Zahlen mit je einem fertigen Satz zum Kopieren. Sie enthalten nur Summen und was veröffentlicht ist.
press-sentence = Satz zu: { $label }
press-source = Woher die Zahl kommt
press-all = Alle Sätze
press-all-label = Alle Sätze zum Kopieren
press-empty-title = Noch keine Zahlen
press-empty = Sobald die ersten Antworten da sind, stehen hier Zahlen und Sätze.
press-label-answered = Antworten
press-label-reach = der Menschen erreicht
press-label-needs = Bedarfe
press-label-areas = Handlungsfelder
press-label-offers = Angebote
press-label-matched = Bedarfe mit Angebot
press-label-covered = der Nachfrage gedeckt
press-label-people = Teilnehmende
press-label-talks = Einzelgespräche
press-label-projects = Vorhaben
press-answered = { $answered } von { $invited } eingeladenen Kommunen und Landkreisen haben gesagt, was sie brauchen; das sind { $rate }.
press-answered-none = Noch hat niemand geantwortet.
press-reach = In den Städten und Gemeinden, die geantwortet haben, wohnen { $reach } der Menschen aller eingeladenen Städte und Gemeinden.
press-reach-none = Noch hat keine Stadt oder Gemeinde geantwortet.
press-needs = Die Kommunen haben { $needs ->
    [one] einen Bedarf
   *[other] { $needs } Bedarfe
} genannt; { $seconded ->
    [0] keiner wird von weiteren Kommunen mitgetragen.
    [one] einer wird von weiteren Kommunen mitgetragen.
   *[other] { $seconded } werden von weiteren Kommunen mitgetragen.
}
press-needs-none = Noch ist kein Bedarf genannt.
press-areas = Daraus sind { $areas ->
    [one] ein Handlungsfeld
   *[other] { $areas } Handlungsfelder
} entstanden; die meisten Bedarfe ({ $of_largest }) hat „{ $largest }“.
press-areas-none = Noch sind keine Handlungsfelder veröffentlicht.
press-offers = { $suppliers ->
    [one] Ein Anbieter hat
   *[other] { $suppliers } Anbieter haben
} { $offers ->
    [one] ein Angebot
   *[other] { $offers } Angebote
} eingereicht.
press-offers-none = Noch liegen keine Angebote vor.
press-matched = Für { $matched } Bedarfe gibt es mindestens ein passendes Angebot, für { $white } noch keines.
press-matched-all = Für jeden der { $matched } Bedarfe gibt es mindestens ein passendes Angebot.
press-matched-none = Noch ist nicht berechnet, welches Angebot zu welchem Bedarf passt.
press-covered = Die { $chosen } ausgewählten Angebote decken { $covered } der gewichteten Nachfrage.
press-covered-proven = Die { $chosen } ausgewählten Angebote decken { $covered } der gewichteten Nachfrage; keine andere Auswahl nach denselben Regeln ist besser.
press-covered-none = Noch ist keine Auswahl entschieden.
press-people = { $people } Menschen aus { $registered } Kommunen, Unternehmen und Einrichtungen haben sich zur Veranstaltung angemeldet.
press-came = { $came } Menschen waren bei der Veranstaltung; angemeldet waren { $registered } Kommunen, Unternehmen und Einrichtungen.
press-people-none = Noch hat sich niemand angemeldet.
press-talks = Für die Veranstaltung wurden { $talks } Einzelgespräche geplant.
press-talks-none = Noch sind keine Gespräche veröffentlicht.
press-projects = Aus der Runde { $projects ->
    [one] ist ein Vorhaben
   *[other] sind { $projects } Vorhaben
} bekannt; { $takeovers ->
    [0] übernommen wurde noch keines.
    [one] einmal hat eine andere Kommune eines übernommen.
   *[other] { $takeovers }-mal haben andere Kommunen eines übernommen.
}
press-projects-none = Noch ist kein Vorhaben veröffentlicht.
