// The map and the trend of coverage; the tables on the page carry the same figures.
const ink = "#1f4e79";
const data = (id) => { const found = document.getElementById(id); return found ? JSON.parse(found.textContent) : null; };
const percent = (part, whole) => (whole ? Math.floor((part * 1000) / whole) / 10 : 0);

async function drawMap(box) {
  const cities = data("map-data");
  const geo = await (await fetch(box.dataset.geo)).json();
  // The features carry the GB/T 2260 code of the city as their id; names differ from source to source.
  const byCode = Object.fromEntries(cities.map((c) => [c.code, c]));
  geo.features.forEach((f) => { const city = byCode[String(f.id ?? f.properties.id)]; if (city) f.properties.name = city.name; });
  echarts.registerMap("zhejiang", geo);
  const chart = echarts.init(box, null, { renderer: "svg" });
  chart.setOption({
    textStyle: { fontFamily: "inherit" },
    tooltip: { formatter: (p) => (p.data ? `${p.name}<br>${box.dataset.unitWord} ${p.data.covered} / ${p.data.units}（${p.data.value}%）` : p.name) },
    visualMap: { min: 0, max: 100, left: 0, bottom: 0, text: ["100%", "0%"], calculable: false, inRange: { color: ["#eef3f8", "#8fb3d3", ink] } },
    series: [{
      type: "map", map: "zhejiang", roam: false, layoutCenter: ["52%", "50%"], layoutSize: "100%", selectedMode: false,
      label: { show: true, fontSize: 11, color: "#1a2533", textBorderColor: "#fff", textBorderWidth: 2, formatter: (p) => (p.data ? `${p.name}\n${p.data.value}%` : p.name) },
      itemStyle: { borderColor: "#fff" }, emphasis: { itemStyle: { areaColor: "#f0c36d" } },
      data: cities.map((c) => ({ name: c.name, value: percent(c.covered, c.units), ...c })),
    }],
  });
  chart.on("click", (p) => { if (p.data?.url) window.location.href = p.data.url; });
  window.addEventListener("resize", () => chart.resize());
}

function drawTrend(box) {
  const days = data("trend-data");
  const chart = echarts.init(box, null, { renderer: "svg" });
  const line = (name, key, color) => ({
    name, type: "line", showSymbol: false, data: days.map((d) => d[key]), lineStyle: { color, width: 2 }, itemStyle: { color },
    endLabel: { show: true, formatter: name, color },
  });
  chart.setOption({
    textStyle: { fontFamily: "inherit" },
    grid: { left: 50, right: 110, top: 20, bottom: 30 }, tooltip: { trigger: "axis" },
    xAxis: { type: "category", data: days.map((d) => d.day) },
    yAxis: { type: "value", minInterval: 1, name: box.dataset.covered, nameTextStyle: { align: "left" } },
    series: [line(box.dataset.covered, "covered", ink), line(box.dataset.units, "units", "#9aa7b6")],
  });
  window.addEventListener("resize", () => chart.resize());
}

window.addEventListener("load", () => {
  const map = document.getElementById("map");
  const trend = document.getElementById("trend");
  if (map) drawMap(map);
  if (trend) drawTrend(trend);
});
