// An association gets a grant, from the application on a phone over points, ranking and two persons to the proof of use, and gives a part
// back with interest.
import { journey } from "../program.mjs";

await journey("a grant", { stage: "survey" }, async (program) => {
  const clerk = await program.desk();
  await program.signIn(clerk, "Sachbearbeitung");
  const second = await program.desk();
  await program.signIn(second, "Forumsbüro");
  const juror = await program.desk();
  await program.signIn(juror, "Jury");
  const programme = `${program.base}/cases/grants/digitalfoerderung`;
  await clerk.goto(`${program.base}/cases/grants`);
  await program.axe(clerk, "the programmes");
  const association = await program.phone();
  const { base, number } = await applies(program, association);
  await checks(program, clerk, number);
  await judges(program, juror, number, "9");
  await judges(program, clerk, number, "8");
  await grants(program, clerk, second, programme);
  await paysOut(program, clerk, number);
  await proves(program, association, base);
  await settles(program, clerk, second, number);
  await association.goto(base);
  await program.axe(association, "what is to be given back");
  const text = await association.getByRole("main").innerText();
  program.check(text.includes("Das ist zu zahlen") || text.includes("800,00"), "the association reads what it gives back");
});

async function next(page, pattern) {
  await page.getByRole("button", { name: "Speichern und weiter" }).click();
  await page.waitForURL(pattern);
}

async function applies(program, page) {
  await page.goto(`${program.base}/services?q=Zuschuss+Verein`);
  await page.getByRole("link", { name: "Digitalförderung für Vereine" }).click();
  await page.waitForURL("**/services/digitalfoerderung");
  await page.getByRole("button", { name: "Online beantragen" }).click();
  await page.waitForURL("**/form/pages/verein");
  const base = page.url().replace(/\/form\/.*/, "");
  await page.getByLabel("Name des Vereins").fill("Chor Beispielstimmen");
  await page.getByLabel("Straße").fill("Lindenweg");
  await page.getByLabel("Hausnummer").fill("3");
  await page.getByLabel("Postleitzahl").fill("34369");
  await page.getByLabel("Ort", { exact: true }).fill("Hofgeismar");
  await page.getByLabel("Wer vertritt den Verein?").fill("Cora Chor");
  await page.getByLabel("E-Mail-Adresse").fill("chor@example.org");
  await page.getByRole("radiogroup", { name: /gemeinnützig/ }).getByLabel("Ja", { exact: true }).check();
  await page.getByLabel("Wie viele Mitglieder hat er?").fill("60");
  await next(page, "**/pages/vorhaben");
  await page.getByLabel("Wie heißt das Vorhaben?").fill("Noten auf dem Tablet");
  await page.getByLabel("Was soll sich ändern, und für wen?").fill("Niemand kopiert mehr Noten.");
  await page.getByLabel("Von", { exact: true }).fill("2027-03-01");
  await page.getByLabel("Bis", { exact: true }).fill("2027-06-30");
  await page.getByRole("radiogroup", { name: /schon begonnen/ }).getByLabel("Nein", { exact: true }).check();
  await page.getByRole("radiogroup", { name: /übernehmen/ }).getByLabel("Ja", { exact: true }).check();
  await next(page, "**/pages/geld");
  await program.axe(page, "costs and funding");
  await page.getByLabel("Was kostet das Vorhaben insgesamt?").fill("2.000");
  await page.getByLabel("Davon eigenes Geld").fill("500");
  await page.getByLabel("Wie viel beantragen Sie?").fill("1.500");
  await page.getByLabel("IBAN des Vereins").fill("DE02 1203 0000 0000 2020 51");
  await page.getByRole("checkbox").last().check();
  await next(page, "**/form/review");
  await page.getByRole("button", { name: "Jetzt abgeben" }).click();
  await page.waitForURL("**/form/done");
  const number = (await page.getByRole("main").innerText()).match(/DIGI-\d{4}-\d{5}/)?.[0];
  program.check(number !== undefined, "the receipt names the file number");
  return { base, number };
}

async function checks(program, page, number) {
  await page.goto(`${program.base}/cases/${number}`);
  await page.getByRole("region", { name: "Zu erledigen" }).getByText("Erledigt").first().click();
  await page.getByRole("button", { name: "Erledigt" }).click();
  await page.getByRole("heading", { name: "Entscheiden" }).waitFor();
  await program.axe(page, "an application for a grant");
}

