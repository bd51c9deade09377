mailing-invitation-subject = { $round }: what does { $town } need?
mailing-invitation-text =
    { $office } asks the towns of the region: which parts of your administration do you want to digitise, and what matters most?

    The answers become areas of action. Start-ups are sought for them and invited to talks with you.

    You need no account. The link is for { $town } alone. You can stop at any time and go on later.
mailing-reminder-subject = Reminder: { $round }
mailing-reminder-text =
    we have no answer from { $town } yet. We would like to know what you need.

    If you have begun already, go on where you stopped.
mailing-colleague-subject = { $round }: will you answer for { $town }?
mailing-colleague-text =
    somebody from { $town } passed the needs survey of { $office } on to you. You can answer alone or together; everybody sees the same state.
mailing-again-subject = { $round }: your link
mailing-again-text =
    here is a new link for the answer of { $town }. What was typed already is still there.
mailing-greeting = Good day,
mailing-greeting-name = Good day { $name },
mailing-go = Answer for your town
mailing-end = The survey runs until { $end }.
mailing-no-end = further notice
mailing-pass-on = On the page behind the link you can pass the invitation on to colleagues or say that your town does not take part.
mailing-bye = Kind regards, { $office }
mailing-why = You get this e-mail because { $office } keeps your address as a contact of { $town }.
mailing-too-many = This town has 20 contacts already. Take one off first.
