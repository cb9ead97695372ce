/* Reads a page aloud in the elder version, where the device speaks Chinese by itself.
   A voice that lives on somebody's server is never used: what is read stays here. */
"use strict";

(() => {
  const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, caption, th, td, figcaption, summary";
  const LEFT_OUT = "[data-read-aloud], nav, form, [aria-hidden=true], [hidden]";
  const panel = document.querySelector("[data-read-aloud]");
  const speech = window.speechSynthesis;
  if (!panel || !speech || !window.SpeechSynthesisUtterance) return;
  const button = panel.querySelector("button");
  /* Where reading goes on; the turn tells an old sentence's end from a new one's. */
  let parts = [], at = 0, turn = 0, marked = null;

  function voice() {
    const found = speech.getVoices().filter(
      (one) => one.localService && /^(zh|cmn)/i.test(one.lang),
    );
    return found.find((one) => /^(zh[-_]cn|cmn)/i.test(one.lang)) || found[0];
  }

  function offer() {
    if (voice()) panel.hidden = false;
  }

  /* Each block once, in sentences, as a reader sees it. */
  function collect() {
    const found = [];
    for (const block of document.querySelectorAll(`main :is(${BLOCKS})`)) {
      const inner = block.querySelector(BLOCKS);
      if (inner || block.closest(LEFT_OUT) || !block.getClientRects().length) continue;
      const text = block.innerText.replace(/\s+/g, " ").trim();
      for (const sentence of text.match(/[^。！？；]+[。！？；]?/g) || []) {
        found.push({ block, sentence });
      }
    }
    return found;
  }

  function mark(block) {
    marked?.classList.remove("read-now");
    marked = block;
    if (!block) return;
    block.classList.add("read-now");
    block.scrollIntoView({ block: "nearest" });
  }

  function say(label) {
    button.querySelector("[data-label]").textContent = button.dataset[label];
  }

  function next() {
    if (at >= parts.length) return halt("begin", 0);
    const { block, sentence } = parts[at];
    const mine = turn;
    const words = new SpeechSynthesisUtterance(sentence);
    words.voice = voice();
    words.lang = words.voice.lang;
    words.rate = 0.9;
    words.onend = () => {
      if (mine !== turn) return;
      at += 1;
      next();
    };
    words.onerror = () => {
      if (mine === turn) halt("goOn", at);
    };
    mark(block);
    speech.speak(words);
  }

  function halt(label, place) {
    turn += 1;
    at = place;
    speech.cancel();
    mark(null);
    button.removeAttribute("data-reading");
    say(label);
  }

  button.addEventListener("click", () => {
    if (button.hasAttribute("data-reading")) return halt("goOn", at);
    if (at === 0) parts = collect();
    turn += 1;
    button.setAttribute("data-reading", "");
    say("stop");
    speech.cancel();
    next();
  });
  window.addEventListener("pagehide", () => speech.cancel());
  speech.addEventListener?.("voiceschanged", offer);
  offer();
})();