async function judges(program, page, number, points) {
  await page.goto(`${program.base}/cases/scores`);
  await program.axe(page, "what waits for points");
  await page.getByRole("link", { name: number }).click();
  await page.waitForURL(`**/${number}/score`);
  await page.getByLabel("Nutzen für die Mitglieder").selectOption(points);
  await page.getByRole("button", { name: "Punkte speichern" }).click();
  await page.getByRole("alert").first().waitFor();
  await program.axe(page, "points that are missing");
  await page.getByLabel("Hält über die Förderung hinaus").selectOption(points);
  await page.getByLabel("Andere können es übernehmen").selectOption(points);
  await page.getByRole("button", { name: "Punkte speichern" }).click();
  await page.waitForURL("**/cases/scores");
}

async function grants(program, clerk, second, programme) {
  await clerk.goto(programme);
  await program.axe(clerk, "the ranking");
  const rows = await clerk.getByRole("region", { name: "Rangfolge" }).getByRole("row").allInnerTexts();
  program.check(rows[1]?.includes("Cora Chor"), "the best stands first");
  await clerk.getByText("Alle vorschlagen, für die das Geld reicht").click();
  await clerk.getByRole("button", { name: "Vorschlagen", exact: true }).click();
  await clerk.getByText("Die Bewilligungen sind vorgeschlagen").waitFor();
  program.check((await clerk.getByRole("button", { name: "Alle Vorschläge freigeben" }).count()) === 0, "nobody approves alone");
  await second.goto(programme);
  await second.getByRole("button", { name: "Alle Vorschläge freigeben" }).click();
  await second.getByText("Die Vorschläge sind freigegeben").waitFor();
  await program.axe(second, "a budget that is granted");
}

async function paysOut(program, page, number) {
  await program.mails({ to: "chor@example.org", subject: /Entscheidung über Ihren Antrag/ });
  await page.goto(`${program.base}/cases/${number}`);
  await page.getByRole("button", { name: /zur Zahlung freigeben/ }).click();
  await page.getByText("Der nächste Teil wird gezahlt, wenn").waitFor();
  await program.axe(page, "a grant that is paid in parts");
}

async function proves(program, page, base) {
  await page.goto(base);
  await program.axe(page, "what was granted");
  await page.getByRole("link", { name: "Verwendung nachweisen" }).click();
  await page.waitForURL("**/report/**");
  await page.goto(`${base}/report/pages/bericht`);
  await page.getByLabel("Was hat sich geändert?").fill("Alle singen vom Tablet.");
  await page.getByLabel("Ja, ganz").check();
  await next(page, "**/pages/ausgaben");
  await program.axe(page, "expenses and receipts");
  await page.getByLabel("Gezahlt am").fill("2026-11-02");
  await page.getByLabel("An wen?").fill("Musikhaus");
  await page.getByLabel("Wofür?").fill("Zehn Tablets");
  await page.getByLabel("Betrag").fill("1.000");
  await page.getByRole("checkbox").last().check();
  await next(page, "**/report/review");
  await page.getByRole("button", { name: "Jetzt abgeben" }).click();
  await page.waitForURL("**/report/done");
  await program.axe(page, "the proof is handed in");
}

async function settles(program, clerk, second, number) {
  await clerk.goto(`${program.base}/cases/${number}`);
  await program.axe(clerk, "a proof of use");
  program.check((await clerk.getByLabel("Anerkannte Ausgaben").inputValue()) === "1000,00", "the sum of the proof is filled in");
  await clerk.locator("textarea[name=settle-reasons]").fill("Die Kosten waren niedriger.");
  await clerk.getByRole("button", { name: "Nachweis anerkennen" }).click();
  await clerk.getByText("Vorgeschlagene Änderung").waitFor();
  await program.axe(clerk, "a change that waits");
  await second.goto(`${program.base}/cases/${number}`);
  await second.getByRole("button", { name: "Freigeben" }).click();
  await second.getByText("Anerkannte Ausgaben: 1.000,00").first().waitFor({ state: "attached" });
  await program.axe(second, "a grant that was changed");
}
