// Signatures on the glass: the pen's way and its picture, bound to the words that were shown.
(() => {
  "use strict";
  const field = window.field, keep = field.keep;
  const dialog = document.getElementById("sign"), canvas = dialog.querySelector("[data-glass]"), pen = canvas.getContext("2d");
  const by = id => document.getElementById(id), within = name => dialog.querySelector(`[data-${name}]`);
  let strokes = [], began = 0, paper = null;

  const wipe = () => { strokes = []; began = 0; pen.clearRect(0, 0, canvas.width, canvas.height); };
  const at = event => {
    const box = canvas.getBoundingClientRect();
    const x = (event.clientX - box.left) * canvas.width / box.width, y = (event.clientY - box.top) * canvas.height / box.height;
    began ||= performance.now();
    return [Math.round(x), Math.round(y), Math.round(performance.now() - began)];
  };
  const line = stroke => {
    const [x0, y0] = stroke.length > 3 ? stroke.slice(-6, -3) : stroke.slice(-3);
    const [x, y] = stroke.slice(-3);
    pen.lineWidth = 5; pen.lineCap = "round"; pen.strokeStyle = "#111";
    pen.beginPath(); pen.moveTo(x0, y0); pen.lineTo(x, y); pen.stroke();
  };
  canvas.addEventListener("pointerdown", event => { canvas.setPointerCapture(event.pointerId); strokes.push(at(event)); line(strokes.at(-1)); wrong(""); });
  canvas.addEventListener("pointermove", event => { if (event.buttons && strokes.length) { strokes.at(-1).push(...at(event)); line(strokes.at(-1)); } });

  const wrong = text => { within("wrong").textContent = text; within("wrong").hidden = !text; };
  const show = async id => {
    paper = null;
    within("paper").textContent = "";
    within("digest").textContent = "";
    if (!id) return;
    let found = await keep.known(`paper-${id}`);
    try { found = await field.read(`/field/papers/${id}`); await keep.know(`paper-${id}`, found); } catch { /* as it was last read */ }
    if (!found) return wrong("这份文书没有存在本机，请在有网络时先打开一次。");
    paper = { ...found, shown: await field.sha256(new Blob([found.text])) };
    within("paper").textContent = found.text;
    within("digest").textContent = paper.shown.slice(0, 16);
    wrong("");
  };
  const list = async id => {
    let found = await keep.known(`papers-${id}`) || [];
    try { found = (await field.read(`/field/cases/${id}/papers`)).papers; await keep.know(`papers-${id}`, found); } catch { /* as they were last read */ }
    by("paper").replaceChildren(...found.map(one => new Option(one.title, one.id)));
    if (!found.length) wrong("本案还没有可以签名的文书，或者需要先在有网络时打开。");
    await show(by("paper").value);
  };
  const refused = () => within("refused").checked;

  field.signing = async id => {
    wipe();
    wrong("");
    dialog.showModal();
    await list(id);
  };
  by("paper").addEventListener("change", () => show(by("paper").value));
  within("wipe").addEventListener("click", wipe);
  within("refused").addEventListener("change", () => { within("refusal").hidden = !refused(); canvas.hidden = refused(); within("done").textContent = refused() ? "记录拒签" : "确认签名"; });
  within("close").addEventListener("click", () => dialog.close());
  within("done").addEventListener("click", async () => {
    const told = { signer: by("signer").value.trim(), capacity: by("capacity").value, reason: refused() ? by("reason").value.trim() : "", witness: refused() ? by("witness").value.trim() : "" };
    if (!paper) return wrong("请先选择文书。");
    if (!told.signer) return wrong("请写明签名人。");
    if (refused() && !(told.reason && told.witness)) return wrong("拒签的，请写明理由和见证人。");
    if (!refused() && !strokes.length) return wrong("请在签名区签名。");
    const picture = refused() ? "" : canvas.toDataURL("image/png").split(",")[1];
    const chosen = field.chosen();
    await keep.put({
      id: field.id(), kind: "sign", case: chosen.case, number: chosen.number, officer: chosen.officer, taken_at: field.now(), signed_at: field.now(), document: paper.id, title: paper.title,
      digest: paper.digest, shown: paper.shown, manner: refused() ? "refused" : "signed", strokes: refused() ? [] : strokes, picture, blob: null, state: "waiting", said: "", ...told,
    });
    dialog.close();
    field.draw();
    field.sync();
  });
})();
