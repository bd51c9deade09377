// A page that computes with the engine for browsers, as a town's server would answer it: the same files, the same policy.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./chromium.mjs";

const assets = resolve(dirname(fileURLToPath(import.meta.url)), "../crates/features/votes/assets");
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; base-uri 'none'";
const KINDS = { js: "text/javascript", wasm: "application/wasm" };

// Chromium slows down a page but not its workers; so on a slow page the worker's script runs in a frame of the same thread.
const FRAMED = `
  window.Worker = class {
    constructor(script) {
      const frame = document.createElement("iframe");
      frame.src = "frame.html";
      this.loaded = new Promise((done) => (frame.onload = done)).then(() => frame.contentWindow);
      this.loaded.then((inner) => (inner.postMessage = (data) => this.onmessage({ data })));
      document.documentElement.append(frame);
      this.terminate = () => frame.remove();
    }
    postMessage(data) {
      this.loaded.then((inner) => inner.onmessage({ data }));
    }
  };`;

export const wasm = readFileSync(join(assets, "booth.wasm"));
export const integrity = `sha256-${createHash("sha256").update(wasm).digest("base64")}`;

/**
 * Serves the assets and opens a page that can open a booth. `change(name, bytes)` may give other bytes for a
 * file;
 * `isFramed` runs all in one thread. Gives `{page, faults, close}`; faults are what the console and the page said.
 */
export async function boothPage({ change = (_, bytes) => bytes, isFramed = false } = {}) {
  const server = createServer((request, response) => {
    const name = request.url.split("/").at(-1);
    const ending = name.split(".").at(-1);
    response.setHeader("content-security-policy", isFramed ? `${POLICY}; frame-src 'self'` : POLICY);
    if (name === "page.js") {
      response.setHeader("content-type", KINDS.js);
      const replaced = isFramed ? FRAMED : "";
      response.end(`import { openBooth } from "./booth.js"; ${replaced} window.openBooth = openBooth; document.title = "ready";`);
    } else if (ending in KINDS) {
      response.setHeader("content-type", KINDS[ending]);
      response.end(change(name, readFileSync(join(assets, name))));
    } else {
      response.setHeader("content-type", "text/html; charset=utf-8");
      const script = name === "frame.html" ? '<script src="booth-worker.js">' : '<script type="module" src="page.js">';
      response.end(`<!doctype html><html lang="de"><title>-</title>${script}</script>`);
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const browser = await launch();
  const page = await browser.newPage();
  const faults = [];
  page.on("console", (message) => faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => document.title === "ready");
  const close = async () => {
    await browser.close();
    server.close();
  };
  return { page, faults, close };
}

/** Opens a booth in the page and keeps it as `window.booth`. */
export async function open(page, hash = integrity) {
  await page.evaluate((integrity) => {
    window.booth?.close();
    window.booth = window.openBooth({ worker: "booth-worker.js", wasm: "booth.wasm", integrity });
  }, hash);
}

/** Calls a method of the booth; an archive crosses as Base64. What is refused comes back as `{code, place}`. */
export function call(page, method, { archive, ...question } = {}) {
  return page.evaluate(
    async ([method, question, archive]) => {
      if (archive) question.archive = Uint8Array.from(atob(archive), (letter) => letter.charCodeAt(0));
      try {
        return await window.booth[method](question);
      } catch (error) {
        return { code: error.code ?? String(error), place: error.place };
      }
    },
    [method, question, archive?.toString("base64")],
  );
}
