# Report of a round, German. Plain words, no exclamation marks. Keys begin with the section they stand in.
report-kind = Bericht
report-language = Deutsch
report-skip = Zum Inhalt springen
report-contents = Inhalt
report-made-with = erstellt mit Rathaus { $program }
report-footer = Dieser Bericht wurde mit Rathaus { $program } aus den Dateien der Runde errechnet. Er lädt nichts aus dem Internet. Alle Listen in voller Länge stehen in den Dateien daneben: areas.csv, matches.csv, selection.csv, talks.csv und plan.json.
sample-title = Beispieldaten
sample-text = alles erfunden, echt sind nur Namen und Schlüssel der Kommunen
legend = Zeichenerklärung
none = keines
chosen = ausgewählt
id = Nr.
need = Bedarf
needs = Bedarfe
offer = Angebot
town = Kommune
area = Handlungsfeld
relevance = Wichtigkeit
relevance-label = Wichtigkeit: { $name }
relevance-4 = sehr wichtig
relevance-3 = wichtig
relevance-2 = weniger wichtig
relevance-1 = kaum wichtig
source-map = Karte:
source-register = Gemeinden:
more-in-file = { $n ->
    [one] Ein weiterer Eintrag steht in { $file }.
   *[other] { $n } weitere Einträge stehen in { $file }.
}

summary-title = Das Wichtigste
summary-more = Mehr dazu: { $section }
summary-response-caption = Bedarfe
summary-response = { $answered } von { $municipalities } Kommunen der Region haben geantwortet, dazu { $counties ->
    [0] kein Landkreis
    [one] ein Landkreis
   *[other] { $counties } Landkreise
}. Zusammen nennen sie { $needs } Bedarfe.
summary-areas-caption = Handlungsfelder
summary-areas = Die Bedarfe verteilen sich auf { $n } Handlungsfelder. Am häufigsten: { $names }.
summary-white-caption = Bedarfe ohne passendes Angebot
summary-white = { $n ->
    [one] Für einen Bedarf
   *[other] Für { $n } Bedarfe
} gibt es kein passendes Angebot. { $blocked ->
    [0] An einer einzelnen Bedingung scheitert keiner davon.
    [one] Einer davon scheitert nur an einer Bedingung der Kommune.
   *[other] { $blocked } davon scheitern nur an einer Bedingung der Kommune.
}
summary-white-none = Jeder Bedarf hat mindestens ein passendes Angebot.
summary-selection-caption = der gewichteten Nachfrage gedeckt
summary-selection-proven = { $n } von { $offers } Angeboten sind ausgewählt. Sie decken { $share } der gewichteten Nachfrage. Bewiesen: Keine andere Auswahl erreicht mehr.
summary-selection-gap = { $n } von { $offers } Angeboten sind ausgewählt. Sie decken { $share } der gewichteten Nachfrage. Keine andere Auswahl ist um mehr als { $gap } besser.
summary-talks-caption = Einzelgespräche
summary-talks = { $n } von { $wanted } gewünschten Gesprächen für { $people } Teilnehmende haben Zeit und Tisch. Höchstens { $ceiling } wären möglich. { $gaps ->
    [0] Niemand wartet zwischen zwei Gesprächen.
    [one] Es bleibt eine Wartezeit zwischen zwei Gesprächen.
   *[other] Es bleiben { $gaps } Wartezeiten zwischen zwei Gesprächen.
}
summary-talks-none = Es liegt noch keine Teilnahmeliste vor. Mit participants.csv und wishes.csv entsteht hier der Gesprächsplan.

