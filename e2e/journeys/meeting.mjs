// A meeting: the office at a desk, the projected page, three people on their phones (one without JavaScript, one who types a code). They vote
// openly, with one by show of hands, and in secret; the minutes are fetched at the end.
import { journey } from "../program.mjs";

await journey("a meeting votes", { stage: "survey" }, async (program) => {
  const office = await program.desk();
  await program.signIn(office, "Sachbearbeitung");
  const { base, codes } = await prepares(program, office);
  const wall = await program.desk();
  await office.goto(base);
  await wall.goto(await office.getByLabel("Adresse für die Leinwand").inputValue());
  const anna = await program.phone();
  const bert = await program.phone();
  const cem = await program.withoutJavaScript();
  await arrive(program, office, [anna, bert, cem], codes, base);
  await votesOpenly(program, office, wall, [anna, bert, cem], base);
  await votesInSecret(program, office, wall, [anna, bert, cem], base);
  await ends(program, office, [wall, anna, bert], base);
});

/** Makes a meeting with four people; gives its address and everybody's code. */
async function prepares(program, page) {
  await page.goto(`${program.base}/meetings`);
  await page.getByRole("link", { name: "Sitzung anlegen" }).click();
  await page.getByLabel("Titel").fill("Ortsbeirat Lindental");
  await page.getByLabel("Tag").fill("2026-12-01");
  await page.getByLabel("Ort").fill("Bürgerhaus");
  await page.getByRole("button", { name: "Speichern" }).click();
  await page.waitForURL("**/members");
  const base = page.url().replace(/\/members$/, "");
  await page.getByLabel("Namen").fill("Anna Ahorn\nBert Birke; viele");
  await page.getByRole("button", { name: "Hinzufügen" }).click();
  await program.summary(page, "a list with a mistake");
  await page.getByLabel("Namen").fill("Anna Ahorn\nBert Birke\nCem Çınar\nDora Distel");
  await page.getByRole("button", { name: "Hinzufügen" }).click();
  await page.getByText("Die Teilnehmenden sind eingetragen").waitFor();
  await program.axe(page, "the participants");
  await page.getByRole("link", { name: "Zettel mit Codes" }).click();
  await page.waitForURL("**/codes");
  await program.axe(page, "the slips with codes");
  const codes = await page.locator(".rh-code-typed").allInnerTexts();
  program.check(codes.length === 4 && new Set(codes).size === 4, `four codes: ${codes}`);
  return { base, codes };
}

async function arrive(program, office, phones, codes, base) {
  await phones[0].goto(`${program.base}/meetings`);
  await phones[0].getByLabel("Ihr Code").fill("AAAA-2222");
  await phones[0].getByRole("button", { name: "Zur Sitzung" }).click();
  await program.summary(phones[0], "a code that nobody has");
  for (const [at, phone] of phones.entries()) {
    await phone.goto(`${program.base}/meetings`);
    await phone.getByLabel("Ihr Code").fill(codes[at].toLowerCase());
    await phone.getByRole("button", { name: "Zur Sitzung" }).click();
    await phone.waitForURL("**/meetings/at/*");
    await phone.getByText("noch nicht eröffnet").waitFor();
  }
  await office.goto(base);
  await office.getByRole("button", { name: "Sitzung eröffnen" }).click();
  await office.getByText("3 von 4 Personen anwesend").waitFor();
  // The fourth has no phone and is seen by the office.
  await office.goto(`${base}/members`);
  await office.getByRole("button", { name: "Ist da Dora Distel" }).click();
  await office.getByText("4 von 4 Personen anwesend").waitFor();
  await phones[0].getByText("Zurzeit wird nicht abgestimmt").last().waitFor();
}

async function asks(program, page, base, { question, kind, choices = "" }) {
  await page.goto(`${base}/motions`);
  await page.getByRole("textbox", { name: /^Frage/ }).fill(question);
  await page.getByLabel(kind, { exact: true }).check();
  await page.getByRole("textbox", { name: /^Eigene Auswahl/ }).fill(choices);
  await page.getByRole("button", { name: "Speichern" }).click();
  await page.waitForURL("**/motions/*-*");
  await page.getByRole("button", { name: "Abstimmung eröffnen" }).click();
  await page.getByText("Die Abstimmung läuft").first().waitFor();
}

