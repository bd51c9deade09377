// A town answers the survey: on a phone from the link of a mail, cut off in the middle, going on elsewhere, seconding
// what another town needs, handing in twice by mistake and correcting. Then once more with the keyboard alone, and once
// without JavaScript.
import { journey } from "../program.mjs";

const NEED = {
  title: "Kita-Platz online anmelden",
  pain: "Eltern füllen für jede Kita einen eigenen Zettel aus, und wir tippen alles ab.",
};

const CHOICES = [
  ["Wie wichtig ist es Ihnen?", "4"],
  ["Bis wann brauchen Sie etwas?", "in den nächsten 12 Monaten"],
  ["Muss es dieses Verfahren so geben?", "Ja, so wie es ist"],
  ["Dürfen andere Kommunen diesen Bedarf sehen?", "Ja"],
];

await journey("a town answers", { stage: "survey" }, async (program) => {
  const office = await program.desk();
  await program.signIn(office, "Forumsbüro");
  const towns = await unanswered(program, office);
  const begun = await answered(program, office);

  await onThePhone(program, towns[0]);
  await withTheKeyboard(program, towns[1]);
  await withoutJavaScript(program, towns[2]);

  program.check((await answered(program, office)) === begun + 3, "three towns answered, each once");
});

/** Addresses of towns that were invited and have not answered. */
async function unanswered(program, office) {
  await office.goto(`${program.base}/rounds/beispielrunde/invitations?problem=unanswered`);
  const links = await office.getByRole("table").getByRole("rowheader").getByRole("link").evaluateAll((all) => all.slice(0, 3).map((one) => one.href));
  const addresses = [];
  for (const link of links) {
    const text = await (await office.context().request.get(link)).text();
    addresses.push(text.match(/digitalisierung@[a-z0-9.-]+/)[0]);
  }
  return addresses;
}

/** How many invited bodies have answered, as the office reads it. */
async function answered(program, office) {
  await office.goto(`${program.base}/rounds/beispielrunde`);
  const said = await office.getByText("haben geantwortet").locator("xpath=..").innerText();
  return Number(said.match(/\d+/)[0]);
}

/** The link of a mail that somebody without an account asks for. */
async function linkByMail(program, page, address) {
  await page.goto(`${program.base}/answer`);
  await page.getByLabel(/E-Mail-Adresse/).fill(address);
  await page.getByRole("button", { name: "Link schicken" }).click();
  const [mail] = await program.mails({ to: address });
  const link = mail.links.find((one) => one.includes("/answer/"));
  program.check(link?.startsWith(program.base), `the mail has a link: ${mail.text}`);
  return link;
}

