// A whole round, from the empty database to a project that a neighbour takes over, by everybody who has a part in it:
// administration, office, a town on a desk, a town on a phone, a supplier, a juror, a reader, and strangers. On
// PostgreSQL all of them hold phones.
import { journey } from "../program.mjs";

const ROUND = "Start-ups für Kommunen";
const SLUG = "start-ups-fuer-kommunen";

const TOWNS = [
  {
    name: "Calden", email: "amt@calden.example", person: "Carla Calden", part: "Kinder, Jugend, Familie", relevance: "3",
    title: "Kita-Platz online anmelden", pain: "Eltern füllen für jede Kita einen eigenen Zettel aus, und wir tippen alles in eine Warteliste ab.",
  },
  {
    name: "Ahnatal", email: "post@ahnatal.example", person: "Anton Ahna", part: "Bauamt, Bauaufsicht, Planung", relevance: "3",
    title: "Bauakten digital einsehen", pain: "Alte Bauakten liegen als Papier im Keller, und Bürger warten Wochen auf Einsicht.",
  },
];

const OFFERS = [
  ["Kitaplatz", "Kita-Platz GmbH", "kim@kitaplatz.example", "Eltern melden ihr Kind einmal online an, Träger sehen dieselbe Warteliste.",
    "Anmeldung, Warteliste und Vergabe von Kita-Plätzen für alle Träger einer Kommune, mit Bescheid."],
  ["Aktenlicht", "Aktenlicht UG", "lia@aktenlicht.example", "Bauakten scannen, finden und online einsehen.",
    "Alte Bauakten werden gescannt, verschlagwortet und im digitalen Bauarchiv zur Einsicht bereitgestellt."],
];

await journey("a whole round", { longest: 600_000, phones: true }, async (program) => {
  const people = await house(program);
  const base = `${program.base}/rounds/${SLUG}`;
  await opened(program, people.office, base);
  await invited(program, people.office, base);
  await answered(program);
  await ordered(program, people, base);
  await offered(program, people.office, base);
  await judged(program, people, base);
  await chosen(program, people, base);
  const guests = await registered(program, people.office, base);
  const agenda = await planned(program, people.office, base, guests);
  await noted(program, people.office, base, agenda);
  await became(program, people, base);
  await told(program, people, base);
});

