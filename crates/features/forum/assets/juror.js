// A score sheet whose connection is lost keeps what was typed in this browser until it is saved. app.js saves; this file
// only remembers, offers what is left from last time, and tries again when the connection is back.

document.querySelectorAll("form[data-keep]").forEach((form) => {
  const name = `rathaus-review-${form.dataset.keep}`;
  const said = form.querySelector("[data-autosave-said]");
  const left = document.querySelector("[data-kept]");
  const skipped = ["token", "edition", "sheet"];
  const store = (work) => {
    try {
      return work(window.localStorage);
    } catch {
      return null;
    }
  };
  const values = () => [...new FormData(form)].filter(([key, value]) => typeof value === "string" && !skipped.includes(key));
  const before = JSON.stringify(values());
  const kept = store((local) => local.getItem(name));
  const forget = () => store((local) => local.removeItem(name));

  if (kept && kept !== before && left) {
    left.hidden = false;
    left.querySelector("[data-kept-take]").addEventListener("click", () => {
      for (const [key, value] of JSON.parse(kept)) {
        const field = form.elements[key];
        if (field) field.value = value;
      }
      left.hidden = true;
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
    left.querySelector("[data-kept-drop]").addEventListener("click", () => {
      forget();
      left.hidden = true;
    });
  } else if (kept) {
    forget();
  }

  form.addEventListener("input", () => store((local) => local.setItem(name, JSON.stringify(values()))));
  window.addEventListener("online", () => {
    if (store((local) => local.getItem(name))) form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  if (said) {
    new MutationObserver(() => {
      if (said.textContent === form.dataset.saved) forget();
    }).observe(said, { childList: true, characterData: true, subtree: true });
  }
});