response-title = Rücklauf
response-short = wer geantwortet hat, auf der Karte und je Landkreis
response-lead = { $answered } von { $municipalities } Städten und Gemeinden haben geantwortet; in ihnen wohnen { $share } der Menschen der Region. Von { $counties } Landkreisen haben { $counties_answered } eigene Bedarfe genannt.
response-without-key = { $n ->
    [one] Ein Bedarf trägt keinen Gemeindeschlüssel und steht auf keiner Karte.
   *[other] { $n } Bedarfe tragen keinen Gemeindeschlüssel und stehen auf keiner Karte.
}
response-table = Rücklauf je Landkreis
response-county = Landkreis oder Stadt
response-answered = Kommunen mit Antwort
response-share = Anteil
response-needs = Bedarfe der Kommunen
response-own = Bedarfe des Landkreises
response-own-none = kreisfrei
response-silent = Von wem noch keine Antwort vorliegt
response-not-on-map = Nicht auf der Karte, weil außerhalb Hessens: { $names }.
response-map-title = Bedarfe je Kommune
response-map-description = Karte der Region mit den Grenzen der Gemeinden und dicker gezeichneten Grenzen der Landkreise. Je dunkler eine Gemeinde, desto mehr Bedarfe hat sie genannt; die Zahl steht darin. Schraffierte Gemeinden haben nicht geantwortet. Rauten zeigen Bedarfe der Landkreise selbst. Die Zahlen stehen in der Tabelle.
response-map-needs = { $name }: { $n ->
    [one] ein Bedarf
   *[other] { $n } Bedarfe
}
response-map-silent = { $name }: keine Antwort
response-map-nobody = { $name }: unbewohnt, nicht befragt
response-map-county = { $name } als Landkreis: { $n ->
    [one] ein Bedarf
   *[other] { $n } Bedarfe
}
response-legend-1 = ein Bedarf
response-legend-2 = zwei Bedarfe
response-legend-3 = drei oder mehr
response-legend-silent = keine Antwort
response-legend-nobody = unbewohnt, nicht befragt
response-legend-county = Bedarfe des Landkreises selbst
response-empty-title = Keine Schlüssel, keine Karte
response-empty-text = Keine Antwort trägt einen Gemeindeschlüssel. Tragen Sie in needs.csv in der Spalte ags die acht Ziffern ein, dann entstehen hier Karte und Tabelle.

areas-title = Bedarfe nach Handlungsfeld
areas-short = was gebraucht wird und wie dringend
areas-lead = Jeder Bedarf gehört zu höchstens drei Handlungsfeldern. { $two ->
    [0] Kein Bedarf nennt zwei Themen.
    [one] Ein Bedarf nennt mehrere Themen.
   *[other] { $two } Bedarfe nennen mehrere Themen.
} { $groups ->
    [0] Fast gleiche Bedarfe verschiedener Kommunen wurden nicht gefunden.
    [one] Einmal nennen mehrere Kommunen fast dasselbe; das zählt zusammen.
   *[other] { $groups }-mal nennen mehrere Kommunen fast dasselbe; das zählt zusammen.
}
areas-chart-title = Bedarfe je Handlungsfeld und Wichtigkeit
areas-chart-description = Waagerechte Balken, ein Balken je Handlungsfeld, geteilt nach Wichtigkeit von sehr wichtig bis kaum wichtig. Dieselben Zahlen stehen in der Tabelle darunter.
areas-table = Handlungsfelder in Zahlen
areas-towns = Kommunen
areas-inhabitants = Einwohner
areas-weight = Gewicht
areas-proposed = Vorschlag aus den Antworten
areas-empty = Ohne Bedarf in dieser Runde: { $names }.
areas-lists = Die Bedarfe im Einzelnen
areas-lists-lead = Ein Klick auf ein Handlungsfeld öffnet seine Bedarfe, die wichtigsten zuerst. Entscheidende Wörter sind die Wörter der Antwort, nach denen sie zugeordnet wurde.
areas-of = Bedarfe im Handlungsfeld { $area }
areas-words = Entscheidende Wörter
areas-also = auch genannt von { $names }
areas-by-hand = von Hand zugeordnet
areas-loose = Ohne Handlungsfeld
areas-loose-lead = Diese Bedarfe passen in kein Handlungsfeld. Sie können in edits.toml einem Handlungsfeld zugeordnet werden.
aside-title = Beiseitegelegte Antworten
aside-lead = Diese Antworten nennen keinen Bedarf. Sie zählen in keinem Handlungsfeld, bleiben aber nachvollziehbar.
aside-answer = Antwort
aside-reason = Grund

