// Ballots, keys and archives of verifiable elections, computed in the visitor's browser.
//
//   import { openBooth } from "…/booth.js";
//   const booth = openBooth({ worker: "…/booth-worker.js", wasm: "…/booth.wasm", integrity: "sha256-…" });
//   try {
//     const { ballot, tracker, seed } = await booth.ballot({ election, credential, vote });
//   } catch (error) {
//     show(error.code, error.place); // never error.message
//   } finally {
//     booth.close();
//   }
//
// It begins to load at once; `await booth.ready` tells when it has. All methods take and give plain objects; texts of the
// election (election, ballots, certificates, lists, shares) are strings, to be kept letter by letter. Codes of errors
// are listed in booth/README.md. Pages need the policy `script-src 'self' 'wasm-unsafe-eval'; worker-src 'self';
// connect-src 'self'`, and so does the answer that carries the worker.

/** Why something did not work: a code that a page translates, and where, if it is known. */
export class BoothError extends Error {
  constructor(code, place = null) {
    super(code);
    this.name = "BoothError";
    this.code = code;
    this.place = place;
  }
}

/** After these there is no telling what the engine's memory holds. */
const FATAL = new Set(["chance", "fault", "browser", "integrity", "missing"]);

class Booth {
  #worker;
  #waiting = new Map();
  #last = 0;

  constructor(worker, wasm, integrity) {
    this.#worker = new Worker(worker);
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#end("worker");
    };
    this.#worker.onmessageerror = () => this.#end("fault");
    // A page that is left, or kept in case somebody comes back to it, keeps no secrets in a worker.
    this.leave = () => this.close();
    addEventListener("pagehide", this.leave);
    /** Fulfilled when calls can be answered; calls wait for it by themselves. */
    this.ready = this.#send({ load: { wasm, integrity } }).then(() => {});
    // Whoever calls hears of it; nobody needs to wait for `ready`.
    this.ready.catch(() => {});
  }

  /** Fingerprint and questions. `{election}` → `{uuid, name, description, group, fingerprint, questions}` */
  describe = ({ election }) => this.#call({ call: "describe", election });

  /** A ballot, ready to be cast. `{election, credential, vote}` → `{ballot, tracker, seed}`; whoever shows the seed does not cast the ballot. */
  ballot = ({ election, credential, vote }) => this.#call({ call: "ballot", election, credential, vote });

  /** That a ballot holds a vote. `{election, ballot, seed, vote}` → `{tracker}`, or the first place that differs. */
  audit = ({ election, ballot, seed, vote }) => this.#call({ call: "audit", election, ballot, seed, vote });

  /** The public half of a credential, or what is wrong with it. `{uuid, group, credential}` → `{credential}` */
  credentialCheck = ({ uuid, group, credential }) => this.#call({ call: "credential_check", uuid, group, credential });

  /** `{uuid, group, voters: [{name, weight?}], onProgress?}` → `{private: [{name, credential}], public}` */
  credentials = ({ uuid, group, voters, onProgress }) => this.#call({ call: "credentials", uuid, group, voters }, { onProgress });

  /** `{group}` → `{private, public, fingerprint}`; `private` is to be kept. */
  trusteeKey = ({ group }) => this.#call({ call: "trustee_key", group });

  /** Step 1 of a key that some suffice for. `{group}` → `{private, certificate, fingerprint}` */
  trusteeSeed = ({ group }) => this.#call({ call: "trustee_seed", group });

  /** Step 3. `{group, private, certificates, threshold}` → `{polynomial}` */
  trusteePolynomial = ({ group, private: kept, certificates, threshold }) =>
    this.#call({ call: "trustee_polynomial", group, private: kept, certificates, threshold });

  /** Step 5. `{group, private, certificates, inbox}` → `{accepted, public, fingerprint}` */
  trusteeAccept = ({ group, private: kept, certificates, inbox }) =>
    this.#call({ call: "trustee_accept", group, private: kept, certificates, inbox });

  /** A share of the result, after the archive (bytes) was verified. `{private, decryptionKey?, archive}` → `{owner, share}` */
  decrypt = ({ private: kept, decryptionKey = null, archive }) =>
    this.#call({ call: "decrypt", private: kept, decryption_key: decryptionKey }, { archive });

  /** A shuffle, after the archive was verified. `{archive}` → `{shuffle}` */
  shuffle = ({ archive }) => this.#call({ call: "shuffle" }, { archive });

  /** `{archive}` → `{uuid, name, fingerprint, phase, eligible, cast, ballots: [{tracker, weight}], questions, result}`, or the rule
   * that is broken, and where. */
  verify = ({ archive }) => this.#call({ call: "verify" }, { archive });

  /** Who won. `{method: "votes", sums}`, or `{method: "schulze" | "stv" | "majority", answers, choices, seats?, grades?, blank?}` →
   * `{winners, details}` */
  count = ({ method, sums, answers, choices, seats, grades, blank = false }) =>
    this.#call({ call: "count", method, sums, answers, choices, seats, grades, blank });

  /** Ends the worker, and with it all that was secret in it. Whoever still waits hears the code `closed`. */
  close() {
    this.#end("closed");
  }

  async #call(question, { archive, onProgress } = {}) {
    await this.ready;
    const bytes = archive && new Uint8Array(archive);
    return this.#send({ question, archive: bytes }, onProgress);
  }

  #send(message, onProgress) {
    if (!this.#worker) return Promise.reject(new BoothError("closed"));
    const number = ++this.#last;
    return new Promise((done, fail) => {
      this.#waiting.set(number, { done, fail, onProgress });
      this.#worker.postMessage({ number, ...message });
    });
  }

  #hear({ number, ok, progress, refused }) {
    const waiting = this.#waiting.get(number);
    if (!waiting) return;
    if (progress) return void waiting.onProgress?.(progress);
    this.#waiting.delete(number);
    if (!refused) return void waiting.done(ok);
    waiting.fail(new BoothError(refused.code, refused.place));
    if (FATAL.has(refused.code)) this.#end(refused.code);
  }

  #end(code) {
    this.#worker?.terminate();
    this.#worker = null;
    removeEventListener("pagehide", this.leave);
    for (const { fail } of this.#waiting.values()) fail(new BoothError(code));
    this.#waiting.clear();
  }
}

/** Opens a booth; all three are of our own origin, and `integrity` is the hash that the page knows from the server. */
export function openBooth({ worker, wasm, integrity }) {
  const [script, engine] = [worker, wasm].map((address) => new URL(address, location.href));
  if (script.origin !== location.origin || engine.origin !== location.origin) throw new BoothError("origin");
  if (!/^sha(256|384|512)-/.test(integrity ?? "")) throw new BoothError("integrity");
  return new Booth(script.href, engine.href, integrity);
}
