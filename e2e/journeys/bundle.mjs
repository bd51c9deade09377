// What a town has set up goes into a file and comes back from it: looked at before, chosen, taken over. On the way a service is
// let go to others, and a hall's days are looked at on a phone.
import { readFileSync } from "node:fs";
import { journey } from "../program.mjs";

await journey("a bundle", { stage: "survey" }, async (program) => {
  const admin = await program.desk();
  await program.signIn(admin, "Verwaltung");
  await program.setUpApp(admin);
  const file = await packs(program, admin);
  const clerk = await program.desk();
  await program.signIn(clerk, "Sachbearbeitung");
  await words(program, clerk);
  await takesOver(program, admin, file);
  await clerk.goto(`${program.base}/services/hund-anmelden`);
  program.check(!(await clerk.getByRole("main").innerText()).includes("Neue Satzung"), "what the bundle says holds again");
  await shares(program, clerk);
  await visits(program);
});

async function packs(program, page) {
  await page.goto(`${program.base}/admin/bundle`);
  await program.axe(page, "bundles");
  const parts = ["Formulare", "Bausteine", "Aussehen", "Impressum", "Eigene Texte", "Aufgaben", "Leistungen", "Vorlagen"];
  const box = (name) => page.getByRole("checkbox", { name: new RegExp(`^${name}`) });
  for (const part of parts) await box(part).uncheck();
  await page.getByRole("button", { name: "Herunterladen" }).click();
  await page.getByText("mindestens einen Teil").first().waitFor();
  await program.axe(page, "a bundle of nothing");
  for (const part of ["Formulare", "Leistungen"]) await box(part).check();
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Herunterladen" }).click();
  const bytes = readFileSync(await (await coming).path());
  program.check(bytes.subarray(0, 2).toString() === "PK", "a bundle is a ZIP file");
  const again = page.waitForEvent("download");
  await page.getByRole("button", { name: "Herunterladen" }).click();
  program.check(readFileSync(await (await again).path()).subarray(0, 2).toString() === "PK", "a file can be fetched again from the same page");
  return bytes;
}

/** The office words a service anew. */
async function words(program, page) {
  await page.goto(`${program.base}/cases/services/hund-anmelden`);
  await page.getByLabel("Rechtsgrundlage").fill("Neue Satzung");
  await page.getByRole("button", { name: "Speichern" }).click();
  await page.getByText("Gespeichert").first().waitFor();
}

async function takesOver(program, page, buffer) {
  await page.goto(`${program.base}/admin/bundle`);
  await page.locator("input[type=file]").setInputFiles({ name: "kaputt.zip", mimeType: "application/zip", buffer: buffer.subarray(0, 200) });
  await page.getByRole("button", { name: "Ansehen" }).click();
  await page.getByText("kein lesbares Paket").first().waitFor();
  await program.axe(page, "a damaged bundle");
  await page.locator("input[type=file]").setInputFiles({ name: "paket.zip", mimeType: "application/zip", buffer });
  await page.getByRole("button", { name: "Ansehen" }).click();
  await page.getByText("Noch ist nichts übernommen").waitFor();
  await program.axe(page, "what a bundle would change");
  program.check((await page.getByRole("main").innerText()).includes("bisher „Neue Satzung“"), "old and new stand side by side");
  await page.setViewportSize({ width: 360, height: 740 });
  await program.looks(page, "what a bundle would change, at 360 px");
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole("button", { name: "Übernehmen" }).click();
  await page.getByText("Das Paket ist übernommen").waitFor();
}

async function shares(program, page) {
  await page.goto(`${program.base}/cases/services/hund-anmelden`);
  await page.getByRole("button", { name: "Zum Kopieren freigeben" }).click();
  await page.getByRole("button", { name: "Nicht mehr freigeben" }).waitFor();
  await program.axe(page, "a service that others may copy");
  await page.goto(`${program.base}/cases/services/others`);
  await program.axe(page, "services of others");
}

async function visits(program) {
  const page = await program.phone();
  await page.goto(`${program.base}/services/halle-mieten`);
  await page.getByRole("link", { name: "Welche Tage sind frei?" }).click();
  await page.getByRole("heading", { name: "Belegung" }).waitFor();
  await program.axe(page, "the days of a hall");
  await page.getByRole("link", { name: "Monat danach" }).click();
  await page.getByRole("link", { name: "Monat davor" }).waitFor();
}
