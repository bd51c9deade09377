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
cases-links = Views
cases-services = Manage services
