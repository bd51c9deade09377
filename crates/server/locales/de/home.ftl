# Die erste Seite eines Mandanten.
home-title = Startseite
home-lead = Hier kommen die Bedarfe der Kommunen und die Angebote von Start-ups zusammen.
home-rounds = Runden
home-empty = Zurzeit läuft keine Runde
home-empty-text = Sobald eine Runde beginnt, steht sie hier.
home-empty-office = Öffnen Sie die erste Runde: Name, Termine, und wen Sie einladen möchten.
home-first-round = Erste Runde öffnen
home-ways = Wohin möchten Sie?
home-strangers = So machen Sie mit
home-towns = Städte, Gemeinden und Kreise antworten über den persönlichen Link in ihrer Einladung, ohne Konto.
home-suppliers = Start-ups finden den Aufruf auf der Seite der Runde und melden sich dort an.
home-sign-in = Anmelden
