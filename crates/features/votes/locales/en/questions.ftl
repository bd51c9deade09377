questions-title = Questions
questions-lead = They stand on the ballot in this order.
questions-table = Questions of this vote
questions-column-n = No.
questions-column-text = Question
questions-column-summary = Answers
questions-column-move = Order
questions-unfinished = answers missing
questions-none-title = There is no question yet
questions-none = A vote has at least one question.
questions-new = New question
questions-one = Question { $n }
questions-up = Up
questions-down = Down
questions-moved = The order is changed.
questions-kept = The question is saved.
questions-removed = The question is removed.
questions-full = A vote has at most 20 questions.
questions-back = To the questions
questions-text = Question
questions-answers = Answers
questions-answers-hint = Each answer on a line of its own, in the order of the ballot. “Abstention” and “invalid” do not belong here; there are rules for them.
questions-answers-count = Here stand { $least } to { $most } answers, each on a line of its own.
questions-answer-twice = “{ $answer }” stands there twice.
questions-answer-long = “{ $answer } …” is too long. An answer has at most 200 characters.
questions-kind = What do voters do?
questions-kind-choose = Choose
questions-kind-choose-hint = Tick one or several answers. Only the sums are decrypted.
questions-kind-rank = Put in order
questions-kind-rank-hint = Place 1 is the best. 2 to 30 answers. The ballots are shuffled and decrypted one by one.
questions-kind-grade = Grade
questions-kind-grade-hint = Every answer gets a grade, 1 is the best. 2 to 30 answers.
questions-seats = How many win?
questions-seats-hint = 1 for a question of substance, the number of seats for an election of persons.
questions-if-choose = If voters choose
questions-if-choose-hint = This part does not count for orders and grades.
questions-least = At least
questions-most = At most
questions-least-above-most = “At least” is greater than “at most”.
questions-majority = What does a winner need?
questions-majority-relative = The most votes
questions-majority-relative-hint = More votes than the others.
questions-majority-absolute = More than half
questions-majority-absolute-hint = More than half of the valid ballots; abstentions do not count.
questions-majority-two-thirds = Two thirds
questions-majority-two-thirds-hint = At least two thirds of the valid ballots.
questions-majority-of-all = More than half of all
questions-majority-of-all-hint = More than half of all voters, also of those who do not vote.
questions-if-rank = If voters put in order
questions-counting = Counting
questions-counting-schulze = Pairwise comparison (Schulze)
questions-counting-schulze-hint = Who is before all others in direct comparison wins.
questions-counting-stv = Single transferable vote
questions-counting-stv-hint = For several seats: surplus votes go to the next place. So a minority is represented, too.
questions-if-grade = If voters grade
questions-grades = Number of grades
questions-grades-hint = 2 to 10. Whose median grade is the best wins.
questions-keep = Save the question
questions-remove = Remove the question
questions-remove-text = The question is deleted with its answers.
questions-remove-do = Remove
questions-summary-choose = { $answers } answers, { $most ->
    [1] choose one
   *[other] choose { $least } to { $most }
}, { $seats ->
    [one] 1 wins
   *[other] { $seats } win
}
questions-summary-rank = put { $answers } answers in order, { $seats ->
    [one] 1 wins
   *[other] { $seats } win
}
questions-summary-grade = { $answers } answers with { $grades } grades, { $seats ->
    [one] 1 wins
   *[other] { $seats } win
}
