// Fields for a person: while somebody types, the house suggests at most eight; arrows, Enter or a tap take one.

const PAUSE_MS = 150;

function dress(field) {
  const list = document.createElement("ul");
  let pause = 0;
  let round = 0;
  list.className = "suggestions";
  list.id = `${field.name}-${document.querySelectorAll(".suggestions").length}`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  field.closest(".finder").append(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-controls", list.id);
  close();

  function close() {
    round += 1;
    clearTimeout(pause);
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  // An answer that was overtaken by another letter is dropped; without one, what is typed still counts.
  async function search() {
    const mine = (round += 1);
    const words = new URLSearchParams({ words: field.value, ...(field.dataset.of ? { [field.dataset.of]: 1 } : {}) });
    const response = await fetch(`${field.dataset.people}?${words}`, { redirect: "error" }).catch(() => null);
    const { people } = response?.ok ? await response.json() : { people: [] };
    if (mine !== round) return;
    list.replaceChildren(...people.map(option));
    list.hidden = people.length === 0;
    field.setAttribute("aria-expanded", String(people.length > 0));
  }

  function option(words, place) {
    const made = document.createElement("li");
    made.id = `${list.id}-${place}`;
    made.textContent = words;
    made.setAttribute("role", "option");
    // The field keeps the focus; losing it would count as the end of typing.
    made.addEventListener("pointerdown", (event) => event.preventDefault());
    made.addEventListener("click", () => take(made));
    return made;
  }

  function take(made) {
    field.value = made.textContent;
    close();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function step(by) {
    const rows = [...list.children];
    const at = rows.findIndex((row) => row.ariaSelected === "true");
    rows[at]?.removeAttribute("aria-selected");
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    next.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", next.id);
  }

  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(search, PAUSE_MS);
  });
  field.addEventListener("focus", () => { if (!field.value) search(); });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    const marked = list.querySelector('[aria-selected="true"]');
    if (event.isComposing || list.hidden) return;
    if (event.key === "Enter" && marked) take(marked);
    else if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event.key === "ArrowDown" ? 1 : -1);
    else return;
    event.preventDefault();
  });
}

for (const field of document.querySelectorAll("input[data-people]")) dress(field);

// One more line, if several people may be named. A list that is pasted gets a line for each of them.
const BETWEEN = /[\n,，、;；]+/;

for (const more of document.querySelectorAll("button[data-more]")) {
  const lines = more.previousElementSibling;
  const fields = () => [...lines.querySelectorAll("input")];
  const count = () => { more.hidden = fields().length >= Number(more.dataset.more); };

  function add() {
    const line = lines.querySelector(".finder").cloneNode(true);
    line.querySelectorAll(".suggestions, .fault").forEach((each) => each.remove());
    line.classList.remove("faulty");
    delete line.dataset.required;
    const field = line.querySelector("input");
    field.value = "";
    field.required = false;
    lines.append(line);
    dress(field);
    count();
    return field;
  }

  more.addEventListener("click", () => add().focus());
  lines.addEventListener("paste", (event) => {
    const names = event.clipboardData.getData("text").split(BETWEEN).map((each) => each.trim()).filter(Boolean);
    if (names.length < 2) return;
    event.preventDefault();
    event.target.blur();
    const empty = fields().filter((field) => !field.value);
    for (const name of names.slice(0, Number(more.dataset.more) - fields().length + empty.length)) (empty.shift() ?? add()).value = name;
  });
  count();
}