/** The day so many days from today, as a field of a date wants it. */
function day(days) {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** Runs the office's round through its calendar: what is over, what is open now, what is to come. */
async function open(office, base, stage) {
  const names = [/^Bedarfsabfrage/, /^Aufruf/, /^Auswertung/, /^Veranstaltung –/];
  const at = names.findIndex((name) => name.test(stage));
  await office.goto(`${base}/edit`);
  for (const [index, name] of names.entries()) {
    const [from, to] = index < at ? [-40 + index * 8, -33 + index * 8] : index === at ? [-1, 1] : [2 + index * 8, 8 + index * 8];
    const group = office.getByRole("group", { name });
    await group.getByLabel("Von").fill(day(from));
    await group.getByLabel("Bis").fill(day(to));
  }
  await office.getByLabel("Seite der Runde ist öffentlich").check();
  await office.getByRole("button", { name: "Speichern" }).click();
  await office.waitForURL((url) => !url.pathname.endsWith("/edit"));
}

/** The house is founded; everybody with an account comes in by a mail. */
async function house(program) {
  const said = await program.rathaus("admin", "init", "--name", "Region Musterland", "--email", "vera@region.example");
  const admin = await program.desk();
  await admin.goto(program.base + new URL(said.match(/https?:\/\/\S+/)[0]).pathname);
  await admin.getByRole("main").getByRole("button", { name: /anmelden/i }).click();
  await admin.waitForURL((url) => !url.pathname.startsWith("/sign-in/link"));
  await program.setUpApp(admin);
  await admin.goto(`${program.base}/admin`);
  await program.axe(admin, "administration of an empty house");
  await admin.goto(`${program.base}/admin/organisations/new`);
  await admin.getByLabel(/^Name/).fill("Institut für Verwaltung");
  await admin.getByLabel("Art").selectOption({ label: "Institut" });
  await admin.getByRole("button", { name: "Speichern" }).click();
  await admin.waitForURL((url) => !url.pathname.endsWith("/new"));
  const people = { admin };
  for (const [key, name, email, role] of [["office", "Frieda Forum", "frieda@region.example", "Geschäftsstelle"], ["second", "Otto Ort", "otto@region.example", "Geschäftsstelle"],
    ["reader", "Rita Lese", "rita@land.example", "Lesen"]]) {
    await admin.goto(`${program.base}/admin/people/new`);
    await admin.getByLabel(/^Name/).fill(name);
    await admin.getByLabel("E-Mail-Adresse").fill(email);
    await admin.getByLabel("Aufgabe").selectOption({ label: role });
    await admin.getByRole("button", { name: "Einladen" }).click();
    await admin.waitForURL((url) => !url.pathname.endsWith("/new"));
    people[key] = await program.desk();
    await comeIn(program, people[key], email);
  }
  return people;
}

/** Signs somebody in with the newest link that a mail brought. */
async function comeIn(program, page, email) {
  const mails = await program.mails({ to: email });
  const link = mails.flatMap((mail) => mail.links).findLast((one) => one.includes("/sign-in/link/"));
  await page.goto(link);
  await page.getByRole("main").getByRole("button", { name: /anmelden/i }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in/link"));
}

async function opened(program, office, base) {
  await office.goto(program.base);
  await program.axe(office, "the first page of the office");
  await office.getByRole("link", { name: "Erste Runde öffnen" }).first().click();
  await office.getByLabel("Name der Runde").fill(ROUND);
  await office.getByRole("button", { name: "Runde eröffnen" }).click();
  await office.waitForURL("**/edit");
  program.check(office.url().startsWith(base), `the round is at ${office.url()}`);
  await open(office, base, "Bedarfsabfrage");
  await office.goto(base);
  await program.axe(office, "a new round");
}

async function invited(program, office, base) {
  // The page of the round says what comes next.
  await office.getByRole("link", { name: /auswählen/ }).first().click();
  await office.waitForURL("**/invitations/choose");
  await office.getByLabel("Land", { exact: true }).selectOption({ label: "Hessen" });
  await office.getByRole("button", { name: "Anwenden" }).click();
  await office.getByLabel("Landkreis", { exact: true }).selectOption({ label: "Landkreis Kassel" });
  await office.getByRole("button", { name: "Anwenden" }).click();
  await office.getByRole("button", { name: /^Alle \d+ auswählen/ }).click();
  await office.goto(`${base}/invitations/contacts`);
  const lines = ["Kommune;E-Mail;Ansprechpartner", ...TOWNS.map((town) => `${town.name};${town.email};${town.person}`)];
  await office.getByLabel("Datei", { exact: true }).setInputFiles({ name: "kontakte.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\r\n")) });
  await office.getByRole("button", { name: "Prüfen" }).click();
  await office.getByRole("button", { name: /übernehmen/i }).click();
  await office.waitForURL("**/invitations*");
  await office.goto(`${base}/invitations/mailing`);
  await office.getByRole("button", { name: /Einladung.* verschicken/ }).click();
  await office.waitForURL("**/invitations*");
}

/** The towns answer from the link of their mail, one on a desk and one on a phone. */
async function answered(program) {
  for (const [index, town] of TOWNS.entries()) {
    const [mail] = await program.mails({ to: town.email });
    const link = mail.links.find((one) => one.includes("/answer/"));
    const page = index === 0 ? await program.desk() : await program.phone();
    await page.goto(link);
    await page.getByRole("link", { name: "Antworten", exact: true }).click();
    await page.getByLabel("Wer beantwortet Rückfragen?").fill(town.person);
    await page.getByRole("button", { name: "Speichern und weiter" }).click();
    await page.getByLabel("Worum geht es, in wenigen Worten?").fill(town.title);
    await page.getByLabel("Was ist heute mühsam?").fill(town.pain);
    await page.getByLabel("Teil der Verwaltung").selectOption({ label: town.part });
    for (const [question, answer] of [["Wie wichtig ist es Ihnen?", town.relevance], ["Bis wann brauchen Sie etwas?", "in den nächsten 12 Monaten"],
      ["Muss es dieses Verfahren so geben?", "Ja, so wie es ist"], ["Dürfen andere Kommunen diesen Bedarf sehen?", "Ja"]]) {
      await page.getByRole("radiogroup", { name: question }).getByRole("radio", { name: answer, exact: true }).check();
    }
    await page.getByRole("button", { name: "Speichern und weiter" }).click();
    await page.getByRole("checkbox", { name: "Ich stimme zu." }).check();
    await page.getByRole("button", { name: "Speichern und weiter" }).click();
    await page.getByRole("button", { name: "Jetzt abgeben" }).click();
    await page.getByRole("heading", { name: "Abgegeben", level: 1 }).waitFor();
    await page.context().close();
  }
}

