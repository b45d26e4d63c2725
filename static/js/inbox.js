// The inbox: a line is read and decided beside the list, by the mouse or by keys. Where there is no room for it, and
// without scripts, a line leads to its page.
const list = document.querySelector("[data-inbox]"), pane = document.getElementById("pane");
const wide = matchMedia("(min-width: 992px)");
const lines = () => [...(list?.querySelectorAll(".inbox-item") ?? [])];
const current = () => list?.querySelector(".inbox-item[aria-current]");

// The inbox with another line open.
function address(item) {
  const url = new URL(location.href);
  if (item) url.searchParams.set("item", item.dataset.item); else url.searchParams.delete("item");
  return url.pathname + url.search;
}

function read(item) {
  if (!item || item === current()) return;
  current()?.removeAttribute("aria-current");
  item.setAttribute("aria-current", "true");
  item.scrollIntoView({ block: "nearest" });
  history.replaceState(null, "", address(item));
  const all = lines(), at = all.indexOf(item), next = [all[at + 1], all[at - 1]].find((one) => one?.dataset.pane);
  // What stood there goes at once, so that no key decides on the line of before.
  pane.replaceChildren(item.dataset.pane ? "" : pane.dataset.hint);
  if (!item.dataset.pane) return;
  htmx.ajax("GET", `${item.dataset.pane}?next=${encodeURIComponent(address(next))}`, { target: pane, swap: "innerHTML" });
}

// To the next line or the one before; where there is no pane, its link takes the cursor.
function go(by) {
  const all = lines(), here = wide.matches && pane ? current() : document.activeElement?.closest(".inbox-item");
  const item = all[Math.max(0, Math.min(all.length - 1, all.indexOf(here) + by))];
  if (wide.matches && pane) read(item); else item?.querySelector("a").focus();
}

if (list && pane) {
  pane.dataset.hint = pane.textContent.trim();
  list.addEventListener("click", (event) => {
    const item = event.target.closest(".inbox-item");
    if (!item?.dataset.pane || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    read(item);
  });
  pane.addEventListener("click", (event) => {
    const way = event.target.closest("[data-way]");
    if (way) go(Number(way.dataset.way));
  });
  const asked = new URL(location.href).searchParams.get("item");
  if (wide.matches) read(lines().find((item) => item.dataset.item === asked) ?? lines()[0]);
}

// Before the keys of every page, so that Enter on a line and a decision by key are taken here.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("textarea, select, dialog[open], input:not([type=checkbox], [type=radio])");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.target.closest?.("form[data-decision]")?.requestSubmit();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const page = pane?.querySelector("[data-page]");
  const onward = page ?? current()?.querySelector("a");
  if (event.key === "Enter" && onward && (event.target === document.body || event.target.closest?.(".inbox-item"))) {
    event.preventDefault();
    location.assign(onward.href);
    return;
  }
  const choice = document.querySelector(`form[data-decision] [data-choice="${CSS.escape(event.key)}"]`);
  if (choice) { event.preventDefault(); choose(choice, true); return; }
  const way = { j: 1, n: 1, k: -1 }[event.key];
  if (way && list && lines().length) { event.preventDefault(); event.stopImmediatePropagation(); go(way); }
}, true);

// A decision: what was chosen says whether it needs an opinion, and its button what it does.
function choose(choice, byKey) {
  const form = choice.form, opinion = form.querySelector("textarea");
  choice.checked = true;
  opinion.required = "opinion" in choice.dataset;
  opinion.minLength = Number(choice.dataset.opinion || 0);
  form.querySelectorAll("[data-only]").forEach((part) => {
    part.hidden = part.dataset.only !== choice.value;
    part.querySelectorAll("input, select").forEach((field) => { field.disabled = part.hidden; });
  });
  const button = form.querySelector("[data-decide]");
  button.textContent = choice.dataset.button;
  button.hidden = false;
  form.querySelector("[data-undecided]").hidden = true;
  if (!byKey) return;
  if (form.checkValidity()) form.requestSubmit(button); else opinion.focus();
}
document.addEventListener("change", (event) => {
  const choice = event.target.closest("form[data-decision] [data-choice]");
  if (choice) choose(choice, false);
});
// Without scripts the button stands there from the beginning; with them, once something is chosen.
function prepare(within) {
  within.querySelectorAll("form[data-decision]").forEach((form) => {
    form.querySelector("[data-decide]").hidden = true;
    form.querySelector("[data-undecided]").hidden = false;
    form.querySelectorAll("[data-only]").forEach((part) => { part.hidden = true; });
  });
}
document.addEventListener("htmx:afterSwap", (event) => prepare(event.detail.target.parentElement ?? document));
prepare(document);
