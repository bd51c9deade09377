// The browser of all tests: Chromium as Debian packs it, by preference the one without windows, which needs a fifth less time.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PROGRAMS = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

/** Starts it; CHROMIUM names another. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? PROGRAMS.find((program) => existsSync(program)),
    args: ["--no-sandbox", "--disable-gpu"],
  });
}
