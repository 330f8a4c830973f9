// A question on a page: its letters, its clock, and how it is read. What pages with a question have alike.

import { busy, element, filled, page } from "./page.js";
import { aloud, larger } from "./aloud.js";
import { countdown } from "./countdown.js";

export const NO_SIGNAL = "没有信号。选好的还在，有信号后马上再点。";

// give: sends the letters. When the time is up it is called once more, with what is ticked by then.
export function asked(give) {
  const main = element("asked");
  const field = element("options").closest("[data-alone]");
  const button = element("give");
  const words = [main.querySelector("h1"), ...field.querySelectorAll(".choice span")];
  let over = false;
  const hush = aloud(words.map((each) => [each.closest(".choice") ?? each, each]));
  larger(main);

  const send = () => busy(button, "正在发送…", () => {
    hush();
    return give([...field.querySelectorAll("input:checked")].map((box) => box.value).join(""));
  });
  button.addEventListener("click", () => { if (over || filled(field)) send(); });
  return countdown(Number(main.dataset.left), page.pace, (left) => {
    element("left").textContent = left > 0 ? `剩 ${left} 秒` : "时间到了。";
  }, () => {
    over = true;
    if (!button.disabled) send();
  });
}
