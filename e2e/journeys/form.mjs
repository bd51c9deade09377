// The office changes the survey: a question more, another wording; sees what each change does to answers that are under
// way, publishes, and a town that had begun is asked the new question.
import { journey } from "../program.mjs";

const QUESTION = "Wie viele Menschen arbeiten in Ihrem Haus?";

await journey("the office changes the survey", { stage: "survey" }, async (program) => {
  const town = await program.phone();
  const link = program.link("Kommune");
  await town.goto(`${link}/form`);
  await town.getByLabel("Wer beantwortet Rückfragen?").fill("Begonnen Vorher");
  await town.getByRole("button", { name: "Speichern und weiter" }).click();
  await town.waitForURL("**/form/pages/needs");

  const page = await program.desk();
  await program.signIn(page, "Forumsbüro");
  await page.goto(`${program.base}/forms`);
  await program.axe(page, "all forms");
  await page.getByRole("link", { name: "Bedarfsabfrage" }).click();
  await page.waitForURL("**/forms/survey-*");
  const form = page.url();
  await program.axe(page, "one form and its versions");
  await page.getByRole("button", { name: "Neue Fassung beginnen" }).click();
  await page.waitForURL("**/edit");
  await program.axe(page, "the form in the editor");

  const first = page.locator("section#body");
  await first.getByText("Auf dieser Seite etwas hinzufügen").click();
  await first.getByLabel("Frage").last().fill(QUESTION);
  await first.getByLabel("Art").last().selectOption({ label: "Zahl" });
  await first.getByRole("button", { name: "Frage hinzufügen" }).last().click();
  await page.getByRole("heading", { name: QUESTION }).waitFor();
  await program.axe(page, "the editor with a question more");
  await page.goto(`${form}/edit`);
  await page.getByRole("link", { name: `Bearbeiten ${QUESTION}` }).click();
  await program.axe(page, "one question in the editor");
  await page.getByRole("checkbox", { name: "Muss immer beantwortet werden" }).check();
  await page.getByRole("button", { name: "Speichern", exact: true }).first().press("Enter");
  await page.waitForURL("**/edit*");

  await page.goto(`${form}/publish`);
  await page.getByText("Was sich gegenüber Fassung 1 ändert").first().waitFor();
  program.check(await page.getByRole("rowheader", { name: QUESTION }).count() > 0, "the change is named");
  await program.axe(page, "what publishing changes");
  await page.setViewportSize({ width: 360, height: 740 });
  await program.axe(page, "what publishing changes, at 360 px");
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole("button", { name: "Jetzt veröffentlichen" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/publish"));

  const other = await program.desk();
  await other.goto(`${link}/form/pages/body`);
  const offered = other.getByRole("button", { name: /neue|Fassung/i });
  if (await offered.count() > 0) await offered.first().click();
  await other.goto(`${link}/form/pages/body`);
  await program.axe(other, "the survey after it changed");
  program.check((await other.getByLabel("Wer beantwortet Rückfragen?").inputValue()) === "Begonnen Vorher", "what was typed before is there");
  program.check(await other.getByText(QUESTION).count() > 0, "the new question is asked");
});
