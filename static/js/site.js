// The behaviours of every page. Each module enhances what the server has sent; without them every page still works.

import { enhance as copy } from "./components/copy.js";
import { enhance as day } from "./components/day.js";
import { enhance as editor } from "./components/editor.js";
import { enhance as errorSummary } from "./components/error_summary.js";
import { enhance as filters } from "./components/filters.js";
import { enhance as form } from "./components/form.js";
import { enhance as menu } from "./components/menu.js";
import { enhance as preferences } from "./components/preferences.js";
import { enhance as printing } from "./components/print.js";
import { enhance as refresh } from "./components/refresh.js";
import { enhance as signingOut } from "./components/signing_out.js";
import { enhance as suggest } from "./components/suggest.js";

const behaviours = [signingOut, copy, day, editor, errorSummary, filters, form, menu, preferences, printing, refresh, suggest];

/** Enhances `part`; modules that bring new content announce it with the event "qms:content" on it. */
function enhanceAll(part) {
  for (const enhance of behaviours) enhance(part);
}

document.addEventListener("qms:content", (event) => enhanceAll(event.target));
enhanceAll(document);
