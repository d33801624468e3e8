// An article to be coded: words picked with the mouse or the keyboard are reported by their places.
// Places count Unicode characters, as Python does; JavaScript counts UTF-16 units.

const points = (text) => [...text].length;
const units = (text, places) => [...text].slice(0, places).join("").length;

function placeOf(host, node, at) {
  const before = document.createRange();
  before.setStart(host, 0);
  before.setEnd(node, at);
  return points(before.toString());
}

function rangeOf(host, start, end) {
  const range = document.createRange();
  const walker = document.createTreeWalker(host, NodeFilter.SHOW_TEXT);
  let begun = false;
  for (let at = 0, node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = points(node.data);
    if (!begun && start < at + length) {
      range.setStart(node, units(node.data, start - at));
      begun = true;
    }
    if (begun && end <= at + length) {
      range.setEnd(node, units(node.data, end - at));
      return range;
    }
    at += length;
  }
  return null;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const host = parentElement.querySelector(".code-host");
  if (host.dataset.html !== data.html) {
    // The HTML comes from a template, which escapes every text.
    host.innerHTML = data.html;
    host.dataset.html = data.html;
  }
  const text = host.querySelector(".code-text");
  const letters = [...text.textContent];
  const word = (at) => at >= 0 && at < letters.length && /[\p{L}\p{N}’'-]/u.test(letters[at]);

  const show = (scroll) => {
    const [start, end] = host.picked ?? [0, 0];
    CSS.highlights?.delete("coding");
    if (end <= start) return;
    const range = rangeOf(text, start, end);
    if (!range) return;
    CSS.highlights?.set("coding", new Highlight(range));
    if (scroll) range.startContainer.parentElement.scrollIntoView({ block: "center" });
  };
  const pick = (start, end, wait, scroll) => {
    host.picked = [start, end];
    show(scroll);
    clearTimeout(host.waiting);
    host.waiting = setTimeout(() => setTriggerValue("picked", { start, end }), wait);
  };

  // What the server has last opened holds, unless something was picked since.
  const told = JSON.stringify(data.picked);
  const anew = host.dataset.told !== told;
  const moved = anew && JSON.stringify(host.picked) !== told;
  if (anew) {
    host.dataset.told = told;
    host.picked = data.picked;
    // The form of another passage is read from its top, when it is there.
    requestAnimationFrame(() => document.querySelector(".st-key-code_form")?.scrollTo(0, 0));
    // Keys are for the article as long as no field has the focus.
    if (document.activeElement === document.body) text.focus({ preventScroll: true });
  }
  show(moved);

  host.onmouseup = (event) => {
    const selected = document.getSelection();
    if (!selected.rangeCount || selected.isCollapsed) {
      const coded = event.target.closest?.("[data-event]");
      if (coded) setTriggerValue("opened", coded.dataset.event);
      return;
    }
    const range = selected.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
    let start = placeOf(text, range.startContainer, range.startOffset);
    let end = placeOf(text, range.endContainer, range.endOffset);
    while (start < end && /\s/u.test(letters[start])) start += 1;
    while (end > start && /\s/u.test(letters[end - 1])) end -= 1;
    while (word(start) && word(start - 1)) start -= 1;
    while (word(end - 1) && word(end)) end += 1;
    selected.removeAllRanges();
    if (end > start) pick(start, end, 0, false);
  };

  const nextWord = (at, step) => {
    do at += step; while (at > 0 && at < letters.length && !/\s/u.test(letters[step > 0 ? at : at - 1]));
    return Math.max(0, Math.min(letters.length, at));
  };
  // Only the article itself takes letters as commands: a field that lost the focus gives none.
  text.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey) return;
    const [start, end] = host.picked ?? [0, 0];
    if (event.key === "n" || event.key === "N") {
      const next = data.stops.find((place) => place[0] >= end) ?? data.stops[0];
      if (next) pick(next[0], next[1], 0, true);
    } else if (event.shiftKey && end > start && /^Arrow(Left|Right)$/.test(event.key)) {
      const step = event.key === "ArrowRight" ? 1 : -1;
      // Right widens at the end, left at the start; with Alt the same ends narrow.
      const atEnd = (step > 0) !== event.altKey;
      const moved = atEnd ? [start, nextWord(end, step)] : [nextWord(start, step), end];
      if (moved[1] > moved[0]) pick(...moved, 250, false);
    } else return;
    event.preventDefault();
  };
}
