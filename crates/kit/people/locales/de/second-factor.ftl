# Der zweite Nachweis nach dem Anmelden.
second-factor-title = Zweiter Nachweis
second-factor-lead = Für diesen Bereich reicht Mail oder Passwort allein nicht aus.
second-factor-code = Code aus Ihrer App
second-factor-code-hint = Sechs Ziffern, oder einer Ihrer Notfallcodes.
second-factor-go = Weiter
second-factor-wrong = Dieser Code gilt nicht. Warten Sie auf den nächsten, oder prüfen Sie die Uhrzeit Ihres Geräts.
second-factor-none = Sie haben noch keinen zweiten Nachweis eingerichtet. Das dauert etwa zwei Minuten.
second-factor-set-up = Jetzt einrichten
second-factor-lost = Gerät verloren? Mit einem Notfallcode kommen Sie trotzdem hinein. Sonst wenden Sie sich an Ihre Administration.
