// A step that asks for something is decided in a dialog. Without scripts its form opens under its button.
function decide(details) {
  const form = details.querySelector("form"), dialog = document.createElement("dialog");
  details.open = false;
  dialog.className = "decision-dialog";
  dialog.setAttribute("aria-labelledby", form.querySelector("h2").id);
  dialog.append(form);
  details.after(dialog);
  // What was typed stays in the form, whichever way it is closed.
  dialog.addEventListener("close", () => {
    details.append(form);
    dialog.remove();
    details.querySelector("summary").focus();
  });
  dialog.showModal();
  const [first] = form.querySelectorAll("textarea, select, input:not([type=hidden])");
  (first ?? form.querySelector(".decision-actions .btn:last-child")).focus();
}
document.addEventListener("click", (event) => {
  const summary = event.target.closest("details[data-dialog] > summary");
  if (!summary) return;
  event.preventDefault();
  decide(summary.parentElement);
});
// One that was refused comes back open, with what was typed; why it was refused is said in it.
document.querySelectorAll("details[data-dialog][open]").forEach((details) => {
  details.querySelector(".decision-about").after(...document.querySelectorAll("#messages > .alert-danger"));
  decide(details);
});

document.addEventListener("click", (event) => {
  const phrase = event.target.closest("[data-phrase]");
  if (!phrase) return;
  const opinion = phrase.form.querySelector("textarea");
  opinion.value = [opinion.value.trim(), phrase.dataset.phrase].filter(Boolean).join("");
  opinion.focus();
});
