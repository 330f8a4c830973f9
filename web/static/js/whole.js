// Where things are read at a glance, no line breaks a time, a date or a place in two.

const GLANCE = "td, dd, .line, .steps, .trail, .taken";
const WHOLE = /(\d{4}-\d\d-\d\d|\d{1,2}:\d\d(?::\d\d)?(?:–\d{1,2}:\d\d)?|\d{1,2}月\d{1,2}日|[北南]纬 [\d.]+ [东西]经 [\d.]+)/;

for (const place of document.querySelectorAll(GLANCE)) {
  const walk = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walk.nextNode()) texts.push(walk.currentNode);
  for (const text of texts.filter((each) => WHOLE.test(each.data))) text.replaceWith(...parts(text.data));
}

// Every second part is one that stays whole.
function parts(words) {
  return words.split(WHOLE).map((part, at) => {
    if (at % 2 === 0) return part;
    const kept = document.createElement("span");
    kept.className = "whole";
    kept.textContent = part;
    return kept;
  });
}
