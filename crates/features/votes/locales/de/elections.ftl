elections-title = Abstimmungen
elections-lead = Wahlen und Abstimmungen, deren Ergebnis jede Person selbst nachprüfen kann.
