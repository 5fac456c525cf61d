// For those who fill forms: drafts that survive a lost session, uploads with progress. Every form works without it.
(() => {
  "use strict";
  const token = form => form.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  const shelf = form => `draft:${form.dataset.draftUrl}`;
  const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
  const typed = form => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File || name === "csrfmiddlewaretoken") data.delete(name);
    return data;
  };
  const say = (form, text) => { const place = form.querySelector("[data-draft-status]"); if (place) place.textContent = text; };
  const shelve = form => {
    try { localStorage.setItem(shelf(form), JSON.stringify([...typed(form)])); return true; } catch { return false; }
  };
  const clear = form => { try { localStorage.removeItem(shelf(form)); } catch { /* storage is off */ } };

  const save = async form => {
    try {
      const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: typed(form), headers: { "X-CSRFToken": token(form) }, redirect: "manual" });
      if (!answer.ok) throw new Error(answer.status);
      clear(form);
      say(form, `草稿已保存 ${clock()}`);
    } catch {
      say(form, shelve(form) ? `暂时连不上，草稿已存在本机 ${clock()}` : "草稿没有保存，请尽快提交");
    }
  };

  const refill = form => {
    let kept;
    try { kept = JSON.parse(localStorage.getItem(shelf(form))); } catch { return; }
    if (!kept) return;
    const values = new Map();
    kept.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    for (const field of form.elements) {
      if (!field.name || /^(idempotency_key|version|csrfmiddlewaretoken)$/.test(field.name) || field.type === "file") continue;
      const known = values.get(field.name);
      if (field.type === "checkbox" || field.type === "radio") field.checked = Boolean(known?.includes(field.value));
      else if (known?.length) field.value = known.shift();
    }
    say(form, "已恢复存在本机的草稿");
  };

  const waiting = new WeakMap();
  const begin = within => within.querySelectorAll("form[data-draft-url]").forEach(refill);
  document.addEventListener("input", event => {
    const form = event.target.form;
    if (!form?.dataset.draftUrl) return;
    clearTimeout(waiting.get(form));
    say(form, "正在填写……");
    waiting.set(form, setTimeout(save, 1200, form));
  });
  addEventListener("pagehide", () => document.querySelectorAll("form[data-draft-url]").forEach(form => {
    if (form.dataset.sent || !waiting.has(form)) return;
    const data = typed(form);
    data.set("csrfmiddlewaretoken", token(form));
    navigator.sendBeacon(form.dataset.draftUrl, data);
  }));

  // A key for every form that the server gave none, and a new one after the browser's back button would resend an old form.
  const key = form => {
    const field = form.querySelector("[data-once]");
    if (field && !field.value && crypto.randomUUID) field.value = crypto.randomUUID();
  };

  const size = bytes => bytes > 1048576 ? `${(bytes / 1048576).toFixed(1)} MB` : `${Math.ceil(bytes / 1024)} KB`;
  const upload = (event, form) => {
    if (![...form.querySelectorAll("input[type=file]")].some(input => input.files.length)) return;
    event.preventDefault();
    const box = form.querySelector("[data-progress]"), bar = box.querySelector("progress"), said = box.querySelector("[data-progress-said]");
    const label = box.querySelector("[data-progress-label]"), buttons = form.querySelectorAll(".actions button");
    const request = new XMLHttpRequest(), began = Date.now();
    const stop = text => { label.textContent = text; delete form.dataset.sent; buttons.forEach(button => { button.disabled = false; }); };
    box.hidden = false;
    label.textContent = "正在上传";
    buttons.forEach(button => { button.disabled = true; });
    form.dataset.sent = "1";
    request.upload.onprogress = at => {
      if (!at.lengthComputable) return;
      bar.max = at.total;
      bar.value = at.loaded;
      const left = (at.total - at.loaded) / (at.loaded / ((Date.now() - began) / 1000 || 1));
      said.textContent = `${size(at.loaded)} / ${size(at.total)}${left > 3 ? `，约剩 ${Math.ceil(left)} 秒` : ""}`;
      if (at.loaded === at.total) label.textContent = "已传完，正在计算校验值";
    };
    request.onerror = () => stop("上传中断，文件仍在您的设备上；请检查网络后再次提交");
    request.onload = () => {
      if (request.status === 413) return stop("文件太大，没有上传；请压缩或者分段后再上传");
      clear(form);
      if (request.status < 400 && request.responseURL && request.responseURL !== location.href) return location.assign(request.responseURL);
      document.open();
      document.write(request.responseText);
      document.close();
    };
    const data = new FormData(form);
    if (event.submitter?.name) data.set(event.submitter.name, event.submitter.value);
    request.open("POST", form.getAttribute("action") || location.href);
    request.send(data);
  };

  document.addEventListener("submit", event => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    key(form);
    clearTimeout(waiting.get(form));
    if ("upload" in form.dataset) upload(event, form);
    if (event.defaultPrevented) return;
    if (form.dataset.draftUrl && !navigator.onLine) { event.preventDefault(); shelve(form); say(form, "没有网络，草稿已存在本机；连上网络后再提交"); return; }
    form.dataset.sent = "1";
    if (form.dataset.draftUrl) clear(form);
    // Disabled after the browser has read the form, so that the button's own name is sent.
    setTimeout(() => form.querySelectorAll(".actions button").forEach(button => { button.disabled = true; }));
  });
  addEventListener("pageshow", event => {
    if (event.persisted) document.querySelectorAll("form .actions button:disabled").forEach(button => { button.disabled = false; });
  });

  begin(document);
  document.addEventListener("htmx:load", event => { if (event.target !== document.body) begin(event.target); });
})();
