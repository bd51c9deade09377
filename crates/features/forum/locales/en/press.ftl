# Ten figures of a round for the press.
press-title = Figures for the press
press-lead = Ten figures, each with a sentence to copy. They hold only sums and what is published.
press-sentence = Sentence on: { $label }
press-source = Where the figure comes from
press-all = All sentences
press-all-label = All sentences to copy
press-empty-title = No figures yet
press-empty = As soon as the first answers are there, figures and sentences will stand here.
press-label-answered = answers
press-label-reach = of the people reached
press-label-needs = needs
press-label-areas = areas of action
press-label-offers = offers
press-label-matched = needs with an offer
press-label-covered = of the demand covered
press-label-people = participants
press-label-talks = one-to-one talks
press-label-projects = projects
press-answered = { $answered } of { $invited } invited municipalities and counties have said what they need; that is { $rate }.
press-answered-none = Nobody has answered yet.
press-reach = { $reach } of the people of all invited towns live in towns that answered.
press-reach-none = No town has answered yet.
press-needs = The municipalities named { $needs ->
    [one] one need
   *[other] { $needs } needs
}; { $seconded ->
    [0] none is seconded by other municipalities.
    [one] one is seconded by other municipalities.
   *[other] { $seconded } are seconded by other municipalities.
}
press-needs-none = No need has been named yet.
press-areas = They led to { $areas ->
    [one] one area of action
   *[other] { $areas } areas of action
}; most needs ({ $of_largest }) belong to “{ $largest }”.
press-areas-none = No areas of action have been published yet.
press-offers = { $suppliers ->
    [one] One supplier has
   *[other] { $suppliers } suppliers have
} submitted { $offers ->
    [one] one offer
   *[other] { $offers } offers
}.
press-offers-none = There are no offers yet.
press-matched = For { $matched } needs there is at least one offer that fits, for { $white } there is none yet.
press-matched-all = For each of the { $matched } needs there is at least one offer that fits.
press-matched-none = Which offer fits which need has not been computed yet.
press-covered = The { $chosen } chosen offers cover { $covered } of the weighted demand.
press-covered-proven = The { $chosen } chosen offers cover { $covered } of the weighted demand; no other selection under the same rules is better.
press-covered-none = No selection has been decided yet.
press-people = { $people } people of { $registered } municipalities, firms and institutions have registered for the event.
press-came = { $came } people came to the event; { $registered } municipalities, firms and institutions had registered.
press-people-none = Nobody has registered yet.
press-talks = { $talks } one-to-one talks were planned for the event.
press-talks-none = No talks are published yet.
press-projects = From the round { $projects ->
    [one] one project is
   *[other] { $projects } projects are
} known; { $takeovers ->
    [0] none has been taken over yet.
    [one] once, another municipality has taken one over.
   *[other] { $takeovers } times, other municipalities have taken one over.
}
press-projects-none = No project has been published yet.
