// Paints what lib/charts/network.py has worked out, and reports what is clicked.
// vis-network itself is put on the page once by the component "claims_vis" (see charts.py).

const views = new WeakMap();

function whenReady(draw) {
  if (window.vis?.Network) return draw();
  setTimeout(() => whenReady(draw), 15);
}

function options() {
  return {
    physics: false,
    layout: { randomSeed: 1, improvedLayout: false },
    interaction: { dragNodes: false, hover: true, tooltipDelay: 80, zoomView: false },
    nodes: { chosen: false },
    edges: { arrows: { to: { enabled: true, scaleFactor: 0.5 } }, chosen: false, selectionWidth: 0 },
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
      const network = new vis.Network(canvas, { nodes, edges }, options());
      // Its keyboard control is off, so it need not be a stop; the list below is worked by keyboard.
      canvas.querySelector(".vis-network").tabIndex = -1;
      view = { nodes, edges, network };
      views.set(stage, view);
      // A tooltip stays away from what has moved beneath it until the pointer moves too.
      const hush = () => canvas.classList.add("hushed");
      canvas.addEventListener("pointermove", (event) => {
        if (event.movementX || event.movementY) canvas.classList.remove("hushed");
      });
      network.on("dragStart", hush);
      network.on("click", (event) => {
        hush();
        if (event.nodes.length || event.edges.length) view.pause();
        if (event.nodes.length) view.pick({ node: event.nodes[0] });
        else if (event.edges.length) view.pick({ edge: event.edges[0] });
      });
      network.on("hoverNode", () => (canvas.style.cursor = "pointer"));
      network.on("hoverEdge", () => (canvas.style.cursor = "pointer"));
      network.on("blurNode", () => (canvas.style.cursor = ""));
      network.on("blurEdge", () => (canvas.style.cursor = ""));
      network.on("afterDrawing", (context) => write(context, view));
      new ResizeObserver(() => view.fit()).observe(stage);
      const zoom = (factor) => {
        hush();
        network.moveTo({ scale: network.getScale() * factor });
      };
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
      view.count = (limit) => {
        view.counted = new Map(view.data.edges.map((edge) => [edge.id, counted(edge, view.data, limit)]));
        replace(view.nodes, view.data.nodes);
        replace(view.edges, [...view.counted.values()]);
      };
      windClock(clock, view);
      // What a test or another script may ask: where a node stands on the page, what is written
      // and where.
      stage.where = (id) => onPage(network.canvasToDOM(network.getPosition(id)));
      stage.written = () =>
        placed(canvas.querySelector("canvas").getContext("2d"), view).map(({ id, kind, lines, left, top, width, height }) => ({
          id, kind, text: lines.join(" "), width, height, ...onPage({ x: left, y: top }),
        }));
      const onPage = (at) => {
        const box = canvas.getBoundingClientRect();
        return { x: box.x + at.x, y: box.y + at.y };
      };
      view.fit = () => {
        // Hidden for a moment while pages change; the observer calls again when there is room.
        if (!stage.clientWidth || !stage.clientHeight) return;
        hush();
        const [width, height] = view.data.box;
        view.fitted = 0.98 * Math.min(stage.clientWidth / width, stage.clientHeight / height);
        network.moveTo({ position: { x: 0, y: 0 }, scale: view.fitted, animation: false });
      };
    }
    view.pick = (what) => setTriggerValue("picked", what);
    view.stopAt = (day) => setTriggerValue("until", day);
    view.time = data.time;
    view.data = data;
    if (data.time) view.show(data.time.until || data.time.last);
    else view.count();
    view.fit();
    stage.dataset.drawn = String(data.nodes.length);
    document.fonts.ready.then(() => view.network.redraw());
  });
  return () => {
    stopped = true;
  };
}

const WEEK = 7 * 86_400_000;
const day = (time) => new Date(time).toISOString().slice(0, 10);
const spoken = (iso) =>
  new Date(iso).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

