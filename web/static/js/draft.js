// A form's draft in the phone's own store. Where the store is closed (private mode), nothing is kept and nothing breaks.

export function draft(key, form) {
  const quietly = (work) => { try { return work(); } catch { return null; } };
  return {
    save: () => quietly(() => { localStorage.setItem(key, JSON.stringify([...new FormData(form)])); return true; }),
    forget: () => quietly(() => localStorage.removeItem(key)),
    restore: () => quietly(() => {
      const pairs = JSON.parse(localStorage.getItem(key) || "null");
      if (pairs) fill(form, pairs);
      return Boolean(pairs);
    }),
  };
}

// Sets every field that is named; radios and boxes of the named groups lose what was chosen before.
export function fill(form, pairs) {
  const names = new Set(pairs.map(([name]) => name));
  for (const box of form.querySelectorAll("input[type=radio], input[type=checkbox]")) if (names.has(box.name)) box.checked = false;
  for (const [name, value] of pairs) {
    for (const field of form.querySelectorAll(`[name="${name}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.checked || (field.value === value && !field.disabled);
      else field.value = value;
    }
  }
}
