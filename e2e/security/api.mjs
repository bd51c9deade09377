// The JSON API as a program from outside sees it: schemathesis makes requests up from /api/openapi.json and holds the
// answers against it with all its checks, with the token of the office, of a supplier, and of somebody who may only read.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { journey, python } from "../program.mjs";

/** What an answer looks like does not depend on the database: the office alone, where most can go wrong, on PostgreSQL. */
const ROLES = process.env.RATHAUS_JOURNEY_DATABASE_URL ? ["Forumsbüro"] : ["Forumsbüro", "Start-up", "Leserecht"];
/** For each token, in seconds. */
const LONGEST = 25;

// Rules that no schema can express (a day that does not exist, a key that the register does not know, a call that is
// over) are refused with 409 and 422; both are described, and values that a schema allows may meet them. Files are
// checked by what they hold, so that bytes made up are refused in the same way.
const SETTINGS = `
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 401, 403, 404, 409, 413, 415, 422, 429]
`;

await journey("the API from outside", { stage: "offers" }, async (program) => {
  const settings = join(program.folder, "schemathesis.toml");
  writeFileSync(settings, SETTINGS);
  for (const role of ROLES) {
    const page = await program.desk();
    await program.signIn(page, role);
    const token = await newToken(program, page);
    await page.context().close();
    const refused = await fetch(`${program.base}/api/v1/account`, { headers: { authorization: `Bearer ${token}x` } });
    program.check(refused.status === 401, `a token with a letter more is refused, not ${refused.status}`);
    const { code, output } = await schemathesis(program, token, settings);
    program.check(code === 0, `schemathesis as ${role} ended with ${code}:\n${output.slice(-6000)}`);
  }
});

/** A token with everything the role may ask for. */
async function newToken(program, page) {
  await page.goto(`${program.base}/account/tokens`);
  await page.getByLabel("Name", { exact: true }).fill("Prüfung");
  for (const box of await page.getByRole("group", { name: "Erlaubt" }).getByRole("checkbox").all()) await box.check();
  await page.getByRole("button", { name: "Anlegen" }).click();
  const shown = page.getByLabel("Prüfung");
  await shown.waitFor();
  await program.axe(page, "a new token");
  return (await shown.inputValue()).trim();
}

function schemathesis(program, token, settings) {
  const words = [
    "--config-file", settings, "run", `${program.base}/api/openapi.json`, "--header", `Authorization: Bearer ${token}`,
    "--checks", "all", "--phases", "examples,coverage,fuzzing", "--max-examples", "20", "--max-time", String(LONGEST),
    "--seed", "1", "--continue-on-failure", "--suppress-health-check", "all", "--no-color", "--warnings", "off",
    "--generation-database", "none",
  ];
  const run = spawn(join(dirname(python), "st"), words, { cwd: program.folder });
  let output = "";
  for (const stream of [run.stdout, run.stderr]) stream.on("data", (piece) => (output += piece));
  return new Promise((done, fail) => {
    run.on("error", fail);
    run.on("exit", (code) => done({ code, output }));
  });
}
