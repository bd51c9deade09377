rounds-title = Rounds
rounds-lead = A round leads from the question what towns need to the talks with start-ups.
rounds-new = Open a round
rounds-empty-title = No round yet
rounds-empty-office = Open the first round. Nobody else sees it until you publish it.
rounds-empty = As soon as a round is public, it stands here.
rounds-public = public
rounds-private = not public
rounds-now = Now: { $stage }
rounds-quiet = No stage is running at the moment.
rounds-event = Event on { $date }
rounds-new-title = Open a round
rounds-new-lead = Dates, rooms and areas of action come in the next step.
rounds-field-title = Name of the round
rounds-field-title-hint = It stands on every page and in every e-mail, for example “Start-ups for towns 2027”.
rounds-field-slug = Short name in the address
rounds-field-slug-hint = Small letters, digits and hyphens. Where it is left empty, it is made from the name.
rounds-field-copy = After an earlier round
rounds-field-copy-hint = Settings, texts and the questions of the survey are taken over, all dates are set a year later.
rounds-field-copy-none = begin empty
rounds-field-contacts = Take over those invited and their e-mail addresses
rounds-field-contacts-hint = Nothing is sent.
rounds-mistake-slug = The short name may hold small letters, digits and hyphens only, for example “forum-2027”. “new” and “import” are taken.
rounds-mistake-taken = Another round has this short name already. Choose a different one.
rounds-opened = The round is there. Now set its dates.

feature-forum = Forum: needs of municipalities and offers of start-ups
scope-forum-read = Read rounds, invitations and plans
scope-forum-write = Add invitations and offers
scope-needs-read = Read needs
scope-needs-write = Submit answers and second needs

rounds-import = Take a round over from files
rounds-import-title = Take a round over from files
rounds-import-lead = Where you have needs or offers in tables already, from a survey program for example, they become a round here. You see everything before anything is taken over.
rounds-import-tables = Tables
rounds-import-tables-hint = One of the two is enough. CSV, Excel (.xlsx) or OpenDocument (.ods), the first line names the columns.
rounds-import-needs = Needs
rounds-import-needs-hint = With columns such as organisation, ags, title, description, relevance (1 to 4).
rounds-import-offers = Offers
rounds-import-offers-hint = With columns such as supplier, title, summary, description.
rounds-import-folder-part = Or a whole folder
rounds-import-folder = ZIP file of the folder
rounds-import-folder-hint = With needs.csv, offers.csv and, where there are any, reviews, participants, wishes, round.toml and edits.toml.
rounds-import-folder-help = Pack the folder into a ZIP file with the right mouse button. What does not belong to the round is passed over.
rounds-import-faults = { $n ->
    [one] One mistake, nothing was taken over
   *[other] { $n } mistakes, nothing was taken over
}
rounds-import-mistake-no-file = Choose a table or a ZIP file.
rounds-import-preview-title = Check and take over
rounds-import-preview-lead = The files are without mistakes. Nothing is taken over yet.
rounds-import-found = Read
rounds-import-count-needs = { $needs } from { $bodies } towns and counties
rounds-import-count-offers = { $offers } from { $suppliers } suppliers
rounds-import-reviews = Reviews
rounds-import-participants = Participants
rounds-import-wishes = Wishes for talks
rounds-import-edits = Corrections of the areas of action
rounds-import-unknown = { $n ->
    [one] One body has no municipality key
   *[other] { $n } bodies have no municipality key
}
rounds-import-unknown-text = They are taken over under their names, but do not stand on the map. Add the key in the table where they are municipalities.
rounds-import-no-key = without key
rounds-import-take = Take over as a new round
rounds-import-other = Choose other files
rounds-import-discard = Discard
rounds-import-bodies = Towns and counties
rounds-import-body = Town
rounds-import-offer = Offer
rounds-import-supplier = Supplier
rounds-imported = The round is taken over. Every town finds its needs under its link and can correct them.
rounds-import-discarded = The files are discarded.
