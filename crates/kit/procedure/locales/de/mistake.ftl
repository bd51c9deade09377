# Was an einer Angabe falsch ist, und was richtig wäre.
procedure-mistake-missing = Bitte ausfüllen.
procedure-mistake-part-missing = Hier fehlt noch etwas.
procedure-mistake-too-short = Bitte mindestens { $min } Zeichen schreiben; es sind { $is }.
procedure-mistake-too-long = Bitte höchstens { $max } Zeichen schreiben; es sind { $is }.
procedure-mistake-control-signs = Der Text enthält Zeichen, die nicht gezeigt werden können. Bitte neu eintippen.
procedure-mistake-pattern-digits = Bitte nur Ziffern eingeben.
procedure-mistake-pattern-letters = Bitte nur Buchstaben eingeben.
procedure-mistake-pattern-one-word = Bitte ohne Leerzeichen schreiben.
procedure-mistake-pattern-postcode = Bitte eine Postleitzahl mit fünf Ziffern eingeben, zum Beispiel 34117.
procedure-mistake-pattern-web-address = Bitte eine Internetadresse eingeben, zum Beispiel www.stadt.de.
procedure-mistake-pattern-tax-id = Bitte die Steuer-Identifikationsnummer mit elf Ziffern prüfen.
procedure-mistake-no-number = Bitte eine Zahl eingeben, zum Beispiel 12 oder 3,5.
procedure-mistake-not-whole = Bitte eine ganze Zahl eingeben, zum Beispiel 12.
procedure-mistake-too-many-decimals = { $most ->
    [one] Bitte höchstens eine Stelle hinter dem Komma angeben.
   *[other] Bitte höchstens { $most } Stellen hinter dem Komma angeben.
}
procedure-mistake-number-too-small = Bitte eine Zahl ab { $min } eingeben.
procedure-mistake-number-too-large = Bitte eine Zahl bis { $max } eingeben.
procedure-mistake-no-amount = Bitte einen Betrag eingeben, zum Beispiel 1.234,56.
procedure-mistake-amount-too-small = Bitte einen Betrag ab { $min } eingeben.
procedure-mistake-amount-too-large = Bitte einen Betrag bis { $max } eingeben.
procedure-mistake-no-date = Bitte einen Tag eingeben, zum Beispiel 22.11.2026.
procedure-mistake-too-early = Bitte einen Tag ab dem { $first } eingeben.
procedure-mistake-too-late = Bitte einen Tag bis zum { $last } eingeben.
procedure-mistake-ends-before-begin = Das Ende liegt vor dem Beginn. Bitte beide Tage prüfen.
procedure-mistake-unknown-option = Diese Auswahl gibt es nicht mehr. Bitte neu wählen.
procedure-mistake-other-missing = Bitte schreiben Sie, was Sie mit „Anderes“ meinen.
procedure-mistake-no-other = Hier kann nichts anderes angegeben werden. Bitte eine der Möglichkeiten wählen.
procedure-mistake-too-few-chosen = Bitte mindestens { $min } auswählen.
procedure-mistake-too-many-chosen = Bitte höchstens { $max } auswählen.
procedure-mistake-chosen-twice = „{ $option }“ ist doppelt gewählt. Bitte neu wählen.
procedure-mistake-not-on-scale = Bitte einen Wert von 1 bis { $steps } wählen.
procedure-mistake-no-place = Bitte einen Platz von 1 bis { $most } wählen.
procedure-mistake-same-place = Platz { $place } ist doppelt vergeben. Bitte jeden Platz nur einmal vergeben.
procedure-mistake-too-few-ranked = Bitte mindestens { $min } Plätze vergeben.
procedure-mistake-unknown-organisation = Dieser Name steht nicht im Verzeichnis. Bitte die Schreibweise prüfen oder den Gemeindeschlüssel eingeben.
procedure-mistake-ambiguous-organisation = Diesen Namen gibt es mehrfach. Bitte aus den Vorschlägen wählen oder den Gemeindeschlüssel eingeben.
procedure-mistake-not-a-municipality = Bitte eine Stadt oder Gemeinde angeben.
procedure-mistake-not-a-county = Bitte einen Landkreis oder eine kreisfreie Stadt angeben.
procedure-mistake-no-postcode = Bitte eine Postleitzahl mit fünf Ziffern eingeben, zum Beispiel 34117.
procedure-mistake-iban-form = Das ist keine IBAN. Eine deutsche IBAN beginnt mit DE und hat 22 Stellen.
procedure-mistake-iban-check-digits = Die IBAN stimmt nicht. Bitte vergleichen Sie jede Stelle.
procedure-mistake-iban-country = Dieses Länderkennzeichen der IBAN ist nicht bekannt.
procedure-mistake-no-email = Bitte eine E-Mail-Adresse eingeben, zum Beispiel name@stadt.de.
procedure-mistake-no-phone = Bitte eine Telefonnummer mit Vorwahl eingeben, zum Beispiel 0561 1234.
procedure-mistake-unknown-file = Eine Datei ist nicht mehr da. Bitte noch einmal hochladen.
procedure-mistake-file-type = { $name } hat ein Format, das hier nicht angenommen wird. Angenommen werden: { $types }.
procedure-mistake-file-too-large = { $name } ist zu groß. Eine Datei darf höchstens { $max } MB haben.
procedure-mistake-file-empty = { $name } ist leer. Bitte eine andere Datei wählen.
procedure-mistake-file-malicious = In { $name } steckt ein Schadprogramm. Wir haben die Datei nicht angenommen. Bitte prüfen Sie Ihr Gerät und laden Sie eine andere Datei hoch.
procedure-mistake-file-unchecked = Dateien können gerade nicht geprüft werden, deshalb haben wir { $name } nicht angenommen. Ihre Angaben sind gespeichert. Bitte laden Sie die Datei später noch einmal hoch.
procedure-mistake-file-uncheckable = { $name } ist zu groß oder zu verschachtelt, um die Datei auf Schadprogramme zu prüfen. Bitte teilen Sie sie auf oder speichern Sie sie einfacher.
procedure-mistake-too-many-files = { $max ->
    [one] Bitte nur eine Datei hochladen.
   *[other] Bitte höchstens { $max } Dateien hochladen.
}
procedure-mistake-consent-missing = Ohne diese Zustimmung können wir die Angaben nicht annehmen.
procedure-mistake-consent-outdated = Der Text hat sich geändert. Bitte lesen Sie ihn und stimmen Sie erneut zu.
procedure-mistake-too-few-records = { $min ->
    [one] Bitte mindestens einen Eintrag ausfüllen.
   *[other] Bitte mindestens { $min } Einträge ausfüllen.
}
procedure-mistake-too-many-records = { $max ->
    [one] Bitte nur einen Eintrag ausfüllen.
   *[other] Bitte höchstens { $max } Einträge ausfüllen.
}
procedure-mistake-wrong-kind = Diese Angabe passt nicht zur Frage; erwartet wird: { $kind }.
procedure-mistake-unknown-field = Diese Frage gibt es im Formular nicht.
procedure-mistake-unreadable = Diese Angabe ist nicht lesbar. Bitte neu eingeben.
