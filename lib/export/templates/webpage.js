// Works the page that lib/export/webpage.py writes: draws the charts, and leads from a mark to its words.
// It stands around network.js, which is here as `drawNetwork`.

const data = JSON.parse(document.getElementById("data").textContent);
const panel = document.getElementById("panel");
const words = panel.querySelector(".words");
const back = panel.querySelector(".back");
const PAIR = "~";
const CONFIG = { displayModeBar: false, displaylogo: false, showSendToCloud: false, doubleClick: "reset" };
const touched = matchMedia("(pointer: coarse)").matches;
const PRINTED = 900;

// --- What is open ---

let trail = [];
let opener = null;

function open(key) {
  if (trail.at(-1) === key) return;
  if (panel.hidden) opener = document.activeElement;
  trail.push(key);
  show();
}

function close() {
  if (panel.hidden) return;
  trail = [];
  show();
  if (opener?.isConnected) opener.focus({ preventScroll: true });
}

function show() {
  const key = trail.at(-1);
  panel.hidden = !key;
  document.body.classList.toggle("reading", Boolean(key));
  back.hidden = trail.length < 2;
  for (const [part, chart] of charts) chart.pick(key ?? "", part);
  if (!key) return;
  words.replaceChildren(...wordsOf(key));
  panel.scrollTop = 0;
  panel.focus({ preventScroll: true });
}

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function wordsOf(key) {
  const written = document.getElementById(key);
  if (!written) return leftOut(key);
  const copy = written.cloneNode(true);
  if (written.matches(".event")) {
    copy.removeAttribute("id");
    copy.removeAttribute("tabindex");
    for (const more of copy.querySelectorAll("details")) more.open = true;
    return [copy, element("a", "In its place in the evidence", { href: `#${key}`, "data-jump": "" })];
  }
  const heading = element("h4", "");
  heading.append(...copy.querySelector("summary").childNodes);
  copy.querySelector("summary").remove();
  return [heading, ...copy.childNodes];
}

// Drawn, but beyond what the file writes out.
function leftOut(key) {
  const said = element("p", `${key} is drawn, but its words are not written out in this file. `);
  if (data.address) {
    const href = `${data.address}${data.address.includes("?") ? "&" : "?"}event=${encodeURIComponent(key)}`;
    said.append(element("a", "Open it in the dashboard", { href, rel: "noreferrer" }));
  }
  return [said];
}

panel.querySelector(".close").onclick = close;
back.onclick = () => {
  trail.pop();
  show();
};
document.addEventListener("keydown", (event) => event.key === "Escape" && close());
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.hasAttribute("data-jump")) {
    // Where the panel covers the page it would hide what it leads to.
    if (getComputedStyle(panel).getPropertyValue("--covers").trim() === "1") close();
  } else if (link.hasAttribute("data-event") && !link.closest("#evidence")) {
    event.preventDefault();
    open(link.hash.slice(1));
  }
});

// --- The charts ---

const charts = new Map();

function drawPlot(part, figure) {
  const plot = document.getElementById(`plot-${part}`);
  const layout = { ...figure.layout, autosize: true, dragmode: touched ? false : figure.layout.dragmode };
  plot.style.height = `${layout.height}px`;
  Plotly.newPlot(plot, figure.data, layout, CONFIG);
  const idOf = (event) => event.points.find((point) => typeof point.customdata === "string")?.customdata;
  const pane = () => plot.querySelector(".nsewdrag");
  plot.on("plotly_click", (event) => idOf(event) && open(idOf(event)));
  plot.on("plotly_hover", (event) => idOf(event) && (pane().style.cursor = "pointer"));
  plot.on("plotly_unhover", () => (pane().style.cursor = ""));
  let printing = false;
  let width = plot.clientWidth;
  new ResizeObserver(() => {
    if (printing || !plot.clientWidth || plot.clientWidth === width) return;
    width = plot.clientWidth;
    Plotly.relayout(plot, { width });
  }).observe(plot);
  const ring = figure.data.findIndex((trace) => trace.name === "picked");
  // Kept apart, as Plotly writes changes into the figure itself.
  const asked = { x: figure.data[ring].x, y: figure.data[ring].y };
  charts.set(part, {
    pick(key) {
      const marks = figure.marks[key];
      const [x, y] = marks ? [0, 1].map((i) => marks.map((mark) => mark[i])) : [asked.x, asked.y];
      // The type is told again: Plotly would guess it from the first trace, whose x are lengths.
      Plotly.update(plot, { x: [x], y: [y] }, { "xaxis.type": "date" }, [ring]);
    },
    print(on) {
      printing = on;
      Plotly.relayout(plot, { width: on ? PRINTED : width });
      return PRINTED;
    },
  });
}

