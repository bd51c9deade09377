// Passkeys: shows the buttons that need them, asks the house for a challenge, the device for an answer, and sends the
// form. Forms carry data-passkey="sign-in" or "add", the address of the challenge in data-challenge.

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const creation = (options) => ({
  ...options,
  challenge: bytes(options.challenge),
  user: { ...options.user, id: bytes(options.user.id) },
  excludeCredentials: (options.excludeCredentials ?? []).map((key) => ({ ...key, id: bytes(key.id) })),
});

const request = (options) => ({ ...options, challenge: bytes(options.challenge), allowCredentials: [] });

async function answer(form) {
  const body = new URLSearchParams({ token: form.elements.token.value });
  const asked = await fetch(form.dataset.challenge, { method: "POST", body });
  if (!asked.ok) throw new Error(String(asked.status));
  const { challenge, publicKey } = await asked.json();
  const adding = form.dataset.passkey === "add";
  const key = adding
    ? await navigator.credentials.create({ publicKey: creation(publicKey) })
    : await navigator.credentials.get({ publicKey: request(publicKey) });
  const response = { clientDataJSON: text(key.response.clientDataJSON) };
  if (adding) {
    response.attestationObject = text(key.response.attestationObject);
    response.transports = key.response.getTransports?.() ?? [];
  } else {
    response.authenticatorData = text(key.response.authenticatorData);
    response.signature = text(key.response.signature);
    response.userHandle = key.response.userHandle ? text(key.response.userHandle) : null;
  }
  form.elements.challenge.value = challenge;
  form.elements.credential.value = JSON.stringify({
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    response,
    extensions: {},
  });
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    for (const part of document.querySelectorAll("[data-passkey-shown]")) part.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      const said = form.querySelector("[data-passkey-said]");
      said.textContent = "";
      try {
        await answer(form);
        form.submit();
      } catch {
        // Closed by the person, no key on this device, or the challenge too old: the other ways stay open.
        said.textContent = form.dataset.failed;
      }
    });
  }
}