/** Votes on the page that shows the question. */
async function vote(phone, choice) {
  await phone.getByLabel(choice, { exact: true }).check();
  await phone.getByRole("button", { name: /Stimme (abgeben|ändern)/ }).click();
  await phone.getByText("Ihre Stimme ist gezählt").first().waitFor();
}

async function votesOpenly(program, office, wall, [anna, bert, cem], base) {
  const question = "Die Linde am Markt bleibt stehen.";
  await asks(program, office, base, { question, kind: "offen" });
  // Everybody sees it without touching anything; without scripts by reloading.
  await anna.getByRole("heading", { name: question }).waitFor();
  await wall.getByRole("heading", { name: question }).waitFor();
  await vote(anna, "Nein");
  await vote(anna, "Ja");
  await vote(bert, "Ja");
  await cem.reload();
  await vote(cem, "Nein");
  await wall.getByText("Beteiligt: 3").waitFor();
  await office.getByText("Beteiligt: 3 von 4").waitFor();
  await office.reload();
  await program.axe(office, "an open motion at the desk");
  await office.getByRole("radiogroup", { name: "Stimme" }).getByLabel("Ja", { exact: true }).check();
  await office.getByLabel("Dora Distel").check();
  await office.getByRole("button", { name: "Handzeichen eintragen" }).click();
  await office.getByText("Beteiligt: 4 von 4").waitFor();
  await office.getByRole("button", { name: "Abstimmung schließen" }).click();
  await office.getByText("Angenommen").first().waitFor();
  await office.getByRole("row", { name: "Dora Distel Ja per Handzeichen" }).waitFor();
  await program.axe(office, "the result of an open motion");
  await wall.getByText("Angenommen").waitFor();
  await program.axe(wall, "the projected result");
  await anna.getByText("Angenommen").first().waitFor();
  await program.axe(anna, "the result on a phone");
}

async function votesInSecret(program, office, wall, [anna, bert, cem], base) {
  const question = "Wer spricht für den Ortsbeirat?";
  await asks(program, office, base, { question, kind: "geheim", choices: "Anna Ahorn\nCem Çınar" });
  await anna.getByText("lässt sich danach nicht mehr ändern").waitFor();
  await program.axe(anna, "a secret question on a phone");
  await wall.getByText("Beteiligt: weniger als drei").waitFor();
  await vote(anna, "Anna Ahorn");
  await vote(bert, "Cem Çınar");
  await office.getByLabel("Dora Distel").check();
  await office.getByRole("button", { name: "Speichern" }).click();
  await office.getByText("Stimmen auf Zetteln: 1").waitFor();
  await office.getByRole("textbox", { name: "Anna Ahorn" }).fill("1");
  await office.getByRole("textbox", { name: "Cem Çınar" }).fill("0");
  await program.axe(office, "counting papers");
  await office.getByRole("button", { name: "Zählung eintragen" }).click();
  await office.getByText("Gezählt hat: Samir Sach").waitFor();
  await cem.reload();
  await vote(cem, "Anna Ahorn");
  await wall.getByText("Beteiligt: 4").waitFor();
  await office.getByRole("button", { name: "Abstimmung schließen" }).click();
  await office.getByText("Gewählt: Anna Ahorn").first().waitFor();
  program.check((await office.getByText("Wer wie gestimmt hat").count()) === 0, "nobody sees who voted how");
  await wall.getByText("Gewählt: Anna Ahorn").waitFor();
}

async function ends(program, office, others, base) {
  await office.goto(base);
  // Links open nothing any more; whoever still looks would be told so.
  for (const page of others) await page.context().close();
  await office.getByRole("button", { name: "Sitzung abschließen" }).click();
  await office.waitForURL("**/minutes");
  await program.axe(office, "the minutes");
  const text = await office.getByRole("main").innerText();
  program.check(text.includes("Cem Çınar") && text.includes("Gewählt: Anna Ahorn"), "the minutes say it all");
  const coming = office.waitForEvent("download");
  await office.getByRole("link", { name: "Als PDF" }).click();
  const file = await coming;
  program.check(file.suggestedFilename().endsWith(".pdf"), `a PDF: ${file.suggestedFilename()}`);
}
