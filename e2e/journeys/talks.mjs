// Wishes by link on a phone, the plan computed, dragged and published, a guest who does not come, and notes on the phone:
// the talks of an event from the first wish to what came of them.
import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ICAL from "ical.js";
import { journey, python } from "../program.mjs";

const READER = join(dirname(fileURLToPath(import.meta.url)), "../invitations.py");

const ROUND = "/rounds/beispielrunde";

await journey("wishes become talks", { stage: "event" }, async (program) => {
  const office = await program.desk();
  await program.signIn(office, "Forumsbüro");
  await wishing(program);
  await planning(program, office);
});

await journey("the day of the talks", { stage: "today" }, async (program) => {
  const office = await program.desk();
  await program.signIn(office, "Forumsbüro");
  await replanning(program, office);
  await noting(program);
  await office.goto(`${program.base}${ROUND}/feedback`);
  await program.axe(office, "outcomes and feedback");
});

/** A town that has said nothing yet opens its link, answers a request and says its wishes. */
async function wishing(program) {
  const page = await program.phone();
  await page.goto(program.link("Anmeldung (ohne Konto)"));
  await page.getByRole("link", { name: "Mit wem möchten Sie sprechen?" }).click();
  await page.getByRole("heading", { name: "Mit wem möchten Sie sprechen?", level: 1 }).waitFor();
  await program.axe(page, "wishes on a phone");
  program.check(await page.getByText("Vorgeschlagen ist, was am besten passt").count() === 1, "matches propose");
  await page.getByRole("region", { name: "Andere bitten Sie um ein Gespräch" }).getByRole("button", { name: "Gern" }).first().click();
  await page.getByText("Zugesagt. Das Gespräch steht jetzt unter Ihren Wünschen.").waitFor();
  const first = page.locator("select[name^='w.']").first();
  await first.selectOption("5");
  await page.getByRole("button", { name: "Wünsche speichern" }).click();
  await page.getByText(/Ihre Wünsche sind gespeichert\.$/).waitFor();
  program.check(await page.locator("select[name^='w.']").first().inputValue() === "5", "the wish is kept");
  await program.axe(page, "saved wishes on a phone");
  const plain = await program.withoutJavaScript({ phone: true });
  await plain.goto(page.url());
  await plain.locator("select[name^='w.']").first().selectOption("4");
  await plain.getByRole("button", { name: "Wünsche speichern" }).click();
  await plain.getByText(/Ihre Wünsche sind gespeichert\.$/).waitFor();
}

