// An application from an online service elsewhere: it comes over FIT-Connect by itself and becomes a case, its files are read, the sender is
// answered. The office connects the delivery service anew, with every mistake, and says which service takes what.
import { eventually, journey } from "../program.mjs";

await journey("an application over FIT-Connect", { stage: "survey" }, async (program) => {
  const clerk = await program.desk();
  await program.signIn(clerk, "Sachbearbeitung");
  await connects(program, clerk);
  const number = await comes(program, clerk);
  await works(program, clerk, number);
  await routes(program, clerk);
});

async function connects(program, page) {
  await page.goto(`${program.base}/cases/fit/connection`);
  await program.axe(page, "the connection");
  const destination = page.getByLabel("Zustellpunkt", { exact: true });
  const real = await destination.inputValue();
  await destination.fill("Amt 1");
  await page.getByRole("button", { name: "Speichern" }).click();
  await program.summary(page, "a connection with a mistake");
  await destination.fill(real);
  await page.getByRole("button", { name: "Speichern" }).click();
  await page.getByText("Die Verbindung ist gespeichert.").first().waitFor();
  await page.goto(`${program.base}/cases/fit/connection`);
  await page.getByRole("button", { name: "Verbindung prüfen" }).click();
  await page.getByText("Die Verbindung steht").first().waitFor();
  await program.axe(page, "the connection was checked");
}

/** What waits at the delivery service becomes a case; gives its number. */
async function comes(program, page) {
  await page.goto(`${program.base}/cases/fit`);
  await page.getByRole("button", { name: "Jetzt nachsehen" }).click();
  const row = page.getByRole("region", { name: "Vorgänge daraus" }).getByRole("row").nth(1);
  await eventually("the application, answered", async () => {
    await page.goto(`${program.base}/cases/fit`);
    return (await row.count()) > 0 && (await page.getByRole("region", { name: "Entschieden, noch nicht beantwortet" }).count()) === 0;
  });
  await program.axe(page, "what came over FIT-Connect");
  return row.getByRole("rowheader").innerText();
}

async function works(program, page, number) {
  await page.goto(`${program.base}/cases/${number.trim()}`);
  await page.getByRole("heading", { name: "Über FIT-Connect gekommen" }).waitFor();
  await program.axe(page, "a case that came over FIT-Connect");
  const files = page.getByRole("region", { name: "Über FIT-Connect gekommen" }).getByRole("link");
  const sent = await page.request.get(new URL(await files.first().getAttribute("href"), program.base).href);
  program.check(sent.status() === 200 && sent.headers()["content-security-policy"].includes("sandbox"), "its files are given, and never run");
  await page.getByRole("button", { name: "Ich kümmere mich" }).click();
  await page.getByText("Gespeichert").first().waitFor();
  await page.setViewportSize({ width: 360, height: 740 });
  await program.looks(page, "a case that came over FIT-Connect, at 360 px");
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** Taken away, nothing is taken any more; assigned again, it is. */
async function routes(program, page) {
  await page.goto(`${program.base}/cases/fit/services`);
  await program.axe(page, "who takes what");
  await page.getByRole("button", { name: "Zuordnung entfernen" }).click();
  await page.getByText("Die Zuordnung ist entfernt.").first().waitFor();
  await page.getByLabel("Leistung", { exact: true }).selectOption({ label: "Hund anmelden" });
  await page.getByLabel("Schlüssel der Leistung (LeiKa)").fill("17");
  await page.getByRole("button", { name: "Zuordnen", exact: true }).click();
  await program.summary(page, "an assignment with a mistake");
  await page.getByLabel("Schlüssel der Leistung (LeiKa)").fill("");
  await page.getByRole("button", { name: "Zuordnen", exact: true }).click();
  await page.getByText("Die Leistung nimmt diese Anträge jetzt an.").first().waitFor();
}
