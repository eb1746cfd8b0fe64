// The page: files in, a worker made from this very file, words out. Everything shown is set as text.

const at = (id) => document.getElementById(id);
const FILE_FIELDS = ["bundle", "policy", "ticket", "log", "records", "register"];
const SIGNS = { yes: "✓", no: "✗", unverified: "？" };

let lang = location.hash === "#en" ? 1 : 0;
let report = null;
let running = null;
const dropped = {};

function word(key, values = {}) {
  return WORDS[key][lang].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function make(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** A worker from the engine inside this file; `ask` gives a promise of the report. */
class Engine {
  constructor() {
    const url = URL.createObjectURL(new Blob([at("engine").textContent], { type: "text/javascript" }));
    this.worker = new Worker(url);
    this.waiting = new Map();
    this.next = 0;
    this.worker.onmessage = ({ data: { id, progress, report: found, error } }) => {
      const { resolve, reject, tell } = this.waiting.get(id);
      if (progress) tell(progress);
      else if (found) resolve(found);
      else reject(new Error(error));
    };
    this.worker.onerror = () => this.waiting.forEach(({ reject }) => reject(new Error("worker")));
  }

  ask(asked, tell = () => {}) {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, tell });
      this.worker.postMessage({ id, asked });
    });
  }

  end() {
    this.worker.terminate();
  }
}

function speak() {
  document.documentElement.lang = lang ? "en" : "zh-CN";
  document.title = word("title");
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = word(element.getAttribute("data-word"));
  }
  const language = at("language");
  language.textContent = lang ? "中文" : "English";
  language.lang = lang ? "zh-CN" : "en";
  FILE_FIELDS.forEach(showChosen);
  if (report) show();
}

function showChosen(field) {
  const file = at(field).files[0] || dropped[field];
  at(`${field}-chosen`).textContent = file ? file.name : word("noFile");
}

function showErrors(title, text) {
  const errors = at("errors");
  errors.replaceChildren(make("h3", "", word(title)), make("p", "", word(text)));
  errors.hidden = false;
  errors.focus();
}

function asked() {
  const given = {};
  for (const name of FILE_FIELDS) given[name] = at(name).files[0] || dropped[name] || null;
  given.receipt = at("receipt").value.trim() || null;
  given.shares = at("share").value.trim() ? [[at("party").value, at("share").value]] : [];
  return given;
}

const pick = (zh, en) => (lang ? en : zh);

function told({ step, status, done, total }) {
  const meter = at("meter");
  const part = total ? done / total : 0;
  meter.value = status === "running" ? step - 1 + part : step;
  const [zh, en] = STEP_NAMES[step - 1];
  const now = word("stepNow", { n: step, name: pick(zh, en) });
  if (at("now").textContent !== now) at("now").textContent = now;
}

async function start(event) {
  event.preventDefault();
  const given = asked();
  at("errors").hidden = true;
  at("result").hidden = true;
  report = null;
  if (!given.bundle) {
    showErrors("missingTitle", "missing");
    return;
  }
  if (running) running.end();
  const engine = (running = new Engine());
  at("meter").value = 0;
  at("progress").hidden = false;
  at("start").disabled = true;
  try {
    report = await engine.ask(given, told);
    at("form").hidden = true;
    show();
    at("result").focus();
  } catch {
    showErrors("crashedTitle", "crashed");
  } finally {
    engine.end();
    running = null;
    at("progress").hidden = true;
    at("start").disabled = false;
  }
}

function showFailure() {
  const step = report.steps.find((one) => one.status === "fail");
  at("failure").hidden = !step;
  if (!step) return;
  const advice = (ADVICE[step.number] || ADVICE_OTHER)[lang];
  at("failure").replaceChildren(
    make("h3", "", word("failedAt", { n: step.number, name: pick(step.zh, step.en) })),
    make("p", "", pick(step.detail_zh, step.detail_en)),
    make("p", "", word("whatToDo") + advice)
  );
}

