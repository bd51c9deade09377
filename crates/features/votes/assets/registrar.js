// The register: voting keys are made here, printed or saved here, and only their public halves are handed in.

import { fetched, keyOf, needsTick, part, trouble, withEngine } from "./page.js";

const register = part("registrar");

/** A cell of a table that other programs read; what could be a formula there is a text. */
const cell = (text) => `"${String(text).replace(/^([=+\-@\t])/, "'$1").replaceAll('"', '""')}"`;

async function make() {
  const file = await fetched(register.dataset.electors, "json");
  const { uuid, group } = file;
  const electors = file.electors.filter((elector) => part("anew")?.checked || !elector.has);
  if (!electors.length) return trouble("nobody");
  await withEngine(async (booth) => {
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
  });
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
    trouble(keyOf(error));
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

needsTick(part("hand-in"), part("kept"), "keep-keys-first");

register.hidden = false;
