// Menus are plain details elements; this closes them by Escape, by a click elsewhere, and when another opens.

export function enhance(part) {
  for (const menu of part.querySelectorAll("details[data-menu]")) {
    menu.addEventListener("toggle", () => { if (menu.open) closeAll(menu); });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
  }
  if (part === document) document.addEventListener("click", (event) => closeAll(event.target.closest("details[data-menu]")));
}

function closeAll(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (menu !== except) menu.open = false;
}
