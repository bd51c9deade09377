# Was eine Arbeit im Hintergrund gerade tut.
progress-waiting = Beginnt gleich
progress-running = Läuft
progress-again = Wird gleich noch einmal versucht
progress-done = Fertig
progress-dead = Das hat nicht geklappt. Die Verwaltung dieser Seite sieht, woran es lag.
