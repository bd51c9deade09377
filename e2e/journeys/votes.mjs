// A youth council is elected: prepared by the office, keys made by three trustees in browsers of their own, letters by the registrar, opened and
// closed by the board, thirty voters, one who votes again, one on paper, one who first opens a ballot; verified by others at the end.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { binary, journey } from "../program.mjs";

const TITLE = "Jugendrat Beispielstadt";
const VOTERS = 30;
const PEOPLE = { board: ["Bea", "Boris", "Bodo"], trustee: ["Tessa", "Theo", "Thea"], registrar: ["Rosa"], observer: ["Otto"] };

await journey("an election", { stage: "survey" }, async (program) => {
  const office = await program.desk();
  await program.signIn(office, "Forumsbüro");
  const uuid = await prepares(program, office);
  const links = await givesRoles(program, office, uuid);
  const at = async (name, page) => {
    const opened = page ?? (await program.desk());
    await opened.goto(links[name]);
    return opened;
  };
  const board = [await at("Bea"), await at("Boris"), await at("Bodo")];
  const trustees = [await at("Tessa"), await at("Theo"), await at("Thea")];
  await makesKeys(program, trustees);
  const keys = await givesOutKeys(program, await at("Rosa"));
  await office.goto(`${program.base}/votes/${uuid}/preparation`);
  await office.getByRole("button", { name: "Abstimmung festschreiben" }).click();
  await office.getByText("Die Abstimmung ist festgeschrieben").waitFor();
  await agrees(program, board.slice(0, 2), "Öffnen");
  await program.axe(board[0], "the page of the board");

  const page = `${program.base}/votes/${uuid}`;
  const stranger = await program.phone();
  await stranger.goto(page);
  await program.axe(stranger, "an election on a phone");
  await opensABallot(program, stranger, page, keys[0]);
  const first = await votes(program, stranger, page, keys[0], ["Ja"], { isLooked: true });
  await votesWithoutScripts(program, page);
  const booth = await program.desk();
  const trackers = [];
  for (const [index, key] of keys.slice(1, VOTERS).entries()) {
    trackers.push(await votes(program, booth, page, key, [index % 3 ? "Nein" : "Ja"]));
  }
  // The first one again: this ballot counts, and the first one is shown as replaced.
  const again = await votes(program, stranger, page, keys[0], ["Nein"]);
  await stranger.goto(`${page}/ballots?tracker=${encodeURIComponent(first)}`);
  program.check((await stranger.getByRole("main").innerText()).includes("ein späterer hat ihn ersetzt"), "the first ballot is replaced");
  await program.axe(stranger, "the box from outside");
  await votesOnPaper(program, board[2]);
  await triesAfterPaper(program, booth, page, keys[VOTERS]);

  await agrees(program, board.slice(1), "Schließen");
  await eventuallyDue(board[0], "Auszählen");
  await agrees(program, board.slice(0, 2), "Auszählen");
  for (const trustee of [trustees[0], trustees[2]]) await counts(program, trustee);
  await eventuallyDue(board[0], "Ergebnis veröffentlichen");
  for (const member of board.slice(0, 2)) await entersPaper(member);
  await agrees(program, board.slice(0, 2), "Ergebnis veröffentlichen");

  await stranger.goto(page);
  const text = await stranger.getByRole("main").innerText();
  program.check(text.includes("31 von 31 (100 %)"), `all voted: ${text}`);
  program.check(/Nein\s+20|Nein – erfolgreich/.test(text), `the result is there: ${text}`);
  await program.axe(stranger, "a result on a phone");
  await verifies(program, page, uuid, trackers.concat(again));
});

async function prepares(program, page) {
  await page.goto(`${program.base}/votes/new`);
  await page.locator("[name=title]").fill(TITLE);
  await page.locator("[name=description]").fill("Wer sitzt im Jugendrat, und soll er öffentlich tagen?");
  await page.locator("[name=beginning]").first().check();
  await page.locator("main form button.kern-btn--primary").click();
  await page.waitForURL(/\/votes\/[1-9A-Za-z]+\/(preparation|questions)/);
  const uuid = page.url().match(/votes\/([1-9A-Za-z]+)/)[1];
  const base = `${program.base}/votes/${uuid}`;
  await page.goto(`${base}/questions/1`);
  await page.locator("[name=text]").fill("Soll der Jugendrat öffentlich tagen?");
  await page.locator("[name=answers]").fill("Ja\nNein");
  await page.locator("main form button.kern-btn--primary").first().click();
  await page.goto(`${base}/rules`);
  const closes = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  await page.locator("[name=closes]").fill(closes);
  await page.locator("[name='closes-time']").fill("18:00");
  await page.locator("[name=paper]").check();
  await page.locator("[name=board]").fill("2");
  await page.locator("[name=trustees]").fill("2");
  await page.locator("main form button.kern-btn--primary").first().click();
  await page.goto(`${base}/electors`);
  const people = Array.from({ length: VOTERS + 1 }, (_, index) => `Person ${index + 1};Beispielweg ${index + 1}, 34117 Kassel`);
  await page.locator("[name=people]").fill(people.join("\n"));
  await page.locator("main form:has([name=people]) button.kern-btn--primary").click();
  await page.getByText("Person 1", { exact: true }).first().waitFor();
  return uuid;
}