async function onThePhone(program, address) {
  const phone = await program.phone();
  const link = await linkByMail(program, phone, address);
  await phone.goto(link);
  await program.axe(phone, "what the town is asked");
  await phone.getByRole("link", { name: "Antworten", exact: true }).click();
  await program.axe(phone, "first page of the survey");
  await phone.getByRole("button", { name: "Speichern und weiter" }).click();
  await program.summary(phone, "first page of the survey with a mistake");
  await program.axe(phone, "first page of the survey with a mistake");
  await phone.getByLabel("Wer beantwortet Rückfragen?").fill("Käthe Kern");
  await phone.getByRole("button", { name: "Speichern und weiter" }).click();

  await phone.getByLabel("Worum geht es, in wenigen Worten?").pressSequentially(NEED.title);
  await phone.getByLabel("Was ist heute mühsam?").fill(NEED.pain);
  const second = phone.getByRole("button", { name: /^Auch unser Bedarf/ }).first();
  await second.waitFor();
  await program.axe(phone, "the need with similar ones of other towns");
  await second.tap();
  await phone.getByRole("button", { name: /^Doch nicht unser Bedarf/ }).waitFor();
  await phone.getByText("Zwischenstand gespeichert").waitFor();
  await phone.context().close();
  await program.restart({ hard: true });

  const desk = await program.desk();
  await desk.goto(link);
  await program.axe(desk, "the begun answer");
  await desk.getByRole("link", { name: "Weitermachen" }).click();
  program.check((await desk.getByLabel("Was ist heute mühsam?").inputValue()) === NEED.pain, "what was typed is there");
  await describe(desk);
  // Kept already, so that nothing but the buttons below saves from here on.
  await desk.getByText("Zwischenstand gespeichert").waitFor();
  const title = await inASecondTab(program, desk);
  await desk.getByRole("button", { name: "Speichern und weiter" }).click();
  await desk.getByText("Diese Seite wurde inzwischen anderswo gespeichert").first().waitFor();
  await program.axe(desk, "a page that another tab saved");
  program.check((await desk.getByLabel("Worum geht es, in wenigen Worten?").inputValue()) === NEED.title, "nothing typed here is lost");
  program.check(await desk.getByRole("cell", { name: title }).count() > 0, "what the other tab saved is shown beside it");
  await desk.getByRole("button", { name: "Speichern und weiter" }).click();
  await desk.getByRole("heading", { name: "Zum Schluss", level: 1 }).waitFor();
  program.check(await desk.getByRole("button", { name: /^Doch nicht unser Bedarf/ }).count() === 1, "the seconded need is marked");
  await program.axe(desk, "last page of the survey");
  await desk.getByRole("checkbox", { name: "Ich stimme zu." }).check();
  await desk.getByRole("button", { name: "Speichern und weiter" }).click();
  await desk.getByRole("heading", { name: "Angaben prüfen und abgeben" }).waitFor();
  await program.axe(desk, "all answers before handing in");
  await desk.getByRole("button", { name: "Jetzt abgeben" }).dblclick();
  const receipt = await receiptOn(desk);
  await program.axe(desk, "the receipt");
  await desk.reload();
  program.check((await receiptOn(desk)) === receipt, "reloading hands in nothing new");
  await desk.goBack();
  const again = desk.getByRole("button", { name: "Jetzt abgeben" });
  if (await again.isVisible()) await again.click();
  program.check((await receiptOn(desk)) === receipt, "going back and handing in again hands in nothing new");

  await desk.getByRole("button", { name: "Angaben ändern" }).click();
  await desk.waitForURL("**/form/pages/*");
  await desk.goto(`${link}/form/pages/needs`);
  await desk.getByLabel("Worum geht es, in wenigen Worten?").fill("Kita-Platz online anmelden, für alle Träger");
  await desk.getByRole("button", { name: "Speichern und weiter" }).click();
  await desk.waitForURL((url) => !url.pathname.endsWith("/needs"));
  await desk.goto(`${link}/form/review`);
  await program.axe(desk, "all answers before handing in a correction");
  await desk.getByRole("button", { name: "Änderung abgeben" }).click();
  program.check((await receiptOn(desk)) !== receipt, "the correction has a receipt of its own");
  await desk.goto(link);
  await program.axe(desk, "the finished answer");
  await desk.getByRole("link", { name: "Bedarfe anderer Kommunen" }).first().click();
  await program.axe(desk, "needs of other towns");
  await desk.context().close();
}

/** The same page in another tab, saved there while this one lies open; gives what was typed there. */
async function inASecondTab(program, page) {
  const title = "Kita-Platz online anmelden, aus einem zweiten Fenster";
  const tab = await page.context().newPage();
  program.watch(tab);
  await tab.goto(page.url());
  await tab.getByLabel("Worum geht es, in wenigen Worten?").fill(title);
  await tab.getByRole("button", { name: "Speichern und weiter" }).click();
  await tab.getByRole("heading", { name: "Zum Schluss", level: 1 }).waitFor();
  await tab.close();
  return title;
}

/** Fills what the need still lacks. */
async function describe(page) {
  await page.getByLabel("Teil der Verwaltung").selectOption({ label: "Kinder, Jugend, Familie" });
  for (const [question, answer] of CHOICES) {
    await page.getByRole("radiogroup", { name: question }).getByRole("radio", { name: answer, exact: true }).check();
  }
}

