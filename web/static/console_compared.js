// A permit's page shows rows. Once it is there, it asks whether the sealed chain says the same, and says first what differs.

const place = document.getElementById("compared");

try {
  const answer = await fetch(place.dataset.address, { redirect: "manual" });
  if (answer.status !== 200) throw new Error();
  place.innerHTML = await answer.text();
} catch {
  place.innerHTML = '<p class="quiet">没能和封存链对照，请重新打开这一页。</p>';
}
