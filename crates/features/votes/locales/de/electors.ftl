electors-title = Wahlberechtigte
electors-file = wahlberechtigte
electors-lead = Wer hier steht, bekommt vom Wahlregister einen Wahlschlüssel und darf abstimmen.
electors-all = Wahlberechtigte
electors-weights = Stimmen zusammen
electors-with-key = mit Wahlschlüssel
electors-with-key-text = Die übrigen bekommen ihren Wahlschlüssel vom Wahlregister.
electors-found = { $n } von { $all }
electors-q = Name oder Nummer
electors-table = { $n ->
    [one] 1 Person
   *[other] { $n } Personen
}
electors-column-number = Nr.
electors-column-name = Name
electors-column-address = Anschrift
electors-column-weight = Stimmen
electors-column-key = Wahlschlüssel
electors-column-remove = Entfernen
electors-has-key = vorhanden
electors-no-key = fehlt
electors-remove = Entfernen
electors-removed = Die Person steht nicht mehr im Verzeichnis.
electors-nothing-title = Niemand gefunden
electors-nothing-found = Zu dieser Suche steht niemand im Verzeichnis.
electors-show-all = Alle zeigen
electors-none-title = Das Verzeichnis ist leer
electors-none = Fügen Sie eine Liste ein, laden Sie eine Datei hoch oder übernehmen Sie die Mitglieder einer Organisation.
electors-add = Personen hinzufügen
electors-people = Liste
electors-people-hint = Je Zeile eine Person: Name; Anschrift; Zahl der Stimmen. Anschrift und Zahl können fehlen. Aus einer Tabelle lassen sich die Spalten kopieren und hier einfügen.
electors-from-file = Oder eine Datei
electors-from-file-hint = CSV mit denselben Spalten.
electors-add-do = Hinzufügen
electors-nothing = Bitte fügen Sie eine Liste ein oder wählen Sie eine Datei.
electors-too-much = Das ist mehr, als eine Abstimmung an Wahlberechtigten haben kann.
electors-wrong-lines = Einige Zeilen stimmen nicht; sie stehen über dem Formular. Nichts wurde übernommen.
electors-full = Eine Abstimmung hat höchstens 20.000 Wahlberechtigte. Nichts wurde übernommen.
electors-faults = Diese Zeilen stimmen nicht
electors-more-faults = Und { $n } weitere.
electors-fault-name = Zeile { $line }: Der Name fehlt.
electors-fault-long = Zeile { $line }: Name oder Anschrift ist zu lang (höchstens 160 und 300 Zeichen).
electors-fault-weight = Zeile { $line }: Die Zahl der Stimmen ist keine ganze Zahl von 1 bis 10.000.
electors-fault-twice = Zeile { $line }: Diese Person steht weiter oben schon. Zwei Personen gleichen Namens unterscheidet die Anschrift.
electors-fault-unreadable = Zeile { $line }: Diese Zeile ist nicht lesbar.
electors-fault-many = Zeile { $line }: Ab hier sind es mehr als 20.000 Personen.
electors-added = Die Personen stehen im Verzeichnis.
electors-added-some = Die Personen stehen im Verzeichnis. Wer mit gleichem Namen und gleicher Anschrift schon da war, wurde nicht noch einmal aufgenommen; zwei Personen gleichen Namens unterscheidet die Anschrift.
electors-members = Mitglieder einer Organisation
electors-members-text = Übernommen werden die Namen, keine Anschriften und keine Mailadressen. Zwei Mitglieder gleichen Namens werden nur einmal aufgenommen; geben Sie das zweite als Zeile mit Anschrift ein.
electors-organisation = Organisation
electors-organisation-of = { $name } ({ $n ->
    [one] 1 Person
   *[other] { $n } Personen
})
electors-choose = Bitte wählen
electors-members-do = Mitglieder übernehmen
electors-no-members = Zu dieser Organisation gehört zurzeit niemand.
electors-clear = Verzeichnis leeren
electors-clear-sure = Ja, { $n ->
    [one] diese Person
   *[other] alle { $n } Personen
} und ihre Wahlschlüssel entfernen
electors-clear-do = Leeren
electors-cleared = Das Verzeichnis ist leer.
