// Links to the pages, in their groups. A plain click changes the page without loading it anew.

function built(groups) {
  return groups.map(({ name, pages }) => {
    const group = document.createElement("div");
    const heading = document.createElement("span");
    heading.textContent = name;
    group.append(heading, ...pages.map(({ label }) => Object.assign(document.createElement("a"), { textContent: label })));
    return group;
  });
}

export default function ({ data, parentElement }) {
  let nav = parentElement.querySelector("nav");
  if (!nav) {
    nav = document.createElement("nav");
    nav.setAttribute("aria-label", "Pages");
    nav.onclick = (event) => {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      history.pushState({}, "", link.href);
      dispatchEvent(new PopStateEvent("popstate"));
    };
    parentElement.append(nav);
  }
  const pages = data.groups.flatMap((group) => group.pages);
  const names = pages.map(({ label }) => label).join();
  if (nav.dataset.names !== names) nav.replaceChildren(...built(data.groups));
  nav.dataset.names = names;
  nav.querySelectorAll("a").forEach((link, i) => {
    link.setAttribute("href", pages[i].address);
    link.ariaCurrent = pages[i].open ? "page" : null;
  });
}
