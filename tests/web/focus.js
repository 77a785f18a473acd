// What is wrong with the focus as it stands now, in words; empty when somebody without a mouse sees where they are.
() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return "";
  const what = `<${at.tagName.toLowerCase()}> ${(at.getAttribute("aria-label") || at.textContent || at.id).trim().slice(0, 60)}`;

  // the ring: a shadow without blur that is 2 pixels wide or more, or an outline
  const ring = (element, pseudo) => {
    const style = getComputedStyle(element, pseudo);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return outlined || /0px 0px 0px [2-9]px/.test(style.boxShadow);
  };
  const around = [at, at.closest("label"), at.parentElement, ...at.children].filter(Boolean);
  if (!around.some((element) => ring(element))) return `no focus ring: ${what}`;

  // not outside the window, and not behind something else (WCAG 2.2, 2.4.11)
  const box = at.getBoundingClientRect();
  const points = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [box.x + box.width * x, box.y + box.height * y]));
  const seen = points.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (at.contains(top) || top.contains(at));
  });
  return seen ? "" : `focus is out of sight: ${what}`;
};
