elections-title = Votes
elections-lead = Elections and votes whose result anybody can check.
