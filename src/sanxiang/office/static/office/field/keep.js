// The phone's own store (IndexedDB): `queue` what was gathered and waits, `parts` what a running recording has so far, `known` cases and
// papers as they were last read. Signing out forgets `known`; `queue` goes only when the server has it.
(() => {
  "use strict";
  const field = window.field = {};
  const opened = new Promise((done, failed) => {
    const asked = indexedDB.open("sanxiang-field", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("queue", { keyPath: "id" });
      asked.result.createObjectStore("parts", { keyPath: ["id", "n"] });
      asked.result.createObjectStore("known");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });

  // One change, told done only when it is on the disk.
  const change = async (name, work) => {
    const base = await opened;
    return new Promise((done, failed) => {
      const all = base.transaction(name, "readwrite", { durability: "strict" });
      work(all.objectStore(name));
      all.oncomplete = () => done();
      all.onerror = all.onabort = () => failed(all.error);
    });
  };
  const read = async (name, work) => {
    const base = await opened;
    return new Promise((done, failed) => {
      const asked = work(base.transaction(name).objectStore(name));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  };
  const of = id => IDBKeyRange.bound([id, 0], [id, Infinity]);
  const channel = new BroadcastChannel("sanxiang-field");

  field.keep = {
    put: async item => { await change("queue", store => store.put(item)); channel.postMessage("queue"); },
    get: id => read("queue", store => store.get(id)),
    all: async () => (await read("queue", store => store.getAll())).sort((a, b) => a.taken_at < b.taken_at ? -1 : 1),
    drop: async id => { await change("queue", store => store.delete(id)); channel.postMessage("queue"); },
    part: (id, n, blob) => change("parts", store => store.put({ id, n, blob, at: Date.now() })),
    parts: id => read("parts", store => store.getAll(of(id))),
    dropParts: id => change("parts", store => store.delete(of(id))),
    know: (key, value) => change("known", store => store.put(value, key)),
    known: key => read("known", store => store.get(key)),
    forget: () => change("known", store => store.clear()),
    told: heard => { channel.onmessage = heard; },
  };
  field.id = () => crypto.randomUUID();
  field.now = () => new Date().toISOString();
  field.sha256 = async blob => [...new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()))].map(b => b.toString(16).padStart(2, "0")).join("");
})();
