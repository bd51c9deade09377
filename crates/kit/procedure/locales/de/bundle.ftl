# Formulare in einem Paket.
bundle-part-forms = Formulare
bundle-hint-forms = Was es hier schon gibt, bleibt gültig und bekommt einen Entwurf. Veröffentlichen müssen Sie ihn selbst.
bundle-form-online = Kommt, wie es dort gültig ist.
bundle-form-draft = Kommt als Entwurf.
bundle-form-becomes = Wird der Entwurf der nächsten Fassung.
bundle-form-replaces = Tritt an die Stelle Ihres Entwurfs; im Formular lässt sich das rückgängig machen.
bundle-form-key = Die Datei heißt { $file }, das Formular darin { $found }. Beides muss gleich sein.
