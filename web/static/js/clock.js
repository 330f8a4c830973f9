// Wall-clock sums on `2026-11-25T08:30` texts: the plant's zone is the server's matter, never the phone's.

const two = (number) => String(number).padStart(2, "0");

export function addHours(text, hours) {
  const [year, month, day, hour, minute] = text.split(/[-T:]/).map(Number);
  const moment = new Date(Date.UTC(year, month - 1, day, hour + hours, minute));
  return Number.isNaN(moment.getTime()) ? text : moment.toISOString().slice(0, 16);
}

export function dayAndClock(text) {
  const [, month, day, hour, minute] = text.split(/[-T:]/).map(Number);
  return `${month}月${day}日 ${two(hour)}:${two(minute)}`;
}
