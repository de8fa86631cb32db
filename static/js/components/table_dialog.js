// A grid of inputs for the pipe table at the cursor: reads it, lets a person fill it in, writes it back.

const RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** Where the table around line `at` stands among `lines`, as [first, last], or null when there is none. */
export function findTable(lines, at) {
  const isRow = (line) => line !== undefined && line.includes("|");
  if (!isRow(lines[at])) return null;
  let first = at;
  let last = at;
  while (isRow(lines[first - 1])) first -= 1;
  while (isRow(lines[last + 1])) last += 1;
  return last > first && RULE.test(lines[first + 1]) ? [first, last] : null;
}

/** The cells of a table's lines, the alignments of its columns, and the indentation before each line. */
export function readTable(lines) {
  const indent = /^\s*/.exec(lines[0])[0];
  const aligns = cellsOf(lines[1]);
  const rows = lines.filter((_, index) => index !== 1).map(cellsOf);
  const width = Math.max(...rows.map((row) => row.length));
  for (const row of rows) while (row.length < width) row.push("");
  return { indent, aligns, rows };
}

function cellsOf(line) {
  const inner = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** A table as lines of Markdown. */
export function writeTable({ indent = "", aligns = [], rows }) {
  const line = (cells) => `${indent}| ${cells.join(" | ")} |`;
  const written = rows.map((row) => line(row.map((cell) => cell.trim().replaceAll(/(?<!\\)\|/g, "\\|"))));
  const rule = line(rows[0].map((_, index) => aligns[index] || "---"));
  return [written[0], rule, ...written.slice(1)];
}

/** Opens `dialog` with `table`; the promise gives the changed table, or null when the person thought better of it. */
export function editTable(dialog, table) {
  const { rows } = table;
  const head = dialog.querySelector("thead");
  const body = dialog.querySelector("tbody");

  function draw(focused) {
    head.replaceChildren(rowOf(0, "th"));
    body.replaceChildren(...rows.slice(1).map((_, index) => rowOf(index + 1, "td")));
    focused?.();
  }
  function rowOf(row, kind) {
    const line = document.createElement("tr");
    rows[row].forEach((text, column) => {
      const cell = document.createElement(kind);
      const input = document.createElement("input");
      input.className = "input";
      input.value = text;
      input.setAttribute("aria-label", row
        ? dialog.dataset.cell.replace("{row}", row).replace("{column}", column + 1)
        : dialog.dataset.head.replace("{n}", column + 1));
      input.addEventListener("input", () => { rows[row][column] = input.value; });
      cell.append(input);
      line.append(cell);
    });
    return line;
  }
  function inputAt(row, column) {
    return dialog.querySelectorAll("tr")[row].querySelectorAll("input")[column];
  }
  const acts = {
    "add-row": () => {
      rows.push(rows[0].map(() => ""));
      draw(() => inputAt(rows.length - 1, 0).focus());
    },
    "add-column": () => {
      for (const row of rows) row.push("");
      draw(() => inputAt(0, rows[0].length - 1).focus());
    },
    "remove-row": () => { if (rows.length > 2) { rows.pop(); draw(); } },
    "remove-column": () => { if (rows[0].length > 1) { for (const row of rows) row.pop(); draw(); } },
  };

  return new Promise((resolve) => {
    let result = null;
    function act(event) {
      const name = event.target.closest("[data-act]")?.dataset.act;
      if (!name) return;
      if (name in acts) return acts[name]();
      if (name === "insert") result = table;
      dialog.close();
    }
    dialog.addEventListener("click", act);
    dialog.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches("input")) event.preventDefault(); });
    dialog.addEventListener("close", () => {
      dialog.removeEventListener("click", act);
      resolve(result);
    }, { once: true });
    draw();
    dialog.showModal();
    inputAt(0, 0).focus();
  });
}
