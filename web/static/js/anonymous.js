// Reporting without a name. Nothing is kept on the phone; pictures are drawn anew, which leaves out what else they say.

import { make } from "./make.js";

const LONGEST_PX = 1280;
const QUALITY = 0.7;
const NO_ANSWER = "没有回音，不知道收到没有。有信号后再点一次，不会重复。";
const UNREADABLE = "这张照片这部手机读不出来。请拍一张再选。";
const main = document.querySelector("main");
const element = (id) => document.getElementById(id);
const photos = [];

for (const input of document.querySelectorAll('input[type="file"]')) {
  input.addEventListener("change", () => take(input));
  // What was chosen while this script was still on its way.
  take(input);
}

async function take(input) {
  const [file] = input.files;
  input.value = "";
  if (!file) return;
  if (photos.length >= Number(main.dataset.most)) say(`照片最多 ${main.dataset.most} 张。`);
  else await draw(file).then(add, () => say(UNREADABLE));
}

async function draw(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement("canvas"), {
    width: Math.round(picture.width * scale),
    height: Math.round(picture.height * scale),
  });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", QUALITY);
}

function add(picture) {
  photos.push(picture);
  const row = make("li", "", "spread");
  const remove = Object.assign(make("button", "删掉", "button"), { type: "button" });
  remove.addEventListener("click", () => { photos.splice(photos.indexOf(picture), 1); row.remove(); });
  row.append(Object.assign(make("img", "", "thumbnail"), { alt: "", src: picture }), remove);
  element("photos").append(row);
}

function say(words, tone = "caution") {
  element("answer").className = `card state arrive tone-${tone}`;
  element("answer-words").textContent = words;
  element("answer").hidden = false;
  element("answer").scrollIntoView({ block: "center" });
}

async function send() {
  const body = {
    ticket: main.dataset.ticket,
    words: element("words").value.trim(),
    photos,
    danger: document.querySelector("[name=danger]").checked,
  };
  const answer = await fetch(location.pathname, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    credentials: "omit",
    body: JSON.stringify(body),
  }).then((response) => response.json()).catch(() => null);
  if (!answer) say(NO_ANSWER);
  else if (answer.ok) finish(answer);
  else say(answer.words, "stop");
}

// The claim code stands alone on the page: it is the only way back.
function finish(answer) {
  const panel = make("section", "", "card state tone-done");
  panel.id = "answer";
  panel.append(
    make("span", "收到了", "word"),
    make("h1", answer.words),
    make("p", "查询码"),
    make("p", answer.claim, "claim"),
    make("p", "截图，或抄下来。想知道办得怎样，只能凭它查；丢了谁也找不回来。"),
    Object.assign(make("a", "凭查询码看办得怎样", "button wide"), { href: "/a" }),
  );
  main.replaceChildren(panel);
  document.querySelector(".foot").remove();
  window.scrollTo(0, 0);
}

element("send").addEventListener("click", async (event) => {
  const button = event.currentTarget;
  button.disabled = true;
  try { await send(); } finally { button.disabled = false; }
});