/** The plan is computed, the areas are put in order and published; the reader sees them before, the public after. */
async function ordered(program, people, base) {
  const { office, reader } = people;
  await office.goto(`${base}/response`);
  await program.axe(office, "the response");
  await computed(office, base);
  await office.goto(`${base}/board`);
  await program.axe(office, "the board of the first areas");
  program.check(await office.locator("[data-card]").count() === 2, "two needs lie on the board");
  await reader.goto(`${base}/areas`);
  await program.axe(reader, "areas, as a reader sees them");
  await office.goto(`${base}/areas/publication`);
  await office.getByRole("button", { name: "Veröffentlichen", exact: true }).click();
  await office.getByText("Die Handlungsfelder sind veröffentlicht.").waitFor();
}

async function computed(office, base) {
  await office.goto(`${base}/plan`);
  await office.getByRole("button", { name: /[Bb]erechnen/ }).click();
  await office.getByText(/^Berechnet am/).waitFor({ timeout: 60_000 });
}

async function offered(program, office, base) {
  await open(office, base, "Aufruf");
  for (const [title, firm, email, summary, description] of OFFERS) {
    const page = await program.desk();
    await page.goto(`${base}/call`);
    await program.axe(page, `the call, as ${firm} sees it`);
    await page.getByRole("link", { name: "Angebot abgeben" }).click();
    await page.getByLabel("Unternehmen").fill(firm);
    await page.getByLabel("Ihr Name").fill("Sina Sorgfalt");
    await page.getByLabel("E-Mail-Adresse").fill(email);
    await page.getByRole("button", { name: "Link anfordern" }).click();
    const [mail] = await program.mails({ to: email });
    await page.goto(mail.links.find((one) => one.includes("/registration/")));
    await page.getByRole("button", { name: "Bestätigen und beginnen" }).click();
    await page.goto(`${program.base}/supply/${SLUG}/offers/new`);
    for (const [label, text] of [["Name des Angebots", title], ["In einem Satz", summary], ["Beschreibung", description], ["Wie läuft es?", "SaaS"], ["Wo läuft es?", "Deutschland"]]) {
      await page.getByLabel(label).fill(text);
    }
    await page.getByRole("button", { name: "Einreichen" }).click();
    await page.getByText("Ihr Angebot ist eingereicht.").waitFor();
    await page.context().close();
  }
}

