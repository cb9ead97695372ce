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

/* Draw the receipt as a picture, on the visitor's own machine only. */
function saveReceipt(number) {
  const groups = number.trim().split(/\s+/);
  const canvas = document.createElement("canvas");
  canvas.width = 900;
  canvas.height = 640;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#000000";
  pen.textAlign = "center";
  pen.font = "120px monospace";
  for (let row = 0; row < 3; row += 1) {
    pen.fillText(groups.slice(row * 2, row * 2 + 2).join(" "), 450, 200 + row * 160);
  }
  canvas.toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = "kaimen.png";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
}

document.addEventListener("click", (event) => {
  const control = event.target.closest("[data-print], [data-save-receipt], a[data-leave]");
  if (!control) return;
  if (control.matches("[data-print]")) {
    window.print();
  } else if (control.matches("[data-save-receipt]")) {
    saveReceipt(document.getElementById("receipt").textContent);
  } else {
    /* Leave quickly: the page must not wait behind the back button. */
    event.preventDefault();
    document.body.hidden = true;
    window.location.replace(control.href);
  }
});

document.addEventListener("kaimen:replaced", prepare);
prepare();
