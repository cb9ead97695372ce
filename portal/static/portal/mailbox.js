/* An open mailbox: closed when nobody touches it, and nothing typed in it is lost.

   The server closes it ten minutes after the last request, whatever happens here. A
   touch therefore makes a request of its own within the minute, which also seals what
   was typed; this page closes itself ten minutes after the last touch. */
"use strict";

(() => {
  const WARN = 8 * 60 * 1000;
  const CLOSE = 10 * 60 * 1000;
  const EVERY = 60 * 1000;

  const letter = document.getElementById("letter");
  const dialog = document.querySelector("[data-idle]");
  const lock = document.querySelector("[data-lock]");
  const quick = document.querySelector(".quick-exit [data-leave]");
  if (!letter || !dialog || !lock) return;
  const token = letter.querySelector("[name=token]").value;
  const fields = [...document.querySelectorAll("textarea[name=text], textarea[name=reason]")];
  const draft = letter.querySelector("[formaction*='/draft/']").formAction;
  /* Other windows with the same mailbox; nothing is stored. */
  const others = "BroadcastChannel" in window ? new BroadcastChannel("mailbox") : null;

  let touched = Date.now();
  let asked = Date.now();
  let timer = 0;
  let asking = 0;
  let over = false;
  let sending = false;
  let request = null;
  /* What came with the page: somebody may have typed before this ran. */
  let saved = JSON.stringify(fields.map((field) => field.defaultValue));

  function typed() {
    return JSON.stringify(fields.map((field) => field.value));
  }

  /* Whether a text that was kept was taken out here: only then is it deleted. */
  function emptied() {
    const before = JSON.parse(saved);
    return fields.some((field, index) => !field.value.trim() && before[index].trim());
  }

  function body(texts, more = {}) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", letter.querySelector("[name=csrfmiddlewaretoken]").value);
    data.set("token", token);
    if (texts) {
      for (const field of fields) data.set(field.name, field.value);
      if (emptied()) data.set("emptied", "1");
    }
    for (const [name, value] of Object.entries(more)) data.set(name, value);
    return data;
  }

  /* Say to the server that somebody is here, and seal what was typed. */
  async function ask() {
    asking = 0;
    if (over || sending) return;
    asked = Date.now();
    const now = typed();
    const words = now !== saved;
    request = new AbortController();
    try {
      const answer = await fetch(draft, {
        method: "POST",
        body: body(words, { quiet: "1" }),
        signal: request.signal,
      });
      if (answer.status === 403) return closedMeanwhile();
      if (!answer.ok) return notKept(words);
      saved = now;
      sayKept(words, !words);
    } catch {
      if (!over && !sending) notKept(words);
    }
  }

  function sayKept(isKept, isFine) {
    const [kept, not] = ["[data-kept]", "[data-not-kept]"].map((name) => document.querySelector(name));
    if (isKept) kept.hidden = false;
    else if (!isFine) kept.hidden = true;
    if (not) not.hidden = isKept || isFine;
  }

  /* No connection just now: say so, and try again in a minute or at the next touch. */
  function notKept(words) {
    if (!words) return;
    sayKept(false, false);
    if (!asking) asking = setTimeout(ask, EVERY);
  }

  /* The last words, while the page goes away; the mailbox is not kept open by it. */
  function keepBehind() {
    const before = JSON.parse(saved);
    const nothing = JSON.stringify(before.map(() => ""));
    fields.forEach((field, index) => {
      if (field.value === before[index]) return;
      const more = { quiet: "1", leaving: "1", [field.name]: field.value };
      if (!field.value.trim()) more.emptied = "1";
      /* One by one: a browser takes 64 KiB behind a page that is gone, no more. */
      const send = (keepalive) => fetch(draft, { method: "POST", body: body(false, more), keepalive });
      send(true)
        .catch(() => send(false))
        .catch(() => {
          saved = nothing;
        });
    });
    saved = typed();
  }

  /* The server closed it: take what was typed to where the number is asked again. */
  function closedMeanwhile() {
    const unsaved = typed() !== saved && fields.some((field) => field.value.trim());
    stop();
    if (!unsaved) return window.location.replace(window.location.href);
    letter.action = draft;
    letter.enctype = "application/x-www-form-urlencoded";
    for (const field of fields) {
      if (field.form === letter) continue;
      const copy = document.createElement("input");
      copy.type = "hidden";
      copy.name = field.name;
      copy.value = field.value;
      letter.append(copy);
    }
    letter.submit();
  }

  function stop() {
    over = true;
    clearTimeout(timer);
    clearTimeout(asking);
    request?.abort();
  }

  /* Seal what was typed, close, and leave no page behind the back button. */
  async function close(tell = true) {
    if (over) return;
    const data = body(typed() !== saved);
    stop();
    document.body.replaceChildren();
    if (tell) others?.postMessage("closed");
    let next = lock.formAction.replace("/leave/", "/closed/");
    try {
      next = (await fetch(lock.formAction, { method: "POST", body: data })).url;
    } catch {
      /* The server closes it by itself. */
    }
    window.location.replace(next);
  }

  function look() {
    if (over || sending) return;
    const idle = Date.now() - touched;
    if (idle >= CLOSE) return close();
    if (idle >= WARN && !dialog.open) {
      if (dialog.showModal) dialog.showModal();
      else dialog.setAttribute("open", "");
    }
    timer = setTimeout(look, (idle >= WARN ? CLOSE : WARN) - idle);
  }

  function touch(tell = true) {
    if (over || sending) return;
    if (Date.now() - touched >= CLOSE) return close();
    const before = touched;
    touched = Date.now();
    if (dialog.open) {
      if (dialog.close) dialog.close();
      else dialog.removeAttribute("open");
    }
    clearTimeout(timer);
    timer = setTimeout(look, WARN);
    if (!asking) asking = setTimeout(ask, Math.max(0, EVERY - (touched - asked)));
    if (tell && touched - before > 1000) others?.postMessage("touched");
  }

  for (const sign of ["keydown", "pointerdown", "scroll"]) {
    document.addEventListener(sign, () => touch(), { passive: true });
  }
  dialog.addEventListener("cancel", () => touch());
  others?.addEventListener("message", ({ data }) => {
    if (data === "touched") touch(false);
    if (data === "closed" && !over) close(false);
    if (data === "gone" && !over) leaveQuickly();
  });
  document.addEventListener("visibilitychange", () => {
    if (over || sending) return;
    if (document.hidden) keepBehind();
    else look();
  });
  /* A copy that the browser kept of this page shows what may be closed by now. */
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.body.hidden = true;
    window.location.reload();
  });
  lock.addEventListener("click", (event) => {
    event.preventDefault();
    close();
  });
  /* Away at once, in every window; what is still to be kept goes behind. */
  function leaveQuickly() {
    stop();
    document.body.hidden = true;
    keepBehind();
    window.location.replace(quick ? quick.dataset.leave : lock.formAction);
  }
  quick?.addEventListener("click", (event) => {
    event.preventDefault();
    others?.postMessage("gone");
    leaveQuickly();
  });
  /* What is being sent is no draft, and sending files may take its time. */
  document.addEventListener("submit", () => {
    sending = true;
    clearTimeout(timer);
    clearTimeout(asking);
    asking = 0;
    request?.abort();
  });
  /* Still here: it was refused, and the page goes on. */
  document.addEventListener("kaimen:answered", () => {
    sending = false;
    touched = Date.now();
    touch();
  });
  timer = setTimeout(look, WARN);
  if (typed() !== saved) asking = setTimeout(ask, EVERY);
})();
