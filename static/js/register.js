// Small comforts; every page works without them.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  // A click elsewhere closes an open reason form.
  document.querySelectorAll("details.with-reason[open]").forEach((open) => {
    if (!open.contains(event.target)) open.open = false;
  });
});
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-check-all]");
  if (!all) return;
  document.querySelectorAll(`input[name="${all.dataset.checkAll}"]`).forEach((box) => { box.checked = all.checked; });
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
  "/": () => document.querySelector("[type=search], input[name=q]")?.focus(),
};
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select, dialog[open]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (target) { event.preventDefault(); target.click(); } else if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});
document.querySelector("[data-keys]")?.addEventListener("click", () => sheet.showModal());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll("details.with-reason[open]").forEach((open) => { open.open = false; });
});
// A reason form that was opened takes the cursor at once.
document.querySelectorAll("details.with-reason").forEach((details) => {
  details.addEventListener("toggle", () => { if (details.open) details.querySelector("textarea, input:not([type=hidden])")?.focus(); });
});

// The help of a page stands open on the first visit; closed once, it stays closed.
document.querySelectorAll("details[data-help]").forEach((help) => {
  const key = `help ${help.dataset.help}`;
  if (!localStorage.getItem(key)) help.open = true;
  help.addEventListener("toggle", () => { if (!help.open) localStorage.setItem(key, "seen"); });
  window.addEventListener("pagehide", () => localStorage.setItem(key, "seen"));
});
