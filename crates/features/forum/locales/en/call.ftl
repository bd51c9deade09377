call-title = Call: { $round }
call-kicker = Call for offers
call-open = Offers are welcome now
call-until = Offers can be submitted and changed until { $date }.
call-no-end = There is no end date yet.
call-before = Offers are not possible yet
call-from = You can submit offers from { $date }.
call-after = The time for offers is over
call-after-text = Whoever submitted an offer can still read it and answer questions.
call-unset = The date is not fixed yet
call-unset-text = Once offers are possible, it will be said here.
call-go = Submit an offer
call-areas = Areas of action
call-areas-lead = Towns look for solutions in these areas.
call-area-count = { $needs ->
    [one] one need
   *[other] { $needs } needs
} of { $towns ->
    [one] one town
   *[other] { $towns } towns
}
call-empty-title = No areas yet
call-empty = The areas are published once the answers of the towns are evaluated.
call-empty-go = Publish areas
call-needs = What an offer needs
call-needs-what = What your solution does and which problem of an administration it solves
call-needs-how = How and where it runs: as a service, in the own house, in Germany or elsewhere
call-needs-proof = Certificates, standards and interfaces, and who uses it already
call-needs-price = What it costs, in your words
call-needs-draft = You can save a draft and go on later.
