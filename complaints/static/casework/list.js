/* The list: one box that ticks all, and how many are ticked. Works without it, too. */
(() => {
  const form = document.querySelector("[data-many]");
  const head = form?.querySelector("thead .kw-choose");
  const boxes = [...(form?.querySelectorAll("tbody [name=case]") ?? [])];
  if (!head || !boxes.length) return;
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", head.textContent.trim());
  head.append(all);
  const many = form.querySelector(".kw-many");
  const count = document.createElement("output");
  count.className = "kw-count";
  many.querySelector("label").append(" ", count);
  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    count.textContent = ticked ? String(ticked) : "";
    many.classList.toggle("kw-many--ready", ticked > 0);
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  form.addEventListener("change", tell);
  tell();
})();
