// A switch that was refused shows why, in the place of the list; htmx alone would say nothing.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "access" && event.detail.xhr.status >= 400) event.detail.shouldSwap = true;
});
