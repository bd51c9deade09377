feedback-title = Outcomes and feedback
feedback-file = notes-of-talks
feedback-file-voices = feedback
feedback-lead = What both sides noted after the talks, and what the guests say about the day.
feedback-empty-title = No notes and feedback yet
feedback-empty = As soon as somebody notes something after a talk or gives feedback, it stands here.
feedback-figure-noted = talks with a note
feedback-figure-of = of { $n }
feedback-figure-day = mark for the day
feedback-figure-talks = mark for the talks
feedback-figure-voices = { $n ->
    [one] of 5, one voice
   *[other] of 5, { $n } voices
}
feedback-figure-again = come again
feedback-figure-again-text = { $maybe } perhaps, { $no } rather not
feedback-outcomes = What came of the talks
feedback-outcomes-text = Each side counts once.
feedback-notes = notes
feedback-talks = Notes on the talks
feedback-column-time = Time
feedback-column-table = Table
feedback-column-side = Written by
feedback-column-other = Talk with
feedback-column-outcome = Outcome
feedback-column-reason = Reason
feedback-column-words = Note
feedback-column-contact = Contact passed on
feedback-column-day = Day
feedback-column-talks = Talks
feedback-column-again = Again
feedback-column-good = Good
feedback-column-better = Better
feedback-voices = Feedback on the day
feedback-voices-text = Names do not stand beside it.
feedback-good = This was good
feedback-better = This can be better
