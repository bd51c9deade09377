rounds-title = Runden
rounds-lead = Eine Runde führt von der Frage, was die Kommunen brauchen, bis zu den Gesprächen mit Start-ups.
rounds-new = Runde eröffnen
rounds-empty-title = Noch keine Runde
rounds-empty-office = Eröffnen Sie die erste Runde. Sie bleibt unsichtbar, bis Sie sie veröffentlichen.
rounds-empty = Sobald eine Runde öffentlich ist, steht sie hier.
rounds-public = öffentlich
rounds-private = nicht öffentlich
rounds-now = Jetzt: { $stage }
rounds-quiet = Zurzeit läuft kein Abschnitt.
rounds-event = Veranstaltung am { $date }
rounds-new-title = Runde eröffnen
rounds-new-lead = Termine, Räume und Handlungsfelder legen Sie im nächsten Schritt fest.
rounds-field-title = Name der Runde
rounds-field-title-hint = Er steht auf jeder Seite und in jeder E-Mail, zum Beispiel „Start-ups für Kommunen 2027“.
rounds-field-slug = Kurzname in der Adresse
rounds-field-slug-hint = Kleine Buchstaben, Ziffern und Bindestriche. Bleibt das Feld leer, wird er aus dem Namen gebildet.
rounds-field-copy = Nach einer früheren Runde
rounds-field-copy-hint = Einstellungen, Texte und die Fragen der Bedarfsabfrage werden übernommen, alle Termine ein Jahr später gesetzt.
rounds-field-copy-none = leer beginnen
rounds-field-contacts = Eingeladene und ihre E-Mail-Adressen übernehmen
rounds-field-contacts-hint = Es wird nichts verschickt.
rounds-mistake-slug = Der Kurzname darf nur kleine Buchstaben, Ziffern und Bindestriche enthalten, zum Beispiel „forum-2027“. „new“ und „import“ sind vergeben.
rounds-mistake-taken = Diesen Kurznamen hat schon eine andere Runde. Wählen Sie einen anderen.
rounds-opened = Die Runde ist angelegt. Legen Sie nun die Termine fest.

feature-forum = Forum: Bedarfe der Kommunen und Angebote von Start-ups
scope-forum-read = Runden, Einladungen und Pläne lesen
scope-forum-write = Einladungen und Angebote anlegen
scope-needs-read = Bedarfe lesen
scope-needs-write = Antworten abgeben und Bedarfe unterstützen

rounds-import = Runde aus Dateien übernehmen
rounds-import-title = Runde aus Dateien übernehmen
rounds-import-lead = Haben Sie Bedarfe oder Angebote schon in Tabellen, etwa aus einem Umfrageprogramm, wird daraus hier eine Runde. Sie sehen alles, bevor etwas übernommen wird.
rounds-import-tables = Tabellen
rounds-import-tables-hint = Eine von beiden genügt. CSV, Excel (.xlsx) oder OpenDocument (.ods), die erste Zeile nennt die Spalten.
rounds-import-needs = Bedarfe
rounds-import-needs-hint = Mit Spalten wie Kommune, Gemeindeschlüssel, Titel, Beschreibung, Wichtigkeit (1 bis 4).
rounds-import-offers = Angebote
rounds-import-offers-hint = Mit Spalten wie Anbieter, Titel, Kurzfassung, Beschreibung.
rounds-import-folder-part = Oder ein ganzer Ordner
rounds-import-folder = ZIP-Datei des Ordners
rounds-import-folder-hint = Mit needs.csv, offers.csv und, soweit vorhanden, reviews, participants, wishes, round.toml und edits.toml.
rounds-import-folder-help = Packen Sie den Ordner mit der rechten Maustaste in eine ZIP-Datei. Was nicht zur Runde gehört, bleibt unbeachtet.
rounds-import-faults = { $n ->
    [one] Ein Fehler, es wurde nichts übernommen
   *[other] { $n } Fehler, es wurde nichts übernommen
}
rounds-import-mistake-no-file = Wählen Sie eine Tabelle oder eine ZIP-Datei aus.
rounds-import-preview-title = Prüfen und übernehmen
rounds-import-preview-lead = Die Dateien sind ohne Fehler. Noch ist nichts übernommen.
rounds-import-found = Gelesen
rounds-import-count-needs = { $needs } von { $bodies } Kommunen und Kreisen
rounds-import-count-offers = { $offers } von { $suppliers } Anbietern
rounds-import-reviews = Gutachten
rounds-import-participants = Teilnehmende
rounds-import-wishes = Gesprächswünsche
rounds-import-edits = Korrekturen der Handlungsfelder
rounds-import-unknown = { $n ->
    [one] Eine Stelle hat keinen Gemeindeschlüssel
   *[other] { $n } Stellen haben keinen Gemeindeschlüssel
}
rounds-import-unknown-text = Sie werden unter ihrem Namen übernommen, stehen aber nicht auf der Karte. Tragen Sie den Schlüssel in der Tabelle nach, wenn es Kommunen sind.
rounds-import-no-key = ohne Schlüssel
rounds-import-take = Als neue Runde übernehmen
rounds-import-other = Andere Dateien wählen
rounds-import-discard = Verwerfen
rounds-import-bodies = Kommunen und Kreise
rounds-import-body = Kommune
rounds-import-offer = Angebot
rounds-import-supplier = Anbieter
rounds-imported = Die Runde ist übernommen. Jede Kommune findet ihre Bedarfe unter ihrem Link und kann sie berichtigen.
rounds-import-discarded = Die Dateien sind verworfen.
