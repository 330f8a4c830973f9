/* WeCom's JS-SDK as the simulator's phones offer it: same names, arguments and errors; each call asks the simulator. */
(function () {
  "use strict";
  const home = new URL(document.currentScript.src).origin;
  const photos = new Map();
  const state = { config: null, agent: null, failed: null, onReady: [], onError: null };

  function phone() {
    if (window.name.startsWith("wecom:")) return window.name;
    const cookie = document.cookie.split("; ").find((part) => part.startsWith("sim_phone="));
    return cookie ? decodeURIComponent(cookie.slice("sim_phone=".length)) : "";
  }

  async function ask(call, body) {
    const response = await fetch(home + "/wecom/jssdk/" + call, { method: "POST", body });
    const answer = await response.json();
    if (!response.ok || answer.errcode) throw { errMsg: answer.errMsg || answer.errmsg, errCode: answer.errcode };
    return answer;
  }

  const asJson = (fields) => JSON.stringify(fields);
  const page = () => location.href.split("#")[0];

  function check(kind, options) {
    const { appId, corpid, agentid, timestamp, nonceStr, signature } = options;
    return ask("check", asJson({ kind, appId, corpid, agentid, timestamp, nonceStr, signature, url: page() }));
  }

  function allowed(name) {
    const asked = state.place === "needed" ? [state.agent] : [state.config, state.agent];
    const listed = asked.some((one) => one && one.jsApiList.includes(name));
    return listed ? Promise.resolve() : Promise.reject({ errMsg: name + ":the permission value is offline verifying" });
  }

  function call(name, work) {
    return function (options) {
      const told = options || {};
      allowed(name)
        .then(() => work(told))
        .then(
          (answer) => { const full = { errMsg: name + ":ok", ...answer }; if (told.success) told.success(full); return full; },
          (error) => {
            const cancelled = error.errMsg === name + ":cancel";
            if (cancelled && told.cancel) told.cancel(error); else if (told.fail) told.fail(error);
            return error;
          }
        )
        .then((last) => { if (told.complete) told.complete(last); });
    };
  }

  function chooseImage(options) {
    return new Promise((resolve, reject) => {
      if (state.camera === "refused") return reject({ errMsg: "chooseImage:fail" });
      if (state.camera === "silent") return;
      const input = document.createElement("input");
      input.type = "file";
      input.accept = "image/*";
      input.multiple = (options.count || 9) > 1;
      if (String(options.sourceType) === "camera") input.capture = "environment";
      input.hidden = true;
      input.addEventListener("cancel", () => reject({ errMsg: "chooseImage:cancel" }));
      input.addEventListener("change", () => {
        const localIds = Array.from(input.files).map((file) => {
          const localId = "wxLocalResource://" + (photos.size + 1);
          photos.set(localId, file);
          return localId;
        });
        input.remove();
        resolve({ localIds, sourceType: "camera" });
      });
      document.body.append(input);
      input.click();
    });
  }

  function getLocalImgData(options) {
    return new Promise((resolve, reject) => {
      const file = photos.get(options.localId);
      if (!file) return reject({ errMsg: "getLocalImgData:fail localId" });
      const reader = new FileReader();
      reader.addEventListener("load", () => resolve({ localData: reader.result }));
      reader.readAsDataURL(file);
    });
  }

  function uploadImage(options) {
    const file = photos.get(options.localId);
    if (!file) return Promise.reject({ errMsg: "uploadImage:fail localId" });
    const form = new FormData();
    form.append("media", file, file.name || "photo.jpg");
    return ask("upload", form);
  }

  function scanQRCode() {
    return new Promise((resolve, reject) => {
      // A browser forbids prompt() in another origin's frame, so the camera is a small form on the page.
      const sheet = document.createElement("form");
      sheet.style.cssText = "position:fixed;inset:auto 0 0 0;padding:16px;background:#fff;box-shadow:0 -2px 12px #0003;z-index:9999";
      sheet.innerHTML = '<label>码里的内容 <input name="code" required autofocus></label> <button>扫到了</button> <button type="button">取消</button>';
      sheet.addEventListener("submit", (event) => { event.preventDefault(); sheet.remove(); resolve({ resultStr: sheet.code.value }); });
      sheet.querySelector("[type=button]").addEventListener("click", () => { sheet.remove(); reject({ errMsg: "scanQRCode:cancel" }); });
      // Whole before it is shown: what came later would move its buttons under the finger.
      ask("near", asJson({ phone: phone() })).then(({ codes }) => codes.forEach(({ name, link }) => {
        const seen = document.createElement("button");
        seen.type = "button";
        seen.textContent = `扫「${name}」贴的码`;
        seen.addEventListener("click", () => { sheet.remove(); resolve({ resultStr: link }); });
        sheet.append(" ", seen);
      }), () => {}).then(() => document.body.append(sheet));
    });
  }

  function agentConfig(options) {
    check("agentConfig", options).then(
      () => { state.agent = { jsApiList: [], ...options }; if (options.success) options.success({ errMsg: "agentConfig:ok" }); },
      (error) => { if (options.fail) options.fail(error); }
    );
  }

  window.wx = {
    config(options) {
      state.failed = null;
      check("config", options).then(
        ({ agentConfig: place, camera }) => {
          state.config = { jsApiList: [], ...options };
          state.place = place;
          state.camera = camera;
          if (camera === "absent") delete window.wx.chooseImage;
          if (place !== "same") {
            window.wx.secondScript = agentConfig;
            delete window.wx.agentConfig;
          }
          state.onReady.splice(0).forEach((told) => told());
        },
        (error) => { state.failed = error; (state.onError || console.error)(error); }
      );
    },
    agentConfig,
    ready(told) { if (state.config) setTimeout(told); else state.onReady.push(told); },
    error(told) { state.onError = told; if (state.failed) told(state.failed); },
    checkJsApi(options) {
      const checkResult = Object.fromEntries(options.jsApiList.map((name) => [name, name in window.wx]));
      options.success({ checkResult, errMsg: "checkJsApi:ok" });
    },
    getLocation: call("getLocation", (options) => ask("location", asJson({ phone: phone(), type: options.type || "wgs84" }))),
    chooseImage: call("chooseImage", chooseImage),
    getLocalImgData: call("getLocalImgData", getLocalImgData),
    uploadImage: call("uploadImage", uploadImage),
    scanQRCode: call("scanQRCode", scanQRCode),
    closeWindow() { window.parent.postMessage({ closePage: phone() }, "*"); },
  };
})();
