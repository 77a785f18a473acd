// A transfer code is shown in its groups of four while it is typed or pasted; only at the end, so that no caret jumps.
document.querySelectorAll("[data-transfer-code]").forEach((input) => {
  input.addEventListener("input", (event) => {
    const atEnd = input.selectionStart === input.value.length;
    if (!atEnd || event.inputType?.startsWith("delete")) return;
    const signs = input.value.toUpperCase().replace(/[^0-9A-Z]/g, "").slice(0, 28);
    input.value = signs.replace(/(.{4})(?=.)/g, "$1-");
  });
});
