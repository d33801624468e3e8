// Tells Python that the page has turned light or dark, so that the charts are drawn anew.

const ground = () => getComputedStyle(document.querySelector(".stApp")).backgroundColor;

export default function (component) {
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
