// A citizen pays a fee on line: breaks off at the payment provider, begins anew, pays, and comes back. The office sees it, checks the
// connection, and takes the provider away. The provider is the one that the demonstration brings along.
import { journey } from "../program.mjs";

await journey("paying on line", { stage: "survey" }, async (program) => {
  const citizen = await program.phone();
  await citizen.goto(program.link("Gebühr online bezahlen"));
  await program.axe(citizen, "what is to be paid");
  await goes(program, citizen, "Jetzt online bezahlen");
  await citizen.getByRole("button", { name: "Abbrechen" }).click();
  await citizen.getByText("Sie haben abgebrochen").waitFor();
  program.check(citizen.url().startsWith(program.base), "the way back leads here");
  await program.axe(citizen, "a payment that was broken off");
  await goes(program, citizen, "Neu beginnen");
  // Coming back without having paid says nothing.
  const before = await citizen.context().newPage();
  await citizen.goBack();
  await citizen.getByRole("link", { name: "Stand der Zahlung prüfen" }).click();
  await citizen.getByText("Noch ist nichts bezahlt").waitFor();
  await before.close();
  await citizen.getByRole("link", { name: "Weiter zum Bezahldienst" }).click();
  await citizen.getByRole("button", { name: "Jetzt bezahlen" }).click();
  await citizen.getByText("Ihre Zahlung von 72,00").waitFor();
  await program.axe(citizen, "a payment that was made");
  await citizen.getByRole("link", { name: "Zurück zum Antrag" }).click();
  await citizen.getByText("Ihre Zahlung von 72,00").first().waitFor();
  await withoutJavaScript(program);
  await officeLooks(program);
});

/** Presses a button, reads where it goes, and goes there by the link. */
async function goes(program, page, button) {
  await page.getByRole("button", { name: button }).click();
  const link = page.getByRole("link", { name: "Weiter zum Bezahldienst" });
  await link.waitFor();
  await program.axe(page, "the page in between");
  program.leaves(await link.getAttribute("href"));
  await link.click();
  await page.getByRole("heading", { name: "Beispiel-Bezahldienst" }).waitFor();
}

async function withoutJavaScript(program) {
  const page = await program.withoutJavaScript();
  await page.goto(program.link("Gebühr online bezahlen"));
  await page.getByText("Ihre Zahlung von 72,00").first().waitFor();
  program.check(await page.getByRole("button", { name: "Jetzt online bezahlen" }).count() === 0, "nothing is left to be paid");
}

async function officeLooks(program) {
  const clerk = await program.desk();
  await program.signIn(clerk, "Sachbearbeitung");
  await clerk.goto(`${program.base}/money?state=paid`);
  await clerk.getByRole("rowheader").getByRole("link").first().click();
  await clerk.getByRole("heading", { name: "Online-Zahlungen" }).waitFor();
  await program.axe(clerk, "a claim that was paid on line");
  program.check((await clerk.getByRole("main").innerText()).includes("Online-Bezahldienst"), "where the money was seen");
  await clerk.setViewportSize({ width: 360, height: 740 });
  await program.looks(clerk, "a claim that was paid on line, at 360 px");
  await clerk.goto(`${program.base}/money/payments`);
  await program.axe(clerk, "payments without a result");
  await clerk.goto(`${program.base}/money/provider`);
  await program.axe(clerk, "the payment provider");
  await clerk.getByRole("button", { name: "Verbindung prüfen" }).click();
  await clerk.getByText("Die Verbindung steht").waitFor();
  await program.axe(clerk, "the payment provider was checked");
  await clerk.getByLabel("Kennung der Behörde").fill("a/b");
  await clerk.getByRole("button", { name: "Speichern" }).click();
  await clerk.getByRole("alert").waitFor();
  await program.axe(clerk, "the payment provider with a mistake");
  await clerk.getByLabel("Kennung der Behörde").fill("0");
  await clerk.getByRole("button", { name: "Speichern" }).click();
  await clerk.getByRole("button", { name: "Verbindung prüfen" }).click();
  await clerk.getByText("Der Bezahldienst lehnt ab").waitFor();
  await program.axe(clerk, "a payment provider that refuses");
}
