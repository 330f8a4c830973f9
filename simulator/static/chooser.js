/* Finds a person of the plant by name, post or department, and puts that phone on the wall. */
import { el } from "./dom.js";
import { PLATFORMS, nameOf } from "./phone.js";

const MOST = 40;

/** `open(instead)` shows the dialog; a choice calls `chosen(name, instead)`. */
export function chooser(dialog, people, chosen) {
  const [field, list] = [dialog.querySelector("input"), dialog.querySelector("ul")];
  let instead = null;

  function draw() {
    const words = field.value.trim().toLowerCase().split(/\s+/);
    const fits = ({ person: { name, post, department, account, platform } }) => {
      const all = `${name} ${post} ${department} ${account} ${PLATFORMS[platform]}`.toLowerCase();
      return words.every((word) => all.includes(word));
    };
    const found = people().filter(fits);
    const more = found.length > MOST ? [el("li", {}, `还有 ${found.length - MOST} 人，再写一个字`)] : [];
    const none = found.length ? [] : [el("li", {}, "没有这样的人。换个字试试。")];
    list.replaceChildren(...found.slice(0, MOST).map(line), ...more, ...none);
  }

  function line({ person, unread }) {
    const pick = () => {
      dialog.close();
      chosen(nameOf(person), instead);
    };
    const words = [
      el("b", {}, person.name),
      el("span", {}, person.post),
      el("small", {}, PLATFORMS[person.platform]),
    ];
    return el(
      "li",
      {},
      el("button", { type: "button", onclick: pick }, words, unread ? el("i", {}, `${unread} 条新`) : null),
    );
  }

  field.addEventListener("input", draw);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    // Else it would also press the key that opened the dialog, which has the focus again.
    event.preventDefault();
    list.querySelector("button")?.click();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  return {
    open(phone = null) {
      instead = phone;
      field.value = "";
      draw();
      dialog.showModal();
    },
  };
}
