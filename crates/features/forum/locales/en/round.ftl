round-kicker = Round
round-stages = Stages
round-stage-survey = Needs survey
round-stage-offers = Call for start-ups
round-stage-plan = Evaluation and choice
round-stage-event = Event
round-stage-survey-hint = During this time towns can answer.
round-stage-offers-hint = During this time start-ups can hand in offers.
round-stage-plan-hint = During this time you evaluate and choose.
round-stage-event-hint = The day of pitches and talks.
round-from-to = { $from } to { $to }
round-from = from { $date }
round-until = until { $date }
round-no-date = no date yet
round-open-now = Take part now
round-survey-open = The needs survey is running. Invited towns answer by the link in their e-mail.
round-survey-go = Answer for my town
round-offers-open = Start-ups can hand in offers.
round-offers-go = To the call
round-event-open = The event:
round-event-programme = To the programme
round-event-register = To the registration
round-areas = Areas of action
round-areas-go = What stands behind the areas
round-figures = State
round-figure-chosen = towns and counties chosen
round-figure-chosen-link = To the invitations
round-figure-invited = written to
round-figure-opened = { $n } opened the link
round-figure-answered = have answered
round-figure-answered-link = To the response
round-figure-missing = { $n } are missing
round-figure-declined = do not take part
round-public-title = Public page
round-public-yes = The round's page is public. Strangers see stages and areas of action, no answers and no offers.
round-public-no = The round's page is not public yet. Those invited can answer all the same.
round-public-link = Address of the page
round-next = Next
round-next-dates = Say when the needs survey runs.
round-next-dates-go = Set dates
round-next-choose = Choose the towns and counties to be asked.
round-next-choose-go = Choose towns
round-next-contacts = { $n ->
    [one] One town has no e-mail address yet.
   *[other] { $n } towns have no e-mail address yet.
}
round-next-contacts-go = Add addresses
round-next-send = { $n ->
    [one] One invitation can be sent.
   *[other] { $n } invitations can be sent.
}
round-next-send-go = Look at invitations and send them
round-next-wait = Everything is sent. The needs survey has yet to begin.
round-next-wait-go = To the invitations
round-next-missing = { $n ->
    [0] Everybody has answered.
    [one] One answer is missing.
   *[other] { $n } answers are missing.
}
round-next-missing-go = To the response
round-next-offers-dates = Say when start-ups can hand in offers.
round-next-offers-dates-go = Set dates
round-next-compute = Have the areas of action computed from the needs.
round-next-compute-go = To the plan
round-next-board = Put the areas of action in order and publish them.
round-next-board-go = Order the areas
round-next-areas = The areas of action are published. Until the call begins you can still change them.
round-next-areas-go = To the areas of action
round-next-offers = Look through the offers that came in.
round-next-offers-go = To the offers
round-next-reviews = { $n ->
    [one] One review of the jury is still missing.
   *[other] { $n } reviews of the jury are still missing.
}
round-next-reviews-go = To the jury
round-next-programme = Put the programme of the event together.
round-next-programme-go = To the programme
round-next-registration = Open the registration for the event.
round-next-registration-go = Open the registration
round-next-registrations = { $n ->
    [0] Ask municipalities and suppliers to register.
    [one] One body is registered.
   *[other] { $n } bodies are registered.
}
round-next-registrations-go = To the registrations
round-next-wishes = { $n ->
    [one] One body has not said its wishes for talks yet.
   *[other] { $n } bodies have not said their wishes for talks yet.
}
round-next-wishes-go = To the wishes
round-next-talks = { $n ->
    [one] One body waits for the plan of talks. Compute and publish it.
   *[other] { $n } bodies wait for the plan of talks. Compute and publish it.
}
round-next-talks-go = To the plan of talks
round-next-checkin = The event is today. { $n ->
    [one] One body is registered.
   *[other] { $n } bodies are registered.
}
round-next-checkin-go = To the entrance
round-next-outcomes = The event is over. See what came of the meetings and who has not answered yet.
round-next-outcomes-go = To the outcomes
round-next-plan = Have choice and talks computed.
round-next-plan-go = To the plan
round-next-selection = The plan is there. Choose the offers and let two persons decide.
round-next-selection-go = To the selection
round-next-suppliers = { $n ->
    [one] One chosen supplier was not written to yet.
   *[other] { $n } chosen suppliers were not written to yet.
}
round-next-suppliers-go = Read and send the invitations
round-edit = Settings
round-copy = Use for a new round
round-edit-title = Settings: { $round }
round-part-page = Page of the round
round-part-stages = Dates
round-part-stages-hint = The last day still counts in full. What is open stays empty.
round-part-day = Day of the event
round-part-areas = Areas of action
round-field-intro = Introduction
round-field-intro-hint = What towns and start-ups read first. An empty line parts paragraphs.
round-field-public = The round's page is public
round-field-public-hint = Stages and areas of action can then be seen by everybody.
round-field-places = Places for start-ups
round-field-tables = Tables
round-field-start = Talks begin
round-field-end = Talks end
round-field-length = Length of a talk
round-field-pause = Break between talks
round-clock = o’clock
round-minutes = minutes
round-field-areas = One line per area of action
round-field-areas-hint = Name, colon, keywords with commas between: “Elections: polling staff, ballot”.
round-field-areas-help = Where it is left empty, the shipped areas apply: { $areas }.
round-save = Save
round-saved = The settings are saved.
round-mistake-ends-before = The end lies before the beginning.
round-mistake-order = This stage begins before the one above. Check the year.
round-mistake-time = This is no time of day. Write it like 14:30.
round-mistake-no-slot = No talk fits between beginning and end.
round-mistake-area-name = In the line “{ $line }” the name is missing or has more than 80 characters.
round-mistake-area-twice = The area “{ $name }” stands there twice.
round-mistake-many-areas = At most 40 areas of action are possible.
round-mistake-edition = Somebody else has saved meanwhile. Open the page anew in a second window and carry your changes over; what you typed still stands here.
round-sees = Who sees what and when
round-sees-lead = The forum's office sees everything at any time. Changed dates take effect at once.
round-sees-what = What
round-sees-everybody = Everybody
round-sees-towns = Invited towns
round-sees-suppliers = Start-ups
round-sees-what-page = Page of the round
round-sees-what-survey = Needs survey
round-sees-what-needs = Needs of others
round-sees-what-areas = Areas of action
round-sees-what-offers = Offers
round-sees-what-plan = Choice and plan
round-sees-always = yes
round-sees-never = no
round-sees-own = their own only
round-sees-shared = shared ones only
round-sees-from = from { $date }
round-sees-from-begin = once the date is set
round-tabs = Parts of the round
round-tabs-second = Pages in this part
round-part-overview = Overview
round-part-survey = Survey
round-part-demand = Areas of action
round-part-supply = Offers
round-part-choice = Selection
round-part-event = Event
round-part-after = Afterwards
round-tab-outcomes = Outcomes
round-tab-invitations = Invitations
round-tab-response = Response
round-tab-needs = Needs
round-tab-board = Order
round-tab-areas = Weight and publication
round-tab-offers = Offers
round-tab-matches = Matches
round-tab-plan = Plan
round-tab-selection = Selection
round-tab-suppliers = Suppliers
round-tab-calls = Targeted calls
round-tab-programme = Programme
round-tab-registrations = Registrations
round-tab-checkin = Entrance
round-tab-now = Now and next
round-tab-wishes = Wishes
round-tab-talks = Plan of talks
round-tab-feedback = Feedback
round-figure-needs-link = To the needs
round-figure-areas = areas of action published
round-figure-planned = plan of { $date }
round-figure-no-plan = no plan yet
round-survey-own = The questions were changed for this round.
round-survey-shipped = The questions are those that come with the program.
round-survey-earlier = The questions are those of the round before.
round-survey-preview = Preview: as towns see it
round-survey-change = View and change the questions
round-tab-jury = Jury
round-tab-report = Report
round-tab-press = Press
round-tab-told = Who was told
round-next-report = The event is over. Read the report, and publish what everybody may know.
round-next-report-go = To the report
