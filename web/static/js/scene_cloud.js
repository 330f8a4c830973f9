// What drifts: the ammonia's mist, or flame and smoke, with this run's wind; and the water against it.

import { BufferAttribute, BufferGeometry, CanvasTexture, Group, Points, PointsMaterial } from "../vendor/three-0.187.0/three.min.js";

// Of each scene: where it comes from, and what it is made of. rise: metres a second; wide: how far it spreads a second;
// size: of one puff in metres; life: seconds.
const KINDS = {
  leak: { from: [-1.5, 2.2, -9], made: [{ color: 0xffffff, opacity: 0.5, rise: -0.12, drift: 1.1, wide: 0.5, size: 1.5, life: 8, most: 420 }] },
  tank_fire: {
    from: [-1, 8, -20],
    made: [
      { color: 0xff7a1a, opacity: 0.85, rise: 2.2, drift: 0.5, wide: 0.9, size: 1.7, life: 1.5, most: 160 },
      { color: 0x2b2b2b, opacity: 0.4, rise: 2.1, drift: 1.9, wide: 0.9, size: 3, life: 7, most: 280 },
    ],
  },
  hot_work_fire: {
    from: [-1.4, 0.3, -8.4],
    made: [
      { color: 0xff7a1a, opacity: 0.85, rise: 1.1, drift: 0.3, wide: 0.5, size: 0.8, life: 1.2, most: 140 },
      { color: 0x3a3a3a, opacity: 0.38, rise: 0.9, drift: 1.0, wide: 0.5, size: 1.7, life: 6, most: 260 },
    ],
  },
};
const WATER = { color: 0xbfe3ff, opacity: 0.6, rise: 2.4, drift: 0, wide: 1.6, size: 0.35, life: 1.6, most: 160 };
const STRONGEST = 4;

export function cloud(kind, wind) {
  const group = new Group();
  const { from, made } = KINDS[kind];
  const puffs = made.map((each) => puff(each, from, wind));
  const spray = puff(WATER, [from[0] + wind.x * 2, 0.4, from[2] + wind.z * 2], wind, 3.6);
  group.add(...[...puffs, spray].map((each) => each.points));
  puffs.forEach((each) => { each.points.userData.puffs = each.away; });
  return {
    group,
    move: (seconds) => [...puffs, spray].forEach((each) => each.move(seconds)),
    // strength: 0 to 4.
    show: (strength, done) => {
      puffs.forEach((each) => each.grow(strength / STRONGEST));
      spray.grow(done.includes("water") && strength > 0 ? 1 : 0);
    },
  };
}

// Many soft dots that are born, drift away and begin again. falls: pulls them down, metres a second squared.
function puff(made, from, wind, falls = 0) {
  const place = new Float32Array(made.most * 3);
  const own = Array.from({ length: made.most }, (_, n) => ({ age: (n / made.most) * made.life, x: spread(), y: spread(), z: spread() }));
  const shape = new BufferGeometry();
  shape.setAttribute("position", new BufferAttribute(place, 3));
  const look = new PointsMaterial({ color: made.color, map: soft(), size: made.size, transparent: true, opacity: made.opacity, depthWrite: false });
  const points = new Points(shape, look);
  points.frustumCulled = false;
  let reach = 1;
  const grow = (share) => {
    reach = 0.55 + share * 0.75;
    shape.setDrawRange(0, Math.round(made.most * share));
    look.size = made.size * (0.7 + share * 0.6);
  };
  const move = (seconds) => {
    own.forEach((dot, n) => {
      dot.age = (dot.age + seconds) % made.life;
      const t = dot.age, out = made.wide * t * reach;
      place[n * 3] = from[0] + wind.x * made.drift * t * reach + dot.x * (0.2 + out);
      place[n * 3 + 1] = Math.max(0.1, from[1] + made.rise * t * reach + dot.y * (0.1 + out * 0.6) - (falls * t * t) / 2);
      place[n * 3 + 2] = from[2] + wind.z * made.drift * t * reach + dot.z * (0.2 + out);
    });
    shape.attributes.position.needsUpdate = true;
  };
  const away = () => Array.from({ length: shape.drawRange.count }, (_, n) => [place[n * 3] - from[0], from[2] - place[n * 3 + 2]]);
  grow(0.5);
  move(0);
  return { points, grow, move, away };
}

const spread = () => (Math.random() + Math.random() - 1);

// A dot that fades to its rim.
function soft() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const pen = canvas.getContext("2d");
  const fade = pen.createRadialGradient(32, 32, 2, 32, 32, 32);
  fade.addColorStop(0, "rgba(255,255,255,1)");
  fade.addColorStop(1, "rgba(255,255,255,0)");
  pen.fillStyle = fade;
  pen.fillRect(0, 0, 64, 64);
  return new CanvasTexture(canvas);
}
