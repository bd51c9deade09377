outcomes-title = Outcomes
outcomes-file = outcomes
outcomes-lead = What came of the meetings. Both sides are asked the day after and after 3, 6 and 12 months.
outcomes-empty-title = No meetings yet
outcomes-empty = After the event this shows towns and suppliers that talked to each other, and what came of it. Those who met without a planned talk can be entered by hand.
outcomes-empty-no-day = The round has no day of the event yet. It decides when people are asked.
outcomes-set-day = Set the dates
outcomes-pairs = meetings
outcomes-towns = { $n ->
    [one] of one town
   *[other] of { $n } towns
}
outcomes-projects = trials and contracts
outcomes-projects-text = at the last question
outcomes-missing = answers missing
outcomes-not-yet = not asked yet
outcomes-course = How it went on
outcomes-funnel = Where the meetings stand, by month
outcomes-funnel-description = One bar for each question: how many meetings led to a contract, a trial, another meeting, information or nothing, and how many have no answer.
outcomes-funnel-text = What the town says counts; where it said nothing, what the supplier says. A contract and a later “nothing” stay.
outcomes-of = { $n } of { $all }
outcomes-no-answer = no answer
outcomes-why = Why
outcomes-reasons = Reasons where nothing came of it
outcomes-reasons-description = How often each reason was given, the most frequent first.
outcomes-reasons-count = times
outcomes-list = All meetings
outcomes-found = { $n } of { $all }
outcomes-table = { $n ->
    [one] One meeting
   *[other] { $n } meetings
}
outcomes-any = all
outcomes-both = both sides
outcomes-q = Town, supplier or word
outcomes-missing-of = Answer missing from
outcomes-charts-of = Charts by what is said by
outcomes-nothing-title = No meeting fits
outcomes-nothing = Take a filter away.
outcomes-side-town = Town
outcomes-side-supplier = Supplier
outcomes-month-short = { $n ->
    [0] right after
   *[other] after { $n } months
}
outcomes-said = { $kind } ({ $n ->
    [0] right after
   *[other] after { $n } months
})
outcomes-column-town = Town
outcomes-column-supplier = Supplier
outcomes-column-stands = Stands at
outcomes-column-says-town = Town says
outcomes-column-says-supplier = Supplier says
outcomes-column-missing = Answer missing
outcomes-column-reason = Reason
outcomes-column-words = Remark
outcomes-column-project = Project
outcomes-column-month = Question
outcomes-column-side = Who
outcomes-column-answer = Answer
outcomes-column-by = By
outcomes-column-asked = Asked
outcomes-reminded = reminded { $at }
outcomes-said-title = What both said
outcomes-said-table = Answers by question and side
outcomes-ask = Asking
outcomes-ask-text = The questions go out by themselves, with one reminder after 14 days.
outcomes-ask-next = Next question: { $day }.
outcomes-ask-waiting = { $n ->
    [one] It is the turn of one organisation.
   *[other] It is the turn of { $n } organisations.
}
outcomes-ask-go = Ask now
outcomes-asking = The e-mails go out.
outcomes-nothing-due = There is no question to ask at the moment.
outcomes-new = Enter a meeting
outcomes-new-lead = A talk during the break, for instance. Both sides are then asked like all others.
outcomes-new-choose = Please choose
outcomes-new-go = Enter
outcomes-added = The meeting is entered.
outcomes-note = Enter an answer
outcomes-note-text = Did somebody answer on the phone? Enter it here; it replaces what was there before.
outcomes-note-side = Who answered?
outcomes-note-month = Which question?
outcomes-note-go = Enter
outcomes-noted = The answer is entered.
outcomes-project = Project
outcomes-project-go = To project { $label }
outcomes-project-text = Begin a draft for the town. What the round knows is filled in already.
outcomes-project-none = As soon as there is a trial or a contract, a project begins here.
