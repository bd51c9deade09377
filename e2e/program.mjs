// What a browser journey needs: the real program on a fresh database, a real mail server, real Chromium.
//
//   import { journey } from "../program.mjs";
//   await journey("a town answers on a phone", { stage: "survey" }, async (program) => {
//     const page = await program.phone();
//     await page.goto(program.link("Kommune"));
//     await program.axe(page, "first page of the survey");
//     const [mail] = await program.mails({ to: "amt@example.org", subject: /Einladung/ });
//   });
//
// journey(name, options, run) starts everything, runs, ends everything and exits with 1 where something failed; then
// a picture of every open page and the log of the program lie in target/journeys. Options: { stage } starts the
// sample round at a stage (`rathaus demo`), { clock } at a time of the day; without it an empty program (`rathaus serve`).
// { settings } is more TOML for its configuration file; { phones } tells the journey on phones alone where it runs on
// PostgreSQL.
//
// The program object:
//   base                               address, without a slash at the end
//   link(label)                        href of the line of `rathaus demo` that contains the label
//   signIn(page, label)                signs in with the link of `rathaus demo` that contains the label
//   setUpApp(page)                     sets up the app for codes as second factor; gives its secret for oneTimeCode()
//   rathaus(...arguments)              runs a command of the program on the same configuration, gives its output
//   hand(input, ...arguments)          the same with this on its standard input
//   restart({ hard })                  ends the program (hard: kills it) and starts it again on the same data
//   desk(), phone(), withoutJavaScript(), visitor({ phone, javaScript, dark, language })
//                                      a new browser profile's page: nobody is signed in
//   axe(page, what)                    fails on sideways scrolling and on every violation of WCAG 2.2 A and AA; on PostgreSQL
//                                      only where { phones } makes it another page than on SQLite
//   looks(page, what)                  what depends on colours and width alone, for a page that axe() saw otherwise
//   summary(page, what)                fails where mistakes are not summed up with focus, names and links to the fields
//   press(page, locator)               goes to an element by the Tab key alone and presses Enter (or the named key)
//   mails({ to, subject, count })      waits for mails, oldest first: { from, to, subject, text, html, links, file }
//   mailOrders({ refuse: true, … })    what the mail server shall fail at (smtp_server.py)
//   failures()                         what the mail server failed at so far
//   reads(page, path, script, ...more) a file of the program as a script of this folder reads it, which fails at faults
//   check(condition, what)             notes a fault and goes on
//   leaves(address)                    from now on pages may ask whoever this address belongs to
//
// Noted as faults without being asked: requests to anywhere else, messages on the console, script errors, answers
// of 500 and above, and missing files of a page.
//
// Environment: RATHAUS_BIN (default target/debug/rathaus), RATHAUS_JOURNEY_DATABASE_URL (default SQLite),
// RATHAUS_TEST_PYTHON (default the one that `cargo xtask check` made), CHROMIUM.
import { execFile, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, open, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { setDefaultResultOrder } from "node:dns";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { launch } from "./chromium.mjs";

// “localhost” is the number that the program listens on, for our own requests, too.
setDefaultResultOrder("ipv4first");

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "..");
export const binary = resolve(process.env.RATHAUS_BIN ?? join(root, "target/debug/rathaus"));
const database = process.env.RATHAUS_JOURNEY_DATABASE_URL || null;
export const python = process.env.RATHAUS_TEST_PYTHON ?? join(root, "target/tools/readers/bin/python");
const axeCore = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** How long to wait for what must come, and for a whole journey, in milliseconds. Only one that fails takes so long. */
const PATIENCE = 30_000;
const LONGEST = 300_000;

