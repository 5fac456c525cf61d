// Photographs, video and sound. Time and place stand beside the file, never in the picture. A recording is kept part by part while it runs:
// whatever happens to the page, what was recorded so far is there when it opens again.
(() => {
  "use strict";
  const field = window.field, keep = field.keep;
  const EVERY = 2000; // milliseconds between two parts
  const LARGEST = 512 * 1024 * 1024; // bytes that are hashed at once; larger files are hashed where they arrive
  const TYPES = { video: ["video/mp4;codecs=avc1.42E01E,mp4a.40.2", "video/webm;codecs=vp8,opus", "video/webm"], audio: ["audio/mp4", "audio/webm;codecs=opus", "audio/webm"] };
  const ENDING = { "image/jpeg": "jpg", "image/heic": "heic", "video/mp4": "mp4", "video/webm": "webm", "audio/mp4": "m4a", "audio/webm": "weba" };
  let stream = null, recorder = null, running = null;

  field.place = { latitude: "", longitude: "", accuracy: "" };
  const located = at => {
    const { latitude, longitude, accuracy } = at.coords;
    field.place = { latitude: latitude.toFixed(6), longitude: longitude.toFixed(6), accuracy: Math.round(accuracy) };
    field.draw?.();
  };
  const unlocated = error => { field.place = { latitude: "", longitude: "", accuracy: "", said: error.code === 1 ? "没有允许使用位置" : "暂时定不了位" }; field.draw?.(); };
  if (navigator.geolocation) navigator.geolocation.watchPosition(located, unlocated, { enableHighAccuracy: true, maximumAge: 10_000 });

  const name = item => `${{ photo: "照片", video: "录像", audio: "录音" }[item.kind]}-${item.taken_at.slice(0, 19).replaceAll(":", "")}.${ENDING[item.type.split(";")[0]] || "bin"}`;
  const begin = (kind, type) => {
    const { latitude, longitude, accuracy } = field.place;
    return { id: field.id(), kind, type, taken_at: field.now(), latitude, longitude, accuracy, duration: "", state: "running", said: "", ...field.chosen() };
  };
  // Hashed as it was taken, then it waits to be sent.
  const finish = async (item, blob) => {
    const sha256 = blob.size <= LARGEST ? await field.sha256(blob) : "";
    await keep.put({ ...item, blob, sha256, name: name(item), size: blob.size, state: "waiting" });
    await keep.dropParts(item.id);
    field.sync();
    return field.draw();
  };

  field.live = async kind => {
    const wanted = kind === "audio" ? { audio: true } : { audio: kind === "video", video: { facingMode: "environment", width: { ideal: 1280 } } };
    stream = await navigator.mediaDevices.getUserMedia(wanted);
    return stream;
  };
  field.shoot = async video => {
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d").drawImage(video, 0, 0);
    const item = begin("photo", "image/jpeg");
    await finish(item, await new Promise(done => canvas.toBlob(done, "image/jpeg", .92)));
  };
  field.record = async kind => {
    const type = TYPES[kind].find(one => MediaRecorder.isTypeSupported(one)) || "";
    recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: 1_500_000, audioBitsPerSecond: 64_000 });
    const item = begin(kind, recorder.mimeType || type);
    let n = 0, writing = Promise.resolve();
    running = { item, began: performance.now() };
    recorder.ondataavailable = event => {
      if (event.data.size) { const part = n++; writing = writing.then(() => keep.part(item.id, part, event.data)); }
    };
    const ended = new Promise(done => { recorder.onstop = done; });
    const held = Promise.withResolvers ? Promise.withResolvers() : (() => { const d = {}; d.promise = new Promise(r => { d.resolve = r; }); return d; })();
    navigator.locks.request(`field-record-${item.id}`, () => held.promise);
    await keep.put(item);
    recorder.start(EVERY);
    ended.then(async () => {
      const seconds = ((performance.now() - running.began) / 1000).toFixed(3);
      running = null;
      await writing;
      const parts = await keep.parts(item.id);
      await finish({ ...item, duration: seconds }, new Blob(parts.map(part => part.blob), { type: item.type }));
      held.resolve();
    });
  };
  field.stop = () => {
    if (recorder?.state === "recording") recorder.stop();
    recorder = null;
    stream?.getTracks().forEach(track => track.stop());
    stream = null;
  };
  field.running = () => running && (performance.now() - running.began) / 1000;

  field.picked = async (kind, file) => {
    const item = { ...begin(kind, file.type), taken_at: new Date(file.lastModified || Date.now()).toISOString() };
    await finish(item, file);
  };

  // Recordings that a closed or reloaded page left behind.
  field.recover = async () => {
    for (const item of await keep.all()) {
      if (item.state !== "running") continue;
      await navigator.locks.request(`field-record-${item.id}`, { ifAvailable: true }, async lock => {
        if (!lock) return;
        const parts = await keep.parts(item.id);
        if (!parts.length) return keep.drop(item.id);
        const seconds = ((parts.at(-1).at - Date.parse(item.taken_at)) / 1000).toFixed(3);
        const blob = new Blob(parts.map(part => part.blob), { type: item.type });
        await finish({ ...item, duration: seconds, said: "页面关闭时录制中断，已保存的部分在此" }, blob);
      });
    }
  };
})();
