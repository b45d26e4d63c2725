// Small comforts; every page works without them.
const FLOATING = "details:is(.with-reason, .with-menu, .page-help)[open]";
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  // A click elsewhere closes what was opened over the page.
  document.querySelectorAll(FLOATING).forEach((open) => {
    if (!open.contains(event.target)) open.open = false;
  });
});
// The text of another element, also where the page has no clipboard because it came without TLS.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  const from = button && document.getElementById(button.dataset.copy);
  if (!from) return;
  getSelection().selectAllChildren(from);
  await (navigator.clipboard?.writeText(from.textContent.trim()) ?? document.execCommand("copy"));
  button.querySelector("span").textContent = button.dataset.copied;
});
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-check-all]");
  if (!all) return;
  document.querySelectorAll(`input[name="${all.dataset.checkAll}"]`).forEach((box) => { box.checked = all.checked; });
});
// What can be done with chosen rows shows itself once a row is chosen.
document.querySelectorAll("[data-selection]").forEach((bar) => {
  const chosen = () => document.querySelectorAll(`input[name="${bar.dataset.selection}"]:checked`).length;
  const show = () => { bar.hidden = !chosen(); bar.querySelector("[data-selected]").textContent = chosen(); };
  document.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
});
document.addEventListener("change", (event) => event.target.closest("select[data-submit]")?.form.requestSubmit());
// What takes long says that it is at work, and is not sent twice.
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-busy]")) event.submitter?.classList.add("btn-loading");
});
window.addEventListener("pageshow", () => document.querySelectorAll(".btn-loading").forEach((button) => button.classList.remove("btn-loading")));
// A passkey that was refused, put away or is not known here.
document.addEventListener("allauth.error", (event) => {
  const told = document.getElementById("passkey-failed");
  if (told) { event.preventDefault(); told.hidden = false; }
});
// Keys for those who are at it all day; the sheet behind "?" lists them.
const sheet = document.getElementById("keys");
const rows = () => [...document.querySelectorAll("main tbody tr:has(a)")];
const marked = () => document.querySelector("tr.marked");
function mark(by) {
  const all = rows(), here = all.indexOf(marked());
  const next = all[Math.max(0, Math.min(all.length - 1, here + by))];
  if (!next) return;
  marked()?.classList.remove("marked");
  next.classList.add("marked");
  next.querySelector("a").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}
const keys = {
  j: () => mark(1), k: () => mark(-1), "?": () => sheet?.showModal(),
  x: () => marked()?.querySelector("input[type=checkbox]")?.click(),
  "/": () => (document.querySelector("main [name=q]") ?? document.querySelector("[data-find]"))?.focus(),
};
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select, dialog[open]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (target) { event.preventDefault(); target.click(); } else if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});
document.querySelector("[data-keys]")?.addEventListener("click", () => sheet.showModal());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    document.querySelectorAll(FLOATING).forEach((open) => { open.open = false; open.querySelector("summary").focus(); });
  }
  if (event.key === "k" && (event.ctrlKey || event.metaKey)) {
    const find = document.querySelector("[data-find]");
    if (find) { event.preventDefault(); find.select(); }
  }
});
// A reason form that was opened takes the cursor at once.
document.querySelectorAll("details.with-reason").forEach((details) => {
  details.addEventListener("toggle", () => { if (details.open) details.querySelector("textarea, input:not([type=hidden])")?.focus(); });
});

// The button of a help that was never opened here has a dot.
document.querySelectorAll("details[data-help]").forEach((help) => {
  const key = `help ${help.dataset.help}`;
  help.classList.toggle("is-new", !localStorage.getItem(key));
  help.addEventListener("toggle", () => { localStorage.setItem(key, "seen"); help.classList.remove("is-new"); });
});

// A group of the navigation stays as it was left; the one of this page is open.
document.querySelectorAll("details[data-group]").forEach((group) => {
  const key = `group ${group.dataset.group}`, kept = localStorage.getItem(key);
  if (kept && !group.querySelector("[aria-current]")) group.open = kept === "open";
  group.querySelector("summary").addEventListener("click", () => localStorage.setItem(key, group.open ? "closed" : "open"));
});

// What was done is said for six seconds; what went wrong stays.
setTimeout(() => document.querySelectorAll("#messages > :is(.alert-success, .alert-info)").forEach((message) => {
  message.classList.add("is-going");
  setTimeout(() => message.remove(), 300);
}), 6000);

// Of tabs that do not all fit, the one that is shown is in sight.
document.querySelector(".tab-bar [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
