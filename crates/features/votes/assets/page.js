// What the pages of an election share: their parts, what they say, and the engine.

import { openBooth } from "./booth.js";

export const part = (id) => document.getElementById(id);

/** A text of the page by its key. */
export const says = (key) => document.querySelector(`#texts [data-key="${key}"]`).textContent;

/** What a page says for the code of an error, whatever it was doing. */
const CODES = {
  browser: "browser", worker: "browser", integrity: "integrity", missing: "offline", offline: "offline", chance: "chance",
};

/** The key of what to say for an error; `own` are codes that only this page knows. */
export const keyOf = ({ code }, own = {}) => own[code] ?? CODES[code] ?? "fault";

/** Shows what is wrong where the page tells it; takes nobody away from where they are. */
export function trouble(key) {
  const text = document.createElement("p");
  text.className = "kern-error";
  text.textContent = says(key);
  part("trouble").replaceChildren(text);
}

/** Something of the server, as `text`, `json` or `arrayBuffer`. */
export async function fetched(address, kind) {
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error();
    return await response[kind]();
  } catch {
    throw { code: "offline" };
  }
}

/** Does something with an engine of its own, which ends afterwards with all that was secret in it. */
export async function withEngine(work) {
  const { worker, engine, integrity } = part("engine").dataset;
  const booth = openBooth({ worker, wasm: engine, integrity });
  try {
    return await work(booth);
  } finally {
    booth.close();
  }
}

/** Nothing is handed in before a box is ticked; the form may be sent again, whatever blocks a second click. */
export function needsTick(form, box, key) {
  form.addEventListener("submit", (event) => {
    if (!box || box.checked) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    trouble(key);
    box.focus();
  }, true);
}

// A page that comes back from the browser's memory begins anew: nobody sees what the one before did.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
