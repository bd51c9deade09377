// Elections whose secrets are made in the browser alone, held with the program and checked by it and by belenios-tool.
//
//   node booth.mjs
//
// Three trustees of whom two suffice, five voters with weights, one blank, one who votes twice; then one of ranks, which is shuffled. And
// what goes wrong: mistyped credentials, a broken engine, no chance. RATHAUS_BIN names the program (default target/debug/rathaus).
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { boothPage, call, integrity, open } from "./booth-page.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const binary = resolve(process.env.RATHAUS_BIN ?? join(here, "../target/debug/rathaus"));
const faults = [];
const begun = performance.now();

function check(isSo, what) {
  if (!isSo) faults.push(what);
}

function same(found, wanted, what) {
  const [one, other] = [found, wanted].map((value) => JSON.stringify(value));
  check(one === other, `${what}: ${one} instead of ${other}`);
}

/** A refusal with this code, and at this place where one is named. */
function refused(found, code, place) {
  check(found?.code === code && (place === undefined || found.place === place), `not ${code} at ${place}: ${JSON.stringify(found)?.slice(0, 300)}`);
}

/** A folder in which the program and belenios-tool work. */
class Folder {
  constructor() {
    this.path = mkdtempSync(join(tmpdir(), "rathaus-booth-"));
  }

  write(name, text) {
    writeFileSync(join(this.path, name), text);
    return name;
  }

  read(name) {
    return readFileSync(join(this.path, name));
  }

  run(program, words) {
    const ran = spawnSync(program, words, { cwd: this.path, encoding: "utf8" });
    if (ran.status !== 0) throw new Error(`${words.join(" ")}: ${ran.stdout}${ran.stderr}`);
    return ran.stdout + ran.stderr;
  }

  vote(...words) {
    return this.run(binary, ["vote", ...words]);
  }

  /** The text of the election, which is among the files of the archive. */
  election(archive) {
    const bytes = this.read(archive);
    for (let at = 0; at < bytes.length; ) {
      const size = parseInt(bytes.toString("latin1", at + 124, at + 135), 8);
      const text = bytes.toString("utf8", at + 512, at + 512 + size);
      if (text.includes('"questions":')) return text;
      at += 512 + 512 * Math.ceil(size / 512);
    }
    throw new Error("the archive holds no election");
  }

  /** What others say of a finished archive. */
  verified(archive, trackers) {
    const said = this.vote("verify", archive, "--ballots");
    for (const tracker of trackers) check(said.includes(tracker), `the program does not name ${tracker}`);
    if (spawnSync("belenios-tool", ["--version"]).status !== 0) return void console.log("   passed over: no belenios-tool");
    mkdirSync(join(this.path, "alone"), { recursive: true });
    writeFileSync(join(this.path, "alone", archive), this.read(archive));
    const theirs = this.run("belenios-tool", ["election", "verify", "--dir", "alone"]);
    check(theirs.includes("all checks passed"), `belenios-tool: ${theirs}`);
  }

