// Sends what waits: files by parts (tus 1.0.0), then what they are. One tab sends at a time; what was cut off goes on where it stopped.
(() => {
  "use strict";
  const field = window.field, keep = field.keep;
  const PART = 4 * 1024 * 1024;
  const state = field.state = { online: navigator.onLine, signedOut: false, sending: null, part: 0 };
  let token = "";

  class SignedOut extends Error {}
  class Refused extends Error {
    constructor(status, message) { super(message); this.status = status; }
  }

  // A request to the office. A redirect leads to the sign-in: the session has ended.
  const ask = async (address, options = {}) => {
    const headers = { "X-CSRFToken": token, ...options.headers };
    const answer = await fetch(address, { ...options, headers, redirect: "manual", credentials: "same-origin", cache: "no-store" });
    state.online = true;
    if (answer.type === "opaqueredirect" || answer.status === 401) throw new SignedOut();
    return answer;
  };
  const told = async answer => {
    if (answer.ok) return answer.headers.get("Content-Type")?.includes("json") ? answer.json() : null;
    const text = await answer.text();
    let said = text;
    try { const json = JSON.parse(text); said = [json.message, json.next].filter(Boolean).join("。"); } catch { /* a page or plain text */ }
    throw new Refused(answer.status, said.startsWith("<") ? "服务器没有接受，请稍后再试" : said);
  };
  const json = (address, body) => ask(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }).then(told);

  const words = text => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const tus = { "Tus-Resumable": "1.0.0" };

  const begun = async item => {
    const claimed = item.sha256 ? `,sha256 ${words(item.sha256)}` : "";
    const headers = { ...tus, "Upload-Length": String(item.blob.size), "Upload-Metadata": `filename ${words(item.name)}${claimed}` };
    const answer = await ask("/uploads", { method: "POST", headers });
    await told(answer);
    item.upload = answer.headers.get("Location").split("/").pop();
    await keep.put(item);
    return 0;
  };
  const reached = async item => {
    if (!item.upload) return begun(item);
    const answer = await ask(`/uploads/${item.upload}`, { method: "HEAD", headers: tus });
    if (answer.status === 404) return begun(item);
    await told(answer);
    return Number(answer.headers.get("Upload-Offset"));
  };
  const file = async item => {
    let offset = await reached(item);
    while (offset < item.blob.size) {
      state.part = offset / item.blob.size;
      field.draw?.();
      const body = item.blob.slice(offset, offset + PART);
      const headers = { ...tus, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
      const answer = await ask(`/uploads/${item.upload}`, { method: "PATCH", headers, body });
      if (answer.status === 460) item.upload = "";
      await told(answer);
      offset = Number(answer.headers.get("Upload-Offset"));
    }
  };
  const send = async item => {
    const { blob, ...facts } = item;
    if (item.kind === "sign") return json(`/field/cases/${item.case}/signatures`, facts);
    await file(item);
    return json(`/field/cases/${item.case}/evidence`, { ...facts, upload: item.upload });
  };

  // What the server has is kept as a line without its file, until the next day.
  const sent = item => keep.put({ ...item, blob: null, picture: "", strokes: [], state: "done", said: "" });

  const refresh = async () => {
    const found = await told(await ask("/field/cases"));
    token = found.token;
    state.signedOut = false;
    await keep.know("cases", { me: found.me, cases: found.cases });
    field.arrived?.();
    return found.me;
  };

  const each = async me => {
    for (const { id } of await keep.all()) {
      const item = await keep.get(id);
      if (!item || item.state !== "waiting" || item.officer !== me.officer) continue;
      state.sending = id;
      state.part = 0;
      field.draw?.();
      try {
        await send(item);
        await sent(item);
      } catch (error) {
        if (!(error instanceof Refused) || error.status >= 500 || error.status === 423 || error.status === 429) throw error;
        await keep.put({ ...item, state: error.status === 460 ? "waiting" : "refused", said: error.message });
      }
    }
  };

  field.sync = () => navigator.locks.request("field-upload", { ifAvailable: true }, async lock => {
    if (!lock) return;
    try {
      await each(await refresh());
    } catch (error) {
      if (error instanceof SignedOut) state.signedOut = true;
      else if (error instanceof TypeError) state.online = false;
    } finally {
      state.sending = null;
      field.draw?.();
    }
  });
  field.read = async address => told(await ask(address));
  addEventListener("online", () => { state.online = true; field.sync(); });
  addEventListener("offline", () => { state.online = false; field.draw?.(); });
  setInterval(field.sync, 20_000);
})();
