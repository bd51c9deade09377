// After the event: a town says with one click on a phone what came of a talk and makes a project of it, the office reads how
// far it all went, completes the project and adds a document, a neighbour takes it over and asks. Another program reads
// the publiccode.yml. Once more without JavaScript.
import { journey } from "../program.mjs";

const ROUND = "/rounds/beispielrunde";
const PDF = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

await journey("what came of it", { stage: "after" }, async (program) => {
  await answersOnThePhone(program);
  const office = await program.desk();
  await program.signIn(office, "Forumsbüro");
  await officeReads(program, office);
  const label = await officePublishes(program, office);
  await neighbourTakesOver(program, label);
  await program.reads(office, `/projects/${label}/publiccode.yml`, "publiccode.py", "Baunatal");
  await withoutJavaScript(program);
});

async function answersOnThePhone(program) {
  const page = await program.phone();
  const link = program.link("Ergebnis melden");
  await page.goto(link);
  await program.axe(page, "all questions to a town on a phone");
  await page.getByRole("link", { name: /^Erprobung/ }).first().tap();
  program.check(await page.getByLabel("Erprobung").isChecked(), "the answer that was chosen is marked");
  await program.axe(page, "one question on a phone");
  await page.getByLabel("Nichts").check();
  await page.getByRole("button", { name: "Antwort senden" }).tap();
  await page.getByRole("alert").waitFor();
  await program.summary(page, "nothing without a reason");
  await page.getByLabel("Erprobung").check();
  await page.getByLabel(/Möchten Sie etwas dazu sagen/).fill("Ab März im Bürgerbüro.");
  await page.getByRole("button", { name: "Antwort senden" }).tap();
  await page.getByText("Ihre Antwort ist gespeichert.").waitFor();
  await page.getByRole("button", { name: /^Als Vorhaben beschreiben/ }).first().tap();
  await page.getByText("Der Entwurf des Vorhabens liegt bereit.").waitFor();
  await program.axe(page, "answers on a phone");
  await page.context().close();
}

async function officeReads(program, office) {
  await office.goto(program.base + ROUND);
  await office.getByRole("link", { name: "Zu den Ergebnissen" }).click();
  await program.axe(office, "outcomes");
  await office.getByText("Als Tabelle").first().click();
  await program.axe(office, "outcomes as a table");
  await office.goto(`${program.base}${ROUND}/outcomes?result=pilot`);
  await program.axe(office, "trials");
  await office.goto(`${program.base}${ROUND}/outcomes?missing=supplier`);
  await office.getByRole("rowheader").getByRole("link").first().click();
  await program.axe(office, "one pair");
  const note = office.getByRole("form", { name: "Antwort eintragen" });
  await note.getByLabel("Anbieter").check();
  await note.getByLabel("Weiteres Treffen").check();
  await note.getByRole("button", { name: "Eintragen" }).click();
  await office.getByText("Die Antwort ist eingetragen.").waitFor();
  await office.goto(`${program.base}${ROUND}/outcomes/new`);
  await program.axe(office, "entering a meeting");
}

async function officePublishes(program, office) {
  await office.goto(`${program.base}/projects`);
  const draft = office.getByRole("row", { name: /Entwurf/ }).filter({ hasNotText: "Baunatal" }).getByRole("rowheader").getByRole("link").first();
  await draft.click();
  await program.axe(office, "a draft of a project with its chain");
  program.check(await office.getByRole("heading", { name: "Wie es dazu kam, was daraus wurde" }).isVisible(), "the chain is shown");
  const label = new URL(office.url()).pathname.split("/").pop();
  await office.getByText("Dokument hinzufügen").first().click();
  await office.getByLabel("Bezeichnung").fill("Leitfaden");
  await office.getByLabel("Datei", { exact: true }).setInputFiles({ name: "leitfaden.pdf", mimeType: "application/pdf", buffer: Buffer.from(PDF) });
  await office.getByRole("button", { name: "Hinzufügen" }).click();
  await office.getByText("Das Dokument ist hinzugefügt.").waitFor();
  await program.axe(office, "a project with a document");
  await office.getByRole("link", { name: "Bearbeiten" }).click();
  await program.axe(office, "writing about a project");
  await office.getByLabel("In einem Satz").fill("Anträge kommen ohne Papier ins Fachamt.");
  await office.getByLabel("Was wurde gemacht?").fill("Das Fachamt hat die Formulare mit zwei Kolleginnen aufgebaut, getestet und nach vier Wochen freigegeben. Die Kasse prüft jetzt von selbst, ob bezahlt wurde.");
  await office.getByLabel("Adresse des Quelltextes").fill("https://code.example/antrag.git");
  await office.getByLabel("Lizenz", { exact: false }).fill("EUPL-1.2");
  await office.getByRole("button", { name: "Veröffentlichen" }).click();
  await office.getByText("Das Vorhaben ist veröffentlicht.").waitFor();
  return label;
}

async function neighbourTakesOver(program, label) {
  const stranger = await program.desk();
  await stranger.goto(`${program.base}/projects/${label}`);
  program.check((await stranger.getByText("leitfaden.pdf").count()) === 0, "a document for towns is not for strangers");
  await program.axe(stranger, "a project as strangers see it");
  await stranger.context().close();

  const page = await program.phone();
  await program.signIn(page, "Kommune (mit Konto)");
  await page.goto(`${program.base}/projects/${label}`);
  program.check((await page.getByText("leitfaden.pdf").count()) === 1, "a town gets the document");
  await page.getByRole("link", { name: "Übernehmen" }).tap();
  await page.waitForURL("**/takeover");
  await program.axe(page, "taking over on a phone");
  await page.getByRole("button", { name: "Übernehmen" }).tap();
  await page.getByText("Übernommen.").waitFor();
  await page.getByRole("textbox", { name: "Ihr Beitrag" }).fill("Wie lange hat die Einrichtung gedauert?");
  await page.getByRole("button", { name: "Senden" }).tap();
  await page.getByText("Ihr Beitrag ist zu sehen.").waitFor();
  await program.axe(page, "a project taken over");
  const need = page.locator("#chain a[href*='/chain/']").first();
  if (await need.count()) {
    await need.tap();
    await page.waitForURL("**/chain/*");
    await program.axe(page, "the chain of a need on a phone");
  }
  await page.context().close();
}

async function withoutJavaScript(program) {
  const page = await program.withoutJavaScript();
  await page.goto(program.link("Ergebnis melden"));
  await page.getByRole("link", { name: /^Antwort ändern/ }).first().click();
  await page.getByLabel("Vertrag").check();
  await page.getByRole("button", { name: "Antwort senden" }).click();
  await page.getByText("Ihre Antwort ist gespeichert.").waitFor();
  await program.axe(page, "answers without JavaScript");
  await page.context().close();
}
