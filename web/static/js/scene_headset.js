// A headset, where the browser says that there is one: the situation and the options stand on boards, a trigger chooses.

import { CanvasTexture, Group, Mesh, MeshBasicMaterial, PlaneGeometry, Raycaster, Vector3 } from "../vendor/three-0.187.0/three.min.js";

import { bar } from "./page.js";

const CLOSED = "头显没有打开。在手机上接着练，或戴好再点一次。";
const MODE = "immersive-vr";
const WIDE = 1.7, AWAY = 2.2, HIGH = 1.75, STEP = 0.3;

export function headset(renderer, scene, thingOf, picked) {
  const boards = new Group();
  boards.visible = false;
  boards.position.set(0, HIGH, -AWAY);
  scene.add(boards);
  let decide = () => {};

  // What is to be read and chosen; the page below has the same.
  function say(text, options) {
    boards.clear();
    [{ text }, ...options].forEach((each, row) => {
      const board = plate(each.letter ? `${each.letter}. ${each.text}` : each.text, each.letter ? "#FFFFFF" : "#FFC20E");
      board.position.y = -row * STEP;
      board.userData.letter = each.letter;
      boards.add(board);
    });
  }

  function chosen(controller) {
    const ray = new Raycaster();
    const turned = new Vector3(0, 0, -1).applyQuaternion(controller.quaternion);
    ray.set(controller.getWorldPosition(new Vector3()), turned);
    const board = ray.intersectObject(boards, true).map((each) => each.object.userData.letter).find(Boolean);
    if (board) decide(board);
    else if (thingOf(ray)) picked(thingOf(ray));
  }

  async function enter() {
    const session = await navigator.xr.requestSession(MODE, { optionalFeatures: ["local-floor"] }).catch(() => null);
    if (!session) return bar(CLOSED);
    boards.visible = true;
    session.addEventListener("end", () => { boards.visible = false; renderer.xr.enabled = false; });
    renderer.xr.enabled = true;
    await renderer.xr.setSession(session);
    for (const hand of [0, 1]) {
      const controller = renderer.xr.getController(hand);
      controller.addEventListener("select", () => chosen(controller));
      scene.add(controller);
    }
  }

  // The button is there only where the browser says that a headset is.
  async function offer(button, tell) {
    decide = tell;
    const there = await navigator.xr?.isSessionSupported(MODE).catch(() => false);
    button.hidden = !there;
    if (there) button.addEventListener("click", enter);
  }

  return { say, offer };
}

function plate(words, paper) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 1020, height: 160 });
  const pen = canvas.getContext("2d");
  pen.fillStyle = paper;
  pen.fillRect(0, 0, 1020, 160);
  pen.fillStyle = "#1B1F24";
  pen.font = "44px sans-serif";
  [words.slice(0, 22), words.slice(22, 44), words.slice(44)].filter(Boolean).forEach((line, row) => pen.fillText(line, 20, 52 + row * 50));
  const look = new MeshBasicMaterial({ map: new CanvasTexture(canvas) });
  return new Mesh(new PlaneGeometry(WIDE, WIDE * (160 / 1020)), look);
}
