// The page itself: what is chosen, what is said, what runs, what waits.
(() => {
  "use strict";
  const field = window.field, keep = field.keep;
  const one = name => document.querySelector(`[data-${name}]`), select = document.getElementById("case"), place = document.getElementById("place");
  const RECORDED = { throughout: "本环节须全程录音录像，录像应覆盖开始至结束。", on_demand: "本环节按需录音录像；不录的，写明理由。", photo: "本环节须拍照。" };
  const KINDS = { photo: "照片", video: "录像", audio: "录音", sign: "签名" };
  const SAID = { running: "正在录制", waiting: "待上传", done: "已上传", refused: "没有收下" };
  let known = { me: {}, cases: [] }, link = "", busy = false, again = false;

  const current = () => known.cases.find(each => each.id === select.value);
  field.chosen = () => ({ officer: known.me.officer, case: select.value, number: current()?.number || "", step: link, place: place.value.trim() || current()?.place || spot() });
  // Where nobody has written the place, the device's position stands for it.
  const spot = () => field.place.latitude ? `北纬${field.place.latitude} 东经${field.place.longitude}` : "";

  const node = (tag, text, attributes = {}) => {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };

  // ── the case and its link ──
  const links = () => {
    const found = current();
    one("place").textContent = found?.place ? `地点：${found.place}` : "";
    one("links").replaceChildren(...(found?.links || []).map(each => node("button", each.title, { type: "button", "data-act": each.act, "aria-pressed": String(each.act === link) })));
    if (found && !found.links.some(each => each.act === link)) choose(found.links[0]?.act || "");
    else choose(link);
  };
  const choose = act => {
    link = act;
    const found = current()?.links.find(each => each.act === act);
    document.querySelectorAll("[data-act]").forEach(button => button.setAttribute("aria-pressed", String(button.dataset.act === act)));
    one("phrases").replaceChildren(...(found?.phrases.length ? found.phrases : ["本环节没有用语指引。"]).map(text => node("li", text)));
    one("must").textContent = RECORDED[found?.recording] || "";
    one("must").hidden = !one("must").textContent;
    one("must").dataset.manner = found?.recording || "";
    sessionStorage.setItem("field", JSON.stringify({ case: select.value, link }));
  };
  field.arrived = async () => {
    known = await keep.known("cases") || known;
    const earlier = JSON.parse(sessionStorage.getItem("field") || "{}"), was = select.value || earlier.case;
    select.replaceChildren(...known.cases.map(each => new Option(`${each.number} ${each.cause}`, each.id)));
    if (known.cases.some(each => each.id === was)) select.value = was;
    link ||= earlier.link || "";
    one("name").textContent = known.me.name || "";
    one("organ").textContent = known.me.organ || "";
    one("certificate").textContent = known.me.certificate || "";
    if (known.me.qr) { one("qr").setAttribute("viewBox", `-2 -2 ${known.me.qr.size + 4} ${known.me.qr.size + 4}`); one("qr-path").setAttribute("d", known.me.qr.path); }
    document.body.toggleAttribute("data-none", !known.cases.length);
    links();
    field.draw();
  };

  // ── the state line and the queue ──
  const told = items => {
    const waiting = items.filter(item => item.state === "waiting" && [item.officer, undefined].includes(known.me.officer)).length, state = field.state;
    const count = waiting ? `${waiting} 件待上传` : "";
    if (!isSecureContext) return ["请用 https 打开外勤页面", "bad"];
    if (!state.online) return [["离线", count].filter(Boolean).join(" · "), "off"];
    if (state.signedOut) return [["请重新登录", count].filter(Boolean).join(" · "), "bad"];
    if (state.sending) return [`正在上传 · ${count} · ${Math.round(state.part * 100)}%`, "on"];
    if (items.some(item => item.state === "refused")) return ["有没有收下的，请处理", "bad"];
    if (!known.me.officer) return ["正在打开", "on"];
    return [count || "已联网 · 全部已上传", count ? "on" : "ok"];
  };
  const size = bytes => bytes ? (bytes < 1e6 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`) : "";
  const row = item => {
    const made = node("li", "", { "data-item": item.state });
    const time = new Date(item.taken_at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
    const seconds = item.duration ? `${Math.round(item.duration)} 秒` : "";
    made.append(node("strong", `${KINDS[item.kind]} ${time}`), node("span", [item.number, item.title, item.signer, seconds, size(item.size)].filter(Boolean).join(" · "), { class: "muted" }));
    made.append(node("span", field.state.sending === item.id ? `正在上传 ${Math.round(field.state.part * 100)}%` : SAID[item.state], { class: "field-chip" }));
    if (item.sha256 || item.shown) made.append(node("code", `SHA-256 ${(item.sha256 || item.shown).slice(0, 16)}…`));
    if (item.said) made.append(node("span", item.said, { class: "field-wrong" }));
    if (item.state === "refused") {
      const again = node("button", "再试", { type: "button", class: "field-plain" });
      again.addEventListener("click", async () => { await keep.put({ ...item, state: "waiting", said: "", place: item.place || field.chosen().place }); field.sync(); });
      made.append(again);
    }
    return made;
  };
  field.draw = async () => {
    if (busy) { again = true; return; }
    busy = true;
    again = false;
    try {
      const items = await keep.all(), mine = items.filter(item => item.officer === known.me.officer), others = items.length - mine.length;
      const [text, tone] = told(items);
      one("state-text").textContent = text;
      one("state").dataset.tone = tone;
      document.title = text.includes("待上传") ? `${text} · 外勤` : "外勤";
      one("queue").replaceChildren(...mine.reverse().map(row), ...(others ? [node("li", `本机还有其他人员的 ${others} 件，由其本人登录后上传。`)] : []));
      one("empty").hidden = Boolean(items.length);
      const at = field.place;
      one("where").textContent = at.latitude ? `位置：${at.latitude}, ${at.longitude}（±${at.accuracy} 米）` : `位置：${at.said || "正在定位"}`;
      signIn(field.state.signedOut);
    } finally { busy = false; }
    if (again) await field.draw();
  };
  const signIn = out => {
    let link = document.querySelector(".field-signin");
    if (!out) return link?.remove();
    if (link) return;
    link = node("a", "登录", { class: "field-signin", href: "/sign-in?next=/field" });
    one("state").append(link);
  };

  // ── what runs ──
  const video = one("live");
  const runs = kind => {
    one("view").hidden = !kind || kind === "audio";
    one("running").hidden = !kind;
    one("buttons").hidden = Boolean(kind);
    one("shoot").hidden = kind !== "photo";
    one("stop").textContent = kind === "photo" ? "关闭" : "停止";
    document.body.dataset.runs = kind || "";
  };
  const say = text => { one("state-text").textContent = text; one("state").dataset.tone = "bad"; };
  const take = async kind => {
    if (!select.value) return say("请先选择案件");
    try {
      const stream = await field.live(kind);
      if (kind !== "audio") { video.srcObject = stream; await video.play(); }
      if (kind !== "photo") await field.record(kind);
      runs(kind);
    } catch {
      say("打不开摄像头或者麦克风，请允许使用，或者改用手机相机");
    }
  };
  setInterval(() => {
    const seconds = field.running?.();
    one("clock").textContent = seconds ? `● ${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}` : "";
    if (seconds && document.body.dataset.runs === "audio") one("stop").textContent = `停止 ${one("clock").textContent}`;
  }, 500);

  document.addEventListener("click", async event => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.act !== undefined) choose(button.dataset.act);
    else if (button.dataset.take) await take(button.dataset.take);
    else if ("shoot" in button.dataset) { await field.shoot(video); }
    else if ("stop" in button.dataset) { field.stop(); video.srcObject = null; runs(""); }
    else if ("sign" in button.dataset) select.value ? await field.signing(select.value) : say("请先选择案件");
    else if ("forget" in button.dataset) { await keep.forget(); known = { me: known.me, cases: [] }; await field.arrived(); }
  });
  document.querySelectorAll("[data-file]").forEach(input => input.addEventListener("change", async () => {
    for (const file of input.files) await field.picked(input.dataset.file, file);
    input.value = "";
  }));
  select.addEventListener("change", () => { link = ""; links(); });
  keep.told(() => field.draw());

  // ── begin ──
  const tidy = async () => {
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    for (const item of await keep.all()) if (item.state === "done" && item.taken_at < yesterday) await keep.drop(item.id);
  };
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/field-worker.js", { scope: "/field" });
  navigator.storage?.persist?.();
  field.arrived().then(tidy).then(field.recover).then(field.sync);
})();
