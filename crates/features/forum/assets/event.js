// The pages of the day, made easier: the timetable is dragged and moved by arrow keys, the camera reads badges, the
// screen of the hall keeps itself fresh. Without this file there are forms, buttons, and a page that reloads.

const address = (text) => {
  const url = new URL(text, location.href);
  return url.origin === location.origin ? url : null;
};

const send = (to, fields) => {
  const body = new URLSearchParams(fields);
  return fetch(to, { method: "POST", body, headers: { accept: "text/html" }, redirect: "follow" });
};

// Timetable: an item is dropped on a minute of a room; arrow keys move by five minutes and by a room.
document.querySelectorAll("[data-day]").forEach((day) => {
  const token = day.dataset.token;
  const first = Number(day.dataset.first);
  const rooms = day.dataset.rooms.split(" ");
  const heads = [...day.querySelectorAll("[data-room]")];
  const items = [...day.querySelectorAll("[data-item]")];
  let isBusy = false;

  const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  const move = async (item, fields) => {
    const to = address(item.dataset.move);
    if (!to || isBusy) return;
    isBusy = true;
    item.classList.add("rh-day-moving");
    sessionStorage.setItem("rh-day-focus", item.id);
    const answer = await send(to, { token, edition: item.dataset.edition, ...fields }).catch(() => null);
    if (answer?.ok) return location.reload();
    isBusy = false;
    item.classList.remove("rh-day-moving");
    if (answer?.status === 409) location.reload();
  };

  items.forEach((item) => {
    item.draggable = true;
    item.addEventListener("dragstart", (event) => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.id);
      item.dataset.grip = String(event.clientY - item.getBoundingClientRect().top);
    });
    item.addEventListener("keydown", (event) => {
      if (event.target !== item) return;
      const by = { ArrowUp: -5, ArrowDown: 5 }[event.key];
      const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (by === undefined && side === undefined) return;
      event.preventDefault();
      if (by !== undefined) return move(item, { by });
      const at = rooms.indexOf(item.dataset.room || "-") + side;
      if (at >= 0 && at < rooms.length) move(item, { room: rooms[at] === "-" ? "" : rooms[at] });
    });
  });
  day.addEventListener("dragover", (event) => event.preventDefault());
  day.addEventListener("drop", (event) => {
    event.preventDefault();
    const item = items.find((one) => one.id === event.dataTransfer.getData("text/plain"));
    const room = heads.find((head) => {
      const box = head.getBoundingClientRect();
      return event.clientX >= box.left && event.clientX <= box.right;
    });
    if (!item || !room) return;
    const head = heads[0].getBoundingClientRect();
    const body = day.getBoundingClientRect();
    const top = event.clientY - Number(item.dataset.grip || 0);
    const scale = (body.bottom - (body.top + head.height)) / Number(day.dataset.minutes);
    const minute = Math.round((top - body.top - head.height) / scale / 5) * 5;
    const start = Math.min(Math.max(first + minute, 0), 1439);
    move(item, { start: clock(start), room: room.dataset.room === "-" ? "" : room.dataset.room });
  });
  const again = sessionStorage.getItem("rh-day-focus");
  sessionStorage.removeItem("rh-day-focus");
  if (again) document.getElementById(again)?.focus({ preventScroll: false });
});

// The plan by tables: a talk is dropped on a time and table. What is in the way is said; nothing moves then.
document.querySelectorAll("[data-talks]").forEach((grid) => {
  const said = document.querySelector("[data-talks-said]");
  const say = (text) => { if (said) said.textContent = text; };
  let taken = null;
  let isBusy = false;
  const move = async (card, cell) => {
    const to = address(card.dataset.talk);
    if (!to || isBusy) return;
    isBusy = true;
    card.classList.add("rh-day-moving");
    const fields = { token: grid.dataset.token, edition: grid.dataset.edition, span: cell.dataset.span, table: cell.dataset.table };
    const answer = await send(to, fields).catch(() => null);
    if (answer?.ok) return location.reload();
    isBusy = false;
    card.classList.remove("rh-day-moving");
    if (answer?.status !== 422) return say(grid.dataset.moved);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    say([...page.querySelectorAll(".rh-summary-list li")].map((line) => line.textContent.trim()).join(" "));
  };
  grid.querySelectorAll("[data-talk]").forEach((card) => {
    card.draggable = true;
    card.addEventListener("dragstart", (event) => {
      taken = card;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", card.textContent);
    });
  });
  grid.querySelectorAll("td[data-span]").forEach((cell) => {
    cell.addEventListener("dragover", (event) => {
      if (!taken) return;
      event.preventDefault();
      cell.classList.add("rh-talks-over");
    });
    cell.addEventListener("dragleave", () => cell.classList.remove("rh-talks-over"));
    cell.addEventListener("drop", (event) => {
      event.preventDefault();
      cell.classList.remove("rh-talks-over");
      if (taken) move(taken, cell);
      taken = null;
    });
  });
});

// The door: where the browser reads codes by itself, the camera stays open and each badge is one beep less to type.
document.querySelectorAll("[data-scan]").forEach((box) => {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const to = address(box.dataset.scan);
  const button = box.querySelector("button");
  const video = box.querySelector("video");
  const into = box.querySelector("[data-scan-result]");
  if (!to) return;
  box.hidden = false;
  let stream = null;
  let last = "";
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
    button.setAttribute("aria-pressed", "false");
  };
  const look = async (detector) => {
    if (!stream) return;
    const found = await detector.detect(video).catch(() => []);
    const text = found[0]?.rawValue ?? "";
    if (text.includes("/badge/") && text !== last) {
      last = text;
      const answer = await send(to, { token: box.dataset.token, key: text, part: "1" }).catch(() => null);
      into.innerHTML = answer?.ok ? await answer.text() : box.dataset.unknown;
      setTimeout(() => { last = ""; }, 4000);
    }
    setTimeout(() => look(detector), 250);
  };
  button.addEventListener("click", async () => {
    if (stream) return stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      into.textContent = box.dataset.denied;
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    button.setAttribute("aria-pressed", "true");
    look(new BarcodeDetector({ formats: ["qr_code"] }));
  });
});

// The hall: what is shown is exchanged only where it changed, so nothing flickers.
document.querySelectorAll("[data-hall]").forEach((hall) => {
  const part = address(hall.dataset.hall);
  if (!part) return;
  let before = "";
  const fresh = async () => {
    const answer = await fetch(part, { headers: { accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return;
    const text = await answer.text();
    if (text !== before) hall.innerHTML = text;
    before = text;
  };
  setInterval(fresh, 15000);
});
