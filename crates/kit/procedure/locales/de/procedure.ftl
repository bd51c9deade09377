# Ein Formular ausfüllen, prüfen, abgeben, drucken.
procedure-closed = Die Frist ist abgelaufen; das Formular kann nicht mehr geändert werden.
procedure-agreed = Zugestimmt
procedure-other = Anderes
procedure-other-text = Und zwar
procedure-page-of = Seite { $number } von { $count }
procedure-steps = Seiten des Formulars
procedure-next = Speichern und weiter
procedure-leave = Speichern und später weitermachen
procedure-back = Zurück
procedure-show = Fragen aktualisieren
procedure-show-hint = Manche Fragen hängen von Ihren Antworten ab.
procedure-add = { $record } hinzufügen
procedure-drop = { $record } entfernen
procedure-more = Durch Ihre Antworten sind weitere Fragen dazugekommen. Bitte füllen Sie auch diese aus.
procedure-more-title = Noch ein paar Fragen
procedure-private = Wozu wir das brauchen:
procedure-legal-basis = Rechtsgrundlage: { $text }
procedure-ranking-least = Bitte vergeben Sie mindestens { $least } Plätze, jeden nur einmal. Platz 1 ist am wichtigsten.
procedure-file-hint = { $count ->
    [one] Eine Datei, höchstens { $size }.
   *[other] Bis zu { $count } Dateien, jede höchstens { $size }.
}
procedure-organisation-hint = Beginnen Sie zu tippen, zum Beispiel „Bad Hersfeld“, oder geben Sie den Gemeindeschlüssel ein.
procedure-agree = Ich stimme zu.
procedure-saved-elsewhere = Inzwischen hat jemand anderes hier gespeichert. Lesen Sie die Angaben neu und versuchen Sie es noch einmal.
procedure-stale-title = Diese Seite wurde inzwischen anderswo gespeichert
procedure-stale-by = { $by } hat sie am { $at } gespeichert. Ihre Eingaben stehen unten und sind noch nicht gespeichert.
procedure-stale-somebody = Sie wurde am { $at } gespeichert, vielleicht in einem anderen Fenster. Ihre Eingaben stehen unten und sind noch nicht gespeichert.
procedure-stale-what = Wenn Sie jetzt speichern, gelten Ihre Eingaben.
procedure-stale-theirs = Meine Eingaben verwerfen und die gespeicherten zeigen
procedure-stale-question = Frage
procedure-stale-mine = Ihre Eingabe
procedure-stale-saved = Gespeichert
procedure-newer-title = Das Formular wurde geändert
procedure-newer-text = Sie füllen eine frühere Fassung aus und können sie so abgeben. Oder Sie übernehmen Ihre Angaben in die neue Fassung; was dort nicht mehr gefragt wird, entfällt.
procedure-newer-do = In die neue Fassung übernehmen
procedure-taken-over = Ihre Angaben stehen jetzt in der neuen Fassung. Bitte sehen Sie sie noch einmal durch.
procedure-correction = Sie ändern Angaben, die Sie schon abgegeben haben. Bis Sie die Änderung abgeben, gilt die frühere Fassung.
procedure-review = Angaben prüfen und abgeben
procedure-review-lead = Noch ist nichts abgegeben. Bitte sehen Sie Ihre Angaben durch.
procedure-review-wrong = { $n ->
    [one] Eine Angabe fehlt noch oder stimmt nicht
   *[other] { $n } Angaben fehlen noch oder stimmen nicht
}
procedure-review-stale-title = Die Angaben wurden inzwischen geändert
procedure-review-stale = Bitte sehen Sie sie noch einmal durch und geben Sie sie dann ab.
procedure-edit = Ändern
procedure-no-answer = keine Angabe
procedure-submit = Jetzt abgeben
procedure-submit-again = Änderung abgeben
procedure-print = Drucken
procedure-print-empty = Leeres Formular drucken
procedure-done = Abgegeben
procedure-done-lead = Vielen Dank. Ihre Angaben sind bei uns.
procedure-not-done = Noch nicht abgegeben
procedure-not-done-lead = Es liegt nichts von Ihnen vor.
procedure-receipt = Belegnummer
procedure-at = Abgegeben am
procedure-correct = Angaben ändern
procedure-correct-on = Änderung fortsetzen
procedure-correct-hint = Eine Änderung ersetzt das Abgegebene erst, wenn Sie sie abgeben. Was Sie zuerst abgegeben haben, bleibt erhalten.
procedure-earlier = Frühere Fassungen Ihrer Angaben
procedure-earlier-item = { $receipt }, abgegeben am { $at }
procedure-withdrawn = zurückgezogen
procedure-your-answers = Ihre Angaben
procedure-overtaken = Ihre Angaben wurden inzwischen an anderer Stelle geändert. Hier sehen Sie den neuen Stand.
procedure-left = Gespeichert
procedure-left-lead = Ihre Angaben sind gespeichert, aber noch nicht abgegeben.
procedure-left-text = Sie können jederzeit weitermachen, auch auf einem anderen Gerät, über dieselbe Adresse:
procedure-left-go = Weitermachen
procedure-print-yes = Ja
procedure-print-no = Nein
procedure-print-other = Anderes:
procedure-print-from = von
procedure-print-to = bis
procedure-print-street = Straße
procedure-print-number = Hausnummer
procedure-print-postcode = Postleitzahl
procedure-print-place = Ort
procedure-print-country = Land
procedure-print-page-condition = Nur auszufüllen, wenn es für Sie zutrifft.
procedure-print-condition = falls zutreffend
procedure-print-required = Pflichtangabe
procedure-print-no-answer = keine Angabe
procedure-print-group-more = Für weitere Einträge bitte ein Blatt beilegen (höchstens { $max }).
procedure-print-enclosure = { $most ->
    [one] Bitte eine Unterlage beilegen.
   *[other] Bitte bis zu { $most } Unterlagen beilegen.
}
procedure-print-agree = Ich stimme zu.
procedure-print-place-date = Ort, Datum
procedure-print-signature = Unterschrift
procedure-print-version = Fassung { $n }
procedure-print-printed = Gedruckt am { $day }
procedure-print-handed-in = Abgegeben am
procedure-print-receipt = Belegnummer
procedure-print-draft = Entwurf, noch nicht abgegeben
procedure-print-print = Drucken
procedure-print-print-how = Zum Drucken oder Speichern als PDF nutzen Sie die Druckfunktion Ihres Browsers (Strg + P).
procedure-print-rank = Platz vor jede Zeile schreiben, 1 ist am wichtigsten.
procedure-print-one = eines ankreuzen
procedure-print-many = Zutreffendes ankreuzen
