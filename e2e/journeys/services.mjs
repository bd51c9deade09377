// A citizen applies on a phone without an account, is asked for more and answers; a clerk works the case off, a second person
// approves. Once more without JavaScript; the office's pages on the way.
import { journey } from "../program.mjs";

await journey("an application", { stage: "survey" }, async (program) => {
  const clerk = await program.desk();
  await program.signIn(clerk, "Sachbearbeitung");
  const second = await program.desk();
  await program.signIn(second, "Forumsbüro");
  await officeLooks(program, clerk);
  const citizen = await program.phone();
  const { base, number } = await applies(program, citizen);
  await asksBack(program, clerk, number);
  await answers(program, citizen, base);
  await decides(program, clerk, second, number);
  await reads(program, citizen, base);
  await withoutJavaScript(program);
});

async function officeLooks(program, page) {
  await page.goto(`${program.base}/cases`);
  await program.axe(page, "the in-tray");
  await page.goto(`${program.base}/cases/deadlines`);
  await program.axe(page, "the deadlines");
  await page.goto(`${program.base}/cases/services`);
  await program.axe(page, "managing services");
  await page.getByRole("link", { name: "Hund anmelden", exact: true }).click();
  await page.waitForURL("**/cases/services/hund-anmelden");
  await program.axe(page, "describing a service");
  await page.getByLabel("Name", { exact: true }).fill("");
  await page.getByRole("button", { name: "Speichern" }).click();
  await page.getByRole("alert").waitFor();
  await program.axe(page, "a service with a mistake");
  await page.goto(`${program.base}/cases?q=Beispiel`);
  await page.getByRole("rowheader").getByRole("link").first().click();
  await page.waitForURL("**/cases/*-*-*");
  await program.axe(page, "a case");
}

/** Fills in the form for a dog; gives the address of the application and its number. */
async function applies(program, page) {
  await page.goto(`${program.base}/services`);
  await program.axe(page, "the catalogue");
  await page.getByLabel("Wonach suchen Sie?").fill("Hundesteuer");
  await page.getByRole("button", { name: "Suchen" }).click();
  await page.waitForURL("**/services?q=*");
  await page.getByRole("link", { name: "Hund anmelden" }).click();
  await page.waitForURL("**/services/hund-anmelden");
  await program.axe(page, "a service");
  await page.getByRole("button", { name: "Online beantragen" }).click();
  await page.waitForURL("**/form/pages/antragsteller");
  await program.axe(page, "the first page of the application");
  const base = page.url().replace(/\/form\/.*/, "");
  await page.getByLabel("Vor- und Nachname").fill("Berta Bürger");
  await page.getByLabel("Straße").fill("Lindenweg");
  await page.getByLabel("Hausnummer").fill("3 a");
  await page.getByLabel("Postleitzahl").fill("34369");
  await page.getByLabel("Ort", { exact: true }).fill("Hofgeismar");
  await page.getByLabel("E-Mail-Adresse").fill("berta@example.org");
  await page.getByRole("button", { name: "Speichern und weiter" }).click();
  await page.waitForURL("**/pages/hund");
  await page.getByLabel("Rufname").fill("Fips");
  await page.getByLabel("Rasse oder Kreuzung").fill("Terrier");
  await page.getByLabel("Geboren am").fill("2026-02-01");
  await page.getByLabel("Bei Ihnen seit").fill("2026-04-01");
  await page.getByRole("radiogroup", { name: /erster Hund/ }).getByLabel("Ja", { exact: true }).check();
  await page.getByRole("radiogroup", { name: /gefährlich/ }).getByLabel("Nein", { exact: true }).check();
  await page.getByRole("button", { name: "Speichern und weiter" }).click();
  await page.waitForURL("**/pages/ende");
  await page.getByLabel("Ich beantrage keine Befreiung").check();
  await page.getByRole("checkbox").last().check();
  await page.getByRole("button", { name: "Speichern und weiter" }).click();
  await page.waitForURL("**/form/review");
  await program.axe(page, "the application before it is sent");
  await page.getByRole("button", { name: "Jetzt abgeben" }).click();
  await page.waitForURL("**/form/done");
  await program.axe(page, "the receipt");
  const number = (await page.getByRole("main").innerText()).match(/HUND-\d{4}-\d{5}/)?.[0];
  program.check(number !== undefined, "the receipt names the file number");
  const [mail] = await program.mails({ to: "berta@example.org", subject: /Ihr Antrag ist da/ });
  program.check(mail.text.includes(number), "and so does the mail");
  await page.goto(base);
  await program.axe(page, "where the application stands");
  return { base, number };
}

