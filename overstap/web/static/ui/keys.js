// F8 opens the Admin Center, Ctrl+Space the search in help (R123); never while somebody is typing.
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || event.altKey || event.metaKey || event.shiftKey || typing(event.target)) return;
  const { f8, ctrlSpace } = document.body.dataset;
  const place = event.key === "F8" && !event.ctrlKey ? f8 : event.code === "Space" && event.ctrlKey ? ctrlSpace : "";
  if (!place) return;
  event.preventDefault();
  location.assign(place);
});
if (location.hash === "#help-q") document.getElementById("help-q")?.focus();

// A menu that stands open closes when somebody goes elsewhere, and with Escape.
const menus = () => document.querySelectorAll("details.more[open]");
document.addEventListener("click", (event) => {
  for (const one of menus()) if (!one.contains(event.target)) one.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const one of menus()) {
    one.open = false;
    one.querySelector("summary").focus();
  }
});
