"""A real SMTP server for tests: keeps what it is sent as files and fails on demand.

    python smtp_server.py --folder DIR [--port 0] [--host 127.0.0.1] [--stay]

The first line on standard output is the port, written when connections are accepted. The server ends on SIGTERM,
and when the process that started it has ended (not with --stay). To try a server that is down for a while, end
it and start it again on the same port with the same folder.

Each accepted message becomes two files in DIR, numbered in the order of their arrival, also across restarts:

    0001.eml    the message, byte for byte as sent (dot-stuffing undone)
    0001.json   {"from": "a@x.de", "to": ["b@y.de"], "message_id": "<…>", "subject": "…",
                 "text": "…", "html": null, "answer": "250 …"}

`text` and `html` are the bodies in the clear, null where the message has none of the kind. A message with several recipients is one message. The .json appears last and at once, so whoever sees it finds
the .eml whole. `answer` is null where the client was not told (see close_after_data).

What shall fail stands in DIR/orders.json, which may come, change and go while the server runs; it is read at
every decision (write it under another name and rename it). All keys may be left out:

    {"refuse": true,                  421 instead of a greeting, connection closed; to MAIL on one that was open
     "refuse_recipients": ["b@y.de"], 550 to RCPT TO: no such mailbox, the mail comes back
     "defer_recipients": ["c@y.de"],  451 to RCPT TO: try again later
     "refuse_message": true,          554 after DATA
     "defer_message": true,           451 after DATA
     "close_after_data": "kept",      takes the message, then closes without an answer: the client cannot know
                                      ("lost": the same, but the message is thrown away)
     "times": 2}                      only that often, counted from the moment the orders were changed

Every decision to fail is a line in DIR/failed.jsonl: {"order": "refuse_recipients", "address": "b@y.de"}.

Left out: TLS and passwords. The mail part of the program is tried against what a mail server answers, and
the TLS of its library is not ours to test.
"""

import argparse
import asyncio
import email
import email.policy
import json
import os
import signal
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP

KNOWN = {
    "refuse": bool,
    "refuse_recipients": list,
    "defer_recipients": list,
    "refuse_message": bool,
    "defer_message": bool,
    "close_after_data": str,
    "times": int,
}


class Orders:
    """What shall fail, as the file says now."""

    def __init__(self, folder):
        self.path = folder / "orders.json"
        self.record = folder / "failed.jsonl"
        self.text = None
        self.left = None
        self.orders = {}

    def _read(self):
        try:
            text = self.path.read_text("utf-8")
        except FileNotFoundError:
            text = "{}"
        if text == self.text:
            return
        orders = json.loads(text)
        for key, value in orders.items():
            if key not in KNOWN or not isinstance(value, KNOWN[key]):
                raise ValueError(f"{self.path}: {key}: {value!r} is no order; there are {', '.join(KNOWN)}")
        if orders.get("close_after_data") not in (None, "kept", "lost"):
            raise ValueError(f"{self.path}: close_after_data is kept or lost")
        self.text, self.orders, self.left = text, orders, orders.get("times")

    def says(self, order, address=None):
        """The value of an order that applies now; each yes counts against `times`."""
        try:
            self._read()
        except ValueError as error:
            # A test that misspells its order must not pass because nothing failed.
            print(error, file=sys.stderr, flush=True)
            os._exit(2)
        value = self.orders.get(order)
        if isinstance(value, list):
            value = address.lower() in (listed.lower() for listed in value)
        if not value or self.left == 0:
            return None
        if self.left is not None:
            self.left -= 1
        with open(self.record, "a", encoding="utf-8") as file:
            file.write(json.dumps({"order": order, "address": address}, ensure_ascii=False) + "\n")
        return value


class Keeper:
    """Decides about recipients and messages, and writes the messages down."""

    def __init__(self, folder, orders):
        self.folder = folder
        self.orders = orders
        self.number = max((int(path.stem) for path in folder.glob("[0-9]*.eml")), default=0)

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.orders.says("refuse"):
            return "421 4.3.2 not now"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.orders.says("refuse_recipients", address):
            return f"550 5.1.1 <{address}>: no such mailbox"
        if self.orders.says("defer_recipients", address):
            return f"451 4.2.1 <{address}>: try again later"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.orders.says("refuse_message"):
            return "554 5.7.1 message refused"
        if self.orders.says("defer_message"):
            return "451 4.3.0 try again later"
        closing = self.orders.says("close_after_data")
        if closing != "lost":
            self.number += 1
            answer = None if closing else f"250 2.0.0 kept as {self.number:04}"
            self.write(envelope, answer)
        if closing:
            # The answer that aiosmtpd would now write goes nowhere.
            server.transport.abort()
            return ""
        return answer

    def write(self, envelope, answer):
        name = f"{self.number:04}"
        content = envelope.original_content
        (self.folder / f"{name}.eml").write_bytes(content)
        message = email.message_from_bytes(content, policy=email.policy.default)
        facts = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "message_id": message["message-id"],
            "subject": message["subject"],
            "text": body(message, "plain"),
            "html": body(message, "html"),
            "answer": answer,
        }
        hidden = self.folder / f".{name}.new"
        hidden.write_text(json.dumps(facts, ensure_ascii=False, indent=1, default=str), "utf-8")
        hidden.rename(self.folder / f"{name}.json")


def body(message, kind):
    part = message.get_body((kind,))
    return part.get_content().replace("\r\n", "\n") if part else None


class Server(SMTP):
    """One connection."""

    def __init__(self, keeper, orders):
        super().__init__(keeper, hostname="mail.example", ident="test", enable_SMTPUTF8=True)
        self.orders = orders

    def connection_made(self, transport):
        if self.orders.says("refuse"):
            transport.write(b"421 4.3.2 mail.example closed for a while\r\n")
            transport.close()
            return
        super().connection_made(transport)

    def connection_lost(self, error):
        # aiosmtpd expects a connection that was greeted.
        if self.transport is not None:
            super().connection_lost(error)


async def serve(wanted):
    folder = Path(wanted.folder)
    folder.mkdir(parents=True, exist_ok=True)
    orders = Orders(folder)
    keeper = Keeper(folder, orders)
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    server = await loop.create_server(lambda: Server(keeper, orders), wanted.host, wanted.port)
    parent = os.getppid()
    print(server.sockets[0].getsockname()[1], flush=True)
    while not ended.is_set() and (wanted.stay or os.getppid() == parent):
        try:
            await asyncio.wait_for(ended.wait(), 0.5)
        except asyncio.TimeoutError:
            pass
    server.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--stay", action="store_true")
    asyncio.run(serve(parser.parse_args()))
