/* Improves pages that already work without it. */
"use strict";

/* After a refused form: read the summary first. */
const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();

/* Controls that only a script can serve stay hidden until it runs. */
for (const control of document.querySelectorAll("[data-needs-script]")) {
  control.hidden = false;
}

for (const control of document.querySelectorAll("[data-print]")) {
  control.addEventListener("click", () => window.print());
}

/* Leave quickly: the page left behind does not stay behind the back button. */
for (const exit of document.querySelectorAll("a[data-leave]")) {
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    window.location.replace(exit.href);
  });
}

/* Draw the receipt as a picture on the visitor's own machine. */
function saveReceipt(number) {
  const rows = number.trim().split(/\s+/);
  const canvas = document.createElement("canvas");
  canvas.width = 900;
  canvas.height = 640;
  const ink = canvas.getContext("2d");
  ink.fillStyle = "#ffffff";
  ink.fillRect(0, 0, canvas.width, canvas.height);
  ink.fillStyle = "#000000";
  ink.textAlign = "center";
  ink.font = "110px monospace";
  for (let row = 0; row < 3; row += 1) {
    ink.fillText(rows.slice(row * 2, row * 2 + 2).join(" "), 450, 190 + row * 160);
  }
  canvas.toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = "kaimen.png";
    link.click();
    URL.revokeObjectURL(link.href);
  });
}

for (const control of document.querySelectorAll("[data-save-receipt]")) {
  control.addEventListener("click", () => {
    saveReceipt(document.getElementById("receipt").textContent);
  });
}