heat-title = Bedarfe und Angebote auf einen Blick
heat-short = welche Angebote in welchem Handlungsfeld passen
heat-lead = { $needs } Bedarfe treffen auf { $offers } Angebote. Das Bild zeigt, wo viel zusammenkommt und wo Lücken sind.
heat-chart-title = Handlungsfelder und Angebote
heat-chart-description = Tabelle aus Farbfeldern: Zeilen sind Handlungsfelder, Spalten sind Angebote. Die Zahl im Feld sagt, bei wie vielen Bedarfen das Angebot unter den ersten fünf Treffern ist; je dunkler, desto mehr. Umrandete Spalten sind ausgewählte Angebote.
heat-how = Die Zahl sagt, bei wie vielen Bedarfen des Handlungsfelds das Angebot unter den ersten fünf Treffern ist. Hervorgehobene Spalten sind ausgewählte Angebote. Jeder Bedarf zählt einmal, in seinem ersten Handlungsfeld.
heat-cell = { $area } × { $offer }: { $n ->
    [one] ein Bedarf
   *[other] { $n } Bedarfe
}
heat-table = Die stärksten Angebote je Handlungsfeld
heat-offers = Passende Angebote
heat-best = Am häufigsten unter den ersten fünf (Bedarfe)
heat-idle = { $n ->
    [one] Ein Angebot gehört
   *[other] { $n } Angebote gehören
} bei keinem Bedarf zu den ersten fünf: { $names }.
heat-full = Alle Bedarfe und Angebote
heat-full-how = Eine Zeile je Bedarf, eine Spalte je Angebot. Je größer und dunkler das Quadrat, desto besser passt das Angebot; gezeigt sind die ersten acht Treffer je Bedarf. Die Werte stehen im Abschnitt „Treffer im Einzelnen“, die Namen zu den Nummern der Angebote im Bild darüber.
heat-full-title = Bedarfe und Angebote: { $area }
heat-full-description = Zeilen sind Bedarfe, Spalten sind Angebote. Größere und dunklere Quadrate passen besser. Dieselben Angaben stehen als Tabelle im Abschnitt „Treffer im Einzelnen“.
heat-full-none = Für eine so große Runde steht jedes Paar in matches.csv.
heat-empty-title = Noch keine Treffer
heat-empty-text = Kein Angebot passt zu einem Bedarf. Prüfen Sie, ob offers.csv Beschreibungen enthält, und ergänzen Sie Wörter Ihrer Region in round.toml.

white-title = Weiße Flecken
white-short = Bedarfe, für die es kein passendes Angebot gibt
white-lead = { $n ->
    [one] Ein Bedarf hat
   *[other] { $n } Bedarfe haben
} kein passendes Angebot. { $blocked ->
    [0] Bei keinem liegt es allein an einer Bedingung.
    [one] Bei einem gäbe es ein Angebot, das nur an einer Bedingung der Kommune scheitert.
   *[other] Bei { $blocked } gäbe es ein Angebot, das nur an einer Bedingung der Kommune scheitert.
}
white-towns = { $n ->
    [one] Eine Kommune geht ganz leer aus: { $names }.
   *[other] { $n } Kommunen gehen ganz leer aus: { $names }.
}
white-by-area = Weiße Flecken je Handlungsfeld
white-count = Ohne Angebot
white-of = Von allen Bedarfen
white-table = Bedarfe ohne passendes Angebot
white-score = Bester Wert
white-blocked = Was passen würde
white-but = Es fehlt:
white-nothing = kein Angebot in der Nähe
white-next = Nächster Schritt: gezielt nach weiteren Anbietern suchen oder mit der Kommune klären, ob die Bedingung so bleiben muss.
white-empty-title = Keine weißen Flecken
white-empty-text = Jeder Bedarf hat mindestens ein Angebot, das inhaltlich passt und keine Bedingung verletzt.

