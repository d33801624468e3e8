// Tells Python that an arrow key was pressed, outside of fields to write in.

export default function ({ setTriggerValue }) {
  const pressed = (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest?.("input, textarea, [contenteditable], [role=radiogroup], [role=tablist]")) return;
    setTriggerValue("by", by);
  };
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}
