// While a need is described: similar needs of other towns, fetched after a pause, and seconded without leaving the page.
// Without this file the same needs are shown on the next page.

const address = (text) => {
  const url = new URL(text, location.href);
  return url.origin === location.origin ? url : null;
};

document.querySelectorAll("[data-similar]").forEach((box) => {
  const form = document.querySelector("form[data-autosave]");
  const ask = address(box.dataset.similar);
  const to = address(box.dataset.secondings);
  if (!form || !ask || !to) return;

  const watch = (title) => {
    const pain = form.elements[title.name.replace(/\.title$/, ".pain")];
    const into = document.createElement("div");
    into.className = "rh-found";
    into.setAttribute("aria-live", "polite");
    (pain ?? title).parentElement.append(into);
    let timer, running;
    const look = async () => {
      running?.abort();
      const text = `${title.value} ${pain?.value ?? ""}`.trim();
      if (text.length < 4) return into.replaceChildren();
      running = new AbortController();
      ask.searchParams.set("q", text.slice(0, 400));
      try {
        const answer = await fetch(ask, { signal: running.signal, headers: { accept: "text/html" } });
        if (answer.ok) into.innerHTML = await answer.text();
      } catch (reason) {
        if (reason.name !== "AbortError") into.replaceChildren();
      }
    };
    for (const field of [title, pain]) {
      field?.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(look, 500);
      });
    }
    into.addEventListener("click", async (event) => {
      const button = event.target.closest("button[data-second]");
      if (!button) return;
      const item = button.closest("[data-need]");
      const body = new URLSearchParams({ token: form.elements.token.value, need: button.dataset.second, part: "1" });
      if (button.dataset.undo) body.set("undo", "1");
      button.disabled = true;
      try {
        const answer = await fetch(to, { method: "POST", body });
        if (!answer.ok) return;
        const piece = document.createElement("template");
        piece.innerHTML = await answer.text();
        const fresh = piece.content.querySelector("[data-need]");
        if (fresh) item.replaceWith(fresh);
        fresh?.querySelector("button")?.focus();
      } catch {
        button.disabled = false;
      }
    });
  };
  form.querySelectorAll('input[name^="g.need."][name$=".title"]').forEach(watch);
});
