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
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll("details.with-reason[open]").forEach((open) => { open.open = false; });
});
// A reason form that was opened takes the cursor at once.
document.querySelectorAll("details.with-reason").forEach((details) => {
  details.addEventListener("toggle", () => { if (details.open) details.querySelector("textarea, input:not([type=hidden])")?.focus(); });
});
