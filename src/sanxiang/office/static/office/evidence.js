// Recordings with a waveform and keys, pictures at full size, areas to hide, what a file says put into the form. All works without it but the areas.
(() => {
  "use strict";
  const clock = seconds => {
    const whole = Math.max(0, Math.floor(seconds || 0)), two = n => String(n).padStart(2, "0");
    return `${whole >= 3600 ? `${Math.floor(whole / 3600)}:` : ""}${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  };
  const exact = seconds => clock(seconds) + (Math.floor(seconds * 10) % 10 ? `.${Math.floor(seconds * 10) % 10}` : "");
  const within = (value, most) => Math.min(Math.max(value, 0), most);

  // ── recordings ──
  const player = figure => {
    const media = figure.querySelector("video, audio");
    if (!media) return;
    const wave = figure.querySelector("[data-wave]"), said = figure.querySelector("[data-clock]");
    const length = () => Number.isFinite(media.duration) && media.duration > 0 ? media.duration : Number(figure.dataset.length) || 0;
    const go = to => { media.currentTime = within(to, length()); };
    const show = () => {
      if (said) said.textContent = `${clock(media.currentTime)} / ${clock(length())}`;
      if (!wave || !length()) return;
      const at = 100 * media.currentTime / length();
      wave.style.setProperty("--at", `${at}%`);
      wave.setAttribute("aria-valuenow", Math.round(at));
      wave.setAttribute("aria-valuetext", `${clock(media.currentTime)}，共 ${clock(length())}`);
    };
    const frame = by => { media.pause(); go(media.currentTime + by / 25); };
    const mark = which => {
      const field = document.querySelector(`[data-mark-${which}]`);
      if (!field) return;
      field.closest("details").open = true;
      field.value = exact(media.currentTime);
    };
    for (const name of ["timeupdate", "seeked", "loadedmetadata", "durationchange"]) media.addEventListener(name, show);
    figure.querySelectorAll("[data-step]").forEach(button => button.addEventListener("click", () => frame(Number(button.dataset.step))));
    figure.querySelector("[data-speed]")?.addEventListener("change", event => { media.playbackRate = Number(event.target.value); });
    document.querySelectorAll("[data-take]").forEach(button => button.addEventListener("click", () => mark(button.dataset.take)));
    if (wave) {
      const seek = event => {
        const box = wave.querySelector("svg").getBoundingClientRect();
        go(length() * within((event.clientX - box.left) / box.width, 1));
      };
      wave.addEventListener("pointerdown", event => { wave.setPointerCapture(event.pointerId); seek(event); });
      wave.addEventListener("pointermove", event => { if (wave.hasPointerCapture(event.pointerId)) seek(event); });
    }
    const keys = {
      " ": () => media.paused ? media.play() : media.pause(),
      ArrowLeft: () => go(media.currentTime - 5), ArrowRight: () => go(media.currentTime + 5),
      j: () => go(media.currentTime - 30), l: () => go(media.currentTime + 30),
      ",": () => frame(-1), ".": () => frame(1), Home: () => go(0), End: () => go(length()),
      "[": () => mark("start"), "]": () => mark("end"),
    };
    document.addEventListener("keydown", event => {
      const typing = event.target.closest("input, textarea, select") || (event.key === " " && event.target.closest("button, summary, a"));
      const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act || typing || event.target === media || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    });
    show();
  };

  // ── pictures ──
  const picture = figure => {
    const sheet = figure.querySelector("[data-sheet]"), zoom = figure.querySelector("[data-zoom]");
    if (!sheet) return;
    const frame = document.createElement("div");
    frame.className = "frame";
    sheet.append(frame);
    frame.append(sheet.querySelector("img"));
    zoom?.addEventListener("click", () => {
      const big = sheet.classList.toggle("zoomed");
      zoom.setAttribute("aria-pressed", big);
    });
    const tool = document.querySelector("[data-obscure]");
    if (tool) hiding(tool, sheet, frame);
  };

  // Areas are kept in parts of one, so that they fit the picture at any size.
  const hiding = (tool, sheet, frame) => {
    const field = tool.querySelector("[data-areas]"), said = tool.querySelector("[data-areas-said]");
    const areas = [];
    const draw = area => {
      const { left, top, right, bottom, box } = area;
      box.style.left = `${left * 100}%`;
      box.style.top = `${top * 100}%`;
      box.style.width = `${(right - left) * 100}%`;
      box.style.height = `${(bottom - top) * 100}%`;
      field.value = areas.map(one => [one.left, one.top, one.right, one.bottom].map(n => n.toFixed(4)).join(",")).join(";");
      said.textContent = areas.length ? `已框选 ${areas.length} 处` : "还没有框选";
    };
    const add = (left, top, right, bottom) => {
      const box = document.createElement("button");
      box.type = "button";
      box.className = "hidden-area";
      box.setAttribute("aria-label", `遮挡区域 ${areas.length + 1}`);
      const area = { left, top, right, bottom, box };
      areas.push(area);
      frame.append(box);
      box.addEventListener("keydown", event => keyed(event, area));
      box.addEventListener("pointerdown", event => moved(event, area));
      draw(area);
      return area;
    };
    const gone = area => {
      areas.splice(areas.indexOf(area), 1);
      area.box.remove();
      if (areas.length) draw(areas[0]); else { field.value = ""; said.textContent = "还没有框选"; }
    };
    const shift = (area, x, y) => {
      const dx = within(area.left + x, 1 - (area.right - area.left)) - area.left, dy = within(area.top + y, 1 - (area.bottom - area.top)) - area.top;
      area.left += dx; area.right += dx; area.top += dy; area.bottom += dy;
      draw(area);
    };
    const keyed = (event, area) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); return gone(area); }
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.shiftKey) return shift(area, way[0] * .01, way[1] * .01);
      area.right = within(Math.max(area.right + way[0] * .01, area.left + .01), 1);
      area.bottom = within(Math.max(area.bottom + way[1] * .01, area.top + .01), 1);
      draw(area);
    };
    const at = event => {
      const box = frame.getBoundingClientRect();
      return [within((event.clientX - box.left) / box.width, 1), within((event.clientY - box.top) / box.height, 1)];
    };
    const moved = (event, area) => {
      event.stopPropagation();
      let [x, y] = at(event);
      area.box.setPointerCapture(event.pointerId);
      area.box.onpointermove = next => { const [nx, ny] = at(next); shift(area, nx - x, ny - y); [x, y] = [nx, ny]; };
      area.box.onpointerup = area.box.onpointercancel = () => { area.box.onpointermove = null; };
    };
    frame.addEventListener("pointerdown", event => {
      if (!tool.open || event.target.closest(".hidden-area")) return;
      event.preventDefault();
      const [x, y] = at(event), area = add(x, y, Math.min(x + .002, 1), Math.min(y + .002, 1));
      frame.setPointerCapture(event.pointerId);
      frame.onpointermove = next => {
        const [nx, ny] = at(next);
        Object.assign(area, { left: Math.min(x, nx), right: Math.max(x, nx), top: Math.min(y, ny), bottom: Math.max(y, ny) });
        draw(area);
      };
      frame.onpointerup = frame.onpointercancel = () => {
        frame.onpointermove = frame.onpointerup = null;
        if (area.right - area.left < .01 || area.bottom - area.top < .01) gone(area); else area.box.focus();
      };
    });
    tool.querySelector("[data-add-area]").addEventListener("click", () => add(.4, .4, .6, .6).box.focus());
    tool.addEventListener("toggle", () => { sheet.classList.toggle("hiding", tool.open); sheet.classList.remove("zoomed"); });
    tool.querySelector("form").addEventListener("submit", event => {
      if (field.value) return;
      event.preventDefault();
      said.textContent = "请先在照片上框出要遮挡的部分";
    });
  };

  // ── what a file says, put into the form: whoever uploads by parts tells the form `uploaded` with the upload's id ──
  const fill = (form, told) => {
    for (const [name, { value, said }] of Object.entries(told.fields || {})) {
      const field = form.elements[name];
      if (!field) continue;
      if (value && !field.dataset.typed) field.value = value;
      let help = form.querySelector(`#f-${name}-field .from-file`);
      if (!help) {
        help = document.createElement("p");
        help.className = "help from-file";
        help.setAttribute("role", "status");
        field.after(help);
      }
      help.textContent = said;
    }
  };
  const asks = form => {
    form.addEventListener("input", event => { event.target.dataset.typed = "1"; });
    form.addEventListener("uploaded", async event => {
      try {
        const answer = await fetch(form.dataset.factsUrl.replace("ID", encodeURIComponent(event.detail.id)));
        if (answer.ok) fill(form, await answer.json());
      } catch { /* the form can be filled by hand */ }
    });
  };

  document.querySelectorAll("[data-viewer]").forEach(figure => figure.dataset.viewer === "image" ? picture(figure) : player(figure));
  document.querySelectorAll("[data-evidence-form]").forEach(asks);
  document.querySelector("[data-received]")?.scrollIntoView({ block: "center" });
  const again = document.querySelector("[data-again]");
  if (again) setTimeout(() => location.reload(), 1000 * Number(again.dataset.again));
})();
