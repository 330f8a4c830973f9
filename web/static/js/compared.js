// A permit's page shows rows. Once it is there, it asks whether the sealed chain says the same, and says first what differs.

import { element, post } from "./page.js";
import { make } from "./make.js";

const place = element("compared");
const answer = await post("/h5/compared", {});
if (answer.ok) place.innerHTML = answer.found;
else place.replaceChildren(make("p", "没能和封存链对照。有信号后重新打开这一页。", "card quiet"));
place.hidden = !place.childElementCount;
