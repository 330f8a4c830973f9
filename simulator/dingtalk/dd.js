/* DingTalk's JSAPI as the simulator's phones offer it: same names, arguments and errors; each call asks the simulator. */
(function () {
  "use strict";
  const home = new URL(document.currentScript.src).origin;
  const SIGNED = ["getLocation", "chooseImage", "device.geolocation.get", "biz.util.uploadImage", "biz.util.uploadImageFromCamera"];
  // What the app holds for pages, which know only its path.
  const photos = new Map();
  const state = { config: null, ready: false, failed: null, onReady: [], onError: null };

  function phone() {
    if (window.name.startsWith("dingtalk:")) return window.name;
    const cookie = document.cookie.split("; ").find((part) => part.startsWith("sim_phone="));
    return cookie ? decodeURIComponent(cookie.slice("sim_phone=".length)) : "";
  }

  async function ask(call, body) {
    const response = await fetch(home + "/dingtalk/jsapi/" + call, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ phone: phone(), ...body }),
    });
    const answer = await response.json();
    if (!response.ok) throw answer;
    return answer;
  }

  function settle(promise, options) {
    const { success, fail, onSuccess, onFail, complete } = options || {};
    return promise.then(
      (answer) => {
        (onSuccess || success || (() => {}))(answer);
        (complete || (() => {}))(answer);
        return answer;
      },
      (error) => {
        const told = onFail || fail;
        (complete || (() => {}))(error);
        if (!told) throw error;
        told(error);
      }
    );
  }

  function allowed(name) {
    if (!SIGNED.includes(name)) return Promise.resolve();
    if (state.failed) return Promise.reject(state.failed);
    if (!state.ready || !state.config.jsApiList.includes(name))
      return Promise.reject({ errorCode: 7, errorMessage: "no permission: dd.config lacks " + name });
    return Promise.resolve();
  }

  function pick(options) {
    return new Promise((resolve, reject) => {
      if (state.camera === "refused") return reject({ errorCode: 11, errorMessage: "no permission" });
      if (state.camera === "silent") return;
      const input = document.createElement("input");
      input.type = "file";
      input.accept = "image/*";
      input.multiple = (options.count || 9) > 1;
      if (String(options.sourceType) === "camera") input.capture = "environment";
      input.hidden = true;
      input.addEventListener("cancel", () => reject({ errorCode: -1, errorMessage: "cancelled" }));
      input.addEventListener("change", () => {
        const files = Array.from(input.files).map((file) => {
          const path = `https://resource/${photos.size + 1}.image`;
          photos.set(path, file);
          return { path, size: file.size, fileType: file.name.split(".").pop() };
        });
        input.remove();
        resolve({ files, filePaths: files.map((file) => file.path) });
      });
      document.body.append(input);
      input.click();
    });
  }

  async function upload(options) {
    const file = photos.get(options.filePath);
    if (!file) throw { errorCode: 4, errorMessage: "no such file" };
    const form = new FormData();
    form.append(options.fileName || "file", file, file.name || "photo.jpg");
    const response = await fetch(options.url, { method: "POST", headers: options.header || {}, body: form });
    return { statusCode: response.status, data: await response.text() };
  }

  const call = (name, work) => (options) => settle(allowed(name).then(() => work(options || {})), options);
  const requestAuthCode = call("requestAuthCode", (o) => ask("authcode", { corpId: o.corpId, clientId: o.clientId }));
  const getLocation = (name) => call(name, (o) => ask("location", { useCache: o.useCache !== false }));
  const scan = call("scan", (o) => scanned().then((text) => ask("scan", { text, type: o.type })));

  // A browser forbids prompt() in another origin's frame, so the camera is a small form on the page.
  function scanned() {
    return new Promise((resolve, reject) => {
      const camera = document.createElement("form");
      camera.style.cssText = "position:fixed;inset:auto 0 0 0;padding:16px;background:#fff;box-shadow:0 -2px 12px #0003;z-index:9999";
      camera.innerHTML = '<label>码里的内容 <input name="code" required autofocus></label> <button>扫到了</button> <button type="button">取消</button>';
      camera.onsubmit = (event) => { event.preventDefault(); camera.remove(); resolve(camera.code.value); };
      camera.querySelector("[type=button]").onclick = () => { camera.remove(); reject({ errorCode: -1, errorMessage: "cancel" }); };
      // Whole before it is shown: what came later would move its buttons under the finger.
      ask("near", {}).then(({ codes }) => codes.forEach(({ name, link }) => {
        const seen = document.createElement("button");
        seen.type = "button";
        seen.textContent = `扫「${name}」贴的码`;
        seen.onclick = () => { camera.remove(); resolve(link); };
        camera.append(" ", seen);
      }), () => {}).then(() => document.body.append(camera));
    });
  }

  window.dd = {
    env: { platform: "ios" },
    config(options) {
      state.failed = null;
      state.config = { jsApiList: [], ...options };
      ask("config", { ...options, url: location.href }).then(
        ({ camera }) => {
          state.camera = camera;
          if (camera === "absent") delete window.dd.chooseImage;
          state.ready = true;
          state.onReady.splice(0).forEach((told) => told());
        },
        (error) => { state.failed = error; (state.onError || console.error)(error); }
      );
    },
    ready(told) {
      // Pages that only need the login call dd.ready without dd.config.
      if (state.ready || !state.config) setTimeout(told); else state.onReady.push(told);
    },
    error(told) { state.onError = told; if (state.failed) told(state.failed); },
    requestAuthCode,
    getLocation: getLocation("getLocation"),
    chooseImage: call("chooseImage", pick),
    uploadFile: call("uploadFile", upload),
    scan,
    closePage: call("closePage", () => { window.parent.postMessage({ closePage: phone() }, "*"); return Promise.resolve({}); }),
    runtime: { permission: { requestAuthCode } },
    device: { geolocation: { get: getLocation("device.geolocation.get") } },
    biz: { util: { uploadImageFromCamera: call("biz.util.uploadImageFromCamera", pick), scan } },
  };
})();
