// The workspace of a filing: judged while it is filled in, kept every ten seconds, never left unasked.
const form = document.querySelector("form[data-workspace]");
const rows = form.querySelector("[data-rows]");
const QUIET = 500, KEEP = 10000; // milliseconds
let changed = false, waiting = 0, running = null;

// Only the server knows the rules: it gets the form as it stands and gives back the parts of the page that say what it found.
async function judge(keep = false) {
  running?.abort();
  const mine = (running = new AbortController());
  const body = new FormData(form);
  if (keep) body.append("keep", "1");
  const before = changed;
  if (keep) changed = false;
  try {
    const answer = await fetch(form.dataset.workspace, { method: "POST", body, signal: mine.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of [...page.body.children]) {
      const here = document.getElementById(part.id);
      if (part.id === "kept" && !keep) continue;
      if (here && here.innerHTML !== part.innerHTML) here.replaceWith(part);
    }
    tell();
  } catch (error) {
    if (keep) changed = changed || before;
    if (error.name !== "AbortError" && keep) document.getElementById("kept").textContent = form.dataset.unreached;
  }
}

// What is wrong with a field that was left is said at the field, too.
function tell() {
  form.querySelectorAll(".field-told").forEach((told) => told.remove());
  document.querySelectorAll("#checklist [data-at]").forEach((item) => {
    const field = form.querySelector(`#field-${CSS.escape(item.dataset.at)}.was-left`);
    if (!field || field.querySelector(".field-error")) return;
    const told = document.createElement("div");
    told.className = "field-error field-told";
    told.textContent = item.querySelector("b").textContent;
    field.append(told);
  });
}
form.addEventListener("focusout", (event) => event.target.closest(".field")?.classList.add("was-left"));

function touched() {
  changed = true;
  clearTimeout(waiting);
  waiting = setTimeout(judge, QUIET);
}
form.addEventListener("input", touched);
form.addEventListener("change", touched);
setInterval(() => { if (changed) { clearTimeout(waiting); judge(true); } }, KEEP);
window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

// Filing while something is missing leads to the first of it.
form.addEventListener("submit", async (event) => {
  const then = event.submitter?.value;
  if (then !== "file" || form.dataset.judged) { changed = false; return; }
  event.preventDefault();
  clearTimeout(waiting);
  await judge();
  if (Number(document.getElementById("checklist").dataset.missing)) {
    const first = document.querySelector("#checklist .is-missing a");
    if (first) lead(document.querySelector(first.getAttribute("href")));
    return;
  }
  form.dataset.judged = "yes";
  form.requestSubmit(document.querySelector("#file-bar [value=file]"));
});
window.addEventListener("pageshow", () => { delete form.dataset.judged; });

function lead(field) {
  if (!field) return;
  for (let inside = field.closest("details"); inside; inside = inside.parentElement.closest("details")) inside.open = true;
  field.scrollIntoView({ block: "center" });
  field.querySelector("input:not([type=hidden], [hidden]), textarea, select:not([hidden]), button")?.focus({ preventScroll: true });
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("#checklist a, #plan a[href^='#']");
  if (link) { event.preventDefault(); lead(document.querySelector(link.getAttribute("href"))); }
});

// Measures: a new row, and one that is taken off stays in sight until the filing is saved.
const numbers = () => rows.querySelectorAll(".measure-number").forEach((one, n) => {
  one.textContent = `${one.dataset.word ??= one.textContent.trim()} ${n + 1}`;
});
function add() {
  const used = [...rows.querySelectorAll("textarea")].map((one) => Number(one.name.split("-")[1]));
  const holder = document.createElement("div");
  holder.innerHTML = form.querySelector("template[data-row]").innerHTML.replaceAll("__n__", String(Math.max(-1, ...used) + 1));
  const row = holder.firstElementChild;
  rows.append(row);
  row.dispatchEvent(new CustomEvent("rows-added", { bubbles: true }));
  numbers();
  return row;
}
form.querySelector("[data-add-row]").addEventListener("click", (event) => {
  event.preventDefault();
  add().querySelector("textarea").focus();
});
rows.addEventListener("change", (event) => {
  if (event.target.name?.endsWith("-off")) event.target.closest("[data-measure]").classList.toggle("is-off", event.target.checked);
});
numbers();

// Suggestions: what the library has is put in, its origin is marked, and a second click takes it back.
function put(name, value) {
  const inputs = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  for (const input of inputs) {
    if (input.type === "radio") input.checked = input.value === String(value);
    else if (input.type === "checkbox") input.checked = value === true;
    else input.value = value ?? "";
  }
}
function held(name) {
  const input = form.querySelector(`[name="${CSS.escape(name)}"]${form.querySelector(`[name="${CSS.escape(name)}"][type=radio]`) ? ":checked" : ""}`);
  return input?.type === "checkbox" ? input.checked : input?.value ?? "";
}
function suggest(measure) {
  const empty = [...rows.querySelectorAll("[data-measure]")].find((row) => !row.querySelector("textarea").value && !row.classList.contains("is-off"));
  const row = empty ?? add(), text = row.querySelector("textarea");
  text.value = measure.text;
  put(text.name.replace("-text", "-method"), measure.method);
  return () => { text.value = ""; put(text.name.replace("-text", "-method"), ""); if (!empty) row.remove(); numbers(); };
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-adopt], [data-measure-text]");
  if (!button) return;
  event.preventDefault();
  if (button.takeBack) {
    button.takeBack();
    button.takeBack = null;
    button.textContent = button.dataset.word;
  } else if (button.dataset.adopt) {
    const taken = JSON.parse(button.dataset.adopt), before = {};
    for (const [name, value] of Object.entries(taken.fields)) { before[name] = held(name); put(name, value); }
    const measures = taken.measures.map(suggest);
    button.takeBack = () => { for (const [name, value] of Object.entries(before)) put(name, value); measures.forEach((back) => back()); };
  } else {
    button.takeBack = suggest({ text: button.dataset.measureText, method: button.dataset.method });
  }
  if (button.takeBack) { button.dataset.word = button.textContent; button.textContent = button.dataset.back; }
  touched();
});

// Where there is a limit, how much of it is used.
form.querySelectorAll("input[maxlength], textarea[maxlength]").forEach((input) => {
  const told = document.createElement("span");
  told.className = "field-count";
  const count = () => { told.textContent = input.value ? `${input.value.length} / ${input.maxLength}` : ""; };
  form.querySelector(`label[for="${CSS.escape(input.id)}"]`)?.append(told);
  input.addEventListener("input", count);
  count();
});
