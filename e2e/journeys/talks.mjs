// Wishes by link on a phone, the plan computed, dragged and published: the talks of an event from the first wish to the
// entries in everybody's calendar.
import { invitations } from "../invitations.mjs";
import { journey } from "../program.mjs";

const ROUND = "/rounds/beispielrunde";

await journey("wishes become talks", { stage: "event" }, async (program) => {
  const office = await program.desk();
  await program.signIn(office, "Forumsbüro");
  await wishing(program);
  await planning(program, office);
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
  for (const part of ["programme", "talks"]) await program.reads(page, `${ROUND}/${part}/schedule.xml`, "timetable.py");
}

/** Drags a talk to a free table of its time, and one onto a taken table, which is refused. */
async function drag(program, page) {
  // A time at which at least two talk.
  const row = () => page.locator("[data-talks] tbody tr:has(td:has([data-talk]) ~ td:has([data-talk]))").first();
  const card = row().locator("[data-talk]").last();
  const name = (await card.innerText()).trim();
  const free = row().locator("td:not(:has([data-talk]))").first();
  const table = await free.getAttribute("data-table");
  await Promise.all([page.waitForEvent("load"), card.dragTo(free)]);
  program.check((await row().locator(`td[data-table="${table}"]`).innerText()).includes(name), `${name} is at table ${table}`);
  const cards = row().locator("[data-talk]");
  await cards.first().dragTo(cards.nth(1));
  await page.locator("[data-talks-said]").filter({ hasText: "sitzen zu dieser Zeit" }).waitFor();
}
