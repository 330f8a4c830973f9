/* Builds elements. Text always stays text: nothing that a message says is ever parsed as HTML. */

/** An element with properties or attributes, `on…` listeners and children; empty children are left out. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return node;
}

/** A group of keys of which one is pressed: [[value, words], …]; `press(value)` marks it. */
export function keys(choices, chosen) {
  const buttons = choices.map(([value, words]) =>
    el("button", { type: "button", "aria-pressed": "false", onclick: () => chosen(value) }, words),
  );
  const press = (value) =>
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(choices[i][0] === value)));
  return { buttons, press };
}
