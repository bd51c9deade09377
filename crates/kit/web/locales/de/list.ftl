# Listen, ihre Dateien, und Dateien, die hochgeladen werden.
list-count = { $n ->
    [one] ein Eintrag
   *[other] { $n } Einträge
}
list-format-csv = CSV
list-format-xlsx = Excel
upload-malicious = In der Datei „{ $name }“ steckt ein Schadprogramm. Wir haben sie nicht angenommen. Bitte prüfen Sie Ihr Gerät und laden Sie eine andere Datei hoch.
upload-unchecked = Dateien können gerade nicht geprüft werden. Deshalb haben wir „{ $name }“ nicht angenommen. Bitte laden Sie sie später noch einmal hoch.
upload-uncheckable = Die Datei „{ $name }“ ist zu groß oder zu verschachtelt, um sie auf Schadprogramme zu prüfen. Bitte teilen Sie sie auf oder speichern Sie sie einfacher.
upload-empty = Die Datei „{ $name }“ ist leer.
upload-too-large = Die Datei „{ $name }“ ist zu groß. Erlaubt sind höchstens { $most } MB.
upload-kind = Die Datei „{ $name }“ können wir nicht annehmen. Möglich sind: { $ends }
upload-broken = Die Datei „{ $name }“ ist beschädigt oder unvollständig. Bitte öffnen und speichern Sie sie neu und laden Sie sie noch einmal hoch.
upload-macros = Die Datei „{ $name }“ enthält Makros. Bitte speichern Sie sie ohne Makros.
upload-too-much-inside = Die Datei „{ $name }“ enthält zu viel. Bitte teilen Sie sie auf.
