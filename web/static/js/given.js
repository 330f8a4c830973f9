// What somebody ticked or chose on a page, by the names of its fields: a choice or a day as text, ticks as a list.

import { chosen } from "./people.js";

export function given() {
  const data = {};
  for (const input of document.querySelectorAll("input[type=radio]:checked")) data[input.name] = input.value;
  for (const input of document.querySelectorAll("input[type=date]:not([data-own])")) data[input.name] = input.value;
  for (const box of document.querySelectorAll("[data-people]")) {
    const people = chosen(box);
    if ("many" in box.dataset) data[box.dataset.people] = people;
    else if (people.length) [data[box.dataset.people]] = people;
  }
  for (const input of document.querySelectorAll("input[type=checkbox][data-list]")) {
    data[input.name] ??= [];
    if (input.checked) data[input.name].push(/^\d+$/.test(input.value) ? Number(input.value) : input.value);
  }
  return data;
}
