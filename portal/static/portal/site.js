/* Improves pages that already work without it. */
"use strict";

/* Once at the start, and again whenever a script has replaced part of a page. */
function prepare() {
  /* After a refused form: read the summary first. */
  document.querySelector("[data-error-summary]")?.focus();
  /* Controls that only a script can serve stay hidden until one runs. */
  for (const control of document.querySelectorAll("[data-needs-script]")) {
    control.hidden = false;
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("kaimen:replaced", prepare);
/* Not before every deferred script has run: a control must work once it is seen. */
document.addEventListener("DOMContentLoaded", prepare);
