# Seiten über Schreiben
letter-title = Schreiben
letter-lead = Bescheide, Nachforderungen und Mahnungen auf Papier. Was niemand per Mail bekommt, geht mit der Post.
letter-file = schreiben
letter-draft = Entwurf
letter-receipt = Eingangsbestätigung
letter-pages = Einrichten
letter-table = { $n ->
    [one] Ein Schreiben
   *[other] { $n } Schreiben
}
letter-show-post = Zu verschicken ({ $n })
letter-show-fault = Mit Fehler ({ $n })
letter-show-all = Alle ({ $n })
letter-column-choose = Auswahl
letter-column-subject = Betreff
letter-column-recipient = An
letter-column-case = Vorgang
letter-column-day = Datum
letter-column-state = Stand
letter-state-faulty = nicht gesetzt
letter-state-waiting = wird gesetzt
letter-state-post = zu verschicken
letter-state-posted = verschickt
letter-state-online = online abrufbar
letter-kind-decision = Bescheid
letter-kind-deemed = Bescheinigung
letter-kind-correction = Nachforderung
letter-kind-permit = Ausweis
letter-kind-reminder = Mahnung
letter-bundle = Alle als ZIP-Datei
letter-posted-do = Als verschickt eintragen
letter-posted = Die Schreiben sind als verschickt eingetragen.
letter-not-posted = Die Schreiben gelten wieder als nicht verschickt.
letter-undo = Doch nicht verschickt
letter-again = Noch einmal setzen
letter-again-done = Die Schreiben werden noch einmal gesetzt.
letter-setting = Schreiben werden gesetzt
letter-setting-text = { $n ->
    [one] Ein Schreiben fehlt noch.
   *[other] { $n } Schreiben fehlen noch.
}
letter-look-again = Neu laden
letter-empty-title = Noch kein Schreiben
letter-empty = Ein Schreiben entsteht, sobald über einen Antrag entschieden ist.
letter-none-title = Hier ist nichts
letter-none-post = Alles ist verschickt.
letter-none-fault = Alle Schreiben konnten gesetzt werden.
letter-none-all = Noch kein Schreiben.
letter-no-head-title = Es fehlt der Briefkopf
letter-no-head-text = Ohne Briefkopf entstehen keine Schreiben. Bescheide können Sie danach in jedem Vorgang nachholen.
letter-no-head = Es fehlt der Briefkopf. Bitte zuerst unter „Schreiben“ eintragen.
letter-not-decided = Über diesen Vorgang ist noch nicht entschieden.
letter-section = Schreiben
letter-section-none = Zu diesem Vorgang gibt es noch kein Schreiben.
letter-write = Schreiben erstellen
letter-written = Das Schreiben wird erstellt.
letter-there = Alle Schreiben zu diesem Vorgang gibt es schon.
letter-preview = Bescheid ansehen (PDF)
letter-own = Ihre Schreiben
letter-own-receipt = Eingangsbestätigung (PDF)

# Briefkopf
letter-head = Briefkopf
letter-head-lead = Steht oben und unten auf jedem Schreiben. Das Wappen kommt aus den Einstellungen der Kommune, das Konto aus „Geld“.
letter-head-name = Behörde
letter-head-name-hint = Zum Beispiel: Stadt Hofgeismar, Der Magistrat
letter-head-unit = Fachbereich
letter-head-street = Straße und Hausnummer
letter-head-place = Postleitzahl und Ort
letter-head-phone = Telefon
letter-head-email = E-Mail
letter-head-web = Internet
letter-head-hours = Öffnungszeiten
letter-head-hours-hint = Zum Beispiel: Mo–Fr 8–12 Uhr
letter-head-save = Speichern
letter-head-saved = Der Briefkopf ist gespeichert.