// An edge as it stands up to a day: its events, its width and its words.
function counted(edge, { faint }, limit = "9999") {
  const [, count, width] = edge.grown.findLast(([day]) => day <= limit) ?? ["", 0, faint.width];
  const all = edge.grown.at(-1)[1];
  const events = count === 1 ? "1 event" : `${count.toLocaleString("en-GB")} events`;
  const title = `${edge.said}: ${events}${count === all ? "" : ` by then, ${all.toLocaleString("en-GB")} in all`}`;
  const number = !edge.bright || !count ? "" : `${edge.code} ${count > 1 ? count : ""}`.trim();
  const opacity = count ? edge.color.opacity : faint.opacity;
  return { ...edge, title, number, width, color: { ...edge.color, opacity } };
}

// A slider over the weeks: links first seen after the day it stands on are thin and pale.
function windClock(clock, view) {
  const slider = clock.querySelector("input");
  const play = clock.querySelector("button");
  const said = clock.querySelector("output");
  let timer = null;
  let asked = ""; // a day that an address gives, which need not be the end of a week

  const until = () =>
    asked || day(Math.min(Date.parse(view.time.first) + Number(slider.value) * WEEK, Date.parse(view.time.last)));
  const draw = () => {
    const limit = until();
    said.textContent = limit >= view.time.last ? "all weeks" : `up to ${spoken(limit)}`;
    slider.setAttribute("aria-valuetext", said.textContent);
    view.count(limit);
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
    if (timer) return draw();
    const weeks = Math.ceil((Date.parse(view.time.last) - Date.parse(view.time.first)) / WEEK);
    slider.max = String(weeks);
    asked = limit < view.time.last ? limit : "";
    slider.value = String(Math.floor((Date.parse(limit) - Date.parse(view.time.first)) / WEEK));
    if (limit >= view.time.last) slider.value = slider.max;
    draw();
  };
  slider.oninput = () => {
    asked = "";
    draw();
  };
  slider.onchange = stop;
  play.onclick = () => {
    if (timer) return stop();
    asked = "";
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

// --- Names and numbers: on top of all else, as large whatever the zoom ---

const NAME = 13;
const LETTERS = 15; // for which Python has found room, in units of the box
const LEADING = 15 / 13;
const NUMBER = 12 / 13;
const HALO = 4;
const SHARE = { left: 0, center: 0.5, right: 1, top: 0, middle: 0.5, bottom: 1 };

// The words that have room at this zoom, each with its lines and its box on the canvas.
function placed(context, { network, data, nodes, counted, fitted }) {
  const letters = Math.min(NAME, LETTERS * fitted);
  return data.words
    .filter((word) => network.getScale() >= 0.999 * word.zoom * fitted)
    .map((word) => {
      const name = word.kind === "name";
      const lines = name ? (nodes.get(word.id).opacity < 1 ? [] : word.lines) : [counted.get(word.id).number];
      const size = name ? letters : letters * NUMBER;
      const font = `${name ? "" : "600 "}${size}px ${data.theme.font}`;
      context.font = font;
      const width = Math.max(0, ...lines.map((line) => context.measureText(line).width));
      const [leading, at] = [size * (name ? LEADING : 1), network.canvasToDOM(word)];
      const [left, top] = [at.x - SHARE[word.align] * width, at.y - SHARE[word.base] * lines.length * leading];
      return { ...word, lines, font, leading, left, top, width, height: lines.length * leading };
    })
    .filter((word) => word.lines.some(Boolean));
}

function write(context, view) {
  if (!view.fitted) return;
  const { theme } = view.data;
  const dense = context.canvas.width / context.canvas.clientWidth;
  context.save();
  context.setTransform(dense, 0, 0, dense, 0, 0);
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = HALO;
  context.strokeStyle = theme.page;
  context.fillStyle = theme.text;
  for (const { lines, font, align, left, top, width, leading } of placed(context, view)) {
    context.font = font;
    context.textAlign = align;
    lines.forEach((line, i) => {
      const at = [left + SHARE[align] * width, top + (i + 0.5) * leading];
      context.strokeText(line, ...at);
      context.fillText(line, ...at);
    });
  }
  context.restore();
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
