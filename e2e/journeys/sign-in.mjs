// Signing in in every way there is: by a link of a mail, with a password, with a passkey; the administrator with a
// second factor; showing it again before delicate acts; ending sessions elsewhere.
import { journey, oneTimeCode } from "../program.mjs";

const PASSWORD = "Drei Amseln sitzen im Rathaushof";
const OFFICE = "forum@beispiel.example";

await journey("signing in", { stage: "survey" }, async (program) => {
  const named = program.lines.filter((line) => line.includes("http"));
  program.check(named.every((line) => line.includes(program.base)), `the demonstration names itself as passkeys want it: ${named[0]}`);
  await byLinkAndPassword(program);
  await asAdministrator(program);
  await byPasskey(program);
});

async function byLinkAndPassword(program) {
  const page = await program.desk();
  await page.goto(`${program.base}/rounds/beispielrunde/edit`);
  program.check(page.url().includes("/sign-in?next="), `whoever is not signed in is asked to, at ${page.url()}`);
  await program.axe(page, "sign-in");
  await page.getByLabel("E-Mail-Adresse").fill(OFFICE);
  await page.getByRole("button", { name: "Anmelden", exact: true }).click();
  await page.waitForURL("**/sign-in/sent*");
  await program.axe(page, "a link is on its way");
  const [mail] = await program.mails({ to: OFFICE });
  const link = mail.links.find((one) => one.includes("/sign-in/link/"));
  await page.goto(link);
  await page.getByRole("main").getByRole("button", { name: /anmelden/i }).click();
  await page.waitForURL("**/rounds/beispielrunde/edit");

  const other = await program.desk();
  await other.goto(link);
  program.check(await other.getByRole("main").getByRole("button", { name: /^Anmelden|^Jetzt anmelden/ }).count() === 0, "the link opens once");
  await program.axe(other, "a link that was used");

  await page.goto(`${program.base}/account/password`);
  await program.axe(page, "setting a password");
  await page.getByLabel("Neues Passwort", { exact: true }).fill("zu kurz");
  await page.getByLabel("Neues Passwort noch einmal").fill("zu kurz");
  await page.getByRole("button", { name: "Speichern" }).click();
  await program.summary(page, "a password that is too short");
  await program.axe(page, "a password that is too short");
  await page.getByLabel("Neues Passwort", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Neues Passwort noch einmal").fill(PASSWORD);
  await page.getByRole("button", { name: "Speichern" }).click();
  await page.waitForURL("**/account");

  await other.goto(`${program.base}/sign-in`);
  await other.getByLabel("E-Mail-Adresse").fill(OFFICE);
  await other.getByLabel(/^Passwort/).fill("Drei Amseln sitzen im Rathaus");
  await other.getByRole("button", { name: "Anmelden", exact: true }).click();
  await other.getByRole("alert").waitFor();
  await program.axe(other, "a wrong password");
  await other.getByLabel(/^Passwort/).fill(PASSWORD);
  await other.getByRole("button", { name: "Anmelden", exact: true }).click();
  await other.waitForURL((url) => !url.pathname.startsWith("/sign-in"));

  await page.goto(`${program.base}/account`);
  program.check(await devices(page) === 2, "two devices are signed in");
  await program.axe(page, "the account with two devices");
  await page.getByRole("button", { name: /^(Alle anderen|Andere).*(abmelden|beenden)/ }).click();
  await page.waitForLoadState();
  program.check(await devices(page) === 1, "one device is left");
  await other.goto(`${program.base}/rounds/beispielrunde/edit`);
  program.check(other.url().includes("/sign-in"), "the other device is signed out");
  await other.context().close();
  await page.context().close();
}

async function devices(page) {
  return page.getByRole("table", { name: "Angemeldete Geräte" }).getByRole("rowheader").count();
}

async function byPasskey(program) {
  const page = await program.desk();
  const chromium = await page.context().newCDPSession(page);
  await chromium.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true };
  await chromium.send("WebAuthn.addVirtualAuthenticator", { options: { ...options, automaticPresenceSimulation: true } });
  await program.signIn(page, "Jury");
  const base = program.base;
  await page.goto(`${base}/account/passkeys`);
  await program.axe(page, "adding a passkey");
  await page.getByLabel("Name", { exact: false }).first().fill("Dienst-Laptop");
  await page.getByRole("button", { name: "Weiter" }).click();
  await page.waitForURL("**/account");
  program.check(await page.getByText("Dienst-Laptop").count() > 0, "the passkey is listed");
  await program.axe(page, "the account with a passkey");
  await page.getByRole("button", { name: "Abmelden" }).first().click();
  await page.goto(`${base}/sign-in`);
  await page.getByRole("button", { name: "Mit Passkey anmelden" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await page.goto(`${base}/account`);
  program.check(await page.getByText("jury@beispiel.example").count() > 0, "signed in with the passkey");
  await page.context().close();
}

async function asAdministrator(program) {
  const page = await program.desk();
  await program.signIn(page, "Verwaltung");
  await page.goto(`${program.base}/admin`);
  program.check(page.url().includes("/second-factor"), "the administration asks for a second factor");
  await program.axe(page, "no second factor yet");
  const secret = await program.setUpApp(page);
  await program.axe(page, "recovery codes");
  await page.goto(`${program.base}/admin`);
  program.check(new URL(page.url()).pathname === "/admin", "with the second factor it opens");
  await program.axe(page, "the administration");

  // Somebody new who may help, and the same person's second factor at the next sign-in.
  const link = (await program.rathaus("admin", "sign-in-link", "--email", "verwaltung@beispiel.example")).match(/https?:\/\/\S+/)[0];
  const other = await program.desk();
  await other.goto(link);
  await other.getByRole("main").getByRole("button", { name: /anmelden/i }).click();
  await other.waitForURL("**/second-factor*");
  await program.axe(other, "the second factor");
  await other.getByLabel(/Code/).first().fill("000000");
  await other.getByRole("main").getByRole("button").last().click();
  await other.getByRole("alert").waitFor();
  await program.axe(other, "a wrong code");
  // The code of this half minute was used when the app was set up.
  await other.getByLabel(/Code/).first().fill(oneTimeCode(secret, 1));
  await other.getByRole("main").getByRole("button").last().click();
  await other.waitForURL((url) => !url.pathname.startsWith("/second-factor"));
  await other.goto(`${program.base}/admin`);
  program.check(new URL(other.url()).pathname === "/admin", "with the code it opens");
}
