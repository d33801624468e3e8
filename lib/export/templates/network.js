// Paints what lib/charts/network.py has worked out, and reports what is clicked.
// The page that draws says how vis-network comes to it: `withLibrary(name, address, draw)`.

const views = new WeakMap();

function options() {
  return {
    physics: false,
    layout: { randomSeed: 1, improvedLayout: false },
    interaction: { dragNodes: true, hover: true, tooltipDelay: 80, zoomView: false },
    nodes: { chosen: false },
    edges: { chosen: false, selectionWidth: 0, hoverWidth: 0 },
  };
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const stage = parentElement.querySelector(".stage");
  stage.style.height = `${data.height}px`;
  const legend = parentElement.querySelector(".legend");
  for (const part of [stage, legend.parentElement])
    for (const name of ["page", "text", "line"]) part.style.setProperty(`--${name}`, data.theme[name]);
  legend.replaceChildren(legendRow(data.legend, data.theme.page));
  const canvas = parentElement.querySelector(".canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", data.alt);

  const clock = parentElement.querySelector(".clock");
  clock.hidden = !data.time;

  let stopped = false;
  withLibrary("vis", data.library, () => {
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
      network.on("beforeDrawing", (context) => view.changing || ribbons(context, view));
      network.on("afterDrawing", (context) => view.changing || write(context, view));
      document.fonts.ready.then(() => network.redraw());
      network.on("dragEnd", (event) => {
        if (!event.nodes.length) return;
        const id = event.nodes[0];
        const at = network.getPosition(id);
        const [width, height] = view.data.box;
        const share = (part, whole) => Math.max(-0.49, Math.min(0.49, part / whole)).toFixed(3);
        view.pin({ id, x: Number(share(at.x, width)), y: Number(share(at.y, height)) });
      });
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
        view.limit = limit;
        view.counted = new Map(view.data.edges.map((edge) => [edge.id, counted(edge, limit)]));
        // vis-network draws anew after each step of this; only the last is to be seen.
        view.changing = true;
        replace(view.nodes, view.data.nodes.map(boxed));
        replace(view.edges, [...view.counted.values()]);
        view.changing = false;
        network.redraw();
      };
      windClock(clock, view);
      // What a test or another script may ask: where a node stands on the page, what is written
      // and where.
      stage.where = (id) => onPage(network.canvasToDOM(network.getPosition(id)));
      stage.written = () =>
        placed(view).map(({ id, kind, lines, x, y, width, height }) => {
          const scale = network.getScale();
          const corner = network.canvasToDOM({ x: x - width / 2, y: y - height / 2 });
          return { id, kind, text: lines.join(" "), width: width * scale, height: height * scale, ...onPage(corner) };
        });
      const onPage = (at) => {
        const box = canvas.getBoundingClientRect();
        return { x: box.x + at.x, y: box.y + at.y };
      };
      view.fit = () => {
        // Hidden for a moment while pages change; the observer calls again when there is room.
        if (!stage.clientWidth || !stage.clientHeight) return;
        hush();
        const [left, top, right, bottom] = view.data.bounds;
        const scales = [stage.clientWidth / (right - left + 12), stage.clientHeight / (bottom - top + 12)];
        const position = { x: (left + right) / 2, y: (top + bottom) / 2 };
        network.moveTo({ position, scale: Math.min(...scales, view.data.largest), animation: false });
      };
    }
    view.pick = (what) => setTriggerValue("picked", what);
    view.pin = (what) => setTriggerValue("pinned", what);
    view.stopAt = (day) => setTriggerValue("until", day);
    view.time = data.time;
    view.data = data;
    if (data.time) view.show(data.time.until || data.time.last);
    else view.count();
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

// A node whose box is written by `write`, but takes clicks as large as it is.
function boxed(node) {
  const [width, height] = node.half.map((half) => 2 * half);
  const ctxRenderer = () => ({ drawNode() {}, nodeDimensions: { width, height } });
  return { ...node, shape: "custom", ctxRenderer };
}

// The events of a stripe up to a day.
const upTo = (stripe, limit = "9999") => stripe.grown.findLast(([day]) => day <= limit)?.[1] ?? 0;
const inWords = (count) => (count === 1 ? "1 event" : `${count.toLocaleString("en-GB")} events`);

// A link as it stands up to a day: what is said of it, and its number.
function counted(edge, limit) {
  const lines = edge.stripes.map((stripe) => `${stripe.words}: ${inWords(upTo(stripe, limit))}`);
  const count = edge.stripes.reduce((sum, stripe) => sum + upTo(stripe, limit), 0);
  return { ...edge, count, title: [edge.said, ...lines].join("\n"), width: 1 };
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

// --- Links: stripes side by side, beneath the boxes ---

const STEPS = 256;

// Points along a link, outside the boxes of its ends, each with the direction there.
function path({ nodes, network }, edge) {
  const [from, to] = [edge.from, edge.to].map((id) => ({ ...network.getPosition(id), half: nodes.get(id).half }));
  const bent = edge.smooth.type === "curvedCCW" ? -edge.smooth.roundness : edge.smooth.roundness;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const share = 0.5 + 0.5 * Math.abs(bent);
  const [along, aside] = [share * Math.sin(share * Math.PI), -share * Math.cos(share * Math.PI) * (bent < 0 ? -1 : 1)];
  const via = { x: from.x + along * dx + aside * dy, y: from.y + along * dy - aside * dx };
  const outside = (at, node, gap) =>
    Math.abs(at.x - node.x) > node.half[0] + gap || Math.abs(at.y - node.y) > node.half[1] + gap;
  const found = [];
  for (let step = 0; step <= STEPS; step += 1) {
    const t = step / STEPS;
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    const at = { x: a * from.x + b * via.x + c * to.x, y: a * from.y + b * via.y + c * to.y };
    const way = {
      x: (1 - t) * (via.x - from.x) + t * (to.x - via.x),
      y: (1 - t) * (via.y - from.y) + t * (to.y - via.y),
    };
    const long = Math.hypot(way.x, way.y) || 1;
    if (outside(at, from, 0) && outside(at, to, 2)) found.push({ ...at, wx: way.x / long, wy: way.y / long });
  }
  return found;
}

// The stripes of a link up to a day: each with its place across and its width.
function laid(edge, { unit, least }, limit) {
  const shown = edge.stripes.map((stripe) => [stripe, upTo(stripe, limit)]).filter(([, count]) => count);
  const widths = shown.map(([, count]) => Math.max(least, count * unit));
  const whole = widths.reduce((sum, wide) => sum + wide, 0) + edge.spread * (widths.length - 1);
  let at = -whole / 2;
  return shown.map(([stripe], n) => {
    const place = { stripe, at: at + widths[n] / 2, wide: widths[n], whole };
    at += widths[n] + edge.spread;
    return place;
  });
}

const SIGNS = {
  "triangle-down": [[-1, -0.8], [1, -0.8], [0, 0.9]],
  "triangle-up": [[-1, 0.8], [1, 0.8], [0, -0.9]],
  square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
  cross: [[-1, -0.4], [-0.4, -0.4], [-0.4, -1], [0.4, -1], [0.4, -0.4], [1, -0.4], [1, 0.4], [0.4, 0.4], [0.4, 1], [-0.4, 1], [-0.4, 0.4], [-1, 0.4]],
};

const SHARES = [0.3, 0.7, 0.2, 0.8, 0.12, 0.88, 0.4, 0.6]; // how far along a stripe its sign may stand
const APART = 15; // between signs, and between a sign and the link's number
const plain = (sign) => sign.replace("-open", "");
const inked = ({ sign, colour }, page) => (sign.endsWith("-open") ? [page, colour] : [colour, page]);

function polygon(context, corners) {
  context.beginPath();
  for (const [x, y] of corners) context.lineTo(x, y);
  context.closePath();
}

function ribbons(context, view) {
  const { data, limit } = view;
  const order = (edge) => (edge.bright ? 1 : 0);
  // While one picture gives way to the next, some of its nodes are not there yet.
  const there = (id) => view.network.body.nodes[id] && view.nodes.get(id);
  const drawn = data.edges.filter((edge) => there(edge.from) && there(edge.to));
  for (const edge of drawn.sort((a, b) => order(a) - order(b))) {
    const stripes = laid(edge, data, limit);
    const points = path(view, edge);
    if (!stripes.length || points.length < 3) continue;
    context.save();
    context.globalAlpha = edge.bright ? 1 : data.faint;
    const tip = points.at(-1);
    const { whole } = stripes[0];
    const length = 6 + 0.6 * whole;
    const shaft = points.filter((at) => Math.hypot(at.x - tip.x, at.y - tip.y) > length * 0.9);
    const taken = data.numbers.filter(({ id }) => id === edge.id).map(({ x, y }) => [x, y]);
    for (const { stripe, at, wide } of stripes) {
      const line = shaft.map((p) => [p.x - p.wy * at, p.y + p.wx * at]);
      if (line.length < 2) continue;
      context.strokeStyle = stripe.colour;
      context.lineWidth = wide;
      context.setLineDash(stripe.dashes);
      context.beginPath();
      for (const [x, y] of line) context.lineTo(x, y);
      context.stroke();
      context.setLineDash([]);
      if (SIGNS[plain(stripe.sign)] && edge.bright && line.length > 4) {
        const spots = SHARES.map((share) => line[Math.round(share * (line.length - 1))]);
        const [x, y] = spots.find((s) => taken.every((t) => Math.hypot(s[0] - t[0], s[1] - t[1]) > APART)) ?? spots[0];
        taken.push([x, y]);
        const [fill, border] = inked(stripe, data.theme.page);
        polygon(context, SIGNS[plain(stripe.sign)].map(([dx, dy]) => [x + dx * 6, y + dy * 6]));
        context.fillStyle = fill;
        context.fill();
        context.strokeStyle = border;
        context.lineWidth = 1;
        context.stroke();
      }
    }
    const side = whole / 2 + 3.2;
    const foot = { x: tip.x - tip.wx * length, y: tip.y - tip.wy * length };
    polygon(context, [
      [tip.x, tip.y],
      [foot.x - tip.wy * side, foot.y + tip.wx * side],
      [foot.x + tip.wy * side, foot.y - tip.wx * side],
    ]);
    context.fillStyle = stripes.reduce((a, b) => (b.wide > a.wide ? b : a)).stripe.colour;
    context.fill();
    context.restore();
  }
}

// --- Names and numbers: on top of all else ---

const LETTERS = 15;
const LEADING = 17.3;
const NUMBER = 15;

// What is written: lines around a middle, in units of the box.
function placed({ data, nodes, counted, network }) {
  const names = nodes.get().filter(({ id }) => network.body.nodes[id]).map((node) => {
    const [width, height] = node.half.map((half) => 2 * half);
    return { ...network.getPosition(node.id), id: node.id, kind: "name", node, lines: node.lines, width, height };
  });
  const numbers = data.numbers
    .map((number) => ({ ...number, kind: "number", count: counted.get(number.id)?.count ?? 0 }))
    .filter(({ count }) => count > 1)
    .map((number) => {
      const text = number.count.toLocaleString("en-GB");
      return { ...number, lines: [text], width: text.length * 7.6 + 5, height: NUMBER };
    });
  return [...names, ...numbers];
}

function write(context, view) {
  const { theme } = view.data;
  context.textBaseline = "middle";
  context.textAlign = "center";
  for (const { kind, node, x, y, lines, width, height } of placed(view)) {
    const corner = [x - width / 2, y - height / 2, width, height];
    context.fillStyle = node?.color.background ?? theme.page;
    if (!node) context.fillRect(...corner);
    else {
      context.beginPath();
      context.roundRect(...corner, 5);
      context.fill();
      context.globalAlpha = node.opacity;
      context.strokeStyle = node.color.border;
      context.lineWidth = node.borderWidth;
      context.setLineDash(node.shapeProperties.borderDashes || []);
      context.stroke();
      context.setLineDash([]);
    }
    context.fillStyle = theme.text;
    context.font = kind === "name" ? `${LETTERS}px ${theme.font}` : `600 ${NUMBER}px ${theme.font}`;
    lines.forEach((line, i) => context.fillText(line, x, y + (i - (lines.length - 1) / 2) * LEADING));
    context.globalAlpha = 1;
  }
}

function replace(set, items) {
  const kept = new Set(items.map((item) => item.id));
  set.remove(set.getIds().filter((id) => !kept.has(id)));
  set.update(items);
}

const SVG = "http://www.w3.org/2000/svg";

function svg(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function legendRow(entries, page) {
  const row = document.createElement("p");
  row.append(...entries.map((entry) => legendItem(entry, page)));
  return row;
}

function legendItem(entry, page) {
  const item = document.createElement("span");
  const picture = svg("svg", { width: 28, height: 14, "aria-hidden": "true" });
  const line = { x1: 1, y1: 7, x2: 27, y2: 7, stroke: entry.colour, "stroke-width": 6 };
  picture.append(svg("line", { ...line, "stroke-dasharray": entry.dashes.join(" ") }));
  if (SIGNS[plain(entry.sign)]) {
    const points = SIGNS[plain(entry.sign)].map(([x, y]) => `${14 + 5 * x},${7 + 5 * y}`).join(" ");
    const [fill, stroke] = inked(entry, page);
    picture.append(svg("polygon", { points, fill, stroke }));
  }
  item.append(picture, document.createTextNode(entry.words));
  return item;
}
