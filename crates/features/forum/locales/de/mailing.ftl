mailing-invitation-subject = { $round }: Was braucht { $town }?
mailing-invitation-text =
    { $office } fragt die Kommunen der Region: Welche Teile Ihrer Verwaltung wollen Sie digitalisieren, und was ist am wichtigsten?

    Aus den Antworten werden Handlungsfelder. Zu ihnen werden Start-ups gesucht und zu Gesprächen mit Ihnen eingeladen.

    Sie brauchen kein Benutzerkonto. Der Link gilt nur für { $town }. Sie können jederzeit unterbrechen und später weitermachen.
mailing-reminder-subject = Erinnerung: { $round }
mailing-reminder-text =
    von { $town } liegt uns noch keine Antwort vor. Wir möchten gern wissen, was Sie brauchen.

    Wenn Sie schon begonnen haben, machen Sie dort weiter, wo Sie aufgehört haben.
mailing-colleague-subject = { $round }: Antworten Sie für { $town }?
mailing-colleague-text =
    jemand aus { $town } hat Ihnen die Bedarfsabfrage von { $office } weitergegeben. Sie können allein oder gemeinsam antworten; alle sehen denselben Stand.
mailing-again-subject = { $round }: Ihr Link
mailing-again-text =
    hier ist ein neuer Link für die Antwort von { $town }. Was schon eingegeben wurde, ist noch da.
mailing-greeting = Guten Tag,
mailing-greeting-name = Guten Tag { $name },
mailing-go = Für Ihre Kommune antworten
mailing-end = Die Abfrage läuft bis { $end }.
mailing-no-end = auf Weiteres
mailing-pass-on = Auf der Seite hinter dem Link können Sie die Einladung an Kolleginnen und Kollegen weitergeben oder mitteilen, dass Ihre Kommune nicht mitmacht.
mailing-bye = Mit freundlichen Grüßen, { $office }
mailing-why = Sie erhalten diese E-Mail, weil { $office } Ihre Adresse als Kontakt von { $town } führt.
mailing-too-many = Für diese Kommune gibt es schon 20 Kontakte. Nehmen Sie erst einen heraus.
