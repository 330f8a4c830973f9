// What is kept in the phone until the house has it: reports, and the bytes of their pictures (ArrayBuffers, because
// Blobs do not last on every phone). A report belongs to the person who wrote it.

import { sha256 } from "./picture.js";
import { load, within } from "./script.js";

// On the simulator's wall one browser is many phones, each in a frame with its own name. On a phone the name is empty.
const NAME = `anhao:kept${window.name}`;
const WAIT_MS = 8000;
const STRICT = { durability: "strict" };
let opened = null;
let library = null;

// A number that no other report has; pages without https have no randomUUID.
export function fresh() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  return bytes.map((each) => each.toString(16).padStart(2, "0")).join("");
}

// Keeps the report, and reads it back with all of its pictures. Throws when what is read is not what was written.
export async function keep(draft) {
  await on(async (database) => {
    const change = database.transaction("drafts", "readwrite", STRICT);
    change.store.put(draft);
    await change.done;
  });
  const { found, pictures } = await on(async (database) => ({
    found: await database.get("drafts", draft.id),
    pictures: await database.getAllFromIndex("photos", "draft", draft.id),
  }));
  if (JSON.stringify(found) !== JSON.stringify(draft)) throw new Error("the report was not kept");
  const hashes = await Promise.all(pictures.map(sound));
  if (!draft.photos.every(({ hash }) => hashes.includes(hash))) throw new Error("a picture was not kept");
  navigator.storage?.persist?.().catch(() => {});
}

// `{draft, hash, bytes, type, told, name, gone}`; gone: taken out of the form, but the house may have been told of it. Throws when what is read back is another picture.
export async function keepPhoto(photo) {
  const whole = { ...photo, id: `${photo.draft}/${photo.hash}` };
  await on(async (database) => {
    const change = database.transaction("photos", "readwrite", STRICT);
    change.store.put(whole);
    await change.done;
  });
  const found = await on((database) => database.get("photos", whole.id));
  if (!found || (await sound(found)) !== photo.hash) throw new Error("the picture was not kept");
}

export const drafts = () => on((database) => database.getAll("drafts"));

export const photosOf = (draft) => on((database) => database.getAllFromIndex("photos", "draft", draft));

export const dropPhoto = (draft, hash) => on((database) => database.delete("photos", `${draft}/${hash}`));

export const note = (draft) => on((database) => database.put("drafts", draft));

// What stands in a report becomes another one, `draft`, with its pictures. The report itself keeps, as `there`, those that
// the house still waits for; without any it goes.
export const part = (there, wanted, draft) => on(async (database) => {
  const change = database.transaction(["drafts", "photos"], "readwrite", STRICT);
  const [reports, pictures] = ["drafts", "photos"].map((name) => change.objectStore(name));
  const rest = [];
  for (const one of await pictures.index("draft").getAll(there.id)) {
    if (!one.gone) pictures.put({ ...one, draft: draft.id, id: `${draft.id}/${one.hash}` });
    if (wanted.includes(one.hash)) rest.push({ hash: one.hash, name: one.name });
    else pictures.delete(one.id);
  }
  if (rest.length) reports.put({ ...there, photos: rest });
  else reports.delete(there.id);
  reports.put(draft);
  await change.done;
});

export async function drop(draft) {
  await on(async (database) => {
    const change = database.transaction(["drafts", "photos"], "readwrite");
    change.objectStore("drafts").delete(draft);
    const pictures = change.objectStore("photos");
    for (const key of await pictures.index("draft").getAllKeys(draft)) pictures.delete(key);
    await change.done;
  });
}

// Who last opened the page on this phone, and what it offered, for a page that opens without signal.
export const remember = (known) => on((database) => database.put("known", known, "last"));
export const remembered = () => on((database) => database.get("known", "last"));

// So that a page that has opened with signal can keep without it.
export const beReady = () => on(async () => {}).catch(() => {});

const sound = async ({ bytes, hash }) => ((await sha256(bytes)) === hash ? hash : "");

// Phones lose the connection to their store: whatever fails is done once more with a new one.
async function on(work) {
  try {
    return await within(WAIT_MS, database().then(work));
  } catch {
    opened = null;
    return within(WAIT_MS, database().then(work));
  }
}

function database() {
  library ??= load(new URL("../vendor/idb-8.0.4/umd.js", import.meta.url).href).catch((error) => { library = null; throw error; });
  opened ??= library.then(() => idb.openDB(NAME, 1, {
    upgrade(made) {
      made.createObjectStore("drafts", { keyPath: "id" });
      made.createObjectStore("photos", { keyPath: "id" }).createIndex("draft", "draft");
      made.createObjectStore("known");
    },
    terminated() { opened = null; },
  }));
  return opened;
}