function showFive() {
  // A file that was not read says nothing about a draw, neither yes nor no.
  at("five").hidden = report.verdict === "unreadable";
  at("five").replaceChildren(
    ...Object.keys(report.five).map((key) => {
      const answer = report.five[key];
      const item = make("li", answer);
      const sign = make("span", "sign", SIGNS[answer]);
      sign.setAttribute("aria-hidden", "true");
      item.append(sign, make("span", "what", word(key)), make("span", "answer", word(answer)));
      return item;
    })
  );
}

function showSteps() {
  at("steps").replaceChildren(
    ...report.steps.map((step) => {
      const item = make("li", step.status);
      item.append(
        make("span", "number", String(step.number)),
        make("span", "title", pick(step.zh, step.en)),
        make("span", "status", word(step.status)),
        make("span", "detail", pick(step.detail_zh, step.detail_en))
      );
      return item;
    })
  );
}

function showTicket() {
  const { ticket } = report;
  at("own").hidden = !ticket;
  if (!ticket) return;
  at("own").classList.toggle("bad", !ticket.good);
  at("own-said").textContent = pick(ticket.zh, ticket.en);
  const facts = (ticket.ranks || []).map((one) => [word("ownRank", one), word("ownRankOf", one)]);
  if (ticket.ticket) facts.push([word("ownTicket"), ticket.ticket]);
  at("own-facts").replaceChildren(
    ...facts.reduce((all, [name, value]) => [...all, make("dt", "", name), make("dd", "", value)], [])
  );
}

function show() {
  const bad = ["failed", "unreadable"].includes(report.verdict);
  at("banner").classList.toggle("bad", bad);
  at("verdict").textContent = pick(report.verdict_zh, report.verdict_en);
  at("draw").textContent = report.stage ? word("draw", { draw: report.draw || "?", stage: word(report.stage) }) : "";
  at("keys").hidden = report.keys_from_policy || bad;
  at("keys").textContent = word("fileKeys");
  showFailure();
  showFive();
  showTicket();
  at("open").hidden = report.unproven.length === 0;
  at("open-list").replaceChildren(...report.unproven.map((one) => make("li", "", pick(one.zh, one.en))));
  showSteps();
  at("result").hidden = false;
}

function save() {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(report, null, 1)], { type: "application/json" }));
  link.download = `${report.draw || "report"}.report.json`;
  link.click();
}

/** Which field a dropped file belongs to, by its name. */
function fieldOf(name) {
  if (/\.edraw\.json$/i.test(name)) return "bundle";
  return ["policy", "ticket", "register", "records", "log"].find((field) => name.toLowerCase().includes(field));
}

function put(field, file) {
  dropped[field] = file;
  try {
    const transfer = new DataTransfer();
    transfer.items.add(file);
    at(field).files = transfer.files; // so that the field shows the name
  } catch {
    // an old browser: the file is remembered all the same
  }
  showChosen(field);
}

function drop(event) {
  event.preventDefault();
  at("drop").classList.remove("over");
  const files = [...event.dataTransfer.files];
  for (const file of files) {
    const field = fieldOf(file.name) || (files.length === 1 ? "bundle" : null);
    if (field) put(field, file);
    if (field && field !== "bundle") at("more").open = true;
  }
}

at("form").addEventListener("submit", start);
at("save").addEventListener("click", save);
at("print").addEventListener("click", () => print());
at("again").addEventListener("click", () => {
  at("form").reset();
  for (const name of FILE_FIELDS) {
    delete dropped[name];
    showChosen(name);
  }
  report = null;
  at("result").hidden = true;
  at("form").hidden = false;
  at("bundle").focus();
});
for (const name of FILE_FIELDS) {
  at(name).addEventListener("change", () => {
    delete dropped[name];
    showChosen(name);
  });
}
at("language").addEventListener("click", () => {
  lang = 1 - lang;
  speak();
});
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  at("drop").classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) at("drop").classList.remove("over");
});
document.addEventListener("drop", drop);
speak();

// For programs that drive this page: the same engine, one worker for many questions.
let shared = null;
window.edraw = {
  verify(given) {
    shared = shared || new Engine();
    return shared.ask(given);
  },
};
