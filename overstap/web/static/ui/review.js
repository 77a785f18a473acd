/* The review of contacts by keyboard. Every key presses a button or a choice that stands on the page, marked with
   data-key; no key works while somebody is typing, and all of them can be switched off (WCAG 2.1.4). */
(() => {
  const root = document.documentElement;
  const help = document.getElementById("keyhelp");
  const off = document.getElementById("keys-off");
  const writes = (target) => target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
  const say = (text) => {
    const place = document.getElementById("announce");
    if (place) place.textContent = text;
  };

  const kept = () => {
    try {
      return localStorage.getItem("keys") === "off";
    } catch {
      return false;
    }
  };
  const use = (isOff) => {
    if (isOff) root.dataset.keys = "off";
    else delete root.dataset.keys;
  };
  use(kept());
  if (off) {
    off.checked = kept();
    off.addEventListener("change", () => {
      use(off.checked);
      try {
        localStorage.setItem("keys", off.checked ? "off" : "on");
      } catch {
        /* not kept */
      }
    });
  }

  // One side, or one column, leads in every field that differs.
  const lead = (scope, side) => {
    const found = scope.querySelectorAll(`input[type=radio][data-side="${CSS.escape(side)}"]`);
    const seen = new Set();
    for (const one of found) {
      if (seen.has(one.name)) continue;
      seen.add(one.name);
      one.checked = true;
    }
    return found.length > 0;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-lead]");
    if (!button || button.type !== "button") return;
    if (lead(button.closest("form"), button.dataset.lead)) say(button.dataset.said);
  });

  // What leads for all of these: choosing it shows at once what it means here.
  const keep = document.getElementById("keep");
  const follow = () => {
    const form = keep.closest("form");
    for (const one of form.querySelectorAll("input[type=radio][data-of]")) {
      if (one.dataset.of.split(" ").includes(keep.value)) one.checked = true;
    }
  };
  keep?.addEventListener("change", follow);
  const next = (select) => {
    select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
    follow();
    say(`${select.labels[0]?.textContent ?? ""} ${select.selectedOptions[0].textContent}`);
  };

  const groups = [...document.querySelectorAll(".differ")];
  const step = (by) => {
    const at = groups.findIndex((one) => one.contains(document.activeElement));
    const place = groups[at < 0 ? (by > 0 ? 0 : groups.length - 1) : at + by];
    place?.focus();
    return Boolean(place);
  };

  const scope = () => document.activeElement?.closest(".differ") ?? (groups.length ? null : document);
  const press = (key) => {
    const near = scope();
    const found = near?.querySelector(`[data-key~="${CSS.escape(key)}"]`) ?? document.querySelector(`main [data-key~="${CSS.escape(key)}"]:not(.differ *)`);
    if (!found || found.disabled) return false;
    if (found === keep) next(found);
    else if (found.matches("input, select")) found.focus();
    else found.click();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (root.dataset.keys === "off" || document.querySelector("dialog[open]") || writes(event.target)) return;
    const inChoice = event.target.matches?.("input[type=radio]");
    if (event.key.startsWith("Arrow") && (inChoice || event.target.closest?.(".scroll"))) return;
    const key = { ArrowRight: "j", ArrowLeft: "k" }[event.key] ?? event.key.toLowerCase();
    const moved = groups.length > 0 && (key === "j" || key === "k") && step(key === "j" ? 1 : -1);
    if (moved || (key.length === 1 && key !== " " && press(key))) event.preventDefault();
  });

  // Where the page begins for whoever goes through many: the question itself, or what has to be read first.
  const first = document.getElementById("problem") ?? document.getElementById("review");
  if (first && !location.hash) first.focus({ preventScroll: true });
})();
