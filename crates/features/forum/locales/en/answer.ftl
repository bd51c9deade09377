answer-kicker = Needs survey
answer-lead = { $office } asks: what does { $town } need next?
answer-before-title = The survey has not begun yet
answer-before = You can answer from { $date }. This link leads you here again then.
answer-closed-title = The survey is over
answer-closed = Answers can no longer be changed. What you have sent can still be read and printed.
answer-declined = Your administration does not take part in this round
answer-take-part = Take part after all
answer-taking-part = Good that you take part after all.
answer-sent-title = Your answer has arrived
answer-sent = Sent on { $at }, number { $receipt }. You can correct it as long as the survey runs.
answer-draft-title = Begun, not yet sent
answer-draft = Last saved on { $at }.
answer-draft-by = Last saved on { $at } by { $by }.
answer-begin = Answer
answer-go-on = Go on
answer-see = See my answer
answer-paper = Questions on paper
answer-until = Until when
answer-until-open = not settled yet
answer-long = How long
answer-long-text = about 15 minutes for the first need, 5 for each further one; you can stop at any time
answer-seconded-count = Needs of others
answer-seconded-n = { $n ->
       [0] none seconded yet
       [one] one seconded
      *[other] { $n } seconded
    }
answer-use = What happens with your answers
answer-use-office = { $office } reads all answers and may ask back.
answer-use-shared = Other towns see only the needs for which you agree.
answer-use-areas = All needs together become areas of action, for which suppliers are sought.
answer-use-correct = You can correct your answer until the survey ends. The last one counts.
answer-colleagues = Answering together
answer-colleagues-list = These people have a link to the same answer, too:
answer-colleagues-none = So far only you have a link to this answer.
answer-pass-on = Pass on or fill in together
answer-pass-on-hint = The person gets a mail with a link of their own to the same answer. Your link goes on working.
answer-pass-on-email = E-mail address
answer-pass-on-name = Name
answer-pass-on-send = Send link
answer-passed = The mail with the link is on its way.
answer-decline = Not taking part
answer-decline-reason = Why not?
answer-decline-hint = You will get no more reminders. You can change your mind later.
answer-decline-send = We do not take part
answer-declined-done = Thank you for telling us. You will get no more reminders.
answer-to-start = To the overview of your answer
answer-to-round = To the page of the round
answer-next = What comes next
answer-next-text = See what other towns need. Second what is your need, too: shared needs get more weight.
answer-others = Needs of other towns
answer-others-all = All needs of others
answer-others-lead = What other towns share with everybody. One click is enough if it is your need, too.
answer-others-closed = Seconding is no longer possible.
answer-others-found = { $n ->
       [one] one need
      *[other] { $n } needs
    }
answer-others-q = What are you looking for?
answer-others-seconded = Only those we have seconded
answer-others-nothing-title = Nothing found
answer-others-nothing = There is no shared need for this search.
answer-others-empty-title = No shared needs yet
answer-others-empty = No other town has shared a need yet. Write down what you need, and look in again later.
answer-similar = { $n ->
       [one] Another town writes:
      *[other] Other towns write:
    }
answer-similar-title = Similar needs of other towns
answer-similar-lead = These needs sound like yours. Second those that are yours, too.
answer-seconders = { $n ->
       [one] one more town
      *[other] { $n } more towns
    }
answer-second = Our need, too
answer-second-undo = Not our need after all
answer-seconded = Our need, too
answer-second-done = Noted: your need, too.
answer-second-undone = The seconding was taken back.
answer-draft-there = Somebody is filling in the form for this body. Send that one first.
answer-choose = For whom do you answer?
answer-choose-none = No invitation
answer-choose-none-text = None of the bodies you speak for is invited to this round. Please ask the office that runs it.
answer-link-title = Ask for a new link
answer-link-gone-title = This link no longer works
answer-link-gone = It has expired, was replaced or is incomplete. What you wrote is still there.
answer-link-text = If you are invited, we send you a new link.
answer-link-email = E-mail address
answer-link-email-hint = The address the invitation went to
answer-link-send = Send link
answer-link-sent-title = Look into your mailbox
answer-link-sent = If this address is invited, a mail with a new link will arrive shortly.
answer-link-help = Nothing arrives? Then probably somebody else in your house is invited. Ask the office that runs the round.
answer-question = Question
answer-question-open = There is a question to you
answer-question-go = Answer the question
answer-question-answered = answered
answer-questions = Questions
answer-question-asked = { $by } asks on { $at }
answer-question-need = Your need: { $title }
answer-question-last = Answered by { $by } on { $at }. You can change the answer.
answer-question-answer = Your answer
answer-question-send = Send answer
answer-question-done = Thank you, your answer has arrived.
