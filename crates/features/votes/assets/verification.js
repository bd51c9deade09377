// The verifier in the browser, and the check of opened ballots.

import { fetched, keyOf, part, says, withEngine } from "./page.js";

const verify = part("verify");

function line(text, tag = "p") {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

/** A vote in words: the answers that were chosen, or ranks. */
function words(question, numbers) {
  const answers = question.answers;
  if (question.kind !== "choose") return answers.map((answer, index) => `${answer}: ${numbers[index]}`).join(", ");
  if (question.blank && numbers[0]) return says("blank");
  return answers.filter((_, index) => numbers[index + (question.blank ? 1 : 0)]).join(", ") || "–";
}

async function check(archive) {
  const out = part("outcome");
  out.replaceChildren(line(says("working")));
  try {
    const report = await withEngine((booth) => booth.verify({ archive }));
    const isSame = report.fingerprint === verify.dataset.fingerprint;
    const done = [line(says("verified"), "h3"), line(says(`phase-${report.phase}`)), line(`${says("counted")}: ${report.ballots.length}`)];
    done.push(line(says(isSame ? "fingerprint-same" : "fingerprint-other")));
    report.questions.forEach((question, index) => {
      const result = report.result?.[index]?.sums;
      if (!result) return;
      const shift = question.blank ? 1 : 0;
      const sums = question.answers.map((answer, place) => `${answer}: ${result[place + shift]}`);
      if (shift) sums.push(`${says("blank")}: ${result[0]}`);
      done.push(line(`${question.question} ${sums.join(", ")}`));
    });
    out.replaceChildren(...done);
    out.dataset.state = isSame ? "verified" : "other";
  } catch (error) {
    const rule = String(error.code).startsWith("rule-") ? error.code.slice(5) : null;
    const lines = rule
      ? [line(says("not-verified"), "h3"), line(`${says("rule")}: ${rule}`), line([error.place?.file, error.place?.field, error.place?.found].filter(Boolean).join(" · "))]
      : [line(says(keyOf(error)))];
    out.replaceChildren(...lines);
    out.dataset.state = rule ?? error.code;
  }
}

part("run").addEventListener("click", async () => {
  try {
    await check(await fetched(verify.dataset.archive, "arrayBuffer"));
  } catch {
    part("outcome").replaceChildren(line(says("offline")));
  }
});

part("file").addEventListener("change", async ({ target }) => {
  if (target.files[0]) await check(await target.files[0].arrayBuffer());
});

part("audit-file").addEventListener("change", async ({ target }) => {
  const out = part("audit-outcome");
  if (!target.files[0]) return;
  out.replaceChildren(line(says("working")));
  let file;
  try {
    file = JSON.parse(await target.files[0].text());
    if (typeof file.ballot !== "string" || typeof file.seed !== "string" || !Array.isArray(file.vote)) throw new Error();
  } catch {
    return out.replaceChildren(line(says("audit-file")));
  }
  try {
    const { ballot, seed, vote } = file;
    const election = await fetched(verify.dataset.election, "text");
    const [{ tracker }, { questions }] = await withEngine(async (booth) => [
      await booth.audit({ election, ballot, seed, vote }),
      await booth.describe({ election }),
    ]);
    const chosen = questions.map((question, index) => line(`${question.question} – ${words(question, vote[index])}`));
    out.replaceChildren(line(says("audit-good"), "h3"), ...chosen, line(tracker));
    out.dataset.state = "good";
  } catch (error) {
    const key = keyOf(error);
    out.replaceChildren(line(says(key === "fault" ? "audit-bad" : key)));
    out.dataset.state = "bad";
  }
});

verify.hidden = false;
