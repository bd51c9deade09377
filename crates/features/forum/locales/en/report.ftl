# Report of a round, English. Plain words. The keys are those of ../de/report.ftl.
report-kind = Report
report-language = English
report-skip = Skip to content
report-contents = Contents
report-made-with = made with Rathaus { $program }
report-footer = This report was computed with Rathaus { $program } from the files of the round. It loads nothing from the internet. All lists in full length are in the files beside it: areas.csv, matches.csv, selection.csv, talks.csv and plan.json.
sample-title = Sample data
sample-text = everything is invented, only the names and keys of the municipalities are real
legend = Key
none = none
chosen = chosen
id = No.
need = Need
needs = Needs
offer = Offer
town = Municipality
area = Area of action
relevance = Importance
relevance-label = Importance: { $name }
relevance-4 = very important
relevance-3 = important
relevance-2 = less important
relevance-1 = hardly important
source-map = Map:
source-register = Municipalities:
more-in-file = { $n ->
    [one] One more entry is in { $file }.
   *[other] { $n } more entries are in { $file }.
}

summary-title = What matters most
summary-more = More: { $section }
summary-response-caption = needs
summary-response = { $answered } of { $municipalities } municipalities of the region have answered, and { $counties ->
    [0] no county
    [one] one county
   *[other] { $counties } counties
}. Together they name { $needs } needs.
summary-areas-caption = areas of action
summary-areas = The needs fall into { $n } areas of action. Most frequent: { $names }.
summary-white-caption = needs without a fitting offer
summary-white = { $n ->
    [one] One need has
   *[other] { $n } needs have
} no fitting offer. { $blocked ->
    [0] None of them fails because of a single condition.
    [one] One of them fails only because of a condition of the municipality.
   *[other] { $blocked } of them fail only because of a condition of the municipality.
}
summary-white-none = Every need has at least one fitting offer.
summary-selection-caption = of the weighted demand covered
summary-selection-proven = { $n } of { $offers } offers are chosen. They cover { $share } of the weighted demand. Proven: no other choice reaches more.
summary-selection-gap = { $n } of { $offers } offers are chosen. They cover { $share } of the weighted demand. No other choice is better by more than { $gap }.
summary-talks-caption = one-to-one talks
summary-talks = { $n } of { $wanted } wanted talks for { $people } participants have a time and a table. At most { $ceiling } would be possible. { $gaps ->
    [0] Nobody waits between two talks.
    [one] One wait between two talks remains.
   *[other] { $gaps } waits between two talks remain.
}
summary-talks-none = There is no list of participants yet. With participants.csv and wishes.csv the timetable of talks appears here.

response-title = Response
response-short = who answered, on the map and by county
response-lead = { $answered } of { $municipalities } towns and municipalities have answered; { $share } of the people of the region live in them. { $counties_answered } of { $counties } counties have named needs of their own.
response-without-key = { $n ->
    [one] One need carries no municipality key and is on no map.
   *[other] { $n } needs carry no municipality key and are on no map.
}
response-table = Response by county
response-county = County or city
response-answered = Municipalities with an answer
response-share = Share
response-needs = Needs of the municipalities
response-own = Needs of the county
response-own-none = city without a county
response-silent = Who has not answered yet
response-not-on-map = Not on the map, because outside Hesse: { $names }.
response-map-title = Needs by municipality
response-map-description = Map of the region with the borders of the municipalities and thicker borders of the counties. The darker a municipality, the more needs it has named; the number is inside. Hatched municipalities have not answered. Lozenges show needs of the counties themselves. The numbers are in the table.
response-map-needs = { $name }: { $n ->
    [one] one need
   *[other] { $n } needs
}
response-map-silent = { $name }: no answer
response-map-nobody = { $name }: nobody lives there, not asked
response-map-county = { $name } as a county: { $n ->
    [one] one need
   *[other] { $n } needs
}
response-legend-1 = one need
response-legend-2 = two needs
response-legend-3 = three or more
response-legend-silent = no answer
response-legend-nobody = nobody lives there, not asked
response-legend-county = needs of the county itself
response-empty-title = No keys, no map
response-empty-text = No answer carries a municipality key. Enter the eight digits in the column ags of needs.csv, and the map and the table appear here.

