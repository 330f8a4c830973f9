// The place of a drill in 3D: what stands there, where one looks, what is tapped. Few triangles, no pictures to fetch.

import {
  AmbientLight, Color, DirectionalLight, Fog, PerspectiveCamera, Raycaster, Scene, Vector2, WebGLRenderer,
} from "../vendor/three-0.187.0/three.min.js";
import { cloud } from "./scene_cloud.js";
import { headset } from "./scene_headset.js";
import { ground, people, things } from "./scene_things.js";

const EYES = 1.65;
const SKY = { leak: 0xcfdde8, tank_fire: 0xd9d2c6, hot_work_fire: 0xd5d8dc };
const POINTS = ["北", "东北", "东", "东南", "南", "西南", "西", "西北"];
const FRAME_MS = 33;
const TAP_PX = 8;
const MOST_PIXELS = 1.5;

// given: which scene, where the wind blows to, and what things are called; picked is called with the thing tapped.
export function world(canvas, { kind, lee, names }, picked) {
  const renderer = new WebGLRenderer({ canvas, antialias: true });
  renderer.setPixelRatio(Math.min(devicePixelRatio, MOST_PIXELS));
  const scene = new Scene();
  scene.background = new Color(SKY[kind]);
  scene.fog = new Fog(SKY[kind], 18, 60);
  const camera = new PerspectiveCamera(68, 1, 0.1, 120);
  camera.position.y = EYES;
  camera.rotation.order = "YXZ";
  const sun = new DirectionalLight(0xffffff, 2.2);
  sun.position.set(6, 12, 5);
  scene.add(new AmbientLight(0xffffff, 1.3), sun, ground(kind));
  const wind = blowing(lee);
  const stand = things(kind, wind, names);
  const clouds = cloud(kind, wind);
  const fallen = people();
  scene.add(stand.group, clouds.group, fallen.group);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0.3 : 1;
  let offered = new Set();
  let last = 0;

  function frame(time) {
    if (time - last < FRAME_MS && !renderer.xr.isPresenting) return;
    const passed = Math.min(0.1, (time - last) / 1000) * calm;
    last = time;
    fit();
    clouds.move(passed);
    stand.move(time / 1000);
    renderer.render(scene, camera);
  }

  function fit() {
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (renderer.xr.isPresenting || !width || !height) return;
    const ratio = renderer.getPixelRatio();
    if (canvas.width === Math.floor(width * ratio) && canvas.height === Math.floor(height * ratio)) return;
    renderer.setSize(width, height, false);
    camera.aspect = width / height;
    camera.updateProjectionMatrix();
  }

  const ray = new Raycaster();
  function hit(x, y) {
    const box = canvas.getBoundingClientRect();
    camera.updateMatrixWorld();
    ray.setFromCamera(new Vector2(((x - box.left) / box.width) * 2 - 1, 1 - ((y - box.top) / box.height) * 2), camera);
    return thingOf(ray);
  }

  const thingOf = (from) => {
    const found = from.intersectObject(stand.group, true).map((each) => each.object.userData.thing);
    return found.find((thing) => offered.has(thing)) ?? "";
  };

  watch(canvas, camera, (x, y) => {
    const thing = hit(x, y);
    if (thing) picked(thing);
  });
  // Where a thing is in sight, in pixels of the canvas; null while it is not.
  canvas.where = (thing) => stand.where(thing, camera, canvas);
  canvas.drawn = () => ({ triangles: renderer.info.render.triangles, ...inSight(scene) });
  const shown = headset(renderer, scene, thingOf, picked);

  return {
    start: () => renderer.setAnimationLoop(frame),
    stop: () => renderer.setAnimationLoop(null),
    turn: (angle) => { camera.rotation.y += angle; },
    // state: as the house tells it: `{sight: {strength, down, done}, text, options}`.
    show: ({ sight, options = [], text = "" }) => {
      offered = new Set(options.map((option) => option.thing).filter(Boolean));
      clouds.show(sight.strength, sight.done);
      stand.show(new Set(sight.done), offered);
      fallen.show(sight.down);
      shown.say(text, options);
    },
    headset: (button, decide) => shown.offer(button, decide),
  };
}

// What the picture holds, read from what is drawn and not from what was told: how far each puff is from where it comes out,
// eastwards and northwards; how many lie there; which colours each thing has.
function inSight(scene) {
  const found = { puffs: [], down: 0, colors: {} };
  scene.traverseVisible(({ userData: { puffs, fallen, thing }, material }) => {
    if (puffs) found.puffs.push(...puffs());
    if (fallen) found.down += 1;
    if (thing && material) (found.colors[thing] ??= []).push(material.color.getHexString());
  });
  return found;
}

// Dragging looks around; a tap that stays where it was picks.
function watch(canvas, camera, tapped) {
  let held = null;
  canvas.addEventListener("pointerdown", (event) => {
    held = { x: event.clientX, y: event.clientY, moved: 0 };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    held = { x: event.clientX, y: event.clientY, moved: held.moved + Math.abs(dx) + Math.abs(dy) };
    camera.rotation.y += dx * 0.006;
    camera.rotation.x = Math.max(-0.6, Math.min(0.6, camera.rotation.x + dy * 0.004));
  });
  canvas.addEventListener("pointerup", (event) => {
    if (held && held.moved < TAP_PX) tapped(event.clientX, event.clientY);
    held = null;
  });
  canvas.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: 1, ArrowRight: -1 }[event.key];
    if (way) camera.rotation.y += way * 0.2;
  });
}

// A compass point as a direction on the ground; north is ahead.
function blowing(point) {
  const angle = (Math.max(0, POINTS.indexOf(point)) * Math.PI) / 4;
  return { x: Math.sin(angle), z: -Math.cos(angle) };
}
