// All pages, found by following every link as each role of the demonstration.
//
// Addresses of every kind are asked for; of addresses that differ only in their ids, one is also looked at in the browser: wide and
// light, narrow and dark, and once more with the mistakes of a form that was sent without what must be filled. How a page looks
// does not depend on the database, so that is done on SQLite only.
import { journey } from "../program.mjs";

/** Deliberate refusals: a filter or page that a link of another role's page leads to. Nothing so far. */
const REFUSED = [];
/** Whose doors are opened, in this order; a kind of page that an earlier one has seen is not looked at again. */
const ROLES = [null, "Forumsbüro", "Kommune", "Start-up", "Leserecht", "Jury", "Verwaltung"];
/** Of pages that differ only in their ids, so many are asked for by each role; the office asks for more, on SQLite, and for
 * all of them with RATHAUS_JOURNEYS=all, which leads to pages that are seldom linked. */
const EACH = 3;
const EACH_OF_OFFICE = process.env.RATHAUS_JOURNEYS === "all" ? Infinity : 25;
const LOOKERS = 2;
const ASKERS = 4;
/** A guard against lists that never end, not a wish. */
const MOST = 6000;

const perShape = new Map();
const told = new Set();
const onSqlite = !process.env.RATHAUS_JOURNEY_DATABASE_URL;

await journey("every page as every role", { longest: 900_000, stage: "after" }, async (program) => {
  const looked = new Set();
  let asked = 0;
  let wrong = 0;
  for (const role of ROLES) {
    const name = role ?? "nobody";
    const page = await program.desk();
    const begin = ["/", "/rounds", "/sign-in", "/api", "/answer", "/imprint", "/privacy", "/accessibility"];
    if (role === "Kommune") begin.unshift(new URL(program.link(role)).pathname);
    else if (role) {
      await program.signIn(page, role);
      begin.unshift("/account");
    }
    if (role === "Verwaltung") {
      await program.setUpApp(page);
      begin.unshift("/admin", "/forms");
    }
    const found = await follow(program, page, name, begin);
    asked += found.length;
    const fresh = found.filter(({ path, isPage }) => isPage && !looked.has(shape(path)));
    if (onSqlite) wrong += await look(program, page, name, fresh, looked);
    await page.context().close();
  }
  console.log(`${asked} addresses asked for, ${looked.size} kinds of pages looked at, ${wrong} of them with mistakes`);
});

