// A juror declares conflicts of interest before seeing anything, the office assigns and compares, another juror writes on
// a phone: by itself saved, with the connection lost, in two tabs, and once without JavaScript.
import { journey } from "../program.mjs";

const OFFICE = "/rounds/beispielrunde/jury";
const DESK = "/jury/beispielrunde";

await journey("a jury at work", { stage: "jury" }, async (program) => {
  const office = await program.desk();
  await program.signIn(office, "Forumsbüro");
  const newcomer = await program.desk();
  await program.signIn(newcomer, "Jury (neu)");
  const barred = await declares(program, newcomer);
  await officeAtWork(program, office);
  await hasTasks(program, newcomer, barred);
  await onThePhone(program);
  await withoutJavaScript(program, newcomer);
});

/** Declares one conflict; gives the supplier's name. */
async function declares(program, page) {
  await page.goto(program.base + DESK);
  await page.waitForURL("**/conflicts");
  await program.axe(page, "the declaration of conflicts");
  await page.getByRole("button", { name: "Erklärung abgeben" }).click();
  await page.getByRole("alert").waitFor();
  await program.axe(page, "the declaration with a mistake");
  const box = page.getByRole("group", { name: "Anbieter" }).getByRole("checkbox").first();
  const name = await page.locator(`label[for="${await box.getAttribute("id")}"]`).innerText();
  await box.check();
  await page.getByText("Begründung").first().click();
  await page.getByLabel(`Warum Sie bei ${name} befangen sind`).fill("Wir haben ein gemeinsames Vorhaben.");
  await page.getByRole("checkbox", { name: /^Ich habe die Liste gelesen/ }).check();
  await page.getByRole("button", { name: "Erklärung abgeben" }).click();
  await page.waitForURL(`**${DESK}`);
  await program.axe(page, "no task yet");
  program.check(await page.getByText("Noch keine Aufgabe").count() === 1, "the newcomer has no task yet");
  return name;
}

async function officeAtWork(program, page) {
  const at = (path) => page.goto(program.base + OFFICE + path);
  await at("");
  await program.axe(page, "the jury");
  await at("/rules");
  await program.axe(page, "the rules of the jury");
  await at("/jurors");
  await program.axe(page, "inviting a member");
  await at("/assignment");
  await program.axe(page, "the assignment");
  await page.getByRole("button", { name: "Zuteilen" }).click();
  await page.getByRole("heading", { name: "Wie gerecht die letzte Zuteilung ist" }).waitFor({ timeout: 60_000 });
  await program.axe(page, "the assignment with its proof");
  await at("/scores");
  await program.axe(page, "the comparison");
  const csv = await page.context().request.get(`${program.base}${OFFICE}/scores?format=csv`);
  program.check((await csv.text()).split("\n").length > 20, "the comparison is a file, too");
  await at("/scores?state=contested");
  await page.getByRole("table").last().getByRole("rowheader").getByRole("link").first().click();
  await page.waitForURL("**/jury/offers/*");
  await program.axe(page, "a contested offer");
  await page.getByRole("textbox", { name: "Ihr Beitrag" }).fill("Bitte lesen Sie die Gründe der anderen.");
  await page.getByRole("button", { name: "Beitrag senden" }).click();
  await page.getByText("Bitte lesen Sie die Gründe der anderen.").waitFor();
  await at("");
  await page.getByRole("region", { name: "Mitglieder" }).getByRole("link", { name: "Jana Neu" }).click();
  await program.axe(page, "one member");
}

async function hasTasks(program, page, barred) {
  await page.goto(program.base + DESK);
  await program.axe(page, "the tasks of a juror");
  const all = await page.getByRole("main").innerText();
  program.check(!all.includes(barred), `nothing of ${barred} is shown`);
  program.check(await page.getByRole("link", { name: "Nächstes Angebot" }).count() === 1, "the newcomer has tasks");
}