async function asksBack(program, page, number) {
  await page.goto(`${program.base}/cases/${number}`);
  await page.getByRole("button", { name: "Ich kümmere mich" }).click();
  await page.getByText("Gespeichert").first().waitFor();
  await page.getByLabel("Was fehlt?").fill("Bitte nennen Sie die Nummer des Chips.");
  await page.getByLabel("Antwort in").fill("0");
  await page.getByRole("button", { name: "Nachfordern" }).click();
  await page.getByRole("alert").first().waitFor();
  await program.axe(page, "a case with a mistake");
  await page.getByLabel("Antwort in").fill("14");
  await page.getByRole("button", { name: "Nachfordern" }).click();
  await page.getByRole("heading", { name: "Nachgefordert", exact: true }).waitFor();
  await program.axe(page, "a case that waits");
}

async function answers(program, page, base) {
  await program.mails({ to: "berta@example.org", subject: /Wir brauchen noch etwas/ });
  await page.goto(base);
  await program.axe(page, "something is missing");
  await page.getByRole("button", { name: "Angaben ergänzen" }).click();
  await page.waitForURL("**/form/pages/*");
  await page.goto(`${base}/form/pages/hund`);
  await program.axe(page, "completing the application");
  await page.getByLabel("Nummer des Chips").fill("276098102345678");
  await page.getByRole("button", { name: "Speichern und weiter" }).click();
  await page.waitForURL("**/pages/ende");
  await page.goto(`${base}/form/review`);
  await page.getByRole("button", { name: "Änderung abgeben" }).click();
  await page.waitForURL("**/form/done");
}

async function decides(program, clerk, second, number) {
  await clerk.goto(`${program.base}/cases/${number}`);
  await clerk.getByRole("region", { name: "Zu erledigen" }).getByText("Erledigt").first().click();
  await clerk.getByLabel("Bemerkung").fill("Chip stimmt.");
  await clerk.getByRole("button", { name: "Erledigt" }).click();
  await clerk.getByRole("textbox", { name: /^Begründung/ }).waitFor();
  await program.axe(clerk, "a case before the decision");
  await clerk.getByRole("textbox", { name: /^Begründung/ }).fill("Die Hundesteuer wird für das laufende Jahr festgesetzt.");
  await clerk.getByRole("textbox", { name: /^Nebenbestimmungen/ }).fill("Die Steuermarke ist sichtbar zu tragen.");
  await clerk.getByRole("button", { name: "Genehmigung vorschlagen" }).click();
  await clerk.getByText("Eine andere Person gibt es frei").waitFor();
  program.check((await clerk.getByRole("button", { name: "Freigeben" }).count()) === 0, "nobody approves alone");
  await second.goto(`${program.base}/cases/${number}`);
  await program.axe(second, "a proposal");
  await second.getByRole("button", { name: "Freigeben" }).click();
  await second.getByText("Entscheidung: genehmigt").first().waitFor();
  await program.axe(second, "a decided case");
}

async function reads(program, page, base) {
  await program.mails({ to: "berta@example.org", subject: /Entscheidung über Ihren Antrag/ });
  await page.goto(base);
  await program.axe(page, "the decision");
  const text = await page.getByRole("main").innerText();
  program.check(text.includes("Ihr Antrag ist genehmigt") && text.includes("72,00"), "the citizen reads it with what it costs");
  program.check(!text.includes("Chip stimmt"), "and not what the office noted");
  await page.getByLabel("Ihre Nachricht").fill("Vielen Dank.");
  await page.getByRole("button", { name: "Senden" }).click();
  await page.getByText("Ihre Nachricht ist angekommen").waitFor();
}

async function withoutJavaScript(program) {
  const page = await program.withoutJavaScript();
  await page.goto(program.link("Antrag (ohne Konto)"));
  await program.axe(page, "an application without JavaScript");
  await page.getByRole("button", { name: "Angaben ergänzen" }).click();
  await page.waitForURL("**/form/pages/*");
  await page.getByRole("button", { name: "Speichern und weiter" }).click();
  await page.waitForURL("**/form/pages/*");
  await program.axe(page, "completing it without JavaScript");
}
