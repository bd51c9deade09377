booth-title = Abstimmen
booth-of = Abstimmen: { $title }
booth-closed = Zurzeit kann nicht abgestimmt werden
booth-closed-text = Wann abgestimmt werden kann, steht auf der Seite der Abstimmung.
booth-back = Zur Seite der Abstimmung
booth-no-script = Ihr Browser führt keine Skripte aus
booth-no-script-text = Ihr Stimmzettel wird auf Ihrem Gerät verschlüsselt, bevor er es verlässt; dafür braucht der Browser JavaScript. Unverschlüsselt nehmen wir keine Stimme an.
booth-no-script-paper = Sie können stattdessen auf Papier abstimmen: Nehmen Sie das Schreiben mit Ihrem Wahlschlüssel mit in das Wahllokal.
booth-no-script-help = Nutzen Sie ein anderes Gerät, oder fragen Sie bei Ihrem Rathaus nach einem Gerät, an dem Sie abstimmen können.
booth-key = 1. Ihr Wahlschlüssel
booth-key-text = Er steht in dem Schreiben, das Sie bekommen haben. Er verlässt Ihr Gerät nicht.
booth-key-label = Wahlschlüssel
booth-key-hint = 15 Zeichen in Gruppen zu drei, wie im Schreiben. Groß und klein ist ein Unterschied; die Striche sind egal.
booth-next = Weiter
booth-choose = 2. Ihre Wahl
booth-seal = Weiter: verschlüsseln
booth-sealing = 3. Verschlüsseln
booth-sealing-text = Ihr Stimmzettel wird auf Ihrem Gerät verschlüsselt. Das dauert wenige Sekunden.
booth-cast = 4. Einwerfen
booth-chosen = Das haben Sie gewählt:
booth-tracker-text = Notieren Sie die Prüfnummer. Mit ihr sehen Sie später nach, dass Ihr Stimmzettel in der Urne liegt. Wie Sie gewählt haben, verrät sie niemandem.
booth-tracker = Prüfnummer
booth-cast-do = Stimmzettel einwerfen
booth-again = Wahl ändern
booth-audit = Ich will erst prüfen, ob richtig verschlüsselt wurde
booth-audit-text = Statt ihn einzuwerfen, können Sie diesen Stimmzettel öffnen: Ihr Gerät gibt preis, womit es verschlüsselt hat, und ein anderes Gerät rechnet nach, ob wirklich Ihre Wahl darin steckt. Ein geöffneter Stimmzettel wird nicht eingeworfen; danach füllen Sie einen neuen aus. Am besten prüfen Sie mit einer erfundenen Wahl.
booth-audit-do = Diesen Stimmzettel öffnen statt einwerfen
booth-audited = Geöffneter Stimmzettel
booth-audited-text = Speichern Sie die Datei und laden Sie sie auf einem anderen Gerät auf der Seite „Alles nachprüfen“. Ihr Wahlschlüssel steht nicht darin.
booth-audit-file = Datei speichern
booth-audit-where = Zur Seite, auf der die Datei geprüft wird
booth-after-audit = Neuen Stimmzettel ausfüllen
booth-fingerprint = Fingerabdruck der Wahl: { $fingerprint }
booth-amount = { $least ->
        [0] { $most ->
            [1] Höchstens eine Antwort.
           *[other] Bis zu { $most } Antworten.
        }
       *[other] { $most ->
            [1] Eine Antwort.
           *[other] Mindestens { $least }, höchstens { $most } Antworten.
        }
    }
booth-rank = Bringen Sie die Antworten in eine Reihenfolge: 1 ist die beste. Eine Antwort ohne Rang ist letzte; ganz ohne Ränge enthalten Sie sich.
booth-grade = Geben Sie jeder Antwort eine Note von 1 (die beste) bis { $n }. Ganz ohne Noten enthalten Sie sich.
booth-none = ohne Angabe
booth-blank = Enthaltung
booth-done = Ihr Stimmzettel liegt in der Urne.
booth-refused = Nicht eingeworfen
booth-refused-closed = Zurzeit kann nicht abgestimmt werden
booth-refused-closed-text = Die Abstimmung ist noch nicht offen, angehalten oder zu Ende. Ihr Stimmzettel liegt nicht in der Urne.
booth-refused-rule = Der Stimmzettel ist nicht in Ordnung
booth-refused-rule-text = Er verletzt eine Regel des Verfahrens und liegt nicht in der Urne. Laden Sie die Seite der Abstimmung neu und füllen Sie ihn noch einmal aus. Bleibt es dabei, sagen Sie dem Wahlvorstand, welche Regel hier steht.
booth-refused-on-paper = Sie haben schon auf Papier abgestimmt
booth-refused-on-paper-text = Jede Person stimmt einmal ab. Stimmt das nicht, wenden Sie sich an den Wahlvorstand.
booth-refused-again = Sie haben schon abgestimmt
booth-refused-again-text = Bei dieser Abstimmung ersetzt ein späterer Stimmzettel den früheren nicht. Ihr erster liegt in der Urne.
booth-refused-register = Der Wahlschlüssel steht nicht im Register
booth-refused-register-text = Wenden Sie sich an den Wahlvorstand.
booth-rule = Regel
booth-detail = Genauer (englisch)
says-key-shape = Ein Wahlschlüssel hat 15 Zeichen in Gruppen zu drei. Vergleichen Sie mit dem Schreiben.
says-key-digit = Ein Zeichen stimmt nicht. Vergleichen Sie mit dem Schreiben; ähnlich sehen sich zum Beispiel 1 und i.
says-key-unknown = Dieser Wahlschlüssel gehört nicht zu dieser Abstimmung.
says-invalid-key = Der Wahlschlüssel konnte nicht geprüft werden.
says-few = Bitte wählen Sie mehr Antworten oder „Enthaltung“.
says-many = Das sind zu viele Antworten.
says-alone = „Enthaltung“ und „Ungültig stimmen“ stehen jeweils allein.
says-same-rank = Jeden Rang gibt es nur einmal.
says-browser = Dieser Browser kann nicht verschlüsseln. Nehmen Sie einen neueren oder ein anderes Gerät.
says-integrity = Das Programm zum Verschlüsseln kam anders an, als es sein soll. Laden Sie die Seite neu; bleibt es dabei, sagen Sie es dem Wahlvorstand.
says-chance = Das Gerät gibt keinen Zufall her, ohne den nicht verschlüsselt werden kann. Nehmen Sie ein anderes.
says-offline = Es gibt keine Verbindung zum Rathaus. Versuchen Sie es gleich noch einmal; es ist nichts verloren.
says-election = Der Server gab eine andere Wahl heraus, als diese Seite sagt. Stimmen Sie hier nicht ab und sagen Sie es dem Wahlvorstand.
says-fault = Das hat nicht geklappt. Laden Sie die Seite neu.
says-blank = Enthaltung
