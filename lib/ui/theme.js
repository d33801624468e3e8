// Tells Python that the page has turned light or dark, so that the charts are drawn anew, and
// begins what is newly picked at its top, wherever what was picked before had been scrolled to.

const ground = () => getComputedStyle(document.querySelector(".stApp")).backgroundColor;

let shown;

export default function (component) {
  if (component.data.picked !== shown) {
    shown = component.data.picked;
    requestAnimationFrame(() => document.querySelector(".st-key-event_detail")?.scrollTo(0, 0));
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