export async function journey(name, options, run) {
  const program = new Program(name, options);
  const where = `${name} (${database ? "PostgreSQL" : "SQLite"})`;
  const begun = performance.now();
  const most = options.longest ?? LONGEST;
  const longest = setTimeout(() => {
    console.error([...program.faults, `not done after ${most / 1000} s`].map((fault) => `${where}: ${fault}`).join("\n"));
    program.process?.kill("SIGKILL");
    process.exit(1);
  }, most);
  try {
    await program.start();
    await run(program);
  } catch (error) {
    program.faults.push(error.stack ?? String(error));
  }
  const { faults } = program;
  const kept = join(root, "target/journeys", `${slug(name)}-${database ? "postgres" : "sqlite"}`);
  await rm(kept, { recursive: true, force: true });
  if (faults.length > 0) {
    await mkdir(kept, { recursive: true });
    await program.keep(kept).catch((error) => faults.push(`cannot keep pictures: ${error}`));
  }
  await program.end().catch((error) => faults.push(String(error)));
  clearTimeout(longest);
  for (const fault of faults) console.error(`${where}: ${fault}`);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${where}: ${faults.length === 0 ? "no faults" : `${faults.length} faults, see ${kept}`} in ${seconds} s`);
  process.exitCode ||= faults.length === 0 ? 0 : 1;
}

class Program {
  faults = [];
  lines = [];
  pages = [];
  kinds = new Map();
  seen = new Set();
  outside = new Set();

  constructor(name, { stage = null, clock = null, settings = "", phones = false } = {}) {
    Object.assign(this, { name, stage, clock, settings, isSmall: phones && database !== null });
  }

  async start() {
    if (!existsSync(binary)) throw new Error(`${binary} is missing: cargo build -p rathaus, or name it in RATHAUS_BIN`);
    this.folder = await mkdtemp(join(tmpdir(), "rathaus-journey-"));
    this.mailFolder = join(this.folder, "mail");
    this.dataFolder = join(this.folder, "data");
    await mkdir(this.dataFolder);
    await this.startMail();
    this.port = await freePort();
    // By name, as passkeys are tied to one; the program listens on the number.
    this.base = `http://localhost:${this.port}`;
    this.config = join(this.folder, "rathaus.toml");
    writeFileSync(this.config, this.configuration());
    await this.startProgram();
    this.browser = await launch();
  }

  configuration() {
    return [
      "[server]",
      `listen = "127.0.0.1:${this.port}"`,
      `base_url = "${this.base}"`,
      "[storage]",
      `folder = ${JSON.stringify(this.dataFolder)}`,
      database ? `database_url = ${JSON.stringify(database)}` : "",
      "[mail]",
      `smtp = "127.0.0.1:${this.mailPort}"`,
      'encryption = "none"',
      'from = "Rathaus <rathaus@example.org>"',
      this.settings,
      "",
    ].join("\n");
  }

  async startMail() {
    this.mail = spawn(python, [join(here, "smtp_server.py"), "--folder", this.mailFolder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.mailPort = Number(await firstLine(this.mail, "smtp_server.py"));
  }

  async startProgram() {
    const demo = ["demo", "--stage", this.stage, "--listen", `127.0.0.1:${this.port}`, "--folder", this.dataFolder];
    if (this.clock) demo.push("--clock", this.clock);
    demo.push("--smtp", `127.0.0.1:${this.mailPort}`, ...(database ? ["--database-url", database] : []));
    // The sample round is made once; from the second start on its data is served like any other's.
    const isFirst = !this.process;
    const log = await open(join(this.folder, "rathaus.log"), "a");
    this.process = spawn(binary, this.stage && isFirst ? demo : ["serve", "--config", this.config], {
      cwd: this.folder,
      env: this.environment(),
      stdio: ["ignore", "pipe", log.fd],
    });
    let ended = null;
    this.process.on("error", (error) => (ended = error));
    this.process.on("exit", (code, signal) => (ended ??= new Error(`the program ended with ${signal ?? code}`)));
    if (isFirst) this.lines = [];
    readLines(this.process.stdout, (line) => this.lines.push(line));
    await log.close();
    await eventually("GET /healthz answers 200", async () => {
      if (ended) throw new Error(`${ended.message}\n${this.log()}`);
      const answer = await fetch(`${this.base}/healthz`).catch(() => null);
      return answer?.status === 200;
    });
  }

  environment() {
    // The variables of the test command are none of the program's settings.
    return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("RATHAUS_")));
  }

  log() {
    return readFileSync(join(this.folder, "rathaus.log"), "utf8").split("\n").slice(-20).join("\n");
  }

  async stopProgram(signal) {
    if (!this.process || this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((done) => this.process.once("exit", done));
    this.process.kill(signal);
    const patience = setTimeout(() => {
      this.faults.push(`the program did not end on ${signal}`);
      this.process.kill("SIGKILL");
    }, PATIENCE);
    await ended;
    clearTimeout(patience);
  }

  async restart({ hard = false } = {}) {
    await this.stopProgram(hard ? "SIGKILL" : "SIGTERM");
    await this.startProgram();
  }

  async end() {
    await this.browser?.close();
    await this.stopProgram("SIGTERM");
    this.mail?.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  async keep(folder) {
    for (const [index, page] of this.pages.entries()) {
      if (page.isClosed()) continue;
      await page.screenshot({ path: join(folder, `${index + 1}.png`), fullPage: true });
      writeFileSync(join(folder, `${index + 1}.html`), await page.content());
    }
    writeFileSync(join(folder, "rathaus.log"), readFileSync(join(this.folder, "rathaus.log")));
  }

  /** A command of the program on the same data; its standard output. */
  async rathaus(...words) {
    const run = promisify(execFile);
    const { stdout } = await run(binary, [...words, "--config", this.config], { env: this.environment() });
    return stdout;
  }

  /** The same with `input` on its standard input. */
  hand(input, ...words) {
    const run = spawn(binary, [...words, "--config", this.config], { env: this.environment(), stdio: ["pipe", "pipe", "inherit"] });
    let output = "";
    run.stdout.on("data", (piece) => (output += piece));
    run.stdin.end(input);
    return new Promise((done, fail) => {
      run.on("error", fail);
      run.on("exit", (code) => (code === 0 ? done(output) : fail(new Error(`${words.join(" ")} ended with ${code}`))));
    });
  }

  link(label) {
    const line = this.lines.find((line) => line.includes(label) && line.includes("http"));
    if (!line) throw new Error(`the program named no link for “${label}”:\n${this.lines.join("\n")}`);
    return this.base + new URL(line.match(/https?:\/\/\S+/)[0]).pathname;
  }

  async signIn(page, label) {
    await page.goto(this.link(label));
    await page.getByRole("main").getByRole("button", { name: /anmelden/i }).click();
    await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  }

  async setUpApp(page) {
    await page.goto(`${this.base}/account/second-factor`);
    const secret = (await page.locator("main code").first().innerText()).replaceAll(" ", "");
    await page.getByLabel("Code aus Ihrer App").fill(oneTimeCode(secret));
    await page.getByRole("button", { name: "Einrichten" }).click();
    await page.getByRole("heading", { name: "Notfallcodes", level: 1 }).waitFor();
    return secret;
  }

  desk() {
    return this.visitor({ phone: this.isSmall });
  }

  phone() {
    return this.visitor({ phone: true });
  }

  withoutJavaScript({ phone = false } = {}) {
    return this.visitor({ javaScript: false, phone });
  }

  async visitor({ phone = false, javaScript = true, dark = false, language = "de-DE" } = {}) {
    const options = {
      viewport: phone ? { width: 360, height: 740 } : { width: 1280, height: 900 },
      hasTouch: phone,
      isMobile: phone,
      colorScheme: dark ? "dark" : "light",
      locale: language,
      timezoneId: "Europe/Berlin",
      javaScriptEnabled: javaScript,
    };
    const context = await this.browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    this.pages.push(page);
    this.kinds.set(page, { javaScript, options });
    this.watch(page);
    return page;
  }

  watch(page) {
    const fault = (text) => this.faults.push(`${page.url()}: ${text}`);
    page.on("request", (request) => {
      const url = request.url();
      const isOutside = this.outside.has(new URL(url).origin);
      if (!url.startsWith(`${this.base}/`) && !isOutside && !/^(data|blob|about):/.test(url)) fault(`asks for ${url}`);
    });
    page.on("response", (response) => {
      const document = response.request().resourceType() === "document";
      // Forms that a script sends are refused like any other: with what is wrong (422) or what somebody else did (409).
      const isAnswer = response.request().method() === "POST" && [409, 422].includes(response.status());
      if (response.status() >= (document ? 500 : 400) && !isAnswer) fault(`${response.url()} answers ${response.status()}`);
    });
    page.on("console", (message) => {
      // A page with mistakes in it answers 422, which Chromium finds worth a line; other answers are seen above.
      if (!message.text().startsWith("Failed to load resource")) fault(`console says ${message.text()}`);
    });
    page.on("pageerror", (error) => fault(String(error)));
  }

  leaves(address) {
    this.outside.add(new URL(address).origin);
  }

  check(condition, what) {
    if (!condition) this.faults.push(what);
    return Boolean(condition);
  }

  async axe(page, what) {
    // How a page looks does not depend on the database.
    if (database && !this.isSmall) return this.width(page, what);
    const { javaScript } = this.kinds.get(page);
    const looked = javaScript ? page : await this.copy(page);
    await this.violations(looked, what, ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
    await this.width(looked, what);
    if (looked !== page) await looked.context().close();
  }

  async reads(page, path, script, ...more) {
    const file = await page.request.get(this.base + path);
    if (!this.check(file.status() === 200, `${path} answers ${file.status()}`)) return;
    const at = join(this.folder, path.split("/").at(-1));
    writeFileSync(at, await file.body());
    const run = promisify(execFile)(python, [join(root, "e2e", script), at, ...more]);
    await run.catch((error) => this.faults.push(`${path}: ${error.stdout}${error.stderr}`));
  }

  async looks(page, what) {
    const values = ["color-contrast", "target-size", "scrollable-region-focusable"];
    await this.violations(page, what, { type: "rule", values });
    await this.width(page, what);
  }

  async width(page, what) {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) this.faults.push(`${what}: scrolls sideways by ${wide} px`);
  }

  async violations(page, what, runOnly) {
    if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeCore);
    const violations = await page.evaluate(async (runOnly) => {
      return (await window.axe.run(document, { runOnly, resultTypes: ["violations"] })).violations;
    }, runOnly);
    for (const { id, nodes, help } of violations) {
      const { html, failureSummary } = nodes[0];
      this.faults.push(`${what}: ${id} (${nodes.length}×): ${help}: ${html.slice(0, 160)} ${failureSummary}`);
    }
  }

  /** The same page where scripts run, as axe-core is one; those of the page itself stay out. */
  async copy(page) {
    const { options } = this.kinds.get(page);
    const storageState = await page.context().storageState();
    const context = await this.browser.newContext({ ...options, storageState, javaScriptEnabled: true, bypassCSP: true });
    const copy = await context.newPage();
    const body = await page.content();
    await copy.route("**/*", (route) => {
      const type = route.request().resourceType();
      if (type === "document") return route.fulfill({ contentType: "text/html; charset=utf-8", body });
      return type === "script" ? route.abort() : route.continue();
    });
    await copy.goto(page.url());
    return copy;
  }

  /** The mistakes of a page that came back: summed up where the focus is, each with its field's name and a link there. */
  async summary(page, what) {
    const box = page.locator("#mistakes");
    await box.waitFor();
    const isFocused = () => box.evaluate((element) => element === document.activeElement);
    await eventually("the focus goes to the summary", isFocused, 3000).catch(() => this.faults.push(`${what}: the focus is not on the summary`));
    const links = await box.getByRole("link").all();
    if (links.length === 0) this.faults.push(`${what}: the summary has no link to a field`);
    for (const link of links) {
      const words = await link.innerText();
      await link.press("Enter");
      const at = await page.evaluate(() => ({
        name: document.activeElement.id,
        isIn: document.activeElement.matches("input, select, textarea, fieldset, legend, [tabindex]"),
        about: document.activeElement.closest(".kern-form-input, fieldset, .rh-check-alone, .rh-consent")?.textContent ?? "",
      }));
      if (!at.isIn || at.name === "mistakes") this.faults.push(`${what}: “${words}” leads to no field`);
      const named = words.split(" – ")[0];
      if (!words.includes(" – ") || !at.about.includes(named.split(", ")[0])) this.faults.push(`${what}: “${words}” does not name its field`);
    }
    await box.focus();
  }

  /** Goes to the element by Tab alone and presses the key there, as somebody without a mouse does. */
  async press(page, locator, key = "Enter") {
    const wanted = await locator.elementHandle();
    for (let presses = 0; presses < 300; presses += 1) {
      if (await wanted.evaluate((element) => element === document.activeElement)) {
        const outlined = await wanted.evaluate((element) => element.matches(":focus-visible"));
        if (!outlined) this.faults.push(`${page.url()}: focus on ${await wanted.evaluate((e) => e.outerHTML.slice(0, 120))} is not shown`);
        if (key) await page.keyboard.press(key);
        return;
      }
      await page.keyboard.press("Tab");
    }
    throw new Error(`${page.url()}: the Tab key does not reach ${locator}`);
  }

  /** Waits until at least `count` mails have come that nobody has asked for yet, and gives them all. */
  async mails({ to = null, subject = null, count = 1 } = {}) {
    let found = [];
    await eventually(`${count} mail(s) to ${to ?? "anybody"}${subject ? ` with ${subject}` : ""}`, () => {
      found = this.arrived().filter((mail) =>
        !this.seen.has(mail.file)
        && (!to || mail.to.some((address) => address.toLowerCase() === to.toLowerCase()))
        && (!subject || (subject instanceof RegExp ? subject.test(mail.subject) : mail.subject.includes(subject))));
      return found.length >= count;
    });
    for (const mail of found) this.seen.add(mail.file);
    return found;
  }

  /** All mails so far, oldest first, without waiting. */
  arrived() {
    return readdirSync(this.mailFolder)
      .filter((file) => /^\d+\.json$/.test(file))
      .sort((a, b) => parseInt(a) - parseInt(b))
      .map((file) => {
        const mail = JSON.parse(readFileSync(join(this.mailFolder, file), "utf8"));
        return { ...mail, file, links: (mail.text ?? "").match(/https?:\/\/[^\s<>"]+/g) ?? [] };
      });
  }

  /** What the mail server failed at so far, as it was ordered: { order, address? }. */
  failures() {
    const list = join(this.mailFolder, "failed.jsonl");
    return existsSync(list) ? readFileSync(list, "utf8").trim().split("\n").filter(Boolean).map((line) => JSON.parse(line)) : [];
  }

  mailOrders(orders) {
    const hidden = join(this.mailFolder, ".orders");
    writeFileSync(hidden, JSON.stringify(orders));
    renameSync(hidden, join(this.mailFolder, "orders.json"));
  }
}

/** The code that an app for one-time codes shows (RFC 6238 with SHA-1, 6 digits, 30 seconds), `later` steps from now. */
export function oneTimeCode(secret, later = 0) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac("sha1", key).update(step).digest();
  const at = mac.at(-1) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Asks until it is so. */
export async function eventually(what, isSo, patience = PATIENCE) {
  const end = performance.now() + patience;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited ${patience / 1000} s in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

function readLines(stream, take) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (piece) => {
    const lines = (rest + piece).split("\n");
    rest = lines.pop();
    lines.forEach(take);
  });
}

function firstLine(child, name) {
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("exit", (code) => fail(new Error(`${name} ended with ${code} before it said anything`)));
    readLines(child.stdout, done);
  });
}

function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

function slug(name) {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}
