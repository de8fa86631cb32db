// What the walk-through keeps on the device: checklists as last fetched, what is typed, notes and photos not yet sent.

export const DATABASE = "qms-audits";
const VERSION = 2;
const STORES = { audits: "id", drafts: "key", queue: "client_id", photos: "client_id" };

/** A name that nobody else gives: what is sent twice under it is taken once. */
export function newName() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The device's store; rejects where the browser has none (private windows of some browsers). */
export function openStore() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, VERSION);
    asked.onupgradeneeded = () => {
      const known = asked.result.objectStoreNames; // of a device that has an earlier version
      for (const [name, keyPath] of Object.entries(STORES)) if (!known.contains(name)) asked.result.createObjectStore(name, { keyPath });
    };
    asked.onsuccess = () => {
      const store = new Store(asked.result);
      asked.result.onversionchange = () => store.close(); // signing out takes the store away
      resolve(store);
    };
    asked.onerror = () => reject(asked.error);
  });
}

class Store {
  constructor(database) {
    this.database = database;
    this.closed = false;
  }

  close() {
    this.closed = true;
    this.database.close();
  }

  /** Runs `act` on a store; resolves with what it asked for once it is safely written. */
  #run(name, mode, act) {
    return new Promise((resolve, reject) => {
      if (this.closed) return; // the page is being left: nobody waits for an answer
      const transaction = this.database.transaction(name, mode, { durability: "strict" });
      const asked = act(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  get(name, key) {
    return this.#run(name, "readonly", (store) => store.get(key));
  }

  put(name, value) {
    return this.#run(name, "readwrite", (store) => store.put(value));
  }

  remove(name, key) {
    return this.#run(name, "readwrite", (store) => store.delete(key));
  }

  /** Notes not yet sent, in the order in which they were written. */
  queue() {
    return this.#inOrder("queue");
  }

  /** Photos not yet sent, in the order in which they were chosen. */
  photos() {
    return this.#inOrder("photos");
  }

  async #inOrder(name) {
    const all = await this.#run(name, "readonly", (store) => store.getAll());
    return all.sort((one, other) => one.written - other.written);
  }
}
