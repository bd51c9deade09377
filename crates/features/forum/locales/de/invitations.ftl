invitations-title = Einladungen
invitations-file = einladungen
invitations-choose = Kommunen auswählen
invitations-contacts = Kontakte einlesen
invitations-mailing = Ansehen und verschicken
invitations-to-list = Zur Liste
invitations-empty-title = Noch niemand ausgewählt
invitations-empty = Wählen Sie zuerst die Kommunen und Kreise aus. Verschickt wird erst, wenn Sie es sagen.
invitations-nothing-title = Nichts gefunden
invitations-nothing = Kein Eintrag passt zu diesen Filtern.
invitations-found = { $n } von { $all }
invitations-table = { $n ->
    [one] Eine Einladung
   *[other] { $n } Einladungen
}
invitations-column-name = Kommune
invitations-column-ags = Gemeindeschlüssel
invitations-column-county = Landkreis
invitations-column-inhabitants = Einwohner
invitations-column-state = Stand
invitations-column-contacts = Kontakte
invitations-column-trouble = Zu tun
invitations-column-reminders = Erinnerungen
invitations-column-invited_at = Eingeladen am
invitations-column-answered_at = Geantwortet am
invitations-filter-q = Name oder Schlüssel
invitations-filter-all = alle
invitations-filter-size = Größe
invitations-filter-state = Land
invitations-filter-district = Regierungsbezirk
invitations-filter-kind = Art
invitations-filter-after-state = Erst das Land wählen und anwenden.
invitations-kind-municipality = Städte und Gemeinden
invitations-kind-county = Landkreise
invitations-size-under-5000 = unter 5.000
invitations-size-under-10000 = 5.000 bis 10.000
invitations-size-under-20000 = 10.000 bis 20.000
invitations-size-under-50000 = 20.000 bis 50.000
invitations-size-under-100000 = 50.000 bis 100.000
invitations-size-large = über 100.000
invitations-state-listed = ausgewählt
invitations-state-invited = eingeladen
invitations-state-opened = geöffnet
invitations-state-started = begonnen
invitations-state-answered = geantwortet
invitations-state-declined = macht nicht mit
invitations-trouble-no-contact = ohne Adresse
invitations-trouble-bounced = unzustellbar
invitations-trouble-unsent = noch nicht verschickt
invitations-trouble-unanswered = Antwort fehlt
invitations-choose-title = Kommunen und Kreise auswählen
invitations-choose-lead = Aus dem amtlichen Gemeindeverzeichnis. Durch das Auswählen wird nichts verschickt.
invitations-choose-start-title = Womit anfangen?
invitations-choose-start = Wählen Sie ein Land, dann Regierungsbezirk oder Landkreis. Einzelne Kommunen finden Sie über ihren Namen.
invitations-choose-nothing = Keine Kommune passt zu diesen Filtern. Wählen Sie ein Land, oder geben Sie mindestens zwei Buchstaben eines Namens ein.
invitations-choose-found = { $n ->
    [one] Eine Kommune passt
   *[other] { $n } Kommunen und Kreise passen
}, { $fresh ->
    [0] alle sind schon ausgewählt.
    [one] eine davon ist noch nicht ausgewählt.
   *[other] { $fresh } davon sind noch nicht ausgewählt.
}
invitations-choose-all = { $n ->
    [one] Diese eine auswählen
   *[other] Alle { $n } auswählen
}
invitations-choose-ticked = Angekreuzte auswählen
invitations-choose-table = Gefundene Kommunen
invitations-choose-too-many = Zu viele auf einmal
invitations-too-many = Auf einmal lassen sich höchstens 1.000 Kommunen auswählen. Grenzen Sie die Liste ein, zum Beispiel auf einen Regierungsbezirk.
invitations-chosen = ausgewählt
invitations-taken = Die Kommunen sind ausgewählt. Verschickt ist noch nichts.
invitations-none-taken = Es kam niemand dazu. Kreuzen Sie mindestens eine Kommune an.
invitations-total = Bisher ausgewählt
invitations-total-municipalities = Städte und Gemeinden
invitations-total-counties = Landkreise
invitations-total-inhabitants = Einwohner, jede Kommune einmal gezählt
invitations-map-title = Auswahl auf der Karte
invitations-map-description = Ausgewählte Kommunen dunkel, gefundene hell, ausgewählte Landkreise mit einer Raute.
invitations-map-chosen = { $name }: ausgewählt
invitations-map-found = { $name }: gefunden, nicht ausgewählt
invitations-legend = Legende
invitations-legend-chosen = ausgewählt
invitations-legend-found = gefunden, nicht ausgewählt
invitations-legend-other = weder noch
invitations-legend-county = Landkreis selbst ausgewählt
invitations-source = Quellen:
invitations-contacts-title = Kontakte einlesen
invitations-contacts-lead = Aus Ihrer eigenen Liste. Sie sehen erst, was erkannt wurde; übernommen wird es danach.
invitations-contacts-file = Datei
invitations-contacts-hint = CSV oder Excel mit einer Kopfzeile und den Spalten Kommune oder Gemeindeschlüssel, E-Mail, Ansprechpartner.
invitations-contacts-help = Eine Kommune darf mehrere Zeilen haben. Gibt es einen Namen mehrfach, schreiben Sie den Gemeindeschlüssel dazu.
invitations-contacts-preview = Prüfen
invitations-contacts-taken = Die Kontakte sind übernommen. Verschickt ist noch nichts.
invitations-mistake-no-file = Wählen Sie eine Datei aus.
invitations-preview = Vorschau
invitations-preview-title = Kontakte prüfen
invitations-preview-lead = { $n ->
    [0] Keine Zeile ist richtig.
    [one] Eine Zeile ist richtig.
   *[other] { $n } Zeilen sind richtig.
}
invitations-preview-faults = { $n ->
    [one] Ein Fehler in der Datei
   *[other] { $n } Fehler in der Datei
}
invitations-preview-more = und { $n } weitere
invitations-preview-table = Richtige Zeilen
invitations-preview-line = Zeile
invitations-preview-new = kommt neu dazu
invitations-preview-take-new = { $n ->
    [one] Die eine Kommune, die noch nicht ausgewählt ist, dazunehmen
   *[other] Die { $n } Kommunen, die noch nicht ausgewählt sind, dazunehmen
}
invitations-preview-take = { $n ->
    [one] Einen Kontakt übernehmen
   *[other] { $n } Kontakte übernehmen
}
invitations-preview-none-title = Nichts zu übernehmen
invitations-preview-none = Berichtigen Sie die Datei und lesen Sie sie noch einmal ein.
invitations-preview-to = An
invitations-preview-subject = Betreff
invitations-mailing-title = Einladungen verschicken
invitations-mailing-lead = Jede E-Mail enthält einen eigenen Link. Wer geantwortet oder abgesagt hat, bekommt nichts.
invitations-mailing-over-title = Die Abfrage ist zu Ende
invitations-mailing-over = Antworten sind nicht mehr möglich. Verlängern Sie zuerst die Bedarfsabfrage.
invitations-mailing-no-contact = { $n ->
    [one] Eine Kommune ohne Adresse
   *[other] { $n } Kommunen ohne Adresse
}
invitations-mailing-bounced = { $n ->
    [one] Eine Kommune ist nicht erreichbar
   *[other] { $n } Kommunen sind nicht erreichbar
}
invitations-mailing-unsent = Einladung
invitations-mailing-unsent-n = { $n ->
    [0] Es wartet keine Einladung.
    [one] Eine Kommune ist ausgewählt und noch nicht angeschrieben.
   *[other] { $n } Kommunen sind ausgewählt und noch nicht angeschrieben.
}
invitations-mailing-unsent-go = { $n ->
    [one] Eine Einladung verschicken
   *[other] { $n } Einladungen verschicken
}
invitations-mailing-unanswered = Erinnerung
invitations-mailing-unanswered-n = { $n ->
    [0] Niemand muss erinnert werden.
    [one] Eine Kommune hat noch nicht geantwortet.
   *[other] { $n } Kommunen haben noch nicht geantwortet.
}
invitations-mailing-unanswered-go = { $n ->
    [one] Eine Erinnerung verschicken
   *[other] { $n } Erinnerungen verschicken
}
invitations-nobody-to-send = Es gibt niemanden, an den etwas zu schicken ist.
invitations-sending = Die E-Mails werden jetzt verschickt. Die Liste zeigt, was nicht ankommt.
invitations-letter-title = Texte und Erinnerungen
invitations-letter-edit = Texte und Regel ändern
invitations-letter-lead = Leere Felder nehmen den mitgelieferten Text. Anrede, Link, Ende und Gruß kommen von selbst dazu. Im Text stehen {"{"}kommune{"}"}, {"{"}runde{"}"} und {"{"}ende{"}"} für Name, Runde und letzten Tag.
invitations-letter-first = Einladung
invitations-letter-reminder = Erinnerung
invitations-letter-text = Text
invitations-letter-reply = Antworten gehen an
invitations-letter-reply-hint = Bleibt das Feld leer, an die Absenderadresse.
invitations-letter-save = Speichern
invitations-letter-saved = Texte und Regel sind gespeichert.
invitations-rule = Von selbst erinnern
invitations-rule-hint = Einmal am Tag, zwischen 8 und 18 Uhr. Wer geantwortet oder abgesagt hat, wird nie erinnert.
invitations-rule-is-on = Erinnerungen verschicken
invitations-rule-after = Tage ohne Antwort seit der letzten E-Mail
invitations-rule-before = Noch einmal so viele Tage vor dem Ende
invitations-rule-most = Höchstens so viele Erinnerungen je Kommune
invitations-rule-days = Tage
invitations-rule-on = Von selbst erinnert wird { $after } Tage nach der letzten E-Mail und { $before } Tage vor dem Ende, höchstens { $most }-mal.
invitations-rule-off = Es wird niemand von selbst erinnert.
invitations-contact-added = Der Kontakt ist eingetragen.
invitations-contact-sent = Die E-Mail mit dem Link wird jetzt verschickt.
invitations-contact-stopped = Der Kontakt ist herausgenommen. Seine Links gelten nicht mehr.
invitations-declined = Vermerkt: Diese Kommune macht nicht mit.
invitations-taken-up = Die Kommune ist wieder dabei.
invitations-removed = Die Kommune ist aus der Runde genommen.
invitations-answered-already = Diese Kommune hat schon geantwortet.
invitations-sent-already = Diese Kommune ist schon angeschrieben. Vermerken Sie stattdessen, dass sie nicht mitmacht.
invitations-counties-title = Einen Kreis auf der Karte wählen
invitations-counties-lead = Ein Klick auf einen Kreis zeigt seine Kommunen. Umrisse liegen für Hessen vor; andere Länder wählen Sie oben in der Liste.
invitations-counties-description = Die Kreise und kreisfreien Städte in Hessen. Dunkel sind die, deren Kommunen alle ausgewählt sind, hell die mit einigen.
invitations-counties-county = { $name }: { $n } von { $all } ausgewählt
invitations-counties-all = alle Kommunen ausgewählt
invitations-counties-some = einige ausgewählt
invitations-counties-none = keine ausgewählt