selection-title = Auswahl der Start-ups
selection-short = wen die Runde einlädt, warum, und wer an die Stelle treten könnte
selection-lead = { $n ->
    [one] Ein Angebot ist
   *[other] { $n } Angebote sind
} ausgewählt und { $n ->
    [one] deckt
   *[other] decken
} zusammen { $share } der gewichteten Nachfrage.
selection-proven = Diese Auswahl ist bewiesen die beste.
selection-gap = Diese Auswahl liegt höchstens { $gap } unter der bestmöglichen.
selection-rules = Ein Bedarf zählt umso mehr, je wichtiger er ist und je mehr Kommunen ihn teilen. Er gilt so weit als gedeckt, wie das beste ausgewählte Angebot zu ihm passt; ein zweites Angebot für denselben Bedarf zählt nicht doppelt.
selection-one-per-supplier = Je Anbieter ist höchstens ein Angebot zugelassen.
selection-threshold = Angebote mit einem Jurymittel unter { $mean } sind ausgeschlossen.
selection-contribution = Beitrag
selection-contribution-value = { $share } der Nachfrage (Wert { $value }) gingen ohne dieses Angebot verloren
selection-covers = Deckt am besten
selection-covers-value = { $needs ->
    [one] einen Bedarf
   *[other] { $needs } Bedarfe
} aus { $towns ->
    [one] einer Kommune
   *[other] { $towns } Kommunen
}
selection-alternative = Beste Alternative
selection-alternative-loss = Mit ihr sinkt der Gesamtwert um { $share } der Nachfrage.
selection-needs = Die Bedarfe dazu ({ $n })
selection-chart-title = Wie viele Plätze lohnen sich
selection-curve-lead = Jeder weitere Platz bringt weniger. Die Kurve zeigt, wie viel der Nachfrage mit einem, zwei, drei und mehr Angeboten erreichbar ist. Die gestrichelte Linie ist die Schranke: Mehr kann keine Auswahl erreichen. Der Wert enthält den kleinen Zuschlag für das Urteil der Jury.
selection-chart-description = Kurve: mit jedem weiteren Platz steigt der erreichte Anteil der Nachfrage, aber immer langsamer. Die Schranke liegt nirgends darunter. Die Zahlen stehen in der Tabelle darunter.
selection-chart-x = Plätze
selection-chart-y = Anteil der gewichteten Nachfrage
selection-chart-value = erreicht
selection-chart-bound = Schranke
selection-chart-point = { $places ->
    [one] Ein Platz
   *[other] { $places } Plätze
}: { $share } erreicht, Schranke { $bound }
selection-curve-table = Erreichte Nachfrage je Zahl der Plätze
selection-places = Plätze
selection-gain = Zuwachs
selection-barred = Nicht wählbare Angebote ({ $n })
selection-empty-title = Noch keine Auswahl
selection-empty-text = Es gibt keine wählbaren Angebote oder keine Plätze. Prüfen Sie in round.toml die Zahl der Plätze, die Schwelle der Jury und die Ausschlüsse.

jury-title = Gutachten der Jury
jury-short = Mittelwert, Streuung und nicht gewertete Gutachten
jury-lead = { $n } Angebote sind begutachtet. { $reviews } Gutachten zählen, { $conflicts ->
    [0] keines wurde
    [one] eines wurde
   *[other] { $conflicts } wurden
} wegen eines Interessenkonflikts nicht gewertet.
jury-without = { $n ->
    [one] Ein Angebot hat
   *[other] { $n } Angebote haben
} noch kein Gutachten.
jury-chart-title = Die zwanzig am besten bewerteten Angebote
jury-chart-description = Waagerechte Balken mit dem Mittelwert der Jury von 1 bis 10. Alle Angebote stehen in der Tabelle darunter.
jury-table = Alle begutachteten Angebote
jury-mean = Jurymittel
jury-median = Mittlerer Wert
jury-spread = Spannweite
jury-reviews = Gutachten
jury-conflicts = Nicht gewertet
jury-of-ten = { $mean } von 10
jury-none = noch kein Gutachten
jury-tasks = Vorschlag für fehlende Gutachten
jury-tasks-lead = So verteilt sich die Arbeit am gleichmäßigsten; wer befangen ist, bekommt das Angebot nicht.
jury-empty-title = Noch keine Gutachten
jury-empty-text = Legen Sie reviews.csv in den Ordner der Runde. Dann gehen die Urteile der Jury in die Auswahl ein.

