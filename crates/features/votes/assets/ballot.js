// The booth: choosing, sealing, casting. The voting key and the choice stay in this page; what is sent is a sealed ballot.

import { fetched, keyOf, part, says, trouble, withEngine } from "./page.js";

const booth = part("booth");

/** What only voters meet. */
const OWN = { "credential-shape": "key-shape", "credential-check-digit": "key-digit", "rule-credential": "key-unknown", election: "election" };

const steps = ["key", "choose", "seal", "cast", "audit"].map((name) => part(`step-${name}`));

/** Shows one step alone, and takes the reader there. */
function show(name) {
  for (const step of steps) step.hidden = step.id !== `step-${name}`;
  part("trouble").replaceChildren();
  const step = part(`step-${name}`);
  step.focus();
  step.scrollIntoView({ block: "start" });
}

function complain(error) {
  trouble(keyOf(error, OWN));
  part("trouble").scrollIntoView({ block: "center" });
}

function wrong(place, text) {
  place.hidden = !text;
  place.querySelector(".kern-body").textContent = text;
}

let election = null;

/** The election, once it is known to be the one that the page names. */
async function theElection(engine) {
  if (election) return election;
  const text = await fetched(booth.dataset.election, "text");
  const { fingerprint, uuid } = await engine.describe({ election: text });
  if (fingerprint !== booth.dataset.fingerprint || uuid !== booth.dataset.uuid) throw { code: "election" };
  return (election = text);
}

/** A key as people write it, in the spelling of the engine. */
const spelled = (text) => text.replace(/[\s–—-]/g, "").replace(/(...)(?=.)/g, "$1-");

let key = "";
part("key-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const input = part("key");
  const typed = spelled(input.value);
  wrong(part("key-wrong"), "");
  input.removeAttribute("aria-invalid");
  try {
    const { uuid, group } = booth.dataset;
    await withEngine(async (engine) => {
      await theElection(engine);
      await engine.credentialCheck({ uuid, group, credential: typed });
    });
    key = typed;
    show("choose");
  } catch (error) {
    if (!String(error.code).startsWith("credential-")) return complain(error);
    wrong(part("key-wrong"), says(OWN[error.code] ?? "invalid-key"));
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }
});

/** The numbers of a question, or what is wrong; `words` is the choice as people read it. */
function read(question) {
  const { kind, least, most, width } = question.dataset;
  if (kind !== "choose") {
    const selects = [...question.querySelectorAll("select")];
    const numbers = selects.map((select) => Number(select.value));
    const ranks = numbers.filter((number) => number > 0);
    if (kind === "rank" && new Set(ranks).size < ranks.length) return { fault: "same-rank" };
    const words = selects.filter((select) => select.value !== "0").map((select) => `${question.querySelector(`label[for="${select.id}"]`).textContent}: ${select.value}`);
    return { numbers, words: words.length ? words : [says("blank")] };
  }
  const inputs = [...question.querySelectorAll("input:checked")];
  const words = inputs.map((input) => question.querySelector(`label[for="${input.id}"]`).textContent);
  const isBlank = inputs.some((input) => input.value === "blank");
  const answers = question.querySelectorAll('input:not([value="blank"])').length;
  const isInvalid = "invalid" in question.dataset && inputs.some((input) => Number(input.value) === Number(width) - 1);
  if ((isBlank || isInvalid) && inputs.length > 1) return { fault: "alone" };
  if (!isBlank && inputs.length < Number(least)) return { fault: "few" };
  if (!isBlank && inputs.length > Number(most)) return { fault: "many" };
  const numbers = Array(answers).fill(0);
  for (const input of inputs) if (input.value !== "blank") numbers[Number(input.value)] = 1;
  if ("blank" in question.dataset) numbers.unshift(isBlank ? 1 : 0);
  return { numbers, words };
}

let made = null;
part("choose-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const vote = [];
  const chosen = [];
  let first = null;
  for (const question of document.querySelectorAll(".vt-question")) {
    const { numbers, words, fault } = read(question);
    const place = question.querySelector("[data-wrong]");
    wrong(place, fault ? says(fault) : "");
    if (fault) first ??= question;
    vote.push(numbers);
    chosen.push([question.querySelector("legend").textContent, words]);
  }
  if (first) {
    first.focus();
    first.scrollIntoView({ block: "center" });
    return;
  }
  show("seal");
  try {
    const sealed = await withEngine(async (engine) => engine.ballot({ election: await theElection(engine), credential: key, vote }));
    made = { ...sealed, vote };
  } catch (error) {
    show(String(error.code).startsWith("credential-") ? "key" : "choose");
    return complain(error);
  }
  const rows = chosen.map(([question, words]) => {
    const row = document.createElement("div");
    const [term, detail] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = question;
    detail.textContent = words.join(", ") || "–";
    row.append(term, detail);
    return row;
  });
  part("chosen").replaceChildren(...rows);
  part("tracker").value = made.tracker;
  part("ballot").value = made.ballot;
  show("cast");
});

part("again").addEventListener("click", () => {
  made = null;
  part("ballot").value = "";
  show("choose");
});

part("audit").addEventListener("click", () => {
  // From here on this ballot cannot be cast: whoever has the seed knows what it holds.
  const { ballot, seed, vote } = made;
  made = null;
  part("ballot").value = "";
  const file = new Blob([JSON.stringify({ uuid: booth.dataset.uuid, ballot, seed, vote })], { type: "application/json" });
  part("audit-file").href = URL.createObjectURL(file);
  show("audit");
});

part("after-audit").addEventListener("click", () => {
  URL.revokeObjectURL(part("audit-file").href);
  show("choose");
});

part("cast-form").addEventListener("submit", (event) => {
  if (!part("ballot").value) event.preventDefault();
});

booth.hidden = false;
