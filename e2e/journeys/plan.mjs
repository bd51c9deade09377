// The office reads what was computed: the plan, areas and matches with their reasons, what nobody offers; computes anew
// and watches; takes lists and the report along.
import { journey } from "../program.mjs";

await journey("the office reads the plan", { stage: "plan" }, async (program) => {
  const page = await program.desk();
  await program.signIn(page, "Forumsbüro");
  const base = `${program.base}/rounds/beispielrunde`;

  await page.goto(`${base}/plan`);
  await program.axe(page, "the plan");
  program.check(await page.getByRole("heading", { name: "Vorgeschlagene Auswahl" }).count() === 1, "there is a choice");
  await computed(program, page);

  await page.goto(`${base}/areas?sort=weight&dir=desc`);
  await program.axe(page, "areas");
  await page.getByRole("table").getByRole("rowheader").getByRole("link").first().click();
  await page.waitForURL("**/areas/*");
  await program.axe(page, "one area");
  await page.goto(`${base}/matches`);
  await program.axe(page, "matches");
  await page.getByRole("table").getByRole("rowheader").getByRole("link").first().click();
  await page.waitForURL("**/matches/*");
  await program.axe(page, "one need and its offers");
  await page.goto(`${base}/plan/white`);
  await program.axe(page, "what nobody offers");

  for (const list of ["areas?", "matches?", "needs?", "response?", "invitations?", "plan/choice?"]) {
    await exported(program, page, `${base}/${list}`);
  }
  await page.goto(`${base}/plan`);
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Bericht herunterladen" }).click();
  program.check(/\.html$/.test((await coming).suggestedFilename()), "the report is a file");

  await onPaperAndPhone(program, base);
  await withoutJavaScript(program, page, base);
});

/** Starts the computation and follows it to its end. */
async function computed(program, page) {
  await page.getByRole("button", { name: "Neu berechnen" }).click();
  await page.waitForLoadState();
  await program.axe(page, "the plan while it is computed");
  await page.getByText(/^Berechnet am/).waitFor({ timeout: 60_000 });
  program.check(await page.getByText(/^Berechnet am.*Seitdem hat sich nichts geändert/).count() === 1, "the plan is of now");
}

/** Both forms of a list: with their beginnings, and the one for spreadsheets with as many lines as the page says. */
async function exported(program, page, list) {
  const csv = await page.context().request.get(`${list}format=csv`);
  program.check(csv.status() === 200 && /csv/.test(csv.headers()["content-type"]), `${list}format=csv answers ${csv.status()}`);
  program.check((await csv.text()).split("\n").length > 3, `${list}format=csv has rows`);
  const xlsx = await page.context().request.get(`${list}format=xlsx`);
  program.check((await xlsx.body()).subarray(0, 2).toString() === "PK", `${list}format=xlsx is a workbook`);
}

async function onPaperAndPhone(program, base) {
  const phone = await program.phone();
  await phone.goto(base);
  await program.axe(phone, "the round's public page on a phone");
  await phone.emulateMedia({ media: "print" });
  await program.axe(phone, "the round's public page on paper");
  await phone.context().close();
}

/** The same computation, followed by loading the page again. */
async function withoutJavaScript(program, signed, base) {
  const page = await program.withoutJavaScript();
  await page.context().addCookies((await signed.context().storageState()).cookies);
  await page.goto(`${base}/plan`);
  await page.getByRole("button", { name: "Neu berechnen" }).click();
  await page.waitForLoadState();
  for (let looks = 0; looks < 60 && await page.getByText(/^Berechnet am/).count() === 0; looks += 1) {
    await page.waitForTimeout(1000);
    await page.reload();
  }
  program.check(await page.getByText(/^Berechnet am/).count() === 1, "the plan comes without JavaScript, too");
  await page.context().close();
}
