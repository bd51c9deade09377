// The register: voting keys are made here, printed or saved here, and only their public halves are handed in.

import { openBooth } from "./booth.js";

const part = (id) => document.getElementById(id);
const register = part("registrar");
const says = (key) => document.querySelector(`#texts [data-key="${key}"]`).textContent;
const CODES = { browser: "browser", worker: "browser", integrity: "integrity", missing: "offline", offline: "offline", chance: "chance" };

function trouble(key) {
  const text = document.createElement("p");
  text.className = "kern-error";
  text.textContent = says(key);
  part("trouble").replaceChildren(text);
}

/** A cell of a table that other programs read; what could be a formula there is a text. */
const cell = (text) => `"${String(text).replace(/^([=+\-@\t])/, "'$1").replaceAll('"', '""')}"`;

async function make() {
  let file;
  try {
    const response = await fetch(register.dataset.electors);
    if (!response.ok) throw new Error();
    file = await response.json();
  } catch {
    throw { code: "offline" };
  }
  const { uuid, group } = file;
  const electors = file.electors.filter((elector) => part("anew")?.checked || !elector.has);
  if (!electors.length) return trouble("nobody");
  const { worker, engine, integrity } = part("engine").dataset;
  const booth = openBooth({ worker, wasm: engine, integrity });
  try {
    part("making").hidden = false;
    const bar = part("bar");
    bar.max = electors.length;
    const halves = {};
    // The number of the register names each key, so that two of the same name are two.
    for (let first = 0; first < electors.length; first += 20) {
      const some = electors.slice(first, first + 20);
      const voters = some.map(({ number, weight }) => ({ name: String(number), weight }));
      const made = await booth.credentials({ uuid, group, voters });
      for (const { name, credential } of made.private) {
        const elector = some.find(({ number }) => String(number) === name);
        elector.credential = credential;
        halves[name] = (await booth.credentialCheck({ uuid, group, credential })).credential;
      }
      bar.value = first + some.length;
      part("progress").textContent = `${bar.value} / ${electors.length}`;
    }
    part("credentials").value = JSON.stringify(halves);
  } finally {
    booth.close();
  }
  const head = ["Nummer", "Name", "Anschrift", "Wahlschlüssel"].map(cell).join(";");
  const lines = electors.map(({ number, name, address, credential }) => [number, name, address, credential].map(cell).join(";"));
  const list = new Blob(["\uFEFF", [head, ...lines].join("\r\n"), "\r\n"], { type: "text/csv" });
  part("save").href = URL.createObjectURL(list);
  const letters = electors.map((elector) => {
    const letter = part("letter").content.cloneNode(true);
    letter.querySelector("[data-name]").textContent = elector.name;
    letter.querySelector("[data-address]").textContent = elector.address;
    letter.querySelector("[data-booth]").textContent = file.booth;
    letter.querySelector("[data-key]").textContent = elector.credential;
    return letter;
  });
  part("letter-list").replaceChildren(...letters);
  part("making").hidden = true;
  part("run").disabled = true;
  part("keep").hidden = false;
}

part("run").addEventListener("click", async () => {
  part("trouble").replaceChildren();
  part("run").disabled = true;
  try {
    await make();
  } catch (error) {
    trouble(CODES[error.code] ?? "fault");
    part("making").hidden = true;
  } finally {
    part("run").disabled = !part("keep").hidden;
  }
});

part("letters").addEventListener("click", () => {
  document.documentElement.classList.add("vt-letters");
  part("letter-list").hidden = false;
  print();
  part("letter-list").hidden = true;
  document.documentElement.classList.remove("vt-letters");
});

part("hand-in").addEventListener("submit", (event) => {
  if (part("kept").checked) return;
  event.preventDefault();
  // The form may be sent again, whatever blocks a second click.
  event.stopImmediatePropagation();
  trouble("keep-keys-first");
  part("kept").focus();
}, true);

addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

register.hidden = false;
