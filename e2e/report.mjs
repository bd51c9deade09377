// Looks at a report in a real browser: both languages, light and dark, wide and narrow.
//
//   npm ci --ignore-scripts && node report.mjs PATH/report.html [FOLDER FOR PICTURES]
//
// Fails on any violation that axe-core finds, on any request, message in the console or script error, on a page
// that scrolls sideways, and on a language switch that does not switch. CHROMIUM names another browser.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./chromium.mjs";

const [path, pictures] = process.argv.slice(2);
if (!path) {
  console.error("usage: node report.mjs PATH/report.html [FOLDER FOR PICTURES]");
  process.exit(2);
}
const address = pathToFileURL(resolve(path)).href;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
if (pictures) mkdirSync(pictures, { recursive: true });

const faults = [];
const browser = await launch();
for (const width of [1280, 360]) {
  for (const colorScheme of ["light", "dark"]) {
    for (const language of ["de", "en"]) {
      const where = `${width} px, ${colorScheme}, ${language}`;
      // The report forbids scripts; the checks need one.
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
      const page = await context.newPage();
      page.on("request", (request) => {
        const url = request.url();
        if (url !== address && !url.startsWith("data:")) faults.push(`${where}: asks for ${url}`);
      });
      page.on("console", (message) => faults.push(`${where}: console says ${message.text()}`));
      page.on("pageerror", (error) => faults.push(`${where}: ${error}`));
      await page.goto(address);
      // The radio button lies under its label; the keyboard reaches it.
      if (language !== "de") {
        await page.focus("#lang-de");
        await page.keyboard.press("ArrowRight");
      }
      const shown = await page.$$eval("main > [lang]", (trees) =>
        trees.filter((tree) => tree.checkVisibility()).map((tree) => tree.lang));
      if (shown.join() !== language) faults.push(`${where}: shows “${shown.join()}”`);
      for (const state of ["closed", "open"]) {
        if (state === "open") {
          await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
        }
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (wide > 0) faults.push(`${where}, ${state}: scrolls sideways by ${wide} px`);
        if (pictures && state === "closed") {
          await page.screenshot({ path: `${pictures}/${width}-${colorScheme}-${language}.png`, fullPage: true });
        }
      }
      await page.evaluate(axe);
      // Colours and structure do not depend on the width; what does is checked again on the phone.
      const runOnly = width > 1000
        ? ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        : { type: "rule", values: ["target-size", "scrollable-region-focusable", "meta-viewport"] };
      const result = await page.evaluate((only) =>
        window.axe.run(document, { runOnly: only, resultTypes: ["violations"] }), runOnly);
      for (const violation of result.violations) {
        const first = violation.nodes[0];
        faults.push(`${where}: ${violation.id} (${violation.nodes.length}×): ${violation.help}: ${first.html.slice(0, 160)} ${first.failureSummary}`);
      }
      console.log(`${where}: ${result.violations.length} rules violated`);
      await context.close();
    }
  }
}
await browser.close();
for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? "no faults" : `${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
