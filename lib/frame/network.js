// Draws nodes and edges where Python placed them, and reports what is clicked.
// vis-network itself is put on the page once by the component "claims_vis" (see charts.py).

const views = new WeakMap();

function whenReady(draw) {
  if (window.vis?.Network) return draw();
  setTimeout(() => whenReady(draw), 15);
}

function options(theme) {
  return {
    physics: false,
    layout: { randomSeed: 1, improvedLayout: false },
    interaction: { dragNodes: false, hover: true, tooltipDelay: 80, zoomView: false },
    nodes: {
      font: { face: theme.font, size: 14, color: theme.text, strokeWidth: 4, strokeColor: theme.page },
      chosen: false,
    },
    edges: {
      arrows: { to: { enabled: true, scaleFactor: 0.5 } },
      font: { face: theme.font, size: 11, color: theme.quiet, strokeWidth: 4, strokeColor: theme.page },
      chosen: false,
      selectionWidth: 0,
    },
  };
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const stage = parentElement.querySelector(".stage");
  stage.style.height = `${data.height}px`;
  const legend = parentElement.querySelector(".legend");
  for (const part of [stage, legend])
    for (const name of ["page", "text", "line"]) part.style.setProperty(`--${name}`, data.theme[name]);
  legend.replaceChildren(...data.legend.map((group) => legendRow(group, data.theme.page)));
  const canvas = parentElement.querySelector(".canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", data.alt);

  const clock = parentElement.querySelector(".clock");
  clock.hidden = !data.time;

  let stopped = false;
  whenReady(() => {
    if (stopped) return;
    let view = views.get(stage);
    if (!view) {
      const nodes = new vis.DataSet();
      const edges = new vis.DataSet();
      const network = new vis.Network(canvas, { nodes, edges }, options(data.theme));
      // Its keyboard control is off, so it need not be a stop; the list below is worked by keyboard.
      canvas.querySelector(".vis-network").tabIndex = -1;
      view = { nodes, edges, network };
      views.set(stage, view);
      network.on("click", (event) => {
        if (event.nodes.length || event.edges.length) view.pause();
        if (event.nodes.length) view.pick({ node: event.nodes[0] });
        else if (event.edges.length) view.pick({ edge: event.edges[0] });
      });
      network.on("hoverNode", () => (canvas.style.cursor = "pointer"));
      network.on("hoverEdge", () => (canvas.style.cursor = "pointer"));
      network.on("blurNode", () => (canvas.style.cursor = ""));
      network.on("blurEdge", () => (canvas.style.cursor = ""));
      new ResizeObserver(() => view.fit()).observe(stage);
      const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor });
      parentElement.querySelector(".in").onclick = () => zoom(1.3);
      parentElement.querySelector(".out").onclick = () => zoom(1 / 1.3);
      parentElement.querySelector(".whole").onclick = () => view.fit();
      stage.addEventListener(
        "wheel",
        (event) => {
          if (!event.ctrlKey && !event.metaKey) return;
          event.preventDefault();
          zoom(event.deltaY < 0 ? 1.1 : 1 / 1.1);
        },
        { passive: false, capture: true },
      );
      windClock(clock, view);
      // What a test or another script may ask: where a node stands on the page.
      stage.where = (id) => {
        const at = network.canvasToDOM(network.getPosition(id));
        const box = canvas.getBoundingClientRect();
        return { x: box.x + at.x, y: box.y + at.y };
      };
    }
    view.pick = (what) => setTriggerValue("picked", what);
    view.stopAt = (day) => setTriggerValue("until", day);
    view.time = data.time;
    view.all = data.edges;
    view.thickest = data.thickest;
    view.fit = () => {
      // Hidden for a moment while pages change; the observer calls again when there is room.
      if (!stage.clientWidth || !stage.clientHeight) return;
      const scale = 0.98 * Math.min(stage.clientWidth / data.box[0], stage.clientHeight / data.box[1]);
      // Labels keep a readable size on the page however small the picture is drawn.
      const size = Math.max(13, 10.8 / scale);
      view.network.setOptions({ nodes: { font: { size } } });
      view.network.moveTo({ position: { x: 0, y: 0 }, scale, animation: false });
    };
    view.network.setOptions(options(data.theme));
    replace(view.nodes, data.nodes);
    if (data.time) view.show(data.time.until || data.time.last);
    else replace(view.edges, data.edges.map((edge) => counted(edge, view)));
    view.fit();
    stage.dataset.drawn = String(data.nodes.length);
  });
  return () => {
    stopped = true;
  };
}

const WEEK = 7 * 86_400_000;
const day = (time) => new Date(time).toISOString().slice(0, 10);
const spoken = (iso) =>
  new Date(iso).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

// How many events an edge stands for up to a day: of many actors Python sends no days, but what
// each week adds to it or, without a slider, only the sum.
function upTo(edge, limit, week) {
  if (edge.days) return edge.days.filter((first) => first <= limit).length;
  if (edge.growth) return edge.growth.slice(0, week + 1).reduce((sum, more) => sum + more, 0);
  return edge.total;
}