function drawActors(part, drawn) {
  const host = document.getElementById(`plot-${part}`);
  const root = host.attachShadow({ mode: "open" });
  root.append(document.getElementById("network-parts").content.cloneNode(true));
  let picked = "";
  // On a narrow page the box is drawn smaller as a whole and shown where the actors are.
  const stage = root.querySelector(".stage");
  const scroll = root.querySelector(".scroll");
  drawn.height = Math.min(drawn.height, Math.round((stage.clientWidth * drawn.box[1]) / drawn.box[0]));
  const mean = drawn.nodes.reduce((sum, node) => sum + node.x, 0) / drawn.nodes.length;
  scroll.scrollLeft = stage.clientWidth * (0.5 + mean / drawn.box[0]) - scroll.clientWidth / 2;
  const draw = () =>
    drawNetwork({
      data: { ...drawn, ...around(drawn, picked) },
      parentElement: root,
      setTriggerValue(name, value) {
        if (name === "until") drawn.time.until = value;
        else if (name === "picked") open([part, value.node ?? value.edge].join(PAIR));
      },
    });
  draw();
  charts.set(part, {
    pick(key) {
      const [of, ...id] = key.split(PAIR);
      const now = of === part ? id.join(PAIR) : "";
      if (now === picked) return;
      picked = now;
      draw();
    },
    print(on) {
      const width = stage.clientWidth;
      host.style.width = on ? `${width}px` : "";
      return width;
    },
  });
}

// The network with all faded that lies further from what is picked than the steps asked for, as
// `network.of_screen` fades it.
function around(drawn, picked) {
  if (!picked) return {};
  const ends = picked.split(PAIR);
  const reached = new Set(ends.slice(0, 2));
  let inside = drawn.edges.filter((edge) => edge.id === picked);
  for (let step = 0; ends.length === 1 && step < data.steps; step += 1) {
    inside = drawn.edges.filter((edge) => edge.bright && (reached.has(edge.from) || reached.has(edge.to)));
    for (const edge of inside) reached.add(edge.from).add(edge.to);
  }
  const kept = new Set(inside);
  return {
    picked,
    nodes: drawn.nodes.map((node) => (reached.has(node.id) ? node : { ...node, name: " ", opacity: 0.18 })),
    edges: drawn.edges.map((edge) =>
      kept.has(edge) ? edge : { ...edge, bright: false, color: { ...edge.color, opacity: 0.12 } },
    ),
  };
}

for (const [part, figure] of Object.entries(data.plots)) drawPlot(part, figure);
for (const [part, drawn] of Object.entries(data.networks)) drawActors(part, drawn);

// --- Paper and clipboard ---

// A chart keeps the width it is drawn at and is made smaller as a whole, so that it fits a page.
function forPrint(on) {
  for (const [part, chart] of charts) {
    const room = document.getElementById(`plot-${part}`).closest(".room");
    room.style.setProperty("--drawn", chart.print(on));
  }
}
addEventListener("beforeprint", () => forPrint(true));
addEventListener("afterprint", () => forPrint(false));

document.getElementById("copy").onclick = async (event) => {
  const button = event.currentTarget;
  const shown = document.getElementById("address");
  try {
    await navigator.clipboard.writeText(shown.textContent);
    button.textContent = "Copied";
  } catch {
    // Not every browser lets a file use the clipboard: then the address is at least selected.
    getSelection().selectAllChildren(shown);
    button.textContent = "Selected";
  }
};
