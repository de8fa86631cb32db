// Loads the page again after some seconds while something on it is under way (data-refresh).

/** Where `part` says so, loads the page anew; not while it is out of sight. */
export function enhance(part) {
  const waiting = part.querySelector("[data-refresh]");
  if (!waiting) return;
  const seconds = Number(waiting.dataset.refresh);
  const again = () => (document.hidden ? setTimeout(again, seconds * 1000) : location.reload());
  setTimeout(again, seconds * 1000);
}
