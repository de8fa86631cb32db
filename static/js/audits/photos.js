// Photos and files of the walk-through: on the device as soon as they are chosen, with the note when it is saved, and
// sent one by one when the server can be reached. One that is refused stays, with the reason, until it is taken out.

import { smaller } from "./smaller.js";
import { newName } from "./store.js";

const MEGABYTE = 2 ** 20;
const HEIC = /\.hei[cf]$/i;

/** Takes what is chosen in the field onto the device; `changed` is called when something was. */
export function choosePhotos(walk, changed, tell) {
  const field = walk.form.elements.files;
  field.addEventListener("change", async () => {
    const chosen = [...field.files];
    field.value = ""; // from here on they are the device's, and never sent with the form as well
    const refusals = [];
    for (const original of chosen) {
      const file = await smaller(original);
      const refusal = wrongWith(file, walk.page.dataset) || (await keep(walk, file));
      if (refusal) refusals.push(refusal);
    }
    await changed();
    if (refusals.length) tell(refusals.join(" "));
  });
  walk.page.querySelector("[data-photos]").addEventListener("click", async (event) => {
    const name = event.target.closest("button")?.value;
    if (!name) return;
    await walk.store.remove("photos", name);
    await changed();
    field.focus();
  });
}

/** What can be said without asking the server, so that nobody learns of it hours later. */
function wrongWith(file, data) {
  if (HEIC.test(file.name)) return data.sayHeic.replace("{name}", file.name);
  if (file.size <= Number(data.largest)) return "";
  const sizes = { size: Math.round(file.size / MEGABYTE), most: Math.round(Number(data.largest) / MEGABYTE) };
  return data.sayLarge.replace("{name}", file.name).replace("{size}", sizes.size).replace("{most}", sizes.most);
}

async function keep(walk, file) {
  try {
    await walk.store.put("photos", {
      client_id: newName(),
      audit: walk.audit.id,
      line: walk.line.id,
      person: walk.audit.person,
      name: file.name,
      content: file,
      written: Date.now(),
      saved: false,
    });
    return "";
  } catch {
    return walk.page.dataset.sayFull.replace("{name}", file.name);
  }
}

/** Those of the present line that were not saved with a note yet, or were refused and can be tried again. */
export async function photosOf(walk) {
  return (await walk.store.photos()).filter((each) => (!each.saved || each.refusal) && isHere(walk, each));
}

/** Has them sent, as showing what happened on this day. */
export async function savePhotos(walk, photos, happenedOn) {
  for (const each of photos) await walk.store.put("photos", { ...each, saved: true, happened_on: happenedOn, refusal: "" });
}

function isHere(walk, photo) {
  return photo.audit === walk.audit.id && photo.line === walk.line.id;
}

/** Shows what waits on the present line, and what was refused anywhere in the audit, with a button to leave it out. */
export async function showPhotos(walk) {
  const data = walk.page.dataset;
  const shown = (await walk.store.photos()).filter((each) => isHere(walk, each) || (each.refusal && each.audit === walk.audit.id));
  const list = walk.page.querySelector("[data-photos]");
  const state = JSON.stringify(shown.map((each) => [each.client_id, each.refusal]));
  if (list.dataset.state === state) return; // a button that has the focus keeps it
  list.dataset.state = state;
  list.replaceChildren(...shown.map((each) => item(each, data)));
}

function item(photo, data) {
  const made = document.createElement("li");
  const text = document.createElement("span");
  text.textContent = photo.refusal || data.sayPhoto.replace("{name}", photo.name);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet button--small";
  button.value = photo.client_id;
  button.textContent = data.sayRemove.replace("{name}", photo.name);
  made.append(text, button);
  return made;
}

/** Sends those that were saved; `fetchAudit` gives a token, and whose session it is. */
export async function sendPhotos(walk, fetchAudit, changed) {
  const waiting = (await walk.store.photos()).filter((each) => each.saved && !each.refusal && each.audit === walk.audit.id);
  if (!waiting.length) return;
  const fresh = await fetchAudit();
  if (!fresh || waiting.some((each) => each.person !== fresh.person)) return;
  for (const photo of waiting) {
    const refusal = await sendOne(walk, photo, fresh.csrf_token).catch(() => null);
    if (refusal === null) return; // tried again later
    if (refusal) await walk.store.put("photos", { ...photo, refusal });
    else await walk.store.remove("photos", photo.client_id);
    await changed();
  }
}

/** Empty when the server has it, the reason when it was refused, null when nobody knows. */
async function sendOne(walk, photo, token) {
  const body = new FormData();
  body.append("person", photo.person);
  body.append("happened_on", photo.happened_on);
  body.append("files", photo.content, photo.name);
  const headers = { "X-CSRFToken": token, Accept: "application/json" };
  const address = `${walk.page.dataset.lineUrl}/${photo.line}/files`;
  const answer = await fetch(address, { method: "POST", redirect: "manual", headers, body });
  if (answer.status === 413) return wrongWith(photo.content, walk.page.dataset);
  return answer.ok ? (await answer.json()).refusal : null;
}
