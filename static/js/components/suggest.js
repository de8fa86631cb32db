// Suggestions while typing in a search box, as a combobox with a list. "/" goes to the box, the arrow keys walk, Enter
// opens, Escape closes. Without this module the form is sent as any other.

const PAUSE = 150; // ms without typing before the server is asked
const FEWEST = 2; // letters

let count = 0;

export function enhance(part) {
  for (const form of part.querySelectorAll("form[data-search-box]")) if (!form.dataset.suggesting) suggestIn(form);
  if (part === document) document.addEventListener("keydown", goToBox);
}

function goToBox(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const boxes = [...document.querySelectorAll("form[data-search-box] input[type=search]")];
  const box = boxes.find((each) => each.offsetParent !== null);
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
}

function suggestIn(form) {
  const box = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  form.dataset.suggesting = "";
  list.id = `suggestions-${++count}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0].textContent);
  list.hidden = true;
  status.className = "sr-only";
  status.setAttribute("role", "status");
  form.append(list, status);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    box.setAttribute(name, value);
  }
  new Suggestions(form, box, list, status);
}

class Suggestions {
  constructor(form, box, list, status) {
    Object.assign(this, { form, box, list, status, asked: "", timer: 0, request: null });
    box.addEventListener("input", (event) => { if (!event.isComposing) this.askSoon(); });
    box.addEventListener("compositionend", () => this.askSoon());
    box.addEventListener("keydown", (event) => this.walk(event));
    box.addEventListener("focus", () => { if (this.list.children.length && box.value.trim() === this.asked) this.open(); });
    form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) this.close(); });
    form.addEventListener("submit", () => this.leaveOff());
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    list.addEventListener("click", (event) => this.go(event.target.closest("[role=option]")));
  }

  askSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(this.box.value.trim()), PAUSE);
  }

  async ask(typed) {
    if (typed === this.asked) return;
    this.asked = typed;
    this.request?.abort();
    if (typed.length < FEWEST) return this.show([]);
    this.request = new AbortController();
    try {
      const answer = await fetch(`${this.form.dataset.searchBox}?${new URLSearchParams({ q: typed })}`, { signal: this.request.signal });
      if (answer.ok && !answer.redirected) this.show((await answer.json()).suggestions);
      this.request = null;
    } catch {
      // Suggestions are a help only: what was typed can be sent all the same.
    }
  }

  show(suggestions) {
    this.list.replaceChildren(...suggestions.map((each, number) => this.option(each, number)));
    if (!suggestions.length) this.close();
    else if (document.activeElement === this.box) this.open();
    this.status.textContent = this.asked.length < FEWEST ? ""
      : suggestions.length ? this.form.dataset.found.replace("{number}", suggestions.length) : this.form.dataset.none;
  }

  option({ code, title, heading, step, url }, number) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${number}`;
    item.className = "suggestions__item";
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.url = url;
    const place = step ? this.form.dataset.step.replace("{number}", step) : "";
    item.append(line("suggestions__name", heading || title), line("suggestions__place", [code, place, heading ? title : ""].filter(Boolean).join(" · ")));
    return item;
  }

  walk(event) {
    if (event.isComposing) return;
    const options = [...this.list.children];
    const at = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
    if (event.key === "Escape") {
      if (!this.list.hidden) event.preventDefault(); // the text stays; a second Escape empties the box
      this.leaveOff();
    } else if (event.key === "Enter" && !this.list.hidden && at >= 0) {
      event.preventDefault();
      this.go(options[at]);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      this.open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place more than there are options: there nothing is chosen and Enter sends what was typed.
      this.choose(options, (at + 1 + step + options.length + 1) % (options.length + 1) - 1);
    }
  }

  choose(options, chosen) {
    options.forEach((each, number) => each.setAttribute("aria-selected", String(number === chosen)));
    if (chosen < 0) return this.box.removeAttribute("aria-activedescendant");
    this.box.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  }

  go(option) {
    if (option) location.assign(option.dataset.url);
  }

  /** Closes the list, also for an answer that is still on its way. */
  leaveOff() {
    clearTimeout(this.timer);
    if (this.request) {
      this.request.abort();
      this.request = this.asked = null;
    }
    this.close();
  }

  open() {
    this.list.hidden = false;
    this.box.setAttribute("aria-expanded", "true");
  }

  close() {
    this.choose([...this.list.children], -1);
    this.list.hidden = true;
    this.box.setAttribute("aria-expanded", "false");
  }
}

function line(name, text) {
  const span = document.createElement("span");
  span.className = name;
  span.textContent = text;
  return span;
}
