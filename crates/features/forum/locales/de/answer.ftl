answer-kicker = Bedarfsabfrage
answer-lead = { $office } fragt: Was braucht { $town } als Nächstes?
answer-before-title = Die Abfrage hat noch nicht begonnen
answer-before = Sie können ab { $date } antworten. Mit diesem Link kommen Sie dann wieder hierher.
answer-closed-title = Die Abfrage ist zu Ende
answer-closed = Antworten können nicht mehr geändert werden. Was Sie abgeschickt haben, können Sie noch lesen und drucken.
answer-declined = Ihre Verwaltung macht in dieser Runde nicht mit
answer-take-part = Doch mitmachen
answer-taking-part = Schön, dass Sie doch mitmachen.
answer-sent-title = Ihre Antwort ist da
answer-sent = Abgeschickt am { $at }, Nummer { $receipt }. Solange die Abfrage läuft, können Sie sie korrigieren.
answer-draft-title = Angefangen, noch nicht abgeschickt
answer-draft = Zuletzt gespeichert am { $at }.
answer-draft-by = Zuletzt gespeichert am { $at } von { $by }.
answer-begin = Antworten
answer-go-on = Weitermachen
answer-see = Meine Antwort ansehen
answer-paper = Fragen zum Ausdrucken
answer-until = Bis wann
answer-until-open = noch offen
answer-long = Wie lange
answer-long-text = etwa 15 Minuten für den ersten Bedarf, 5 für jeden weiteren; Sie können jederzeit unterbrechen
answer-seconded-count = Bedarfe anderer
answer-seconded-n = { $n ->
       [0] noch keinem zugestimmt
       [one] einem zugestimmt
      *[other] { $n } zugestimmt
    }
answer-use = Was mit Ihren Antworten geschieht
answer-use-office = { $office } liest alle Antworten und kann nachfragen.
answer-use-shared = Andere Kommunen sehen nur die Bedarfe, bei denen Sie zustimmen.
answer-use-areas = Aus allen Bedarfen werden Handlungsfelder, zu denen Anbieter gesucht werden.
answer-use-correct = Sie können Ihre Antwort korrigieren, bis die Abfrage endet. Es zählt die letzte.
answer-colleagues = Gemeinsam antworten
answer-colleagues-list = Einen Link zu derselben Antwort haben außerdem:
answer-colleagues-none = Bisher haben nur Sie einen Link zu dieser Antwort.
answer-pass-on = Weitergeben oder gemeinsam ausfüllen
answer-pass-on-hint = Die Person bekommt eine E-Mail mit einem eigenen Link zu derselben Antwort. Ihr Link gilt weiter.
answer-pass-on-email = E-Mail-Adresse
answer-pass-on-name = Name
answer-pass-on-send = Link schicken
answer-passed = Die E-Mail mit dem Link ist unterwegs.
answer-decline = Nicht mitmachen
answer-decline-reason = Warum nicht?
answer-decline-hint = Sie bekommen dann keine Erinnerungen mehr. Sie können es sich später anders überlegen.
answer-decline-send = Wir machen nicht mit
answer-declined-done = Danke für die Rückmeldung. Sie bekommen keine Erinnerungen mehr.
answer-to-start = Zur Übersicht Ihrer Antwort
answer-to-round = Zur Seite der Runde
answer-next = Wie es weitergeht
answer-next-text = Sehen Sie, was andere Kommunen brauchen. Stimmen Sie zu, wo es auch Ihr Bedarf ist: Gemeinsame Bedarfe bekommen mehr Gewicht.
answer-others = Bedarfe anderer Kommunen
answer-others-all = Alle Bedarfe anderer
answer-others-lead = Was andere Kommunen mit allen teilen. Ein Klick genügt, wenn es auch Ihr Bedarf ist.
answer-others-closed = Zustimmen ist nicht mehr möglich.
answer-others-found = { $n ->
       [one] ein Bedarf
      *[other] { $n } Bedarfe
    }
answer-others-q = Wonach suchen Sie?
answer-others-seconded = Nur die, denen wir zugestimmt haben
answer-others-nothing-title = Nichts gefunden
answer-others-nothing = Zu dieser Suche gibt es keinen geteilten Bedarf.
answer-others-empty-title = Noch keine geteilten Bedarfe
answer-others-empty = Noch hat keine andere Kommune einen Bedarf geteilt. Schreiben Sie auf, was Sie brauchen, und schauen Sie später wieder herein.
answer-similar = { $n ->
       [one] Das schreibt eine andere Kommune:
      *[other] Das schreiben andere Kommunen:
    }
answer-similar-title = Ähnliche Bedarfe anderer Kommunen
answer-similar-lead = Diese Bedarfe klingen wie Ihre. Stimmen Sie zu, wo es auch Ihr Bedarf ist.
answer-seconders = { $n ->
       [one] eine weitere Kommune
      *[other] { $n } weitere Kommunen
    }
answer-second = Auch unser Bedarf
answer-second-undo = Doch nicht unser Bedarf
answer-seconded = Auch unser Bedarf
answer-second-done = Vermerkt: auch Ihr Bedarf.
answer-second-undone = Die Zustimmung ist zurückgenommen.
answer-draft-there = Für diese Kommune füllt gerade jemand das Formular aus. Schicken Sie dieses zuerst ab.
answer-choose = Für wen antworten Sie?
answer-choose-none = Keine Einladung
answer-choose-none-text = Keine der Stellen, für die Sie sprechen, ist zu dieser Runde eingeladen. Wenden Sie sich an die Stelle, die die Runde ausrichtet.
answer-link-title = Neuen Link anfordern
answer-link-gone-title = Dieser Link gilt nicht mehr
answer-link-gone = Er ist abgelaufen, wurde ersetzt oder ist unvollständig. Was Sie geschrieben haben, ist noch da.
answer-link-text = Sind Sie eingeladen, schicken wir Ihnen einen neuen Link.
answer-link-email = E-Mail-Adresse
answer-link-email-hint = Die Adresse, an die die Einladung ging
answer-link-send = Link schicken
answer-link-sent-title = Schauen Sie in Ihr Postfach
answer-link-sent = Wenn diese Adresse eingeladen ist, kommt gleich eine E-Mail mit einem neuen Link.
answer-link-help = Kommt nichts an? Dann ist vermutlich jemand anderes in Ihrem Haus eingeladen. Fragen Sie die Stelle, die die Runde ausrichtet.
answer-question = Rückfrage
answer-question-open = Es gibt eine Rückfrage an Sie
answer-question-go = Rückfrage beantworten
answer-question-answered = beantwortet
answer-questions = Rückfragen
answer-question-asked = { $by } fragt am { $at }
answer-question-need = Ihr Bedarf: { $title }
answer-question-last = Beantwortet von { $by } am { $at }. Sie können die Antwort ändern.
answer-question-answer = Ihre Antwort
answer-question-send = Antwort abschicken
answer-question-done = Danke, Ihre Antwort ist angekommen.
