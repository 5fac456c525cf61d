// Compares a file with the digest on record, in the reader's own browser: nothing is sent anywhere.
"use strict";
(() => {
  const drop = document.querySelector("[data-drop]");
  if (!drop) return;
  const told = drop.querySelector("[data-verdict]");
  const tell = (words, kind) => { told.hidden = false; told.textContent = words; told.className = `verdict ${kind}`; };
  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  const compare = async (file) => {
    if (!file) return;
    if (!window.crypto?.subtle) return tell("这个浏览器不能在本页比对文件。请改用 https 地址打开，或者自己计算文件的 SHA-256。", "bad");
    tell("正在比对…", "");
    const same = file.size === Number(drop.dataset.size) && hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())) === drop.dataset.digest;
    if (same) tell(`“${file.name}”与签发的文件逐字节相同。`, "good");
    else tell(`“${file.name}”不是签发的那个文件：内容不同，或者被重新保存过。请向签发机关索取原文件。`, "bad");
  };

  drop.querySelector("input").addEventListener("change", (event) => compare(event.target.files[0]));
  for (const name of ["dragover", "dragenter"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); drop.classList.remove("over"); compare(event.dataTransfer.files[0]); });
})();
