// Improvements for browsers with scripts. Every page works without this file; nothing in here is needed to reach,
// fill in or send anything. Texts come from data attributes, so each language brings its own.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (target, type, act) => target.addEventListener(type, act);
const same = (address) => {
  const url = new URL(address, location.href);
  return url.origin === location.origin ? url : null;
};

// The summary of mistakes takes the focus, so that it is read first.
document.querySelector("[data-focus]")?.focus();

// A click on a mistake goes to its field, also where the field is a group or lies in a closed section.
on(document, "click", (event) => {
  const link = event.target.closest?.(".rh-summary a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  const fold = field.closest("details:not([open])");
  if (fold) fold.open = true;
  field.focus();
  (field.closest(".kern-form-input, fieldset, .rh-matrix-row") ?? field).scrollIntoView({ block: "center" });
});

// Nothing is sent twice, unless a file comes back and the page stays. The button stays in the form's data, so it is not disabled before the browser has read it.
on(document, "submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "givesFile" in form.dataset) return;
  if (form.dataset.sending) return event.preventDefault();
  form.dataset.sending = "yes";
  setTimeout(() => all("button[type=submit]", form).forEach((button) => {
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
  }));
});
on(window, "pageshow", () => all("form[data-sending]").forEach((form) => {
  delete form.dataset.sending;
  all("button[aria-busy]", form).forEach((button) => {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  });
}));