areas-title = Needs by area of action
areas-short = what is needed and how urgently
areas-lead = Each need belongs to at most three areas of action. { $two ->
    [0] No need names two topics.
    [one] One need names several topics.
   *[other] { $two } needs name several topics.
} { $groups ->
    [0] No nearly equal needs of different municipalities were found.
    [one] Once several municipalities name nearly the same; it counts together.
   *[other] { $groups } times several municipalities name nearly the same; it counts together.
}
areas-chart-title = Needs by area of action and importance
areas-chart-description = Horizontal bars, one per area of action, divided by importance from very important to hardly important. The same numbers are in the table below.
areas-table = Areas of action in numbers
areas-towns = Municipalities
areas-inhabitants = Inhabitants
areas-weight = Weight
areas-proposed = proposed from the answers
areas-empty = Without a need in this round: { $names }.
areas-lists = The needs one by one
areas-lists-lead = Open an area of action to see its needs, the most important first. Deciding words are the words of the answer by which it was assigned.
areas-of = Needs in the area of action { $area }
areas-words = Deciding words
areas-also = also named by { $names }
areas-by-hand = assigned by hand
areas-loose = Without an area of action
areas-loose-lead = These needs fit no area of action. They can be assigned to one in edits.toml.
aside-title = Answers set aside
aside-lead = These answers name no need. They count in no area of action, but stay traceable.
aside-answer = Answer
aside-reason = Reason

heat-title = Needs and offers at a glance
heat-short = which offers fit in which area of action
heat-lead = { $needs } needs meet { $offers } offers. The picture shows where much comes together and where gaps are.
heat-chart-title = Areas of action and offers
heat-chart-description = A table of shades: rows are areas of action, columns are offers. The number in a cell says for how many needs the offer is among the first five matches; the darker, the more. Outlined columns are chosen offers.
heat-how = The number says for how many needs of the area the offer is among the first five matches. Highlighted columns are chosen offers. Each need counts once, in its first area of action.
heat-cell = { $area } × { $offer }: { $n ->
    [one] one need
   *[other] { $n } needs
}
heat-table = The strongest offers of each area of action
heat-offers = Fitting offers
heat-best = Most often among the first five (needs)
heat-idle = { $n ->
    [one] One offer is
   *[other] { $n } offers are
} among the first five of no need: { $names }.
heat-full = All needs and offers
heat-full-how = One row per need, one column per offer. The larger and darker the square, the better the offer fits; the first eight matches of each need are shown. The values are in the section “Matches one by one”, the names behind the numbers of the offers in the picture above.
heat-full-title = Needs and offers: { $area }
heat-full-description = Rows are needs, columns are offers. Larger and darker squares fit better. The same is in the section “Matches one by one” as a table.
heat-full-none = For a round of this size every pair is in matches.csv.
heat-empty-title = No matches yet
heat-empty-text = No offer fits a need. Check that offers.csv contains descriptions, and add words of your region in round.toml.

white-title = White spots
white-short = needs for which there is no fitting offer
white-lead = { $n ->
    [one] One need has
   *[other] { $n } needs have
} no fitting offer. { $blocked ->
    [0] For none of them a single condition is the reason.
    [one] For one there would be an offer that fails only because of a condition of the municipality.
   *[other] For { $blocked } there would be an offer that fails only because of a condition of the municipality.
}
white-towns = { $n ->
    [one] One municipality is left with nothing: { $names }.
   *[other] { $n } municipalities are left with nothing: { $names }.
}
white-by-area = White spots by area of action
white-count = Without an offer
white-of = Of all needs
white-table = Needs without a fitting offer
white-score = Best score
white-blocked = What would fit
white-but = What is missing:
white-nothing = no offer comes near
white-next = Next step: look for further suppliers, or ask the municipality whether the condition has to stay.
white-empty-title = No white spots
white-empty-text = Every need has at least one offer that fits and violates no condition.

selection-title = Choice of start-ups
selection-short = whom the round invites, why, and who could take their place
selection-lead = { $n ->
    [one] One offer is
   *[other] { $n } offers are
} chosen and { $n ->
    [one] covers
   *[other] together cover
} { $share } of the weighted demand.
selection-proven = This choice is proven to be the best.
selection-gap = This choice lies at most { $gap } below the best possible one.
selection-rules = A need counts more the more important it is and the more municipalities share it. It is covered as far as the best chosen offer fits it; a second offer for the same need does not count twice.
selection-one-per-supplier = Each supplier may have at most one offer.
selection-threshold = Offers with a jury mean below { $mean } are left out.
selection-contribution = Contribution
selection-contribution-value = { $share } of the demand (value { $value }) would be lost without this offer
selection-covers = Covers best
selection-covers-value = { $needs ->
    [one] one need
   *[other] { $needs } needs
} of { $towns ->
    [one] one municipality
   *[other] { $towns } municipalities
}
selection-alternative = Best alternative
selection-alternative-loss = With it, the total value falls by { $share } of the demand.
selection-needs = The needs behind it ({ $n })
selection-chart-title = How many places are worth it
selection-curve-lead = Each further place brings less. The curve shows how much of the demand can be reached with one, two, three and more offers. The dashed line is the bound: no choice can reach more. The value contains the small bonus for the jury's judgement.
selection-chart-description = A curve: with each further place the share of demand reached grows, but ever more slowly. The bound is never below it. The numbers are in the table below.
selection-chart-x = Places
selection-chart-y = Share of the weighted demand
selection-chart-value = reached
selection-chart-bound = Bound
selection-chart-point = { $places ->
    [one] One place
   *[other] { $places } places
}: { $share } reached, bound { $bound }
selection-curve-table = Demand reached by number of places
selection-places = Places
selection-gain = Gain
selection-barred = Offers that cannot be chosen ({ $n })
selection-empty-title = No choice yet
selection-empty-text = There are no offers to choose from, or no places. Check the number of places, the threshold of the jury and the exclusions in round.toml.

