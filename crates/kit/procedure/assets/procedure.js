// Improvements of forms for browsers with scripts; every form works without this file. Questions appear as soon as the
// answer they depend on is given (the server says which), and names of the register are suggested.

const address = (text) => {
  const url = new URL(text, location.href);
  return url.origin === location.origin ? url : null;
};

document.querySelectorAll("[data-live]").forEach((box) => {
  const form = box.closest("form");
  const to = address(box.dataset.live);
  const seen = form?.querySelector("input[name=seen]");
  if (!form || !to || !seen) return;
  box.querySelectorAll("[data-live-button]").forEach((button) => { button.hidden = true; });
  let running;
  const ask = async () => {
    running?.abort();
    running = new AbortController();
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    try {
      const answer = await fetch(to, { method: "POST", body, signal: running.signal });
      if (!answer.ok) return;
      const { shown } = await answer.json();
      form.querySelectorAll("[data-place]").forEach((item) => { item.hidden = !shown.includes(item.dataset.place); });
      seen.value = shown.join(" ");
    } catch (reason) {
      if (reason.name !== "AbortError") return;
    }
  };
  form.addEventListener("change", ask);
});

document.querySelectorAll("[data-organisation]").forEach((box) => {
  const to = address(box.dataset.organisation);
  const field = box.querySelector("input");
  if (!to || !field) return;
  const list = document.createElement("datalist");
  list.id = `${field.id}-names`;
  box.append(list);
  field.setAttribute("list", list.id);
  let timer, running;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const text = field.value.trim();
      if (text.length < 2 || text.endsWith(")")) return;
      running?.abort();
      running = new AbortController();
      to.searchParams.set("q", text.slice(0, 80));
      try {
        const answer = await fetch(to, { signal: running.signal });
        if (!answer.ok) return;
        list.replaceChildren(...(await answer.json()).map((name) => {
          const option = document.createElement("option");
          option.value = name;
          return option;
        }));
      } catch {
        list.replaceChildren();
      }
    }, 200);
  });
});
