// A file of a form goes up by parts (tus) as soon as it is chosen, and goes on by itself after a cut. Without it the form sends the file itself.
(() => {
  "use strict";
  if (!window.tus?.isSupported) return;
  const DIGEST_UP_TO = 64 * 1048576;  // larger files would have to be held whole to be hashed here
  const AGAIN = [0, 1000, 3000, 5000, 10000, 20000, 30000, 60000, 60000, 60000];
  const size = bytes => bytes > 1048576 ? `${(bytes / 1048576).toFixed(1)} MB` : `${Math.ceil(bytes / 1024)} KB`;
  const digest = async file => {
    if (file.size > DIGEST_UP_TO || !crypto.subtle) return "";
    const found = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return [...found].map(byte => byte.toString(16).padStart(2, "0")).join("");
  };
  const why = error => {
    const answer = error.originalResponse;
    if (!answer) return "网络断了，连上后自动续传";
    const words = answer.getBody() || "";
    return words && !words.includes("<") ? words : "上传没有成功；登录可能已过期，请在另一窗口登录后按“继续”";
  };

  const ready = form => {
    const input = form.querySelector("input[type=file]"), kept = form.elements.upload, box = form.querySelector("[data-progress]");
    if (!input || !kept || !box) return;
    const bar = box.querySelector("progress"), said = box.querySelector("[data-progress-said]"), label = box.querySelector("[data-progress-label]");
    const name = input.name;
    input.closest(".field").append(box);  // beside the file that it speaks of
    let current = null, running = false, awaited = null;

    const pause = document.createElement("button"), help = document.createElement("p");
    pause.type = "button";
    pause.className = "button";
    help.className = "help";
    help.textContent = "断线后自动续传；暂停或者关掉页面后，重新选择同一个文件也会接着传。";
    const state = (text, button) => { label.textContent = text; pause.textContent = button; pause.hidden = !button; help.hidden = !button; };

    const start = () => {
      if (!current || running) return;
      running = true;
      state("正在上传", "暂停");
      current.start();
    };
    const stop = (text, button = "继续") => { running = false; awaited = null; state(text, button); };
    const done = upload => {
      running = false;
      kept.value = upload.url.split("/").pop();
      input.removeAttribute("name");  // it is at the office already
      state("已传完", "");
      form.dispatchEvent(new CustomEvent("uploaded", { detail: { id: kept.value } }));
      if (awaited) form.requestSubmit(awaited.submitter);
    };

    const begin = async file => {
      const told = await digest(file);
      if (input.files[0] !== file) return;
      const upload = current = new window.tus.Upload(file, {
        endpoint: "/uploads",
        chunkSize: 8 * 1048576,
        retryDelays: AGAIN,
        removeFingerprintOnSuccess: true,
        metadata: told ? { filename: file.name, sha256: told } : { filename: file.name },
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        onProgress(sent, total) {
          bar.max = total;
          bar.value = sent;
          said.textContent = `${size(sent)} / ${size(total)}`;
        },
        onShouldRetry: (error, attempt) => {
          const status = error.originalResponse?.getStatus() || 0;
          if (!status) label.textContent = "网络断了，连上后自动续传";
          return !status || status >= 500 || status === 409 || status === 423;
        },
        onError(error) { if (current === upload) stop(why(error)); },
        onSuccess() { if (current === upload) done(upload); },
      });
      const [earlier] = await upload.findPreviousUploads();
      if (earlier) upload.resumeFromPreviousUpload(earlier);
      start();
    };

    const chosen = () => {
      current?.abort();
      current = null;
      running = false;
      kept.value = "";
      input.name = name;
      const file = input.files[0];
      box.hidden = !file;
      if (!file) return;
      if (!pause.isConnected) box.append(help, pause);
      bar.max = file.size || 1;
      bar.value = 0;
      said.textContent = size(file.size);
      state("正在准备", "");
      begin(file);
    };
    pause.addEventListener("click", () => {
      if (!running) return start();
      current.abort();
      stop("已暂停");
    });
    input.addEventListener("change", chosen);
    addEventListener("online", () => { if (current && !kept.value) start(); });
    // Sent while the file is still on its way: it goes when the file is there. Paused or failed, the form sends the file itself.
    document.addEventListener("submit", event => {
      if (event.target !== form || !running) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      awaited = { submitter: event.submitter };
      label.textContent = "正在上传，传完后自动提交";
    }, true);
    if (input.files.length) chosen();
  };
  document.querySelectorAll("[data-evidence-form]").forEach(ready);
})();
