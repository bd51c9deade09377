# Listen, ihre Dateien, und Dateien, die hochgeladen werden.
list-count = { $n ->
    [one] ein Eintrag
   *[other] { $n } Einträge
}
list-format-csv = CSV
list-format-xlsx = Excel
upload-empty = Die Datei „{ $name }“ ist leer.
upload-too-large = Die Datei „{ $name }“ ist zu groß. Erlaubt sind höchstens { $most } MB.
upload-kind = Die Datei „{ $name }“ können wir nicht annehmen. Möglich sind: { $ends }
upload-broken = Die Datei „{ $name }“ ist beschädigt oder unvollständig. Bitte öffnen und speichern Sie sie neu und laden Sie sie noch einmal hoch.
upload-macros = Die Datei „{ $name }“ enthält Makros. Bitte speichern Sie sie ohne Makros.
upload-too-much-inside = Die Datei „{ $name }“ enthält zu viel. Bitte teilen Sie sie auf.
