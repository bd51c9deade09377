plan-title = Plan
plan-lead = Handlungsfelder, passende Angebote und ein Vorschlag, welche Start-ups eingeladen werden. Was hier steht, ist gerechnet; entscheiden tun Sie.
plan-make = Plan berechnen
plan-again = Neu berechnen
plan-made = Berechnet am { $when }. Seitdem hat sich nichts geändert.
plan-running = Der Plan wird berechnet
plan-stage-matching = Bedarfe und Angebote werden verglichen
plan-stage-areas = Handlungsfelder werden gefunden
plan-stage-reasons = Gründe werden benannt
plan-stage-selection = Angebote werden ausgewählt
plan-stage-talks = Gespräche werden geplant
plan-none-title = Noch kein Plan
plan-none = Lassen Sie zuerst den Plan berechnen. Das dauert wenige Sekunden.
plan-none-go = Zum Plan
plan-empty-title = Noch kein Plan
plan-empty = Es liegen { $needs ->
    [one] ein Bedarf
   *[other] { $needs } Bedarfe
} und { $offers ->
    [0] noch keine Angebote
    [one] ein Angebot
   *[other] { $offers } Angebote
} vor. Sie können den Plan jetzt berechnen und später wiederholen.
plan-empty-needs = Sobald Kommunen geantwortet haben, kann gerechnet werden.
plan-empty-needs-go = Wer hat geantwortet?
plan-stale-title = Seitdem hat sich etwas geändert
plan-stale = Dieser Plan wurde am { $when } berechnet. Bedarfe, Angebote oder Einstellungen sind inzwischen andere.
plan-refused-title = Der Plan konnte nicht berechnet werden
plan-refused = Regeln oder Wünsche widersprechen einander:
plan-gone = nicht mehr dabei
plan-reason = „{ $need }“ – „{ $offer }“
plan-filter-q = Suchen
plan-nothing-title = Nichts gefunden
plan-nothing = Kein Eintrag passt zu diesen Filtern.
plan-figure-areas = Handlungsfelder mit Bedarfen
plan-figure-areas-link = Handlungsfelder ansehen
plan-figure-needs = aus { $n } Bedarfen
plan-figure-covered = des Bedarfs deckt die vorgeschlagene Auswahl
plan-figure-proven = Mehr ist mit so vielen Plätzen nicht möglich.
plan-figure-bound = Mehr als { $bound } % kann keine Auswahl decken.
plan-figure-white = Bedarfe ohne passendes Angebot
plan-figure-white-link = Lücken ansehen
plan-figure-offers = Angebote im Vergleich
plan-figure-offers-link = Was passt zu wem?
plan-headlines = Das Wichtigste
plan-choice = Vorgeschlagene Auswahl
plan-choice-lead = Diese Angebote decken zusammen den größten Teil der gewichteten Bedarfe.
plan-choice-part = Ohne dieses Angebot blieben { $n } % der gewichteten Bedarfe mehr offen.
plan-choice-instead = Am ehesten zu ersetzen durch:
plan-choice-covers = { $n ->
    [one] Passt am besten zu einem Bedarf
   *[other] Passt am besten zu { $n } Bedarfen
}
plan-choice-empty-title = Noch keine Auswahl
plan-choice-empty = Es gibt noch keine Angebote, aus denen gewählt werden kann.
plan-choice-empty-go = Zu den Angeboten
plan-choice-file = auswahl
plan-choice-place = Platz
plan-choice-id = Kennung
plan-choice-supplier = Anbieter
plan-choice-offer = Angebot
plan-choice-contribution = Beitrag in %
plan-choice-needs = Bedarfe
plan-choice-alternative = Ersatz
plan-curve = Wie viel decken wie viele Plätze?
plan-curve-description = Anteil der gewichteten Bedarfe, den die beste gefundene Auswahl deckt, je Zahl der Plätze. Die gestrichelte Linie kann keine Auswahl überschreiten.
plan-curve-point = { $places } Plätze: { $value } % gedeckt, höchstens { $bound } % möglich
plan-curve-places = Plätze
plan-curve-covered = Gedeckter Bedarf
plan-curve-value = gedeckt
plan-curve-bound = höchstens möglich
plan-curve-value-percent = Gedeckt in %
plan-curve-bound-percent = Höchstens möglich in %
plan-report = Bericht
plan-report-text = Alles in einer Datei zum Weitergeben und Drucken, auf Deutsch und Englisch. Sie öffnet sich in jedem Browser.
plan-report-go = Bericht herunterladen
plan-white = Lücken
plan-white-file = luecken
plan-white-lead = Bedarfe, zu denen kein Angebot passt. Hier lohnt es sich, gezielt Anbieter anzusprechen.
plan-white-id = Kennung
plan-white-need = Bedarf
plan-white-town = Kommune
plan-white-relevance = Wichtigkeit
plan-white-score = Nächstes Angebot
plan-white-because = Woran es scheitert
plan-white-none-title = Keine Lücken
plan-white-none = Zu jedem Bedarf passt mindestens ein Angebot.
