// A form's draft in the phone's own store. When the store is closed (private mode), nothing is kept and nothing breaks.

// people: `names()` of who is chosen, `put(pairs, names)` to show them again.
export function draft(key, form, people) {
  const quietly = (work) => { try { return work(); } catch { return null; } };
  return {
    save: () => quietly(() => {
      // Files are sent at once and kept by the house.
      const pairs = [...new FormData(form)].filter(([, value]) => typeof value === "string");
      localStorage.setItem(key, JSON.stringify({ pairs, names: people.names() }));
      return true;
    }),
    forget: () => quietly(() => localStorage.removeItem(key)),
    restore: () => quietly(() => {
      const kept = JSON.parse(localStorage.getItem(key) || "null");
      // A page of an earlier version kept only the pairs.
      const { pairs, names } = Array.isArray(kept) ? { pairs: kept, names: {} } : kept ?? {};
      if (!pairs) return false;
      fill(form, pairs);
      people.put(pairs, names);
      return true;
    }),
  };
}

// Sets every named field except people; radios and boxes of the named groups lose what was chosen before.
export function fill(form, pairs) {
  const names = new Set(pairs.map(([name]) => name));
  for (const box of form.querySelectorAll("input[type=radio], input[type=checkbox]")) if (names.has(box.name)) box.checked = false;
  for (const [name, value] of pairs) {
    for (const field of form.querySelectorAll(`[name="${name}"]`)) {
      if (field.closest("[data-people]")) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.checked || (field.value === value && !field.disabled);
      else field.value = value;
    }
  }
}

// The same for a page whose parts have a button each (`data-alone`): texts, choices, people and photos that the house has.
// photos: of a box `{read, add}`.
export function partsDraft(key, people, photos) {
  const quietly = (work) => { try { return work(); } catch { return null; } };
  const parts = () => [...document.querySelectorAll("main [data-alone]")];
  const write = (kept) => localStorage.setItem(key, JSON.stringify(kept));
  const read = () => JSON.parse(localStorage.getItem(key) || "null") ?? { texts: {}, photos: {}, people: [], names: {} };
  return {
    save: () => quietly(() => {
      const texts = Object.fromEntries(parts().flatMap(fieldsOf).map((field) => [nameOf(field), valueOf(field)]));
      const boxes = [...document.querySelectorAll("[data-alone] [data-photos]")];
      const chips = [...document.querySelectorAll("[data-alone] .chip input")].map((chip) => [peopleOf(chip.closest("[data-people]")), chip.value]);
      write({ texts, photos: Object.fromEntries(boxes.map((box) => [titleOf(box), photos.read(box)])), people: chips, names: people.names() });
    }),
    // What one part has sent is not written any more.
    sent: (part) => quietly(() => {
      const kept = read();
      for (const field of fieldsOf(part)) delete kept.texts[nameOf(field)];
      for (const box of part.querySelectorAll("[data-photos]")) delete kept.photos[titleOf(box)];
      const chips = [...part.querySelectorAll("[data-people]")].map(peopleOf);
      write({ ...kept, people: kept.people.filter(([name]) => !chips.includes(name)) });
    }),
    forget: () => quietly(() => localStorage.removeItem(key)),
    restore: () => quietly(() => {
      const kept = read();
      for (const field of parts().flatMap(fieldsOf)) set(field, kept.texts[nameOf(field)]);
      for (const box of document.querySelectorAll("[data-alone] [data-photos]")) {
        for (const one of kept.photos[titleOf(box)] ?? []) photos.add(box, one);
      }
      if (kept.people.length) people.put(kept.people, kept.names, peopleOf);
      // What was being written is not folded away.
      for (const fold of document.querySelectorAll("details[data-alone]")) {
        if (fieldsOf(fold).some((field) => field.type !== "radio" && field.value !== begunWith(field)) || fold.querySelector("[data-photos] li")) fold.open = true;
      }
    }),
  };
}

const fieldsOf = (part) => [...part.querySelectorAll("select, textarea, input[type=text], input[type=datetime-local], input[type=date], input[type=radio]")];
const nameOf = (field) => [field.closest("[data-label]")?.dataset.label, field.name, field.type === "radio" ? field.value : ""].join("/");
const valueOf = (field) => (field.type === "radio" ? field.checked : field.value);
// What the page itself put there.
const begunWith = (field) => ("options" in field ? ([...field.options].find((each) => each.defaultSelected) ?? field.options[0])?.value : field.defaultValue);
// Parts that ask alike (drills) differ in the role.
const peopleOf = ({ dataset }) => `${dataset.people}/${dataset.role}`;
const titleOf = (box) => box.querySelector("span").textContent;

function set(field, value) {
  if (value === undefined) return;
  if (field.type === "radio") field.checked = value;
  else field.value = value;
}
