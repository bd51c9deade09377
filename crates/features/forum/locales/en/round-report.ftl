# The report of a round on the web, its tables and its archive.
round-report-title = Report
round-report-lead = Day of the event: { $day }. As of { $at }.
round-report-versions = Versions of the report
round-report-inside = For the office
round-report-outside = For the public
round-report-for-inside = This version names everybody. It is for the forum's office and for those who may read.
round-report-for-outside = This version holds only what those concerned agreed to, and sums. Groups of fewer than three municipalities are put together.
round-report-summary = At a glance
round-report-contents = Contents
round-report-csv = Table as CSV
round-report-sample = Sample data: everything is invented, only names and keys of the municipalities are real.
round-report-take = Take it along
round-report-take-text = The page can be printed. The archive holds the tables behind every picture and list.
round-report-archive = Archive with all tables
round-report-archive-about = readme.txt
round-report-file = report
round-report-file-inside = office
round-report-file-outside = public
round-report-publication = Publishing
round-report-is-published = The version for the public can be read since { $when }.
round-report-round-hidden = As the round itself is not public, only those who take part see it.
round-report-not-published = Only the office and those who may read see the report.
round-report-publish = Publish for everybody
round-report-undo = Take back
round-report-published = The report is published.
round-report-taken-back = The report is no longer public.
round-report-read = Read the report of the round
round-report-bars-description = Horizontal bars. The same numbers stand in the table below.
round-report-curve-description = A curve with a dashed second line. The same numbers stand in the table below.
round-report-others = others
round-report-no-area = without an area

round-report-response = Response
round-report-response-none = Nobody has been invited yet.
round-report-response-lead = { $answered } of { $invited } invited municipalities and counties have answered ({ $rate }). { $reach } of the people of all invited municipalities live in those that answered.
round-report-response-outside = Which municipality answered is not said here: nobody agreed to that.
round-report-areas = Areas of action
round-report-areas-none = No areas of action have been computed or published yet.
round-report-areas-lead = { $needs } needs are spread over { $areas } areas of action. { $groups ->
    [0] { "" }
    [one] Once, several municipalities name nearly the same.
   *[other] { $groups } times, several municipalities name nearly the same.
}
round-report-needs = Needs
round-report-needs-none = Nobody has named a need yet.
round-report-needs-lead = { $n ->
    [one] One need was named.
   *[other] { $n } needs were named.
} { $seconded ->
    [0] None of them is seconded by other municipalities.
    [one] One of them is seconded by other municipalities.
   *[other] { $seconded } of them are seconded by other municipalities.
}
round-report-needs-hidden = { $n ->
    [one] One need is not released for publication. It only counts in the sums.
   *[other] { $n } needs are not released for publication. They only count in the sums.
}
round-report-matches = Offers and matches
round-report-matches-none = Which offer fits which need has not been computed yet.
round-report-matches-lead = { $suppliers } suppliers have submitted { $offers } offers. For { $matched } of { $needs } needs there is at least one offer that fits.
round-report-white = White spots
round-report-white-none = What lacks an offer has not been computed yet.
round-report-white-lead = { $n ->
    [0] Every need has at least one offer that fits.
    [one] For one need there is no offer that fits.
   *[other] For { $n } needs there is no offer that fits.
} { $blocked ->
    [0] { "" }
    [one] For one of them an offer fails a condition of the municipality alone.
   *[other] For { $blocked } of them an offer fails a condition of the municipality alone.
}
round-report-white-hidden = { $n ->
    [one] One of them is not released for publication and not on the list.
   *[other] { $n } of them are not released for publication and not on the list.
}
round-report-jury = Jury
round-report-jury-none = There are no reviews yet.
round-report-jury-lead = { $jurors } members have handed in { $reviews } reviews that count, of { $offers } offers. { $conflicts ->
    [0] No review was excluded for a conflict of interest.
    [one] One review was excluded for a conflict of interest.
   *[other] { $conflicts } reviews were excluded for a conflict of interest.
}
round-report-band = { $from } to below { $to }
round-report-band-last = { $from } and more
round-report-selection = Selection
round-report-selection-none = No selection has been decided with two signatures yet.
round-report-selection-lead = { $n } of { $of } offers are chosen. They cover { $share } of the weighted demand.
round-report-selection-proven = Proven: no other selection under the same rules is worth more.
round-report-selection-gap = No other selection under the same rules is better by more than { $gap }.
round-report-selection-hash = Decided by two persons on { $when }, checksum { $hash }.
round-report-selection-unnamed = { $n ->
    [0] No supplier has accepted yet.
    [one] One supplier has accepted. It will be named with the programme.
   *[other] { $n } suppliers have accepted. They will be named with the programme.
}
round-report-reached = reached
round-report-event = Event
round-report-event-none = Nobody has registered yet.
round-report-event-lead = { $people ->
    [one] One person
   *[other] { $people } people
} of { $bodies } municipalities, firms and institutions are registered. { $came ->
    [0] Nobody has been checked in yet.
    [one] One of them came.
   *[other] { $came } of them came.
} { $waiting ->
    [0] { "" }
    [one] One registration waits for a place.
   *[other] { $waiting } registrations wait for a place.
} The programme has { $items ->
    [0] no item yet.
    [one] one item.
   *[other] { $items } items.
}
round-report-talks = One-to-one talks
round-report-talks-none = No talks are published yet.
round-report-talks-lead = The plan holds { $n } talks; at most { $ceiling } were possible. It meets { $met } of { $wishes } wishes. There are notes on { $held } talks; taken out of the plan: { $out }.
round-report-talks-voices = { $n } people marked the day: on average { $day } of 5 for the day, { $talks } of 5 for the talks.
round-report-outcomes = What came of it
round-report-outcomes-none = It is not known yet what came of the meetings.
round-report-outcomes-lead = { $n ->
    [one] One municipality and one supplier have
   *[other] { $n } times a municipality and a supplier have
} talked to each other. { $month ->
    [0] Right after it
   *[other] After { $month } months
} { $projects ->
    [0] there is no trial and no contract yet
    [one] there is one trial or contract
   *[other] there are { $projects } trials and contracts
}; { $missing ->
    [0] everybody has said something.
    [one] of one meeting nothing is known.
   *[other] of { $missing } meetings nothing is known.
}
round-report-projects = Projects
round-report-projects-none = No project has been described for a need of this round yet.
round-report-projects-lead = { $n ->
    [one] One project answers
   *[other] { $n } projects answer
} needs of this round. { $takeovers ->
    [0] None has been taken over yet.
    [one] Once, another municipality has taken one of them over.
   *[other] { $takeovers } times, other municipalities have taken one of them over.
}

