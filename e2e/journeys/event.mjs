// An event is filled: the office moves an item of the programme by keyboard, a stranger registers by the link of a mail and
// ends up on the waiting list, moves up and cancels on a phone; badges and signs are printed.
import { journey } from "../program.mjs";

const ROUND = "/rounds/beispielrunde";

await journey("an event is filled", { stage: "event" }, async (program) => {
  const office = await program.desk();
  await program.signIn(office, "Forumsbüro");
  await movesByKeyboard(program, office);
  await waitsAndMovesUp(program, office);
  await prints(program, office);
});

async function movesByKeyboard(program, office) {
  await office.goto(`${program.base}${ROUND}/programme`);
  await program.axe(office, "the programme");
  const welcome = office.locator("[data-item]", { hasText: "Begrüßung" });
  const before = await welcome.locator("b").innerText();
  await program.press(office, welcome, "ArrowDown");
  await office.waitForFunction(
    ([id, text]) => document.getElementById(id)?.querySelector("b").innerText !== text,
    [await welcome.getAttribute("id"), before],
  );
  program.check(await office.getByText("sind zur gleichen Zeit im Raum").first().isVisible(), "the clash is told");
  await office.getByRole("button", { name: "5 Minuten früher Begrüßung" }).click();
  await office.waitForLoadState();
  program.check((await welcome.locator("b").innerText()) === before, "moved back by the button");
  const stranger = await program.phone();
  await stranger.goto(`${program.base}${ROUND}/programme`);
  await program.axe(stranger, "the public programme on a phone");
  await stranger.context().close();
}

async function waitsAndMovesUp(program, office) {
  const page = await program.desk();
  await page.goto(`${program.base}${ROUND}/registration`);
  await program.axe(page, "the public way in");
  await page.getByLabel("Einrichtung").fill("Stadtwerke Beispielstadt");
  await page.getByLabel("Art").selectOption({ label: "Gast" });
  await page.getByLabel("Ihr Name").fill("Wanda Werk");
  await page.getByLabel(/E-Mail-Adresse/).fill("wanda@stadtwerke.example");
  await page.getByRole("button", { name: "Link schicken" }).click();
  const [asked] = await program.mails({ to: "wanda@stadtwerke.example" });
  const link = asked.links.find((one) => one.includes("/register/"));
  await page.goto(link);
  await program.axe(page, "where the link leads");
  await page.getByRole("link", { name: "Jetzt anmelden" }).click();
  await page.getByLabel("Vor- und Nachname").fill("Wanda Werk");
  await program.axe(page, "who is coming");
  await page.getByRole("button", { name: "Speichern und weiter" }).click();
  await page.getByRole("radiogroup", { name: /Möchten Sie Einzelgespräche/ }).getByLabel("Nein").check();
  await page.getByRole("button", { name: "Speichern und weiter" }).click();
  await page.getByRole("button", { name: "Jetzt abgeben" }).click();
  await page.getByText("Sie stehen auf der Warteliste").waitFor();
  await program.axe(page, "the receipt of somebody who waits");

  // Room for all who wait: the office raises the number of places.
  await office.goto(`${program.base}${ROUND}/programme/event`);
  await program.axe(office, "place, time and registration");
  await office.getByLabel("Plätze für Personen").fill("500");
  await office.getByRole("button", { name: "Speichern" }).click();
  const mails = await program.mails({ to: "wanda@stadtwerke.example", subject: /Platz ist frei/ });
  program.check(mails.length === 1, "who waits is told once");
  await page.goto(link);
  await page.getByText("Sie sind angemeldet").waitFor();

  const phone = await program.phone();
  await phone.goto(link);
  await phone.locator("summary", { hasText: "Absagen" }).tap();
  await phone.getByRole("button", { name: "Anmeldung absagen" }).tap();
  await phone.getByText("Die Anmeldung ist abgesagt").first().waitFor();
  await program.axe(phone, "a cancelled registration");
  await office.goto(`${program.base}${ROUND}/registrations?q=Stadtwerke`);
  await program.axe(office, "the list of registrations");
  program.check((await office.getByRole("table").getByText("abgesagt").count()) > 0, "the office sees it");
}

async function prints(program, office) {
  for (const [path, what, one, onSheet] of [["badges", "badges", ".rh-badge", 10], ["signs", "signs", ".rh-sign", 2]]) {
    await office.goto(`${program.base}${ROUND}/registrations/${path}`);
    await program.axe(office, what);
    const pdf = await office.pdf({ format: "A4", preferCSSPageSize: true });
    const sheets = (pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;
    const wanted = Math.ceil((await office.locator(one).count()) / onSheet);
    program.check(sheets === wanted, `${what} on paper: ${sheets} sheets of ${wanted}`);
  }
}