jury-title = Reviews of the jury
jury-short = mean, spread and reviews left out
jury-lead = { $n } offers are reviewed. { $reviews } reviews count, { $conflicts ->
    [0] none was
    [one] one was
   *[other] { $conflicts } were
} left out for a conflict of interest.
jury-without = { $n ->
    [one] One offer has
   *[other] { $n } offers have
} no review yet.
jury-chart-title = The twenty offers rated best
jury-chart-description = Horizontal bars with the mean of the jury from 1 to 10. All offers are in the table below.
jury-table = All reviewed offers
jury-mean = Jury mean
jury-median = Median
jury-spread = Spread
jury-reviews = Reviews
jury-conflicts = Left out
jury-of-ten = { $mean } of 10
jury-none = no review yet
jury-tasks = Proposal for missing reviews
jury-tasks-lead = This spreads the work most evenly; nobody gets an offer with a conflict of interest.
jury-empty-title = No reviews yet
jury-empty-text = Put reviews.csv into the folder of the round. The judgement of the jury then enters the choice.

talks-title = One-to-one talks
talks-short = the timetable by participant and by table
talks-ceiling = { $suppliers } suppliers × { $slots } slots = at most { $product } talks. With tables, arrivals and departures and the participants' own limits, at most { $ceiling } remain.
talks-lead = The plan contains { $n } talks for { $people } participants from { $first } to { $last } at { $tables } tables.
talks-wishes = It meets { $met } of { $all } wishes.
talks-gaps = { $n ->
    [0] Nobody waits between two talks.
    [one] One wait remains; no plan with as many talks has fewer than { $bound }.
   *[other] { $n } waits remain; no plan with as many talks has fewer than { $bound }.
}
talks-changes = { $n ->
    [0] Nobody changes the table.
    [one] Once somebody changes the table.
   *[other] { $n } times somebody changes the table.
}
talks-below = { $n ->
    [one] Fewer talks than asked for: { $names }.
   *[other] Fewer talks than asked for: { $names }.
}
talks-unplaced = Talks without a place
talks-a = Participant
talks-b = with
talks-grid-title = The afternoon at a glance
talks-grid-caption = Participants and times; the number is the table
talks-grid-description = A grid: rows are participants, columns are times. Filled cells are talks and carry the number of the table. Empty frames are waits, hatched cells absence. The times are in the tables below.
talks-grid-talk = { $start }: { $name } with { $with }, table { $table }
talks-legend-talk = talk with its table
talks-gap = wait between two talks
talks-away = not present
talks-by-participant = Timetable by participant
talks-by-table = Timetable by table
talks-by-table-n = { $n ->
    [one] One table
   *[other] All { $n } tables
}
talks-table-n = Table { $n }
talks-person = Participant
talks-times = Talks
talks-count = Number
talks-none = no talks
talks-wishes-met = Wishes met
talks-gap-count = Waits
talks-time = Time
talks-who = Talk
talks-loads-title = Who has how many talks
talks-loads-caption = Talks per participant
talks-loads-description = Horizontal bars with the number of talks; upright marks show the least and the most allowed. The numbers are in the table below.
talks-loads-part = talks
talks-loads-limits = least and most allowed
talks-loads-table = Number of talks and limits
talks-least = At least
talks-most = At most
kind-supplier = Suppliers
kind-municipality = Towns and municipalities
kind-county = Counties
kind-observer = Further participants
talks-empty-title = No participants yet
talks-empty-text = Put participants.csv and wishes.csv into the folder of the round and compute again. The timetable of one-to-one talks then appears here.

