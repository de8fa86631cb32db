// The walk-through without a network: each note and photo is kept on the device first and sent when the server can be
// reached. Where the browser keeps nothing, the form is sent to the server as it stands.

import { choosePhotos, photosOf, savePhotos, sendPhotos, showPhotos } from "./photos.js";
import { newName, openStore } from "./store.js";

const EVERY = 20000; // how often a sending is tried while something waits
const FIELDS = ["text", "evidence", "record_number", "asked", "happened_on"];

const page = document.querySelector("[data-walk]");
if (page) start(page);

async function start(page) {
  const form = page.querySelector("form[method=post]");
  const store = await openStore().catch(() => null);
  const audit = Number(page.dataset.walk);
  const worker = installWorker(page);
  if (!store) return;
  const fetched = await fetchAudit(page, store);
  const known = fetched ?? (await store.get("audits", audit));
  if (!known) return;
  const line = lineAsked(known, Number(page.dataset.line));
  if (line.id !== Number(page.dataset.line)) showLine(page, known, line);
  const walk = { page, form, store, audit: known, line, key: `${audit}:${line.id}` };
  await fillIn(walk);
  form.addEventListener("input", () => keepDraft(walk));
  choosePhotos(walk, () => count(walk), (text) => tell(walk, text));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keepNote(walk);
  });
  form.dataset.kept = "on the device";
  await send(walk);
  addEventListener("online", () => send(walk));
  setInterval(() => send(walk), EVERY);
  if (await worker) page.dataset.ready = "offline";
  await count(walk);
}

// --- What the server knows ---------------------------------------------------------------------------------

/** The checklist as it is on the server now, kept on the device; null without a network or a session. */
async function fetchAudit(page, store) {
  try {
    const answer = await fetch(page.dataset.source, { redirect: "manual", headers: { Accept: "application/json" } });
    page.dataset.session = answer.ok ? "open" : answer.status === 403 ? "not allowed" : "ended";
    if (!answer.ok) return null;
    const audit = await answer.json();
    await store.put("audits", audit);
    return audit;
  } catch {
    page.dataset.session = "out of reach";
    return null;
  }
}

/** The line in the address; the first that nobody assessed when the page was kept for another one. */
function lineAsked(audit, fallback) {
  const asked = Number(location.pathname.match(/\/walk\/(\d+)$/)?.[1] ?? fallback);
  return audit.lines.find((each) => each.id === asked) ?? audit.lines.find((each) => !each.done) ?? audit.lines[0];
}

/** Puts another line into a page that was kept on the device. */
function showLine(page, audit, line) {
  const at = audit.lines.indexOf(line);
  const title = page.dataset.titleOf.replace("{number}", at + 1).replace("{total}", audit.lines.length);
  for (const heading of document.querySelectorAll("h1, .breadcrumbs [aria-current]")) heading.textContent = title;
  document.title = title;
  page.querySelector("[data-question]").textContent = line.question;
  page.querySelector("[data-facts]").textContent = line.facts;
  page.querySelector("[data-others]").replaceChildren(...[...line.others, ...line.files].map(paragraph));
  const form = page.querySelector("form[method=post]");
  form.reset();
  form.action = `${page.dataset.walkUrl}/${line.id}`;
  page.dataset.line = line.id;
  for (const [name, other] of [["previous", audit.lines[at - 1]], ["next", audit.lines[at + 1]]]) {
    const link = page.querySelector(`[data-${name}]`);
    link.hidden = !other;
    if (other) link.href = `${page.dataset.walkUrl}/${other.id}`;
  }
}

function paragraph(text) {
  const made = document.createElement("p");
  made.className = "panel";
  made.textContent = text;
  return made;
}

// --- What is typed -----------------------------------------------------------------------------------------

/** The form as it was left: what was typed and not saved, else what was saved and not sent, else what the server has. */
async function fillIn(walk) {
  const waiting = (await walk.store.queue()).filter((note) => note.audit === walk.audit.id && note.line === walk.line.id);
  const draft = await walk.store.get("drafts", walk.key);
  const last = waiting.at(-1);
  walk.bases = draft?.bases ?? (last ? [last.client_id] : walk.line.bases);
  const said = draft ?? last ?? walk.line.mine;
  if (!said) return;
  for (const name of FIELDS) walk.form.elements[name].value = said[name] ?? "";
  for (const choice of walk.form.elements.result) choice.checked = choice.value === said.result;
}

function typed(form) {
  const said = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
  return { ...said, result: form.elements.result.value };
}

function keepDraft(walk) {
  walk.store.put("drafts", { key: walk.key, bases: walk.bases, ...typed(walk.form) });
}

