# The first page of a tenant.
home-title = Start
home-lead = Here the needs of municipalities and the offers of start-ups come together.
home-rounds = Rounds
home-empty = No round is running at present
home-empty-text = As soon as a round begins, it stands here.
home-empty-office = Open the first round: its name, its dates, and whom you would like to invite.
home-first-round = Open the first round
home-ways = Where would you like to go?
home-strangers = How to take part
home-towns = Towns, municipalities and counties answer through the personal link in their invitation, without an account.
home-suppliers = Start-ups find the call on the page of the round and register there.
home-sign-in = Sign in
