chain-title = How it came about, what became of it
chain-step-need = Need from the survey
chain-step-area = Area of action
chain-step-match = Offers that fit
chain-step-choice = Choice
chain-step-talk = Talk
chain-talk = { $time }, table { $table }
chain-step-outcome = Outcome
chain-step-project = Project
chain-match = rank { $rank } for { $need }, fits { $score } %
chain-choice-listed = chosen, not invited yet
chain-choice-invited = chosen and invited
chain-choice-accepted = chosen, has accepted
chain-choice-declined = chosen, has declined
chain-choice-expired = chosen, has not answered
chain-choice-withdrawn = invitation taken back
chain-outcome = { $who } says { $when }: { $kind }
chain-project = put into practice by { $town }
chain-taken = taken over from { $town }
chain-more = { $n ->
    [one] and one more
   *[other] and { $n } more
}
chain-to-need = To the need with questions and history