/** Keeps the note on the device, then goes on to the next line; sending goes on beside it. */
async function keepNote(walk) {
  const said = typed(walk.form);
  const says = said.result !== "not_assessed" || FIELDS.some((name) => said[name].trim());
  const photos = await photosOf(walk);
  if (!says && !walk.bases.length && !photos.length) {
    tell(walk, walk.page.dataset.sayNothing);
    return;
  }
  await savePhotos(walk, photos, said.happened_on);
  if (says || walk.bases.length) await keepSaid(walk, said);
  await walk.store.remove("drafts", walk.key);
  await sendNotes(walk); // photos are sent from the next line on: nobody waits for them
  const lines = walk.audit.lines;
  const next = lines[lines.indexOf(walk.line) + 1] ?? walk.line;
  location.assign(`${walk.page.dataset.walkUrl}/${next.id}`);
}

/** Puts the note into the queue, in the place of one of this line that was refused. */
async function keepSaid(walk, said) {
  for (const note of await walk.store.queue()) {
    if (note.refusal && note.audit === walk.audit.id && note.line === walk.line.id) await walk.store.remove("queue", note.client_id);
  }
  await walk.store.put("queue", {
    ...said,
    client_id: newName(),
    audit: walk.audit.id,
    line: walk.line.id,
    person: walk.audit.person,
    bases: walk.bases,
    written: Date.now(),
    device_at: new Date().toISOString(),
  });
}

// --- Sending -----------------------------------------------------------------------------------------------

/** Sends what waits for this audit: the notes in one batch, then photo after photo. */
async function send(walk) {
  await sendNotes(walk);
  await oneAtATime("qms-photos", () => sendPhotos(walk, () => fetchAudit(walk.page, walk.store), () => count(walk)));
  await count(walk);
}

async function sendNotes(walk) {
  await oneAtATime("qms-audits", () => sendBatch(walk));
  await count(walk);
}

/** Several pages may be open: while one sends, the others wait. */
function oneAtATime(name, act) {
  return navigator.locks ? navigator.locks.request(name, act) : act();
}

/** What the server has not taken stays. */
async function sendBatch(walk) {
  const waiting = (await walk.store.queue()).filter((note) => note.audit === walk.audit.id && !note.refusal);
  if (!waiting.length) return;
  const fresh = await fetchAudit(walk.page, walk.store); // a new token, and whose session it is
  if (!fresh || waiting.some((note) => note.person !== fresh.person)) return;
  try {
    const answer = await fetch(walk.page.dataset.batch, {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": fresh.csrf_token, Accept: "application/json" },
      body: JSON.stringify({ person: fresh.person, notes: waiting }),
    });
    if (!answer.ok) return;
    for (const { client_id, refusal } of (await answer.json()).taken) {
      const note = waiting.find((each) => each.client_id === client_id);
      if (refusal) await walk.store.put("queue", { ...note, refusal });
      else await walk.store.remove("queue", client_id);
    }
    await fetchAudit(walk.page, walk.store);
  } catch {
    walk.page.dataset.session = "out of reach"; // tried again later
  }
}

/** Says how much is not sent yet, and why. */
async function count(walk) {
  await showPhotos(walk);
  const waiting = [...(await walk.store.queue()), ...(await walk.store.photos())];
  const refused = waiting.find((each) => each.refusal);
  const data = walk.page.dataset;
  const reason = refused?.refusal ?? { ended: data.signIn, "not allowed": data.sayNotAllowed }[data.session] ?? "";
  const settled = data.ready ? `${data.allSent} ${data.sayReady}` : data.allSent;
  tell(walk, waiting.length ? `${data.unsent.replace("{n}", waiting.length)} ${reason}` : settled);
  data.waiting = waiting.length;
}

function tell(walk, text) {
  walk.page.querySelector("[data-status]").textContent = text;
}

// --- Opening without a network -----------------------------------------------------------------------------

/** Has the worker keep this page and its files, to answer with them when the server cannot be reached. Resolves
 * with whether it did; without it the page needs the network to open, and notes are kept on the device all the same. */
async function installWorker(page) {
  if (!navigator.serviceWorker) return false;
  try {
    await navigator.serviceWorker.register(page.dataset.worker);
    const { active } = await navigator.serviceWorker.ready;
    const files = performance.getEntriesByType("resource").map((entry) => entry.name);
    return await answered(active, { page: location.href, files });
  } catch {
    return false;
  }
}

/** Asks the worker; resolves with what it answers when it is done. */
function answered(worker, question) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (answer) => resolve(answer.data);
    worker.postMessage(question, [port2]);
  });
}
