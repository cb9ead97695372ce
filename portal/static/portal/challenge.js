/* Solves the challenge in the page's own worker; without it the picture stays. */
"use strict";

(() => {
  let place = null;
  let widget = null;
  let isPending = false;
  let waiting = null;

  const able = () =>
    window.isSecureContext && window.crypto?.subtle && window.Worker && window.customElements;

  /* The widget and its words, fetched only where a challenge stands on the page. */
  async function load(data) {
    if (!document.querySelector("link[data-altcha]")) {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = data.style;
      style.dataset.altcha = "";
      document.head.append(style);
    }
    await import(data.widget);
    if (data.language !== "en") await import(data.words);
    globalThis.$altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(data.worker));
  }

  function begin() {
    const found = document.querySelector("[data-challenge]");
    if (!found || found === place || !able()) return;
    place = found;
    isPending = true;
    const picture = place.querySelector("[data-challenge-picture]");
    const fallBack = () => {
      widget?.remove();
      widget = null;
      picture.hidden = false;
      settle(false);
    };
    picture.hidden = true;
    load(place.dataset)
      .then(() => {
        widget = document.createElement("altcha-widget");
        widget.setAttribute("language", place.dataset.language);
        widget.setAttribute("challenge", place.dataset.challenge);
        /* Nothing about how somebody moves or types is looked at. */
        widget.setAttribute(
          "configuration",
          JSON.stringify({
            auto: "onload",
            hideFooter: true,
            hideLogo: true,
            humanInteractionSignature: false,
            minDuration: 0,
            workers: 2,
          }),
        );
        widget.addEventListener("statechange", ({ detail }) => {
          if (detail.state === "verified") settle(true);
          else if (["error", "expired", "code"].includes(detail.state)) fallBack();
        });
        place.append(widget);
      })
      .catch(fallBack);
  }

  /* A form that was sent too early goes on by itself. */
  function settle(isSolved) {
    const form = waiting;
    waiting = null;
    isPending = false;
    if (!form) return;
    form.querySelector("[data-challenge-wait]")?.remove();
    if (isSolved) form.requestSubmit();
  }

  function hold(event) {
    const form = event.target;
    if (!isPending || !place || !form.contains(place)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting) return;
    waiting = form;
    const note = document.createElement("p");
    note.dataset.challengeWait = "";
    note.setAttribute("role", "status");
    note.textContent = place.dataset.wait;
    place.append(note);
  }

  document.addEventListener("submit", hold, true);
  document.addEventListener("kaimen:replaced", begin);
  begin();
})();
