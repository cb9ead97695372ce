/* The page with the number: copy it, and look whether it was copied down. */
"use strict";

(() => {
  const number = document.getElementById("receipt");

  function say(control, words) {
    control.closest("li").querySelector("[data-copy-said]").textContent = words;
  }

  /* Where a script may not copy, the digits are marked for a long press. */
  async function copy(control) {
    try {
      await navigator.clipboard.writeText(number.textContent.trim());
      say(control, control.dataset.copy);
    } catch {
      const range = document.createRange();
      range.selectNodeContents(number);
      window.getSelection().removeAllRanges();
      window.getSelection().addRange(range);
      say(control, control.dataset.copyByHand);
      number.scrollIntoView({ block: "center" });
    }
  }

  /* From memory: the picture itself must not stand in the list of downloads. */
  function save(control) {
    const data = atob(document.querySelector(".way--picture img").src.split(",")[1]);
    const bytes = Uint8Array.from(data, (char) => char.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
    link.download = control.dataset.save;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  /* A slip is told at the field; only what fits goes on, and takes this page along. */
  function check(event) {
    const form = event.target;
    const field = form.querySelector("[name=last]");
    const typed = field.value.normalize("NFKC").replace(/\D/g, "");
    event.preventDefault();
    if (typed === number.textContent.trim().slice(-4)) {
      return window.location.replace(`${form.action}?checked=1`);
    }
    let words = form.querySelector(".field__error");
    if (!words) {
      words = document.createElement("p");
      words.className = "field__error";
      words.id = "last-group-error";
      words.setAttribute("role", "alert");
      field.closest(".field__control").before(words);
      field.closest(".field").classList.add("field--error");
      field.setAttribute("aria-describedby", words.id);
      field.setAttribute("aria-invalid", "true");
    }
    words.textContent = form.dataset.lastGroup;
    field.select();
  }

  function skip(event) {
    event.preventDefault();
    window.location.replace(event.target.href);
  }

  /* A control that cannot work here is not shown. */
  if (!window.print) for (const control of document.querySelectorAll("[data-print]")) control.closest("li").hidden = true;
  document.querySelector("[data-copy]")?.addEventListener("click", (event) => copy(event.currentTarget));
  document.querySelector("[data-save]")?.addEventListener("click", (event) => save(event.currentTarget));
  document.querySelector("[data-last-group]")?.addEventListener("submit", check);
  document.querySelector(".skip-step")?.addEventListener("click", skip);
})();
