// The Markdown editor: EasyMDE over the plain text area, with our own tools, the server's preview and a table
// dialog. CodeMirror listens to a text area (not contenteditable), which Vietnamese input methods need.

import { editTable, findTable, readTable, writeTable } from "./table_dialog.js";

const VENDOR = new URL("../../vendor/easymde-2.21.0/", import.meta.url);
const NEW_TABLE = () => ({ rows: [["", "", ""], ["", "", ""], ["", "", ""]] });

export function enhance(part) {
  for (const editor of part.querySelectorAll("[data-editor]")) start(editor);
}

async function start(editor) {
  const area = editor.querySelector("textarea");
  const tools = editor.querySelector(".editor__tools");
  const preview = editor.querySelector(".editor__preview");
  const button = (name) => tools.querySelector(`[data-tool=${name}]`);
  let rich = null;

  area.closest(".field").querySelector(".field__control").before(tools);
  tools.hidden = false;
  const acts = {
    bold: (e, o) => e.toggleBold(o),
    italic: (e, o) => e.toggleItalic(o),
    heading: (e, o) => e.toggleHeading2(o),
    bullets: (e, o) => e.toggleUnorderedList(o),
    numbers: (e, o) => e.toggleOrderedList(o),
    quote: (e, o) => e.toggleBlockquote(o),
    link: (e, o) => e.drawLink(o),
    table: (e, o) => changeTable(editor.querySelector("[data-table-dialog]"), o.codemirror),
  };
  tools.addEventListener("click", (event) => {
    const name = event.target.closest("[data-tool]")?.dataset.tool;
    if (name === "plain") setRich(!rich);
    else if (name === "preview") togglePreview();
    else if (name && rich) acts[name](window.EasyMDE, rich);
  });

  async function setRich(wanted) {
    localStorage.setItem("editor", wanted ? "rich" : "plain");
    if (wanted) rich = await make(area);
    else if (rich) { rich.toTextArea(); rich = null; }
    button("plain").setAttribute("aria-pressed", String(!wanted));
    for (const name of Object.keys(acts)) button(name).disabled = !wanted;
  }

  async function togglePreview() {
    const showing = preview.hidden;
    button("preview").setAttribute("aria-pressed", String(showing));
    editor.classList.toggle("editor--previewing", showing);
    preview.hidden = !showing;
    if (!showing) return rich ? rich.codemirror.refresh() : undefined;
    preview.textContent = preview.dataset.waiting;
    try {
      const sent = new FormData();
      sent.append("csrf_token", editor.dataset.csrf);
      sent.append("text", area.value);
      const answer = await fetch(editor.dataset.preview, { method: "POST", body: sent, redirect: "error" });
      if (!answer.ok) throw new Error(answer.status);
      preview.innerHTML = await answer.text(); // cleaned by the server, as the document itself
      preview.dispatchEvent(new CustomEvent("qms:content", { bubbles: true }));
    } catch {
      preview.textContent = preview.dataset.failed;
    }
    preview.focus();
  }

  await setRich(localStorage.getItem("editor") !== "plain");
}

let loading = null;

/** EasyMDE's own files, fetched when a page has an editor. */
function load() {
  loading ||= new Promise((resolve, reject) => {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("easymde.min.css", VENDOR) });
    document.querySelector("link[rel=stylesheet]").before(sheet); // ours come after it and win
    const script = Object.assign(document.createElement("script"), { src: new URL("easymde.min.js", VENDOR) });
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  return loading;
}

async function make(area) {
  await load();
  const label = document.querySelector(`label[for="${area.id}"]`);
  const rich = new window.EasyMDE({
    element: area,
    toolbar: false,
    status: false,
    spellChecker: false,
    autoDownloadFontAwesome: false,
    inputStyle: "textarea",
    forceSync: true,
    indentWithTabs: false,
    tabSize: 4,
    unorderedListStyle: "-",
    minHeight: "24rem",
    shortcuts: { togglePreview: null, toggleSideBySide: null, toggleFullScreen: null, drawImage: null, cleanBlock: null },
  });
  const { codemirror } = rich;
  // Tab leaves the editor, as it leaves any field: otherwise one could not get out by keyboard.
  codemirror.setOption("extraKeys", { ...codemirror.getOption("extraKeys"), Tab: false, "Shift-Tab": false });
  const input = codemirror.getInputField();
  input.setAttribute("aria-label", label.textContent.trim());
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (area.hasAttribute(name)) input.setAttribute(name, area.getAttribute(name));
  }
  label.addEventListener("click", () => codemirror.focus());
  area.addEventListener("focus", () => codemirror.focus()); // where the error summary leads
  codemirror.on("change", () => area.dispatchEvent(new Event("input", { bubbles: true })));
  return rich;
}

async function changeTable(dialog, codemirror) {
  const lines = codemirror.getValue().split("\n");
  const at = codemirror.getCursor().line;
  const place = findTable(lines, at);
  const table = place ? readTable(lines.slice(place[0], place[1] + 1)) : NEW_TABLE();
  const changed = await editTable(dialog, table);
  if (changed) {
    const text = writeTable(changed).join("\n");
    if (place) {
      codemirror.replaceRange(text, { line: place[0], ch: 0 }, { line: place[1], ch: lines[place[1]].length });
    } else {
      const before = lines[at].trim() ? "\n\n" : at > 0 && lines[at - 1].trim() ? "\n" : "";
      codemirror.replaceRange(`${before}${text}\n\n`, { line: at, ch: lines[at].length });
    }
  }
  codemirror.focus();
}
