preview-title = Stimmzettel ansehen
preview-lead = So sieht der Stimmzettel aus. Was Sie hier ankreuzen, wird nicht gesendet.
preview-closes = Stimmabgabe bis { $at }
preview-large = Groß anzeigen
preview-normal = Normal anzeigen
