// What goes wrong with a passkey is told on the page, not only in the console.
document.addEventListener("allauth.error", (event) => {
  const note = document.getElementById("passkey-problem");
  if (!note) return;
  event.preventDefault();
  note.hidden = false;
});