// The menu of a narrow screen closes with Escape and gives the focus back.
all("[data-menu]").forEach((menu) => on(menu, "keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}));

// Ranking: buttons and dragging move a line; the selects stay the one place where the order is kept.
const fill = (text, name, place) => text.replace("{name}", () => name).replace("{place}", () => place);
all("[data-ranking]").forEach((list) => {
  const most = Number(list.dataset.most);
  const said = list.parentElement.querySelector("[data-ranking-said]");
  const rows = () => all("[data-rank]", list);
  const choice = (row) => row.querySelector("select");
  const name = (row) => row.querySelector("[data-rank-name]").textContent.trim();
  const ranked = () => rows().filter((row) => choice(row).value);

  const settle = (order) => {
    const inOrder = order.slice(0, most);
    rows().forEach((row) => {
      const place = inOrder.indexOf(row);
      choice(row).value = place < 0 ? "" : String(place + 1);
    });
    const rest = rows().filter((row) => !inOrder.includes(row));
    [...inOrder, ...rest].forEach((row, at, every) => {
      if (list.children[at] !== row) list.insertBefore(row, list.children[at] ?? null);
      row.dataset.ranked = String(inOrder.includes(row));
      const [up, down] = all("button", row);
      up.disabled = at === 0 && inOrder.includes(row);
      down.disabled = !inOrder.includes(row);
      if (every.length === 1) up.disabled = down.disabled = inOrder.includes(row);
    });
  };
  const tell = (row) => {
    const place = choice(row).value;
    if (said) said.textContent = fill(place ? list.dataset.moved : list.dataset.left, name(row), place);
    list.dispatchEvent(new Event("input", { bubbles: true }));
  };
  // To the place with that number from 0; beyond the last place it has none.
  const move = (row, to) => {
    const order = ranked().filter((other) => other !== row);
    if (to < most) order.splice(Math.min(to, order.length), 0, row);
    settle(order);
    tell(row);
  };
  const step = (row, by) => {
    const order = ranked();
    const at = order.indexOf(row);
    if (by < 0) return move(row, at < 0 ? Math.min(order.length, most - 1) : Math.max(at - 1, 0));
    if (at >= 0) move(row, at + 1 < order.length ? at + 1 : most);
  };

  rows().forEach((row) => {
    const moves = document.createElement("span");
    moves.className = "rh-rank-moves";
    for (const [sign, text, by] of [["↑", list.dataset.up, -1], ["↓", list.dataset.down, 1]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "rh-rank-move";
      button.textContent = sign;
      button.setAttribute("aria-label", `${text}: ${name(row)}`);
      on(button, "click", () => {
        step(row, by);
        // A moved line takes its button along; where that is now at its end, the other one takes the focus.
        (button.disabled ? moves.querySelector("button:not(:disabled)") : button)?.focus();
      });
      moves.append(button);
    }
    row.append(moves);
    on(choice(row), "change", () => move(row, choice(row).value ? Number(choice(row).value) - 1 : most));
    row.draggable = true;
    on(row, "dragstart", (event) => {
      event.dataTransfer.effectAllowed = "move";
      list.dragged = row;
    });
    on(row, "dragover", (event) => {
      if (!list.dragged || list.dragged === row) return;
      event.preventDefault();
      row.classList.add("rh-rank-over");
    });
    on(row, "dragleave", () => row.classList.remove("rh-rank-over"));
    on(row, "drop", (event) => {
      event.preventDefault();
      row.classList.remove("rh-rank-over");
      const to = rows().indexOf(row);
      if (list.dragged) move(list.dragged, Math.min(to, most - 1));
    });
    on(row, "dragend", () => {
      list.dragged = null;
    });
  });
  const twice = new Set(ranked().map((row) => choice(row).value)).size < ranked().length;
  // An order with a place given twice is a mistake to look at, so it stays as it came.
  if (!twice) settle(ranked().sort((a, b) => choice(a).value - choice(b).value));
});

// Long work: the server tells, the bar moves. Each event holds {"value": 40, "max": 100, "text": "…", "done": false}.
all("[data-progress]").forEach((box) => {
  const source = new EventSource(box.dataset.progress);
  const fresh = () => box.dataset.fresh && location.assign(same(box.dataset.fresh) ?? location.href);
  let broken = 0;
  on(source, "message", (event) => {
    broken = 0;
    const state = JSON.parse(event.data);
    const bar = box.querySelector("progress");
    if (state.max !== undefined) bar.max = state.max;
    if (state.value !== undefined) bar.value = state.value;
    if (state.text !== undefined) box.querySelector("[data-progress-text]").textContent = state.text;
    if (state.done) {
      source.close();
      fresh();
    }
  });
  on(source, "error", () => {
    broken += 1;
    if (source.readyState !== EventSource.CLOSED && broken < 5) return;
    source.close();
    setTimeout(fresh, 5000);
  });
});

// Similar things while typing: a piece of HTML from our own server, after a pause, the newest answer only.
all("[data-suggest]").forEach((field) => {
  const into = document.getElementById(field.dataset.suggestInto);
  const address = same(field.dataset.suggest);
  if (!into || !address) return;
  let timer, running;
  on(field, "input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      running?.abort();
      const text = field.value.trim();
      if (text.length < 3) return into.replaceChildren();
      running = new AbortController();
      address.searchParams.set("q", text.slice(0, 400));
      try {
        const answer = await fetch(address, { signal: running.signal, headers: { accept: "text/html" } });
        if (answer.ok) into.innerHTML = await answer.text();
      } catch (reason) {
        if (reason.name !== "AbortError") into.replaceChildren();
      }
    }, 400);
  });
});

// A draft is kept while people type: the same form, posted to data-autosave, without files and without leaving.
all("form[data-autosave]").forEach((form) => {
  const address = same(form.dataset.autosave);
  const said = form.querySelector("[data-autosave-said]");
  if (!address) return;
  let timer, open = false;
  const save = async () => {
    if (!open || form.dataset.sending) return;
    open = false;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    let kept = false;
    try {
      kept = (await fetch(address, { method: "POST", body, keepalive: true })).ok;
    } catch {
      kept = false;
    }
    if (!kept) open = true;
    if (said) said.textContent = kept ? form.dataset.saved : form.dataset.unsaved;
  };
  on(form, "input", () => {
    open = true;
    clearTimeout(timer);
    timer = setTimeout(save, 2000);
  });
  on(document, "visibilitychange", () => document.visibilityState === "hidden" && save());
});

// Copying an address.
all("[data-copy]").forEach((button) => {
  const field = document.getElementById(button.dataset.copy);
  if (!field || !navigator.clipboard) return;
  button.hidden = false;
  const label = button.querySelector("[data-copy-label]");
  const before = label.textContent;
  label.setAttribute("aria-live", "polite");
  on(button, "click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      label.textContent = button.dataset.done;
      setTimeout(() => (label.textContent = before), 3000);
    } catch {
      field.select();
    }
  });
});
