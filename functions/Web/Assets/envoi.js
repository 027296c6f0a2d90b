// Shows how far an upload is. Without this script the same form does the same.
"use strict";
const attach = () => {
  const form = document.querySelector("form[data-envoi]");
  if (!form || !window.FormData || !window.DOMParser) return;

  const input = form.querySelector("input[type=file]");
  const button = form.querySelector("button[type=submit]");
  const area = form.querySelector("[data-progression]");
  const bar = area.querySelector("progress");
  const status = area.querySelector("[role=status]");
  const title = document.title;

  const complain = (message) => {
    const field = input.closest(".field");
    let line = field.querySelector(".field-error");
    if (!line) {
      line = document.createElement("p");
      line.className = "field-error";
      line.id = input.id + "-erreur";
      input.before(line);
    }
    line.textContent = message;
    field.classList.add("wrong");
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", input.id + "-aide " + line.id);
    document.title = "Erreur : " + title.replace(/^Erreur : /, "");
    input.focus();
  };

  const rest = () => {
    area.hidden = true;
    button.disabled = false;
    button.textContent = button.dataset.text;
  };

  const show = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const main = page.querySelector("main");
    if (!main) return false;
    document.querySelector("main").replaceWith(main);
    document.title = page.title;
    (main.querySelector("[role=alert]") || main).focus();
    attach();
    return true;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.disabled) return;
    const file = input.files[0];
    if (!file) return complain("Choisissez un fichier.");
    if (file.size > Number(form.dataset.max)) return complain(form.dataset.tropGrand);
    if (file.size === 0) return complain("Ce fichier est vide. Choisissez-en un autre.");

    const request = new XMLHttpRequest();
    let told = -1;
    request.upload.addEventListener("progress", (progress) => {
      if (!progress.lengthComputable) return;
      const percent = Math.floor((100 * progress.loaded) / progress.total);
      bar.value = percent;
      // A screen reader is told each quarter, not each percent.
      const quarter = Math.floor(percent / 25);
      if (quarter !== told) {
        told = quarter;
        status.textContent = percent < 100 ? "Envoi en cours : " + percent + " %" : "Vérification du fichier…";
      }
    });
    request.addEventListener("load", () => {
      if (request.status < 400) return location.assign(request.responseURL);
      rest();
      if (!show(request.responseText)) complain("L’envoi a échoué. Réessayez dans une minute.");
    });
    const broken = () => {
      rest();
      complain("L’envoi a été interrompu. Vérifiez votre connexion, puis réessayez.");
    };
    request.addEventListener("error", broken);
    request.addEventListener("abort", broken);

    button.dataset.text = button.textContent;
    button.disabled = true;
    button.textContent = "Envoi en cours…";
    bar.value = 0;
    area.hidden = false;
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
};
attach();
