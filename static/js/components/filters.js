// Filters that show their result at once: the list is fetched and replaced, the address follows, the focus stays.
// Text fields wait for Enter, so that nobody's typing is interrupted. On a phone the bar begins closed.

export function enhance(part) {
  for (const form of part.querySelectorAll("form[data-autosubmit]")) {
    const bar = form.closest("details");
    if (bar && matchMedia("(max-width: 40em)").matches) bar.open = false;
    form.addEventListener("change", (event) => {
      if (event.target.matches("select, [type=checkbox], [type=radio]")) show(form);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      show(form);
    });
  }
}

let latest = 0;

async function show(form) {
  const address = new URL(form.action, location.href);
  address.search = ""; // as a browser does with a form sent by GET
  for (const [name, value] of new FormData(form)) if (value) address.searchParams.append(name, value);
  const results = document.getElementById(form.dataset.autosubmit);
  if (!results) return location.assign(address);
  const mine = ++latest;
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(results.id);
    if (mine !== latest) return;
    if (!answer.ok || !fresh) return location.assign(address);
    const status = results.querySelector("[role=status]");
    const count = fresh.querySelector("[role=status]");
    if (status && count) {
      status.textContent = count.textContent;
      count.replaceWith(status); // the same element stays, so that the new count is read out
    }
    results.replaceChildren(...fresh.childNodes);
    history.replaceState(null, "", address);
    results.dispatchEvent(new CustomEvent("qms:content", { bubbles: true }));
  } catch {
    location.assign(address);
  } finally {
    if (mine === latest) results.removeAttribute("aria-busy");
  }
}
