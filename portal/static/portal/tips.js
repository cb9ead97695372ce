/* Improves the pages under /tips/; every one of them works without it. */
"use strict";

/* In a scope of its own: an answer shown in place runs it once more. */
(() => {
  const IDLE = 10 * 60 * 1000;

  /* Only the topics of the chosen kind; sections that belong to one kind. */
  function follow(form) {
    const kind = form.querySelector('input[name="kind"]:checked')?.value;
    const topics = form.querySelector("[data-topics]");
    for (const group of topics?.querySelectorAll("optgroup") ?? []) {
      const other = Boolean(kind) && group.dataset.kind !== kind;
      group.hidden = other;
      group.disabled = other;
      if (other && group.contains(topics.selectedOptions[0])) topics.value = "";
    }
    for (const part of form.querySelectorAll("[data-only-for]")) {
      part.hidden = part.dataset.onlyFor !== kind;
    }
    for (const part of form.querySelectorAll("details[data-opens-for]")) {
      if (part.dataset.opensFor === kind) part.open = true;
    }
  }

  /* Show an answer in place of this page, as if the browser had gone there. */
  function show(html) {
    document.open();
    document.write(html);
    document.close();
    window.scrollTo(0, 0);
  }

  /* A refused form comes back with its errors; the chosen files stay chosen. */
  function refill(html, files) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.querySelector('form[data-stay] input[type="file"]');
    if (!fresh) return show(html);
    fresh.replaceWith(files);
    for (const note of page.querySelectorAll("[data-files-again]")) note.remove();
    document.title = page.title;
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    prepare();
    window.scrollTo(0, 0);
    document.dispatchEvent(new Event("kaimen:replaced"));
  }

  async function send(form) {
    const button = form.querySelector('button[type="submit"]');
    const label = button.textContent;
    button.disabled = true;
    button.textContent = form.dataset.stay;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      const html = await answer.text();
      if (answer.ok) show(html);
      else refill(html, form.querySelector('input[type="file"]'));
    } catch {
      /* The browser's own way says what is wrong with the connection. */
      form.submit();
    } finally {
      button.disabled = false;
      button.textContent = label;
    }
  }

  function prepare() {
    const form = document.querySelector("form[data-stay]");
    if (!form) return;
    form.addEventListener("change", () => follow(form));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
    follow(form);
  }

  /* A mailbox that nobody touches is closed, unless a letter is being written. */
  function watch() {
    const leave = document.querySelector(".quick-exit form");
    const letter = document.querySelector("form[data-letter] textarea");
    if (!leave || !letter) return;
    let timer = 0;
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (!letter.value.trim()) leave.submit();
      }, IDLE);
    };
    for (const sign of ["keydown", "pointerdown", "scroll"]) {
      document.addEventListener(sign, again, { passive: true });
    }
    again();
  }

  prepare();
  watch();
})();