async function receiptOn(page) {
  await page.getByRole("heading", { name: "Abgegeben", level: 1 }).waitFor();
  return page.locator("dt", { hasText: "Belegnummer" }).locator("xpath=following-sibling::dd[1]").innerText();
}

async function withTheKeyboard(program, address) {
  const page = await program.desk();
  const link = await linkByMail(program, page, address);
  await page.goto(link);
  const go = (role, name) => program.press(page, page.getByRole(role, { name, exact: true }));
  const reach = (locator) => program.press(page, locator, null);
  await go("link", "Antworten");
  await page.waitForURL("**/form/pages/body");
  await reach(page.getByLabel("Wer beantwortet Rückfragen?"));
  await page.keyboard.type("Theo Tast");
  await go("button", "Speichern und weiter");
  await page.waitForURL("**/form/pages/needs");
  await reach(page.getByLabel("Teil der Verwaltung"));
  await page.keyboard.type("Kinder");
  await reach(page.getByLabel("Worum geht es, in wenigen Worten?"));
  await page.keyboard.type(NEED.title);
  await reach(page.getByLabel("Was ist heute mühsam?"));
  await page.keyboard.type(NEED.pain);
  const second = page.getByRole("button", { name: /^Auch unser Bedarf/ }).first();
  await second.waitFor();
  await program.press(page, second);
  await page.getByRole("button", { name: /^Doch nicht unser Bedarf/ }).waitFor();
  for (const [question, answer] of CHOICES) {
    const group = page.getByRole("radiogroup", { name: question });
    await reach(group.getByRole("radio").first());
    await page.keyboard.press("Space");
    const wanted = group.getByRole("radio", { name: answer, exact: true });
    for (let steps = 0; steps < 5 && !(await wanted.isChecked()); steps += 1) await page.keyboard.press("ArrowDown");
    program.check(await wanted.isChecked(), `${question}: the arrow keys reach ${answer}`);
  }
  await go("button", "Speichern und weiter");
  await page.waitForURL("**/form/pages/end");
  await program.press(page, page.getByRole("checkbox", { name: "Ich stimme zu." }), "Space");
  await go("button", "Speichern und weiter");
  await page.waitForURL("**/form/review");
  await go("button", "Jetzt abgeben");
  await receiptOn(page);
  await page.context().close();
}

async function withoutJavaScript(program, address) {
  const page = await program.withoutJavaScript({ phone: true });
  const link = await linkByMail(program, page, address);
  await page.goto(link);
  await page.getByRole("link", { name: "Antworten", exact: true }).click();
  await page.getByLabel("Wer beantwortet Rückfragen?").fill("Ohne Skript");
  await page.getByRole("button", { name: "Speichern und später weitermachen" }).click();
  await program.axe(page, "paused, without JavaScript");
  await page.goto(link);
  await page.getByRole("link", { name: "Weitermachen" }).click();
  await page.goto(`${link}/form/pages/body`);
  program.check((await page.getByLabel("Wer beantwortet Rückfragen?").inputValue()) === "Ohne Skript", "paused answers are there");
  await page.getByRole("button", { name: "Speichern und weiter" }).click();
  await program.axe(page, "the need, without JavaScript");
  await page.getByLabel("Worum geht es, in wenigen Worten?").fill(NEED.title);
  await page.getByLabel("Was ist heute mühsam?").fill(NEED.pain);
  await describe(page);
  await page.getByRole("button", { name: "Speichern und weiter" }).click();
  await page.getByRole("button", { name: /^Auch unser Bedarf/ }).first().click();
  await page.getByRole("button", { name: /^Doch nicht unser Bedarf/ }).waitFor();
  await program.axe(page, "a seconded need, without JavaScript");
  await page.getByRole("checkbox", { name: "Ich stimme zu." }).check();
  await page.getByRole("button", { name: "Speichern und weiter" }).click();
  await page.getByRole("button", { name: "Jetzt abgeben" }).click();
  await receiptOn(page);
  await page.context().close();
}