# Vorlagen
letter-templates = Vorlagen
letter-templates-lead = So sehen Schreiben aus. Jede Vorlage lässt sich ändern und vorher ausprobieren.
letter-template = Vorlage
letter-template-notice = Brief
letter-template-receipt = Eingangsbestätigung
letter-template-permit = Ausweis, ganze Seite
letter-template-permit-card = Ausweis, Karte
letter-template-own = eigene
letter-template-shipped = mitgeliefert
letter-template-tried = in Arbeit
letter-template-tried-text = Das ist ein Entwurf. Gedruckt wird weiter mit der bisherigen Vorlage.
letter-template-lead = Mit erfundenen Angaben und Ihrem Briefkopf.
letter-template-preview = Vorschau
letter-template-page = Seite { $n } der Vorschau
letter-template-fault = So lässt sich die Vorlage nicht setzen
letter-template-source = Vorlage
letter-template-source-hint = Geschrieben in der Satzsprache Typst.
letter-template-try = Ausprobieren
letter-template-use = Ab jetzt verwenden
letter-template-reset = Zurück zur mitgelieferten
letter-template-was-tried = Der Entwurf ist gespeichert.
letter-template-was-used = Die Vorlage gilt ab jetzt.
letter-template-was-reset = Es gilt wieder die mitgelieferte Vorlage.
letter-template-has-fault = So lässt sich die Vorlage nicht setzen; sie bleibt ein Entwurf.

# Was in Schreiben steht
letter-ours = Unser Zeichen
letter-clerk = Auskunft gibt
letter-hello = Guten Tag { $name },
letter-closing = Mit freundlichen Grüßen
    Im Auftrag
letter-decision-subject = { $title }: Bescheid
letter-decision-intro = auf Ihren Antrag vom { $day } ergeht folgender
letter-decision-heading = Bescheid
letter-decision-approved = Ihrem Antrag „{ $title }“ wird entsprochen.
letter-decision-refused = Ihr Antrag „{ $title }“ wird abgelehnt.
letter-award = Sie erhalten eine Zuwendung von { $sum } aus Mitteln des Jahres { $year }.
letter-report = Den Verwendungsnachweis legen Sie bis zum { $day } vor.
letter-charged = Für die Entscheidung sind { $sum } zu zahlen.
letter-conditions = Nebenbestimmungen
letter-reasons = Begründung
letter-charges = Zu zahlen
letter-total = Gesamtbetrag
letter-pay = Bitte überweisen Sie **{ $sum }** bis zum **{ $day }** auf das unten genannte Konto. Verwendungszweck: **{ $reference }**
letter-code = Code für die Überweisung
letter-code-text = Mit der Banking-App fotografieren: Betrag, Konto und Verwendungszweck sind dann schon eingetragen.
letter-deemed-subject = { $title }: Bescheinigung
letter-deemed-text = über Ihren Antrag vom { $day } wurde nicht innerhalb der Frist nach { $basis } entschieden. Hiermit wird bescheinigt, dass er damit seit dem { $effective } als { $verdict ->
        [approved] genehmigt
       *[other] abgelehnt
    } gilt.
letter-correction-subject = { $title }: Bitte ergänzen
letter-correction-intro = Ihr Antrag vom { $day } ist eingegangen. Bevor wir entscheiden können, brauchen wir noch etwas von Ihnen:
letter-correction-due = Bitte antworten Sie bis zum **{ $due }**. So lange ruht die Frist für unsere Entscheidung.
letter-reminder-subject = { $stage ->
        [1] Zahlungserinnerung
       *[other] { $stage }. Mahnung
    } zu { $number }
letter-reminder-text = für „{ $purpose }“ waren bis zum { $day } Gebühren zu zahlen. Davon sind noch **{ $sum }** offen.
letter-reminder-crossed = Falls Sie inzwischen bezahlt haben, betrachten Sie dieses Schreiben als erledigt.
letter-receipt-proof = Wir haben Ihre Angaben erhalten. Quittung: **{ $receipt }**

# Ausweise
permit-kicker = Prüfung eines Ausweises
permit-number = Nummer
permit-valid = Der Ausweis ist gültig
permit-future = Der Ausweis gilt noch nicht
permit-over = Der Ausweis ist abgelaufen
permit-revoked = Der Ausweis wurde zurückgenommen
permit-days = Vom { $from } bis zum { $until }.
permit-compare = Vergleichen Sie die Angaben mit dem Ausweis vor Ihnen.
permit-title = Ausweis
permit-look = Ausweis prüfen
permit-revoke = Ausweis zurücknehmen
permit-restore = Ausweis wieder gelten lassen
permit-was-revoked = Der Ausweis gilt nicht mehr.
permit-was-restored = Der Ausweis gilt wieder.
