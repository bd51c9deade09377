role-mail-hello = Guten Tag { $name },
role-mail-bye = Mit freundlichen Grüßen
    { $office }
role-mail-go = Zu Ihrer Seite
role-mail-invited-subject = Ihre Aufgabe bei „{ $title }“
role-mail-invited = bei der Abstimmung „{ $title }“ haben Sie eine Aufgabe.
role-mail-keys-subject = „{ $title }“: der nächste Schritt für Ihren Schlüssel
role-mail-keys = für „{ $title }“ ist der nächste Schritt beim Erzeugen der Schlüssel möglich.
role-mail-frozen-subject = „{ $title }“ kann geöffnet werden
role-mail-frozen = die Abstimmung „{ $title }“ ist vorbereitet und festgeschrieben. Bitte prüfen Sie alles und stimmen Sie dem Öffnen zu.
role-mail-count-subject = „{ $title }“ wird ausgezählt
role-mail-count = der Wahlvorstand von „{ $title }“ hat der Auszählung zugestimmt.
role-mail-stopped-subject = „{ $title }“ wurde angehalten
role-mail-stopped = die Abstimmung „{ $title }“ wurde angehalten. Der Wahlvorstand entscheidet, wie es weitergeht.
role-mail-as-board = Sie gehören zum Wahlvorstand: Jeder Schritt braucht Ihre Zustimmung und die anderer Mitglieder.
role-mail-as-trustee = Sie zählen mit aus: Ihr Schlüssel ist ein Teil dessen, was die Urne öffnet. Er entsteht auf Ihrem Gerät, und nur Sie bewahren ihn auf.
role-mail-as-registrar = Sie führen das Wahlregister: Auf Ihrem Gerät entstehen die Wahlschlüssel, die Sie an die Wahlberechtigten verteilen.
role-mail-as-observer = Sie beobachten: Sie sehen jeden Schritt und können alles nachprüfen.
