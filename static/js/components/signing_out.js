// Signing out takes away what audits keep on the device; when notes are not sent yet, it asks first.

const DATABASE = "qms-audits";

export function enhance(part) {
  for (const form of part.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", (event) => {
      if (!globalThis.indexedDB || form.dataset.wiped) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      signOut(form);
    });
  }
}

async function signOut(form) {
  const unsent = await countUnsent();
  if (unsent && !confirm(form.dataset.signOut.replace("{n}", unsent))) return;
  await wipe();
  form.dataset.wiped = "yes";
  form.requestSubmit();
}

/** How many notes wait on this device; none where there is no store. */
async function countUnsent() {
  const known = (await indexedDB.databases?.()) ?? [{ name: DATABASE }];
  if (!known.some((each) => each.name === DATABASE)) return 0;
  return new Promise((resolve) => {
    const asked = indexedDB.open(DATABASE);
    asked.onerror = () => resolve(0);
    asked.onsuccess = () => {
      const database = asked.result;
      if (!database.objectStoreNames.contains("queue")) return finish(database, 0);
      const counted = database.transaction("queue").objectStore("queue").count();
      counted.onsuccess = () => finish(database, counted.result);
      return undefined;
    };
    function finish(database, number) {
      database.close();
      resolve(number);
    }
  });
}

async function wipe() {
  await new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(DATABASE);
    asked.onsuccess = asked.onerror = asked.onblocked = resolve;
  });
  if (globalThis.caches) {
    for (const name of await caches.keys()) if (name.startsWith("qms-")) await caches.delete(name);
  }
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
}
