// Trustees: keys are made and used here. What is handed in is public, or sealed for another trustee.

import { fetched, keyOf, needsTick, part, says, trouble, withEngine } from "./page.js";

const trustee = part("trustee");
const { due, uuid, place } = trustee.dataset;
const KEPT = `rathaus-trustee-${uuid}-${place}`;

/** The secret from the browser or from the file; it says whose it is. */
async function secret() {
  let text = localStorage.getItem(KEPT);
  const file = part("key-file")?.files[0];
  if (file) text = await file.text();
  let kept;
  try {
    kept = JSON.parse(text);
    if (typeof kept.private !== "string") throw new Error();
  } catch {
    throw { say: "key-file" };
  }
  if (kept.uuid !== uuid || String(kept.place) !== place) throw { say: "key-other" };
  return kept.private;
}

/** What is handed in, and what one notes for the protocol. */
async function work(booth, ceremony) {
  const { group, certificates, threshold, inbox, decryptionKey } = ceremony;
  if (due === "key") {
    const made = await booth.trusteeKey({ group });
    return { keep: made.private, body: made.public, print: made.fingerprint };
  }
  if (due === "certificate") {
    const made = await booth.trusteeSeed({ group });
    return { keep: made.private, body: made.certificate, print: made.fingerprint };
  }
  if (due === "polynomial") {
    return { body: (await booth.trusteePolynomial({ group, private: await secret(), certificates, threshold })).polynomial };
  }
  if (due === "acceptance") {
    const made = await booth.trusteeAccept({ group, private: await secret(), certificates, inbox });
    return { body: made.accepted, print: made.fingerprint };
  }
  const kept = due === "share" ? await secret() : null;
  const archive = await fetched(ceremony.archive, "arrayBuffer");
  if (due === "shuffle") return { body: (await booth.shuffle({ archive })).shuffle };
  return { body: (await booth.decrypt({ private: kept, decryptionKey, archive })).share };
}

part("run").addEventListener("click", async () => {
  part("trouble").replaceChildren();
  part("run").disabled = true;
  part("progress").textContent = says("working");
  try {
    const ceremony = await fetched(trustee.dataset.ceremony, "json");
    // Somebody else may have gone on meanwhile.
    if (ceremony.due !== due) return location.reload();
    const { keep, body, print } = await withEngine((booth) => work(booth, ceremony));
    part("body").value = body;
    part("progress").textContent = "";
    part("print-of").textContent = print ? `${says("print")} ${print}` : says("verified");
    if (keep) {
      const text = JSON.stringify({ uuid, place: Number(place), private: keep });
      part("save").href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
      part("in-browser").addEventListener("change", ({ target }) =>
        target.checked ? localStorage.setItem(KEPT, text) : localStorage.removeItem(KEPT));
      part("keep").hidden = false;
    }
    part("hand-in").hidden = false;
  } catch (error) {
    part("progress").textContent = "";
    part("run").disabled = false;
    const isArchive = String(error.code).startsWith("rule-") && ["share", "shuffle"].includes(due);
    trouble(error.say ?? (isArchive ? "archive" : keyOf(error)));
  }
});

needsTick(part("hand-in"), part("kept"), "keep-first");

if (part("need-key") && localStorage.getItem(KEPT)) {
  part("need-key").hidden = true;
  part("have-key").hidden = false;
}

trustee.hidden = false;
