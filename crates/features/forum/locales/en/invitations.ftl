invitations-title = Invitations
invitations-file = invitations
invitations-choose = Choose towns
invitations-contacts = Import contacts
invitations-mailing = Look and send
invitations-to-list = To the list
invitations-empty-title = Nobody chosen yet
invitations-empty = Choose towns and counties first. Nothing is sent before you say so.
invitations-nothing-title = Nothing found
invitations-nothing = No entry fits these filters.
invitations-found = { $n } of { $all }
invitations-table = { $n ->
    [one] One invitation
   *[other] { $n } invitations
}
invitations-column-name = Town
invitations-column-ags = Official key
invitations-column-county = County
invitations-column-inhabitants = Inhabitants
invitations-column-state = State
invitations-column-contacts = Contacts
invitations-column-trouble = To do
invitations-column-reminders = Reminders
invitations-column-invited_at = Invited on
invitations-column-answered_at = Answered on
invitations-filter-q = Name or key
invitations-filter-all = all
invitations-filter-size = Size
invitations-filter-state = State
invitations-filter-district = Government district
invitations-filter-kind = Kind
invitations-filter-after-state = Choose the state and apply first.
invitations-kind-municipality = Towns
invitations-kind-county = Counties
invitations-size-under-5000 = under 5,000
invitations-size-under-10000 = 5,000 to 10,000
invitations-size-under-20000 = 10,000 to 20,000
invitations-size-under-50000 = 20,000 to 50,000
invitations-size-under-100000 = 50,000 to 100,000
invitations-size-large = over 100,000
invitations-state-listed = chosen
invitations-state-invited = invited
invitations-state-opened = opened
invitations-state-started = begun
invitations-state-answered = answered
invitations-state-declined = does not take part
invitations-trouble-no-contact = no address
invitations-trouble-bounced = not delivered
invitations-trouble-unsent = not sent yet
invitations-trouble-unanswered = no answer yet
invitations-choose-title = Choose towns and counties
invitations-choose-lead = From the official register of municipalities. Choosing sends nothing.
invitations-choose-start-title = Where to begin?
invitations-choose-start = Choose a state, then a government district or county. Single towns are found by their name.
invitations-choose-nothing = No town fits these filters. Choose a state, or type at least two letters of a name.
invitations-choose-found = { $n ->
    [one] One town fits
   *[other] { $n } towns and counties fit
}, { $fresh ->
    [0] all are chosen already.
    [one] one of them is not chosen yet.
   *[other] { $fresh } of them are not chosen yet.
}
invitations-choose-all = { $n ->
    [one] Choose this one
   *[other] Choose all { $n }
}
invitations-choose-ticked = Choose those ticked
invitations-choose-table = Towns found
invitations-choose-too-many = Too many at once
invitations-too-many = At most 1,000 towns can be chosen at once. Narrow the list, for example to a government district.
invitations-chosen = chosen
invitations-taken = The towns are chosen. Nothing is sent yet.
invitations-none-taken = Nobody was added. Tick at least one town.
invitations-total = Chosen so far
invitations-total-municipalities = Towns
invitations-total-counties = Counties
invitations-total-inhabitants = Inhabitants, each town counted once
invitations-map-title = Choice on the map
invitations-map-description = Chosen towns dark, found ones light, chosen counties with a lozenge.
invitations-map-chosen = { $name }: chosen
invitations-map-found = { $name }: found, not chosen
invitations-legend = Legend
invitations-legend-chosen = chosen
invitations-legend-found = found, not chosen
invitations-legend-other = neither
invitations-legend-county = county itself chosen
invitations-source = Sources:
invitations-contacts-title = Import contacts
invitations-contacts-lead = From your own list. You see first what was understood; it is taken over after that.
invitations-contacts-file = File
invitations-contacts-hint = CSV or Excel with a head line and the columns town or official key, e-mail, contact.
invitations-contacts-help = A town may have several lines. Where several towns have the same name, add the official key.
invitations-contacts-preview = Check
invitations-contacts-taken = The contacts are taken over. Nothing is sent yet.
invitations-mistake-no-file = Choose a file.
invitations-preview = Preview
invitations-preview-title = Check contacts
invitations-preview-lead = { $n ->
    [0] No line is right.
    [one] One line is right.
   *[other] { $n } lines are right.
}
invitations-preview-faults = { $n ->
    [one] One fault in the file
   *[other] { $n } faults in the file
}
invitations-preview-more = and { $n } more
invitations-preview-table = Right lines
invitations-preview-line = Line
invitations-preview-new = is added
invitations-preview-take-new = { $n ->
    [one] Add the one town that is not chosen yet
   *[other] Add the { $n } towns that are not chosen yet
}
invitations-preview-take = { $n ->
    [one] Take over one contact
   *[other] Take over { $n } contacts
}
invitations-preview-none-title = Nothing to take over
invitations-preview-none = Correct the file and import it again.
invitations-preview-to = To
invitations-preview-subject = Subject
invitations-mailing-title = Send invitations
invitations-mailing-lead = Every e-mail holds a link of its own. Who answered or declined gets nothing.
invitations-mailing-over-title = The survey is over
invitations-mailing-over = Answers are no longer possible. Extend the survey first.
invitations-mailing-no-contact = { $n ->
    [one] One town without an address
   *[other] { $n } towns without an address
}
invitations-mailing-bounced = { $n ->
    [one] One town cannot be reached
   *[other] { $n } towns cannot be reached
}
invitations-mailing-unsent = Invitation
invitations-mailing-unsent-n = { $n ->
    [0] No invitation is waiting.
    [one] One town is chosen and not written to yet.
   *[other] { $n } towns are chosen and not written to yet.
}
invitations-mailing-unsent-go = { $n ->
    [one] Send one invitation
   *[other] Send { $n } invitations
}
invitations-mailing-unanswered = Reminder
invitations-mailing-unanswered-n = { $n ->
    [0] Nobody has to be reminded.
    [one] One town has not answered yet.
   *[other] { $n } towns have not answered yet.
}
invitations-mailing-unanswered-go = { $n ->
    [one] Send one reminder
   *[other] Send { $n } reminders
}
invitations-nobody-to-send = There is nobody to send anything to.
invitations-sending = The e-mails are being sent. The list shows what does not arrive.
invitations-letter-title = Words and reminders
invitations-letter-edit = Change words and rule
invitations-letter-lead = Empty fields take the shipped words. Salutation, link, end and regards are added. In the text {"{"}kommune{"}"}, {"{"}runde{"}"} and {"{"}ende{"}"} stand for town, round and last day.
invitations-letter-first = Invitation
invitations-letter-reminder = Reminder
invitations-letter-text = Text
invitations-letter-reply = Replies go to
invitations-letter-reply-hint = Where it is left empty, to the sending address.
invitations-letter-save = Save
invitations-letter-saved = Words and rule are saved.
invitations-rule = Remind by itself
invitations-rule-hint = Once a day, between 8 a.m. and 6 p.m. Who answered or declined is never reminded.
invitations-rule-is-on = Send reminders
invitations-rule-after = Days without an answer since the last e-mail
invitations-rule-before = Once more so many days before the end
invitations-rule-most = At most so many reminders per town
invitations-rule-days = days
invitations-rule-on = Reminded by itself { $after } days after the last e-mail and { $before } days before the end, at most { $most } times.
invitations-rule-off = Nobody is reminded by itself.
invitations-contact-added = The contact is added.
invitations-contact-sent = The e-mail with the link is being sent.
invitations-contact-stopped = The contact is taken off. Its links no longer work.
invitations-declined = Noted: this town does not take part.
invitations-taken-up = The town takes part again.
invitations-removed = The town is taken out of the round.
invitations-answered-already = This town has answered already.
invitations-sent-already = This town was written to already. Note instead that it does not take part.
invitations-counties-title = Choose a county on the map
invitations-counties-lead = A click on a county shows its towns. There are outlines for Hessen; choose other states in the list above.
invitations-counties-description = The counties and independent towns of Hessen. Dark are those whose towns are all chosen, light those with some.
invitations-counties-county = { $name }: { $n } of { $all } chosen
invitations-counties-all = all towns chosen
invitations-counties-some = some chosen
invitations-counties-none = none chosen