/** Asks for everything that can be reached from `begin`; the addresses that answered. */
async function follow(program, page, name, begin) {
  const known = new Map(begin.map((path) => [path, "the beginning"]));
  const waiting = [...begin];
  const found = [];
  let busy = 0;
  const ask = async () => {
    while (waiting.length > 0 || busy > 0) {
      const path = waiting.shift();
      if (path === undefined) {
        await new Promise((done) => setTimeout(done, 10));
        continue;
      }
      busy += 1;
      try {
        const answer = await page.context().request.get(program.base + path, { maxRedirects: 5 });
        const status = answer.status();
        if (status >= 400 && !begin.includes(path) && !REFUSED.some((one) => one.test(path))) {
          refused(program, name, path, `answers ${status}, linked from ${known.get(path)}`);
        } else if (status >= 500) {
          program.check(false, `${name}: ${path} answers ${status}`);
        }
        const isPage = (answer.headers()["content-type"] ?? "").startsWith("text/html");
        if (status < 400) found.push({ path, isPage });
        if (isPage && status < 400) {
          for (const link of links(await answer.text(), answer.url())) {
            if (!link.startsWith(`${program.base}/`)) continue;
            const next = link.slice(program.base.length).replace(/#.*/, "");
            if (known.has(next) || repeats(next, name)) continue;
            known.set(next, path);
            waiting.push(next);
          }
        }
      } finally {
        busy -= 1;
      }
    }
  };
  await Promise.all(Array.from({ length: ASKERS }, ask));
  program.check(known.size < MOST, `${name}: more than ${MOST} addresses, do the links ever end?`);
  return found;
}

/** One fault for all addresses of a kind. */
function refused(program, name, path, what) {
  const key = `${name} ${shape(path)}`;
  if (!told.has(key)) program.check(false, `${name}: ${path} ${what}`);
  told.add(key);
}

/** Whether enough of this kind were asked for. Lists sorted and filtered in every way at once have no end, and what
 * changes the language is a page that is known. */
function repeats(path, name) {
  const query = new URLSearchParams(path.split("?")[1] ?? "");
  if (query.has("lang")) return name !== "nobody";
  const key = `${name} ${shape(path)}`;
  perShape.set(key, (perShape.get(key) ?? 0) + 1);
  return perShape.get(key) > (onSqlite && name === "Forumsbüro" && query.size === 0 ? EACH_OF_OFFICE : EACH);
}

function links(html, from) {
  const hrefs = [...html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map((match) => unescaped(match[1]));
  return hrefs.filter((href) => !/^(mailto|tel|otpauth|data):/.test(href)).map((href) => new URL(href, from).href);
}

function unescaped(text) {
  const numbered = text.replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
  return numbered.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** What an address has in common with those that differ only in ids, numbers and names of rows. */
function shape(path) {
  const [way, query = ""] = path.split("?");
  const keys = [...new Set(new URLSearchParams(query).keys())].sort().join("&");
  const steps = way.split("/").map((step, index, all) => {
    if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(step) || /^[A-Za-z]*\d+$/.test(step) || step.length >= 40) return "*";
    // Days, and the numbers of cases.
    if (/^\d{4}-\d{2}-\d{2}$/.test(step) || /^[A-Z0-9]+-\d{4}-\d+$/.test(step)) return "*";
    return index > 2 && ["needs", "offers", "matches", "areas"].includes(all[index - 1]) ? "*" : step;
  });
  return steps.join("/") + (keys ? `?${keys}` : "");
}

/** Opens one of each kind in the browser, wide and light, narrow and dark, and with mistakes; how many had a form to make them in. */
async function look(program, first, name, found, looked) {
  const chosen = new Map();
  // Sorted and filtered, a page looks like itself.
  for (const { path } of found) if (!path.includes("?") && !chosen.has(shape(path))) chosen.set(shape(path), path);
  const waiting = [...chosen];
  let wrong = 0;
  const state = await first.context().storageState();
  const work = async () => {
    const page = await program.desk();
    await page.context().addCookies(state.cookies);
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [kind, path] = next;
      looked.add(kind);
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(program.base + path);
      await program.axe(page, `${name}: ${path} wide`);
      await page.emulateMedia({ colorScheme: "dark" });
      await page.setViewportSize({ width: 360, height: 740 });
      await program.looks(page, `${name}: ${path} dark at 360 px`);
      await page.emulateMedia({ colorScheme: "light" });
      if (await mistaken(program, page, `${name}: ${path} with mistakes`)) wrong += 1;
    }
    await page.context().close();
  };
  await Promise.all(Array.from({ length: LOOKERS }, work));
  return wrong;
}

/** Sends the first form of the page that asks for words, without them; whether there is one. */
async function mistaken(program, page, what) {
  const form = page.locator("main form[method=post]:not([enctype], [data-passkey])")
    .filter({ has: page.locator("input[required]:is([type=text], [type=email]):visible, textarea[required]:visible") }).first();
  if (await form.count() === 0) return false;
  const button = form.locator("button.kern-btn--primary:visible").first();
  if (await button.count() === 0) return false;
  for (const field of await form.locator("input[required]:is([type=text], [type=email]), textarea[required]").all()) await field.fill("");
  const answered = page.waitForResponse((response) => response.request().method() === "POST" && response.request().resourceType() === "document");
  await form.evaluate((one) => (one.noValidate = true));
  await button.click();
  const status = (await answered).status();
  await page.waitForLoadState();
  if (program.check(status === 422, `${what}: answers ${status}`)) {
    await program.summary(page, what);
    await program.axe(page, what);
  }
  return true;
}
