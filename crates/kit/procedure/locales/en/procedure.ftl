# Filling in, looking over, handing in, printing a form.
procedure-closed = The time is over; the form can no longer be changed.
procedure-agreed = Agreed
procedure-other = Something else
procedure-other-text = Namely
procedure-page-of = Page { $number } of { $count }
procedure-steps = Pages of the form
procedure-next = Save and continue
procedure-leave = Save and continue later
procedure-back = Back
procedure-show = Update the questions
procedure-show-hint = Some questions depend on your answers.
procedure-add = Add { $record }
procedure-drop = Remove { $record }
procedure-more = Your answers have brought up more questions. Please fill them in as well.
procedure-more-title = A few more questions
procedure-private = What we need this for:
procedure-legal-basis = Legal basis: { $text }
procedure-ranking-least = Please give at least { $least } places, each only once. Place 1 matters most.
procedure-file-hint = { $count ->
    [one] One file, at most { $size }.
   *[other] Up to { $count } files, each at most { $size }.
}
procedure-organisation-hint = Begin to type, such as “Bad Hersfeld”, or enter the municipality key.
procedure-agree = I agree.
procedure-saved-elsewhere = Somebody else has saved here meanwhile. Read the answers again and try once more.
procedure-stale-title = This page was saved elsewhere meanwhile
procedure-stale-by = { $by } saved it on { $at }. What you typed is below and not yet saved.
procedure-stale-somebody = It was saved on { $at }, perhaps in another window. What you typed is below and not yet saved.
procedure-stale-what = If you save now, what you typed counts.
procedure-stale-theirs = Discard what I typed and show what is saved
procedure-stale-question = Question
procedure-stale-mine = What you typed
procedure-stale-saved = What is saved
procedure-newer-title = The form was changed
procedure-newer-text = You are filling in an earlier version and may hand it in as it is. Or you take your answers over into the new version; what is no longer asked there is dropped.
procedure-newer-do = Take over into the new version
procedure-taken-over = Your answers are now in the new version. Please look them over once more.
procedure-correction = You are changing answers you have already handed in. Until you hand in the change, the earlier ones count.
procedure-review = Look over and hand in
procedure-review-lead = Nothing is handed in yet. Please look your answers over.
procedure-review-wrong = { $n ->
    [one] One answer is missing or wrong
   *[other] { $n } answers are missing or wrong
}
procedure-review-stale-title = The answers were changed meanwhile
procedure-review-stale = Please look them over again and then hand them in.
procedure-edit = Change
procedure-no-answer = no answer
procedure-submit = Hand in now
procedure-submit-again = Hand in the change
procedure-print = Print
procedure-print-empty = Print the empty form
procedure-done = Handed in
procedure-done-lead = Thank you. We have your answers.
procedure-not-done = Not handed in yet
procedure-not-done-lead = We have nothing from you.
procedure-receipt = Receipt number
procedure-at = Handed in on
procedure-correct = Change the answers
procedure-correct-on = Continue the change
procedure-correct-hint = A change only takes the place of what you handed in when you hand it in. What you handed in first is kept.
procedure-earlier = Earlier versions of your answers
procedure-earlier-item = { $receipt }, handed in on { $at }
procedure-withdrawn = withdrawn
procedure-your-answers = Your answers
procedure-overtaken = Your answers were changed elsewhere meanwhile. Here is how they stand now.
procedure-left = Saved
procedure-left-lead = Your answers are saved, but not handed in yet.
procedure-left-text = You can continue at any time, also on another device, at the same address:
procedure-left-go = Continue
procedure-print-yes = Yes
procedure-print-no = No
procedure-print-other = Something else:
procedure-print-from = from
procedure-print-to = to
procedure-print-street = Street
procedure-print-number = House number
procedure-print-postcode = Postcode
procedure-print-place = Town
procedure-print-country = Country
procedure-print-page-condition = Only to be filled in where it applies to you.
procedure-print-condition = where it applies
procedure-print-required = must be answered
procedure-print-no-answer = no answer
procedure-print-group-more = For more entries please add a sheet (at most { $max }).
procedure-print-enclosure = { $most ->
    [one] Please enclose one document.
   *[other] Please enclose up to { $most } documents.
}
procedure-print-agree = I agree.
procedure-print-place-date = Place, date
procedure-print-signature = Signature
procedure-print-version = Version { $n }
procedure-print-printed = Printed on { $day }
procedure-print-handed-in = Handed in on
procedure-print-receipt = Receipt number
procedure-print-draft = Draft, not yet handed in
procedure-print-print = Print
procedure-print-print-how = To print or save as PDF use the print function of your browser (Ctrl + P).
procedure-print-rank = Write a place before each line; 1 matters most.
procedure-print-one = tick one
procedure-print-many = tick what applies