  end() {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A call that must work. */
async function must(page, method, question) {
  const answer = await call(page, method, question);
  if (answer?.code) throw new Error(`${method}: ${JSON.stringify(answer)}`);
  return answer;
}

async function choices(page) {
  const folder = new Folder();
  const group = "BELENIOS-2048";
  const uuid = "RathausStimme26";
  const keys = [];
  for (let index = 0; index < 3; index += 1) keys.push(await must(page, "trusteeSeed", { group }));
  const certificates = keys.map((key) => key.certificate);
  const certs = certificates.flatMap((text, index) => ["--cert", folder.write(`${index}.cert`, text)]);
  const parts = [];
  for (const [index, key] of keys.entries()) {
    const { polynomial } = await must(page, "trusteePolynomial", { group, private: key.private, certificates, threshold: 2 });
    parts.push(folder.write(`${index}.part`, polynomial));
  }
  folder.vote("trustee", "route", ...certs, "--out", "to", ...parts);
  const accepted = [];
  for (const [index, key] of keys.entries()) {
    const inbox = folder.read(`to-${index + 1}.vinput`).toString();
    const answer = await must(page, "trusteeAccept", { group, private: key.private, certificates, inbox });
    accepted.push("--accepted", folder.write(`${index}.accepted`, answer.accepted));
    const stranger = { group, private: keys[(index + 1) % 3].private, certificates, inbox };
    if (index === 0) refused(await call(page, "trusteeAccept", stranger), "trustee-message");
  }
  folder.vote("trustee", "complete", ...certs, ...parts.flatMap((part) => ["--polynomial", part]), ...accepted, "--out", "group");

  const weights = [1, 2, 3, undefined, 5];
  const voters = weights.map((weight, index) => ({ name: `voter ${index} – ü"`, ...(weight && { weight }) }));
  const register = await must(page, "credentials", { uuid, group, voters });
  same(register.private.map(({ name }) => name), voters.map(({ name }) => name), "names of the register");
  refused(await call(page, "credentials", { uuid, group, voters: [voters[0], voters[0]] }), "credentials-name", voters[0].name);
  folder.write("public.json", register.public);
  const question = (text, answers, max, blank) => ({ question: text, answers, min: 1, max, ...(blank && { blank }) });
  const questions = [question("Soll es sein?", ["Ja", "Nein", "Später", "Nie"], 1), question("Wer? „\"\\“", ["A", "B", "C", "D"], 3, true)];
  folder.write("template.json", JSON.stringify({ name: "Wahl", description: "Grüße", questions }));
  const begun = folder.vote("setup", "--template", "template.json", "--uuid", uuid, "--trustee", "group.json", "--credentials", "public.json", "--out", "vote.bel");
  const election = folder.election("vote.bel");
  const told = await must(page, "describe", { election });
  check(begun.includes(told.fingerprint), "the browser finds another fingerprint than the program");
  same(told.questions.map(({ min, max, blank }) => [min, max, blank]), [[1, 1, false], [1, 3, true]], "questions");

  // Blank comes first; the second voter votes twice.
  const votes = [
    [0, [[1, 0, 0, 0], [0, 1, 1, 0, 0]]],
    [1, [[0, 0, 0, 1], [0, 0, 0, 0, 1]]],
    [2, [[0, 1, 0, 0], [1, 0, 0, 0, 0]]],
    [3, [[1, 0, 0, 0], [0, 1, 1, 1, 0]]],
    [1, [[0, 1, 0, 0], [0, 1, 0, 0, 0]]],
    [4, [[0, 0, 1, 0], [0, 0, 0, 1, 0]]],
  ];
  const trackers = [];
  for (const [index, [voter, vote]] of votes.entries()) {
    const { credential } = register.private[voter];
    const made = await must(page, "ballot", { election, credential, vote });
    trackers.push(made.tracker);
    folder.write(`${index}.ballot`, made.ballot);
  }
  const cast = folder.vote("cast", "vote.bel", ...votes.map((_, index) => `${index}.ballot`));
  for (const tracker of trackers) check(cast.includes(tracker), `the program casts without ${tracker}`);
  const { credential } = register.private[0];
  const shown = await must(page, "ballot", { election, credential, vote: votes[0][1] });
  same(await call(page, "audit", { election, ...shown, vote: votes[0][1] }), { tracker: shown.tracker }, "audit");
  refused(await call(page, "audit", { election, ...shown, vote: votes[1][1] }), "audit-differs", "answers[0].choices[0]");
  refused(await call(page, "audit", { election, ...shown, vote: votes[0][1], seed: "00" }), "audit-seed");
  refused(await call(page, "ballot", { election, credential, vote: [[1, 1, 0, 0], votes[0][1][1]] }), "vote-count", 0);
  const last = credential.endsWith("1") ? "2" : "1";
  refused(await call(page, "ballot", { election, credential: credential.slice(0, -1) + last, vote: votes[0][1] }), "credential-check-digit");
  refused(await call(page, "credentialCheck", { uuid, group, credential: "abc" }), "credential-shape");
  const half = await call(page, "credentialCheck", { uuid, group, credential });
  check(register.public.includes(`"${half.credential},1"`), "the public half of a credential is not on the list");

  folder.vote("close", "vote.bel");
  const early = { private: keys[0].private, decryptionKey: folder.read("group-1.dkey").toString(), archive: folder.read("vote.bel") };
  refused(await call(page, "decrypt", early), "phase", "closed");
  folder.vote("tally", "vote.bel");
  const archive = folder.read("vote.bel");
  refused(await call(page, "decrypt", { private: keys[0].private, archive }), "trustee-decryption-key");
  refused(await call(page, "decrypt", { private: keys[1].private, decryptionKey: early.decryptionKey, archive }), "trustee-message", 0);
  const own = await must(page, "trusteeKey", { group });
  refused(await call(page, "decrypt", { private: own.private, archive }), "trustee-stranger");
  for (const index of [0, 2]) {
    const decryptionKey = folder.read(`group-${index + 1}.dkey`).toString();
    const { owner, share } = await must(page, "decrypt", { private: keys[index].private, decryptionKey, archive });
    same(owner, index + 1, "owner of a share");
    folder.vote("share", "vote.bel", folder.write(`${index}.share`, share), "--trustee", String(owner));
  }
  folder.vote("result", "vote.bel");

  const counted = trackers.filter((_, index) => index !== 1).sort();
  folder.verified("vote.bel", counted);
  const whole = folder.read("vote.bel");
  const report = await must(page, "verify", { archive: whole });
  same(report.result, [{ sums: [2, 5, 5, 0] }, { sums: [3, 4, 2, 6, 0] }], "result");
  same([report.phase, report.eligible, report.cast], ["done", 5, 6], "counts");
  same(report.ballots.map(({ tracker }) => tracker).sort(), counted, "trackers");
  same((await must(page, "count", { method: "votes", sums: report.result[0].sums })).winners, [[1, 2], [0], [3]], "winners");
  const broken = Buffer.from(whole);
  broken[broken.indexOf('"election_hash"') + 20] ^= 1;
  const rule = await call(page, "verify", { archive: broken });
  refused(rule, "rule-content-hash");
  check(rule.place?.file?.endsWith(".data.json") && rule.place.offset > 0, "the refusal does not say where");
  refused(await call(page, "verify", { archive: whole.subarray(0, whole.length - 512) }), "rule-tar-end");
  folder.end();
}

async function ranks(page) {
  const folder = new Folder();
  const group = "RFC-3526-2048";
  const uuid = "RathausReihe26";
  const key = await must(page, "trusteeKey", { group });
  folder.write("key.json", key.public);
  const register = await must(page, "credentials", { uuid, group, voters: [{ name: "A" }, { name: "B" }] });
  folder.write("public.json", register.public);
  const questions = [{ type: "NonHomomorphic", value: { answers: ["A", "B", "C"], question: "In welcher Reihenfolge?" } }];
  folder.write("template.json", JSON.stringify({ name: "Reihe", description: "", questions }));
  folder.vote("setup", "--template", "template.json", "--uuid", uuid, "--group", group, "--trustee", "key.json", "--credentials", "public.json", "--out", "ranks.bel");
  const election = folder.election("ranks.bel");
  const trackers = [];
  for (const [voter, vote] of [[[1, 2, 3]], [[2, 1, 3]]].entries()) {
    const made = await must(page, "ballot", { election, credential: register.private[voter].credential, vote });
    if (voter === 0) same(await call(page, "audit", { election, ...made, vote }), { tracker: made.tracker }, "audit of ranks");
    folder.write(`${voter}.ballot`, made.ballot);
    trackers.push(made.tracker);
  }
  folder.vote("cast", "ranks.bel", "0.ballot", "1.ballot");
  folder.vote("close", "ranks.bel");
  folder.vote("tally", "ranks.bel");
  const { shuffle } = await must(page, "shuffle", { archive: folder.read("ranks.bel") });
  folder.vote("shuffle", "ranks.bel", "--shuffle", folder.write("1.shuffle", shuffle), "--trustee", "1");
  folder.vote("end-shuffles", "ranks.bel");
  const { owner, share } = await must(page, "decrypt", { private: key.private, archive: folder.read("ranks.bel") });
  folder.vote("share", "ranks.bel", folder.write("1.share", share), "--trustee", String(owner));
  folder.vote("result", "ranks.bel");
  folder.verified("ranks.bel", trackers);
  const { result: [{ answers }] } = await must(page, "verify", { archive: folder.read("ranks.bel") });
  same(answers.sort(), [[1, 2, 3], [2, 1, 3]], "ranks");
  const { winners } = await must(page, "count", { method: "schulze", answers, choices: 3 });
  same(winners, [[0, 1], [2]], "winners by Schulze");
  folder.end();
}

/** What a page notices when the engine or the browser is not as it should be. */
async function broken() {
  const key = (page) => call(page, "trusteeKey", { group: "BELENIOS-2048" });
  const with_ = async (change, look) => {
    const { page, close } = await boothPage({ change });
    await look(page);
    await close();
  };
  const flipped = (name, bytes) => {
    if (name === "booth.wasm") bytes[bytes.length >> 1] ^= 1;
    return bytes;
  };
  await with_(flipped, async (page) => {
    await open(page);
    refused(await key(page), "integrity");
    refused(await key(page), "integrity");
  });
  const worker = (text) => (name, bytes) => (name === "booth-worker.js" ? text + bytes : bytes);
  for (const chance of ["() => { throw new Error('none') }", "(bytes) => bytes"]) {
    await with_(worker(`Crypto.prototype.getRandomValues = ${chance};\n`), async (page) => {
      await open(page);
      refused(await key(page), "chance");
      // Nothing more is computed with a memory of which nobody knows what it holds.
      refused(await key(page), "closed");
    });
  }
  await with_(undefined, async (page) => {
    await open(page);
    same(await page.evaluate(async () => {
      const seen = [];
      const voters = Array.from({ length: 45 }, (_, index) => ({ name: `${index}` }));
      await window.booth.credentials({ uuid: "RathausStimme26", group: "BELENIOS-2048", voters, onProgress: ({ done, all }) => seen.push(`${done}/${all}`) });
      return seen;
    }), ["20/45", "40/45", "45/45"], "progress");
    same(await page.evaluate(async () => {
      const waiting = window.booth.trusteeKey({ group: "BELENIOS-2048" }).catch((error) => error.code);
      await window.booth.ready;
      window.booth.close();
      return [await waiting, await window.booth.describe({ election: "" }).catch((error) => error.code)];
    }), ["closed", "closed"], "a closed booth");
    same(await page.evaluate((integrity) => ["https://example.org/booth.wasm", "booth.wasm"].map((wasm, index) => {
      try {
        window.openBooth({ worker: "booth-worker.js", wasm, integrity: index === 0 ? integrity : undefined });
        return null;
      } catch (error) {
        return error.code;
      }
    }), integrity), ["origin", "integrity"], "what is opened");
  });
}

const { page, faults: said, close } = await boothPage();
await open(page);
for (const [name, hold] of [["choices", choices], ["ranks", ranks], ["broken", broken]]) {
  const from = performance.now();
  await hold(page).catch((error) => faults.push(`${name}: ${error.stack}`));
  console.log(`   ${name}: ${((performance.now() - from) / 1000).toFixed(1)} s`);
}
await close();
faults.push(...said);
for (const fault of faults) console.error(fault);
console.log(`the engine for browsers: ${faults.length === 0 ? "no faults" : `${faults.length} faults`} in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
process.exitCode = faults.length === 0 ? 0 : 1;
