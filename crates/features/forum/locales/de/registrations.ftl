registrations-title = Anmeldungen
registrations-file = anmeldungen
registrations-new = Jemanden eintragen
registrations-new-do = Eintragen
registrations-closed-title = Die Anmeldung ist geschlossen
registrations-closed = Zurzeit kann sich niemand selbst anmelden.
registrations-figure-people = Personen angemeldet
registrations-figure-free = { $n ->
    [0] alles voll
    [one] noch ein Platz frei
   *[other] noch { $n } Plätze frei
}
registrations-figure-unlimited = ohne Grenze
registrations-figure-towns = Kommunen und Kreise
registrations-figure-suppliers = Anbieter
registrations-figure-talks = möchten Gespräche
registrations-figure-waiting = auf der Warteliste
registrations-figure-waiting-go = Warteliste ansehen
registrations-empty-title = Noch keine Anmeldungen
registrations-empty = Laden Sie die Kommunen und die ausgewählten Anbieter zur Anmeldung ein.
registrations-nobody = noch ohne Namen
registrations-arrived = { $n ->
    [one] eine Person da
   *[other] { $n } da
}
registrations-column-label = Kennung
registrations-column-name = Einrichtung
registrations-column-kind = Art
registrations-column-ags = Gemeindeschlüssel
registrations-column-state = Stand
registrations-column-people = Personen
registrations-column-person = Name
registrations-column-function = Aufgabe
registrations-column-email = E-Mail-Adresse
registrations-column-diet = Essen
registrations-column-assistance = Unterstützung
registrations-column-talks = Einzelgespräche
registrations-column-min_talks = Gespräche mindestens
registrations-column-max_talks = Gespräche höchstens
registrations-column-arrives = kommt um
registrations-column-leaves = geht um
registrations-column-contact = E-Mail für Rückfragen
registrations-column-created_at = Angemeldet am
registrations-column-arrived_at = Eingecheckt um
registrations-filter-arrived = Schon da
registrations-filter-wishes = Hinweise zu Essen oder Unterstützung
registrations-state-registered = angemeldet
registrations-state-waiting = Warteliste
registrations-state-cancelled = abgesagt
registrations-kind-municipality = Stadt oder Gemeinde
registrations-kind-county = Landkreis
registrations-kind-supplier = Anbieter
registrations-kind-observer = Gast
registrations-print = Drucken
registrations-badges = Namensschilder
registrations-signs = Tischschilder
registrations-form = Formular
registrations-form-text = Alle füllen dasselbe Formular aus. Sie können es wie die Bedarfsabfrage ändern, sobald die erste Anmeldung begonnen hat.
registrations-page = Seite der Anmeldung
registrations-invite = Zur Anmeldung einladen
registrations-invite-lead = Jede Einrichtung bekommt eine E-Mail mit einem eigenen Link. Zweimal drücken schickt nichts doppelt.
registrations-invite-closed = Öffnen Sie die Anmeldung, bevor Sie dazu einladen.
registrations-invite-towns = Kommunen, die geantwortet haben
registrations-invite-towns-n = { $n ->
    [0] Alle sind schon angeschrieben oder angemeldet.
    [one] Eine Kommune ist noch nicht angeschrieben.
   *[other] { $n } Kommunen sind noch nicht angeschrieben.
}
registrations-invite-suppliers = Ausgewählte Anbieter
registrations-invite-suppliers-n = { $n ->
    [0] Alle sind schon angeschrieben oder angemeldet, oder es ist noch nichts ausgewählt.
    [one] Ein Anbieter ist noch nicht angeschrieben. Sein Platz ist sicher.
   *[other] { $n } Anbieter sind noch nicht angeschrieben. Ihre Plätze sind sicher.
}
registrations-invite-again = Angeschrieben und noch nicht angemeldet
registrations-invite-again-n = { $n ->
    [0] Alle Angeschriebenen haben sich angemeldet.
    [one] Eine Einrichtung hat sich noch nicht angemeldet.
   *[other] { $n } Einrichtungen haben sich noch nicht angemeldet.
}
registrations-invite-go = { $n ->
    [one] Eine Einladung verschicken
   *[other] { $n } Einladungen verschicken
}
registrations-asked = Die Einladungen werden verschickt.
registrations-people = Personen
registrations-agenda = Persönlicher Ablauf
registrations-edit = Anmeldung bearbeiten
registrations-part-body = Für wen
registrations-part-body-hint = Wählen Sie eine bekannte Einrichtung, oder nennen Sie eine andere mit Namen und Art.
registrations-field-organisation = Bekannte Einrichtung
registrations-field-organisation-none = keine davon
registrations-field-name = Andere Einrichtung
registrations-part-contact = Rückfragen
registrations-field-contact = Ansprechperson
registrations-field-email-hint = Dorthin gehen Bestätigung und Link. Ohne Adresse wird nichts verschickt.
registrations-field-people = Wer kommt?
registrations-field-people-hint = Eine Person je Zeile: Name; Aufgabe; E-Mail; Essen; Unterstützung. Nur der Name muss sein.
registrations-field-guaranteed = Auch eintragen, wenn alles voll ist
registrations-field-guaranteed-hint = Sonst kommt die Anmeldung auf die Warteliste, wenn kein Platz frei ist.
registrations-field-here = Alle sind schon da: gleich einchecken
registrations-part-talks = Gespräche und Zeiten
registrations-field-talks = Möchte Einzelgespräche
registrations-saved = Gespeichert. Die Bestätigung ist unterwegs, wenn es eine Adresse gibt.
registrations-saved-waiting = Gespeichert. Es ist kein Platz frei, die Anmeldung steht auf der Warteliste.
registrations-cancel = Absagen
registrations-cancelled = Abgesagt. Wer wartet, ist nachgerückt, soweit Platz ist.
registrations-cancelled-hint = Speichern meldet die Einrichtung wieder an.
registrations-link = Link noch einmal schicken
registrations-link-sent = Der Link ist unterwegs.
registrations-no-address = Zu dieser Anmeldung gibt es keine E-Mail-Adresse.
registrations-two = Diese Einrichtung ist doppelt angemeldet. Sagen Sie eine der beiden Anmeldungen ab.
registrations-mistake-person = Diese Zeile ist nicht zu lesen: „{ $line }“. Gebraucht werden Name; Aufgabe; E-Mail; Essen; Unterstützung.
registrations-mistake-many = Mehr als 50 Personen auf einmal gehen nicht.
registrations-mistake-talks = Die Höchstzahl liegt unter der Mindestzahl.
registrations-mistake-twice = Diese Einrichtung ist schon eingetragen. Sie finden sie in der Liste.
registrations-mistake-full = So viele zusätzliche Plätze sind nicht frei. Kreuzen Sie an, dass sie trotzdem eingetragen werden.
registrations-badges-lead = { $n ->
    [one] Ein Namensschild, 90 mal 54 Millimeter.
   *[other] { $n } Namensschilder, 90 mal 54 Millimeter, zehn auf einem Blatt A4.
}
registrations-badges-nameless = { $n ->
    [one] Eine Anmeldung hat noch keine Namen
   *[other] { $n } Anmeldungen haben noch keine Namen
}
registrations-badges-nameless-text = Für sie gibt es noch keine Schilder.
registrations-badges-none-title = Noch keine Namensschilder
registrations-badges-none = Sobald sich jemand mit Namen angemeldet hat, steht hier ein Schild.
registrations-pdf = Als PDF
registrations-signs-lead = Ein Schild je Tisch und eines je Anbieter, zwei auf einem Blatt A4.
registrations-sign-table = Tisch
registrations-changed-elsewhere = Jemand anders hat diese Anmeldung inzwischen geändert.
