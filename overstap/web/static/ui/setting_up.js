// The example of an invoice number follows the code that is typed.
for (const input of document.querySelectorAll("input[data-example]")) {
  const shown = document.getElementById(input.dataset.example);
  input.addEventListener("input", () => {
    shown.textContent = input.value || "…";
  });
}
