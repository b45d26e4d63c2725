// The charts of the integrity index; the tables on the page carry the same figures.
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
  const low = Number(box.dataset.low ?? 0);
  chart.setOption({
    textStyle: { fontFamily: "inherit" },
    tooltip: { formatter: (p) => (p.data ? `${p.name}<br>${box.dataset.unitWord} ${p.data.shown ?? `${p.data.covered} / ${p.data.units}（${p.data.value}%）`}` : p.name) },
    visualMap: { min: low, max: 100, left: 0, bottom: 0, text: low ? ["100", `${low}`] : ["100%", "0%"], calculable: false, inRange: { color: ["#eef3f8", "#8fb3d3", ink] } },
    series: [{
      type: "map", map: "zhejiang", roam: false, layoutCenter: ["52%", "50%"], layoutSize: "100%", selectedMode: false,
      label: { show: true, fontSize: 11, color: "#1a2533", textBorderColor: "#fff", textBorderWidth: 2, formatter: (p) => (p.data ? `${p.name}\n${p.data.shown ?? `${p.data.value}%`}` : p.name) },
      itemStyle: { borderColor: "#fff" }, emphasis: { itemStyle: { areaColor: "#f0c36d" } },
      data: cities.map((c) => ({ value: percent(c.covered, c.units), ...c })),
    }],
  });
  chart.on("click", (p) => { if (p.data?.url) window.location.href = p.data.url; });
  window.addEventListener("resize", () => chart.resize());
}

function drawIndexTrend(box) {
  const { periods, scores, a_from, b_from } = data("trend-data");
  const chart = echarts.init(box, null, { renderer: "svg" });
  const least = Math.min(b_from, ...scores.filter((score) => score !== null));
  const border = (name, from) => ({ yAxis: from, label: { formatter: name, position: "end" } });
  chart.setOption({
    textStyle: { fontFamily: "inherit" },
    grid: { left: 40, right: 40, top: 24, bottom: 30 }, tooltip: { trigger: "axis" },
    xAxis: { type: "category", data: periods, axisLabel: { hideOverlap: true } },
    yAxis: { type: "value", min: Math.max(0, Math.floor((least - 5) / 10) * 10), max: 100 },
    series: [{
      name: box.dataset.word, type: "line", data: scores, lineStyle: { color: ink, width: 2 }, itemStyle: { color: ink }, symbolSize: 7,
      label: { show: scores.length < 9, position: "top", color: "#1a2533" },
      markLine: { symbol: "none", silent: true, lineStyle: { color: "#9aa7b6", type: "dashed" }, data: [border("A", a_from), border("B", b_from)] },
    }],
  });
  window.addEventListener("resize", () => chart.resize());
}

function drawProfile(box) {
  const parts = data("profile-data");
  const chart = echarts.init(box, null, { renderer: "svg" });
  const compared = parts.every((part) => part.mean !== null);
  const own = { name: box.dataset.own, value: parts.map((part) => part.value), areaStyle: { color: ink, opacity: 0.18 }, lineStyle: { color: ink }, itemStyle: { color: ink } };
  const mean = { name: box.dataset.mean, value: parts.map((part) => part.mean), lineStyle: { color: "#8a6100", type: "dashed" }, itemStyle: { color: "#8a6100" } };
  chart.setOption({
    textStyle: { fontFamily: "inherit" }, tooltip: {}, legend: { orient: "vertical", left: 0, bottom: 0 },
    radar: {
      indicator: parts.map((part) => ({ name: part.name, max: 100 })), radius: "62%", center: ["50%", "46%"],
      axisName: { color: "#1a2533", formatter: (name) => (name.length > 6 ? `${name.slice(0, 6)}\n${name.slice(6)}` : name) },
    },
    series: [{ type: "radar", symbolSize: 4, data: compared ? [own, mean] : [own] }],
  });
  window.addEventListener("resize", () => chart.resize());
}

const drawings = { map: drawMap, "index-trend": drawIndexTrend, profile: drawProfile };
window.addEventListener("load", () => {
  for (const [id, draw] of Object.entries(drawings)) {
    const box = document.getElementById(id);
    if (box) draw(box);
  }
});
