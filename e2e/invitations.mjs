// The invitations of mails, read by two libraries that have to agree: icalendar in Python and ical.js.
import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ICAL from "ical.js";
import { python } from "./program.mjs";

const READER = join(dirname(fileURLToPath(import.meta.url)), "invitations.py");

/** All invitations of these mails. */
export async function invitations(program, mails) {
  const { stdout } = await promisify(execFile)(python, [READER, ...mails.map((mail) => join(program.mailFolder, mail.file.replace(".json", ".eml")))], { maxBuffer: 1 << 26 });
  const { found } = JSON.parse(stdout);
  program.check(found.length >= mails.length, "every mail carries its talks");
  for (const one of found) {
    const calendar = new ICAL.Component(ICAL.parse(one.text));
    const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent"));
    const same = event.uid === one.uid && event.sequence === one.sequence && event.startDate.toString().startsWith(one.start);
    program.check(same && calendar.getFirstPropertyValue("method") === one.method, `${one.uid} reads alike in both libraries`);
  }
  return found;
}
