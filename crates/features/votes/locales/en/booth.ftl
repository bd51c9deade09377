booth-title = Vote
booth-of = Vote: { $title }
booth-closed = One cannot vote at the moment
booth-closed-text = The page of the vote says when one can.
booth-back = To the page of the vote
booth-no-script = Your browser runs no scripts
booth-no-script-text = Your ballot is encrypted on your device before it leaves it; for that the browser needs JavaScript. We take no vote that is not encrypted.
booth-no-script-paper = You can vote on paper instead: take the letter with your voting key to the polling station.
booth-no-script-help = Use another device, or ask your town hall for a device on which you can vote.
booth-key = 1. Your voting key
booth-key-text = It stands in the letter that you got. It does not leave your device.
booth-key-label = Voting key
booth-key-hint = 15 characters in groups of three, as in the letter. Capitals matter; dashes do not.
booth-next = Next
booth-choose = 2. Your choice
booth-seal = Next: encrypt
booth-sealing = 3. Encrypting
booth-sealing-text = Your ballot is being encrypted on your device. That takes a few seconds.
booth-cast = 4. Cast
booth-chosen = This is what you chose:
booth-tracker-text = Note the tracker. With it you can look later whether your ballot lies in the box. It tells nobody how you voted.
booth-tracker = Tracker
booth-cast-do = Cast the ballot
booth-again = Change the choice
booth-audit = I first want to check whether it was encrypted right
booth-audit-text = Instead of casting this ballot you can open it: your device reveals what it encrypted with, and another device recomputes whether your choice really is in it. An opened ballot is not cast; you fill in a new one afterwards. It is best to check with an invented choice.
booth-audit-do = Open this ballot instead of casting it
booth-audited = Opened ballot
booth-audited-text = Save the file and load it on another device on the page “Check everything”. Your voting key is not in it.
booth-audit-file = Save the file
booth-audit-where = To the page that checks the file
booth-after-audit = Fill in a new ballot
booth-fingerprint = Fingerprint of the election: { $fingerprint }
booth-amount = { $least ->
        [0] { $most ->
            [1] One answer at most.
           *[other] Up to { $most } answers.
        }
       *[other] { $most ->
            [1] One answer.
           *[other] At least { $least }, at most { $most } answers.
        }
    }
booth-rank = Put the answers in order: 1 is the best. An answer without a rank is last; without any ranks you abstain.
booth-grade = Give each answer a grade from 1 (the best) to { $n }. Without any grades you abstain.
booth-none = none
booth-blank = Abstention
booth-done = Your ballot lies in the box.
booth-refused = Not cast
booth-refused-closed = One cannot vote at the moment
booth-refused-closed-text = The vote is not open yet, stopped, or over. Your ballot is not in the box.
booth-refused-rule = Something is wrong with the ballot
booth-refused-rule-text = It breaks a rule of the procedure and is not in the box. Load the page of the vote anew and fill it in once more. If that does not help, tell the election board which rule stands here.
booth-refused-on-paper = You have voted on paper
booth-refused-on-paper-text = Everybody votes once. If that is not so, turn to the election board.
booth-refused-again = You have voted
booth-refused-again-text = In this vote a later ballot does not replace an earlier one. Your first one lies in the box.
booth-refused-register = The voting key is not in the register
booth-refused-register-text = Please turn to the election board.
booth-rule = Rule
booth-detail = In detail
says-key-shape = A voting key has 15 characters in groups of three. Compare it with the letter.
says-key-digit = One character is wrong. Compare it with the letter; 1 and i, for example, look alike.
says-key-unknown = This voting key does not belong to this vote.
says-invalid-key = The voting key could not be checked.
says-few = Please choose more answers, or “Abstention”.
says-many = These are too many answers.
says-alone = “Abstention” and “Vote invalid” each stand alone.
says-same-rank = There is each rank only once.
says-browser = This browser cannot encrypt. Use a newer one or another device.
says-integrity = The program that encrypts arrived otherwise than it should be. Load the page anew; if that does not help, tell the election board.
says-chance = The device gives no chance, without which one cannot encrypt. Use another one.
says-offline = There is no connection to the town hall. Try again in a moment; nothing is lost.
says-election = The server gave out another election than this page says. Do not vote here and tell the election board.
says-fault = That did not work. Load the page anew.
says-blank = Abstention
