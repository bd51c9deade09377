// The board of areas: cards are dragged with the mouse, a finger or the keyboard. Whatever moves a card sends the form
// that stands in it, so that without this file the same is done by the form itself.

const board = () => document.querySelector("[data-board]");
const columns = () => [...document.querySelectorAll("[data-column]")].filter((one) => one.dataset.column);
const said = (key, name = "") => {
  const live = document.querySelector("[data-board-live]");
  if (live) live.textContent = (board()?.dataset[key] ?? "").replace("{name}", () => name);
};

// A grip per card: what one takes hold of.
const addGrips = () => document.querySelectorAll("[data-card]").forEach((card) => {
  if (!card.querySelector("[data-move]") || card.querySelector(".rh-board-grip")) return;
  const grip = document.createElement("button");
  grip.type = "button";
  grip.className = "rh-board-grip";
  grip.textContent = "⠿";
  grip.setAttribute("aria-pressed", "false");
  grip.setAttribute("aria-label", `${card.querySelector("summary").textContent.trim()}`);
  card.querySelector(".rh-board-head").append(grip);
});

// Sends a form and puts the answer in the place of the page, at the same place of the board.
let sending = false;
const send = async (form, focus) => {
  if (sending) return;
  sending = true;
  const left = board()?.scrollLeft ?? 0;
  const tops = new Map(columns().map((one) => [one.dataset.column, one.scrollTop]));
  const top = window.scrollY;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("main");
    if (!fresh) throw new Error("no page");
    document.getElementById("main").replaceWith(fresh);
    const notice = page.querySelector(".rh-notice");
    if (notice) document.querySelector(".rh-notice")?.replaceWith(notice);
    document.title = page.title;
    if (board()) {
      addGrips();
      board().scrollLeft = left;
      columns().forEach((one) => (one.scrollTop = tops.get(one.dataset.column) ?? 0));
      window.scrollTo(0, top);
      document.querySelector(`#card-${focus} .rh-board-grip`)?.focus({ preventScroll: false });
    } else {
      fresh.focus();
      window.scrollTo(0, 0);
    }
  } catch {
    // The plain form does the same.
    form.submit();
  } finally {
    sending = false;
  }
};

const drop = (card, column) => {
  const form = card.querySelector("[data-move]");
  const to = column.dataset.column;
  if (!form || card.closest("[data-column]") === column) return said("cancelled");
  if (![...form.elements.area.options].some((one) => one.value === to)) return said("cancelled");
  form.elements.area.value = to;
  said("dropped", column.dataset.name);
  send(form, card.dataset.card);
};

// Mouse and finger.
let held = null;
const over = (x, y) => document.elementFromPoint(x, y)?.closest("[data-column]");
const mark = (column) => {
  document.querySelectorAll(".rh-board-over").forEach((one) => one.classList.remove("rh-board-over"));
  column?.classList.add("rh-board-over");
};
const letGo = () => {
  held?.ghost?.remove();
  held?.card.classList.remove("rh-board-lifted");
  mark(null);
  held = null;
};
document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest?.(".rh-board-grip");
  if (!grip || event.button > 0) return;
  const card = grip.closest("[data-card]");
  held = { card, grip, x: event.clientX, y: event.clientY, ghost: null, at: null };
  grip.setPointerCapture(event.pointerId);
});
document.addEventListener("pointermove", (event) => {
  if (!held) return;
  if (!held.ghost) {
    if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < 6) return;
    held.ghost = document.createElement("p");
    held.ghost.className = "rh-board-card rh-board-ghost";
    held.ghost.textContent = held.card.dataset.name;
    document.body.append(held.ghost);
    held.card.classList.add("rh-board-lifted");
  }
  held.ghost.style.setProperty("left", `${event.clientX + 8}px`);
  held.ghost.style.setProperty("top", `${event.clientY + 8}px`);
  held.at = over(event.clientX, event.clientY);
  mark(held.at);
  // Near an edge the board, or the page, goes along.
  const box = board().getBoundingClientRect();
  if (event.clientX > box.right - 50) board().scrollLeft += 18;
  if (event.clientX < box.left + 50) board().scrollLeft -= 18;
  if (event.clientY > innerHeight - 50) window.scrollBy(0, 14);
  if (event.clientY < 50) window.scrollBy(0, -14);
});
document.addEventListener("pointerup", () => {
  if (!held) return;
  const { card, at, ghost } = held;
  letGo();
  if (ghost && at?.dataset.column) drop(card, at);
});
document.addEventListener("pointercancel", letGo);

// Keyboard: Enter or space picks up, arrows choose a column, Enter puts down, Escape cancels.
let lifted = null;
const putDown = () => {
  lifted?.grip.setAttribute("aria-pressed", "false");
  lifted?.card.classList.remove("rh-board-lifted");
  mark(null);
  lifted = null;
};
document.addEventListener("keydown", (event) => {
  const grip = event.target.closest?.(".rh-board-grip");
  if (!grip) return;
  const all = columns();
  if (!lifted && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    const card = grip.closest("[data-card]");
    lifted = { card, grip, at: Math.max(all.indexOf(card.closest("[data-column]")), 0) };
    grip.setAttribute("aria-pressed", "true");
    card.classList.add("rh-board-lifted");
    return said("grab", card.dataset.name);
  }
  if (!lifted) return;
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    lifted.at = (lifted.at + step + all.length) % all.length;
    mark(all[lifted.at]);
    all[lifted.at].scrollIntoView({ block: "nearest", inline: "nearest" });
    said("over", all[lifted.at].dataset.name);
  } else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    const { card, at } = lifted;
    putDown();
    drop(card, all[at]);
  } else if (event.key === "Escape") {
    putDown();
    said("cancelled");
  }
});
document.addEventListener("focusout", (event) => {
  if (lifted && event.target === lifted.grip) putDown();
});

// The forms of cards and suggestions, too, keep their place on the board.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-move]") || !form.elements.area.value) return;
  event.preventDefault();
  send(form, form.elements.need.value);
});

// Whether others changed something: a hint, never a surprise.
const look = async () => {
  const news = document.querySelector("[data-board-news]");
  if (!board() || !news || document.visibilityState !== "visible" || sending) return;
  try {
    const state = await (await fetch(board().dataset.state, { headers: { accept: "application/json" } })).json();
    if (!state.is_new || !news.hidden) return;
    news.querySelector("[data-board-said]").textContent = `${board().dataset.news} ${state.said}`;
    news.hidden = false;
  } catch {
    // The next look tells.
  }
};
addGrips();
if (board()) setInterval(look, 4000);
