// Draws a Plotly figure in its place and tells Python what is clicked or selected.

const drawn = new WeakMap();
const EXPAND = {
  width: 24,
  height: 24,
  path: "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z",
};

// The figure as large as its place: as wide as the page lets it, or as the whole screen.
function sized({ layout }, place) {
  const whole = document.fullscreenElement === place;
  return { ...layout, width: place.clientWidth, height: whole ? place.clientHeight : layout.height };
}

export default function ({ data, parentElement, setTriggerValue }) {
  let place = parentElement.querySelector(".plot");
  if (!place) {
    place = document.createElement("div");
    place.className = "plot";
    place.setAttribute("role", "figure");
    parentElement.append(place);
  }
  place.setAttribute("aria-label", data.alt);
  place.style.height = `${data.figure.layout.height}px`;
  let plot = drawn.get(place);
  if (plot) {
    Object.assign(plot, { data, tell: setTriggerValue });
    return plot.draw();
  }
  plot = { data, tell: setTriggerValue };
  drawn.set(place, plot);
  const expand = () => (document.fullscreenElement ? document.exitFullscreen() : place.requestFullscreen());
  plot.draw = () => {
    if (!window.Plotly || !place.clientWidth) return;
    const { figure, config } = plot.data;
    const button = { name: "Fullscreen", title: "Fullscreen", icon: EXPAND, click: expand };
    plot.wide = place.clientWidth;
    Plotly.react(place, figure.data, sized(figure, place), { ...config, modeBarButtonsToAdd: [button] });
    if (plot.heard) return;
    plot.heard = true;
    place.on("plotly_click", ({ points }) => {
      Plotly.Fx.unhover(place); // what is picked opens a panel, and the chart moves under the pointer
      plot.tell("clicked", points[0].customdata ?? "");
    });
    place.on("plotly_selected", (event) => event?.range?.x && plot.tell("selected", event.range.x));
  };
  withLibrary("Plotly", data.library, plot.draw);
  new ResizeObserver(() => place.clientWidth !== plot.wide && plot.draw()).observe(place);
  place.addEventListener("fullscreenchange", () => plot.draw());
}
