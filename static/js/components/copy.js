// Copies a text. The clipboard needs https; elsewhere the text is selected and copied in the old way.

export function enhance(part) {
  for (const button of part.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await write(new URL(button.dataset.copy, location.href).href);
      const text = button.querySelector("span");
      const before = text.textContent;
      text.textContent = button.dataset.copied;
      setTimeout(() => { text.textContent = before; }, 2000);
    });
  }
}

async function write(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "sr-only";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
