// Plain lists become searches: one row is typed for, several become tokens. Without scripts the lists stay as they are.
const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
const matches = (text, wanted) => wanted.every((word) => text.toLowerCase().includes(word));
let pickers = 0;

function element(name, attributes = {}) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// One of a select: a combobox over it; the select keeps the value and is sent.
function search(select) {
  const label = select.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  const listed = `picks-${++pickers}`;
  const box = element("div", { class: "pick" });
  const input = element("input", {
    type: "text", class: select.className.replace("form-select", "form-control"), role: "combobox", autocomplete: "off",
    id: `${select.id}-find`, "aria-controls": listed, "aria-expanded": "false", "aria-autocomplete": "list", placeholder: select.dataset.pick,
  });
  if (label) label.htmlFor = input.id;
  for (const name of ["aria-describedby", "aria-invalid"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  const list = element("ul", { role: "listbox", id: listed, class: "pick-list", hidden: "" });
  box.append(input, list);
  select.after(box);
  select.hidden = true;
  const chosen = () => select.selectedOptions[0];
  const show = () => {
    const option = chosen(), head = option?.parentElement.label;
    input.value = option?.value ? `${head ? `${head} › ` : ""}${option.text.trim()}` : "";
  };
  let active = -1;
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); active = -1; };
  const items = () => [...list.querySelectorAll("[role=option]")];
  function mark(to) {
    const all = items();
    active = all.length ? (to + all.length) % all.length : -1;
    all.forEach((item, n) => item.setAttribute("aria-selected", String(n === active)));
    if (active >= 0) { input.setAttribute("aria-activedescendant", all[active].id); all[active].scrollIntoView({ block: "nearest" }); }
  }
  function open(wanted) {
    list.replaceChildren();
    let group = null;
    [...select.options].forEach((option, n) => {
      const head = option.parentElement.label ?? "";
      if (!matches(`${head} ${option.text}`, wanted)) return;
      if (head && head !== group) {
        const title = element("li", { role: "presentation", class: "pick-group" });
        title.textContent = group = head;
        list.append(title);
      }
      const item = element("li", { role: "option", id: `${listed}-${n}`, "data-n": n, "aria-selected": "false" });
      item.textContent = option.text.trim();
      list.append(item);
    });
    list.hidden = !items().length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    active = -1;
    if (wanted.length) mark(0);
  }
  function choose(n) {
    select.selectedIndex = n;
    show();
    close();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
  input.addEventListener("focus", () => { input.select(); open([]); });
  input.addEventListener("input", (event) => { event.stopPropagation(); open(words(input.value)); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open([]);
      mark(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1));
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      const item = items()[active];
      if (item) choose(Number(item.dataset.n));
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      show();
      close();
    }
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = event.target.closest("[role=option]");
    if (item) choose(Number(item.dataset.n));
  });
  input.addEventListener("blur", () => {
    const none = [...select.options].findIndex((option) => !option.value);
    if (!input.value.trim() && none >= 0 && select.selectedIndex !== none) choose(none);
    show();
    close();
  });
  select.addEventListener("change", show);
  show();
}

// Several of many boxes: those ticked stand as tokens before a search, the others below it while one types.
function tokens(box) {
  const chosen = element("div", { class: "tokens-chosen" });
  const list = element("div", { class: "tokens-list", hidden: "" });
  const label = document.getElementById(`${box.id}-label`);
  const input = element("input", { type: "text", class: "form-control", autocomplete: "off", id: `${box.id}-find` });
  input.setAttribute("aria-label", label?.firstChild?.textContent.trim() ?? "");
  const all = [...box.querySelectorAll("label")];
  box.classList.add("is-searched");
  box.append(chosen, input, list);
  const place = () => all.forEach((one) => (one.querySelector("input").checked ? chosen : list).append(one));
  function open() {
    const wanted = words(input.value);
    let found = 0;
    list.querySelectorAll("label").forEach((one) => { one.hidden = !matches(one.textContent, wanted); found += !one.hidden; });
    list.hidden = !found;
  }
  const close = () => { list.hidden = true; input.value = ""; };
  input.addEventListener("focus", open);
  input.addEventListener("input", (event) => { event.stopPropagation(); open(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      list.querySelector("label:not([hidden]) input")?.click();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      list.querySelector("label:not([hidden]) input")?.focus();
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
  box.addEventListener("change", () => { place(); if (box.contains(document.activeElement)) input.focus(); close(); });
  box.addEventListener("focusout", (event) => { if (!box.contains(event.relatedTarget)) close(); });
  // A click into the list must not close it before it counts.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  place();
}

function help(within) {
  within.querySelectorAll("select[data-pick]:not([hidden])").forEach(search);
  within.querySelectorAll("[data-tokens]:not(.is-searched)").forEach(tokens);
}
document.addEventListener("rows-added", (event) => help(event.target));
help(document);
