calls-title = Targeted calls
calls-kicker = Targeted call
calls-lead = For needs that no offer covers: search for them, and write to suppliers that come close.
calls-white = { $n ->
    [0] Every need is touched by at least one offer.
    [one] One need is covered by no offer.
   *[other] { $n } needs are covered by no offer.
}
calls-none-title = No targeted call yet
calls-none = Choose needs that no offer covers and publish a call for them.
calls-new = Draft a targeted call
calls-new-lead = Tick what you look for solutions for. It is published only in the next step.
calls-column-title = Title
calls-title-hint = For example: wanted: software for the fire brigade
calls-column-state = State
calls-column-ends = Offers until
calls-column-needs = Needs
calls-column-offers = Offers on the call
calls-column-published = Published
calls-state-draft = draft
calls-state-published = published
calls-state-closed = ended
calls-file = targeted-calls
calls-spots = Needs that no offer covers
calls-spots-hint = In the order of the areas of action.
calls-no-area = Without an area
calls-whole-area = All { $n } of this area
calls-mistake-none = Tick at least one need.
calls-words = Text of the call
calls-words-hint = Leave empty to get a draft that you can change.
calls-draft = { $needs ->
    [one] For this need { $towns ->
        [one] of one municipality
       *[other] of { $towns } municipalities
    } there is no fitting offer yet:
   *[other] For these { $needs } needs { $towns ->
        [one] of one municipality
       *[other] of { $towns } municipalities
    } there is no fitting offer yet:
}
calls-draft-end = If you have a solution for it, or can extend yours, we look forward to your offer. A draft can be saved and finished later.
calls-begin = Next
calls-begun = The draft is saved. Check the text, then publish it.
calls-saved = The call is saved.
calls-text = Text
calls-edit = Change the text
calls-needs = What is wanted
calls-near = Who comes close
calls-near-lead = Suppliers known here, with the offer that is most like one of these needs. Those ticked get the call by mail.
calls-near-none = No known supplier comes close to these needs.
calls-near-supplier = Supplier
calls-near-offer = Closest offer
calls-near-need = Most similar need
calls-near-score = Closeness
calls-told = written to
calls-publish = Publish and write to those ticked
calls-mail = Write to those ticked
calls-published = The call is published. The mails are being sent.
calls-close = End the call
calls-closed = The call is ended.
calls-over = This call is over. Extend it first.
calls-offers-none = No offer on this call yet.
calls-offers-then = Have the plan computed anew so that these offers count in matches and selection.
calls-public-title = Wanted in particular
calls-public-lead = For these needs there is no fitting offer yet.
calls-public-go = As suppliers see it
calls-public-register = If you have no account yet, register your firm first.
calls-over-title = This call has ended
calls-over-text = Offers are no longer possible.
