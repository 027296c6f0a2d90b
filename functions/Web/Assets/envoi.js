// Puts several photos in order and shows how far an upload is. Without this script the same form does the same, in the order of selection.
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
  const photos = form.querySelector("[data-photos]");
  const list = photos.querySelector("ol");
  const order = photos.querySelector("[role=status]");
  let files = [];

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

  const tool = (text, name, apply, enabled) => {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "button quiet";
    element.textContent = text;
    element.setAttribute("aria-label", text + " " + name);
    // Not « disabled »: the focus would be lost when a photo comes to the top.
    element.setAttribute("aria-disabled", String(!enabled));
    element.addEventListener("click", () => !button.disabled && enabled && apply());
    return element;
  };

  const draw = (file, canvas) => {
    if (!window.createImageBitmap) return;
    createImageBitmap(file, { resizeHeight: 2 * canvas.height, resizeQuality: "medium" }).then((image) => {
      const scale = Math.min(canvas.width / image.width, canvas.height / image.height);
      const [width, height] = [image.width * scale, image.height * scale];
      canvas.getContext("2d").drawImage(image, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
      image.close();
    }, () => {});
  };

  const move = (from, to) => {
    const [file] = files.splice(from, 1);
    files.splice(to, 0, file);
    const item = list.children[from];
    const before = from < to ? list.children[to].nextSibling : list.children[to];
    list.insertBefore(item, before);
    number();
    item.querySelectorAll("button")[from < to ? 1 : 0].focus();
    order.textContent = file.name + " : page " + (to + 1) + " sur " + files.length + ".";
  };

  const remove = (at) => {
    const [file] = files.splice(at, 1);
    list.children[at].remove();
    number();
    order.textContent = file.name + " : retirée.";
    if (files.length > 1) list.children[Math.min(at, files.length - 1)].querySelectorAll("button")[2].focus();
    else input.focus();
  };

  const number = () => {
    photos.hidden = files.length < 2;
    Array.from(list.children).forEach((item, at) => {
      const name = files[at].name;
      item.querySelector(".tools").replaceChildren(
        tool("Monter", name, () => move(at, at - 1), at > 0),
        tool("Descendre", name, () => move(at, at + 1), at < files.length - 1),
        tool("Retirer", name, () => remove(at), true));
    });
  };

  // A browser keeps its own idea of what was chosen; the order is kept here.
  const choose = () => {
    files = Array.from(input.files);
    list.replaceChildren();
    order.textContent = "";
    photos.hidden = true;
    if (files.length < 2 || obstacle()) return;
    for (const file of files) {
      const item = document.createElement("li");
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [128, 128];
      canvas.setAttribute("aria-hidden", "true");
      const name = document.createElement("span");
      name.className = "name";
      name.textContent = file.name;
      const tools = document.createElement("div");
      tools.className = "tools";
      item.append(canvas, name, tools);
      list.append(item);
      draw(file, canvas);
    }
    number();
  };

  const isPdf = (file) => file.type === "application/pdf" || /\.pdf$/i.test(file.name);

  const obstacle = () => {
    if (!files.length) return "Choisissez un fichier.";
    if (files.some((file) => file.size === 0)) return "Ce fichier est vide. Choisissez-en un autre.";
    if (files.length === 1) return files[0].size > Number(form.dataset.max) && form.dataset.tropGrand;
    if (files.some(isPdf)) return form.dataset.melange;
    if (files.length > Number(form.dataset.nombre)) return form.dataset.tropNombreux;
    return files.reduce((sum, file) => sum + file.size, 0) > Number(form.dataset.maxEnsemble) && form.dataset.tropGrandEnsemble;
  };

  input.addEventListener("change", choose);
  // Chosen before this script was there, or kept by the browser on the way back.
  choose();

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.disabled) return;
    const reason = obstacle();
    if (reason) return complain(reason);

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
        const checking = files.length > 1 ? "Réunion des photos en un PDF…" : "Vérification du fichier…";
        status.textContent = percent < 100 ? "Envoi en cours : " + percent + " %" : checking;
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
    const data = new FormData(form);
    data.delete(input.name);
    for (const file of files) data.append(input.name, file);
    request.send(data);
  });
};
attach();
