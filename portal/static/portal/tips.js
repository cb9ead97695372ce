/* Improves the pages under /tips/; every one of them works without it. */
"use strict";

/* In a scope of its own: an answer shown in place runs it once more. */
(() => {
  /* Older browsers do not say which button sent a form. */
  let pressed = null;

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
    const fresh = page.querySelector("form[data-stay] [data-files], form[data-stay] input[type='file']");
    if (!fresh) return show(html);
    fresh.replaceWith(files);
    for (const note of page.querySelectorAll("[data-files-again]")) note.remove();
    document.title = page.title;
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    prepare();
    window.scrollTo(0, 0);
    document.dispatchEvent(new Event("kaimen:replaced"));
  }

  /* A refused letter: what is wrong is said above it; everything else stays put. */
  function remark(html) {
    const said = "[data-error-summary], main [role='alert']";
    const page = new DOMParser().parseFromString(html, "text/html");
    const problem = page.querySelector(said);
    if (!problem) return false;
    for (const note of problem.querySelectorAll("[data-files-again]")) note.remove();
    document.querySelector(said)?.remove();
    document.querySelector("main").prepend(document.adoptNode(problem));
    ask(page);
    problem.focus();
    window.scrollTo(0, 0);
    return true;
  }

  /* The challenge of a refused letter goes along, each time a new one. */
  function ask(page) {
    const challenge = (within) => within.querySelector("[data-letter] [data-challenge]")?.closest(".field");
    challenge(document)?.remove();
    const asked = challenge(page);
    if (!asked) return;
    document.querySelector("[data-letter] .button-row").before(document.adoptNode(asked));
    document.dispatchEvent(new Event("kaimen:replaced"));
  }

  /* How much of the files has gone out; told to the eye at once, aloud in steps. */
  function progressOf(form) {
    const line = document.createElement("p");
    line.className = "sending";
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.setAttribute("aria-label", form.dataset.progress);
    const words = document.createElement("span");
    words.setAttribute("role", "status");
    line.append(bar, words);
    form.querySelector('button[type="submit"]').after(line);
    const show = (sent, total) => {
      const percent = Math.floor((100 * sent) / total);
      bar.value = percent;
      const said = `${form.dataset.progress} ${percent - (percent % 10)}%`;
      if (words.textContent !== said) words.textContent = said;
    };
    return { show, remove: () => line.remove() };
  }

  function post(form, onProgress) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) onProgress(event.loaded, event.total);
      });
      request.addEventListener("load", () => resolve(request));
      for (const end of ["error", "abort"]) request.addEventListener(end, reject);
      const data = new FormData(form);
      /* This page may load no provider's challenge, nor may what replaces it. */
      data.set("captcha_own", "1");
      request.send(data);
    });
  }

  /* The letter's answer is the mailbox again, to which a browser is sent. */
  function afterLetter(form, answer) {
    const ok = answer.status < 400;
    if (ok && answer.responseURL !== form.action) window.location.replace(answer.responseURL);
    else if (ok || !remark(answer.responseText)) form.submit();
  }

  function afterTip(form, answer) {
    if (answer.status < 400) show(answer.responseText);
    else refill(answer.responseText, form.querySelector("[data-files], input[type='file']"));
  }

  async function send(form) {
    const button = form.querySelector('button[type="submit"]');
    const label = button.textContent;
    const hasFiles = [...form.querySelectorAll("input[type='file']")].some((input) => input.files.length);
    const progress = hasFiles ? progressOf(form) : null;
    button.disabled = true;
    button.textContent = form.dataset.stay;
    try {
      const answer = await post(form, (sent, total) => progress?.show(sent, total));
      if (form.matches("[data-letter]")) afterLetter(form, answer);
      else afterTip(form, answer);
    } catch {
      /* The browser's own way says what is wrong with the connection. */
      form.submit();
    } finally {
      progress?.remove();
      button.disabled = false;
      button.textContent = label;
      document.dispatchEvent(new Event("kaimen:answered"));
    }
  }

  function prepare() {
    const form = document.querySelector("form[data-stay]");
    if (!form) return;
    form.addEventListener("change", () => follow(form));
    form.addEventListener("submit", (event) => {
      /* A button with a way of its own, as "keep it for later", goes that way. */
      const by = event.submitter ?? pressed;
      if (by?.hasAttribute("formaction")) return;
      event.preventDefault();
      send(form);
    });
    follow(form);
  }

  /* Leave quickly: the page must not wait behind the back button. */
  function leave(event) {
    const control = event.target.closest("a[data-leave]");
    if (!control) return;
    event.preventDefault();
    document.body.hidden = true;
    window.location.replace(control.href);
  }

  /* One file a field, each shown once the one before it is filled. */
  function oneByOne() {
    for (const list of document.querySelectorAll("[data-one-by-one]")) {
      const lines = [...list.querySelectorAll(".one-by-one__file")];
      const more = list.querySelector("[data-add-file]");
      let shown = 1;
      const look = () => {
        lines.forEach((line, at) => {
          const file = line.querySelector("input");
          line.hidden = at >= shown && !file.files.length;
          line.querySelector("button").hidden = !file.files.length;
        });
        more.hidden = shown >= lines.length || !lines[shown - 1].querySelector("input").files.length;
      };
      for (const line of lines) {
        const out = document.createElement("button");
        out.type = "button";
        out.className = "button button--quiet";
        out.textContent = list.dataset.takeOut;
        out.addEventListener("click", () => {
          line.querySelector("input").value = "";
          look();
        });
        line.append(out);
      }
      more.addEventListener("click", () => {
        shown += 1;
        look();
        lines[shown - 1].querySelector("input").click();
      });
      list.addEventListener("change", look);
      look();
    }
  }

  document.addEventListener("click", (event) => (pressed = event.target.closest("button")), true);
  document.addEventListener("click", leave);
  prepare();
  oneByOne();
})();
