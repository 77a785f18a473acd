// Proposing a URL part from a name, and the download that follows on making a ticket. The pages work without this.
const slug = (text) =>
  text.toLowerCase().replaceAll("ß", "ss").normalize("NFKD").replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 63).replace(/-+$/, "");

for (const name of document.querySelectorAll("[data-names]")) {
  const part = document.getElementById(name.dataset.names);
  const place = document.querySelector(`output[for="${name.dataset.names}"]`);
  if (!part || !place) continue;
  let own = part.value !== "" && part.value !== slug(name.value);
  const show = () => (place.value = `${place.dataset.place}${part.value || "…"}/`);
  name.addEventListener("input", () => {
    if (!own) part.value = slug(name.value);
    show();
  });
  part.addEventListener("input", () => {
    own = part.value !== "";
    show();
  });
  show();
}

const download = document.querySelector("form[data-at-once]");
if (download) {
  history.replaceState(null, "", location.pathname); // a reload makes no second ticket
  download.requestSubmit();
  const button = download.querySelector("button");
  button.classList.remove("btn--primary");
  button.querySelector("span").textContent = button.dataset.then;
}
