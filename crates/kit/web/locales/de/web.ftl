# Texte, die auf jeder Seite stehen: Rahmen, Felder, Bausteine, Mails.

## Rahmen

web-skip = Zum Inhalt springen
web-nav = Hauptnavigation
web-menu = Menü
web-languages = Sprache
web-account = Angemeldet als
web-sign-in = Anmelden
web-sign-out = Abmelden
web-home = Startseite
web-aside = Ergänzung
web-sample = Beispieldaten
web-sample-text = alles erfunden, echt sind nur Namen und Schlüssel der Kommunen
web-imprint = Impressum
web-privacy = Datenschutz
web-accessibility = Barrierefreiheit
web-printed-from = Gedruckt von
web-title-mistake = Fehler:
web-error-kicker = Fehler { $status }
web-error-reference = Kennung für Rückfragen:
web-kind-success = Erledigt
web-kind-info = Hinweis
web-kind-warning = Achtung
web-kind-danger = Fehler

## Felder

web-optional = – freiwillig
web-note-optional = Felder mit dem Zusatz „freiwillig“ dürfen leer bleiben.
web-help = Hilfe
web-mistake = Fehler
web-mistakes = { $n ->
    [one] Bitte prüfen Sie eine Angabe
   *[other] Bitte prüfen Sie { $n } Angaben
}
web-choose = Bitte auswählen
web-other-text = Zu „{ $choice }“: was genau?
web-yes = Ja
web-no = Nein
web-from = Von
web-to = Bis
web-street = Straße
web-house = Hausnummer
web-postcode = Postleitzahl
web-place = Ort
web-country = Land
web-at-most-characters = Höchstens { $n } Zeichen.
web-files-kept = Schon hochgeladen
web-file-drop = { $name } entfernen
web-ranking-hint = { $n ->
    [one] Wählen Sie, was auf Platz 1 steht.
   *[other] Vergeben Sie die Plätze 1 bis { $n }, jeden nur einmal. Platz 1 ist am wichtigsten.
}
web-ranking-place = Platz
web-ranking-up = Nach oben
web-ranking-down = Nach unten
web-ranking-moved = { $name } steht jetzt auf Platz { $place }.
web-ranking-left = { $name } hat jetzt keinen Platz.
web-back = Zurück
web-search = Suchen
web-saved = Zwischenstand gespeichert
web-unsaved = Zwischenstand nicht gespeichert. Bitte senden Sie die Seite ab, bevor Sie sie schließen.

## Bausteine

web-breadcrumb = Wo Sie sind
web-sort = (danach sortieren)
web-pages = Seiten der Liste
web-page = Seite
web-page-before = Zurück
web-page-after = Weiter
web-filter = Liste eingrenzen
web-filter-apply = Anwenden
web-filter-reset = Alle zeigen
web-filter-active = Gewählte Eingrenzungen
web-filter-drop = (Eingrenzung aufheben)
web-export = Liste herunterladen:
web-stage-done = abgeschlossen
web-stage-current = läuft gerade
web-stage-later = kommt noch
web-chart-table = Als Tabelle
web-copy = Kopieren
web-copied = Kopiert

## Mails

web-mail-copy = Wenn sich der Link nicht öffnen lässt, kopieren Sie diese Adresse in Ihren Browser:
web-mail-stop = Keine solchen Mails mehr:
