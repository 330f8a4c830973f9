// What stands at the place of a drill, built from boxes and cylinders; each thing says its name and whether it is used.

import {
  BoxGeometry, CanvasTexture, ConeGeometry, CylinderGeometry, Group, Mesh, MeshBasicMaterial, MeshLambertMaterial,
  PlaneGeometry, SphereGeometry, Sprite, SpriteMaterial, TorusGeometry, Vector3,
} from "../vendor/three-0.187.0/three.min.js";

const RED = 0xc4122f, YELLOW = 0xffc20e, BLUE = 0x0b5fb0, GREEN = 0x0a7d43, STEEL = 0x8b95a1, DARK = 0x3b424b, SKIN = 0xd9b08c;
const FLOOR = { leak: 0xaeb4b8, tank_fire: 0xa9a596, hot_work_fire: 0xb3b5b7 };
// Where each thing stands: degrees to the right of ahead, and metres away.
const PLACES = {
  windsock: [-44, 11], alarm: [-30, 4.5], switch: [-62, 5.5], valve: [-12, 6.5], casualty: [8, 5.5], water: [22, 5], extinguisher: [38, 4.2],
};
const EXIT_AWAY = 9;

const paint = (color) => new MeshLambertMaterial({ color });
const solid = (shape, color, x = 0, y = 0, z = 0) => {
  const mesh = new Mesh(shape, paint(color));
  mesh.position.set(x, y, z);
  return mesh;
};
const box = (w, h, d, color, x, y, z) => solid(new BoxGeometry(w, h, d), color, x, y, z);
const pipe = (r, h, color, x, y, z, top = r) => solid(new CylinderGeometry(top, r, h, 18), color, x, y, z);

export function ground(kind) {
  const floor = solid(new PlaneGeometry(120, 120), FLOOR[kind]);
  floor.rotation.x = -Math.PI / 2;
  const group = new Group();
  group.add(floor, ...BUILT[kind]());
  return group;
}

const BUILT = {
  leak: () => [
    box(9, 4.2, 5, 0xd6d9dc, -1, 2.1, -14), box(2, 2.6, 0.1, DARK, -3, 1.3, -11.45), box(1.6, 1, 0.1, BLUE, 1, 2.6, -11.45),
    lying(0.18, 12, STEEL, -1, 2.3, -9), lying(0.14, 12, 0xe0b400, -1, 2.9, -9), pipe(0.16, 2.3, STEEL, -1.5, 1.15, -9),
    pipe(1, 3.4, 0xe9ecee, 6, 1.7, -12), pipe(1, 3.4, 0xe9ecee, 8.6, 1.7, -12),
  ],
  tank_fire: () => [
    ...tank(-1, -20), ...tank(10, -22), box(34, 0.7, 0.4, 0x8d8878, 2, 0.35, -13), lying(0.2, 20, STEEL, 0, 0.5, -11),
  ],
  hot_work_fire: () => [
    box(14, 3.2, 4, 0x7f8b99, 0, 1.6, -13), box(14, 0.3, 4.6, 0x5d6874, 0, 3.3, -13), pipe(0.55, 0.15, DARK, -4, 1.4, -10.95),
    ...[-5, -2.5, 0, 2.5, 5].map((x) => pipe(0.05, 4.4, 0xc9a24b, x, 2.2, -10.3)), box(11, 0.08, 0.9, 0xb58a3c, 0, 2.1, -10.3),
    pipe(0.14, 1.5, BLUE, 4.6, 0.75, -8), pipe(0.14, 1.5, BLUE, 5, 0.75, -8), pipe(0.16, 1.3, 0xf2f2f2, 5.5, 0.65, -8),
    pipe(0.3, 0.7, 0x9b3b2e, -2.6, 0.35, -8.6), pipe(0.3, 0.7, 0x9b3b2e, -2, 0.35, -8.9),
  ],
};

const tank = (x, z) => [pipe(4, 7, 0xe4e2dc, x, 3.5, z), solid(new ConeGeometry(4.1, 1.1, 18), 0xcfccc4, x, 7.5, z)];

function lying(radius, length, color, x, y, z) {
  const mesh = pipe(radius, length, color, x, y, z);
  mesh.rotation.z = Math.PI / 2;
  return mesh;
}

// Everything that can be tapped. wind: where it blows to.
export function things(kind, wind, names) {
  const group = new Group();
  const built = Object.entries(PLACES).map(([name, [degrees, away]]) => {
    const angle = (degrees * Math.PI) / 180;
    return thing(name, names[name], Math.sin(angle) * away, -Math.cos(angle) * away, wind);
  });
  // Two ways out, one with the wind and one against it; which of them is right the decision says.
  const ways = [1, -1].map((side) => thing("exit", names.exit, wind.x * side * EXIT_AWAY, wind.z * side * EXIT_AWAY, wind));
  const all = [...built, ...ways];
  all.forEach((each) => group.add(each.group));
  return {
    group,
    move: (seconds) => all.forEach((each) => each.move(seconds)),
    show: (done, offered) => all.forEach((each) => each.show(done.has(each.name), offered.has(each.name))),
    where: (name, camera, canvas) => onScreen(all.find((each) => each.name === name), camera, canvas),
  };
}

function onScreen(each, camera, canvas) {
  if (!each) return null;
  camera.updateMatrixWorld();
  const at = each.group.getWorldPosition(new Vector3()).setY(1.1).project(camera);
  if (at.z > 1 || Math.abs(at.x) > 1 || Math.abs(at.y) > 1) return null;
  return { x: ((at.x + 1) / 2) * canvas.clientWidth, y: ((1 - at.y) / 2) * canvas.clientHeight };
}

function thing(name, word, x, z, wind) {
  const group = new Group();
  group.position.set(x, 0, z);
  const { parts, use = () => {} } = SHAPES[name](wind);
  group.add(...parts);
  if (name !== "windsock") group.lookAt(0, 0, 0);
  const touch = new Mesh(new SphereGeometry(0.95, 8, 6), new MeshBasicMaterial());
  touch.visible = false;
  touch.position.y = 1.1;
  const mark = solid(new TorusGeometry(0.75, 0.06, 6, 24), YELLOW, 0, 0.05, 0);
  mark.rotation.x = Math.PI / 2;
  const sign = label(word);
  sign.position.y = name === "windsock" ? 1.7 : 2.35;
  group.add(touch, mark, sign);
  group.traverse((part) => { part.userData.thing = name; });
  return {
    name,
    group,
    move: (seconds) => { mark.scale.setScalar(1 + 0.12 * Math.sin(seconds * 4)); use.move?.(seconds); },
    show: (done, offered) => { mark.visible = offered; sign.visible = offered || name === "exit"; group.visible = name !== "casualty" || offered; use.show?.(done); },
  };
}

const SHAPES = {
  alarm: () => {
    const lamp = solid(new SphereGeometry(0.13, 12, 8), 0x5a1420, 0, 1.95, 0);
    let on = false;
    return {
      parts: [pipe(0.06, 1.5, STEEL, 0, 0.75, 0), box(0.34, 0.4, 0.16, RED, 0, 1.5, 0), solid(new SphereGeometry(0.08, 10, 6), 0xffffff, 0, 1.5, 0.1), lamp],
      use: { show: (done) => { on = done; }, move: (seconds) => lamp.material.color.set(on && seconds % 1 < 0.5 ? 0xff3048 : 0x5a1420) },
    };
  },
  valve: () => {
    const wheel = solid(new TorusGeometry(0.36, 0.06, 8, 22), RED, 0, 1.25, 0.25);
    const spoke = box(0.7, 0.06, 0.06, RED, 0, 1.25, 0.25);
    return {
      parts: [lying(0.14, 2.4, STEEL, 0, 0.85, 0), pipe(0.2, 0.5, DARK, 0, 0.95, 0), wheel, spoke],
      use: { show: (done) => { wheel.material.color.set(done ? GREEN : RED); spoke.material.color.set(done ? GREEN : RED); spoke.rotation.z = done ? Math.PI / 2 : 0; } },
    };
  },
  exit: () => ({
    parts: [box(0.14, 2.4, 0.14, GREEN, -0.8, 1.2, 0), box(0.14, 2.4, 0.14, GREEN, 0.8, 1.2, 0), box(1.74, 0.3, 0.16, GREEN, 0, 2.4, 0), box(1.4, 0.02, 2, 0xe8f5ee, 0, 0.02, -1)],
  }),
  water: () => ({
    parts: [pipe(0.16, 0.9, RED, 0, 0.45, 0), solid(new SphereGeometry(0.19, 12, 8), RED, 0, 0.95, 0), lying(0.09, 0.6, RED, 0, 0.6, 0), lying(0.06, 0.9, 0xf0efe9, 0.7, 0.6, 0)],
  }),
  extinguisher: () => ({
    parts: [0, 0.4].flatMap((x) => [pipe(0.13, 0.6, RED, x, 0.3, 0), pipe(0.05, 0.12, DARK, x, 0.66, 0), box(0.2, 0.04, 0.05, DARK, x, 0.73, 0.05)]),
  }),
  switch: () => {
    const lever = box(0.07, 0.36, 0.07, YELLOW, 0.24, 1.45, 0.26);
    return {
      parts: [box(0.9, 1.7, 0.4, 0xc3c8ce, 0, 0.95, 0), box(0.24, 0.24, 0.02, YELLOW, -0.2, 1.45, 0.21), lever],
      use: { show: (done) => { lever.rotation.x = done ? Math.PI : 0; lever.position.y = done ? 1.15 : 1.45; lever.material.color.set(done ? GREEN : YELLOW); } },
    };
  },
  casualty: () => ({ parts: figure() }),
  windsock: (wind) => {
    const sock = solid(new ConeGeometry(0.34, 1.5, 12, 1, true), 0xf26b1d, wind.x * 0.75, 4.4, wind.z * 0.75);
    sock.quaternion.setFromUnitVectors(new Vector3(0, 1, 0), new Vector3(wind.x, -0.15, wind.z).normalize());
    return { parts: [pipe(0.06, 4.6, STEEL, 0, 2.3, 0), sock] };
  },
};

// Somebody on the ground.
const figure = () => [
  lying(0.22, 0.8, BLUE, 0, 0.24, 0), solid(new SphereGeometry(0.16, 12, 8), SKIN, 0.62, 0.22, 0), solid(new SphereGeometry(0.18, 12, 6), YELLOW, 0.68, 0.26, 0),
  lying(0.1, 0.9, DARK, -0.85, 0.14, 0.12), lying(0.1, 0.9, DARK, -0.85, 0.14, -0.12),
];

// Those whom a wrong decision has laid down.
export function people() {
  const group = new Group();
  const all = [-1.6, 1.9, 0.4].map((x, place) => {
    const one = new Group();
    one.add(...figure());
    one.position.set(x, 0, -7.2 - place);
    one.rotation.y = 0.5 + place;
    one.userData.fallen = true;
    group.add(one);
    return one;
  });
  const show = (down) => all.forEach((one, place) => { one.visible = place < down; });
  show(0);
  return { group, show };
}

// A word in the air, with its own picture: no font file and nothing to fetch.
export function label(word, { ink = "#1B1F24", paper = "#FFC20E", width = 1.5 } = {}) {
  const canvas = document.createElement("canvas");
  const size = 64;
  const pen = canvas.getContext("2d");
  pen.font = `bold ${size}px sans-serif`;
  canvas.width = Math.ceil(pen.measureText(word).width) + 48;
  canvas.height = size + 36;
  pen.fillStyle = paper;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.font = `bold ${size}px sans-serif`;
  pen.fillStyle = ink;
  pen.fillText(word, 24, size + 6);
  const sprite = new Sprite(new SpriteMaterial({ map: new CanvasTexture(canvas), depthTest: false }));
  const scale = Math.min(width, 0.4 * (canvas.width / canvas.height));
  sprite.scale.set(scale, scale * (canvas.height / canvas.width), 1);
  return sprite;
}

