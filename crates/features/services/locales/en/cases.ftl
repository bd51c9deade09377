cases-title = Cases
cases-lead = Applications that the office works on.
cases-file = cases
cases-empty-title = No cases yet
cases-empty = As soon as somebody applies for something it stands here. Publish a service to begin.
cases-nothing-title = No case fits
cases-nothing = Take a filter away, or look for other words.
cases-table = { $n ->
    [one] One case
   *[other] { $n } cases
}
cases-found = { $n } of { $all }
cases-q = File number or name
cases-any = all
cases-whose = Whose
cases-whose-mine = mine
cases-whose-nobody = nobody’s
cases-whose-all-mine = mine and those of whom I stand in for
cases-whose-own = only mine
cases-whose-deputy = standing in for { $name }
cases-stands-in = standing in
cases-deputy = You stand in for { $name }: { $n ->
    [0] no open case.
    [one] one open case.
   *[other] { $n } open cases.
}
cases-form = Service
cases-all = closed ones, too
cases-show = show
cases-unassigned = { $n ->
    [one] Nobody takes care of one case yet.
   *[other] Nobody takes care of { $n } cases yet.
}
cases-column-number = File number
cases-column-applicant = From
cases-column-title = What
cases-column-received = Received
cases-column-state = State
cases-column-clerk = Clerk
cases-column-day = Day
cases-state-open = in work
cases-state-waiting = waits for an answer
cases-state-proposed = for approval
cases-state-decided = decided
cases-state-withdrawn = withdrawn
cases-state-closed = closed
cases-deadlines = Deadlines
cases-deadlines-lead = What is due first stands at the top. Holidays and pauses are counted in.
cases-deadlines-empty-title = No open deadlines
cases-deadlines-empty = Everything is decided, or there are no cases with a deadline yet.
cases-deadline-expired = passed on { $day }
cases-deadline-soon = { $left ->
    [0] today, { $day }
    [one] tomorrow, { $day }
   *[other] in { $left } days, { $day }
}
cases-deadline-running = until { $day }
cases-deadline-paused = stands still since { $day }
cases-deadline-ended = settled on { $day }
cases-load = Who has how much
cases-load-lead = Cases that are not decided yet, by person.
cases-load-chart = For each person the number of cases, by state.
cases-load-nobody = nobody yet
cases-load-total = Together
cases-load-late = of them with a task that is late
cases-load-empty = At the moment no case waits for a decision.
cases-pick = Choose
cases-many = Several cases at once
cases-many-take = Take those chosen
cases-many-close = Close those chosen
cases-many-none = Choose cases first.
cases-many-done = Done.
cases-many-some = Some could not be done: they are not decided yet, or something is still to be done. The others are done.
cases-saved = Saved filters
cases-saved-label = Name of the filter
cases-saved-keep = Save the filter
cases-saved-drop = Forget
cases-saved-name = Give the filter a name of at most 60 signs.
cases-saved-many = More than 30 filters cannot be saved. Forget one first.
cases-saved-done = The filter is saved.
cases-saved-gone = The filter is forgotten.
cases-links = Views
cases-services = Manage services
