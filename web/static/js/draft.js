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
