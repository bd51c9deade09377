plan-title = Plan
plan-lead = Areas of action, fitting offers and a proposal which start-ups to invite. What you see is computed; the decision is yours.
plan-make = Compute the plan
plan-again = Compute again
plan-made = Computed on { $when }. Nothing has changed since.
plan-running = The plan is being computed
plan-stage-matching = Comparing needs and offers
plan-stage-areas = Finding areas of action
plan-stage-reasons = Naming reasons
plan-stage-selection = Choosing offers
plan-stage-talks = Planning talks
plan-none-title = No plan yet
plan-none = Have the plan computed first. It takes a few seconds.
plan-none-go = To the plan
plan-empty-title = No plan yet
plan-empty = There are { $needs ->
    [one] one need
   *[other] { $needs } needs
} and { $offers ->
    [0] no offers yet
    [one] one offer
   *[other] { $offers } offers
}. You can compute the plan now and again later.
plan-empty-needs = Once towns have answered, the plan can be computed.
plan-empty-needs-go = Who has answered?
plan-stale-title = Something has changed since
plan-stale = This plan was computed on { $when }. Needs, offers or settings are different by now.
plan-refused-title = The plan could not be computed
plan-refused = Rules or wishes contradict each other:
plan-gone = no longer there
plan-reason = “{ $need }” – “{ $offer }”
plan-filter-q = Search
plan-nothing-title = Nothing found
plan-nothing = No entry fits these filters.
plan-figure-areas = areas of action with needs
plan-figure-areas-link = See the areas
plan-figure-needs = from { $n } needs
plan-figure-covered = of the need is covered by the proposed choice
plan-figure-proven = No choice with as many places covers more.
plan-figure-bound = No choice can cover more than { $bound } %.
plan-figure-white = needs without a fitting offer
plan-figure-white-link = See the gaps
plan-figure-offers = offers compared
plan-figure-offers-link = What fits whom?
plan-headlines = In short
plan-choice = Proposed choice
plan-choice-lead = Together, these offers cover the largest part of the weighted needs.
plan-choice-part = Without this offer, { $n } % more of the weighted needs would stay open.
plan-choice-instead = Best replaced by:
plan-choice-covers = { $n ->
    [one] Fits one need best
   *[other] Fits { $n } needs best
}
plan-choice-empty-title = No choice yet
plan-choice-empty = There are no offers to choose from yet.
plan-choice-empty-go = To the offers
plan-choice-file = choice
plan-choice-place = Place
plan-choice-id = Label
plan-choice-supplier = Supplier
plan-choice-offer = Offer
plan-choice-contribution = Contribution in %
plan-choice-needs = Needs
plan-choice-alternative = Replacement
plan-curve = How much do how many places cover?
plan-curve-description = Share of the weighted needs that the best choice found covers, by number of places. No choice can pass the dashed line.
plan-curve-point = { $places } places: { $value } % covered, { $bound } % possible at most
plan-curve-places = Places
plan-curve-covered = Need covered
plan-curve-value = covered
plan-curve-bound = possible at most
plan-curve-value-percent = Covered in %
plan-curve-bound-percent = Possible at most in %
plan-report = Report
plan-report-text = Everything in one file to pass on and print, in German and English. It opens in any browser.
plan-report-go = Download the report
plan-white = Gaps
plan-white-file = gaps
plan-white-lead = Needs that no offer fits. It pays to approach suppliers for these.
plan-white-id = Label
plan-white-need = Need
plan-white-town = Town
plan-white-relevance = Importance
plan-white-score = Nearest offer
plan-white-because = What stands in the way
plan-white-none-title = No gaps
plan-white-none = Every need has at least one fitting offer.
