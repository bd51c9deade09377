electors-title = Voters
electors-file = voters
electors-lead = Who stands here gets a voting key from the registrar and may vote.
electors-all = voters
electors-weights = votes together
electors-with-key = with a voting key
electors-with-key-text = The others get theirs from the registrar.
electors-found = { $n } of { $all }
electors-q = Name or number
electors-table = { $n ->
    [one] 1 person
   *[other] { $n } persons
}
electors-column-number = No.
electors-column-name = Name
electors-column-address = Address
electors-column-weight = Votes
electors-column-key = Voting key
electors-column-remove = Remove
electors-has-key = there
electors-no-key = missing
electors-remove = Remove
electors-removed = The person is no longer in the register.
electors-nothing-title = Nobody found
electors-nothing-found = Nobody in the register fits this search.
electors-show-all = Show all
electors-none-title = The register is empty
electors-none = Paste a list, send a file, or take over the members of an organisation.
electors-add = Add persons
electors-people = List
electors-people-hint = One person on each line: name; address; number of votes. Address and number may be missing. Columns of a spreadsheet can be copied and pasted here.
electors-from-file = Or a file
electors-from-file-hint = CSV with the same columns.
electors-add-do = Add
electors-nothing = Please paste a list or choose a file.
electors-too-much = That is more than a vote can have voters.
electors-wrong-lines = Some lines are wrong; they stand above the form. Nothing was taken over.
electors-full = A vote has at most 20,000 voters. Nothing was taken over.
electors-faults = These lines are wrong
electors-more-faults = And { $n } more.
electors-fault-name = Line { $line }: the name is missing.
electors-fault-long = Line { $line }: name or address is too long (at most 160 and 300 characters).
electors-fault-weight = Line { $line }: the number of votes is no whole number from 1 to 10,000.
electors-fault-twice = Line { $line }: this person stands further up. The address tells two persons of the same name apart.
electors-fault-unreadable = Line { $line }: this line cannot be read.
electors-fault-many = Line { $line }: from here on there are more than 20,000 persons.
electors-added = The persons are in the register.
electors-added-some = The persons are in the register. Who was there with the same name and address was not added again; the address tells two persons of the same name apart.
electors-members = Members of an organisation
electors-members-text = Names are taken over, no postal and no e-mail addresses. Two members of the same name are added once; enter the second as a line with an address.
electors-organisation = Organisation
electors-organisation-of = { $name } ({ $n ->
    [one] 1 person
   *[other] { $n } persons
})
electors-choose = Please choose
electors-members-do = Take the members over
electors-no-members = Nobody belongs to this organisation at the moment.
electors-clear = Empty the register
electors-clear-sure = Yes, remove { $n ->
    [one] this person
   *[other] all { $n } persons
} and their voting keys
electors-clear-do = Empty
electors-cleared = The register is empty.