/** The jury is set up, a juror declares to be unbiased and writes reviews on a phone. */
async function judged(program, people, base) {
  const { office } = people;
  await computed(office, base);
  await open(office, base, "Auswertung");
  await office.goto(`${base}/jury`);
  await program.axe(office, "no jury yet");
  await office.goto(`${base}/jury/rules`);
  await program.axe(office, "rules of a new jury");
  const [first, second] = ["Phase 1", "Phase 2"].map((name) => office.getByRole("group", { name, exact: true }));
  await first.getByRole("radio", { name: "Gutachten mit Noten" }).check();
  await first.getByLabel("Von").fill(day(-1));
  await first.getByLabel("Bis").fill(day(1));
  await first.getByLabel("Gutachten je Angebot").fill("1");
  await first.getByLabel("Weiter ab").fill("");
  await second.getByLabel("Name").fill("");
  await office.getByRole("button", { name: "Regeln speichern" }).click();
  await office.getByText("Die Regeln sind gespeichert.").waitFor();
  await office.goto(`${base}/jury/jurors`);
  await office.getByLabel("Vor- und Nachname").fill("Jule Jury");
  await office.getByLabel("E-Mail-Adresse").fill("jule@institut.example");
  await office.getByLabel("Organisation").selectOption({ label: "Institut für Verwaltung" });
  await office.getByLabel("Mindestens so viele Angebote").fill("0");
  await office.getByLabel("Höchstens so viele Angebote").fill("5");
  await office.getByRole("button", { name: "Einladung senden" }).click();
  await program.mails({ to: "jule@institut.example", subject: /Jury/ });

  const juror = await program.phone();
  people.juror = juror;
  await juror.goto(`${program.base}/jury/${SLUG}`);
  await juror.getByLabel("E-Mail-Adresse").fill("jule@institut.example");
  await juror.getByRole("button", { name: "Anmelden", exact: true }).click();
  await comeIn(program, juror, "jule@institut.example");
  await juror.goto(`${program.base}/jury/${SLUG}`);
  await juror.waitForURL("**/conflicts");
  await juror.getByRole("checkbox", { name: /^Ich habe die Liste gelesen/ }).check();
  await juror.getByRole("button", { name: "Erklärung abgeben" }).click();
  await juror.waitForURL(`**/jury/${SLUG}`);
  await office.goto(`${base}/jury/assignment`);
  await office.getByRole("button", { name: "Zuteilen" }).click();
  await office.getByRole("heading", { name: "Wie gerecht die letzte Zuteilung ist" }).waitFor({ timeout: 60_000 });
  for (const score of [8, 7]) {
    await juror.goto(`${program.base}/jury/${SLUG}`);
    await juror.getByRole("link", { name: "Nächstes Angebot" }).click();
    await juror.waitForURL("**/offers/*");
    const groups = juror.getByRole("form", { name: "Ihr Gutachten" }).getByRole("radiogroup");
    for (const group of await groups.all()) await group.getByRole("radio", { name: String(score), exact: true }).check();
    await juror.getByRole("button", { name: "Abgeben" }).click();
    await juror.waitForURL(`**/jury/${SLUG}`);
  }
  await program.axe(juror, "a juror who is done, on a phone");
}

/** The set is computed, two persons sign, the suppliers are told and accept on a phone. */
async function chosen(program, people, base) {
  const { office, second } = people;
  await computed(office, base);
  await office.goto(base);
  await program.axe(office, "the round when it comes to choosing");
  await office.goto(`${base}/selection`);
  await office.getByLabel("Name der Variante").fill("Beide");
  await office.getByRole("button", { name: "Speichern", exact: true }).click();
  await office.waitForURL("**variant=*");
  await office.getByRole("link", { name: "Entscheidung vorbereiten" }).click();
  await office.getByLabel("Warum diese Auswahl").fill("Sie decken zusammen, was die Kommunen brauchen.");
  await office.getByRole("button", { name: "Als Erste unterschreiben" }).click();
  await office.waitForURL("**/decisions/*");
  await second.goto(office.url());
  await second.getByRole("button", { name: "Bestätigen" }).click();
  await second.getByText("Inhalt und Unterschriften passen zur Prüfsumme.").waitFor();
  await office.goto(`${base}/suppliers/mailing`);
  await office.getByRole("button", { name: /Einladung.* verschicken/ }).click();
  for (const [, , email] of OFFERS) {
    const [mail] = await program.mails({ to: email, subject: /Einladung/ });
    const phone = await program.phone();
    await phone.goto(mail.links.find((href) => href.includes("/selected/")));
    await phone.getByRole("button", { name: "Wir kommen", exact: true }).click();
    await phone.getByText("Sie haben zugesagt").waitFor();
    await phone.context().close();
  }
}

/** The programme is made, towns and suppliers register by the links of their mails; gives these links. */
async function registered(program, office, base) {
  await office.goto(`${base}/edit`);
  const group = office.getByRole("group", { name: /^Veranstaltung –/ });
  await group.getByLabel("Von").fill(day(3));
  await group.getByLabel("Bis").fill(day(3));
  await office.getByRole("button", { name: "Speichern" }).click();
  await office.waitForURL((url) => !url.pathname.endsWith("/edit"));
  await office.goto(`${base}/programme`);
  await program.axe(office, "no programme yet");
  await office.goto(`${base}/programme/event`);
  await office.getByLabel(/^Ort –/).fill("Haus der Region");
  await office.getByRole("radio", { name: "für alle" }).check();
  await office.getByRole("button", { name: "Speichern" }).click();
  await office.waitForURL((url) => !url.pathname.endsWith("/event"));
  await office.getByRole("link", { name: "Programmpunkt hinzufügen" }).first().click();
  await office.getByLabel("Titel", { exact: true }).fill("Begrüßung");
  await office.getByLabel("Beginn").fill("13:00");
  await office.getByLabel("Ende").fill("13:15");
  await office.getByRole("button", { name: "Speichern" }).click();
  await office.getByRole("button", { name: "Programm veröffentlichen" }).click();
  await office.getByText("Das Programm ist veröffentlicht.").first().waitFor();
  await office.goto(`${base}/registrations`);
  await program.axe(office, "no registrations yet");
  for (const section of ["towns", "suppliers"]) {
    await office.goto(`${base}/registrations/invite`);
    await office.locator(`#${section}`).getByRole("button", { name: /verschicken/ }).click();
    await office.getByText("Die Einladungen werden verschickt.").waitFor();
  }
  const guests = [...TOWNS.map((town) => [town.person, town.email]), ...OFFERS.map((offer) => ["Sina Sorgfalt", offer[2]])];
  const links = [];
  for (const [person, email] of guests) {
    const mails = await program.mails({ to: email, subject: /melden Sie sich an/ });
    const link = mails.flatMap((mail) => mail.links).find((one) => one.includes("/register/"));
    const phone = await program.phone();
    await phone.goto(link);
    await phone.getByRole("link", { name: "Jetzt anmelden" }).click();
    await phone.getByLabel("Vor- und Nachname").fill(person);
    await phone.getByLabel(/^E-Mail/).first().fill(email);
    await phone.getByRole("button", { name: "Speichern und weiter" }).click();
    await phone.getByRole("radiogroup", { name: /Möchten Sie Einzelgespräche/ }).getByLabel("Ja").check();
    // Who wants talks is asked how many.
    await phone.getByLabel(/[Mm]indestens/).first().waitFor();
    await phone.getByRole("button", { name: "Speichern und weiter" }).click();
    await phone.waitForURL("**/form/review");
    await phone.getByRole("button", { name: "Jetzt abgeben" }).click();
    await phone.getByText("Ihre Plätze sind sicher").waitFor();
    await phone.context().close();
    links.push(link);
  }
  return links;
}

/** Wishes of both sides become a plan of talks, which is published; everybody is told. */
async function planned(program, office, base, links) {
  for (const link of links) {
    const phone = await program.phone();
    await phone.goto(link);
    await phone.getByRole("link", { name: "Mit wem möchten Sie sprechen?" }).click();
    await phone.locator("select[name^='w.']").first().selectOption("4");
    await phone.getByRole("button", { name: "Wünsche speichern" }).click();
    await phone.getByText("Ihre Wünsche sind gespeichert.").waitFor();
    await phone.context().close();
  }
  await office.goto(`${base}/talks`);
  await office.getByRole("button", { name: "Gesprächsplan berechnen" }).click();
  await office.getByRole("heading", { name: "Wer mit wem" }).waitFor({ timeout: 60_000 });
  await program.axe(office, "the plan of few talks");
  await office.goto(`${base}/talks/publication`);
  await office.getByRole("button", { name: "Veröffentlichen und E-Mails schicken" }).click();
  await office.getByText("Der Gesprächsplan ist veröffentlicht.").waitFor();
  const [mail] = await program.mails({ to: TOWNS[0].email, subject: /Ihre Gespräche/ });
  return mail.links.find((one) => one.includes("/agenda/"));
}

/** The day after: a town says on the phone how its talk went. */
async function noted(program, office, base, agenda) {
  await office.goto(`${base}/edit`);
  const group = office.getByRole("group", { name: /^Veranstaltung –/ });
  await group.getByLabel("Von").fill(day(-1));
  await group.getByLabel("Bis").fill(day(-1));
  await office.getByRole("button", { name: "Speichern" }).click();
  await office.waitForURL((url) => !url.pathname.endsWith("/edit"));
  const phone = await program.phone();
  await phone.goto(agenda);
  await phone.getByRole("region", { name: "Meine Gespräche" }).getByRole("link").first().click();
  await phone.getByRole("radio", { name: "Probelauf" }).check();
  await phone.getByRole("button", { name: "Speichern" }).click();
  await phone.waitForLoadState();
  await phone.reload();
  program.check(await phone.getByRole("radio", { name: "Probelauf" }).isChecked(), "the note is kept");
  await program.axe(phone, "a talk that was noted, on a phone");
  await phone.context().close();
}

/** What came of it: the town is asked, answers with one click, describes a project; a neighbour takes it over. */
async function became(program, people, base) {
  const { admin, office } = people;
  await office.goto(`${base}/outcomes`);
  await program.axe(office, "outcomes after the first day");
  for (const town of TOWNS) {
    await admin.goto(`${program.base}/admin/people/new`);
    await admin.getByLabel(/^Name/).fill(town.person);
    await admin.getByLabel("E-Mail-Adresse").fill(town.email);
    await admin.getByLabel("Aufgabe").selectOption({ label: "Vertretung einer Organisation" });
    const options = await admin.getByLabel(/^Organisation/).locator("option").allInnerTexts();
    await admin.getByLabel(/^Organisation/).selectOption({ label: options.find((option) => option.includes(town.name)) });
    await admin.getByRole("button", { name: "Einladen" }).click();
    await admin.waitForURL((url) => !url.pathname.endsWith("/new"));
    people[town.name] = await program.desk();
    const [mail] = await program.mails({ to: town.email, subject: /Einladung zu/ });
    await people[town.name].goto(mail.links.find((one) => one.includes("/sign-in/link/")));
    await people[town.name].getByRole("main").getByRole("button", { name: /anmelden/i }).click();
    await people[town.name].waitForURL((url) => !url.pathname.startsWith("/sign-in/link"));
  }
  await office.goto(`${base}/outcomes`);
  await office.getByRole("table").getByRole("rowheader").getByRole("link").first().click();
  await program.axe(office, "one meeting and what came of it");
  await office.getByRole("button", { name: "Als Vorhaben beschreiben" }).click();
  await office.waitForURL("**/projects/**");
  await program.axe(office, "a project that is begun");
  await office.getByLabel(/^In einem Satz/).fill("Eltern melden ihr Kind einmal online an.");
  await office.getByLabel(/^Was wurde gemacht/).fill("Drei Monate Probelauf mit zwei Kitas. Danach haben alle Träger dieselbe Warteliste benutzt.");
  await office.getByRole("button", { name: "Veröffentlichen" }).click();
  await office.getByText("Das Vorhaben ist veröffentlicht.").first().waitFor();
  const address = office.url().replace(/\/edit.*/, "");
  const neighbour = people[TOWNS[1].name];
  await neighbour.goto(`${program.base}/projects`);
  await program.axe(neighbour, "projects, as a neighbour sees them");
  await neighbour.getByRole("table").getByRole("rowheader").getByRole("link").first().click();
  await program.axe(neighbour, "the project, as a neighbour sees it");
  await neighbour.getByRole("link", { name: /übernehmen/i }).first().click();
  await program.axe(neighbour, "taking it over");
  await neighbour.getByRole("button", { name: "Übernehmen" }).click();
  await neighbour.getByText("Übernommen.").first().waitFor();
  await program.mails({ to: TOWNS[0].email, subject: /übernimmt/ });
  await office.goto(address);
  program.check(await office.getByText(TOWNS[1].name).count() > 0, "the neighbour is among those who use it");
}

/** The office reads the whole chain and the report. */
async function told(program, people, base) {
  const { office, reader } = people;
  for (const path of ["chain/N001", "report", "outcomes", "feedback"]) {
    await office.goto(`${base}/${path}`);
    await program.axe(office, `${path} at the end of a round`);
  }
  await reader.goto(`${base}/report`);
  await program.axe(reader, "the report, as a reader sees it");
}
