// Documents in pieces, so that a broken connection goes on where it was; and copying a link. The pages work without this.
const form = document.getElementById("adding");
const AT_ONCE = 3;
const LONGEST_WAIT = 30_000; // milliseconds between two tries
const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
const size = (bytes) => (bytes < 1e6 ? `${number.format(Math.ceil(bytes / 1e3))} kB` : `${number.format(bytes / 1e6)} MB`);

class SignedOut extends Error {}
class Lost extends Error {}
class Refused extends Error {
  constructor(said) {
    super(said.message);
    this.said = said;
  }
}

async function ask(address, options) {
  let answer;
  try {
    answer = await fetch(address, {
      ...options,
      redirect: "manual",
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, ...options.headers },
    });
  } catch {
    throw new Lost();
  }
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new SignedOut();
  if (answer.ok || answer.status === 409) return answer;
  if (answer.status >= 502) throw new Lost();
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Refused({ message: form.dataset.tFailed, remedy: "" });
  const said = await answer.json();
  if (answer.status === 503) throw new Lost();
  throw new Refused({ ...said, passing: answer.status === 423 });
}

class Sending {
  constructor(file) {
    this.file = file;
    this.waits = 1_000;
    this.line = document.createElement("li");
    this.icon = part("span", "adding__icon", "");
    this.icon.setAttribute("aria-hidden", "true");
    const name = part("span", "adding__name", file.name);
    name.append(part("small", "mute", size(file.size)));
    this.state = part("span", "adding__state", form.dataset.tWaiting);
    this.bar = document.createElement("progress");
    this.bar.max = file.size || 1;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", file.name);
    this.line.append(this.icon, name, this.state, this.bar);
    this.show("todo", "○");
    document.getElementById("adding-files").append(this.line);
  }

  show(state, sign) {
    this.line.dataset.state = state;
    this.icon.textContent = sign;
  }

  async run() {
    this.show("busy", "●");
    this.line.querySelector(".adding__problem")?.remove();
    try {
      if (this.file.size > Number(form.dataset.largest)) throw new Refused({ message: form.dataset.tTooLarge, remedy: "" });
      await this.send();
    } catch (error) {
      await this.failed(error);
    }
  }

  async send() {
    const sent = new URLSearchParams({ name: this.file.name, size: this.file.size, tag: form.elements.tag.value,
      key: `${this.file.name}/${this.file.size}/${this.file.lastModified}` });
    if (!this.address) {
      const begun = await ask(form.dataset.begin, { method: "POST", body: sent });
      this.address = begun.headers.get("Location");
      this.offset = (await begun.json()).offset;
    } else {
      this.offset = Number((await ask(this.address, { method: "HEAD" })).headers.get("Upload-Offset"));
    }
    let made = "";
    do {
      made = await this.piece();
      this.waits = 1_000;
    } while (!made);
    this.done(made);
  }

  async piece() {
    const piece = this.file.slice(this.offset, this.offset + Number(form.dataset.piece));
    const answer = await ask(this.address, {
      method: "PATCH",
      body: piece,
      headers: { "Upload-Offset": this.offset, "Content-Type": "application/offset+octet-stream" },
    });
    this.offset = Number(answer.headers.get("Upload-Offset"));
    this.bar.value = this.offset;
    this.state.textContent = `${Math.floor((100 * this.offset) / this.file.size)}%`;
    return answer.ok ? (await answer.json()).document : "";
  }

  done(address) {
    this.bar.remove();
    this.show("done", "✓");
    this.made = address;
    const link = document.createElement("a");
    link.href = address;
    link.textContent = form.dataset.tOpen;
    link.append(part("span", "sr", ` ${this.file.name}`));
    this.state.replaceChildren(form.dataset.tDone, link);
    sum();
  }

  async failed(error) {
    if (error instanceof Lost) {
      this.tell("lost", form.dataset.tLost, "");
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, this.waits);
        addEventListener("online", () => (clearTimeout(timer), resolve()), { once: true });
      });
      this.waits = Math.min(2 * this.waits, LONGEST_WAIT);
      return this.run();
    }
    if (error instanceof SignedOut) return this.tell("lost", form.dataset.tSignedOut, "", true);
    if (!(error instanceof Refused)) throw error;
    if (!error.said.passing) this.address = "";
    return this.tell("bad", error.said.message, `${error.said.remedy ?? ""} ${error.said.code ?? ""}`, true);
  }

  tell(state, message, remedy, canGoOn) {
    this.show(state, "!");
    this.line.querySelector(".adding__problem")?.remove();
    const problem = part("p", "adding__problem", "");
    problem.append(part("strong", "", message), ` ${remedy}`);
    this.line.append(problem);
    if (!canGoOn) return;
    const again = part("button", "", form.dataset.tAgain);
    again.type = "button";
    again.append(part("span", "sr", ` ${this.file.name}`));
    again.addEventListener("click", () => this.run());
    const remove = part("button", "", form.dataset.tRemove);
    remove.type = "button";
    remove.append(part("span", "sr", ` ${this.file.name}`));
    remove.addEventListener("click", () => (this.line.remove(), (this.gone = true), sum()));
    this.state.replaceChildren(again, remove);
  }
}

function part(tag, css, text) {
  const made = document.createElement(tag);
  if (css) made.className = css;
  made.textContent = text;
  return made;
}

const all = [];
const waiting = [];
let running = 0;

function next() {
  while (running < AT_ONCE && waiting.length) {
    running += 1;
    waiting.shift().run().finally(() => {
      running -= 1;
      next();
    });
  }
}

function sum() {
  const here = all.filter((one) => !one.gone);
  const done = here.filter((one) => one.made).length;
  const place = document.getElementById("adding-sum");
  place.textContent = here.length ? form.dataset.tAll.replace("{done}", done).replace("{all}", here.length) : "";
  if (!done) return;
  const link = part("a", "", form.dataset.tSee);
  link.href = form.dataset.list;
  place.append(link);
}

function add(files) {
  for (const file of files) {
    const one = new Sending(file);
    all.push(one);
    waiting.push(one);
  }
  sum();
  next();
}

if (form) {
  const zone = document.getElementById("drop");
  const input = form.elements.files;
  form.classList.add("adding--live");
  zone.classList.add("drop--ready");
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("drop--over");
    });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("drop--over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    add(event.dataTransfer.files);
  });
  input.addEventListener("change", () => {
    add([...input.files]);
    input.value = "";
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("beforeunload", (event) => {
    if (all.some((one) => !one.made && !one.gone && one.line.dataset.state !== "bad")) event.preventDefault();
  });
}

for (const button of document.querySelectorAll("[data-copies]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).value);
    document.getElementById("announce").textContent = button.dataset.done;
    button.classList.add("btn--primary");
  });
}
