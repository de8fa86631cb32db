// A calendar beside a date field. The field itself stays a text dd/mm/yyyy, as people here write dates;
// the browser's own date field would show them in the browser's order.

export function enhance(part) {
  if (!("showPicker" in HTMLInputElement.prototype)) return;
  for (const button of part.querySelectorAll("[data-calendar]")) {
    addCalendar(button, document.getElementById(button.dataset.calendar));
  }
}

function addCalendar(button, field) {
  const picker = document.createElement("input");
  picker.type = "date";
  picker.className = "calendar__picker";
  picker.tabIndex = -1;
  picker.setAttribute("aria-hidden", "true");
  button.after(picker);
  button.hidden = false;
  button.addEventListener("click", () => {
    picker.value = toIso(field.value);
    picker.showPicker();
  });
  picker.addEventListener("change", () => {
    if (!picker.value) return;
    field.value = picker.value.split("-").reverse().join("/");
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
    field.focus();
  });
}

function toIso(text) {
  const found = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4})\s*$/.exec(text);
  return found ? `${found[3]}-${found[2].padStart(2, "0")}-${found[1].padStart(2, "0")}` : "";
}
