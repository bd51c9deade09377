// After the event the office reads the report in both versions, publishes it, takes figures for the press, compares
// rounds, and sees who was told what when; a stranger reads the public version, and another program the open data.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { journey, python } from "../program.mjs";

const run = promisify(execFile);

await journey("what came of the round", { stage: "after" }, async (program) => {
  const page = await program.desk();
  await program.signIn(page, "Forumsbüro");
  const base = `${program.base}/rounds/beispielrunde`;
  await page.goto(`${base}/report`);
  await program.axe(page, "the report for the office");
  program.check(await page.locator("main section h2").count() >= 10, "the report has its sections");
  program.check((await page.locator("main svg[role=img]").count()) > 5, "the report has its figures");
  await page.getByRole("link", { name: "Für die Öffentlichkeit" }).click();
  await page.waitForURL("**for=outside");
  await program.axe(page, "the report for everybody");
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
  program.check(pdf.length > 40_000, `the report prints (${pdf.length} bytes)`);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Archiv mit allen Tabellen" }).click(),
  ]);
  program.check(file.suggestedFilename() === "bericht-beispielrunde-oeffentlich.zip", file.suggestedFilename());

  await page.goto(`${base}/press`);
  await program.axe(page, "figures for the press");
  program.check(await page.locator("main ol.rh-cards > li").count() === 10, "ten figures");
  await page.goto(`${program.base}/rounds/comparison`);
  await program.axe(page, "rounds compared");
  await page.goto(`${base}/told?kind=mail`);
  await program.axe(page, "who was told what");
  await page.getByRole("combobox", { name: "Wer", exact: true }).selectOption({ index: 1 });
  await page.getByRole("button", { name: "Anwenden" }).click();
  await page.waitForURL("**organisation=*");
  await program.axe(page, "what one of them was told");
  const chain = join(program.folder, "chain.jsonl");
  writeFileSync(chain, await (await page.request.get(`${base}/told/chain.jsonl`)).body());
  const verified = await program.rathaus("audit", "verify", "--lines", chain);
  program.check(verified.includes("Alle stehen so in der Kette."), verified);
  await page.goto(`${program.base}/open-data/edit`);
  await program.axe(page, "setting up open data");
  await page.getByLabel("Kennung bei GovData").fill("keine Kennung");
  await page.getByRole("button", { name: "Speichern" }).click();
  await program.summary(page, "a wrong identifier");

  const stranger = await program.withoutJavaScript({ phone: true });
  for (const [path, what] of [["/rounds/beispielrunde/report", "the public report"], ["/open-data", "open data"]]) {
    await stranger.goto(program.base + path);
    await program.axe(stranger, `${what} on a phone`);
  }
  const { stdout } = await run(python, ["catalogue.py", `${program.base}/open-data/catalogue.jsonld`]).catch((error) => error);
  program.check(/ 0 faults/.test(stdout), stdout);
});
