// Scripts and SQL typed into every text field that strangers reach come back as text, and files that are not what they
// say are refused in words.
import { deflateRawSync } from "node:zlib";
import { journey } from "../program.mjs";

const SCRIPT = `"><img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`;
const SQL = `'); DROP TABLE tenant; -- {{ 7*7 }} \${7*7}`;
const EVIL = SCRIPT + SQL;

const SVG = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><script>document.title='taken'</script></svg>`);
const HTML = Buffer.from("<!doctype html><script>document.title='taken'</script>");

await journey("scripts, SQL and files from strangers", { stage: "survey" }, async (program) => {
  await survey(program);
  await publicForms(program);
  await uploads(program);
  program.check((await fetch(`${program.base}/healthz`)).status === 200, "the program is well");
});

/** Whether the page holds the words as text and ran nothing. */
async function held(program, page, what) {
  program.check((await page.title()) !== "taken", `${what}: a script ran`);
  program.check(await page.locator("img[src=x]").count() === 0, `${what}: markup was taken for markup`);
  program.check(!(await page.locator("body").innerText()).includes("}} 49"), `${what}: a template ran`);
}

async function fillAll(page) {
  for (const field of await page.locator("main input[type=text]:visible, main textarea:visible").all()) {
    // Lines hold 120 characters, and it must be the length of nothing that is refused.
    const most = (await field.evaluate((one) => one.tagName)) === "TEXTAREA" ? 1000 : 118;
    await field.fill(EVIL.slice(0, most));
  }
}

async function survey(program) {
  const page = await program.desk();
  const link = program.link("Kommune");
  await page.goto(`${link}/form`);
  await fillAll(page);
  await page.getByRole("button", { name: "Speichern und weiter" }).click();
  await page.waitForURL("**/form/pages/needs");
  await held(program, page, "the first page");
  await fillAll(page);
  await page.getByLabel("Teil der Verwaltung").selectOption({ index: 3 });
  for (const name of ["4", "offen", "Ja, so wie es ist"]) await page.getByRole("radio", { name, exact: true }).check();
  const shared = page.getByRole("radiogroup", { name: "Dürfen andere Kommunen diesen Bedarf sehen?" });
  await shared.getByLabel("Ja", { exact: true }).check();
  await page.getByRole("button", { name: "Speichern und weiter" }).click();
  await page.waitForURL("**/form/pages/end");
  await held(program, page, "the last page");
  await fillAll(page);
  await page.getByRole("checkbox", { name: "Ich stimme zu." }).check();
  await page.getByRole("button", { name: "Speichern und weiter" }).click();
  await page.waitForURL("**/form/review");
  program.check((await page.locator("main").innerText()).includes(SCRIPT), "what was typed stands there as typed");
  await held(program, page, "all answers");
  await page.getByRole("button", { name: "Jetzt abgeben" }).click();
  await page.waitForURL("**/form/done");
  await held(program, page, "the receipt");
  await page.goto(`${link}/form/print`);
  await held(program, page, "the print");
  await page.context().close();
}

async function publicForms(program) {
  const page = await program.desk();
  for (const path of ["/sign-in", "/answer"]) {
    await page.goto(program.base + path);
    // What the browser itself would not send, a program does.
    await page.locator("form").evaluateAll((forms) => forms.forEach((form) => (form.noValidate = true)));
    await page.getByLabel(/E-Mail-Adresse/).fill(EVIL);
    await page.getByRole("main").getByRole("button", { name: /^(Anmelden|Link schicken)$/ }).click();
    await page.waitForLoadState();
    await held(program, page, path);
  }
  for (const path of ["/rounds", "/sign-in?next=", "/answer?email="]) {
    await page.goto(`${program.base}${path}${path.includes("?") ? "" : "?q="}${encodeURIComponent(EVIL)}`);
    await held(program, page, path);
  }
  const away = await page.goto(`${program.base}/sign-in?next=https://fremd.example/`);
  program.check(!(await away.text()).includes('value="https:&#x2f;&#x2f;fremd.example'), "signing in leads to no other site");
  await page.context().close();
}

async function uploads(program) {
  const page = await program.desk();
  await program.signIn(page, "Forumsbüro");
  const files = [
    ["bild.svg", "image/svg+xml", SVG],
    ["seite.html", "text/html", HTML],
    ["bombe.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bomb()],
    ["kontakte.csv", "text/csv", SVG],
    ["kontakte.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Buffer.from("kein Archiv")],
    ["leer.csv", "text/csv", Buffer.alloc(0)],
  ];
  for (const [name, mimeType, buffer] of files) {
    await page.goto(`${program.base}/rounds/beispielrunde/invitations/contacts`);
    await page.getByLabel("Datei", { exact: true }).setInputFiles({ name, mimeType, buffer });
    await page.getByRole("button", { name: "Prüfen" }).click();
    await page.waitForLoadState();
    await held(program, page, name);
    const said = await page.getByRole("main").innerText();
    program.check(/Kommune|Kopfzeile|Datei|lesen|Tabelle/i.test(said), `${name} is refused in words: ${said.slice(0, 200)}`);
    program.check(await page.getByRole("button", { name: /übernehmen/i }).count() === 0, `${name} is not taken`);
  }
  for (const [name, mimeType, buffer] of files.slice(0, 2)) {
    await page.goto(`${program.base}/forms`);
    await page.getByLabel("JSON-Datei").setInputFiles({ name, mimeType, buffer });
    await page.getByRole("button", { name: "Einlesen" }).click();
    await page.getByRole("alert").first().waitFor();
    await held(program, page, `${name} as a form`);
  }
}

/** A workbook of some hundred kilobytes whose sheet unpacks to 300 MB. */
function bomb() {
  const packed = deflateRawSync(Buffer.alloc(300_000_000, 32));
  const parts = [];
  const table = [];
  let at = 0;
  for (const name of ["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"]) {
    const label = Buffer.from(name);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(8, 8);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(300_000_000, 22);
    head.writeUInt16LE(label.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 6);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(300_000_000, 24);
    entry.writeUInt16LE(label.length, 28);
    entry.writeUInt32LE(at, 42);
    parts.push(head, label, packed);
    table.push(entry, label);
    at += 30 + label.length + packed.length;
  }
  const size = table.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(3, 8);
  end.writeUInt16LE(3, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...table, end]);
}
