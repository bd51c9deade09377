checkin-title = Einlass
checkin-lead = Die Kamera eines Telefons öffnet den Code auf dem Namensschild. Wer hier angemeldet ist, sieht dann die Person und einen Knopf zum Einchecken.
checkin-search = Name, Einrichtung oder Kennung
checkin-scan = Mit der Kamera einlesen
checkin-unknown = Diesen Code kennt die Runde nicht.
checkin-denied = Die Kamera ist nicht freigegeben. Suchen Sie nach dem Namen.
checkin-figure-here = sind da
checkin-figure-of = von { $n } angemeldeten Personen
checkin-figure-missing = fehlen noch
checkin-figure-missing-go = Wer fehlt?
checkin-found = { $n ->
    [one] Eine Person gefunden
   *[other] { $n } Personen gefunden
}
checkin-more = Gezeigt werden die ersten { $n }. Tippen Sie mehr vom Namen.
checkin-nobody = Niemand mit diesem Namen ist angemeldet.
checkin-empty = Der Einlass beginnt, sobald sich jemand mit Namen angemeldet hat.
checkin-guest = Gast ohne Anmeldung eintragen
checkin-last = Zuletzt eingecheckt
checkin-do = Einchecken
checkin-undo = Zurücknehmen
checkin-here = Ist da
checkin-done = Eingecheckt
checkin-before = War schon eingecheckt
checkin-undone = Zurückgenommen
checkin-no-place = Nicht angemeldet
checkin-no-place-text = Diese Anmeldung ist abgesagt oder steht auf der Warteliste.
checkin-to-registration = Zur Anmeldung
checkin-assistance = Unterstützung
checkin-back = Zum Einlass
checkin-now = Der Bildschirm für den Saal zeigt, was gerade läuft und was als Nächstes kommt.