talks-title = Einzelgespräche
talks-short = der Zeitplan nach Teilnehmenden und nach Tischen
talks-ceiling = { $suppliers } Anbieter × { $slots } Zeiten = höchstens { $product } Gespräche. Mit Tischen, An- und Abreise und den Höchstzahlen der Teilnehmenden bleiben höchstens { $ceiling }.
talks-lead = Der Plan enthält { $n } Gespräche für { $people } Teilnehmende von { $first } bis { $last } Uhr an { $tables } Tischen.
talks-wishes = Er erfüllt { $met } von { $all } Wünschen.
talks-gaps = { $n ->
    [0] Niemand wartet zwischen zwei Gesprächen.
    [one] Es bleibt eine Wartezeit; kein Plan mit gleich vielen Gesprächen hat weniger als { $bound }.
   *[other] Es bleiben { $n } Wartezeiten; kein Plan mit gleich vielen Gesprächen hat weniger als { $bound }.
}
talks-changes = { $n ->
    [0] Niemand wechselt den Tisch.
    [one] Einmal wechselt jemand den Tisch.
   *[other] { $n }-mal wechselt jemand den Tisch.
}
talks-below = { $n ->
    [one] Weniger Gespräche als gewünscht hat: { $names }.
   *[other] Weniger Gespräche als gewünscht haben: { $names }.
}
talks-unplaced = Gespräche ohne Platz
talks-a = Teilnehmende
talks-b = mit
talks-grid-title = Der Nachmittag auf einen Blick
talks-grid-caption = Teilnehmende und Zeiten; die Zahl ist der Tisch
talks-grid-description = Raster: Zeilen sind Teilnehmende, Spalten sind Zeiten. Gefüllte Felder sind Gespräche und tragen die Nummer des Tisches. Leere Rahmen sind Wartezeiten, schraffierte Felder Abwesenheit. Die Zeiten stehen in den Tabellen darunter.
talks-grid-talk = { $start } Uhr: { $name } mit { $with }, Tisch { $table }
talks-legend-talk = Gespräch mit Tischnummer
talks-gap = Wartezeit zwischen zwei Gesprächen
talks-away = nicht anwesend
talks-by-participant = Zeitplan nach Teilnehmenden
talks-by-table = Zeitplan nach Tischen
talks-by-table-n = { $n ->
    [one] Ein Tisch
   *[other] Alle { $n } Tische
}
talks-table-n = Tisch { $n }
talks-person = Teilnehmende
talks-times = Gespräche
talks-count = Zahl
talks-none = keine Gespräche
talks-wishes-met = Erfüllte Wünsche
talks-gap-count = Wartezeiten
talks-time = Zeit
talks-who = Gespräch
talks-loads-title = Wer wie viele Gespräche führt
talks-loads-caption = Gespräche je Teilnehmende
talks-loads-description = Waagerechte Balken mit der Zahl der Gespräche; senkrechte Striche zeigen die kleinste und größte erlaubte Zahl. Die Zahlen stehen in der Tabelle darunter.
talks-loads-part = Gespräche
talks-loads-limits = kleinste und größte erlaubte Zahl
talks-loads-table = Zahl der Gespräche und Grenzen
talks-least = Mindestens
talks-most = Höchstens
kind-supplier = Anbieter
kind-municipality = Städte und Gemeinden
kind-county = Landkreise
kind-observer = Weitere Teilnehmende
talks-empty-title = Noch keine Teilnehmenden
talks-empty-text = Legen Sie participants.csv und wishes.csv in den Ordner der Runde und rechnen Sie noch einmal. Dann entsteht hier der Zeitplan der Einzelgespräche.

