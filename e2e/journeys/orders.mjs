// Orders to the bank, from what is to be paid out and collected to the statement that pays it: a clerk makes them, another person releases
// them, other programs hold the files against the schemas of ISO 20022, and the bank says what it did.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { journey, python } from "../program.mjs";

const OURS = "DE89370400440532013000";
const THEIRS = "DE02120300000000202051";
const READER = join(dirname(fileURLToPath(import.meta.url)), "../payment.py");
const day = new Date().toISOString().slice(0, 10);

await journey("orders to the bank", { stage: "survey" }, async (program) => {
  const clerk = await program.desk();
  await program.signIn(clerk, "Sachbearbeitung");
  const second = await program.desk();
  await program.signIn(second, "Forumsbüro");
  await mayCollect(program, clerk);
  await cameTooMuch(program, clerk);
  const out = await pays(program, clerk, second);
  const collected = await collects(program, clerk, second);
  await theBankSays(program, clerk, out, collected);
});

/** The town has a creditor identifier, and Bruno Beispiel has signed a mandate. */
async function mayCollect(program, page) {
  await page.goto(`${program.base}/money/account`);
  await page.getByLabel("Gläubiger-Identifikationsnummer").fill("DE98ZZZ09999999999");
  await page.getByRole("button", { name: "Speichern" }).click();
  await page.getByText("Das Konto ist gespeichert.").first().waitFor();
  await page.goto(`${program.base}/money/mandates`);
  await page.getByLabel("Mandatsreferenz").fill("HUND-1");
  await page.getByLabel("Kontoinhaber", { exact: true }).fill("Bruno Beispiel");
  await page.getByLabel("IBAN", { exact: true }).fill("DE02120300000000202052");
  await page.getByLabel("Unterschrieben am").fill(day);
  await page.getByRole("button", { name: "Eintragen" }).click();
  await program.summary(page, "a mandate with a mistake");
  await page.getByLabel("IBAN", { exact: true }).fill(THEIRS);
  await page.getByRole("button", { name: "Eintragen" }).click();
  await page.getByText("Das Mandat ist eingetragen.").first().waitFor();
  await program.axe(page, "the mandates");
}

/** Somebody paid 40 euros for nothing: they go back by an order. */
async function cameTooMuch(program, page) {
  await statement(page, program, "1", [["CRDT", "40.00", "Carla Beispiel", "ohne Aktenzeichen", ""]]);
  await page.goto(`${program.base}/money/lines`);
  await page.getByRole("rowheader").getByRole("link", { name: "Carla Beispiel" }).click();
  await page.getByRole("button", { name: "Zur Rückzahlung vormerken" }).click();
  await page.getByText("Gespeichert.").first().waitFor();
}

async function pays(program, clerk, second) {
  await clerk.goto(`${program.base}/money/orders`);
  await clerk.getByText("Carla Beispiel").waitFor();
  await program.axe(clerk, "what can be paid out");
  program.check((await clerk.getByRole("checkbox", { checked: true }).count()) === 1, "all that is whole is chosen already");
  return order(program, clerk, second, "pain.001.001.09");
}

async function collects(program, clerk, second) {
  await clerk.goto(`${program.base}/money/collections`);
  await clerk.getByRole("region", { name: "Vielleicht mit Mandat" }).getByRole("button", { name: "Zuordnen" }).first().click();
  await clerk.getByText("Das Mandat ist zugeordnet.").first().waitFor();
  await program.axe(clerk, "what can be collected");
  await clerk.getByRole("checkbox").first().check();
  return order(program, clerk, second, "pain.008.001.08", 31);
}

