calls-title = Gezielte Aufrufe
calls-kicker = Gezielter Aufruf
calls-lead = Für Bedarfe, die kein Angebot deckt: Suchen Sie gezielt, und schreiben Sie Anbietern, die dem nahe kommen.
calls-white = { $n ->
    [0] Jeder Bedarf ist von mindestens einem Angebot berührt.
    [one] Einen Bedarf deckt kein Angebot.
   *[other] { $n } Bedarfe deckt kein Angebot.
}
calls-none-title = Noch kein gezielter Aufruf
calls-none = Wählen Sie Bedarfe aus, die kein Angebot deckt, und veröffentlichen Sie dafür einen Aufruf.
calls-new = Gezielten Aufruf entwerfen
calls-new-lead = Kreuzen Sie an, wofür Sie Lösungen suchen. Veröffentlicht wird erst im nächsten Schritt.
calls-column-title = Titel
calls-title-hint = Zum Beispiel: Gesucht: Software für die Feuerwehr
calls-column-state = Stand
calls-column-ends = Angebote bis
calls-column-needs = Bedarfe
calls-column-offers = Angebote auf den Aufruf
calls-column-published = Veröffentlicht
calls-state-draft = Entwurf
calls-state-published = veröffentlicht
calls-state-closed = beendet
calls-file = gezielte-aufrufe
calls-spots = Bedarfe, die kein Angebot deckt
calls-spots-hint = Nach Handlungsfeldern geordnet.
calls-no-area = Ohne Handlungsfeld
calls-whole-area = Alle { $n } dieses Feldes
calls-mistake-none = Kreuzen Sie mindestens einen Bedarf an.
calls-words = Text des Aufrufs
calls-words-hint = Leer lassen, um einen Entwurf zu bekommen, den Sie dann ändern können.
calls-draft = { $needs ->
    [one] Für diesen Bedarf { $towns ->
        [one] einer Kommune
       *[other] von { $towns } Kommunen
    } gibt es bisher kein passendes Angebot:
   *[other] Für diese { $needs } Bedarfe { $towns ->
        [one] einer Kommune
       *[other] von { $towns } Kommunen
    } gibt es bisher kein passendes Angebot:
}
calls-draft-end = Wenn Sie dafür eine Lösung haben, oder Ihre Lösung darum erweitern können, freuen wir uns über Ihr Angebot. Ein Entwurf lässt sich speichern und später weiterschreiben.
calls-begin = Weiter
calls-begun = Der Entwurf ist gespeichert. Prüfen Sie den Text, und veröffentlichen Sie ihn dann.
calls-saved = Der Aufruf ist gespeichert.
calls-text = Text
calls-edit = Text ändern
calls-needs = Wofür gesucht wird
calls-near = Wer dem nahe kommt
calls-near-lead = Anbieter, die hier bekannt sind, mit ihrem Angebot, das einem dieser Bedarfe am ähnlichsten ist. Angekreuzte bekommen den Aufruf per E-Mail.
calls-near-none = Kein bekannter Anbieter kommt diesen Bedarfen nahe.
calls-near-supplier = Anbieter
calls-near-offer = Nächstes Angebot
calls-near-need = Ähnlichster Bedarf
calls-near-score = Nähe
calls-told = angeschrieben
calls-publish = Veröffentlichen und Angekreuzten schreiben
calls-mail = Angekreuzten schreiben
calls-published = Der Aufruf ist veröffentlicht. Die E-Mails werden jetzt verschickt.
calls-close = Aufruf beenden
calls-closed = Der Aufruf ist beendet.
calls-over = Dieser Aufruf ist vorbei. Verlängern Sie ihn zuerst.
calls-offers-none = Noch kein Angebot auf diesen Aufruf.
calls-offers-then = Lassen Sie den Plan neu berechnen, damit diese Angebote in Passungen und Auswahl zählen.
calls-public-title = Gezielt gesucht
calls-public-lead = Für diese Bedarfe gibt es noch kein passendes Angebot.
calls-public-go = So sehen ihn Anbieter
calls-public-register = Wenn Sie noch kein Konto haben, melden Sie Ihre Firma zuerst an.
calls-over-title = Dieser Aufruf ist beendet
calls-over-text = Angebote sind nicht mehr möglich.
