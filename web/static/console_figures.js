// Draws the charts from the tables' own numbers, in the house's colours; each bar says its value itself.

const style = getComputedStyle(document.documentElement);
const token = (name) => style.getPropertyValue(`--${name}`).trim();
const INK = token("ink");
const text = { color: INK, fontFamily: token("font"), fontSize: 14 };
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

function option({ shape, unit, names, values }) {
  const columns = shape === "columns";
  const labels = { ...text, interval: columns ? "auto" : 0, width: columns ? undefined : 150, overflow: "break" };
  const category = { type: "category", data: names, axisLabel: labels, axisTick: { show: false }, axisLine: { lineStyle: { color: INK } } };
  const value = { type: "value", show: false };
  return {
    animation: !still,
    animationDuration: 200,
    textStyle: text,
    grid: { left: 8, right: columns ? 8 : 72, top: 32, bottom: 8, containLabel: true },
    xAxis: columns ? category : value,
    yAxis: columns ? value : { ...category, inverse: true },
    series: [
      {
        type: "bar",
        barMaxWidth: 32,
        data: values.map((each, number) => ({ value: each, itemStyle: colour(names[number]) })),
        label: { ...text, show: true, position: columns ? "top" : "right", formatter: ({ value: shown }) => (shown ? `${shown}${columns ? "" : ` ${unit}`}` : "") },
      },
    ],
  };
}

// Paper is outlined, so that it differs in black and white too.
function colour(name) {
  return name === "纸票" ? { color: token("card"), borderColor: token("quiet"), borderWidth: 2 } : { color: token("blue") };
}

for (const given of JSON.parse(document.getElementById("charts").textContent)) {
  const place = document.getElementById(given.id);
  if (!place) continue;
  if (given.shape === "bars") place.style.height = `${Math.max(120, given.names.length * 44 + 40)}px`;
  const chart = window.echarts.init(place);
  chart.setOption(option(given));
  const fit = () => chart.resize({ animation: { duration: 0 } });
  new ResizeObserver(fit).observe(place);
  window.addEventListener("beforeprint", fit);
}
