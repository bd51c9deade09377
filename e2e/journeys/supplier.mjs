// A supplier finds the call, registers by mail, takes a publiccode.yml over, keeps a draft and hands it in; the office
// asks back and the supplier answers. Then once more with the keyboard alone, and once without JavaScript.
import { journey } from "../program.mjs";

const CODE = [
  "publiccodeYmlVersion: '0.4'",
  "name: Zettelfrei",
  "url: https://code.example/zettelfrei",
  "description:",
  "  de:",
  "    shortDescription: Kita-Plätze online anmelden und vergeben",
  "    longDescription: >",
  "      Eltern melden ihr Kind einmal an, alle Träger sehen dieselbe Liste, und die Kita-Verwaltung vergibt die Plätze nach",
  "      ihrer Satzung. Bescheide, Warteliste und Statistik gehören dazu.",
  "legal:",
  "  license: EUPL-1.2",
  "unbekannt: ja",
].join("\n");

const CALL = "/rounds/beispielrunde/call";
const SUPPLY = "/supply/beispielrunde";

const WORDS = [
  ["Name des Angebots", "Kitaplatz"],
  ["In einem Satz", "Eltern melden ihr Kind einmal an."],
  ["Beschreibung", "Anmeldung, Warteliste und Vergabe von Kita-Plätzen für alle Träger einer Kommune."],
  ["Wie läuft es?", "SaaS"],
  ["Wo läuft es?", "Deutschland"],
];

await journey("a supplier offers", { stage: "offers" }, async (program) => {
  await withPublicCode(program);
  await withTheKeyboard(program);
  await withoutJavaScript(program);
});

/** Asks for a link on the page of the call and opens it. */
async function register(program, page, firm, email, go = (locator) => locator.click(), fill = (locator, text) => locator.fill(text)) {
  await page.goto(program.base + CALL);
  await program.axe(page, `the call, as ${firm} sees it`);
  await go(page.getByRole("link", { name: "Angebot abgeben" }));
  await page.waitForURL(`**${SUPPLY}`);
  await program.axe(page, `registering ${firm}`);
  await fill(page.getByLabel("Unternehmen"), firm);
  await fill(page.getByLabel("Ihr Name"), "Sina Sorgfalt");
  await fill(page.getByLabel("E-Mail-Adresse"), email);
  await go(page.getByRole("button", { name: "Link anfordern" }));
  await page.getByRole("heading", { name: "Sehen Sie in Ihr Postfach" }).waitFor();
  const [mail] = await program.mails({ to: email });
  const link = mail.links.find((one) => one.includes("/registration/"));
  await page.goto(link);
  await program.axe(page, `confirming ${firm}`);
  await go(page.getByRole("button", { name: "Bestätigen und beginnen" }));
  await page.getByRole("heading", { name: /Ihre Angebote|Ihr Angebot|Neues Angebot/, level: 1 }).waitFor();
  return link;
}

async function withPublicCode(program) {
  const page = await program.desk();
  const link = await register(program, page, "Zettelfrei GmbH", "sina@zettelfrei.example");
  const stranger = await program.desk();
  await stranger.goto(link);
  program.check(await stranger.getByRole("button", { name: "Bestätigen und beginnen" }).count() === 0, "the link opens once");
  await program.axe(stranger, "a registration link that was used");
  await stranger.context().close();

  await page.goto(`${program.base}${SUPPLY}/offers/new`);
  await program.axe(page, "a new offer");
  await page.getByText("Aus einer publiccode.yml übernehmen").click();
  const file = { name: "publiccode.yml", mimeType: "application/yaml", buffer: Buffer.from(CODE) };
  await page.getByLabel("publiccode.yml", { exact: true }).setInputFiles(file);
  await page.getByRole("button", { name: "Datei lesen" }).click();
  await page.getByText("„unbekannt“ gehört nicht zum Standard").waitFor();
  await program.axe(page, "an offer read from a file");
  program.check((await page.getByLabel("Name des Angebots").inputValue()) === "Zettelfrei", "the name comes from the file");
  await page.getByRole("button", { name: "Entwurf speichern" }).click();
  await page.getByText("Gespeichert.").waitFor();
  await page.goto(program.base + SUPPLY);
  await program.axe(page, "a supplier's offers");
  await page.getByRole("link", { name: "Zettelfrei" }).click();
  await page.getByRole("button", { name: "Einreichen" }).click();
  await page.getByRole("alert").waitFor();
  await program.axe(page, "an offer that lacks something");
  await page.getByLabel("Wie läuft es?").fill("SaaS");
  await page.getByLabel("Wo läuft es?").fill("Deutschland");
  await page.getByRole("button", { name: "Einreichen" }).click();
  await page.getByText("Ihr Angebot ist eingereicht.").waitFor();

  const office = await program.desk();
  await program.signIn(office, "Forumsbüro");
  await office.goto(`${program.base}/rounds/beispielrunde/offers?q=Zettelfrei`);
  await program.axe(office, "offers");
  await office.getByRole("rowheader").getByRole("link", { name: "Zettelfrei" }).click();
  await program.axe(office, "one offer");
  await office.getByLabel("Frage an den Anbieter").fill("Läuft es auch im eigenen Rechenzentrum?");
  await office.getByRole("button", { name: "Frage senden" }).click();
  await office.getByText("Die Frage ist unterwegs.").waitFor();
  const [mail] = await program.mails({ to: "sina@zettelfrei.example", subject: /Rückfrage/ });
  program.check(mail.text.includes("eigenen Rechenzentrum"), "the question stands in the mail");

  await page.goto(program.base + SUPPLY);
  await page.getByRole("link", { name: "Zettelfrei" }).click();
  await program.axe(page, "an offer with a question");
  await page.getByLabel("Ihre Antwort").fill("Ja, seit diesem Jahr.");
  await page.getByRole("button", { name: "Antworten", exact: true }).click();
  await page.getByText("Ihre Antwort ist angekommen.").waitFor();
  await office.reload();
  await office.getByText("Ja, seit diesem Jahr.").waitFor();
  await office.getByLabel("Grund").fill("Es gibt schon ein gleiches.");
  await office.getByRole("button", { name: "Zurückstellen" }).click();
  await office.getByText("Dieses Angebot ist zurückgestellt").waitFor();
  await program.axe(office, "an offer that was set aside");
  await office.context().close();
  await page.context().close();
}

async function withTheKeyboard(program) {
  const page = await program.desk();
  const go = (locator) => program.press(page, locator);
  const fill = async (locator, text) => {
    await program.press(page, locator, null);
    await page.keyboard.type(text);
  };
  await register(program, page, "Tastenwerk UG", "sina@tastenwerk.example", go, fill);
  await page.goto(`${program.base}${SUPPLY}/offers/new`);
  for (const [label, text] of WORDS) {
    await fill(page.getByLabel(label), text);
    if (label.startsWith("W")) await page.keyboard.press("Escape");
  }
  await go(page.getByRole("button", { name: "Einreichen" }));
  await page.getByText("Ihr Angebot ist eingereicht.").waitFor();
  await page.context().close();
}

async function withoutJavaScript(program) {
  const page = await program.withoutJavaScript({ phone: true });
  await register(program, page, "Schriftlos AG", "sina@schriftlos.example");
  await page.goto(`${program.base}${SUPPLY}/offers/new`);
  for (const [label, text] of WORDS) await page.getByLabel(label).fill(text);
  await page.getByRole("button", { name: "Einreichen" }).click();
  await page.getByText("Ihr Angebot ist eingereicht.").waitFor();
  await program.axe(page, "a submitted offer, without JavaScript");
  await page.context().close();
}