matches-title = Treffer im Einzelnen
matches-short = zu jedem Bedarf die Angebote, zu jedem Angebot die Kommunen, mit Gründen
matches-lead = Zu jedem Bedarf stehen hier die fünf Angebote, die am besten passen. { $excluded ->
    [0] Kein Paar verletzt eine Bedingung.
    [one] Ein Paar ist ausgeschlossen, weil das Angebot eine Bedingung der Kommune verletzt.
   *[other] { $excluded } Paare sind ausgeschlossen, weil das Angebot eine Bedingung der Kommune verletzt.
}
matches-how = So lesen Sie die Gründe: „Plätze → Platzvergabe“ heißt, das Wort „Plätze“ im Bedarf passt zum Wort „Platzvergabe“ im Angebot. In Klammern steht der Gedanke, der beide verbindet. Die Passung reicht von 0 bis 1.
matches-by-need = Nach Bedarf
matches-of = Treffer im Handlungsfeld { $area }
matches-rank = Rang
matches-score = Passung
matches-reasons = Gründe
matches-none = kein passendes Angebot
matches-excluded = ausgeschlossen
matches-by-offer = Nach Angebot
matches-by-offer-n = { $n ->
    [one] Ein Angebot mit den Kommunen, die es brauchen
   *[other] Alle { $n } Angebote mit den Kommunen, die sie brauchen
}
matches-no-town = bei keinem Bedarf unter den ersten zehn Treffern

certainty-title = Wie sicher ist das?
certainty-short = Wert, Schranke und Beweis zu jedem Ergebnis
certainty-lead = Zu jedem Ergebnis steht hier, wie gut es höchstens sein könnte. Ist der Abstand 0, gibt es kein besseres. Wo sich nichts beweisen lässt, weil es ein Urteil über Wörter ist, steht das auch da.
certainty-table = Ergebnisse und Schranken
certainty-result = Ergebnis
certainty-value = Erreicht
certainty-bound = Schranke
certainty-gap = Abstand
certainty-proven = Bewiesen
certainty-method = Verfahren
certainty-yes = bewiesen
certainty-no = nicht bewiesen
certainty-judgement = Urteil
certainty-of = { $a } von { $b }
certainty-areas = Handlungsfelder und Treffer
certainty-areas-method = Vergleich der Wörter nach einem Wörterbuch der Verwaltung und nach dem Ranglistenverfahren BM25. Das ist ein begründeter Vorschlag, kein Beweis: Jede Zuordnung nennt ihre Wörter und lässt sich von Hand ändern.
certainty-rules = Harte Bedingungen
certainty-rules-value = { $n ->
    [one] ein Paar ausgeschlossen
   *[other] { $n } Paare ausgeschlossen
}
certainty-rules-method = Jedes Paar wird gegen jede erkannte Bedingung geprüft (Ort des Betriebs, Zertifikate, Standards). Kein ausgeschlossenes Paar kommt in ein Ergebnis. Bewiesen ist das Prüfen; ob eine Bedingung richtig aus dem Text gelesen wurde, bleibt ein Urteil.
certainty-selection = Auswahl der Start-ups
certainty-selection-method = Auswahl mit begrenzten Plätzen. Schranke nach Lagrange: Die Forderung, jeden Bedarf nur einmal zu zählen, bekommt einen Preis; das Ergebnis liegt nie unter dem Besten (Cornuéjols, Fisher, Nemhauser 1977). Der Rest wird durch Verzweigen und Begrenzen geschlossen.
certainty-choice = Welche Gespräche stattfinden
certainty-choice-method = Fluss mit kleinsten Kosten. Weil die Gleichungen ganzzahlige Ecken haben, ist die Lösung genau, und die Preise der Knoten beweisen es (Satz von Hoffman; Ford und Fulkerson 1962).
certainty-placed = Gespräche mit Zeit und Tisch
certainty-placed-method = Sind alle immer da, gibt es nach dem Satz von König (1916) genau dann einen vollständigen Plan, wenn niemand mehr Gespräche als Zeiten hat und die Tische reichen. Mit Abwesenheiten liefert ein Fluss die Schranke.
certainty-gaps = Wartezeiten
certainty-gaps-method = Gesucht mit einem Verfahren, das viele Pläne probiert und die kleinste Zahl behält. Die Schranke zählt Wartezeiten, die durch Abwesenheit unvermeidlich sind. Hier ist weniger besser.
certainty-again = Nachrechnen
certainty-again-text = Dieselben Dateien, dasselbe Programm und dieselbe Startzahl ergeben dasselbe Ergebnis, Zeichen für Zeichen.
certainty-program = Programm
certainty-format = Fassung der Datei plan.json
certainty-seed = Startzahl
certainty-input = Eingabe
certainty-input-value = { $needs } Bedarfe, { $offers } Angebote, { $reviews } Gutachten, { $participants } Teilnehmende, { $wishes } Wünsche, { $edits } Änderungen von Hand
certainty-command = Befehl
certainty-folder = ORDNER
certainty-out = ZIEL
certainty-limits = Was dieser Bericht nicht weiß
certainty-limits-text = Er kennt nur, was in den Dateien steht. Er prüft keine Angaben der Anbieter, keine Preise und keine Referenzen. Ein bewiesen bestes Ergebnis ist das beste nach den Gewichten der Runde; andere Gewichte können ein anderes Ergebnis haben.

