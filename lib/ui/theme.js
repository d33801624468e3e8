// Tells Python that the page has turned light or dark, so that the charts are drawn anew, and
// begins what is newly picked at its top and in sight, wherever the page had been scrolled to. The
// sidebar of a narrow window, which covers the page, starts closed.

const ground = () => getComputedStyle(document.querySelector(".stApp")).backgroundColor;

let shown;

// The panel is drawn a little after the sidebar that this stands in.
function bring(tries = 20) {
  const panel = document.querySelector(".st-key-event_detail");
  if (!panel) return tries && setTimeout(bring, 100, tries - 1);
  panel.scrollTo(0, 0);
  const { top } = panel.getBoundingClientRect();
  if (top < 0 || top > window.innerHeight - 120) panel.scrollIntoView({ block: "start" });
}

if (window.innerWidth < 900)
  document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();

export default function (component) {
  if (component.data.picked !== shown) {
    shown = component.data.picked;
    if (shown.trim()) requestAnimationFrame(() => bring());
  }
  let seen = ground();
  const look = () => {
    if (ground() === seen) return;
    seen = ground();
    component.setTriggerValue("turned", seen);
  };
  const observer = new MutationObserver(() => setTimeout(look, 50));
  observer.observe(document.querySelector(".stApp"), { attributes: true });
  observer.observe(document.head, { childList: true });
  return () => observer.disconnect();
}
