// Forms that change something: sent once however often one clicks, left only after asking when something is
// unsaved, and drafts that save themselves.

const WAIT = 2500; // after the last key
const LONGEST_WAIT = 20000; // while typing goes on
const RETRY = 15000;
const SENT_FOR = 10000;
const NOT_TYPED = new Set(["csrf_token", "once", "seen", "was", "base"]);

export function enhance(part) {
  for (const form of part.querySelectorAll("form[method=post]")) {
    sendOnce(form);
    if ("unsaved" in form.dataset) askBeforeLeaving(form);
    if (form.dataset.autosave) saveDraft(form);
  }
}

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(open, SENT_FOR); // the answer may be a file, and then the page stays
  });
  function open() {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
  addEventListener("pageshow", open); // also when the page comes back out of the browser's memory
}

function askBeforeLeaving(form) {
  const seen = contentOf(form);
  addEventListener("beforeunload", (event) => {
    if (!form.dataset.sent && contentOf(form) !== (form.dataset.saved ?? seen)) event.preventDefault();
  });
}

/** What a person has put into a form, as one text; files by name and size. */
function contentOf(form) {
  const typed = [...new FormData(form)].filter(([name]) => !NOT_TYPED.has(name));
  return JSON.stringify(typed.map(([name, value]) => [name, value instanceof File ? [value.name, value.size] : value]));
}

// The server answers {"saved_at": "14:05", "fields": {"seen": 7}}, hidden fields with their new values; 409 when somebody else saved meanwhile, 400 or 401 when the
// session has ended, 422 when something must be corrected. A 409, 400 or 401 stops the saving: what was typed stays
// in the form. One saving is under way at a time, and none once the form itself is sent: the server knows the page
// by the form's `once`, so that it takes the form even if it had the draft already.
function saveDraft(form) {
  const status = form.querySelector("[data-autosave-status]");
  let timer = 0;
  let due = 0;
  let saved = contentOf(form);
  let stopped = false;
  let underWay = null;

  function say(name, failed = false, time = "") {
    status.textContent = form.dataset[name].replace("{time}", time);
    status.classList.toggle("form__saved--failed", failed);
  }
  function plan(wait) {
    clearTimeout(timer);
    due ||= Date.now() + LONGEST_WAIT;
    timer = setTimeout(save, Math.max(0, Math.min(wait, due - Date.now())));
  }
  async function save() {
    const content = contentOf(form);
    if (stopped || underWay || form.dataset.sent || content === saved) return;
    due = 0;
    underWay = new AbortController();
    const body = new FormData(form);
    const headers = { "X-Autosave": "1" }; // asks for the new version instead of a page
    try {
      const options = { method: "POST", body, headers, redirect: "manual", signal: underWay.signal };
      const answer = await fetch(form.dataset.autosave, options);
      if (answer.ok) kept(await answer.json(), content);
      else refused(answer);
    } catch {
      if (!form.dataset.sent) failed();
    }
    underWay = null;
  }
  function kept(said, content) {
    for (const [name, value] of Object.entries(said.fields)) if (form.elements[name]) form.elements[name].value = value;
    saved = content;
    form.dataset.saved = content;
    say("autosaveSaved", false, said.saved_at);
    if (contentOf(form) !== content) plan(WAIT);
  }
  function refused(answer) {
    if (answer.status === 422) return say("autosaveWrong", true);
    const away = [400, 401, 403].includes(answer.status) || answer.type === "opaqueredirect";
    if (!away && answer.status !== 409) return failed();
    stopped = true;
    say(away ? "autosaveAway" : "autosaveStale", true);
  }
  function failed() {
    say("autosaveFailed", true);
    plan(RETRY);
  }
  form.addEventListener("submit", () => {
    if (form.dataset.sent) underWay?.abort();
  });
  form.addEventListener("input", () => plan(WAIT));
  form.addEventListener("change", () => plan(WAIT));
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
}
