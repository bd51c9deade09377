// The office tries rules, saves and compares variants; two persons decide; a supplier accepts by link and changes its
// mind; the next best is invited; a call is published. On a desk, on a phone, without JavaScript, on paper.
import { journey } from "../program.mjs";

await journey("the office chooses suppliers", { stage: "selection" }, async (program) => {
  const page = await program.desk();
  await program.signIn(page, "Forumsbüro");
  const base = `${program.base}/rounds/beispielrunde`;
  await page.goto(`${base}/selection`);
  await program.axe(page, "the selection");
  program.check(await page.locator("#set ol > li").count() === 7, "seven offers are proposed");

  await page.locator("#set").getByRole("link", { name: /^Ausschließen/ }).first().click();
  await page.waitForLoadState();
  program.check(await page.locator("#barred").count() === 1, "one is left out");
  await page.getByLabel("Plätze").fill("5");
  await page.getByRole("button", { name: "Ausprobieren" }).click();
  await page.waitForLoadState();
  program.check(await page.locator("#set ol > li").count() === 5, "five places");
  await page.getByLabel("Name der Variante").fill("Fünf ohne den Ersten");
  await page.getByRole("button", { name: "Speichern", exact: true }).click();
  await page.waitForURL("**variant=*");
  await program.axe(page, "a variant");
  await page.getByRole("link", { name: "Zwei Varianten vergleichen" }).click();
  await program.axe(page, "two variants side by side");
  await page.goto(`${base}/selection/offers`);
  await program.axe(page, "all offers and why");

  await withoutJavaScript(program, page, base);
  const record = await decided(program, page, base);
  await onPaperAndPhone(program, page, record);
  await invited(program, page, base);
  await called(program, page, base);
});

/** Two persons decide on the first variant; the first cannot confirm. */
async function decided(program, page, base) {
  await page.goto(`${base}/selection`);
  await page.getByRole("link", { name: "Größte Deckung" }).click();
  await page.getByRole("link", { name: "Entscheidung vorbereiten" }).click();
  await program.axe(page, "the decision's form");
  await page.getByLabel("Warum diese Auswahl").fill("Diese Angebote decken zusammen am meisten.");
  await page.getByRole("button", { name: "Als Erste unterschreiben" }).click();
  await page.waitForURL("**/decisions/*");
  await program.axe(page, "signed once");
  program.check(await page.getByRole("button", { name: "Bestätigen" }).count() === 0, "the first cannot confirm");
  const record = page.url();
  const second = await program.desk();
  await program.signIn(second, "Verwaltung");
  await second.goto(record);
  await second.getByRole("button", { name: "Bestätigen" }).click();
  await second.getByText("Inhalt und Unterschriften passen zur Prüfsumme.").waitFor();
  await second.context().close();
  return record;
}

async function onPaperAndPhone(program, page, record) {
  await page.goto(record);
  await program.axe(page, "the record");
  await page.emulateMedia({ media: "print" });
  await program.axe(page, "the record on paper");
  await page.emulateMedia({ media: "screen" });
  const phone = await program.phone();
  await phone.context().addCookies((await page.context().storageState()).cookies);
  for (const path of [record, record.replace(/\/decisions\/.*/, ""), record.replace(/\/selection\/.*/, "/suppliers")]) {
    await phone.goto(path);
    await program.axe(phone, `${path} on a phone`);
  }
  await phone.context().close();
}

/** A contact is added and written to, accepts by link on a phone, declines; the next best is invited. */
async function invited(program, page, base) {
  await page.goto(`${base}/suppliers`);
  await program.axe(page, "suppliers");
  await page.getByRole("table").getByRole("rowheader").getByRole("link").first().click();
  await program.axe(page, "one supplier");
  const own = page.url();
  await page.getByLabel("E-Mail").fill("kontakt@firma.example");
  await page.getByRole("button", { name: "Kontakt eintragen" }).click();
  await page.getByText("Der Kontakt ist eingetragen.").waitFor();
  await page.getByRole("button", { name: "Einladung verschicken" }).click();
  const [mail] = await program.mails({ to: "kontakt@firma.example", subject: /Einladung/ });
  const link = mail.links.find((href) => href.includes("/selected/"));
  const phone = await program.phone();
  await phone.goto(link);
  await program.axe(phone, "the invitation on a phone");
  await phone.getByRole("button", { name: "Wir kommen", exact: true }).click();
  await phone.getByText("Sie haben zugesagt").waitFor();
  await program.axe(phone, "accepted");
  await phone.getByLabel("Grund").fill("Wir sind auf einer Messe.");
  await phone.getByRole("button", { name: "Wir kommen nicht" }).click();
  await phone.getByText("Sie haben abgesagt").waitFor();
  await phone.context().close();
  await page.goto(own);
  program.check(await page.getByText("Wir sind auf einer Messe.").count() > 0, "the reason is there");
  await page.goto(`${base}/suppliers`);
  await program.axe(page, "a place is free");
  await page.getByRole("button", { name: "Dieses Angebot einladen" }).click();
  await page.getByText("Nachgerückt für").waitFor();
  await page.goto(`${base}/suppliers/mailing`);
  await program.axe(page, "what is written to suppliers");
  await page.goto(`${base}/suppliers/letter`);
  await program.axe(page, "words and deadlines");
  await page.goto(`${base}/suppliers/letters`);
  await program.axe(page, "who was told what");
}

async function called(program, page, base) {
  await page.goto(`${base}/calls/new`);
  await program.axe(page, "a new call");
  await page.getByLabel("Titel").fill("Gesucht: was bisher niemand kann");
  await page.locator("input[name=need]").first().check();
  await page.getByRole("button", { name: "Weiter" }).click();
  await page.waitForURL(/calls\/[0-9a-f-]{36}/);
  await program.axe(page, "a call as a draft");
  await page.getByRole("button", { name: /Veröffentlichen/ }).click();
  await page.getByText("Der Aufruf ist veröffentlicht.").waitFor();
  const stranger = await program.phone();
  await stranger.goto(`${base}/call`);
  await program.axe(stranger, "the call page with a targeted call");
  await stranger.getByRole("link", { name: "Gesucht: was bisher niemand kann" }).click();
  await program.axe(stranger, "a targeted call on a phone");
  await stranger.context().close();
}

/** Trying rules works by links and a form alone. */
async function withoutJavaScript(program, signed, base) {
  const page = await program.withoutJavaScript();
  await page.context().addCookies((await signed.context().storageState()).cookies);
  await page.goto(`${base}/selection?places=1`);
  program.check(await page.locator("#set ol > li").count() === 1, "one place without JavaScript");
  await page.locator("#closest").getByRole("link", { name: /^Fest setzen/ }).first().click();
  await page.locator("#closest").getByRole("link", { name: /^Fest setzen/ }).first().click();
  program.check(await page.getByText("Diese Vorgaben widersprechen sich.").count() === 1, "two fixed for one place");
  await page.getByRole("link", { name: /^Weglassen/ }).first().click();
  program.check(await page.locator("#set").count() === 1, "without one rule there is a choice");
  await page.context().close();
}
