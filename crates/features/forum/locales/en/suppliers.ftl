suppliers-title = Suppliers
suppliers-go = To the suppliers
suppliers-lead = Who is invited to the event, who comes and who steps in.
suppliers-empty-title = Nothing decided yet
suppliers-empty = Invited is who was chosen in a decision with two signatures.
suppliers-empty-go = To the selection
suppliers-figure-accepted = have accepted
suppliers-figure-invited = have not answered
suppliers-figure-listed = not written to yet
suppliers-figure-out = not coming
suppliers-next = Next in line
suppliers-next-gone = { $who }: { $state }. A place is free.
suppliers-next-because = The next best offer beside those that stay: it adds { $part } % of the demand and covers { $needs ->
    [one] one need
   *[other] { $needs } needs
} best. Together { $covered } % would be covered.
suppliers-next-proven = With those left, nothing better is possible; this is proven.
suppliers-next-go = Invite this offer
suppliers-next-changed = Another offer is the next best by now, or the place is taken. Look again.
suppliers-next-no-contact = The offer is on the list now. Add an address and send the invitation.
suppliers-next-invited = The invitation is being sent.
suppliers-instead = instead of { $label }
suppliers-late = deadline over
suppliers-no-contact = no address
suppliers-column-supplier = Supplier
suppliers-column-label = Number
suppliers-column-title = Offer
suppliers-column-state = State
suppliers-column-deadline = Answer by
suppliers-column-contacts = Contacts
suppliers-column-answered = Answered
suppliers-column-reason = Remark
suppliers-column-instead = Instead of
suppliers-state-listed = not written to yet
suppliers-state-invited = invited
suppliers-state-accepted = accepted
suppliers-state-declined = declined
suppliers-state-expired = deadline passed
suppliers-state-withdrawn = taken back
suppliers-file = suppliers
suppliers-example = Example Ltd
suppliers-kind-invitation = Invitation
suppliers-kind-reminder = Reminder
suppliers-kind-refusal = Refusal
suppliers-kind-withdrawal = Withdrawal
suppliers-kind-call = Targeted call
suppliers-mailing-title = Write to suppliers
suppliers-mailing-lead = Every invitation carries a link of its own. Only what you send here is sent; reminders also go out by themselves before the deadline.
suppliers-mailing-invitation = Invitations
suppliers-mailing-invitation-n = { $n ->
    [0] All chosen suppliers were written to.
    [one] One chosen supplier was not written to yet.
   *[other] { $n } chosen suppliers were not written to yet.
}
suppliers-mailing-invitation-go = { $n ->
    [one] Send one invitation
   *[other] Send { $n } invitations
}
suppliers-mailing-reminder = Reminders
suppliers-mailing-reminder-n = { $n ->
    [0] Nobody's answer is missing.
    [one] One supplier has not answered.
   *[other] { $n } suppliers have not answered.
}
suppliers-mailing-reminder-go = { $n ->
    [one] Send one reminder
   *[other] Send { $n } reminders
}
suppliers-mailing-refusal = Refusals
suppliers-mailing-refusal-n = { $n ->
    [0] No refusal is waiting.
    [one] One supplier that was not chosen does not know yet. Send refusals once enough have accepted: who was refused is not glad to step in.
   *[other] { $n } suppliers that were not chosen do not know yet. Send refusals once enough have accepted: who was refused is not glad to step in.
}
suppliers-mailing-refusal-go = { $n ->
    [one] Send one refusal
   *[other] Send { $n } refusals
}
suppliers-mailing-silent = { $n ->
    [one] One supplier has no person with an address
   *[other] { $n } suppliers have no person with an address
}
suppliers-nobody = There is nobody to send anything to.
suppliers-sent = The mails are being sent.
suppliers-letter-title = Words and deadlines
suppliers-letter-edit = Change words and deadlines
suppliers-letter-lead = Empty fields take the words that come with the program. Salutation, link, deadline and closing are added by themselves. In the words {"{"}anbieter{"}"}, {"{"}angebot{"}"}, {"{"}runde{"}"}, {"{"}frist{"}"} and {"{"}tag{"}"} stand for supplier, offer, round, last day and day of the event.
suppliers-letter-days = { $n ->
    [one] Suppliers have one day.
   *[other] Suppliers have { $n } days.
}
suppliers-letter-remind = { $n ->
    [0] Nobody is reminded by itself.
    [one] One day before the deadline they are reminded once.
   *[other] { $n } days before the deadline they are reminded once.
}
suppliers-letter-days-field = Time to answer
suppliers-letter-remind-field = Remind before the deadline
suppliers-letter-remind-hint = 0 means not at all
suppliers-letter-saved = Words and deadlines are saved.
suppliers-letters-title = Who was told what when
suppliers-letters-lead = Every mail to suppliers about the selection, in its words.
suppliers-letters-none-title = No mail yet
suppliers-letters-none = Every mail to a supplier stands here once you send one.
suppliers-letters-file = letters-to-suppliers
suppliers-letters-at = When
suppliers-letters-kind = About
suppliers-letters-supplier = Supplier
suppliers-letters-email = To
suppliers-letters-name = Name
suppliers-letters-subject = Subject
suppliers-letters-words = Words
suppliers-mail-no-day = still open
suppliers-mail-go = Answer
suppliers-mail-call-go = Read the call
suppliers-mail-deadline = Please answer by { $date }.
suppliers-mail-why = You get this mail because you are a contact of a supplier at “{ $round }”.
suppliers-mail-invitation-subject = Invitation: { $round }
suppliers-mail-invitation = { $supplier } was chosen for “{ $round }” with the offer “{ $offer }”. We warmly invite you to present it to the municipalities on { $day } and to have one-to-one talks.

    By the link you accept or decline and name further contacts. You need no account for it.
