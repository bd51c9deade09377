# Texts of every page: frame, fields, parts, mails.

## Frame

web-skip = Skip to content
web-nav = Main navigation
web-menu = Menu
web-languages = Language
web-account = Signed in as
web-sign-in = Sign in
web-sign-out = Sign out
web-home = Home
web-aside = More on this page
web-sample = Sample data
web-sample-text = all invented, only the names and keys of the municipalities are real
web-imprint = Imprint
web-privacy = Privacy
web-accessibility = Accessibility
web-printed-from = Printed from
web-title-mistake = Error:
web-error-kicker = Error { $status }
web-error-reference = Reference for questions:
web-kind-success = Done
web-kind-info = Note
web-kind-warning = Caution
web-kind-danger = Error

## Fields

web-optional = – optional
web-note-optional = Fields marked “optional” may stay empty.
web-help = Help
web-mistake = Error
web-mistakes = { $n ->
    [one] Please check one answer
   *[other] Please check { $n } answers
}
web-choose = Please choose
web-other-text = For “{ $choice }”: what exactly?
web-yes = Yes
web-no = No
web-from = From
web-to = Until
web-street = Street
web-house = House number
web-postcode = Postcode
web-place = Town
web-country = Country
web-at-most-characters = { $n } characters at most.
web-files-kept = Already uploaded
web-file-drop = Remove { $name }
web-ranking-hint = { $n ->
    [one] Choose what comes first.
   *[other] Give the places 1 to { $n }, each only once. Place 1 matters most.
}
web-ranking-place = Place
web-ranking-up = Move up
web-ranking-down = Move down
web-ranking-moved = { $name } is now on place { $place }.
web-ranking-left = { $name } has no place now.
web-back = Back
web-search = Search
web-saved = Draft saved
web-unsaved = Draft not saved. Please submit this page before you close it.

## Parts

web-breadcrumb = Where you are
web-sort = (sort by this)
web-pages = Pages of the list
web-page = Page
web-page-before = Previous
web-page-after = Next
web-filter = Narrow the list
web-filter-apply = Apply
web-filter-reset = Show all
web-filter-active = Chosen filters
web-filter-drop = (remove this filter)
web-export = Download the list:
web-stage-done = finished
web-stage-current = going on now
web-stage-later = still to come
web-chart-table = As a table
web-copy = Copy
web-copied = Copied

## Mails

web-mail-copy = If the link does not open, copy this address into your browser:
web-mail-stop = No more such mails:
