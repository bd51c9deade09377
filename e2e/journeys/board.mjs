// The office puts the areas in order: drags a card with the mouse, the same with the keyboard and without JavaScript, takes
// it back; two offices at once see what the other did; the areas are published.
import { journey } from "../program.mjs";

await journey("the office orders the areas", { stage: "areas" }, async (program) => {
  const page = await program.desk();
  await program.signIn(page, "Forumsbüro");
  const base = `${program.base}/rounds/beispielrunde`;
  await page.goto(`${base}/board`);
  await program.axe(page, "the board");

  await withTheMouse(program, page);
  await withTheKeyboard(program, page);
  await withoutJavaScript(program, page, base);
  await twoAtOnce(program, page, base);

  for (const [path, what] of [["board/history", "the history"], ["board/needs/N001", "a need on the board"], ["areas", "the areas"],
    ["areas?by=towns", "the areas by towns"], ["areas/ki", "an area"], ["areas/publication", "the preview"]]) {
    await page.goto(`${base}/${path}`);
    await program.axe(page, what);
  }
  await page.getByRole("button", { name: "Veröffentlichen", exact: true }).click();
  await page.getByText("Die Handlungsfelder sind veröffentlicht.").waitFor();
  const stranger = await program.phone();
  await stranger.goto(`${base}/areas`);
  await program.axe(stranger, "the published areas on a phone");
  const phone = await program.phone();
  await phone.context().addCookies((await page.context().storageState()).cookies);
  await phone.goto(`${base}/board`);
  await program.axe(phone, "the board on a phone");
});

/** The key of the column in which a card stands. */
function columnOf(page, label) {
  return page.locator(`#card-${label}`).evaluate((card) => card.closest("[data-column]").dataset.column);
}

/** Labels of cards that stand in the first column that has several. */
async function someCards(page, count) {
  return page.locator("[data-column]").evaluateAll((columns, count) => {
    const full = columns.find((column) => column.dataset.column !== "aside" && column.querySelectorAll("[data-card]").length >= count);
    return [...full.querySelectorAll("[data-card]")].slice(0, count).map((card) => card.dataset.card);
  }, count);
}

async function withTheMouse(program, page) {
  const [label] = await someCards(page, 3);
  const from = await columnOf(page, label);
  const target = page.locator(`[data-column]:not([data-column="${from}"])`).nth(1);
  const to = await target.getAttribute("data-column");
  const grip = page.locator(`#card-${label} .rh-board-grip`);
  await grip.scrollIntoViewIfNeeded();
  await grip.hover();
  await page.mouse.down();
  const box = await target.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 20, { steps: 8 });
  await page.mouse.up();
  await page.getByText("Die Änderung ist gespeichert.").waitFor();
  program.check((await columnOf(page, label)) === to, `the mouse moves ${label} from ${from} to ${to}`);
  await page.getByRole("button", { name: /^Rückgängig/ }).first().click();
  await page.getByText("Die Änderung ist zurückgenommen.").waitFor();
  program.check((await columnOf(page, label)) === from, "it is back");
}

async function withTheKeyboard(program, page) {
  const [label] = await someCards(page, 3);
  const from = await columnOf(page, label);
  await program.press(page, page.locator(`#card-${label} .rh-board-grip`), "Enter");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.getByText("Die Änderung ist gespeichert.").waitFor();
  const to = await columnOf(page, label);
  program.check(to !== from, `the keyboard moves ${label} away from ${from}`);
  await program.axe(page, "the board after a move");
  const focus = await page.evaluate(() => document.activeElement.closest("[data-card]")?.dataset.card);
  program.check(focus === label, "the moved card keeps the focus");
}

async function withoutJavaScript(program, signed, base) {
  const page = await program.withoutJavaScript();
  await page.context().addCookies((await signed.context().storageState()).cookies);
  await page.goto(`${base}/board`);
  const [one, other] = await someCards(page, 4);
  await page.locator(`#card-${one} summary`).click();
  await page.locator(`#card-${one} select`).selectOption("wahlen");
  await page.locator(`#card-${one}`).getByRole("button", { name: "Verschieben", exact: true }).click();
  await page.getByText("Die Änderung ist gespeichert.").waitFor();
  await page.waitForLoadState();
  program.check(await page.locator(`#column-wahlen #card-${one}`).count() === 1, "a card moves without JavaScript");
  await page.locator(`#card-${one} input[type=checkbox]`).check();
  await page.locator(`#card-${other} input[type=checkbox]`).check();
  await page.getByRole("button", { name: "Neues Feld daraus machen" }).click();
  await page.getByRole("alert").waitFor();
  await program.axe(page, "the board with a mistake");
  await page.locator(`#card-${one} input[type=checkbox]`).check();
  await page.locator(`#card-${other} input[type=checkbox]`).check();
  await page.getByLabel("Name des neuen Feldes").fill("Ganz neues Feld");
  await page.getByRole("button", { name: "Neues Feld daraus machen" }).click();
  await page.getByText("Die Änderung ist gespeichert.").waitFor();
  await page.waitForLoadState();
  program.check(await page.locator("#column-ganz-neues-feld [data-card]").count() === 2, "two cards make an area");
  await page.context().close();
}

async function twoAtOnce(program, page, base) {
  await page.goto(`${base}/board`);
  const other = await program.desk();
  await program.signIn(other, "Verwaltung");
  await other.goto(`${base}/board`);
  const [mine, both] = await someCards(page, 3);
  const move = async (who, label, area) => {
    await who.locator(`#card-${label} summary`).click();
    await who.locator(`#card-${label} select`).selectOption(area);
    await who.locator(`#card-${label}`).getByRole("button", { name: "Verschieben", exact: true }).click();
  };
  await move(other, both, "wahlen");
  await other.getByText("Die Änderung ist gespeichert.").waitFor();
  await page.getByText(/Jemand anderes hat das Board geändert/).waitFor();
  await move(page, mine, "verkehr");
  await page.getByText("Die Änderung ist gespeichert.").waitFor();
  program.check(await page.locator(`#column-verkehr #card-${mine}`).count() === 1, "another card goes through");
  program.check(await page.locator(`#column-wahlen #card-${both}`).count() === 1, "the other's card is where it was put");
  const [third] = await someCards(other, 2);
  await page.goto(`${base}/board`);
  await other.goto(`${base}/board`);
  await move(other, third, "bildung");
  await other.getByText("Die Änderung ist gespeichert.").waitFor();
  await move(page, third, "umwelt");
  await page.getByRole("heading", { name: "Jemand war schneller" }).waitFor();
  await program.axe(page, "the page that shows both");
  program.check(/Vera Verwaltung/.test(await page.getByRole("main").innerText()), "it says who");
  await page.getByRole("button", { name: "Meine Änderung trotzdem machen" }).click();
  await page.getByText("Die Änderung ist gespeichert.").waitFor();
  await page.waitForLoadState();
  program.check(await page.locator(`#column-umwelt #card-${third}`).count() === 1, "knowing it, one may");
  await other.context().close();
}
