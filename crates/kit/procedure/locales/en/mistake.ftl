# What is wrong with an answer, and what would be right.
procedure-mistake-missing = Please fill this in.
procedure-mistake-part-missing = Something is still missing here.
procedure-mistake-too-short = Please write at least { $min } characters; there are { $is }.
procedure-mistake-too-long = Please write at most { $max } characters; there are { $is }.
procedure-mistake-control-signs = The text contains characters that cannot be shown. Please type it again.
procedure-mistake-pattern-digits = Please use digits only.
procedure-mistake-pattern-letters = Please use letters only.
procedure-mistake-pattern-one-word = Please write without spaces.
procedure-mistake-pattern-postcode = Please enter a postcode of five digits, such as 34117.
procedure-mistake-pattern-web-address = Please enter a web address, such as www.stadt.de.
procedure-mistake-pattern-tax-id = Please check the tax number; it has eleven digits.
procedure-mistake-no-number = Please enter a number, such as 12 or 3,5.
procedure-mistake-not-whole = Please enter a whole number, such as 12.
procedure-mistake-too-many-decimals = { $most ->
    [one] Please give at most one decimal place.
   *[other] Please give at most { $most } decimal places.
}
procedure-mistake-number-too-small = Please enter { $min } or more.
procedure-mistake-number-too-large = Please enter { $max } or less.
procedure-mistake-no-amount = Please enter an amount, such as 1.234,56.
procedure-mistake-amount-too-small = Please enter { $min } or more.
procedure-mistake-amount-too-large = Please enter { $max } or less.
procedure-mistake-no-date = Please enter a day, such as 22.11.2026.
procedure-mistake-too-early = Please enter { $first } or a later day.
procedure-mistake-too-late = Please enter { $last } or an earlier day.
procedure-mistake-ends-before-begin = The end is before the beginning. Please check both days.
procedure-mistake-unknown-option = There is no such choice any more. Please choose again.
procedure-mistake-other-missing = Please write what you mean by “Something else”.
procedure-mistake-no-other = Nothing else can be given here. Please choose one of the options.
procedure-mistake-too-few-chosen = Please choose at least { $min }.
procedure-mistake-too-many-chosen = Please choose at most { $max }.
procedure-mistake-chosen-twice = “{ $option }” is chosen twice. Please choose again.
procedure-mistake-not-on-scale = Please choose a value from 1 to { $steps }.
procedure-mistake-no-place = Please choose a place from 1 to { $most }.
procedure-mistake-same-place = Place { $place } is given twice. Please give each place only once.
procedure-mistake-too-few-ranked = Please rank at least { $min }.
procedure-mistake-unknown-organisation = This name is not in the register. Please check the spelling or enter the municipality key.
procedure-mistake-ambiguous-organisation = There are several of this name. Please choose from the suggestions or enter the municipality key.
procedure-mistake-not-a-municipality = Please give a town or municipality.
procedure-mistake-not-a-county = Please give a county or a town that is its own county.
procedure-mistake-no-postcode = Please enter a postcode of five digits, such as 34117.
procedure-mistake-iban-form = This is no IBAN. A German IBAN begins with DE and has 22 characters.
procedure-mistake-iban-check-digits = The IBAN is not correct. Please compare every character.
procedure-mistake-iban-country = The country of this IBAN is not known.
procedure-mistake-no-email = Please enter an e-mail address, such as name@stadt.de.
procedure-mistake-no-phone = Please enter a telephone number with area code, such as 0561 1234.
procedure-mistake-unknown-file = A file is no longer there. Please upload it again.
procedure-mistake-file-type = { $name } has a format that is not accepted here. Accepted are: { $types }.
procedure-mistake-file-too-large = { $name } is too large. A file may have at most { $max } MB.
procedure-mistake-file-empty = { $name } is empty. Please choose another file.
procedure-mistake-file-malicious = There is a malicious program in { $name }. We have not accepted the file. Please check your device and upload another file.
procedure-mistake-file-unchecked = Files cannot be checked at the moment, so we have not accepted { $name }. Your answers are saved. Please upload the file again later.
procedure-mistake-file-uncheckable = { $name } is too large or too nested to be checked for malicious programs. Please split it or save it in a simpler way.
procedure-mistake-too-many-files = { $max ->
    [one] Please upload one file only.
   *[other] Please upload at most { $max } files.
}
procedure-mistake-consent-missing = Without this consent we cannot accept the form.
procedure-mistake-consent-outdated = The text has changed. Please read it and agree again.
procedure-mistake-too-few-records = { $min ->
    [one] Please fill in at least one entry.
   *[other] Please fill in at least { $min } entries.
}
procedure-mistake-too-many-records = { $max ->
    [one] Please fill in one entry only.
   *[other] Please fill in at most { $max } entries.
}
procedure-mistake-wrong-kind = This answer does not fit the question; expected: { $kind }.
procedure-mistake-unknown-field = The form has no such question.
procedure-mistake-unreadable = This answer cannot be read. Please enter it again.
