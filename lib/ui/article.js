// Shows an article with its coding; a click on a passage is reported instead of followed.

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const host = parentElement.querySelector(".article-host");
  if (host.dataset.html !== data.html) {
    // The HTML comes from a template, which escapes every text.
    host.innerHTML = data.html;
    host.dataset.html = data.html;
  }
  host.onclick = (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const picked = new URL(link.href).searchParams.get("event");
    setTriggerValue("picked", picked);
  };
  if (data.picked && host.dataset.at !== data.picked) {
    host.dataset.at = data.picked;
    host.querySelector(`[id="passage-${CSS.escape(data.picked)}"]`)?.scrollIntoView({ block: "center" });
  }
}
