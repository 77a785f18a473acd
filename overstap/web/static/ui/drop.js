// Dropping audit files on the form, and proposing code and name from the first of them. The form works without this.
const form = document.getElementById("importing");
const zone = document.getElementById("drop");
const input = zone?.querySelector("input[type=file]");
const list = document.getElementById("drop-files");
const HEAD = 65536;

const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
const size = (bytes) => (bytes < 1e6 ? `${number.format(Math.ceil(bytes / 1e3))} kB` : `${number.format(bytes / 1e6)} MB`);

function line(text, bad) {
  const item = document.createElement("li");
  item.textContent = text;
  if (bad) item.className = "bad";
  list.append(item);
}

function show() {
  list.replaceChildren();
  const files = [...input.files];
  for (const file of files) line(`${file.name} · ${size(file.size)}`);
  const tooLarge = files.reduce((sum, file) => sum + file.size, 0) > Number(form.dataset.limit);
  if (tooLarge) line(form.dataset.tooLarge, true);
  input.setCustomValidity(tooLarge ? form.dataset.tooLarge : "");
}

function text(xml, name) {
  const found = xml.match(new RegExp(`<(?:\\w+:)?${name}>([^<]{1,200})<`));
  if (!found) return "";
  return new DOMParser().parseFromString(found[1], "text/html").documentElement.textContent.trim();
}

async function propose() {
  if (!input.files.length) return;
  const bytes = await input.files[0].slice(0, HEAD).arrayBuffer();
  const declared = new TextDecoder("latin1").decode(bytes.slice(0, 200)).match(/encoding=["']([\w-]+)["']/);
  let xml = "";
  try {
    xml = new TextDecoder(declared ? declared[1] : "utf-8").decode(bytes);
  } catch {
    return; /* an encoding that browsers do not know: the server reads it */
  }
  const code = text(xml, "companyIdent").replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[._-]+|[._-]+$/g, "");
  fill("code", code.slice(0, 30));
  fill("name", text(xml, "companyName"));
}

function fill(name, value) {
  const field = form.elements[name];
  if (value && (!field.value || field.dataset.proposed === field.value)) {
    field.value = value;
    field.dataset.proposed = value;
  }
}

if (form && input) {
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
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change"));
  });
  input.addEventListener("change", () => {
    show();
    propose();
  });
  form.addEventListener("submit", () => {
    document.getElementById("sending").textContent = form.dataset.sending;
    form.querySelector("button.btn--primary").setAttribute("aria-disabled", "true");
  });
}
