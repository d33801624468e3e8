// Draws nodes and edges where Python placed them, and reports what is clicked.
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
      view = { nodes, edges, network, widths: new Map() };
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
      view.count = (limit, week) => {
        view.counted = view.data.edges.map((edge) => counted(edge, view, limit, week));
        view.place();
      };
      windClock(clock, view);
      // What a test or another script may ask: where a node stands on the page, what is written
      // and where.
      stage.where = (id) => onPage(network.canvasToDOM(network.getPosition(id)));
      stage.written = () => {
        const middle = onPage(network.canvasToDOM({ x: 0, y: 0 }));
        return view.words.map(({ id, kind, lines, left, top, right, bottom }) => {
          const at = { x: middle.x + left, y: middle.y + top };
          return { id, kind, text: lines.join(" "), ...at, width: right - left, height: bottom - top };
        });
      };
      const onPage = (at) => {
        const box = canvas.getBoundingClientRect();
        return { x: box.x + at.x, y: box.y + at.y };
      };
      view.fit = () => {
        // Hidden for a moment while pages change; the observer calls again when there is room.
        if (!stage.clientWidth || !stage.clientHeight) return;
        hush();
        view.size = [stage.clientWidth, stage.clientHeight];
        const fitting = fit(view.size, view.data);
        view.fitted = fitting.scale;
        if (view.stretch !== fitting.stretch) {
          view.stretch = fitting.stretch;
          view.place();
        }
        network.moveTo({ position: { x: 0, y: 0 }, scale: fitting.scale, animation: false });
      };
      // Put nodes and edges where this stretch of the box has them.
      view.place = () => {
        const [wide, high] = view.data.stretches[view.stretch];
        const stand = ({ label, ...node }) => ({ ...node, x: node.x * wide, y: node.y * high });
        replace(view.nodes, view.data.nodes.map(stand));
        replace(view.edges, view.counted.map((edge) => ({ ...edge, smooth: smooth(edge.bends[view.stretch]) })));
        view.words = null;
      };
    }
    view.pick = (what) => setTriggerValue("picked", what);
    view.stopAt = (day) => setTriggerValue("until", day);
    view.time = data.time;
    view.data = data;
    view.thickest = data.thickest;
    view.stretch ??= 0;
    if (data.time) view.show(data.time.until || data.time.last);
    else view.count();
    view.fit();
    stage.dataset.drawn = String(data.nodes.length);
    // Letters that came after they were measured.
    document.fonts.ready.then(() => {
      view.widths.clear();
      view.words = null;
      view.network.redraw();
    });
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
  if (!count) return { ...edge, title, width: 0.4, number: "", color: { ...edge.color, opacity: 0.12 } };
  if (view.thickest) return { ...edge, title, number: "", width: 0.6 + 5 * Math.sqrt(count / view.thickest) };
  const number = count > 1 && edge.bright ? String(count) : "";
  return { ...edge, title, number, count, width: 1.2 + 1.1 * Math.sqrt(count - 1) };
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
    const week = slider.value === slider.max ? Infinity : Number(slider.value);
    view.count(limit, week);
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

// The scale at which the picture fits, and the stretch of its places that uses most of the room
// without marks that are smaller for it.
function fit([width, height], { box, stretches }) {
  const scales = stretches.map(([x, y]) => Math.min(width / (box[0] * x), height / (box[1] * y)));
  const areas = stretches.map(([x, y], i) => (scales[i] < 0.97 * scales[0] ? 0 : x * y));
  const stretch = areas.indexOf(Math.max(...areas));
  return { stretch, scale: 0.98 * scales[stretch] };
}

const smooth = (bend) => ({ enabled: true, type: bend < 0 ? "curvedCCW" : "curvedCW", roundness: Math.abs(bend) });

// --- Names and numbers: on top of all else, as large whatever the zoom, none over another ---

const NAME = 13;
const LEADING = 15;
const NUMBER = 12;
const HALO = 4;
const TOOLS = [112, 42];
const CLEAR = 4;
const ALONG = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8];
const POINTS = 32;

function write(context, view) {
  if (!view.fitted) return;
  const scale = view.network.getScale();
  if (!view.words || view.scale !== scale) {
    view.words = words(context, view, scale);
    view.scale = scale;
  }
  const { theme } = view.data;
  const middle = view.network.canvasToDOM({ x: 0, y: 0 });
  const dense = context.canvas.width / context.canvas.clientWidth;
  context.save();
  context.setTransform(dense, 0, 0, dense, 0, 0);
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = HALO;
  context.strokeStyle = theme.page;
  context.fillStyle = theme.text;
  for (const { lines, font, x, top, align, leading } of view.words) {
    context.font = font;
    context.textAlign = align;
    lines.forEach((line, i) => {
      const at = [middle.x + x, middle.y + top + (i + 0.5) * leading];
      context.strokeText(line, ...at);
      context.fillText(line, ...at);
    });
  }
  context.restore();
}

// All that has room, each with its box in pixels from the middle of the picture: first names, what
// is picked and then the largest before others, then numbers in the same way.
function words(context, view, scale) {
  const room = roomFor(view, scale);
  const measured = (text, font) => {
    const key = `${font} ${text}`;
    if (!view.widths.has(key)) {
      context.font = font;
      view.widths.set(key, context.measureText(text).width);
    }
    return view.widths.get(key);
  };
  const ends = (view.data.picked || "").split("~").slice(0, 2);
  const font = (size, weight = "") => `${weight} ${size}px ${view.data.theme.font}`.trim();
  const names = view.nodes
    .get({ filter: (node) => node.name.trim() })
    .sort((a, b) => ends.includes(b.id) - ends.includes(a.id) || b.size - a.size || (a.id < b.id ? -1 : 1))
    .map((node) => nameOf(node, room, font(NAME), measured));
  const touches = (edge) => ends.includes(edge.from) || ends.includes(edge.to);
  const numbers = room.links
    .filter((link) => link.edge.number)
    .sort((a, b) => touches(b.edge) - touches(a.edge) || b.edge.count - a.edge.count)
    .map((link) => numberOf(link, room, font(NUMBER, 600), measured));
  return [...names, ...numbers].filter(Boolean);
}