async function givesRoles(program, page, uuid) {
  await page.goto(`${program.base}/votes/${uuid}/roles`);
  for (const [kind, names] of Object.entries(PEOPLE)) {
    for (const name of names) {
      await page.locator(`[name=kind][value=${kind}]`).check();
      await page.locator("[name=name]").fill(`${name} Beispiel`);
      await page.locator("[name=email]").fill(`${name.toLowerCase()}@example.org`);
      await page.locator("main form:has([name=email]) button.kern-btn--primary").click();
      await page.getByRole("rowheader", { name: `${name} Beispiel` }).or(page.getByRole("cell", { name: `${name} Beispiel` })).first().waitFor();
    }
  }
  await program.axe(page, "roles");
  const links = {};
  for (const name of Object.values(PEOPLE).flat()) {
    const [mail] = await program.mails({ to: `${name.toLowerCase()}@example.org`, subject: /Ihre Aufgabe/ });
    links[name] = mail.links.find((link) => link.includes("/votes/roles/"));
  }
  return links;
}

/** Does what is due at a trustee's page; their key lies in their own browser. */
async function step(page, { isFirst = false } = {}) {
  await page.reload();
  await page.locator("#run").click();
  await page.locator("#hand-in").waitFor();
  if (isFirst) {
    const saved = page.waitForEvent("download");
    await page.locator("#save").click();
    await saved;
    await page.locator("#in-browser").check();
    await page.locator("#kept").check();
  }
  await page.locator("#hand-in button.kern-btn").click();
  await page.getByText("Ihr Teil ist da.").first().waitFor();
}

async function makesKeys(program, trustees) {
  await program.axe(trustees[0], "a trustee before the key");
  for (const trustee of trustees) await step(trustee, { isFirst: true });
  for (const trustee of trustees) await step(trustee);
  for (const trustee of trustees) await step(trustee);
}

async function givesOutKeys(program, page) {
  await program.axe(page, "the registrar");
  await page.locator("#run").click();
  await page.locator("#keep").waitFor();
  const saved = page.waitForEvent("download");
  await page.locator("#save").click();
  const text = readFileSync(await (await saved).path(), "utf8");
  const keys = [...text.matchAll(/"((?:[1-9A-Za-z]{3}-){4}[1-9A-Za-z]{3})"/g)].map((found) => found[1]);
  program.check(keys.length === VOTERS + 1, `a key for everybody: ${keys.length}`);
  await page.locator("#hand-in button.kern-btn").click();
  await page.locator("#trouble").getByText("Drucken Sie zuerst die Schreiben").waitFor();
  await page.locator("#kept").check();
  await page.locator("#hand-in button.kern-btn").click();
  await page.getByText("Die öffentlichen Hälften sind da").waitFor();
  return keys;
}

async function agrees(program, members, act) {
  for (const member of members) {
    await member.goto(member.url().split("#")[0].replace(/\/register.*/, ""));
    await member.getByRole("button", { name: `Zustimmen ${act}` }).click();
    await member.getByText(/Sie haben zugestimmt|Der Schritt ist getan/).first().waitFor();
  }
}

async function eventuallyDue(member, act) {
  for (let tries = 0; tries < 40; tries++) {
    await member.reload();
    if (await member.getByRole("button", { name: `Zustimmen ${act}` }).count()) return;
    await member.waitForTimeout(250);
  }
  throw new Error(`${act} is not due`);
}

async function seals(page, address, key, answers) {
  await page.goto(`${address}/booth`);
  await page.getByRole("textbox", { name: "Wahlschlüssel" }).fill(key);
  await page.getByRole("button", { name: "Weiter", exact: true }).click();
  for (const answer of answers) await page.getByLabel(answer, { exact: true }).check();
  await page.getByRole("button", { name: "Weiter: verschlüsseln" }).click();
  await page.getByRole("heading", { name: "4. Einwerfen" }).waitFor();
  return page.locator("#tracker").inputValue();
}

