// Copies a part of the page, formatted and plain; without it, one selects by hand.
"use strict";

(() => {
  const words = document.querySelector("[data-copied]").dataset;

  const select = (part) => {
    const range = document.createRange();
    range.selectNodeContents(part);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  const blob = (type, text) => new Blob([text], { type });

  const copy = async (part) => {
    try {
      await navigator.clipboard.write([
        new ClipboardItem({
          "text/html": blob("text/html", part.innerHTML),
          "text/plain": blob("text/plain", part.innerText),
        }),
      ]);
      return true;
    } catch {
      // No permission, or an older browser.
      select(part);
      return document.execCommand("copy");
    }
  };

  for (const button of document.querySelectorAll("[data-copy]")) {
    const part = document.getElementById(button.dataset.copy);
    const said = part.parentElement.querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      said.textContent = "";
      said.textContent = (await copy(part)) ? words.copied : words.selected;
    });
  }
})();
