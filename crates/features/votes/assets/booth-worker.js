// The worker in which ballots, keys and archives are computed (booth.js starts it). The page stays alive meanwhile, and what was secret
// ends with the worker.
"use strict";

/** So many credentials are made between two messages of progress. */
const CHUNK = 20;

let engine = null;

class Refused extends Error {
  constructor(code, place = null) {
    super(code);
    this.code = code;
    this.place = place;
  }
}

/** Fills a part of the engine's memory with chance. It throws where there is none; nothing goes on without. */
function chance(pointer, length) {
  try {
    for (let at = pointer; at < pointer + length; at += 65536) {
      const part = new Uint8Array(engine.memory.buffer, at, Math.min(65536, pointer + length - at));
      self.crypto.getRandomValues(part);
      if (part.length >= 16 && part.every((byte) => byte === 0)) throw new Error("nothing but zeros");
    }
  } catch {
    throw new Refused("chance");
  }
}

async function load(url, integrity) {
  let bytes;
  try {
    // The browser compares the hash before it gives a byte away.
    const response = await fetch(url, { integrity, mode: "same-origin", credentials: "same-origin", redirect: "error" });
    if (!response.ok) throw new Refused("missing", response.status);
    bytes = await response.arrayBuffer();
  } catch (error) {
    throw error instanceof Refused ? error : new Refused("integrity");
  }
  try {
    engine = (await WebAssembly.instantiate(bytes, { booth: { chance } })).instance.exports;
  } catch {
    throw new Refused("browser");
  }
}

/** Lays bytes into the engine's memory, which takes them. */
function lay(bytes) {
  const pointer = engine.allocate(bytes.length);
  new Uint8Array(engine.memory.buffer, pointer, bytes.length).set(bytes);
  return pointer;
}

function call(question, archive = new Uint8Array()) {
  const text = new TextEncoder().encode(JSON.stringify(question));
  const [asked, about] = [lay(text), lay(archive)];
  const reply = engine.answer(asked, text.length, about, archive.length) >>> 0;
  text.fill(0);
  const [pointer, length] = new Uint32Array(engine.memory.buffer, reply, 2);
  const copy = new Uint8Array(engine.memory.buffer, pointer, length).slice();
  engine.free(pointer, length);
  engine.free(reply, 8);
  const answer = JSON.parse(new TextDecoder().decode(copy));
  copy.fill(0);
  if ("ok" in answer) return answer.ok;
  throw new Refused(answer.code, answer.place);
}

/** Credentials for a whole list, some at a time, so that somebody can see how far it is. */
function credentials({ voters, ...question }, say) {
  const names = new Set();
  for (const { name } of voters) {
    if (names.has(name)) throw new Refused("credentials-name", name);
    names.add(name);
  }
  const made = [];
  const lists = [];
  for (let first = 0; first < voters.length; first += CHUNK) {
    const part = call({ ...question, voters: voters.slice(first, first + CHUNK) });
    made.push(...part.private);
    lists.push(part.public);
    say({ done: made.length, all: voters.length });
  }
  return { private: made, public: call({ call: "eligible", lists }).public };
}

self.onmessage = async ({ data: { number, load: from, question, archive } }) => {
  try {
    const say = (progress) => self.postMessage({ number, progress });
    let ok = null;
    if (from) await load(from.wasm, from.integrity);
    else if (question.call === "credentials") ok = credentials(question, say);
    else ok = call(question, archive);
    self.postMessage({ number, ok });
  } catch (error) {
    // What the engine or the browser throws besides is no text for people, and may repeat a secret.
    const { code, place } = error instanceof Refused ? error : new Refused("fault");
    self.postMessage({ number, refused: { code, place } });
  }
};