/** Gives every criterion a score. */
async function scored(page, score) {
  const groups = page.getByRole("form", { name: "Ihr Gutachten" }).getByRole("radiogroup");
  for (const group of await groups.all()) await group.getByRole("radio", { name: String(score), exact: true }).check();
}

async function onThePhone(program) {
  const phone = await program.phone();
  await program.signIn(phone, "Jury");
  await phone.goto(program.base + DESK);
  await program.axe(phone, "tasks on a phone");
  await phone.getByRole("link", { name: "Nächstes Angebot" }).tap();
  await phone.waitForURL("**/offers/*");
  const address = phone.url();
  await program.axe(phone, "the score sheet on a phone");
  await scored(phone, 7);
  await phone.getByLabel("An das Forumsbüro und die Jury").fill("Gut für kleine Gemeinden.");
  await phone.getByText("Zwischenstand gespeichert").waitFor();
  await phone.reload();
  program.check((await phone.getByLabel("An das Forumsbüro und die Jury").inputValue()) === "Gut für kleine Gemeinden.", "what was typed is there");

  // The connection is lost: what is typed stays in the browser, and is saved once it is back.
  await phone.context().setOffline(true);
  await phone.getByLabel("An das Forumsbüro und die Jury").fill("Gut, auch ohne Netz.");
  await phone.getByText("bleiben in diesem Browser").waitFor();
  await phone.context().setOffline(false);
  await phone.getByText("Zwischenstand gespeichert").waitFor();

  // A second tab began from what is older than the first one's: both are shown, nothing is lost.
  const second = await phone.context().newPage();
  await second.goto(address);
  await phone.getByLabel("An das Forumsbüro und die Jury").fill("Aus dem ersten Fenster.");
  await phone.getByText("Noch nicht gespeichert").waitFor({ state: "hidden" });
  await phone.getByRole("button", { name: "Zwischenspeichern" }).tap();
  await phone.getByText("Abgegeben ist Ihr Gutachten noch nicht").waitFor();
  await second.getByLabel("An das Forumsbüro und die Jury").fill("Aus dem zweiten Fenster.");
  await second.getByRole("button", { name: "Zwischenspeichern" }).tap();
  await second.getByText("In einem anderen Fenster wurde inzwischen gespeichert").waitFor();
  const both = await second.getByRole("main").innerText();
  program.check(both.includes("Aus dem ersten Fenster."), "the other window's words are shown");
  program.check((await second.getByLabel("An das Forumsbüro und die Jury").inputValue()) === "Aus dem zweiten Fenster.", "one's own words stay");
  await second.close();

  await phone.goto(address);
  await phone.getByRole("button", { name: "Abgeben" }).dblclick();
  await phone.waitForURL(`**${DESK}`);
  await phone.goto(address);
  await program.axe(phone, "a review that is handed in");
  await phone.getByRole("button", { name: "Zurücknehmen und ändern" }).tap();
  await phone.getByText("Es zählt erst wieder").waitFor();
  await scored(phone, 9);
  await phone.getByRole("button", { name: "Abgeben" }).tap();
  await phone.waitForURL(`**${DESK}`);
  await phone.context().close();
}

async function withoutJavaScript(program, signed) {
  const page = await program.withoutJavaScript();
  await page.context().addCookies((await signed.context().storageState()).cookies);
  await page.goto(program.base + DESK);
  await page.getByRole("link", { name: "Nächstes Angebot" }).click();
  await page.waitForURL("**/offers/*");
  await page.getByRole("button", { name: "Abgeben" }).click();
  await page.getByRole("alert").waitFor();
  await program.axe(page, "the score sheet with mistakes, without JavaScript");
  await scored(page, 4);
  await page.getByRole("button", { name: "Abgeben" }).click();
  await page.waitForURL(`**${DESK}`);
  program.check(await page.getByText("Ihr Gutachten ist abgegeben").count() === 1, "handed in without JavaScript");
  await page.context().close();
}