// An edge as it stands up to a day: its count, its width and its words.
function counted(edge, view, limit = "9999", week = Infinity) {
  const count = upTo(edge, limit, week);
  const all = upTo(edge, "9999", Infinity);
  const events = count === 1 ? "1 event" : `${count.toLocaleString("en-GB")} events`;
  const title = `${edge.said}: ${events}${count === all ? "" : ` by then, ${all.toLocaleString("en-GB")} in all`}`;
  if (!count) return { ...edge, title, width: 0.4, label: " ", color: { ...edge.color, opacity: 0.12 } };
  if (view.thickest) return { ...edge, title, label: " ", width: 0.6 + 5 * Math.sqrt(count / view.thickest) };
  const label = count > 1 && edge.bright ? String(count) : " ";
  return { ...edge, title, label, width: 1.2 + 1.1 * Math.sqrt(count - 1) };
}

// A slider over the weeks: links first seen after the day it stands on are thin and pale.
function windClock(clock, view) {
  const slider = clock.querySelector("input");
  const play = clock.querySelector("button");
  const said = clock.querySelector("output");
  let timer = null;

  const until = () =>
    day(Math.min(Date.parse(view.time.first) + Number(slider.value) * WEEK, Date.parse(view.time.last)));
  const draw = () => {
    const limit = until();
    said.textContent = limit >= view.time.last ? "all weeks" : `up to ${spoken(limit)}`;
    slider.setAttribute("aria-valuetext", said.textContent);
    const week = slider.value === slider.max ? Infinity : Number(slider.value);
    replace(view.edges, view.all.map((edge) => counted(edge, view, limit, week)));
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
    play.textContent = "▶";
    play.setAttribute("aria-label", "Play week by week");
    view.stopAt(until() >= view.time.last ? "" : until());
  };
  view.pause = () => timer && stop();
  view.show = (limit) => {
    if (timer) return;
    const weeks = Math.ceil((Date.parse(view.time.last) - Date.parse(view.time.first)) / WEEK);
    slider.max = String(weeks);
    slider.value = String(Math.floor((Date.parse(limit) - Date.parse(view.time.first)) / WEEK));
    if (limit >= view.time.last) slider.value = slider.max;
    draw();
  };
  slider.oninput = draw;
  slider.onchange = stop;
  play.onclick = () => {
    if (timer) return stop();
    if (slider.value === slider.max) slider.value = "0";
    play.textContent = "❚❚";
    play.setAttribute("aria-label", "Pause");
    timer = setInterval(() => {
      slider.value = String(Number(slider.value) + 1);
      draw();
      if (slider.value === slider.max || !clock.isConnected) stop();
    }, 350);
  };
}

function replace(set, items) {
  const kept = new Set(items.map((item) => item.id));
  set.remove(set.getIds().filter((id) => !kept.has(id)));
  set.update(items);
}

const SVG = "http://www.w3.org/2000/svg";
const OUTLINES = {
  hexagon: "0.5,6 3.2,1.2 8.8,1.2 11.5,6 8.8,10.8 3.2,10.8",
  square: "1.5,1.5 10.5,1.5 10.5,10.5 1.5,10.5",
  diamond: "6,0.5 11.5,6 6,11.5 0.5,6",
  triangle: "6,1 11,10.5 1,10.5",
  triangleDown: "1,1.5 11,1.5 6,11",
  star: "6,0.3 7.5,4.4 11.8,4.6 8.4,7.2 9.6,11.5 6,9 2.4,11.5 3.6,7.2 0.2,4.6 4.5,4.4",
};

function svg(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function legendRow(group, page) {
  const row = document.createElement("p");
  const name = document.createElement("b");
  name.textContent = group.name;
  row.append(name, ...group.items.map((item) => legendItem(item, page)));
  return row;
}

function legendItem(item, page) {
  const entry = document.createElement("span");
  const picture = svg("svg", { width: item.shape ? 12 : 28, height: 12, "aria-hidden": "true" });
  if (!item.shape) {
    const line = { x1: 1, y1: 6, x2: 27, y2: 6, stroke: item.colour, "stroke-width": 2.5 };
    picture.append(svg("line", { ...line, "stroke-dasharray": item.dashes.join(" ") }));
  } else {
    const fill = item.hollow ? page : item.colour;
    const paint = { fill, stroke: item.colour, "stroke-width": item.hollow ? 2 : 0 };
    if (item.dashed) paint["stroke-dasharray"] = "2.5 2";
    const outline = OUTLINES[item.shape];
    picture.append(
      outline ? svg("polygon", { points: outline, ...paint }) : svg("circle", { cx: 6, cy: 6, r: 4.8, ...paint }),
    );
  }
  entry.append(picture, document.createTextNode(item.words));
  return entry;
}
