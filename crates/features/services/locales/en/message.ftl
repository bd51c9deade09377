# Messages to colleagues.
message-title = Message to a colleague
message-lead = The message stands as a note in the history, and in the person's cases until it is read. A mail tells them.
message-to = To
message-words = Message
message-send = Send
message-nobody = Nobody else works here.
message-unread = { $n ->
    [one] One message for you
   *[other] { $n } messages for you
}
message-from = { $from } on { $at }
message-for = for { $name }, whom you stand in for
message-read = Read
message-read-done = Marked as read.
message-mail-subject = Message on case { $number }
message-mail-hello = Good day { $name },
message-mail-text = { $from } has written to you about case { $number }. The message stands there.
message-mail-go = Open the case
message-mail-bye = { $office }
message-mail-why = You get this mail because you work on cases here.
