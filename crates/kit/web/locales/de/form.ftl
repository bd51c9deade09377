# Was an einem Feld falsch ist: kurz, und was stattdessen richtig wäre.
form-required = Bitte ausfüllen.
form-too-short = Bitte mindestens { $least } Zeichen eingeben.
form-too-long = Bitte höchstens { $most } Zeichen eingeben; es sind { $count }.
form-control-characters = Der Text enthält Zeichen, die nicht gedruckt werden können. Bitte neu eintippen.
form-no-number = Bitte eine ganze Zahl eingeben, zum Beispiel 12.
form-out-of-range = Bitte eine Zahl von { $least } bis { $most } eingeben.
form-no-money = Bitte einen Betrag eingeben, zum Beispiel 1.234,56.
form-no-date = Bitte einen Tag eingeben, zum Beispiel 22.11.2026.
form-no-email = Bitte eine E-Mail-Adresse eingeben, zum Beispiel name@stadt.de.
form-choose = Bitte etwas auswählen.
form-no-such-choice = Diese Auswahl gibt es nicht. Bitte neu wählen.
