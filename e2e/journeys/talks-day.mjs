// The day of the talks: a guest who does not come, whose talks others take or lose with as few changes as can be, and what
// came of the talks, noted with a tap on a phone.
import { invitations } from "../invitations.mjs";
import { journey } from "../program.mjs";

const ROUND = "/rounds/beispielrunde";

await journey("the day of the talks", { stage: "today", clock: "15:30" }, async (program) => {
  const office = await program.desk();
  await program.signIn(office, "Forumsbüro");
  await replanning(program, office);
  await noting(program);
  await office.goto(`${program.base}${ROUND}/feedback`);
  await program.axe(office, "outcomes and feedback");
});

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
