// The console's forms: what is wrong stands at its field, before anything is sent, and after the house has refused it.

import { mark, placed, wrong } from "./js/faults.js";

for (const form of document.querySelectorAll("main form")) {
  // The fields speak for the browser, which would point at one of them in words of its own.
  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    const faults = wrong(form);
    if (faults.length === 0) return;
    event.preventDefault();
    mark(faults);
  });
}

const told = document.querySelector("main .told");
if (told) mark(placed(told.textContent.split("；")));