suppliers-mail-reminder-subject = Reminder: your answer for { $round }
suppliers-mail-reminder = We invited { $supplier } to “{ $round }” with the offer “{ $offer }” and have had no answer yet.

    Please tell us by { $deadline } whether you come. After that we offer the place to others.
suppliers-mail-refusal-subject = Your offer at { $round }
suppliers-mail-refusal = Thank you for your offer “{ $offer }” at “{ $round }”. The number of places is limited; chosen were the offers that together cover most of the demand of the municipalities. Yours is not among them this time.

    This is no judgement on the quality of your offer. If you would like to know what tipped the balance, just answer this mail.
suppliers-mail-withdrawal-subject = Your invitation to { $round }
suppliers-mail-withdrawal = We are sorry that we have to take back the invitation of { $supplier } to “{ $round }” with the offer “{ $offer }”. If you have questions, just answer this mail.
suppliers-mail-call-subject = Targeted call: { $round }
suppliers-mail-call = Municipalities at “{ $round }” still look for solutions. Your offer “{ $offer }” comes close.
suppliers-contact-added = The contact is added.
suppliers-contact-stopped = The contact is taken off. Its links no longer work.
suppliers-too-many = There are ten contacts already.
suppliers-not-open = This step is not possible as the invitation stands now.
suppliers-mistake-past = This day is over already.
suppliers-mistake-edition = Somebody else has changed something meanwhile. Open the page again.
suppliers-deadline-moved = The deadline is changed.
suppliers-noted = The answer is noted.
suppliers-withdrawn = The invitation is taken back.
supplier-invited = Invited
supplier-opened = Link opened
supplier-reminded = Reminded
supplier-answered = Answered
supplier-because-title = Stepped in for { $label } { $supplier }
supplier-because = Was the next best offer: { $part } % of the demand, together { $covered } %.
supplier-offer-go = To the offer
supplier-contacts = Contacts
supplier-contacts-none = No address yet. Add who gets the invitation.
supplier-function = Function
supplier-add = Add a contact
supplier-send = Send the invitation
supplier-again = Send the invitation once more
supplier-deadline = Deadline
supplier-deadline-go = Change the deadline
supplier-note = Note an answer
supplier-note-lead = If the supplier answered by phone or mail.
supplier-reply = Answer
supplier-note-go = Note
supplier-withdraw = Take the invitation back
supplier-withdraw-lead = The place becomes free. The reason stands in the list.
supplier-withdraw-mail = Write to the supplier
supplier-withdraw-go = Take back
