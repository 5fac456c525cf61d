// For both faces: display settings, popovers, dialogs, confirmations, copying, printing, relative times. Every page works without it.
(() => {
  "use strict";
  const root = document.documentElement;
  root.dataset.js = "";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  const keep = (name, value) => {
    document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  };
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const say = () => all("[data-display]").forEach(link => {
    link.querySelector("span").textContent = link.dataset.display === "theme" ? (dark() ? "浅色" : "深色") : ("elder" in root.dataset ? "标准模式" : "长者模式");
  });
  const display = {
    theme() { root.dataset.theme = dark() ? "light" : "dark"; keep("theme", root.dataset.theme); },
    elder() { root.toggleAttribute("data-elder"); keep("elder", "elder" in root.dataset ? 1 : 0); },
  };

  const ask = (text, trigger) => new Promise(done => {
    const dialog = document.getElementById("confirm");
    if (!dialog || !dialog.showModal) return done(window.confirm(text));
    dialog.querySelector("[data-confirm-text]").textContent = text;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => { trigger?.focus(); done(dialog.returnValue === "yes"); }, { once: true });
    dialog.showModal();
  });

  document.addEventListener("click", async event => {
    const target = event.target.closest("[data-display], [data-dialog], [data-copy], [data-print], [data-add]");
    all("details[data-menu][open], details[data-popover][open]").forEach(open => { if (!open.contains(event.target)) open.open = false; });
    if (!target) return;
    if (target.dataset.display) { event.preventDefault(); display[target.dataset.display](); say(); }
    else if (target.dataset.dialog) { event.preventDefault(); document.getElementById(target.dataset.dialog)?.showModal(); }
    else if ("print" in target.dataset) window.print();
    else if (target.dataset.copy) {
      await navigator.clipboard.writeText(target.dataset.copy);
      const was = target.textContent;
      target.textContent = "已复制";
      setTimeout(() => { target.textContent = was; }, 1600);
    } else if ("add" in target.dataset) addItem(event, target);
  });
  document.addEventListener("keydown", event => {
    if (event.key === "Escape") all("details[data-menu][open], details[data-popover][open]").forEach(open => { open.open = false; open.querySelector("summary").focus(); });
    if (event.key === "/" && !/INPUT|TEXTAREA|SELECT/.test(document.activeElement.tagName)) {
      const search = document.querySelector("[role=search] input[type=search]");
      if (search) { event.preventDefault(); search.focus(); }
    }
  });

  // A form with data-confirm asks first; the server must not rely on it.
  document.addEventListener("submit", async event => {
    const form = event.target, button = event.submitter;
    const text = button?.dataset.confirm || form.dataset.confirm;
    if (!text || form.dataset.confirmed || button?.formNoValidate) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!await ask(text, button)) return;
    form.dataset.confirmed = "1";
    form.requestSubmit(button);
    delete form.dataset.confirmed;
  }, true);

  // Repeated items: a template holds a blank one with __n__ for its number.
  const addItem = (event, button) => {
    const box = button.closest("[data-items]"), template = box?.querySelector("template");
    if (!template) return;
    event.preventDefault();
    const n = box.querySelectorAll("fieldset.item").length;
    const holder = document.createElement("div");
    holder.innerHTML = template.innerHTML.replaceAll("__n__", n);
    const item = holder.querySelector("fieldset.item");
    item.querySelector("legend").textContent = `第 ${n + 1} 项`;
    template.before(item);
    item.querySelector("input, textarea, select")?.focus();
  };

  const relative = new Intl.RelativeTimeFormat("zh-CN", { numeric: "auto" });
  const times = () => all("time[data-relative]").forEach(time => {
    const seconds = (new Date(time.dateTime) - Date.now()) / 1000, size = Math.abs(seconds);
    const [unit, length] = size < 3600 ? ["minute", 60] : size < 86400 ? ["hour", 3600] : ["day", 86400];
    if (size > 30 * 86400 || Number.isNaN(seconds)) return;
    time.title ||= time.textContent;
    time.textContent = size < 60 ? "刚刚" : relative.format(Math.round(seconds / length), unit);
  });

  const yuan = input => {
    const said = document.querySelector(`[data-money-said="${input.id}"]`), value = Number(input.value.replace(/[,，元\s]/g, ""));
    if (said) said.textContent = input.value && value > 0 ? `${value.toLocaleString("zh-CN")} 元${value >= 10000 ? `（${value / 10000} 万元）` : ""}` : "";
  };
  document.addEventListener("input", event => { if (event.target.matches?.("[data-money]")) yuan(event.target); });

  // What the shares of several parties come to, as they are typed.
  const sums = group => all("[data-sum]", group).forEach(output => {
    const typed = all(`[name$=".${output.dataset.sum}"]`, group).map(input => Number(input.value.replace(/[,，元\s]/g, "")));
    const fen = typed.reduce((sum, value) => sum + Math.round((value || 0) * 100), 0);
    output.textContent = (fen / 100).toLocaleString("zh-CN", { minimumFractionDigits: fen % 100 ? 2 : 0 });
  });
  document.addEventListener("input", event => { const group = event.target.closest?.("[data-shares]"); if (group) sums(group); });

  const wake = () => { say(); times(); all("[data-money]").forEach(yuan); document.querySelector("[data-focus]")?.focus(); };
  wake();
  document.addEventListener("htmx:load", event => { if (event.target !== document.body) { times(); } });
  setInterval(times, 60000);
})();
