# Nachrichten an Kolleginnen und Kollegen.
message-title = Nachricht an Kollegin oder Kollegen
message-lead = Die Nachricht steht als Vermerk im Verlauf und bei der Person in den Vorgängen, bis sie gelesen ist. Eine Mail sagt Bescheid.
message-to = An
message-words = Nachricht
message-send = Senden
message-nobody = Hier arbeitet sonst noch niemand.
message-unread = { $n ->
    [one] Eine Nachricht für Sie
   *[other] { $n } Nachrichten für Sie
}
message-from = { $from } am { $at }
message-for = für { $name }, in Vertretung
message-read = Gelesen
message-read-done = Als gelesen vermerkt.
message-mail-subject = Nachricht zum Vorgang { $number }
message-mail-hello = Guten Tag { $name },
message-mail-text = { $from } hat Ihnen zum Vorgang { $number } geschrieben. Die Nachricht steht dort.
message-mail-go = Vorgang öffnen
message-mail-bye = { $office }
message-mail-why = Sie bekommen diese Mail, weil Sie hier Vorgänge bearbeiten.
