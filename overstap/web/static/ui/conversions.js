/* The review of a mapping by keyboard: arrows go from tick to tick, and Enter in a field saves. */
(() => {
  const ticks = [...document.querySelectorAll(".mapping__agree input")];
  const first = document.querySelector("tr[data-open] .mapping__agree input");
  if (first && !document.querySelector("[role=alert]")) first.focus({ preventScroll: true });
  for (const [place, tick] of ticks.entries()) {
    tick.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      ticks[place + step]?.focus();
    });
  }
  // What is changed by hand is a decision; a tick beside it would only say it twice.
  for (const field of document.querySelectorAll(".mapping__to select")) {
    field.addEventListener("change", () => {
      const code = field.parentElement.querySelector("input[list]");
      if (code) code.disabled = field.value === "none";
      if (code && field.value !== "none") code.select();
    });
  }
})();
