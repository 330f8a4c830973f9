// The film of a lesson: which of its seconds were played in sight, at their own pace. What is skipped was not seen, nor
// what plays where nobody looks.

const MOST_STEP_S = 1.5;

// "0-12,20" ↔ a set of seconds.
function seconds(told) {
  const found = new Set();
  for (const each of told.split(",").filter(Boolean)) {
    const [first, last = first] = each.split("-").map(Number);
    for (let at = first; at <= last; at += 1) found.add(at);
  }
  return found;
}

function told(found) {
  const ranges = [];
  for (const at of [...found].sort((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last && at === last[1] + 1) last[1] = at;
    else ranges.push([at, at]);
  }
  return ranges.map(([first, last]) => (last > first ? `${first}-${last}` : String(first))).join(",");
}

// Nothing where the lesson has no film.
export function film() {
  const frame = document.getElementById("film");
  if (!frame) return { watched: () => ({}) };
  const video = document.getElementById("video");
  const words = document.getElementById("watched");
  const caption = document.getElementById("caption");
  const captions = video.textTracks[0];
  const length = Number(frame.dataset.seconds);
  const found = seconds(frame.dataset.watched);
  let last = 0;

  function say() {
    const left = Math.max(0, Math.ceil(length * 0.9) - found.size);
    words.textContent = left > 0 ? `看了 ${found.size} 秒，还要看 ${left} 秒。` : "片子看完了。";
  }

  function unseen() {
    for (let at = 0; at < length; at += 1) if (!found.has(at)) return at;
    return 0;
  }

  const resume = () => { video.currentTime = unseen(); };
  if (video.readyState >= HTMLMediaElement.HAVE_METADATA) resume();
  else video.addEventListener("loadedmetadata", resume, { once: true });
  video.addEventListener("seeking", () => { last = video.currentTime; });
  video.addEventListener("ratechange", () => { if (video.playbackRate > 1) video.playbackRate = 1; });
  video.addEventListener("timeupdate", () => {
    const now = video.currentTime;
    const step = now - last;
    if (!video.seeking && document.visibilityState === "visible" && step > 0 && step <= MOST_STEP_S) {
      for (let at = Math.floor(last); at < Math.floor(now); at += 1) found.add(at);
      if (video.ended) found.add(Math.floor(now));
    }
    last = now;
    say();
  });
  video.addEventListener("ended", say);
  // Of the last form: the phone plays none of them.
  video.querySelector("source:last-of-type").addEventListener("error", () => {
    words.textContent = "这台手机放不了这段片子。请换一台手机打开，或告诉安全部。";
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState !== "visible") video.pause(); });
  // Its words stand below the picture, as large as the page's other words.
  captions.mode = "hidden";
  captions.addEventListener("cuechange", () => {
    const [cue] = captions.activeCues;
    if (cue) caption.textContent = cue.text;
  });
  say();
  return { watched: () => ({ watched: told(found) }) };
}
