// The day of an event: a badge is scanned, the hall shows what runs, a guest sees the own day. Once more without JavaScript.
import { journey } from "../program.mjs";

const ROUND = "/rounds/beispielrunde";

await journey("the day itself", { stage: "today", clock: "15:30" }, async (program) => {
  const office = await program.desk();
  await program.signIn(office, "Forumsbüro");
  await opensTheDoor(program, office);
  await showsTheHall(program);
  await withoutJavaScript(program);
});

async function opensTheDoor(program, office) {
  await office.goto(`${program.base}${ROUND}/checkin?here=no`);
  await program.axe(office, "the door");
  const first = office.locator(".rh-guests > li").first();
  const name = await first.locator(".kern-title").innerText();
  await office.goto(`${program.base}${ROUND}/registrations?q=${encodeURIComponent(name)}`);
  await office.getByRole("table").getByRole("rowheader").getByRole("link").first().click();
  const agenda = await office.getByRole("link", { name: new RegExp(`Persönlicher Ablauf ${name}`) }).getAttribute("href");
  const key = agenda.split("/").pop();

  // A helper's phone opens the code by its own camera: one person, one button.
  await office.setViewportSize({ width: 360, height: 800 });
  await office.goto(`${program.base}/badge/${key}`);
  await program.axe(office, "one badge on a helper's phone");
  await office.getByRole("button", { name: "Einchecken" }).click();
  await office.getByText("Eingecheckt").first().waitFor();
  await office.goto(`${program.base}/badge/${key}`);
  await office.getByText("Ist da").waitFor();
  await office.getByRole("button", { name: "Zurücknehmen" }).click();
  await office.getByText("Zurückgenommen").first().waitFor();
  await office.setViewportSize({ width: 1280, height: 900 });

  const guest = await program.phone();
  await guest.goto(`${program.base}/badge/${key}`);
  program.check(guest.url().endsWith(`/agenda/${key}`), "a guest's phone shows the guest's own day");
  await guest.getByRole("heading", { name }).waitFor();
  await program.axe(guest, "one's own day");
}

async function showsTheHall(program) {
  const screen = await program.desk();
  await screen.goto(program.link("Bildschirm im Saal"));
  await screen.getByText("Einzelgespräche").first().waitFor();
  await program.axe(screen, "the screen of the hall");
  await screen.evaluate(() => { document.querySelector("main").dataset.same = "yes"; });
  await screen.waitForTimeout(16_000);
  program.check((await screen.locator("main").getAttribute("data-same")) === "yes", "the screen does not load itself anew");
}

async function withoutJavaScript(program) {
  const office = await program.withoutJavaScript();
  const agenda = program.link("Persönlicher Ablauf");
  await office.goto(agenda);
  await office.getByRole("heading", { name: "Programm" }).waitFor();
  await office.goto(program.link("Bildschirm im Saal"));
  await office.getByText("Jetzt").first().waitFor();
}
