// The flow editor. The page keeps the outline of the flow, the server draws it, tells what is wrong, and stores it.
const told = JSON.parse(document.getElementById("flow-told").textContent);
const words = document.getElementById("editor-words").dataset;
const token = document.querySelector("#editor-token input").value;
const list = document.getElementById("edit-steps");
const addresses = told.addresses;
let steps = told.steps;
let version = told.version;
let saved = JSON.stringify(steps);
let past = [], future = [], typing = "";
let serial = 0;

const fresh = () => `new-${Date.now()}-${(serial += 1)}`;
const step = (key) => steps.find((s) => s.key === key);
const at = (key) => steps.findIndex((s) => s.key === key);

// -- changing, with undo ---------------------------------------------------------------------------------

// Everything that changes the outline goes through here. `what` names a run of typing that is undone at once.
function change(work, what = "") {
  if (!what || what !== typing) { past.push(JSON.stringify(steps)); future = []; }
  typing = what;
  work();
  if (!what) draw();
  told_changed();
}
function back(from, to) {
  if (!from.length) return;
  to.push(JSON.stringify(steps));
  steps = JSON.parse(from.pop());
  typing = "";
  draw();
  told_changed();
}
function told_changed() {
  document.querySelector("[data-do=undo]").disabled = !past.length;
  document.querySelector("[data-do=redo]").disabled = !future.length;
  preview();
}

function add(after) {
  const made = { key: fresh(), name: "", handler: null, monitor: null, time_limit: null, is_end: false, is_key: false, ways: [] };
  change(() => {
    const before = steps[after];
    if (before) {
      // The new step stands in the way that led on: what followed follows it now, and an end moves down.
      const onwards = before.ways.filter((w) => w.kind === "forward");
      if (onwards.length === 1 && !onwards[0].condition) made.ways = onwards;
      if (onwards.length <= 1) before.ways = before.ways.filter((w) => !made.ways.includes(w)).concat({ to: made.key, kind: "forward", condition: "" });
      if (before.is_end && !onwards.length) { before.is_end = false; made.is_end = true; }
    }
    steps.splice(after + 1, 0, made);
  });
  field(made.key, "name")?.focus();
}
function remove(key) {
  const here = at(key), gone = steps[here];
  change(() => {
    const onwards = gone.ways.filter((w) => w.kind === "forward");
    for (const other of steps) {
      other.ways = other.ways.flatMap((w) => {
        if (w.to !== key) return [w];
        // Who led here is led on to what came after, where that is one step and new to them.
        const next = onwards.length === 1 ? onwards[0].to : "";
        return next && next !== other.key && !other.ways.some((o) => o.to === next) ? [{ ...w, to: next }] : [];
      });
      if (gone.is_end && !onwards.length && other !== gone && !other.ways.some((w) => w.kind === "forward")) other.is_end = true;
    }
    steps.splice(here, 1);
  });
  field(steps[Math.min(here, steps.length - 1)]?.key, "name")?.focus();
}
function move(key, by) {
  const here = at(key), there = here + by;
  if (there < 0 || there >= steps.length) return;
  change(() => { steps.splice(there, 0, ...steps.splice(here, 1)); });
  field(key, "name")?.focus();
}
function take(given, note) {
  change(() => { steps = given.steps; });
  say([words.taken + " " + note, ...(given.notes || [])], "info");
}

// -- showing ---------------------------------------------------------------------------------------------

const card = (key) => list.querySelector(`[data-key="${CSS.escape(key || "")}"]`);
const field = (key, name) => card(key)?.querySelector(`[data-field="${name}"]`);

