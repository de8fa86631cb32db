// The walk-through without a network: each note is kept on the device first and sent when the server can be
// reached. Where the browser keeps nothing, the form is sent to the server as it stands.

import { openStore } from "./store.js";

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
    page.dataset.session = answer.ok ? "open" : "ended";
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
  page.querySelector("[data-others]").replaceChildren(...line.others.map(paragraph));
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
  if (!says && !walk.bases.length) {
    tell(walk, walk.page.dataset.sayNothing);
    return;
  }
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
  await walk.store.remove("drafts", walk.key);
  await send(walk);
  const lines = walk.audit.lines;
  const next = lines[lines.indexOf(walk.line) + 1] ?? walk.line;
  location.assign(`${walk.page.dataset.walkUrl}/${next.id}`);
}

function newName() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// --- Sending -----------------------------------------------------------------------------------------------

/** Sends what waits for this audit in one batch; what the server has not taken stays. One sending at a time. */
async function send(walk) {
  if (navigator.locks) await navigator.locks.request("qms-audits", () => sendNow(walk));
  else await sendNow(walk);
  await count(walk);
}

async function sendNow(walk) {
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
  const waiting = await walk.store.queue();
  const refused = waiting.find((note) => note.refusal);
  const data = walk.page.dataset;
  const reason = refused?.refusal ?? (data.session === "ended" ? data.signIn : "");
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
