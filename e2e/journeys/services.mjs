// A citizen applies on a phone without an account, is asked for more and answers; a clerk works the case off, a second person
// approves. The citizen gets the letter, pays by its code, and the bank's statement says so. Once more without JavaScript; the
// office's pages on the way.
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually, journey } from "../program.mjs";

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
  const reference = await getsTheLetter(program, citizen, base, number);
  await letters(program, clerk);
  await pays(program, clerk, citizen, base, reference);
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

/** The letter is there, and other programs read it; gives the reference that its code holds. */
async function getsTheLetter(program, page, base, number) {
  const link = page.getByRole("link", { name: /Bescheid \(PDF\)/ });
  await eventually("the letter", async () => {
    await page.goto(base);
    return (await link.count()) > 0;
  });
  const file = async (found) => {
    const sent = await page.context().request.get(new URL(await found.getAttribute("href"), program.base).href);
    program.check(sent.headers()["content-type"] === "application/pdf", "a letter is a PDF");
    return sent.body();
  };
  const folder = mkdtempSync(join(tmpdir(), "rathaus-letter-"));
  writeFileSync(join(folder, "letter.pdf"), await file(link));
  writeFileSync(join(folder, "receipt.pdf"), await file(page.getByRole("link", { name: "Eingangsbestätigung (PDF)" })));
  const words = (name) => run("pdftotext", ["-layout", join(folder, name), "-"]);
  const said = words("letter.pdf");
  for (const word of ["Bescheid", number, "72,00", "Rechtsbehelfsbelehrung"]) {
    program.check(said === null || said.includes(word), `the letter says ${word}`);
  }
  const receipt = words("receipt.pdf");
  program.check(receipt === null || receipt.includes(number), "the receipt names the case");
  const shown = await page.locator("#pay-reference").inputValue();
  const reference = shown.replaceAll(" ", "");
  if (run("pdftoppm", ["-r", "150", "-png", join(folder, "letter.pdf"), join(folder, "page")]) !== null) {
    const pages = ["1", "2"].map((n) => join(folder, `page-${n}.png`));
    const codes = run("zbarimg", ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", ...pages]);
    const code = (codes ?? "").split("\n");
    program.check(codes === null || (code[0] === "BCD" && code.includes(reference) && code.includes("EUR72.00")), `a banking app reads the code: ${codes}`);
  }
  return reference;
}

/** What another program says; `null` where it is not installed. */
function run(program, words) {
  const done = spawnSync(program, words, { encoding: "utf8" });
  return done.error ? null : done.stdout;
}

/** The office's pages of letters. */
async function letters(program, page) {
  for (const path of ["", "?show=all", "/head", "/templates", "/templates/notice"]) {
    await page.goto(`${program.base}/cases/letters${path}`);
    await program.axe(page, `letters${path}`);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  await program.looks(page, "a template at 360 px");
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** The bank says that it was paid, and the citizen sees it. */
async function pays(program, clerk, page, base, reference) {
  const day = new Date().toISOString().slice(0, 10);
  const balance = (kind, sum) =>
    `<Bal><Tp><CdOrPrtry><Cd>${kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${sum}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${day}</Dt></Dt></Bal>`;
  const statement = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M</MsgId><CreDtTm>${day}T06:00:00Z</CreDtTm></GrpHdr><Stmt><Id>S</Id><CreDtTm>${day}T06:00:00Z</CreDtTm>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>${balance("PRCD", "100.00")}${balance("CLBD", "172.00")}
<Ntry><Amt Ccy="EUR">72.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${day}</Dt></BookgDt><AcctSvcrRef>B1</AcctSvcrRef>
<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>Berta Bürger</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>${reference}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>`;
  await clerk.goto(`${program.base}/money/statements`);
  await clerk.locator("input[type=file]").setInputFiles({ name: "auszug.xml", mimeType: "text/xml", buffer: Buffer.from(statement) });
  await clerk.getByRole("button", { name: "Hochladen und ansehen" }).click();
  await clerk.getByRole("button", { name: "Übernehmen" }).waitFor();
  await program.axe(clerk, "a statement before it is taken over");
  await clerk.getByRole("button", { name: "Übernehmen" }).click();
  await clerk.getByText("Der Auszug ist übernommen.").first().waitFor();
  await page.goto(base);
  program.check((await page.getByRole("main").innerText()).includes("Bezahlt"), "the citizen sees that it is paid");
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
