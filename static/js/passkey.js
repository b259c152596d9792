// passkey.js — asks the browser for a passkey, new or there already, and posts its answer. The form appears only where
// that works: without this file a code serves.
const form = document.querySelector("[data-passkey]");
const failed = form?.querySelector("[data-failed]");

const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const credentials = (list = []) => list.map((credential) => ({ ...credential, id: bytesOf(credential.id) }));

function question() {
  const { publicKey } = JSON.parse(document.getElementById("passkey-question").textContent);
  publicKey.challenge = bytesOf(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = bytesOf(publicKey.user.id);
  publicKey.excludeCredentials = credentials(publicKey.excludeCredentials);
  publicKey.allowCredentials = credentials(publicKey.allowCredentials);
  return { publicKey };
}

function inText(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature"])
    if (credential.response[part]) response[part] = textOf(credential.response[part]);
  const id = textOf(credential.rawId);
  return JSON.stringify({ id, rawId: id, type: credential.type, clientExtensionResults: {}, response });
}

async function ask(event) {
  event.preventDefault();
  failed.hidden = true;
  try {
    const credential = await navigator.credentials[form.dataset.passkey](question());
    form.elements.credential.value = inText(credential);
    form.submit();
  } catch {
    // Given up, too late, or a device that is in the list already: the browser does not say which.
    failed.hidden = false;
  }
}

if (form && window.PublicKeyCredential) {
  form.hidden = false;
  document.querySelector("[data-unable]")?.remove();
  form.addEventListener("submit", ask);
}
