/* The case file: says when a colleague changed it, and keeps what is being written.
   Works without it, too: then the server says so when something is sent. */
(() => {
  const EVERY = 20_000;
  const file = () => document.querySelector(".kw-file[data-watch]");
  if (!file()) return;

  const tell = (selector, words) => {
    const place = file().querySelector(selector);
    if (place) place.hidden = !words;
    return place;
  };

  async function look() {
    if (document.hidden) return;
    const page = file();
    const { watch, version, notes } = page.dataset;
    let answer;
    try {
      answer = await fetch(`${watch}?since=${version}&notes=${notes}`, {
        headers: { Accept: "application/json" },
        redirect: "error",
      });
    } catch {
      return; // No connection: the next look may have one.
    }
    if (answer.status === 404) return say(page.dataset.wordGone, false);
    if (!answer.ok) return;
    const seen = await answer.json();
    const also = tell("[data-also]", seen.also.length);
    if (also) also.querySelector("[data-who]").textContent = seen.also.join("、");
    const colon = page.dataset.wordColon;
    if (seen.changes.length)
      say(seen.changes.map(({ who, what }) => `${who}${colon}${what}`).join("；"), true);
  }

  function say(words, again) {
    const news = tell("[data-news]", true);
    const what = news.querySelector("[data-what]");
    if (what.textContent !== words) what.textContent = words;
    news.querySelector("[data-again]").hidden = !again;
  }

  // Fields that were written in, by id, so that the new page can take them over.
  const written = (root) =>
    [...root.querySelectorAll("textarea[id], input[id]:not([type=hidden]), select[id]")]
      .filter((field) =>
        field.type === "checkbox" || field.type === "radio"
          ? field.checked !== field.defaultChecked
          : field.tagName === "SELECT"
            ? [...field.options].some((one) => one.selected !== one.defaultSelected)
            : field.value !== field.defaultValue,
      );

  function carry(from, to) {
    const lost = [];
    for (const field of written(from)) {
      const twin = to.querySelector(`#${CSS.escape(field.id)}`);
      if (!twin) {
        if (field.tagName === "TEXTAREA" && field.value.trim()) lost.push(field);
        continue;
      }
      if (field.type === "checkbox" || field.type === "radio") twin.checked = field.checked;
      else twin.value = field.value;
      const around = twin.closest("details");
      if (around) around.open = true;
    }
    return lost;
  }

  function keep(lost, page) {
    if (!lost.length) return;
    const box = document.createElement("section");
    box.className = "kw-kept";
    const head = document.createElement("h2");
    head.textContent = page.dataset.wordKept;
    box.append(head);
    for (const field of lost) {
      const copy = document.createElement("textarea");
      copy.readOnly = true;
      copy.rows = 5;
      copy.value = field.value;
      copy.setAttribute("aria-label", head.textContent);
      box.append(copy);
    }
    page.querySelector(".kw-head").after(box);
  }

  async function showPresent(event) {
    const link = event.target.closest("[data-again]");
    if (!link) return;
    event.preventDefault();
    const answer = await fetch(link.href, { redirect: "error" }).catch(() => null);
    if (!answer) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = fresh.querySelector(".kw");
    if (!next) return say(file().dataset.wordGone, false);
    const now = file();
    const page = document.importNode(next, true);
    const lost = carry(now, page);
    now.replaceWith(page);
    keep(lost, page);
    page.tabIndex = -1;
    page.focus({ preventScroll: true });
  }

  // A wording goes in where the cursor last was, instead of sending the form to and fro.
  function fill(event) {
    const button = event.target.closest("[data-fill]");
    if (!button) return;
    const form = button.closest("form");
    const chosen = button.parentElement.querySelector("select").selectedOptions[0];
    const text = chosen?.dataset.text;
    const field = [...form.querySelectorAll("textarea")].find((one) =>
      ["text", "answer", "reason"].includes(one.name),
    );
    event.preventDefault();
    if (!text || !field) return;
    const before = field.value.slice(0, field.selectionEnd).trimEnd();
    const after = field.value.slice(field.selectionEnd).trimStart();
    field.value = [before, text, after].filter(Boolean).join("\n\n");
    field.focus();
    let said = form.querySelector("[data-notice-said]");
    if (!said) {
      said = document.createElement("p");
      said.className = "kw-help";
      said.dataset.noticeSaid = "";
      button.parentElement.after(said);
    }
    said.textContent = chosen.dataset.notice
      ? `${button.dataset.notice}${chosen.dataset.notice}`
      : "";
  }

  document.addEventListener("click", showPresent);
  document.addEventListener("click", fill);
  document.addEventListener("visibilitychange", look);
  setInterval(look, EVERY);
})();
