role-mail-hello = Dear { $name },
role-mail-bye = Kind regards
    { $office }
role-mail-go = To your page
role-mail-invited-subject = Your task in “{ $title }”
role-mail-invited = you have a task in the vote “{ $title }”.
role-mail-keys-subject = “{ $title }”: the next step for your key
role-mail-keys = the next step in making the keys for “{ $title }” can be taken.
role-mail-frozen-subject = “{ $title }” can be opened
role-mail-frozen = the vote “{ $title }” is prepared and frozen. Please check everything and agree to opening it.
role-mail-count-subject = “{ $title }” is being counted
role-mail-count = the election board of “{ $title }” agreed to the count.
role-mail-stopped-subject = “{ $title }” was stopped
role-mail-stopped = the vote “{ $title }” was stopped. The election board decides how it goes on.
role-mail-as-board = You are on the election board: every step needs your agreement and that of other members.
role-mail-as-trustee = You help to count: your key is a part of what opens the box. It is made on your device, and you alone keep it.
role-mail-as-registrar = You keep the register: the voting keys that you hand out to voters are made on your device.
role-mail-as-observer = You observe: you see every step and can check everything.
