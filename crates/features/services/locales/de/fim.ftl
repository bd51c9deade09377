fim-button = Aus einer FIM-Datei
fim-title = Leistung aus einer FIM-Datei
fim-lead = Ein Datenschema wird zu einem Formular, eine Leistungsbeschreibung zu dem, was Bürgerinnen und Bürger lesen. Eines davon genügt. Sie sehen zuerst, was daraus wird.
fim-schema = Datenschema
fim-schema-hint = Eine XML-Datei in XDatenfelder 2 oder 3, höchstens 20 MB.
fim-lists = Codelisten
fim-lists-hint = XML-Dateien im Format Genericode. Sie können mehrere zugleich wählen.
fim-lists-help = Viele Schemata nennen nur, welche Codeliste die Antworten zum Auswählen enthält. Solche Listen laden Sie im XRepository herunter und wählen sie hier zusammen mit dem Schema aus. Ohne die Liste wird aus der Auswahl ein Textfeld.
fim-read = Ansehen
fim-mistake-no-file = Bitte wählen Sie ein Schema oder eine Leistungsbeschreibung aus.
fim-mistake-one = Bitte wählen Sie nur eine Datei aus.
fim-mistake-lists = Bitte wählen Sie höchstens 50 Codelisten aus.
fim-mistake-large = Die Datei ist größer als 20 MB.
fim-mistake-no-xml = Das ist keine XML-Datei. Bitte laden Sie das Schema im FIM-Portal als XML herunter.
fim-mistake-faults = In den Dateien ist etwas nicht richtig. Was und wo, steht unter dem Formular.
fim-mistake-part = Die Datei enthält nur eine Datenfeldgruppe oder ein Datenfeld. Bitte laden Sie ein ganzes Datenschema herunter.
fim-faults = { $n ->
    [one] Ein Fehler in den Dateien
   *[other] { $n } Fehler in den Dateien
}
fim-faults-lead = Es wurde nichts übernommen. Lassen Sie die Datei von der Stelle berichtigen, von der sie kommt, oder laden Sie sie dort noch einmal herunter.
fim-column-line = Zeile
fim-line = Zeile { $n }
fim-column-element = Element
fim-column-text = Hinweis
fim-column-file = Datei
fim-column-name = Name
fim-column-of = Gilt für
fim-column-sort = Art
fim-column-question = Frage
fim-column-kind = Antwort
fim-column-must = Pflicht
fim-must = Pflicht
fim-may = freiwillig
fim-if-applies = (wenn es zutrifft)
fim-options = { $n ->
    [one] eine Möglichkeit
   *[other] { $n } Möglichkeiten
}
fim-preview-title = Das wird aus der Datei
fim-preview-lead = Noch ist nichts übernommen. Nach dem Übernehmen ändern Sie die Fragen im Formular, bevor Sie es veröffentlichen.
fim-origin-title = Herkunft aus FIM
fim-origin-lead = Aus diesem Schema ist das Formular entstanden. Die Regeln und alles, was im Formular keinen Platz hat, stehen weiter in der ausgegebenen Datei.
fim-origin-none-title = Dieses Formular kommt nicht aus FIM
fim-origin-none = Sie können es trotzdem als Datenschema ausgeben und an andere weitergeben.
fim-fact-schema = Schema
fim-fact-pages = Seiten
fim-fact-questions = Fragen
fim-fact-lists = Mitgegebene Codelisten
fim-take = Übernehmen
fim-discard = Verwerfen
fim-taken = Das Formular ist als Entwurf übernommen. Die Leistung dazu sieht nur das Amt. Prüfen Sie die Fragen und veröffentlichen Sie dann beides.
fim-discarded = Die Datei ist verworfen.
fim-export = Als FIM-Datei ausgeben
fim-notes = Hinweise und Regeln aus FIM
fim-file = fim-hinweise
fim-remark = Hinweis
fim-rule = Regel
fim-remarks = { $n ->
    [0] Keine Hinweise
    [one] Ein Hinweis
   *[other] { $n } Hinweise
}
fim-remarks-lead = Hier geht das Formular einen anderen Weg als das Schema. Sehen Sie nach, ob es für Sie so passt.
fim-remarks-none = Alles im Schema hat im Formular seinen Platz.
fim-rules = { $n ->
    [0] Keine Regeln
    [one] Eine Regel
   *[other] { $n } Regeln
}
fim-rules-lead = Regeln werden nicht ausgeführt. Was davon gelten soll, stellen Sie im Formular als Bedingung ein.
fim-rules-none = Das Schema enthält keine Regeln.
fim-form = Seiten und Fragen
fim-page = { $count ->
    [one] Seite { $n }: { $title } (eine Frage)
   *[other] Seite { $n }: { $title } ({ $count } Fragen)
}
fim-remark-no-questions = Das Schema enthält keine Fragen. Das Formular hat eine leere Seite, die Sie füllen können.
fim-remark-empty-group = Die Gruppe enthält keine Fragen und ist weggelassen.
fim-remark-never = Die Anzahl ist 0. Das Element ist weggelassen.
fim-remark-hidden = Das Feld ist im Schema versteckt und wird nicht gefragt.
fim-remark-locked = Das Feld darf nicht geändert werden und hat keinen Inhalt. Es wird nicht gefragt.
fim-remark-object = Das Feld gehört zu einem anderen Programm und wird nicht gefragt.
fim-remark-full = Ein Formular hat höchstens 1.000 Fragen. Dieses Element ist weggelassen. Teilen Sie das Schema auf.
fim-remark-last-page = Ein Formular hat höchstens 100 Seiten. Dieses Element steht mit auf der letzten.
fim-remark-once = Das Element liegt in einer Gruppe, die man mehrmals ausfüllt. Darin wird es nur einmal gefragt.
fim-remark-at-most = Es kann höchstens { $what }-mal angegeben werden.
fim-remark-asked = Die Gruppe ist freiwillig. Eine Frage davor klärt, ob jemand sie ausfüllt.
fim-remark-chosen = Nur einer der Teile trifft zu. Eine Frage davor klärt, welcher.
fim-remark-deep = Die Gruppe ist freiwillig, liegt aber zu tief für eine Frage davor. Ihre Pflichtfelder bleiben Pflicht. Bitte prüfen Sie das.
fim-remark-no-list = Die Codeliste { $what } fehlt. Statt der Auswahl steht hier ein Textfeld. Laden Sie die Liste mit hoch.
fim-remark-bad-list = Die Codeliste passt nicht zum Feld ({ $what }). Statt der Auswahl steht hier ein Textfeld.
fim-remark-no-options = Das Schema nennt nichts zum Auswählen. Statt der Auswahl steht hier ein Textfeld.
fim-remark-many-options = Die Liste hat { $what } Einträge, möglich sind 500. Statt der Auswahl steht hier ein Textfeld.
fim-remark-time = Uhrzeiten werden als Text eingegeben.
fim-remark-pattern = Dieses Muster wird nicht geprüft: { $what }
fim-remark-bounds = Die Grenzen sind nicht lesbar oder widersprechen sich. Sie werden nicht geprüft.
fim-remark-said = Vorgabe in Worten: { $what }
fim-remark-media = Manche Dateiarten sind unbekannt und weggelassen. Ist keine bekannt, sind PDF, JPEG und PNG erlaubt.
fim-remark-size = Eine Datei darf höchstens 100 MB groß sein.
fim-remark-cut = Ein Text war zu lang und ist gekürzt.
fim-remark-unused-list = Auf diese Codeliste verweist kein Feld. Sie wird nicht gebraucht, oder es ist eine andere Ausgabe.
fim-fault-too-large = Die Datei ist zu groß.
fim-fault-too-many = Die Datei hat mehr Elemente, als ein Schema je hat.
fim-fault-too-deep = Die Elemente sind zu tief verschachtelt.
fim-fault-encoding = Die Datei ist nicht in UTF-8 gespeichert. Speichern Sie sie in UTF-8.
fim-fault-malformed = Die Datei ist kein richtiges XML: { $found }
fim-fault-entity = Die Datei vereinbart eigene Zeichen oder einen Dokumenttyp. Das wird nicht gelesen. Schreiben Sie die Zeichen selbst.
fim-fault-character = Das Zeichen { $found } darf nicht in XML stehen.
fim-fault-namespace = Der Namensraum „{ $found }“ ist nicht der von XDatenfelder 2 oder 3.
fim-fault-message = „{ $found }“ wird hier nicht gelesen. Erwartet wird: { $wanted }
fim-fault-missing = Das Element „{ $found }“ fehlt.
fim-fault-missing-attribute = Das Attribut „{ $found }“ fehlt.
fim-fault-empty = Das Element ist leer. Es muss etwas enthalten.
fim-fault-twice = Das Element steht zweimal da. Erlaubt ist es einmal.
fim-fault-unexpected = Das Element gehört nicht hierher.
fim-fault-unexpected-attribute = Das Attribut „{ $found }“ gehört nicht hierher.
fim-fault-unexpected-text = Hier darf kein Text stehen: „{ $found }“
fim-fault-code = „{ $found }“ gibt es hier nicht. Möglich sind: { $wanted }
fim-fault-form = „{ $found }“ hat nicht die richtige Form ({ $wanted }).
fim-description = Leistungsbeschreibung
fim-description-hint = Eine XML-Datei in XZuFi 2.2 mit einer Leistung. Name, Beschreibung, Kosten, Dauer und Rechtsgrundlage werden übernommen.
fim-service = Was die Leistung von sich sagt
fim-mistake-lists-alone = Zu den Codelisten fehlt das Schema.
fim-mistake-description = Die Leistungsbeschreibung lässt sich nicht lesen.
fim-xzufi-encoding = Die Datei ist nicht in UTF-8 gespeichert. Speichern Sie sie in UTF-8.
fim-xzufi-malformed = Ab Zeile { $n } ist die Datei kein richtiges XML. Laden Sie sie noch einmal herunter.
fim-xzufi-entity = In Zeile { $n } vereinbart die Datei eigene Zeichen oder einen Dokumenttyp. Das wird nicht gelesen.
fim-xzufi-too-large = Die Datei ist zu groß oder zu tief verschachtelt.
fim-xzufi-no-service = In der Datei steht keine Leistung.
fim-xzufi-several = In der Datei stehen { $n } Leistungen. Laden Sie eine einzelne Leistung herunter.
fim-xzufi-no-name = Die Leistung hat keinen deutschen Namen.
