// On the page for signing in: whoever signs out leaves no cases on this device. What still waits to be uploaded stays (keep.js).
(() => {
  "use strict";
  const asked = window.indexedDB?.open("sanxiang-field");
  if (!asked) return;
  asked.onupgradeneeded = () => asked.transaction.abort();
  asked.onsuccess = () => {
    const base = asked.result;
    if (base.objectStoreNames.contains("known")) base.transaction("known", "readwrite").objectStore("known").clear();
    base.close();
  };
})();
