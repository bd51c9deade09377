# Pages about letters
letter-title = Letters
letter-lead = Notices, requests and reminders on paper. What nobody gets by mail goes by post.
letter-file = letters
letter-draft = draft
letter-receipt = receipt
letter-pages = Set up
letter-table = { $n ->
    [one] One letter
   *[other] { $n } letters
}
letter-show-post = To be posted ({ $n })
letter-show-fault = With a fault ({ $n })
letter-show-all = All ({ $n })
letter-column-choose = Choice
letter-column-subject = Subject
letter-column-recipient = To
letter-column-case = Case
letter-column-day = Date
letter-column-state = State
letter-state-faulty = not set
letter-state-waiting = being set
letter-state-post = to be posted
letter-state-posted = posted
letter-state-online = on line
letter-kind-decision = Notice
letter-kind-deemed = Certificate
letter-kind-correction = Request
letter-kind-permit = Permit
letter-kind-reminder = Reminder
letter-bundle = All as a ZIP file
letter-posted-do = Note as posted
letter-posted = The letters are noted as posted.
letter-not-posted = The letters count as not posted again.
letter-undo = Not posted after all
letter-again = Set once more
letter-again-done = The letters are set once more.
letter-setting = Letters are being set
letter-setting-text = { $n ->
    [one] One letter is still missing.
   *[other] { $n } letters are still missing.
}
letter-look-again = Load again
letter-empty-title = No letter yet
letter-empty = A letter is written as soon as an application is decided.
letter-none-title = Nothing here
letter-none-post = Everything is posted.
letter-none-fault = All letters could be set.
letter-none-all = No letter yet.
letter-no-head-title = The letterhead is missing
letter-no-head-text = Without a letterhead there are no letters. You can write notices afterwards in each case.
letter-no-head = The letterhead is missing. Please enter it under “Letters” first.
letter-not-decided = This case is not decided yet.
letter-section = Letters
letter-section-none = There is no letter about this case yet.
letter-write = Write letters
letter-written = The letter is being written.
letter-there = All letters about this case are there already.
letter-preview = Look at the notice (PDF)
letter-own = Your letters
letter-own-receipt = Receipt (PDF)

# Letterhead
letter-head = Letterhead
letter-head-lead = Stands at the top and the bottom of each letter. The arms come from the settings of the municipality, the account from “Money”.
letter-head-name = Authority
letter-head-name-hint = For example: Stadt Hofgeismar, Der Magistrat
letter-head-unit = Department
letter-head-street = Street and number
letter-head-place = Postcode and town
letter-head-phone = Telephone
letter-head-email = Mail
letter-head-web = Web
letter-head-hours = Opening hours
letter-head-hours-hint = For example: Mon–Fri 8–12
letter-head-save = Save
letter-head-saved = The letterhead is saved.

# Templates
letter-templates = Templates
letter-templates-lead = This is how letters look. Each template can be changed and tried before.
letter-template = Template
letter-template-notice = Letter
letter-template-receipt = Receipt
letter-template-permit = Permit, a page
letter-template-permit-card = Permit, a card
letter-template-own = your own
letter-template-shipped = shipped
letter-template-tried = being tried
letter-template-tried-text = This is a draft. Letters are still printed with the template before it.
letter-template-lead = With invented values and your letterhead.
letter-template-preview = Preview
letter-template-page = Page { $n } of the preview
letter-template-fault = The template cannot be set like this
letter-template-source = Template
letter-template-source-hint = Written in the language Typst.
letter-template-try = Try
letter-template-use = Use from now on
letter-template-reset = Back to the shipped one
letter-template-was-tried = The draft is saved.
letter-template-was-used = The template holds from now on.
letter-template-was-reset = The shipped template holds again.
letter-template-has-fault = The template cannot be set like this; it stays a draft.

# What letters say
letter-ours = Our reference
letter-clerk = Contact
letter-hello = Dear { $name },
letter-closing = Yours sincerely
    by order
letter-decision-subject = { $title }: Notice
letter-decision-intro = on your application of { $day } the following is decided
letter-decision-heading = Notice
letter-decision-approved = Your application “{ $title }” is granted.
letter-decision-refused = Your application “{ $title }” is refused.
letter-award = You are granted { $sum } from the means of { $year }.
letter-report = Please prove the use by { $day }.
letter-charged = { $sum } are to be paid for the decision.
letter-conditions = Side conditions
letter-reasons = Reasons
letter-charges = To be paid
letter-total = Total
letter-pay = Please pay **{ $sum }** by **{ $day }** to the account below. Reference: **{ $reference }**
letter-code = Code for the transfer
letter-code-text = Scan it with your banking app: amount, account and reference are filled in then.
letter-deemed-subject = { $title }: Certificate
letter-deemed-text = your application of { $day } was not decided within the time of { $basis }. This certifies that it therefore counts as { $verdict ->
        [approved] granted
       *[other] refused
    } since { $effective }.
letter-correction-subject = { $title }: Please complete
letter-correction-intro = Your application of { $day } has arrived. Before we can decide, we need something more from you:
letter-correction-due = Please answer by **{ $due }**. Until then the time for our decision stands still.
letter-reminder-subject = { $stage ->
        [1] Payment reminder
       *[other] Reminder { $stage }
    } on { $number }
letter-reminder-text = for “{ $purpose }” fees were to be paid by { $day }. Of these **{ $sum }** are still open.
letter-reminder-crossed = If you have paid meanwhile, please take this letter as settled.
letter-receipt-proof = We have received what you told us. Receipt: **{ $receipt }**

# Permits
permit-kicker = Check of a permit
permit-number = Number
permit-valid = The permit is valid
permit-future = The permit is not valid yet
permit-over = The permit is over
permit-revoked = The permit was taken back
permit-days = From { $from } until { $until }.
permit-compare = Compare this with the permit before you.
permit-title = Permit
permit-look = Check the permit
permit-revoke = Take the permit back
permit-restore = Let the permit hold again
permit-was-revoked = The permit does not hold any more.
permit-was-restored = The permit holds again.
