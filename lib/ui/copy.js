// Copies the address of what is on the screen, which holds the whole view.

async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (!copied) throw new Error("the browser does not allow it");
}

export default function ({ parentElement, data }) {
  const button = parentElement.querySelector("button");
  const said = parentElement.querySelector("output");
  button.style.setProperty("--line", data.line);
  button.style.setProperty("--text", data.text);
  button.onclick = async () => {
    try {
      await copy(window.location.href);
      said.textContent = "Copied";
    } catch (error) {
      said.textContent = `Not copied: ${error.message}`;
    }
    setTimeout(() => (said.textContent = ""), 2500);
  };
}