function draw() {
  const cards = steps.map((s, i) => {
    const made = document.getElementById("step-template").content.firstElementChild.cloneNode(true);
    made.dataset.key = s.key;
    made.querySelector(".edit-number").textContent = i + 1;
    for (const name of ["name", "handler", "monitor", "time_limit"]) made.querySelector(`[data-field=${name}]`).value = s[name] ?? "";
    for (const name of ["is_end", "is_key"]) made.querySelector(`[data-field=${name}]`).checked = s[name];
    made.querySelector("[data-do=up]").disabled = i === 0;
    made.querySelector("[data-do=down]").disabled = i === steps.length - 1;
    made.querySelector("[data-do=way]").hidden = steps.length < 2;
    made.querySelector(".edit-ways").append(...s.ways.map((w, n) => way(s, w, n)));
    return made;
  });
  list.replaceChildren(...cards);
  document.getElementById("edit-empty").hidden = steps.length > 0;
}
function way(s, w, n) {
  const made = document.getElementById("way-template").content.firstElementChild.cloneNode(true);
  made.dataset.way = n;
  const to = made.querySelector("[data-way=to]");
  to.replaceChildren(...steps.filter((o) => o !== s).map((o) => new Option(`${at(o.key) + 1}. ${o.name}`, o.key)));
  to.value = w.to;
  made.querySelector("[data-way=kind]").value = w.kind;
  made.querySelector("[data-way=condition]").value = w.condition;
  return made;
}
// A name that is typed also stands in the ways of the others.
function rename(key) {
  list.querySelectorAll(`[data-way=to] option[value="${CSS.escape(key)}"]`).forEach((o) => { o.textContent = `${at(key) + 1}. ${step(key).name}`; });
}

function say(lines, tone, ...buttons) {
  const box = document.createElement("div");
  box.className = `alert alert-${tone}`;
  box.setAttribute("role", "alert");
  const texts = document.createElement("ul");
  texts.append(...lines.map((text) => { const line = document.createElement("li"); line.textContent = text; return line; }));
  box.append(texts, ...buttons);
  document.getElementById("editor-notes").replaceChildren(...(lines.length ? [box] : []));
}
function button(text, work) {
  const made = document.createElement("button");
  made.type = "button"; made.className = "btn btn-sm me-2"; made.textContent = text;
  made.addEventListener("click", work);
  return made;
}

let waiting = 0, asked = 0;
function preview() {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const mine = (asked += 1);
    const answer = await send(addresses.preview, { steps });
    if (!answer || mine !== asked) return;
    const { drawing, problems = [], faults = [] } = answer.data;
    if (drawing !== undefined) document.getElementById("edit-drawing").innerHTML = drawing;
    mark([...problems, ...faults.filter((f) => !problems.some((p) => p.step === f.step))], problems.length + faults.length);
  }, 250);
}
function mark(found, count) {
  list.querySelectorAll(".edit-step").forEach((made) => {
    const of = found.filter((f) => f.step === made.dataset.key);
    made.classList.toggle("has-errors", of.length > 0);
    made.querySelector(".edit-told").replaceChildren(...of.map((f) => { const line = document.createElement("li"); line.textContent = f.sentence; return line; }));
  });
  const whole = found.filter((f) => !f.step).map((f) => f.sentence);
  if (!count && steps.length) whole.push(words.fine);
  document.getElementById("edit-faults").replaceChildren(...whole.map((text) => {
    const line = document.createElement("li"); line.className = "list-group-item"; line.textContent = text; return line;
  }));
}

// -- the server ------------------------------------------------------------------------------------------

async function send(address, body) {
  const file = body instanceof FormData;
  try {
    const answer = await fetch(address, {
      method: "POST", body: file ? body : JSON.stringify(body),
      headers: { "X-CSRFToken": token, ...(file ? {} : { "Content-Type": "application/json" }) },
    });
    return { ok: answer.ok, data: await answer.json() };
  } catch {
    say([words.failed], "danger");
    return null;
  }
}
async function save(stay) {
  const answer = await send(window.location.href, { steps, version });
  if (!answer) return;
  const { data } = answer;
  if (answer.ok) {
    steps = data.steps; version = data.version; saved = JSON.stringify(steps);
    if (!stay) { window.location.href = addresses.done; return; }
    draw(); preview(); say([words.saved], "success");
    return;
  }
  mark(data.problems, data.problems.length);
  const buttons = data.theirs ? [
    button(words.theirs, () => { version = data.theirs.version; change(() => { steps = data.theirs.steps; }); say([], ""); }),
    button(words.mine, () => { version = data.theirs.version; save(false); }),
  ] : [];
  say(data.problems.map((p) => (p.step ? `${at(p.step) + 1}. ${p.sentence}` : p.sentence)), "danger", ...buttons);
  document.getElementById("editor-notes").scrollIntoView({ block: "nearest" });
}
async function start(flow, name) {
  const answer = await fetch(`${addresses.starts}?flow=${flow}`);
  if (answer.ok) { take(await answer.json(), name); closeMenu(); }
}
const closeMenu = () => document.querySelectorAll("details.with-reason[open]").forEach((d) => { d.open = false; });

