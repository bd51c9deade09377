// How long ballots take in the browser: cold (with fetching and compiling the engine), warm, and on a phone.
//
//   node booth-bench.mjs [ARCHIVE.bel]
//
// A ballot has two questions, of four and of five answers. A phone is Chromium slowed down to a quarter.
// An archive, such as `cargo run --profile dist -p rathaus-ballot --example speed -- 200 1 ARCHIVE.bel` makes, is verified, too.
import { readFileSync } from "node:fs";
import { boothPage, call, open, wasm } from "./booth-page.mjs";

const UUID = "RathausStimme26";
const question = (answers, max, blank) => ({ answers, ...(blank && { blank }), min: 1, max, question: "?" });

/** An election of these questions, spelled as archives have it. */
function election(group, publicKey, questions) {
  return JSON.stringify({ version: 1, description: "", name: "Wahl", group, public_key: publicKey, questions, uuid: UUID });
}

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;

async function timed(work) {
  const begun = performance.now();
  const answer = await work();
  if (answer?.code) throw new Error(JSON.stringify(answer));
  return [performance.now() - begun, answer];
}

const archive = process.argv[2] && readFileSync(process.argv[2]);
console.log(`booth.wasm: ${(wasm.length / 1000).toFixed(0)} kB`);
const choices = [question(["A", "B", "C", "D"], 1), question(["A", "B", "C", "D", "E"], 3, true)];
const ranked = [question(["A", "B", "C", "D"], 1), { type: "NonHomomorphic", value: { answers: ["A", "B", "C", "D", "E"], question: "?" } }];
for (const slower of [1, 4]) {
  const { page, close } = await boothPage({ isFramed: slower > 1 });
  const session = await page.context().newCDPSession(page);
  const where = slower === 1 ? "desk" : "phone";
  for (const [kind, group, questions, vote] of [
    ["choices", "BELENIOS-2048", choices, [[0, 1, 0, 0], [0, 1, 0, 1, 0, 0]]],
    ["ranked", "RFC-3526-2048", ranked, [[0, 1, 0, 0], [1, 2, 3, 4, 5]]],
  ]) {
    await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    await open(page);
    const key = await call(page, "trusteeKey", { group });
    const { private: [{ credential }] } = await call(page, "credentials", { uuid: UUID, group, voters: [{ name: "A" }] });
    await page.evaluate(() => window.booth.close());
    const asked = { election: election(group, JSON.parse(key.public).public_key, questions), credential, vote };
    await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
    const [cold] = await timed(async () => {
      await open(page);
      return call(page, "ballot", asked);
    });
    const warm = [];
    let made;
    for (let round = 0; round < 5; round += 1) {
      const [took, answer] = await timed(() => call(page, "ballot", asked));
      warm.push(took);
      made = answer;
    }
    const [audit] = await timed(() => call(page, "audit", { ...asked, ballot: made.ballot, seed: made.seed }));
    console.log(`${where}, ${kind}: ballot ${seconds(cold)} cold, ${seconds(warm.sort((a, b) => a - b)[2])} warm; audit ${seconds(audit)}`);
  }
  if (archive) {
    const [took, report] = await timed(() => call(page, "verify", { archive }));
    console.log(`${where}: verify ${report.cast} ballots ${seconds(took)}`);
  }
  await close();
}
