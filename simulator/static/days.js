/* Days of plant time, in the words of the bar, the chats and the wire log. */
const DAYS = "日一二三四五六";

/** The day of an ISO time by its own wall clock: 11 月 26 日 周四. */
export function dayWords(iso) {
  const day = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  return `${day.getUTCMonth() + 1} 月 ${day.getUTCDate()} 日 周${DAYS[day.getUTCDay()]}`;
}

/** Whether two ISO times are of different days; true when there is no first one. */
export const newDay = (before, iso) => before.slice(0, 10) !== iso.slice(0, 10);
