// Theme and text size at once; the server remembers them. The language loads the page anew.

const MEDIA = { light: "not all", dark: "screen", auto: "screen and (prefers-color-scheme: dark)" };

export function enhance(part) {
  for (const form of part.querySelectorAll("form[data-preferences]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!button || button.name === "lang") return;
      event.preventDefault();
      show(button.name, button.value);
      const choice = new FormData(form);
      choice.append(button.name, button.value);
      fetch(form.action, { method: "POST", body: choice, redirect: "manual" });
    }, { capture: true });
  }
}

function show(name, value) {
  const page = document.documentElement;
  page.className = page.className.replace(new RegExp(`\\b${name}-\\w+`), `${name}-${value}`);
  if (name === "theme") {
    document.querySelector("link[data-dark]").media = MEDIA[value];
    document.querySelector("meta[name=color-scheme]").content = value === "auto" ? "light dark" : value;
  }
  for (const button of document.querySelectorAll(`[data-preferences] [name=${name}]`)) {
    button.setAttribute("aria-pressed", String(button.value === value));
  }
}