async function votes(program, page, address, key, answers, { isLooked = false } = {}) {
  if (isLooked) {
    await page.goto(`${address}/booth`);
    await program.axe(page, "the booth");
    await page.getByRole("textbox", { name: "Wahlschlüssel" }).fill(`${key.slice(0, -1)}${key.endsWith("1") ? "2" : "1"}`);
    await page.getByRole("button", { name: "Weiter", exact: true }).click();
    await page.locator("#key-wrong").getByText("Ein Zeichen stimmt nicht").waitFor();
  }
  const tracker = await seals(page, address, key, answers);
  if (isLooked) await program.axe(page, "a sealed ballot");
  await page.getByRole("button", { name: "Stimmzettel einwerfen" }).click();
  await page.getByText("Ihr Stimmzettel liegt in der Urne").first().waitFor();
  return tracker;
}

/** Opens a ballot instead of casting it, and lets another device check what it holds. */
async function opensABallot(program, page, address, key) {
  await seals(page, address, key, ["Ja"]);
  await page.getByText("Ich will erst prüfen").click();
  await page.getByRole("button", { name: "Diesen Stimmzettel öffnen" }).click();
  const saved = page.waitForEvent("download");
  await page.locator("#audit-file").click();
  const path = await (await saved).path();
  const file = JSON.parse(readFileSync(path, "utf8"));
  program.check(!JSON.stringify(file).includes(key), "the file does not hold the key");
  const other = await program.desk();
  await other.goto(`${address}/verification`);
  await other.locator("#audit-file").setInputFiles(path);
  await other.locator("#audit-outcome[data-state=good]").waitFor();
  program.check((await other.locator("#audit-outcome").innerText()).includes("– Ja"), "the opened ballot holds what was chosen");
  const wrong = join(tmpdir(), `rathaus-wrong-${process.pid}.json`);
  writeFileSync(wrong, JSON.stringify({ ...file, vote: [[0, 0, 1]] }));
  await other.locator("#audit-file").setInputFiles(wrong);
  await other.locator("#audit-outcome[data-state=bad]").waitFor();
  rmSync(wrong);
}

async function votesWithoutScripts(program, address) {
  const page = await program.withoutJavaScript();
  await page.goto(`${address}/booth`);
  const text = await page.getByRole("main").innerText();
  program.check(text.includes("auf Papier abstimmen") && !text.includes("Stimmzettel einwerfen"), `a clear way out: ${text}`);
}

async function votesOnPaper(program, member) {
  const base = member.url().split("#")[0];
  await member.goto(`${base}/register?q=${VOTERS + 1}`);
  await program.axe(member, "the register at the polling station");
  await member.getByRole("button", { name: /Stimmt auf Papier ab/ }).click();
  await member.getByText("Vermerkt: stimmt auf Papier ab.").waitFor();
  await member.goto(`${base}/register?q=Person+1`);
  program.check((await member.getByRole("main").innerText()).includes("Abgestimmt am eigenen Gerät"), "who voted on line is seen");
  await member.goto(base);
}

async function triesAfterPaper(program, page, address, key) {
  await seals(page, address, key, ["Ja"]);
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Stimmzettel einwerfen" }).click();
  program.check((await answer).status() === 422, "who votes on paper does not vote on line");
  await page.getByText("Sie haben schon auf Papier abgestimmt").waitFor();
}

async function counts(program, trustee) {
  await step(trustee);
}

async function entersPaper(member) {
  const numbers = member.locator("form[action$='/paper'] input[inputmode=numeric]");
  const count = await numbers.count();
  for (let index = 0; index < count; index++) await numbers.nth(index).fill(index === count - 1 ? "1" : "0");
  await member.getByRole("button", { name: "Zahlen eintragen" }).click();
  await member.getByText("Ihre Zahlen sind eingetragen").waitFor();
}

async function verifies(program, address, uuid, trackers) {
  const page = await program.desk();
  await page.goto(`${address}/verification`);
  await page.getByRole("button", { name: "Jetzt nachprüfen" }).click();
  await page.locator("#outcome[data-state=verified]").waitFor({ timeout: 60_000 });
  const text = await page.locator("#outcome").innerText();
  program.check(text.includes("Alles stimmt") && text.includes(`Stimmzettel, die zählen: ${VOTERS}`), text);
  await program.axe(page, "the verifier");
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "Archiv herunterladen" }).click();
  const folder = mkdtempSync(join(tmpdir(), "rathaus-votes-"));
  const archive = join(folder, `${uuid}.bel`);
  await (await saved).saveAs(archive);
  const said = execFileSync(binary, ["vote", "verify", archive, "--ballots"], { encoding: "utf8" });
  program.check(trackers.every((tracker) => said.includes(tracker)), `every tracker is counted: ${said}`);
  if (spawnSync("belenios-tool", ["--version"]).status === 0) {
    execFileSync("belenios-tool", ["election", "verify", "--dir", folder], { stdio: "pipe" });
  } else {
    console.log("   passed over: no belenios-tool");
  }
  rmSync(folder, { recursive: true });
}
