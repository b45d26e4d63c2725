// The search in the bar suggests while one types; without scripts it leads to the page of the search.
const find = document.querySelector("[data-find]");
const list = document.getElementById("palette");
if (find && list) {
  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");
  const show = (open) => {
    list.hidden = !open;
    find.setAttribute("aria-expanded", String(open));
    if (!open) choose(null);
  };
  function choose(option) {
    chosen()?.removeAttribute("aria-selected");
    if (!option) { find.removeAttribute("aria-activedescendant"); return; }
    option.setAttribute("aria-selected", "true");
    find.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
  function withLast() {
    const rows = find.value.trim() ? [] : window.openedLast();
    if (!rows.length) return;
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", list.dataset.last);
    const kind = document.createElement("p");
    kind.className = "palette-kind";
    kind.textContent = list.dataset.last;
    group.append(kind, ...rows.map((one) => {
      const link = document.createElement("a");
      link.setAttribute("role", "option");
      link.tabIndex = -1;
      link.href = one.url;
      const name = document.createElement("span");
      name.className = "palette-name";
      name.textContent = one.name;
      link.append(name);
      return link;
    }));
    list.prepend(group);
  }
  list.addEventListener("htmx:afterSwap", () => {
    withLast();
    options().forEach((option, n) => { option.id = `palette-${n}`; });
    show(document.activeElement === find && options().length > 0);
    if (find.value.trim()) choose(options()[0]);
  });
  find.addEventListener("keydown", (event) => {
    const all = options(), here = all.indexOf(chosen());
    if (event.isComposing) return;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden && all.length) {
      event.preventDefault();
      choose(all[(here + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
    } else if (event.key === "Enter" && !list.hidden && chosen()) {
      event.preventDefault();
      chosen().click();
    } else if (event.key === "Escape") {
      if (list.hidden) find.blur(); else show(false);
      event.preventDefault();
    }
  });
  // The click on a suggestion comes before the list goes.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  find.addEventListener("blur", () => show(false));
}
