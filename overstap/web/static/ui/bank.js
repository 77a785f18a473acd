// Matching by keyboard. Keys work inside a line only, never while somebody is typing; Enter in a choice confirms by itself.
const lines = [...document.querySelectorAll("#bank-lines > .bank-line")];
const writes = (target) => target.matches?.("input:not([type=radio]), textarea, select");

const go = (line) => {
  const first = line?.querySelector("input[type=radio]:checked, input[type=radio], input:not([type=hidden])");
  (first ?? line)?.focus();
};

document.getElementById("bank-lines")?.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || writes(event.target)) return;
  const line = event.target.closest(".bank-line");
  const place = lines.indexOf(line);
  if (/^[1-3]$/.test(event.key)) {
    const choice = line.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
    if (!choice) return;
    choice.checked = true;
    choice.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const next = lines[place + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    go(next);
  } else {
    return;
  }
  event.preventDefault();
});

if (lines.length && !location.hash && !document.querySelector(".note--problem")) go(lines[0]);