round-report-table-response-counties = Answers by county
round-report-table-response-sizes = Answers by size of the municipality
round-report-table-response-days = Answers over time
round-report-table-response-bodies = Where each municipality stands
round-report-table-areas = Needs by area of action
round-report-table-needs = The needs one by one
round-report-table-matches-areas = Needs with and without a fitting offer by area of action
round-report-table-matches-offers = For how many needs an offer is among the first five
round-report-table-white = Needs without a fitting offer
round-report-table-jury-criteria = Criteria of the jury
round-report-table-jury-offers = Offers in the jury's judgement
round-report-table-jury-bands = Offers by the jury's mean
round-report-table-selection-chosen = Chosen offers
round-report-table-selection-invited = Invited suppliers
round-report-table-selection-areas = Covered demand by area of action
round-report-table-selection-places = Demand reached by number of places, with the addition for the jury's opinion
round-report-table-event-kinds = Registered and came
round-report-table-event-bodies = The registrations one by one
round-report-table-talks-kinds = Talks by kind of participant
round-report-table-talks-bodies = The talks one by one
round-report-table-talks-outcomes = What came of the talks; each side counts once
round-report-table-outcomes-months = Where meetings stand, by months
round-report-table-outcomes-reasons = Reasons where nothing came of it
round-report-table-outcomes-pairs = Every meeting
round-report-table-projects = The projects one by one

round-report-column-county = County or city
round-report-column-size = Size
round-report-column-invited = invited
round-report-column-answered = answered
round-report-column-opened = opened
round-report-column-declined = takes no part
round-report-column-missing = open
round-report-column-unanswered = not answered
round-report-column-rate = Share in %
round-report-column-day = Day
round-report-column-answered-so-far = answered so far
round-report-column-opened-so-far = opened so far
round-report-column-bodies = Municipalities and institutions
round-report-column-ags = Key
round-report-column-town = Municipality
round-report-column-inhabitants = Inhabitants
round-report-column-state = State
round-report-column-area = Area of action
round-report-column-needs = Needs
round-report-column-relevance-4 = very important
round-report-column-relevance-3 = important
round-report-column-relevance-2 = less important
round-report-column-relevance-1 = hardly important
round-report-column-towns = Municipalities
round-report-column-weight = Weight
round-report-column-description = What it is about
round-report-column-label = No.
round-report-column-need = Need
round-report-column-relevance = Importance (1 to 4)
round-report-column-seconders = seconded by
round-report-column-public = may be published
round-report-column-with-offer = with an offer
round-report-column-without-offer = without an offer
round-report-column-offer = Offer
round-report-column-offers = Offers
round-report-column-supplier = Supplier
round-report-column-among-first = Needs
round-report-column-because = What it fails
round-report-column-criterion = Criterion
round-report-column-criterion-weight = Weight
round-report-column-mean = Jury's mean
round-report-column-median = Median
round-report-column-spread = Spread
round-report-column-reviews = Reviews
round-report-column-contribution = Contribution in %
round-report-column-instead-of = instead of
round-report-column-answered-at = answered at
round-report-column-covered = covered in %
round-report-column-chosen-offers = Offers with their weight here
round-report-column-reached = reached in %
round-report-column-places = Places
round-report-column-bound = Bound in %
round-report-column-kind = Kind
round-report-column-people = People
round-report-column-came = came
round-report-column-registered-only = registered only
round-report-column-body = Participant
round-report-column-talks = Talks
round-report-column-wishes-met = wishes met
round-report-column-wishes = Wishes
round-report-column-outcome = Outcome
round-report-column-notes = Notes
round-report-column-question = Question
round-report-column-outcome-contract = contract
round-report-column-outcome-pilot = trial
round-report-column-outcome-meeting = meeting
round-report-column-outcome-information = information
round-report-column-outcome-nothing = nothing
round-report-column-outcome-missing = no answer
round-report-column-reason = Reason
round-report-column-times = Times
round-report-column-words = Remark
round-report-column-project = Project
round-report-column-stage = Stage
round-report-column-since = since
round-report-column-result = Result
round-report-column-users = in use at

round-report-kind-municipality = Municipalities
round-report-kind-county = Counties
round-report-kind-supplier = Suppliers
round-report-kind-observer = Further guests
round-report-registration-registered = has a place
round-report-registration-waiting = waits
round-report-registration-cancelled = called off
