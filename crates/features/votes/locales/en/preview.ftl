preview-title = Look at the ballot
preview-lead = This is what the ballot looks like. What you tick here is not sent.
preview-closes = Voting until { $at }
preview-large = Show large
preview-normal = Show as usual
preview-nothing = nothing
preview-blank = Abstain
preview-place-rank = Place { $n }
preview-place-grade = Grade { $n }
preview-hint-choose = { $most ->
    [1] Choose one answer.
   *[other] Choose at least { $least } and at most { $most } answers.
}
preview-hint-rank = Give the answers places; place 1 is the best. An answer without a place comes last. Without any places you abstain.
preview-hint-grade = Give every answer a grade from 1 to { $grades }; 1 is the best. Without any grades you abstain.
