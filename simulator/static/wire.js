/* The wire log in plain words: what went between the service and this phone's platform. */
import { newDay } from "./days.js";
import { el } from "./dom.js";

const CALLS = {
  "message/send": ["发送", "送达"],
  "message/update_template_card": ["改卡", "已换"],
  "message/recall": ["撤回", "已撤"],
  "card/instances/createAndDeliver": ["发卡", "送达"],
  "card/instances/deliver": ["发卡", "送达"],
  "card/instances": ["改卡", "已换"],
  "robot/oToMessages/batchSend": ["发送", "送达"],
  "robot/otoMessages/batchRecall": ["撤回", "已撤"],
  "message/corpconversation/asyncsend_v2": ["发通知", "已收下"],
};
const OUT = {
  "callback/card": "点按",
  "callback/template_card_event": "点按",
  "callback/template_card_menu_event": "点按",
  "callback/robot": "说话",
  "callback/text": "说话",
  "callback/click": "菜单",
  "callback/view": "菜单",
};

/** One line of a log entry: time, with the day where the line before, at `before`, is of another; what was done, how it
 * went. */
export function wireLine(entry, before) {
  const failed = entry.direction === "out" ? entry.status !== 200 : Boolean(entry.code) || entry.status >= 400;
  const line = el(
    "li",
    { title: entry.warning || entry.call },
    el("time", {}, (before && newDay(before, entry.at) ? `${entry.at.slice(5, 10)} ` : "") + entry.at.slice(11, 19)),
    el("span", {}, words(entry, failed)),
  );
  line.classList.toggle("failed", failed);
  return line;
}

function words(entry, failed) {
  const ms = entry.ms < 1 ? "不到 1 ms" : `${Math.round(entry.ms)} ms`;
  if (entry.direction === "out") {
    const what = OUT[entry.call] || "事件";
    return failed ? `${what} → 应用没有答 ${entry.status || ""}` : `${what} → 回调 ${ms}`;
  }
  const [what, done] = CALLS[entry.call] || [entry.call, "已答"];
  return failed ? `${what} → 平台拒绝 ${entry.code || entry.status}` : `${what} → ${done} ${ms}`;
}
