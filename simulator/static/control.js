/* The control API of the simulator. A phone is named "platform:account". */

async function ask(path, body) {
  const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(`/control/${path}`, body === undefined ? {} : post);
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said.error || `模拟器回答 ${answer.status}`);
  return said;
}

const at = (phone) => `phones/${phone.split(":").map(encodeURIComponent).join("/")}`;

export const control = {
  setting: () => ask("wall"),
  phones: () => ask("phones"),
  phone: (phone) => ask(at(phone)),
  log: () => ask("log"),
  tap: (phone, tap) => ask(`${at(phone)}/tap`, tap),
  say: (phone, text) => ask(`${at(phone)}/say`, { text }),
  picture: async (phone, file) => (await fetch(`/control/${at(phone)}/picture`, { method: "POST", body: file })).json(),
  menu: (phone, key) => ask(`${at(phone)}/menu`, { key }),
  read: (phone) => ask(`${at(phone)}/read`, {}),
  position: (phone, position) => ask(`${at(phone)}/position`, position),
  scan: (phone) => ask(`${at(phone)}/scan`, {}),
  time: () => ask("time"),
  setTime: (change) => ask("time", change),
  story: () => ask("story", {}),
  afresh: () => ask("afresh", {}),
};
