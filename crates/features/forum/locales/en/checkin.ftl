checkin-title = Entrance
checkin-lead = The camera of a phone opens the code on the badge. Whoever is signed in here then sees the person and a button to check in.
checkin-search = Name, body or label
checkin-scan = Read with the camera
checkin-unknown = The round does not know this code.
checkin-denied = The camera is not allowed. Search by name.
checkin-figure-here = are here
checkin-figure-of = of { $n } people registered
checkin-figure-missing = still missing
checkin-figure-missing-go = Who is missing?
checkin-found = { $n ->
    [one] One person found
   *[other] { $n } people found
}
checkin-more = The first { $n } are shown. Type more of the name.
checkin-nobody = Nobody of this name is registered.
checkin-empty = The entrance opens as soon as somebody has registered with a name.
checkin-guest = Put in a guest without registration
checkin-last = Checked in last
checkin-do = Check in
checkin-undo = Take back
checkin-here = Is here
checkin-done = Checked in
checkin-before = Was checked in before
checkin-undone = Taken back
checkin-no-place = Not registered
checkin-no-place-text = This registration is cancelled or stands on the waiting list.
checkin-to-registration = To the registration
checkin-assistance = Assistance
checkin-back = To the entrance
checkin-now = The screen of the hall shows what runs now and what comes next.
