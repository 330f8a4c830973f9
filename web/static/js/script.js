// A platform's own script, and calls to it that always end.

export function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error("script did not load")));
    document.head.append(script);
  });
}

export function within(milliseconds, work) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("time-out")), milliseconds));
  return Promise.race([work, late]);
}