// -- what people do --------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-do]");
  if (!pressed) return;
  const key = pressed.closest(".edit-step")?.dataset.key;
  const does = {
    undo: () => back(past, future), redo: () => back(future, past), save: () => save(false), add: () => add(steps.length - 1),
    up: () => move(key, -1), down: () => move(key, 1), below: () => add(at(key)), delete: () => remove(key),
    way: () => {
      const s = step(key), used = new Set([key, ...s.ways.map((w) => w.to)]);
      const next = steps.slice(at(key) + 1).concat(steps).find((o) => !used.has(o.key));
      if (next) change(() => { s.ways.push({ to: next.key, kind: at(next.key) > at(key) ? "forward" : "back", condition: "" }); });
    },
    unway: () => change(() => { step(key).ways.splice(Number(pressed.closest("li[data-way]").dataset.way), 1); }),
  };
  does[pressed.dataset.do]?.();
});
list.addEventListener("input", (event) => {
  const made = event.target, key = made.closest(".edit-step")?.dataset.key;
  if (!key) return;
  if (made.dataset.field) {
    const name = made.dataset.field;
    const value = made.type === "checkbox" ? made.checked : name === "name" ? made.value : made.value === "" ? null : Number(made.value);
    change(() => { step(key)[name] = value; }, `${key} ${name}`);
    if (name === "name") rename(key);
    return;
  }
  const n = Number(made.closest("li[data-way]").dataset.way), part = made.dataset.way;
  change(() => {
    const w = step(key).ways[n];
    w[part] = made.value;
    // A way up is a return, as long as nobody says otherwise.
    if (part === "to") { w.kind = at(w.to) > at(key) ? "forward" : "back"; made.closest("li").querySelector("[data-way=kind]").value = w.kind; }
  }, `${key} ${n} ${part}`);
});
document.addEventListener("keydown", (event) => {
  const key = event.target.closest?.(".edit-step")?.dataset.key;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key.toLowerCase() === "s") { event.preventDefault(); save(true); }
  else if (command && event.key.toLowerCase() === "z") { event.preventDefault(); if (event.shiftKey) back(future, past); else back(past, future); }
  else if (command && event.key.toLowerCase() === "y") { event.preventDefault(); back(future, past); }
  else if (key && event.altKey && event.key === "ArrowUp") { event.preventDefault(); move(key, -1); }
  else if (key && event.altKey && event.key === "ArrowDown") { event.preventDefault(); move(key, 1); }
  else if (key && event.key === "Enter" && event.target.dataset.field === "name" && !event.isComposing) { event.preventDefault(); add(at(key)); }
});
document.querySelector("[data-start]")?.addEventListener("change", (event) => {
  const chosen = event.target.selectedOptions[0];
  if (chosen.value) start(chosen.value, chosen.textContent);
  event.target.value = "";
});
let looking = 0;
document.getElementById("start-q").addEventListener("input", (event) => {
  clearTimeout(looking);
  looking = setTimeout(async () => {
    const answer = await fetch(`${addresses.starts}?q=${encodeURIComponent(event.target.value)}`);
    if (!answer.ok) return;
    const { found } = await answer.json();
    const lines = found.map((f) => {
      const made = button(f.name, () => start(f.id, f.name));
      made.className = "list-group-item list-group-item-action text-start";
      return made;
    });
    document.getElementById("start-found").replaceChildren(...(lines.length || !event.target.value.trim() ? lines : [document.createTextNode(words.none)]));
  }, 200);
});
async function bring(file, pool = "") {
  const body = new FormData();
  body.append("file", file);
  body.append("pool", pool);
  const answer = await send(addresses.bpmn, body);
  if (!answer) return;
  const { problems, pools } = answer.data;
  if (!answer.ok) say(problems.map((p) => p.sentence), "danger");
  else if (pools) say([words.pools, ...pools.filter((p) => p.steps).map((p) => `${p.name}：${p.steps}`)], "info", ...pools.map((p) => button(p.name, () => bring(file, p.key))));
  else take(answer.data, file.name);
}
document.getElementById("start-file").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  closeMenu();
  await bring(file);
  event.target.value = "";
});
window.addEventListener("beforeunload", (event) => { if (JSON.stringify(steps) !== saved) event.preventDefault(); });

draw();
preview();