// What is there before anything is written, in pixels from the middle of the picture.
function roomFor(view, scale) {
  const marks = new Map();
  for (const { id, x, y, size } of view.nodes.get()) {
    marks.set(id, { id, x: x * scale, y: y * scale, radius: size * scale });
  }
  const links = view.edges
    .get({ filter: (edge) => edge.bright && edge.count })
    .map((edge) => ({ edge, ...curve(marks.get(edge.from), marks.get(edge.to), edge.smooth) }));
  const zoomed = Math.max(1, scale / view.fitted);
  const [right, bottom] = view.size.map((length) => (length / 2) * zoomed);
  const tools = { left: right - TOOLS[0], right, top: -bottom, bottom: TOOLS[1] - bottom };
  const taken = [...marks.values()].map(({ id, x, y, radius }) => ({ id, ...around(x, y, radius + 1, radius + 1) }));
  return { marks, links, right, bottom, taken: [...taken, tools] };
}

const around = (x, y, across, down) => ({ left: x - across, right: x + across, top: y - down, bottom: y + down });

function isFree(box, room, gap = 0, own = null) {
  if (box.left < -room.right || box.right > room.right) return false;
  if (box.top < -room.bottom || box.bottom > room.bottom) return false;
  return !room.taken.some(
    (other) =>
      (own === null || other.id !== own) &&
      box.left - gap < other.right &&
      other.left < box.right + gap &&
      box.top - gap < other.bottom &&
      other.top < box.bottom + gap,
  );
}

function nameOf(node, room, font, measured) {
  const { id, x, y, radius } = room.marks.get(node.id);
  const lines = node.name.split("\n");
  const half = Math.max(...lines.map((line) => measured(line, font))) / 2;
  const tall = (lines.length * LEADING) / 2;
  const centred = (x, y) => ({ align: "center", x, ...around(x, y, half, tall) });
  const under = (shift) => centred(x + shift * half, y + radius + 3 + tall);
  const over = (shift) => centred(x + shift * half, y - radius - 3 - tall);
  const beside = radius + 5;
  const places = [
    under(0),
    under(-0.5),
    under(0.5),
    over(0),
    { align: "left", x: x + beside, ...around(x + beside + half, y, half, tall) },
    { align: "right", x: x - beside, ...around(x - beside - half, y, half, tall) },
    over(-0.5),
    over(0.5),
  ];
  // Anywhere but below its mark a name might be taken for that of another.
  const place = places.find((place, i) => isFree(place, room, i ? CLEAR : 0, id));
  if (!place) return null;
  room.taken.push(place);
  return { id, kind: "name", lines, font, leading: LEADING, ...place };
}

// A number slides along its link to where it covers nothing written, and fewest other links.
function numberOf({ edge, points, shown }, room, font, measured) {
  const half = measured(edge.number, font) / 2 + 2;
  let best = null;
  for (const share of shown.length ? ALONG : []) {
    const { x, y } = points[shown[Math.round(share * (shown.length - 1))]];
    const box = { x, ...around(x, y, half, NUMBER / 2 + 1) };
    if (!isFree(box, room)) continue;
    const crossed = room.links.filter((other) => other.edge !== edge && crosses(other, x, y, half)).length;
    if (!best || crossed < best.crossed) best = { crossed, box };
    if (!crossed) break;
  }
  if (!best) return null;
  room.taken.push(best.box);
  return { id: edge.id, kind: "number", lines: [edge.number], font, leading: NUMBER + 2, align: "center", ...best.box };
}

// Points along a link as vis-network draws it (`bend` in bends.py), and the places of those among
// them that lie outside the marks at its ends.
function curve(from, to, { type, roundness }) {
  const share = 0.5 + roundness / 2;
  const along = share * Math.sin(share * Math.PI);
  const aside = share * Math.cos(share * Math.PI) * (type === "curvedCCW" ? 1 : -1);
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const via = { x: from.x + along * dx + aside * dy, y: from.y + along * dy - aside * dx };
  const points = Array.from({ length: POINTS + 1 }, (_, i) => {
    const [t, s] = [i / POINTS, 1 - i / POINTS];
    const mix = (axis) => s * s * from[axis] + 2 * s * t * via[axis] + t * t * to[axis];
    return { x: mix("x"), y: mix("y") };
  });
  const beyond = (point, mark) => Math.hypot(point.x - mark.x, point.y - mark.y) > mark.radius + 8;
  const shown = points.flatMap((point, i) => (beyond(point, from) && beyond(point, to) ? [i] : []));
  const [xs, ys] = [points.map((p) => p.x), points.map((p) => p.y)];
  const box = { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  return { points, shown, box };
}

// Whether a link runs through a place of so many pixels around.
function crosses({ points, box }, x, y, reach) {
  if (x < box.left - reach || x > box.right + reach || y < box.top - reach || y > box.bottom + reach) return false;
  for (let i = 1; i < points.length; i += 1) {
    const [a, b] = [points[i - 1], points[i]];
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const t = Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
    if (Math.hypot(a.x + t * dx - x, a.y + t * dy - y) < reach) return true;
  }
  return false;
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
