# Leistungen in einem Paket.
feature-services = Leistungen: online beantragen, im Amt bearbeiten
bundle-part-services = Leistungen
bundle-hint-services = Neue Leistungen sind zuerst nur für das Amt zu sehen. Sie brauchen ihre Formulare: Übernehmen Sie diese mit.
bundle-service-hidden = Ist zuerst nur für das Amt zu sehen.
bundle-service-form = Braucht das Formular { $form }, das es hier noch nicht gibt.
bundle-service-no-form = Zu einer Leistung fehlt das Formular. Wählen Sie auch die Formulare aus.
bundle-service-other-form = Die Leistung behält hier ihr eigenes Formular.
bundle-service-public = Die Leistung ist veröffentlicht: Die neue Beschreibung ist sofort zu sehen.
bundle-service-slug = Die Datei heißt { $file }, die Leistung darin { $found }. Beides muss gleich sein.
bundle-service-address = Kurzname oder Formular kann nicht in einer Adresse stehen: ein kleiner Buchstabe, dann kleine Buchstaben, Ziffern und Bindestriche.
bundle-service-words = Name oder Beschreibung fehlt.
bundle-service-field = { $field } ist zu lang oder enthält Steuerzeichen.
bundle-hint-letters = Sie gelten ab dem nächsten Schreiben. Der Briefkopf bleibt der eigene.
