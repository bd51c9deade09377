// What a scanner looks at first: the headers of every kind of answer, posts without the token, methods that nobody
// asked for, links that were used or made up, and what stands in errors.
import { journey } from "../program.mjs";

const EVERYWHERE = {
  "x-content-type-options": /^nosniff$/,
  "x-frame-options": /^DENY$/,
  "referrer-policy": /^(same-origin|no-referrer|strict-origin)/,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-resource-policy": /^same-origin$/,
  "permissions-policy": /camera=\(\)/,
};
const POLICY = ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"];

await journey("headers, tokens and links", { stage: "plan" }, async (program) => {
  const page = await program.desk();
  await program.signIn(page, "Forumsbüro");
  const answer = new URL(program.link("Kommune")).pathname;
  const api = page.context().request;
  const kinds = [
    "/", "/sign-in", "/rounds", "/rounds/beispielrunde", "/rounds/beispielrunde/plan", "/rounds/beispielrunde/invitations",
    "/rounds/beispielrunde/invitations?format=csv", "/rounds/beispielrunde/invitations?format=xlsx", answer, `${answer}/needs`,
    "/account", "/account/export?format=json", "/forms", "/api", "/api/openapi.json", "/healthz", "/tenant.css", "/passkeys.js",
    "/api/v1/account", "/nirgends", "/admin", "/rounds/beispielrunde?%00", "/rounds/%ff",
  ];
  for (const path of kinds) await headers(program, api, path);
  for (const asset of await page.locator("link[rel=stylesheet], script[src]").evaluateAll((all) => all.map((one) => one.href ?? one.src))) {
    await headers(program, api, asset.slice(program.base.length));
  }
  await cookies(program, page);
  await posts(program, page, answer);
  await methods(program, api);
  await links(program, answer);
});

async function headers(program, api, path) {
  const answer = await api.get(program.base + path, { maxRedirects: 0 });
  const sent = answer.headers();
  const wrong = (what) => program.check(false, `${path} (${answer.status()}): ${what}`);
  if (answer.status() >= 500) wrong("fails");
  for (const [name, wanted] of Object.entries(EVERYWHERE)) {
    if (!wanted.test(sent[name] ?? "")) wrong(`${name}: ${sent[name] ?? "missing"}`);
  }
  for (const name of ["server", "x-powered-by", "access-control-allow-origin"]) if (sent[name]) wrong(`says ${name}: ${sent[name]}`);
  const type = sent["content-type"] ?? "";
  if (type.startsWith("text/html")) {
    for (const part of POLICY) if (!sent["content-security-policy"]?.includes(part)) wrong(`the policy lacks ${part}`);
    if (/unsafe|\*/.test(sent["content-security-policy"] ?? "")) wrong("the policy allows too much");
    if (!/no-store|no-cache|private/.test(sent["cache-control"] ?? "")) wrong(`a page may be kept by others: ${sent["cache-control"]}`);
    const body = await answer.text();
    if (/<script(?![^>]*\ssrc=)[^>]*>|\son[a-z]+=|\sstyle=|javascript:/i.test(body)) wrong("has a script or a style in the page");
    if (/panicked|\.rs:\d+|SQLSTATE|sqlite|stack backtrace/i.test(body)) wrong("tells how it is built");
  }
  if (!type && answer.status() === 200) wrong("has no type");
}

async function cookies(program, page) {
  for (const cookie of await page.context().cookies()) {
    program.check(cookie.sameSite !== "None", `${cookie.name} is sent by other sites`);
    if (/session/i.test(cookie.name)) program.check(cookie.httpOnly, `${cookie.name} can be read by scripts`);
  }
}

/** A post without the token of its form, with a made-up one, and from another site. */
async function posts(program, page, answer) {
  const doors = [
    "/rounds/new", "/rounds/beispielrunde/plan", "/rounds/beispielrunde/edit", "/account/profile", "/account/password", "/sign-out",
    "/forms", "/sign-in", "/answer", `${answer}/refusal`, `${answer}/colleagues`,
  ];
  for (const door of doors) {
    for (const [what, form, more] of [
      ["without a token", { title: "Fremd", email: "fremd@example.org" }, {}],
      ["with a made-up token", { title: "Fremd", email: "fremd@example.org", token: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }, {}],
      ["from another site", { title: "Fremd" }, { origin: "https://fremd.example" }],
    ]) {
      const said = await page.context().request.post(program.base + door, { form, headers: more, maxRedirects: 0 });
      program.check(said.status() === 403, `${door} ${what} answers ${said.status()}, not 403`);
    }
  }
  await page.goto(`${program.base}/account`);
  program.check(await page.getByRole("heading", { name: "Ihr Konto" }).count() === 1, "still signed in after all that");
}

async function methods(program, api) {
  for (const [method, path] of [["PUT", "/rounds"], ["DELETE", "/rounds/beispielrunde"], ["TRACE", "/"], ["POST", "/rounds/beispielrunde/matches"]]) {
    const said = await api.fetch(program.base + path, { method, maxRedirects: 0 }).catch(() => null);
    program.check(said === null || [403, 404, 405].includes(said.status()), `${method} ${path} answers ${said?.status()}`);
  }
}

async function links(program, answer) {
  const page = await program.desk();
  for (const path of ["/sign-in/link/", "/answer/", "/account/email/link/"]) {
    const said = await page.goto(`${program.base}${path}${"A".repeat(43)}`);
    program.check([200, 401, 404, 410, 422].includes(said.status()), `${path} with a made-up secret answers ${said.status()}`);
    program.check(await page.getByRole("heading", { level: 1 }).count() === 1, `${path}: says something to people`);
    await program.axe(page, `${path} with a made-up secret`);
  }
  const changed = answer.slice(0, -1) + (answer.endsWith("A") ? "B" : "A");
  program.check((await page.goto(program.base + changed)).status() >= 400, "a link with another last letter opens nothing");
  // The link was used by somebody else: it is of no use to whoever finds it.
  const found = await program.desk();
  const used = program.link("Forumsbüro");
  await found.goto(used);
  const button = found.getByRole("main").getByRole("button", { name: /anmelden/i });
  if (await button.count() > 0 && !(await found.getByLabel("E-Mail-Adresse").isVisible())) await button.first().click();
  await found.goto(`${program.base}/account`);
  program.check(found.url().includes("/sign-in"), "a used link signs nobody in");
}
