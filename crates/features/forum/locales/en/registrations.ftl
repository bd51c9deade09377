registrations-title = Registrations
registrations-file = registrations
registrations-new = Put somebody in
registrations-new-do = Put in
registrations-closed-title = Registration is closed
registrations-closed = At present nobody can register by themselves.
registrations-figure-people = people registered
registrations-figure-free = { $n ->
    [0] everything is full
    [one] one place left
   *[other] { $n } places left
}
registrations-figure-unlimited = without limit
registrations-figure-towns = municipalities and counties
registrations-figure-suppliers = suppliers
registrations-figure-talks = want talks
registrations-figure-waiting = on the waiting list
registrations-figure-waiting-go = See the waiting list
registrations-empty-title = No registrations yet
registrations-empty = Ask the municipalities and the chosen suppliers to register.
registrations-nobody = no names yet
registrations-arrived = { $n ->
    [one] one is here
   *[other] { $n } are here
}
registrations-column-label = Label
registrations-column-name = Body
registrations-column-kind = Kind
registrations-column-ags = Official key
registrations-column-state = State
registrations-column-people = People
registrations-column-person = Name
registrations-column-function = Task
registrations-column-email = E-mail address
registrations-column-diet = Food
registrations-column-assistance = Assistance
registrations-column-talks = One-to-one talks
registrations-column-min_talks = Fewest talks
registrations-column-max_talks = Most talks
registrations-column-arrives = arrives at
registrations-column-leaves = leaves at
registrations-column-contact = E-mail for questions
registrations-column-created_at = Registered on
registrations-column-arrived_at = Checked in at
registrations-filter-arrived = Already here
registrations-filter-wishes = Notes on food or assistance
registrations-state-registered = registered
registrations-state-waiting = waiting list
registrations-state-cancelled = cancelled
registrations-kind-municipality = Town or municipality
registrations-kind-county = County
registrations-kind-supplier = Supplier
registrations-kind-observer = Guest
registrations-print = Print
registrations-badges = Badges
registrations-signs = Table signs
registrations-form = Form
registrations-form-text = Everybody fills in the same form. You can change it like the needs survey as soon as the first registration has begun.
registrations-page = Page of the registration
registrations-invite = Ask to register
registrations-invite-lead = Each body gets an e-mail with a link of its own. Pressing twice sends nothing twice.
registrations-invite-closed = Open the registration before you ask for it.
registrations-invite-towns = Municipalities that answered
registrations-invite-towns-n = { $n ->
    [0] All have been asked or are registered.
    [one] One municipality has not been asked yet.
   *[other] { $n } municipalities have not been asked yet.
}
registrations-invite-suppliers = Chosen suppliers
registrations-invite-suppliers-n = { $n ->
    [0] All have been asked or are registered, or nothing is chosen yet.
    [one] One supplier has not been asked yet. Its place is safe.
   *[other] { $n } suppliers have not been asked yet. Their places are safe.
}
registrations-invite-again = Asked and not registered yet
registrations-invite-again-n = { $n ->
    [0] All who were asked have registered.
    [one] One body has not registered yet.
   *[other] { $n } bodies have not registered yet.
}
registrations-invite-go = { $n ->
    [one] Send one e-mail
   *[other] Send { $n } e-mails
}
registrations-asked = The e-mails are being sent.
registrations-people = People
registrations-agenda = Personal agenda
registrations-edit = Edit the registration
registrations-part-body = For whom
registrations-part-body-hint = Choose a known body, or name another one with its kind.
registrations-field-organisation = Known body
registrations-field-organisation-none = none of them
registrations-field-name = Another body
registrations-part-contact = Questions
registrations-field-contact = Contact person
registrations-field-email-hint = Confirmation and link go there. Without an address nothing is sent.
registrations-field-people = Who is coming?
registrations-field-people-hint = One person per line: name; task; e-mail; food; assistance. Only the name is needed.
registrations-field-guaranteed = Put in even if everything is full
registrations-field-guaranteed-hint = Otherwise the registration goes to the waiting list where no place is free.
registrations-field-here = All are here already: check in at once
registrations-part-talks = Talks and times
registrations-field-talks = Wants one-to-one talks
registrations-saved = Saved. The confirmation is on its way where there is an address.
registrations-saved-waiting = Saved. No place is free, the registration stands on the waiting list.
registrations-cancel = Cancel
registrations-cancelled = Cancelled. Those who wait have moved up as far as there is room.
registrations-cancelled-hint = Saving registers the body again.
registrations-link = Send the link once more
registrations-link-sent = The link is on its way.
registrations-no-address = There is no e-mail address for this registration.
registrations-two = This body is registered twice. Cancel one of the two registrations.
registrations-mistake-person = This line cannot be read: “{ $line }”. Needed are name; task; e-mail; food; assistance.
registrations-mistake-many = More than 50 people at once do not work.
registrations-mistake-talks = The most lies below the fewest.
registrations-mistake-twice = This body is in already. You find it in the list.
registrations-mistake-full = So many more places are not free. Tick that they are put in all the same.
registrations-badges-lead = { $n ->
    [one] One badge, 90 by 54 millimetres.
   *[other] { $n } badges, 90 by 54 millimetres, ten on a sheet of A4.
}
registrations-badges-nameless = { $n ->
    [one] One registration has no names yet
   *[other] { $n } registrations have no names yet
}
registrations-badges-nameless-text = There are no badges for them yet.
registrations-badges-none-title = No badges yet
registrations-badges-none = As soon as somebody has registered with a name, there is a badge here.
registrations-pdf = As PDF
registrations-signs-lead = One sign per table and one per supplier, two on a sheet of A4.
registrations-sign-table = Table
registrations-changed-elsewhere = Somebody else has changed this registration meanwhile.
