// Signing out takes away what audits keep on the device; when notes are not sent yet, it asks first.

const DATABASE = "qms-audits";
const WAITING = ["queue", "photos"];

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

/** How many notes and photos wait on this device; none where there is no store. */
async function countUnsent() {
  const known = (await indexedDB.databases?.()) ?? [{ name: DATABASE }];
  if (!known.some((each) => each.name === DATABASE)) return 0;
  return new Promise((resolve) => {
    const asked = indexedDB.open(DATABASE);
    asked.onerror = () => resolve(0);
    asked.onsuccess = () => {
      const database = asked.result;
      const stores = WAITING.filter((name) => database.objectStoreNames.contains(name));
      let number = 0;
      if (!stores.length) return finish();
      const transaction = database.transaction(stores);
      for (const name of stores) transaction.objectStore(name).count().onsuccess = (event) => { number += event.target.result; };
      transaction.oncomplete = finish;
      return undefined;
      function finish() {
        database.close();
        resolve(number);
      }
    };
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