matches-title = Matches one by one
matches-short = for each need the offers, for each offer the municipalities, with reasons
matches-lead = For each need, the five offers that fit best. { $excluded ->
    [0] No pair violates a condition.
    [one] One pair is excluded because the offer violates a condition of the municipality.
   *[other] { $excluded } pairs are excluded because the offer violates a condition of the municipality.
}
matches-how = How to read the reasons: “Plätze → Platzvergabe” means that the word “Plätze” (places) in the need fits the word “Platzvergabe” (allocation of places) in the offer. In brackets stands the idea that joins them. Needs and offers are in German, as they were handed in. The score runs from 0 to 1.
matches-by-need = By need
matches-of = Matches in the area of action { $area }
matches-rank = Rank
matches-score = Score
matches-reasons = Reasons
matches-none = no fitting offer
matches-excluded = excluded
matches-by-offer = By offer
matches-by-offer-n = { $n ->
    [one] One offer with the municipalities that need it
   *[other] All { $n } offers with the municipalities that need them
}
matches-no-town = among the first ten matches of no need

certainty-title = How sure is this?
certainty-short = value, bound and proof of each result
certainty-lead = For each result you find here how good it could be at most. If the gap is 0, there is no better one. Where nothing can be proven because it is a judgement about words, it says so.
certainty-table = Results and bounds
certainty-result = Result
certainty-value = Reached
certainty-bound = Bound
certainty-gap = Gap
certainty-proven = Proven
certainty-method = Method
certainty-yes = proven
certainty-no = not proven
certainty-judgement = judgement
certainty-of = { $a } of { $b }
certainty-areas = Areas of action and matches
certainty-areas-method = Comparison of words with a lexicon of administration and the ranking method BM25. This is a reasoned proposal, not a proof: each assignment names its words and can be changed by hand.
certainty-rules = Hard conditions
certainty-rules-value = { $n ->
    [one] one pair excluded
   *[other] { $n } pairs excluded
}
certainty-rules-method = Each pair is checked against each condition recognised (place of operation, certificates, standards). No excluded pair gets into a result. The check is certain; whether a condition was read correctly from the text remains a judgement.
certainty-selection = Choice of start-ups
certainty-selection-method = Choice with limited places. Lagrangian bound: the demand to count each need only once gets a price; the result is never below the best (Cornuéjols, Fisher, Nemhauser 1977). The rest is closed by branch and bound.
certainty-choice = Which talks take place
certainty-choice-method = Minimum-cost flow. Because the equations have whole corners, the solution is exact, and the prices of the nodes prove it (Hoffman's theorem; Ford and Fulkerson 1962).
certainty-placed = Talks with a time and a table
certainty-placed-method = If everybody is always there, by König's theorem (1916) a complete plan exists exactly if nobody has more talks than slots and the tables suffice. With absences, a flow gives the bound.
certainty-gaps = Waits
certainty-gaps-method = Sought by a method that tries many plans and keeps the smallest number. The bound counts waits that absence makes unavoidable. Here less is better.
certainty-again = Compute it again
certainty-again-text = The same files, the same program and the same seed give the same result, character by character.
certainty-program = Program
certainty-format = Version of the file plan.json
certainty-seed = Seed
certainty-input = Input
certainty-input-value = { $needs } needs, { $offers } offers, { $reviews } reviews, { $participants } participants, { $wishes } wishes, { $edits } changes by hand
certainty-command = Command
certainty-folder = FOLDER
certainty-out = OUT
certainty-limits = What this report does not know
certainty-limits-text = It knows only what is in the files. It checks no claims of suppliers, no prices and no references. A result proven best is the best by the weights of the round; other weights may have another result.

glossary-title = Words
glossary-short = what the terms in this report mean
term-need = Need
term-need-text = What a municipality named in the survey as a wish for digital support.
term-area = Area of action
term-area-text = A topic to which several needs belong, for example “Applications and forms”.
term-offer = Offer
term-offer-text = What a supplier, usually a start-up, can deliver. A supplier may make several offers.
term-match = Match, score
term-match-text = An offer that fits a need. The score from 0 to 1 says how well.
term-condition = Hard condition
term-condition-text = A demand of the municipality that must be met, such as “hosting only in Germany”. Whoever violates it is out of the question for this need.
term-white = White spot
term-white-text = A need that no admissible offer fits well enough.
term-coverage = Weighted demand, coverage
term-coverage-text = All needs together, each weighted by importance and number of municipalities. Coverage is the share that the chosen offers meet.
term-bound = Bound, gap
term-bound-text = The bound is a value that provably no other solution exceeds. The gap says how far below it the result can lie at most.
term-contribution = Contribution
term-contribution-text = What coverage would be lost if a chosen offer dropped out and nobody took its place.
term-jury = Jury, review
term-jury-text = Experts rate offers from 1 to 10. The number of somebody with a conflict of interest does not count.
term-talk = One-to-one talk
term-talk-text = A talk between two participants at one table at a fixed time.
term-gap = Wait
term-gap-text = A break between two talks of the same person where no break was planned.
term-seed = Seed
term-seed-text = A number from which all trying starts. The same seed gives the same result.
term-ags = Municipality key
term-ags-text = The official eight-digit number of a German municipality (AGS). For a county it ends in three zeros.
