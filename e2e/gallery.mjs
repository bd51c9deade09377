// Looks at the gallery in a real browser: every sheet in both languages, wide and narrow, light, dark and printed,
// with scripts and without, and with the keyboard.
//
//   RATHAUS_GALLERY=FOLDER cargo nextest run -p rathaus-web gallery::
//   npm ci --ignore-scripts && node gallery.mjs FOLDER [FOLDER FOR PICTURES]
//
// Serves the folder with the content security policy of real pages. Fails on any violation that axe-core finds, on
// any request elsewhere or without an answer, on a message in the console or a script error, on a page that scrolls
// sideways, and on a script that does not do what it promises. CHROMIUM names another browser.
import { createServer } from "node:http";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./chromium.mjs";

const [folder, pictures] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node gallery.mjs FOLDER [FOLDER FOR PICTURES]");
  process.exit(2);
}
const root = resolve(folder);
const assets = resolve(dirname(fileURLToPath(import.meta.url)), "../crates/kit/web/assets");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
if (pictures) mkdirSync(pictures, { recursive: true });

// A tenant with colours of its own on the sheets in English, the colours of KERN on those in German.
const TENANT = ":root { --tenant-primary: #00594c; --tenant-on-primary: #fff; --tenant-primary-dark: #7fd6c2; --tenant-on-primary-dark: #000; }";
const POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const TYPES = { css: "text/css", js: "text/javascript", woff2: "font/woff2", html: "text/html; charset=utf-8" };
const posted = [];
const server = createServer((request, response) => {
  const path = new URL(request.url, "http://x").pathname;
  const answer = (type, body, status = 200) => {
    response.writeHead(status, { "content-type": type, "content-security-policy": POLICY });
    response.end(body);
  };
  const asset = {
    "kern.css": "kern/kern.min.css", "rathaus.css": "rathaus.css", "app.css": "app.css", "app.js": "app.js",
  }[path.split("/").at(-1)];
  try {
    if (request.method === "POST") {
      let body = "";
      request.on("data", (part) => (body += part));
      request.on("end", () => {
        posted.push({ path, body });
        setTimeout(() => answer(TYPES.html, "<!doctype html><html lang=en><title>sent</title><link rel=icon href=data:,>sent"), 300);
      });
    } else if (asset) answer(TYPES[asset.split(".").at(-1)], readFileSync(join(assets, asset)));
    else if (path.endsWith(".woff2")) answer(TYPES.woff2, readFileSync(join(assets, "kern/fonts", path.split("/").at(-1).replace(".woff2", ".latin.woff2"))));
    else if (path.endsWith("/tenant.css")) answer(TYPES.css, request.headers.referer?.includes("/en/") ? TENANT : "");
    else if (path.endsWith("/similar")) answer(TYPES.html, "<p>1 similar need</p>");
    else if (path.endsWith("/progress")) {
      response.writeHead(200, { "content-type": "text/event-stream", "content-security-policy": POLICY });
      response.write('data: {"value": 70, "max": 100, "text": "105 von 150"}\n\n');
    } else answer(TYPES.html, readFileSync(join(root, path)));
  } catch {
    answer("text/plain", "nothing here", 404);
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const address = `http://127.0.0.1:${server.address().port}`;

const faults = [];
const browser = await launch();
const open = async (where, sheet, options) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("request", (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith("data:")) faults.push(`${where}: asks for ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${where}: ${response.status()} for ${response.url()}`);
  });
  page.on("console", (message) => faults.push(`${where}: console says ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`${where}: ${error}`));
  await page.goto(`${address}/${sheet}`);
  await page.evaluate(() => document.fonts.ready);
  return { context, page };
};
const expect = (where, what, got, wanted) => {
  if (JSON.stringify(got) !== JSON.stringify(wanted)) faults.push(`${where}: ${what} is ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
};

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const sheets = readdirSync(join(root, "de")).filter((name) => name.endsWith(".html") && !name.startsWith("mail"));
for (const lang of ["de", "en"]) {
  for (const sheet of sheets) {
    for (const width of [1280, 360]) {
      // Checks need a script of their own; the policy itself is tried below without this.
      const options = { viewport: { width, height: 900 }, bypassCSP: true };
      const { context, page } = await open(`${lang}/${sheet}, ${width} px`, `${lang}/${sheet}`, options);
      if (width < 700) await page.evaluate(() => document.querySelectorAll("[data-menu]").forEach((menu) => (menu.open = true)));
      await page.evaluate(axe);
      for (const colorScheme of ["light", "dark"]) {
        const where = `${lang}/${sheet}, ${width} px, ${colorScheme}`;
        await page.emulateMedia({ colorScheme });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (wide > 0) faults.push(`${where}: scrolls sideways by ${wide} px`);
        // A phone shows no colours that the wide page does not.
        if (width > 700 || colorScheme === "light") {
          const result = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] }), RULES);
          for (const violation of result.violations) {
            const first = violation.nodes[0];
            faults.push(`${where}: ${violation.id} (${violation.nodes.length}×): ${violation.help}: ${first.html.slice(0, 160)} ${first.failureSummary}`);
          }
        }
        if (pictures) {
          await page.screenshot({ path: `${pictures}/${lang}-${sheet.replace(".html", "")}-${width}-${colorScheme}.png`, fullPage: true });
        }
      }
      if (pictures && width > 700) {
        await page.emulateMedia({ media: "print", colorScheme: "light" });
        await page.pdf({ path: `${pictures}/${lang}-${sheet.replace(".html", "")}.pdf`, format: "A4", preferCSSPageSize: true, printBackground: false });
      }
      await context.close();
    }
    console.log(`${lang}/${sheet}: looked at`);
  }
}

