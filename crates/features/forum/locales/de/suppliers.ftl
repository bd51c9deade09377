suppliers-title = Anbieter
suppliers-go = Zu den Anbietern
suppliers-lead = Wer zur Veranstaltung eingeladen ist, wer zusagt und wer nachrückt.
suppliers-empty-title = Noch nichts entschieden
suppliers-empty = Eingeladen wird, wer in einer Entscheidung mit zwei Unterschriften gewählt ist.
suppliers-empty-go = Zur Auswahl
suppliers-figure-accepted = haben zugesagt
suppliers-figure-invited = Antwort steht aus
suppliers-figure-listed = noch nicht angeschrieben
suppliers-figure-out = nicht dabei
suppliers-next = Nachrücken
suppliers-next-gone = { $who }: { $state }. Ein Platz ist frei.
suppliers-next-because = Das nächstbeste Angebot neben denen, die bleiben: Es trägt { $part } % des Bedarfs bei und deckt { $needs ->
    [one] einen Bedarf
   *[other] { $needs } Bedarfe
} am besten. Zusammen wären { $covered } % gedeckt.
suppliers-next-proven = Besser geht es mit den übrigen nachweislich nicht.
suppliers-next-go = Dieses Angebot einladen
suppliers-next-changed = Inzwischen ist ein anderes Angebot das nächstbeste, oder der Platz ist vergeben. Sehen Sie noch einmal nach.
suppliers-next-no-contact = Das Angebot steht jetzt auf der Liste. Tragen Sie eine Adresse ein, und schicken Sie die Einladung.
suppliers-next-invited = Die Einladung wird jetzt verschickt.
suppliers-instead = statt { $label }
suppliers-late = Frist vorbei
suppliers-no-contact = keine Adresse
suppliers-column-supplier = Anbieter
suppliers-column-label = Nummer
suppliers-column-title = Angebot
suppliers-column-state = Stand
suppliers-column-deadline = Antwort bis
suppliers-column-contacts = Kontakte
suppliers-column-answered = Geantwortet
suppliers-column-reason = Anmerkung
suppliers-column-instead = Statt
suppliers-state-listed = noch nicht angeschrieben
suppliers-state-invited = eingeladen
suppliers-state-accepted = zugesagt
suppliers-state-declined = abgesagt
suppliers-state-expired = Frist verstrichen
suppliers-state-withdrawn = zurückgenommen
suppliers-file = anbieter
suppliers-example = Beispiel GmbH
suppliers-kind-invitation = Einladung
suppliers-kind-reminder = Erinnerung
suppliers-kind-refusal = Absage
suppliers-kind-withdrawal = Rücknahme
suppliers-kind-call = Gezielter Aufruf
suppliers-mailing-title = Anbietern schreiben
suppliers-mailing-lead = Jede Einladung enthält einen eigenen Link. Verschickt wird nur, was Sie hier abschicken; Erinnerungen kommen außerdem von selbst vor der Frist.
suppliers-mailing-invitation = Einladungen
suppliers-mailing-invitation-n = { $n ->
    [0] Alle gewählten Anbieter sind angeschrieben.
    [one] Ein gewählter Anbieter ist noch nicht angeschrieben.
   *[other] { $n } gewählte Anbieter sind noch nicht angeschrieben.
}
suppliers-mailing-invitation-go = { $n ->
    [one] Eine Einladung verschicken
   *[other] { $n } Einladungen verschicken
}
suppliers-mailing-reminder = Erinnerungen
suppliers-mailing-reminder-n = { $n ->
    [0] Von niemandem steht eine Antwort aus.
    [one] Von einem Anbieter steht die Antwort aus.
   *[other] Von { $n } Anbietern steht die Antwort aus.
}
suppliers-mailing-reminder-go = { $n ->
    [one] Eine Erinnerung verschicken
   *[other] { $n } Erinnerungen verschicken
}
suppliers-mailing-refusal = Absagen
suppliers-mailing-refusal-n = { $n ->
    [0] Es wartet keine Absage.
    [one] Ein Anbieter, der nicht gewählt wurde, weiß es noch nicht. Schicken Sie Absagen erst, wenn genug zugesagt haben: Wer eine Absage hat, rückt nicht gern nach.
   *[other] { $n } Anbieter, die nicht gewählt wurden, wissen es noch nicht. Schicken Sie Absagen erst, wenn genug zugesagt haben: Wer eine Absage hat, rückt nicht gern nach.
}
suppliers-mailing-refusal-go = { $n ->
    [one] Eine Absage verschicken
   *[other] { $n } Absagen verschicken
}
suppliers-mailing-silent = { $n ->
    [one] Ein Anbieter hat keine Person mit Adresse
   *[other] { $n } Anbieter haben keine Person mit Adresse
}
suppliers-nobody = Es gibt niemanden, an den etwas zu schicken ist.
suppliers-sent = Die E-Mails werden jetzt verschickt.
suppliers-letter-title = Texte und Fristen
suppliers-letter-edit = Texte und Fristen ändern
suppliers-letter-lead = Leere Felder nehmen den mitgelieferten Text. Anrede, Link, Frist und Gruß kommen von selbst dazu. Im Text stehen {"{"}anbieter{"}"}, {"{"}angebot{"}"}, {"{"}runde{"}"}, {"{"}frist{"}"} und {"{"}tag{"}"} für Anbieter, Angebot, Runde, letzten Tag und Veranstaltungstag.
suppliers-letter-days = { $n ->
    [one] Anbieter haben einen Tag Zeit.
   *[other] Anbieter haben { $n } Tage Zeit.
}
suppliers-letter-remind = { $n ->
    [0] Es wird niemand von selbst erinnert.
    [one] Einen Tag vor der Frist wird einmal erinnert.
   *[other] { $n } Tage vor der Frist wird einmal erinnert.
}
suppliers-letter-days-field = Zeit für die Antwort
suppliers-letter-remind-field = Erinnern vor der Frist
suppliers-letter-remind-hint = 0 heißt: gar nicht
suppliers-letter-saved = Texte und Fristen sind gespeichert.
suppliers-letters-title = Wer wurde wann worüber informiert
suppliers-letters-lead = Jede E-Mail an Anbieter zur Auswahl, mit ihrem Wortlaut.
suppliers-letters-none-title = Noch keine E-Mail
suppliers-letters-none = Hier steht jede E-Mail an einen Anbieter, sobald Sie eine verschicken.
suppliers-letters-file = schreiben-an-anbieter
suppliers-letters-at = Wann
suppliers-letters-kind = Worüber
suppliers-letters-supplier = Anbieter
suppliers-letters-email = An
suppliers-letters-name = Name
suppliers-letters-subject = Betreff
suppliers-letters-words = Wortlaut
suppliers-mail-no-day = noch offen
suppliers-mail-go = Antworten
suppliers-mail-call-go = Aufruf ansehen
suppliers-mail-deadline = Bitte antworten Sie bis zum { $date }.
suppliers-mail-why = Sie bekommen diese E-Mail, weil Sie als Kontakt eines Anbieters bei „{ $round }“ eingetragen sind.
suppliers-mail-invitation-subject = Einladung: { $round }
suppliers-mail-invitation = { $supplier } ist mit dem Angebot „{ $offer }“ für „{ $round }“ ausgewählt. Wir laden Sie herzlich ein, es am { $day } den Kommunen vorzustellen und Einzelgespräche zu führen.

    Über den Link sagen Sie zu oder ab und nennen weitere Ansprechpersonen. Ein Konto brauchen Sie dafür nicht.
