// A meeting keeps itself fresh: phones show a question as soon as it is asked, the office sees how many voted. Without this file pages
// reload, or have a link that does.
const FRESH = 3000;

document.querySelectorAll("[data-meeting]").forEach((place) => {
  const part = new URL(place.dataset.meeting, location.href);
  if (part.origin !== location.origin) return;
  const said = document.querySelector("[data-meeting-said]");
  const shown = () => place.querySelector("[data-mark]");
  const fresh = async () => {
    if (document.hidden) return;
    const answer = await fetch(part, { headers: { accept: "text/html" } }).catch(() => null);
    if (!answer) return;
    // The meeting is over, or the link is no more: the page says so itself.
    if (answer.status === 404 || answer.status === 410) return location.reload();
    if (!answer.ok) return;
    const next = document.createElement("template");
    next.innerHTML = await answer.text();
    const mark = next.content.querySelector("[data-mark]");
    // Only what changed is exchanged, so that nobody loses what they just chose.
    if (!mark || mark.dataset.mark === shown()?.dataset.mark) return;
    place.replaceChildren(next.content);
    if (said && mark.dataset.said) said.textContent = mark.dataset.said;
  };
  setInterval(fresh, FRESH);
  document.addEventListener("visibilitychange", fresh);
});