/** Makes an order of what is chosen; another person releases it, and the file holds to its schema. Gives its address and its file. */
async function order(program, clerk, second, schema, after = 0) {
  const list = clerk.url();
  // On days on which banks rest nothing is carried out, and the page says so.
  for (let more = after; more < after + 7; more += 1) {
    await clerk.getByLabel("Ausführungstag").fill(new Date(Date.now() + (more + 1) * 86_400_000).toISOString().slice(0, 10));
    await clerk.getByRole("button", { name: "Auftrag erstellen" }).click();
    await clerk.waitForLoadState();
    if (clerk.url() !== list) break;
    await clerk.getByRole("alert").first().waitFor();
  }
  await clerk.getByText("Jetzt muss ihn eine zweite Person freigeben.").first().waitFor();
  await program.axe(clerk, `an order that waits, ${schema}`);
  program.check((await clerk.getByRole("button", { name: "Freigeben" }).count()) === 0, "nobody releases alone");
  await second.goto(clerk.url());
  await second.getByRole("button", { name: "Freigeben" }).click();
  await second.getByText("Der Auftrag ist freigegeben.").first().waitFor();
  await clerk.reload();
  const coming = clerk.waitForEvent("download");
  await clerk.getByRole("button", { name: "Datei für die Bank herunterladen" }).click();
  const path = join(program.folder, `${schema}.xml`);
  await (await coming).saveAs(path);
  const file = readFileSync(path, "utf8");
  program.check(file.includes(schema), `the file is of ${schema}`);
  const read = spawnSync(python, [READER, path], { encoding: "utf8" });
  program.check(read.status === 0, `the order holds to ${schema}: ${read.stdout}${read.stderr}`);
  return { at: clerk.url(), reference: file.match(/<EndToEndId>([^<]+)</)?.[1] };
}

async function theBankSays(program, page, out, collected) {
  program.check(out.reference !== undefined && collected.reference !== undefined, "orders name their payments");
  await statement(page, program, "2", [
    ["DBIT", "40.00", "Carla Beispiel", "", out.reference],
    ["CRDT", "72.00", "Bruno Beispiel", "", collected.reference],
  ]);
  for (const { at } of [out, collected]) {
    await page.goto(at);
    await program.axe(page, "an order that was carried out");
    program.check((await page.getByRole("table").first().innerText()).includes("bezahlt"), `${at} is paid`);
  }
  await page.goto(`${program.base}/money/lines`);
  program.check((await page.getByText("Carla Beispiel").count()) === 0, "nothing is asked any more");
}

/** A statement of the bank: direction, sum, name, words and reference of each booking; taken over. */
async function statement(page, program, number, bookings) {
  const cents = bookings.map(([way, sum]) => Math.round(Number(sum) * 100) * (way === "CRDT" ? 1 : -1));
  const opening = number === "1" ? 10_000 : 14_000;
  const balance = (kind, sum) =>
    `<Bal><Tp><CdOrPrtry><Cd>${kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${(sum / 100).toFixed(2)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${day}</Dt></Dt></Bal>`;
  const entry = ([way, sum, name, words, reference], at) => {
    const side = way === "CRDT" ? "Dbtr" : "Cdtr";
    return `<Ntry><Amt Ccy="EUR">${sum}</Amt><CdtDbtInd>${way}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${day}</Dt></BookgDt>
<AcctSvcrRef>B${number}${at}</AcctSvcrRef><NtryDtls><TxDtls>${reference ? `<Refs><EndToEndId>${reference}</EndToEndId></Refs>` : ""}
<RltdPties><${side}><Pty><Nm>${name}</Nm></Pty></${side}><${side}Acct><Id><IBAN>${THEIRS}</IBAN></Id></${side}Acct></RltdPties>
${words ? `<RmtInf><Ustrd>${words}</Ustrd></RmtInf>` : ""}</TxDtls></NtryDtls></Ntry>`;
  };
  const closing = opening + cents.reduce((sum, one) => sum + one, 0);
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M${number}</MsgId><CreDtTm>${day}T06:00:00Z</CreDtTm></GrpHdr><Stmt><Id>S${number}</Id><CreDtTm>${day}T06:00:00Z</CreDtTm>
<Acct><Id><IBAN>${OURS}</IBAN></Id></Acct>${balance("PRCD", opening)}${balance("CLBD", closing)}
${bookings.map(entry).join("\n")}
</Stmt></BkToCstmrStmt></Document>`;
  await page.goto(`${program.base}/money/statements`);
  await page.locator("input[type=file]").setInputFiles({ name: `auszug-${number}.xml`, mimeType: "text/xml", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "Hochladen und ansehen" }).click();
  await page.getByRole("button", { name: "Übernehmen" }).click();
  await page.getByText("Der Auszug ist übernommen.").first().waitFor();
}