suppliers-mail-reminder-subject = Erinnerung: Ihre Antwort für { $round }
suppliers-mail-reminder = Wir haben { $supplier } mit dem Angebot „{ $offer }“ zu „{ $round }“ eingeladen und noch keine Antwort bekommen.

    Sagen Sie uns bitte bis zum { $deadline }, ob Sie kommen. Danach bieten wir den Platz anderen an.
suppliers-mail-refusal-subject = Ihr Angebot bei { $round }
suppliers-mail-refusal = Vielen Dank für Ihr Angebot „{ $offer }“ bei „{ $round }“. Die Zahl der Plätze ist begrenzt; ausgewählt wurden die Angebote, die zusammen am meisten vom Bedarf der Kommunen decken. Ihr Angebot ist diesmal nicht darunter.

    Das ist kein Urteil über die Güte Ihres Angebots. Wenn Sie wissen möchten, was den Ausschlag gab, antworten Sie gern auf diese E-Mail.
suppliers-mail-withdrawal-subject = Ihre Einladung zu { $round }
suppliers-mail-withdrawal = Leider müssen wir die Einladung von { $supplier } mit dem Angebot „{ $offer }“ zu „{ $round }“ zurücknehmen. Wenn Sie Fragen haben, antworten Sie gern auf diese E-Mail.
suppliers-mail-call-subject = Gezielter Aufruf: { $round }
suppliers-mail-call = Für „{ $round }“ suchen Kommunen noch Lösungen. Ihr Angebot „{ $offer }“ kommt dem nahe.
suppliers-contact-added = Der Kontakt ist eingetragen.
suppliers-contact-stopped = Der Kontakt ist herausgenommen. Seine Links gelten nicht mehr.
suppliers-too-many = Es sind schon zehn Kontakte eingetragen.
suppliers-not-open = Dieser Schritt ist beim jetzigen Stand der Einladung nicht möglich.
suppliers-mistake-past = Dieser Tag ist schon vorbei.
suppliers-mistake-edition = Jemand anderes hat inzwischen etwas geändert. Öffnen Sie die Seite neu.
suppliers-deadline-moved = Die Frist ist geändert.
suppliers-noted = Die Antwort ist vermerkt.
suppliers-withdrawn = Die Einladung ist zurückgenommen.
supplier-invited = Eingeladen
supplier-opened = Link geöffnet
supplier-reminded = Erinnert
supplier-answered = Geantwortet
supplier-because-title = Nachgerückt für { $label } { $supplier }
supplier-because = War das nächstbeste Angebot: { $part } % des Bedarfs, zusammen { $covered } %.
supplier-offer-go = Zum Angebot
supplier-contacts = Kontakte
supplier-contacts-none = Noch keine Adresse. Tragen Sie ein, wer die Einladung bekommt.
supplier-function = Funktion
supplier-add = Kontakt eintragen
supplier-send = Einladung verschicken
supplier-again = Einladung noch einmal verschicken
supplier-deadline = Frist
supplier-deadline-go = Frist ändern
supplier-note = Antwort vermerken
supplier-note-lead = Wenn der Anbieter am Telefon oder per E-Mail geantwortet hat.
supplier-reply = Antwort
supplier-note-go = Vermerken
supplier-withdraw = Einladung zurücknehmen
supplier-withdraw-lead = Der Platz wird frei. Der Grund steht in der Liste.
supplier-withdraw-mail = Dem Anbieter schreiben
supplier-withdraw-go = Zurücknehmen
