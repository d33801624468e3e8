// Calls `draw` once a library stands in the page: a script that Python names by its address.

const loading = {};

function withLibrary(name, address, draw) {
  if (window[name]) return draw();
  if (!loading[address]) {
    let script = document.querySelector(`script[src="${address}"]`);
    if (!script) {
      script = document.createElement("script");
      script.src = address;
      document.head.append(script);
    }
    loading[address] = new Promise((done) => script.addEventListener("load", done));
  }
  loading[address].then(draw);
}
