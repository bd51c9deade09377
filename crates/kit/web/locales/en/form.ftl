# What is wrong with a field: short, and what would be right.
form-required = Please fill this in.
form-too-short = Please enter at least { $least } characters.
form-too-long = Please enter at most { $most } characters; there are { $count }.
form-control-characters = The text holds characters that cannot be printed. Please type it again.
form-no-number = Please enter a whole number, for example 12.
form-out-of-range = Please enter a number from { $least } to { $most }.
form-no-money = Please enter an amount, for example 1,234.56.
form-no-date = Please enter a day, for example 22.11.2026.
form-no-email = Please enter an e-mail address, for example name@town.de.
form-choose = Please choose.
form-no-such-choice = There is no such choice. Please choose again.