glossary-title = Wörter
glossary-short = was die Begriffe in diesem Bericht bedeuten
term-need = Bedarf
term-need-text = Was eine Kommune in der Abfrage als Wunsch nach digitaler Unterstützung genannt hat.
term-area = Handlungsfeld
term-area-text = Ein Thema, zu dem mehrere Bedarfe gehören, zum Beispiel „Anträge und Formulare“.
term-offer = Angebot
term-offer-text = Was ein Anbieter, meist ein Start-up, liefern kann. Ein Anbieter kann mehrere Angebote machen.
term-match = Treffer, Passung
term-match-text = Ein Angebot, das zu einem Bedarf passt. Die Passung von 0 bis 1 sagt, wie gut.
term-condition = Harte Bedingung
term-condition-text = Eine Forderung der Kommune, die erfüllt sein muss, etwa „Hosting nur in Deutschland“. Wer sie verletzt, kommt für diesen Bedarf nicht in Frage.
term-white = Weißer Fleck
term-white-text = Ein Bedarf, zu dem kein zulässiges Angebot gut genug passt.
term-coverage = Gewichtete Nachfrage, Abdeckung
term-coverage-text = Alle Bedarfe zusammen, jeder nach Wichtigkeit und Zahl der Kommunen gewichtet. Die Abdeckung ist der Anteil, den die ausgewählten Angebote erfüllen.
term-bound = Schranke, Abstand
term-bound-text = Die Schranke ist ein Wert, den nachweislich keine andere Lösung übertrifft. Der Abstand sagt, um wie viel das Ergebnis höchstens darunter liegt.
term-contribution = Beitrag
term-contribution-text = Was von der Abdeckung verloren ginge, wenn ein ausgewähltes Angebot wegfiele und niemand nachrückte.
term-jury = Jury, Gutachten
term-jury-text = Fachleute bewerten Angebote von 1 bis 10. Wer befangen ist, dessen Zahl zählt nicht.
term-talk = Einzelgespräch
term-talk-text = Ein Gespräch zwischen zwei Teilnehmenden an einem Tisch zu einer festen Zeit.
term-gap = Wartezeit
term-gap-text = Eine Pause zwischen zwei Gesprächen derselben Person, ohne dass eine Pause vorgesehen war.
term-seed = Startzahl
term-seed-text = Eine Zahl, mit der jedes Probieren beginnt. Mit derselben Startzahl kommt dasselbe heraus.
term-ags = Gemeindeschlüssel
term-ags-text = Die achtstellige amtliche Nummer einer Gemeinde. Bei einem Landkreis stehen am Ende drei Nullen.