// Under the policy, with the keyboard: mistakes, sending once, ranking, suggestions, drafts, progress, copying, menu.
{
  const where = "keyboard";
  const { context, page } = await open(where, "de/fields-wrong.html", {});
  expect(where, "the focus at the start", await page.evaluate(() => document.activeElement.id), "mistakes");
  await page.click('a[href="#f-parts.build"]');
  expect(where, "the focus after a click on a mistake", await page.evaluate(() => document.activeElement.id), "f-parts.build");
  const order = () => page.$$eval("[data-rank]", (rows) => rows.map((row) => [row.querySelector("[data-rank-name]").textContent.slice(0, 4), row.querySelector("select").value]));
  expect(where, "the order at the start", await order(), [["Ausk", "1"], ["KI f", "2"], ["Elek", ""]]);
  const button = (row, which) => page.locator("[data-rank]").nth(row).locator("button").nth(which);
  await button(2, 0).focus();
  await page.keyboard.press("Enter");
  expect(where, "the order after ranking the last", await order(), [["Ausk", "1"], ["KI f", "2"], ["Elek", "3"]]);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  expect(where, "the order after moving it up twice", await order(), [["Elek", "1"], ["Ausk", "2"], ["KI f", "3"]]);
  expect(where, "what is said", await page.textContent("[data-ranking-said]"), "Elektronische Unterschrift steht jetzt auf Platz 1.");
  await page.selectOption("[name='order.ai']", "1");
  expect(where, "the order after a choice", await order(), [["KI f", "1"], ["Elek", "2"], ["Ausk", "3"]]);
  await page.selectOption("[name='order.elek'], [name='order.sign']", "");
  expect(where, "the order without one", await order(), [["KI f", "1"], ["Ausk", "2"], ["Elek", ""]]);
  await page.locator("[data-rank]").nth(1).dragTo(page.locator("[data-rank]").nth(0));
  expect(where, "the order after dragging", await order(), [["Ausk", "1"], ["KI f", "2"], ["Elek", ""]]);
  await page.fill("#f-pain", "Anträge auf Papier");
  await page.waitForSelector("#f-pain-found p");
  await page.waitForFunction(() => document.querySelector("[data-autosave-said]").textContent === "Zwischenstand gespeichert");
  expect(where, "the draft", posted.length === 1 && new URLSearchParams(posted[0].body).get("pain"), "Anträge auf Papier");
  const submit = page.locator(".rh-buttons button[type=submit]").nth(1);
  await submit.evaluate((one) => { one.click(); one.click(); });
  await page.waitForURL("**/gallery");
  expect(where, "posts after two clicks", posted.length, 2);
  expect(where, "the clicked button in the post", /name="save"/.test(posted[1].body), true);
  await context.close();
}
{
  const where = "parts";
  const { context, page } = await open(where, "de/parts.html", { permissions: ["clipboard-read", "clipboard-write"] });
  await page.waitForFunction(() => document.querySelector("[data-progress] progress").value === 70);
  expect(where, "the progress", await page.textContent("[data-progress-text]"), "105 von 150");
  await page.click("[data-copy]");
  expect(where, "the copy", await page.evaluate(() => navigator.clipboard.readText()), "https://forum.example/t/nordhessen/a/8f3k2");
  await page.waitForFunction(() => document.querySelector("[data-copy-label]").textContent === "Kopiert");
  await context.close();
}
{
  const where = "phone without scripts";
  const { context, page } = await open(where, "de/parts.html", { viewport: { width: 360, height: 700 }, javaScriptEnabled: false });
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.click(".rh-menu-button");
  expect(where, "a link of the menu", await page.isVisible(".rh-menu .rh-nav-link >> nth=0"), true);
  expect(where, "the navigation of wide screens", await page.isVisible(".rh-nav-bar"), false);
  expect(where, "the button to copy", await page.isVisible("[data-copy]"), false);
  await page.goto(`${address}/de/fields-full.html`);
  await page.selectOption("[name='order.sign']", "3");
  await page.click(".rh-buttons button[type=submit] >> nth=0");
  expect(where, "the place in the post", /name="order.sign"\r\n\r\n3/.test(posted.at(-1).body), true);
  await context.close();
}

await browser.close();
server.closeAllConnections();
server.close();
for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? "no faults" : `${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