/** The office reminds, computes, moves by hand and publishes. */
async function planning(program, page) {
  const at = (path) => page.goto(program.base + ROUND + path);
  await at("/wishes");
  await program.axe(page, "all wishes");
  await page.getByRole("button", { name: /Einrichtungen erinnern$/ }).click();
  await page.getByText("Die Erinnerungen werden verschickt.").waitFor();
  const [mail] = await program.mails({ subject: /Mit wem möchten Sie sprechen/ });
  program.check(mail.links.some((link) => link.includes("/wishes")), "the reminder leads to the wishes");
  await at("/wishes/P05");
  await program.axe(page, "the wishes of one body");
  await at("/talks");
  await program.axe(page, "no plan of talks yet");
  await page.getByRole("button", { name: "Gesprächsplan berechnen" }).click();
  await page.getByRole("heading", { name: "Wer mit wem" }).waitFor({ timeout: 60_000 });
  await program.axe(page, "the plan of talks as a matrix");
  for (const [path, what] of [["/people", "by body"], ["/list", "nothing published"], ["/rules", "times and tables"]]) {
    await at(`/talks${path}`);
    await program.axe(page, `the plan of talks: ${what}`);
  }
  await at("/talks/tables");
  await program.axe(page, "the plan of talks by table");
  await drag(program, page);
  await at("/talks/publication");
  await program.axe(page, "before publishing");
  await page.getByRole("button", { name: "Veröffentlichen und E-Mails schicken" }).click();
  await page.getByText("Der Gesprächsplan ist veröffentlicht. Die E-Mails sind unterwegs.").waitFor();
  const told = await program.mails({ subject: /Ihre Gespräche/, count: 10 });
  program.check(/\/agenda\//.test(told[0].text), "the mail leads to the agenda");
  const invited = await invitations(program, told);
  program.check(invited.every((one) => one.method === "REQUEST" && one.sequence === 0), "the first invitations");
  await at("/talks/list");
  await program.axe(page, "the published talks");
  await at("/talks/print");
  await program.axe(page, "the talks on paper");
}

/** The invitations of mails, read by icalendar in Python and by ical.js, which have to agree. */
async function invitations(program, mails) {
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

/** Drags the last talk of the first time to a free table, and one onto a taken table, which is refused. */
async function drag(program, page) {
  const rows = page.locator("[data-talks] tbody tr");
  const first = rows.first();
  const card = first.locator("[data-talk]").last();
  const name = await card.innerText();
  const free = first.locator("td:not(:has([data-talk]))").first();
  if ((await free.count()) > 0) {
    const table = await free.getAttribute("data-table");
    await Promise.all([page.waitForEvent("load"), card.dragTo(free)]);
    const now = page.locator(`[data-talks] tbody tr >> nth=0 >> td[data-table="${table}"]`);
    program.check((await now.innerText()).includes(name.trim()), `${name} is at table ${table}`);
  }
  const cards = page.locator("[data-talks] tbody tr").first().locator("[data-talk]");
  await cards.first().dragTo(cards.nth(1));
  const said = page.locator("[data-talks-said]");
  await said.filter({ hasText: "sitzen zu dieser Zeit" }).waitFor();
  program.check(true, await said.innerText());
}

/** Somebody does not come: shown, done, told. */
async function replanning(program, page) {
  await page.goto(`${program.base}${ROUND}/talks/list?sort=time&dir=desc`);
  const guest = (await page.getByRole("table").getByRole("row").nth(1).getByRole("cell").nth(1).innerText()).split("\n").at(-1).trim();
  await page.goto(`${program.base}${ROUND}/replan`);
  await program.axe(page, "what has happened");
  const who = page.getByLabel("Wer", { exact: true }).first();
  const chosen = await who.locator("option", { hasText: guest }).first().getAttribute("value");
  await page.getByLabel("Was", { exact: true }).first().selectOption("no-show");
  await who.selectOption(chosen);
  await page.getByRole("button", { name: "Zeigen, was sich ändert" }).click();
  await page.getByRole("heading", { name: "Das würde sich ändern" }).waitFor();
  await program.axe(page, "what would change");
  await page.getByRole("button", { name: "So umplanen und alle benachrichtigen" }).click();
  await page.getByText("Der Plan ist geändert.").waitFor();
  const told = await program.mails({ subject: /Ihre Gespräche haben sich geändert/ });
  const changed = await invitations(program, told);
  program.check(changed.every((one) => one.sequence === 1), "only what changed is sent, with the next sequence");
  await program.axe(page, "the plan after a change on the day");
}

/** What came of a talk, by taps on a phone. */
async function noting(program) {
  const page = await program.phone();
  await page.goto(program.link("Persönlicher Ablauf"));
  await program.axe(page, "the own day with talks");
  const talks = page.getByRole("region", { name: "Meine Gespräche" }).getByRole("link");
  if (!program.check((await talks.count()) > 0, "the first guest has talks")) return;
  await talks.first().click();
  await page.getByRole("link", { name: "Zu meinem Ablauf" }).waitFor();
  await program.axe(page, "a talk on a phone");
  const pilot = page.getByRole("radio", { name: "Probelauf" });
  if ((await pilot.count()) > 0) {
    const saved = page.waitForResponse((response) => response.url().endsWith("/draft") && response.status() === 204);
    await page.getByText("Probelauf").click();
    await saved;
    await page.reload();
    program.check(await page.getByRole("radio", { name: "Probelauf" }).isChecked(), "a tap is kept");
  }
  await page.goto(program.link("Persönlicher Ablauf"));
  await page.getByRole("link", { name: "Rückmeldung geben" }).click();
  await program.axe(page, "feedback on a phone");
  await page.getByRole("textbox", { name: "Was war gut?" }).fill("Kurze Gespräche.");
  await page.getByRole("button", { name: "Absenden" }).click();
  await page.getByText("Danke für Ihre Rückmeldung.").waitFor();
}
