preview-title = Look at the ballot
preview-lead = This is what the ballot looks like. What you tick here is not sent.
preview-closes = Voting until { $at }
preview-large = Show large
preview-normal = Show as usual
