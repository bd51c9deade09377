grant = Grant
grant-title = Grant programmes
grant-lead = What there is money for, how much is left, and who applied.
grant-kicker = Grant programme
grant-empty-title = No grant programme yet
grant-empty = Take over the ready example “Digital grant for associations” and make it yours.
grant-card-left = { $year }: { $rest } of { $all } left
grant-card-none = No money has been entered for this year yet.
grant-file = grants
grant-saved = Saved.
grant-service = Edit the service
grant-year = Budget year
grant-year-rest = { $year }, { $rest } left
grant-budget = Money in the budget
grant-budget-chart = By budget year: what is granted, what is proposed and what is left.
grant-budget-all = In the budget
grant-budget-granted = Granted
grant-budget-proposed = Proposed
grant-budget-rest = Left
grant-budget-none = No money has been entered yet. Without it nothing can be granted.
grant-budget-set = Enter the money of a year
grant-budget-hint = In euros. Never is more than this granted.
grant-budget-below = The amount cannot be below zero.
grant-budget-committed = More is granted for this year already. The amount must be at least as high.
grant-budget-spent = The money of this budget year is not enough. Nothing was granted. Raise the amount or grant less.
grant-call = When one can apply
grant-call-open = Open for applications
grant-call-closed = Not open for applications now
grant-call-opens = From
grant-call-closes = Until
grant-call-order = The end lies before the beginning.
grant-call-over = One cannot apply at the moment. The page of the service says when.
grant-opens = One can apply from { $day } on.
grant-closes = One can apply until { $day }.
grant-ranking = Ranking
grant-ranking-text = Who has more points comes first; with equal points, who was earlier. For { $year } there are { $rest } left.
grant-ranking-panel = An application has a place as soon as { $n ->
    [one] one person has
   *[other] { $n } people have
} given points.
grant-ranking-none = No application waits for a decision yet.
grant-column-place = Place
grant-column-number = Number
grant-column-applicant = From
grant-column-mean = Points
grant-column-cents = Amount
grant-column-total = Together
grant-column-standing = Standing
grant-standing-funded = money is enough
grant-standing-partly = money is enough for a part
grant-standing-waiting = money is not enough
grant-standing-below = too few points
grant-standing-unscored = points are missing
grant-scores-so-far = { $n } of { $all } have given points
grant-propose = Propose all for whom the money is enough
grant-propose-text = { $n ->
    [one] One application is checked, and the money is enough. It will be proposed; a second person releases it.
   *[other] { $n } applications are checked, and the money is enough. They will be proposed; a second person releases them.
}
grant-propose-do = Propose
grant-proposed = The grants are proposed.
grant-proposed-none = There was nothing to propose.
grant-approve = Release all proposals
grant-approve-text = { $n ->
    [one] One proposal waits for your release.
   *[other] { $n } proposals wait for your release.
}
grant-approved = The proposals are released.
grant-approved-some = The money of this budget year was not enough for all proposals. The best are released, the others wait.
grant-own-proposals = { $n ->
    [one] One proposal of yours waits for a second person.
   *[other] { $n } proposals of yours wait for a second person.
}
grant-others = Decided or not eligible
grant-not-eligible = not eligible
grant-award = Granted
grant-award-hint = At most: { $sum }
grant-award-missing = Say how much is granted.
grant-proposed-sum = Proposed
grant-paid = Paid out
grant-asked = Asked for
grant-possible = Possible
grant-fault-nothing = nothing, no amount is asked for
grant-fault-beyond-cost = nothing, more is asked for than it costs
grant-fault-too-little = nothing, the amount is below the least
grant-rules = Conditions
grant-rule-holds = met
grant-rule-fails = not met
grant-mean = Points on average
grant-points = Points
grant-who = Who
grant-points-give = Give points
grant-points-text = From 0 to { $most }. The others see your points only in the case.
grant-points-words = Reasons
grant-points-save = Save points
grant-weight = Counts { $n } times.
grant-choose = please choose
grant-biased = I am biased
grant-biased-hint = For instance because you belong to the association. Then your points do not count, and you need not give any.
grant-scores = Give points
grant-scores-lead = Applications for which your points are asked.
grant-scores-open = { $n ->
    [0] At the moment no points of yours are missing.
    [one] Your points for one application are missing.
   *[other] Your points for { $n } applications are missing.
}
grant-scores-none-title = Nothing to give points for
grant-scores-none = As soon as somebody applies for a grant, it stands here.
grant-scored = Your points are saved.
grant-score-late = This application is decided. Points cannot be given any more.
grant-own-points = Your points
grant-own-open = missing
grant-own-done = given
grant-own-biased = biased
grant-parts = Paid out in parts
grant-part = Part
grant-part-after = When
grant-part-released = released for payment
grant-part-open = not yet
grant-after-decision = after the decision
grant-after-report = after the proof of use
grant-release = Release { $sum } for payment
grant-release-wait = The next part is paid when the proof of use is accepted.
grant-release-nothing = There is nothing left to be paid out.
grant-release-not-yet = This part cannot be paid out yet: the proof of use is missing or not accepted.
grant-release-no-account = The application names no account. Ask for it.
grant-purpose = Grant { $number }, part { $n }
grant-back-purpose = Repayment of the grant { $number }
grant-report-due = Proof of use until
grant-report-on = Proof of use of { $day }
grant-report-accepted = Accepted costs: { $sum }
grant-settle = Accept the proof
grant-accepted = Accepted costs
grant-accepted-hint = The proof says { $sum }.
grant-rates = Base rates
grant-rates-hint = Only where interest is asked: a day and a rate on each line, as in “01.07.2025 1.27”. Asked are five percentage points above (§ 49a (3) VwVfG), from the day after the payment was released.
grant-rates-wrong = Write a day and a rate on each line, as in “01.07.2025 1.27”.
grant-rates-missing = For a part of the time the base rate is missing, or the lines are not in the order of their days.
grant-back = To be given back
grant-interest = Interest
grant-revision = Proposed change
grant-revision-sum = Granted from now on
grant-revise = Change the grant
grant-revise-text = More, less or another day for the proof. A second person releases the change; what was paid too much is claimed back.
grant-revise-do = Propose the change
grant-own-report-text = Prove what you used the money for. You can stop and go on later.
grant-own-report = Prove the use
grant-own-report-again = Look at the proof or add to it
grant-own-reported = Your proof is here and is being looked at.
