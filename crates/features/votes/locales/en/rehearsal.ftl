rehearsal-title = Rehearsal
rehearsal-of = Rehearsal: { $title }
rehearsal-person = Test person
rehearsal-warning-title = This is a rehearsal
rehearsal-warning = The voters are made up, and the town hall itself made and kept all keys. That is so in rehearsals alone: in a real vote no secret key comes to the server.
rehearsal-turnout = Voted
rehearsal-turnout-of = { $n } of { $all }
rehearsal-open = Open the vote
rehearsal-vote = Let some test persons vote
rehearsal-count = Close and count
rehearsal-again = Load the page again
rehearsal-working = The rehearsal is being counted. That mostly takes a few seconds.
rehearsal-results = Result of the rehearsal
rehearsal-count-valid = { $n } valid
rehearsal-count-blank = { $n ->
    [one] 1 abstention
   *[other] { $n } abstentions
}
rehearsal-count-invalid = { $n } invalid
rehearsal-public = How everybody sees the result
rehearsal-codes = Voting keys to try out
rehearsal-codes-text = Open the voting page and enter one of these voting keys, on a phone, too.
rehearsal-code = Voting key
rehearsal-voted-column = Voting
rehearsal-has-voted = has voted
rehearsal-booth = To the voting page
rehearsal-remove = Delete the rehearsal
rehearsal-begun = The rehearsal is ready.
rehearsal-opened = The rehearsal is open.
rehearsal-voted = Some test persons have voted.
rehearsal-all-voted = All test persons have voted already.
rehearsal-counting = The rehearsal is closed and being counted.
rehearsal-removed = The rehearsal is deleted.
rehearsal-not-now = A rehearsal needs at least one question with answers, and a vote that has not been opened.
rehearsal-not-open = This rehearsal takes no votes at the moment.
