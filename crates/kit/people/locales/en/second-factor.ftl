# The second factor after signing in.
second-factor-title = Second proof
second-factor-lead = For this area a mail or a password alone is not enough.
second-factor-code = Code from your app
second-factor-code-hint = Six digits, or one of your emergency codes.
second-factor-go = Continue
second-factor-wrong = This code is not valid. Wait for the next one, or check the time on your device.
second-factor-none = You have not set up a second proof yet. It takes about two minutes.
second-factor-set-up = Set it up now
second-factor-lost = Lost your device? An emergency code still lets you in. Otherwise ask your administrator.
