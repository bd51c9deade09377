round-kicker = Runde
round-stages = Ablauf
round-stage-survey = Bedarfsabfrage
round-stage-offers = Aufruf an Start-ups
round-stage-plan = Auswertung und Auswahl
round-stage-event = Veranstaltung
round-stage-survey-hint = In dieser Zeit können die Kommunen antworten.
round-stage-offers-hint = In dieser Zeit können Start-ups Angebote einreichen.
round-stage-plan-hint = In dieser Zeit werten Sie aus und wählen aus.
round-stage-event-hint = Der Tag mit Vorträgen und Gesprächen.
round-from-to = { $from } bis { $to }
round-from = ab { $date }
round-until = bis { $date }
round-no-date = noch kein Termin
round-open-now = Jetzt mitmachen
round-survey-open = Die Bedarfsabfrage läuft. Eingeladene Kommunen antworten über den Link in ihrer E-Mail.
round-survey-go = Für meine Kommune antworten
round-offers-open = Start-ups können Angebote einreichen.
round-offers-go = Zum Aufruf
round-event-open = Die Veranstaltung:
round-event-programme = Zum Programm
round-event-register = Zur Anmeldung
round-areas = Handlungsfelder
round-areas-go = Was hinter den Handlungsfeldern steht
round-figures = Stand
round-figure-chosen = Kommunen und Kreise ausgewählt
round-figure-chosen-link = Zu den Einladungen
round-figure-invited = angeschrieben
round-figure-opened = { $n } haben den Link geöffnet
round-figure-answered = haben geantwortet
round-figure-answered-link = Zum Rücklauf
round-figure-missing = { $n } fehlen noch
round-figure-declined = machen nicht mit
round-public-title = Öffentliche Seite
round-public-yes = Die Seite der Runde ist öffentlich. Fremde sehen Ablauf und Handlungsfelder, keine Antworten und keine Angebote.
round-public-no = Die Seite der Runde ist noch nicht öffentlich. Eingeladene können trotzdem antworten.
round-public-link = Adresse der Seite
round-next = Als Nächstes
round-next-dates = Legen Sie fest, wann die Bedarfsabfrage läuft.
round-next-dates-go = Termine festlegen
round-next-choose = Wählen Sie die Kommunen und Kreise aus, die gefragt werden.
round-next-choose-go = Kommunen auswählen
round-next-contacts = { $n ->
    [one] Eine Kommune hat noch keine E-Mail-Adresse.
   *[other] { $n } Kommunen haben noch keine E-Mail-Adresse.
}
round-next-contacts-go = Adressen ergänzen
round-next-send = { $n ->
    [one] Eine Einladung kann verschickt werden.
   *[other] { $n } Einladungen können verschickt werden.
}
round-next-send-go = Einladungen ansehen und verschicken
round-next-wait = Alles ist verschickt. Die Bedarfsabfrage beginnt erst noch.
round-next-wait-go = Zu den Einladungen
round-next-missing = { $n ->
    [0] Alle haben geantwortet.
    [one] Eine Antwort fehlt noch.
   *[other] { $n } Antworten fehlen noch.
}
round-next-missing-go = Zum Rücklauf
round-next-offers-dates = Legen Sie fest, wann Start-ups Angebote einreichen können.
round-next-offers-dates-go = Termine festlegen
round-next-compute = Lassen Sie aus den Bedarfen die Handlungsfelder berechnen.
round-next-compute-go = Zum Plan
round-next-board = Bringen Sie die Handlungsfelder in Ordnung und veröffentlichen Sie sie.
round-next-board-go = Handlungsfelder ordnen
round-next-areas = Die Handlungsfelder sind veröffentlicht. Bis der Aufruf beginnt, können Sie sie noch ändern.
round-next-areas-go = Zu den Handlungsfeldern
round-next-offers = Sehen Sie die eingegangenen Angebote durch.
round-next-offers-go = Zu den Angeboten
round-next-reviews = { $n ->
    [one] Ein Gutachten der Jury fehlt noch.
   *[other] { $n } Gutachten der Jury fehlen noch.
}
round-next-reviews-go = Zur Jury
round-next-programme = Stellen Sie das Programm der Veranstaltung zusammen.
round-next-programme-go = Zum Programm
round-next-registration = Öffnen Sie die Anmeldung zur Veranstaltung.
round-next-registration-go = Anmeldung öffnen
round-next-registrations = { $n ->
    [0] Laden Sie Kommunen und Anbieter zur Anmeldung ein.
    [one] Eine Einrichtung ist angemeldet.
   *[other] { $n } Einrichtungen sind angemeldet.
}
round-next-registrations-go = Zu den Anmeldungen
round-next-wishes = { $n ->
    [one] Eine Einrichtung hat ihre Gesprächswünsche noch nicht gesagt.
   *[other] { $n } Einrichtungen haben ihre Gesprächswünsche noch nicht gesagt.
}
round-next-wishes-go = Zu den Wünschen
round-next-talks = { $n ->
    [one] Eine Einrichtung wartet auf den Gesprächsplan. Berechnen und veröffentlichen Sie ihn.
   *[other] { $n } Einrichtungen warten auf den Gesprächsplan. Berechnen und veröffentlichen Sie ihn.
}
round-next-talks-go = Zum Gesprächsplan
round-next-checkin = Heute ist die Veranstaltung. { $n ->
    [one] Eine Einrichtung ist angemeldet.
   *[other] { $n } Einrichtungen sind angemeldet.
}
round-next-checkin-go = Zum Einlass
round-next-outcomes = Die Veranstaltung ist vorbei. Sehen Sie, was aus den Begegnungen wurde und wer noch nicht geantwortet hat.
round-next-outcomes-go = Zu den Ergebnissen
round-next-plan = Lassen Sie Auswahl und Gespräche berechnen.
round-next-plan-go = Zum Plan
round-next-selection = Der Plan steht. Wählen Sie die Angebote aus, und lassen Sie zwei Personen entscheiden.
round-next-selection-go = Zur Auswahl
round-next-suppliers = { $n ->
    [one] Ein gewählter Anbieter ist noch nicht angeschrieben.
   *[other] { $n } gewählte Anbieter sind noch nicht angeschrieben.
}
round-next-suppliers-go = Einladungen ansehen und verschicken
round-edit = Einstellungen
round-copy = Als Vorlage für eine neue Runde
round-edit-title = Einstellungen: { $round }
round-part-page = Seite der Runde
round-part-stages = Termine
round-part-stages-hint = Der letzte Tag zählt noch ganz mit. Was noch offen ist, bleibt leer.
round-part-day = Veranstaltungstag
round-part-areas = Handlungsfelder
round-field-intro = Einleitung
round-field-intro-hint = Was Kommunen und Start-ups zuerst lesen. Eine leere Zeile trennt Absätze.
round-field-public = Seite der Runde ist öffentlich
round-field-public-hint = Ablauf und Handlungsfelder sind dann für alle zu sehen.
round-field-places = Plätze für Start-ups
round-field-tables = Tische
round-field-start = Beginn der Gespräche
round-field-end = Ende der Gespräche
round-field-length = Dauer eines Gesprächs
round-field-pause = Pause dazwischen
round-clock = Uhr
round-minutes = Minuten
round-field-areas = Eine Zeile je Handlungsfeld
round-field-areas-hint = Name, Doppelpunkt, Stichwörter mit Komma dazwischen: „Wahlen: Wahlhelfer, Stimmzettel“.
round-field-areas-help = Bleibt das Feld leer, gelten die mitgelieferten Handlungsfelder: { $areas }.
round-save = Speichern
round-saved = Die Einstellungen sind gespeichert.
round-mistake-ends-before = Das Ende liegt vor dem Beginn.
round-mistake-order = Dieser Abschnitt beginnt vor dem vorigen. Prüfen Sie das Jahr.
round-mistake-time = Das ist keine Uhrzeit. Schreiben Sie sie wie 14:30.
round-mistake-no-slot = Zwischen Beginn und Ende passt kein Gespräch.
round-mistake-area-name = In der Zeile „{ $line }“ fehlt der Name, oder er hat mehr als 80 Zeichen.
round-mistake-area-twice = Das Handlungsfeld „{ $name }“ steht zweimal da.
round-mistake-many-areas = Höchstens 40 Handlungsfelder sind möglich.
round-mistake-edition = Jemand anderes hat inzwischen gespeichert. Öffnen Sie die Seite in einem zweiten Fenster neu und übertragen Sie Ihre Änderungen; hier steht noch, was Sie eingegeben haben.
round-sees = Wer sieht was und wann
round-sees-lead = Das Forumsbüro sieht jederzeit alles. Änderungen an den Terminen wirken sofort.
round-sees-what = Was
round-sees-everybody = Alle
round-sees-towns = Eingeladene Kommunen
round-sees-suppliers = Start-ups
round-sees-what-page = Seite der Runde
round-sees-what-survey = Bedarfsabfrage
round-sees-what-needs = Bedarfe anderer
round-sees-what-areas = Handlungsfelder
round-sees-what-offers = Angebote
round-sees-what-plan = Auswahl und Plan
round-sees-always = ja
round-sees-never = nein
round-sees-own = nur die eigenen
round-sees-shared = nur freigegebene
round-sees-from = ab { $date }
round-sees-from-begin = sobald der Termin feststeht
round-tabs = Teile der Runde
round-tabs-second = Seiten in diesem Teil
round-part-overview = Übersicht
round-part-survey = Abfrage
round-part-demand = Handlungsfelder
round-part-supply = Angebote
round-part-choice = Auswahl
round-part-event = Veranstaltung
round-part-after = Danach
round-tab-outcomes = Ergebnisse
round-tab-invitations = Einladungen
round-tab-response = Rücklauf
round-tab-needs = Bedarfe
round-tab-board = Ordnen
round-tab-areas = Gewicht und Veröffentlichung
round-tab-offers = Angebote
round-tab-matches = Passungen
round-tab-plan = Plan
round-tab-selection = Auswahl
round-tab-suppliers = Anbieter
round-tab-calls = Gezielte Aufrufe
round-tab-programme = Programm
round-tab-registrations = Anmeldungen
round-tab-checkin = Einlass
round-tab-now = Jetzt und gleich
round-tab-wishes = Wünsche
round-tab-talks = Gesprächsplan
round-tab-feedback = Rückmeldungen
round-figure-needs-link = Zu den Bedarfen
round-figure-areas = Handlungsfelder veröffentlicht
round-figure-planned = Plan vom { $date }
round-figure-no-plan = noch kein Plan
round-survey-own = Die Fragen wurden für diese Runde geändert.
round-survey-shipped = Gefragt wird mit den mitgelieferten Fragen.
round-survey-earlier = Gefragt wird mit den Fragen der Runde davor.
round-survey-preview = Vorschau: so sehen es die Kommunen
round-survey-change = Fragen ansehen und ändern
round-tab-jury = Jury
round-tab-report = Bericht
round-tab-press = Presse
round-tab-told = Wer was erfuhr
round-next-report = Die Veranstaltung ist vorbei. Lesen Sie den Bericht, und veröffentlichen Sie, was alle wissen dürfen.
round-next-report-go = Zum Bericht
