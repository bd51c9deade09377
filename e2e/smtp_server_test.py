"""Talks to smtp_server.py with Python's own SMTP client.

    python smtp_server_test.py
"""

import json
import smtplib
import subprocess
import sys
import tempfile
import time
import unittest
from email.message import EmailMessage
from pathlib import Path

SERVER = Path(__file__).with_name("smtp_server.py")
MAIL = "From: amt@stadt.de\r\nTo: a@x.de\r\nMessage-ID: <{}@stadt.de>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\n{}\r\n"


class ServerTest(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.folder = Path(place.name)
        self.port = self.start()

    def start(self, port=0):
        command = [sys.executable, SERVER, "--port", str(port), "--folder", self.folder]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.stop, self.process)
        return int(self.process.stdout.readline())

    def stop(self, process):
        process.terminate()
        process.wait()
        process.stdout.close()

    def order(self, **orders):
        hidden = self.folder / ".orders"
        hidden.write_text(json.dumps(orders))
        hidden.rename(self.folder / "orders.json")

    def send(self, name, to=("a@x.de",), text="Guten Tag"):
        with smtplib.SMTP("127.0.0.1", self.port) as client:
            return client.sendmail("amt@stadt.de", list(to), MAIL.format(name, text))

    def kept(self):
        return [json.loads(path.read_text("utf-8")) for path in sorted(self.folder.glob("[0-9]*.json"))]

    def failed(self):
        return [json.loads(line)["order"] for line in (self.folder / "failed.jsonl").read_text().splitlines()]

    def test_a_message_is_kept_byte_for_byte_with_its_envelope(self):
        self.send("1", to=("a@x.de", "b@y.de"), text="eins\r\n.zwei\r\n..")
        self.assertEqual(
            self.kept(),
            [
                {
                    "from": "amt@stadt.de",
                    "to": ["a@x.de", "b@y.de"],
                    "message_id": "<1@stadt.de>",
                    "subject": "Grüße",
                    "text": "eins\n.zwei\n..\n",
                    "html": None,
                    "answer": "250 2.0.0 kept as 0001",
                }
            ],
        )
        wanted = MAIL.format("1", "eins\r\n.zwei\r\n..").encode()
        self.assertEqual((self.folder / "0001.eml").read_bytes(), wanted)

    def test_bodies_are_given_in_the_clear(self):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Message-ID"] = "amt@stadt.de", "a@x.de", "<1@stadt.de>"
        mail.set_content("Grüße aus dem Rathaus, und eine Zeile, die länger ist als das, was in eine passt: " + "x" * 60)
        mail.add_alternative("<p>Grüße</p>", subtype="html")
        with smtplib.SMTP("127.0.0.1", self.port) as client:
            client.send_message(mail)
        (kept,) = self.kept()
        self.assertTrue(kept["text"].startswith("Grüße aus dem Rathaus") and "x" * 60 in kept["text"])
        self.assertEqual(kept["html"], "<p>Grüße</p>\n")

    def test_a_refusing_server_opens_again(self):
        self.order(refuse=True)
        with self.assertRaises(smtplib.SMTPConnectError) as caught:
            self.send("1")
        self.assertEqual(caught.exception.smtp_code, 421)
        self.order()
        self.send("2")
        self.assertEqual([mail["message_id"] for mail in self.kept()], ["<2@stadt.de>"])

    def test_a_connection_that_was_open_is_refused_as_well(self):
        with smtplib.SMTP("127.0.0.1", self.port) as client:
            client.ehlo()
            self.order(refuse=True)
            with self.assertRaises(smtplib.SMTPSenderRefused) as caught:
                client.sendmail("amt@stadt.de", ["a@x.de"], MAIL.format("1", "Guten Tag"))
        self.assertEqual(caught.exception.smtp_code, 421)
        self.assertEqual((self.kept(), self.failed()), ([], ["refuse"]))

    def test_one_recipient_is_refused_and_another_put_off(self):
        self.order(refuse_recipients=["B@y.de"], defer_recipients=["c@y.de"])
        refused = self.send("1", to=("a@x.de", "b@y.de", "c@y.de"))
        self.assertEqual({who: code for who, (code, _) in refused.items()}, {"b@y.de": 550, "c@y.de": 451})
        self.assertEqual(self.kept()[0]["to"], ["a@x.de"])
        self.assertEqual(self.failed(), ["refuse_recipients", "defer_recipients"])

    def test_a_message_is_refused_or_put_off(self):
        for orders, code in (({"refuse_message": True}, 554), ({"defer_message": True}, 451)):
            self.order(**orders)
            with self.assertRaises(smtplib.SMTPDataError) as caught:
                self.send("1")
            self.assertEqual(caught.exception.smtp_code, code)
        self.assertEqual(self.kept(), [])

    def test_an_order_for_once_applies_once(self):
        self.order(defer_message=True, times=1)
        with self.assertRaises(smtplib.SMTPDataError):
            self.send("1")
        self.send("1")
        self.assertEqual(len(self.kept()), 1)

    def test_closing_after_data_tells_the_client_nothing(self):
        for what, count in (("kept", 1), ("lost", 1)):
            self.order(close_after_data=what)
            with self.assertRaises(smtplib.SMTPServerDisconnected):
                self.send(what)
            self.assertEqual(len(self.kept()), count)
        self.assertEqual(self.kept()[0]["answer"], None)
        self.assertEqual(self.failed(), ["close_after_data"] * 2)

    def test_after_a_time_down_the_numbers_go_on(self):
        self.send("1")
        self.stop(self.process)
        with self.assertRaises(ConnectionRefusedError):
            self.send("2")
        self.assertEqual(self.start(self.port), self.port)
        self.send("2")
        self.assertEqual([mail["message_id"] for mail in self.kept()], ["<1@stadt.de>", "<2@stadt.de>"])

    def test_a_misspelt_order_ends_the_server_instead_of_passing(self):
        self.order(refuze=True)
        with self.assertRaises((smtplib.SMTPException, OSError)):
            self.send("1")
        self.assertEqual(self.process.wait(), 2)

    def test_it_ends_with_the_process_that_started_it(self):
        starter = (
            "import subprocess, sys\n"
            "server = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)\n"
            "print(server.stdout.readline(), flush=True)\n"
        )
        command = [sys.executable, "-c", starter, sys.executable, SERVER, "--folder", self.folder]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for _ in range(600):
            try:
                smtplib.SMTP("127.0.0.1", int(said)).quit()
            except OSError:
                return
            except smtplib.SMTPException:
                pass
            time.sleep(0.05)
        self.fail("it goes on")


if __name__ == "__main__":
    unittest.main()
