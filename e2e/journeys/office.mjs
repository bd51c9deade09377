// The office opens a round as a copy of last year's, chooses towns from the register and from a list of contacts, and
// sends the invitations while the mail server is away: nothing is lost, nothing comes twice.
import { journey, eventually } from "../program.mjs";

const CONTACTS = [
  "Kommune;E-Mail;Ansprechpartner",
  "Calden;amt@calden.example;Carla Calden",
  "Ahnatal;post@ahnatal.example;Anton Ahna",
  "Nirgendheim;nie@nirgends.example;Nora Niemand",
  "Baunatal;keine-adresse;Bert Bau",
].join("\r\n");

await journey("the office opens a round and invites", { stage: "survey" }, async (program) => {
  const page = await program.desk();
  await program.axe(await openSignIn(program, page), "the link to sign in");
  await page.getByRole("main").getByRole("button", { name: /anmelden/i }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await program.axe(page, "the first page after signing in");

  const base = await open(program, page);
  await choose(program, page, base);
  await contacts(program, page, base);
  await send(program, page, base);
});

async function openSignIn(program, page) {
  await page.goto(program.link("Forumsbüro"));
  return page;
}

/** A round like last year's, with days in which it can be answered; its address. */
async function open(program, page) {
  await page.goto(`${program.base}/rounds/new`);
  await program.axe(page, "a new round");
  await page.getByRole("button", { name: "Runde eröffnen" }).click();
  await program.summary(page, "a new round without a name");
  await program.axe(page, "a new round without a name");
  await page.getByLabel("Name der Runde").fill("Start-ups für Kommunen 2027");
  await page.getByLabel(/Nach einer früheren Runde/).selectOption({ label: "Beispielrunde Nordhessen" });
  await page.getByRole("button", { name: "Runde eröffnen" }).click();
  await page.waitForURL("**/edit");
  await program.axe(page, "settings of the new round");
  program.check(/2027|2028/.test(await page.getByLabel("Von").first().inputValue()), "days are a year later than last year's");
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const survey = page.getByRole("group", { name: /^Bedarfsabfrage/ });
  await survey.getByLabel("Von").fill(day(-1));
  await survey.getByLabel("Bis").fill(day(20));
  await page.getByRole("button", { name: "Speichern" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/edit"));
  await program.axe(page, "the new round");
  return page.url().replace(/[?#].*/, "");
}

async function choose(program, page, base) {
  await page.goto(`${base}/invitations/choose`);
  await program.axe(page, "choosing from the register");
  await page.getByLabel("Land", { exact: true }).selectOption({ label: "Hessen" });
  await page.getByRole("button", { name: "Anwenden" }).click();
  await page.getByLabel("Landkreis", { exact: true }).selectOption({ label: "Landkreis Kassel" });
  await page.getByRole("button", { name: "Anwenden" }).click();
  await program.axe(page, "towns of a county");
  await page.getByRole("button", { name: /^Alle \d+ auswählen/ }).click();
  await page.goto(`${base}/invitations`);
  program.check(await page.getByRole("rowheader", { name: "Calden" }).count() === 1, "Calden is chosen");
  await program.axe(page, "chosen towns without contacts");
}

async function contacts(program, page, base) {
  await page.goto(`${base}/invitations/contacts`);
  const file = { name: "kontakte.csv", mimeType: "text/csv", buffer: Buffer.from(CONTACTS, "utf8") };
  await page.getByLabel("Datei", { exact: true }).setInputFiles(file);
  await page.getByRole("button", { name: "Prüfen" }).click();
  await page.getByText("Nirgendheim").first().waitFor();
  await program.axe(page, "what was read from the list of contacts");
  await page.getByRole("button", { name: /übernehmen/i }).click();
  await page.waitForURL("**/invitations*");
  await program.axe(page, "invitations with contacts");
}

/** Mails that lead to an answer: the demonstration's other mails come when they come. */
function invited(program) {
  return program.arrived().filter((mail) => mail.links.some((link) => link.includes("/answer/")));
}

async function send(program, page, base) {
  program.mailOrders({ refuse: true });
  await page.goto(`${base}/invitations/mailing`);
  await program.axe(page, "the mailing");
  await page.getByRole("button", { name: /Einladung.* verschicken/ }).dblclick();
  await page.waitForURL("**/invitations*");
  // It has failed at least once before the server comes back.
  await eventually("the program tries to send", () => program.failures().length > 0);
  program.check(invited(program).length === 0, "no mail while the server is away");
  // What is waiting survives the program, too. The next try comes some ten seconds after the first.
  await program.restart();
  program.mailOrders({});
  const mails = await program.mails({ subject: /Start-ups für Kommunen 2027/, count: 2 });
  const to = mails.flatMap((mail) => mail.to).sort();
  program.check(String(to) === "amt@calden.example,post@ahnatal.example", `two invitations, to ${to}`);

  const town = await program.phone();
  const link = mails[0].links.find((one) => one.includes("/answer/"));
  program.check(mails[0].html?.replaceAll("&#x2f;", "/").includes("/answer/"), "the mail has the link as HTML, too");
  await town.goto(link);
  await town.getByRole("link", { name: "Antworten", exact: true }).waitFor();
  await town.context().close();

  await page.goto(`${base}/invitations`);
  await program.axe(page, "invitations that were sent");
  await page.getByRole("link", { name: "Calden" }).click();
  await program.axe(page, "one invitation");
  program.check(invited(program).length === 2, "nothing is sent twice");
  await returned(program, page, base, mails.find((mail) => mail.to[0] === "amt@calden.example"));
}

/** The mail comes back after the server had taken it, as Postfix would hand it over; the office sees whom it missed. */
async function returned(program, page, base, mail) {
  const report = [
    "From: MAILER-DAEMON@mail.example.org",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    "",
    "--b",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mail.example.org",
    "",
    "Final-Recipient: rfc822; amt@calden.example",
    "Action: failed",
    "Status: 5.1.1",
    "Diagnostic-Code: smtp; 550 5.1.1 User unknown",
    "",
    "--b",
    "Content-Type: text/rfc822-headers",
    "",
    `Message-ID: ${mail.message_id}`,
    "",
    "--b--",
  ].join("\r\n");
  await program.hand(report, "mail", "bounce");
  await page.goto(`${base}/invitations?problem=bounced`);
  program.check(await page.getByRole("rowheader", { name: "Calden" }).count() === 1, "Calden is marked as not reached");
  await program.axe(page, "invitations that came back");
  await page.getByRole("link", { name: "Calden" }).click();
  await page.getByText("zurückgekommen").first().waitFor();
  program.check(await page.getByText("User unknown").count() > 0, "the reason is told");
  await program.axe(page, "an invitation that came back");
}
