// Suggests communes while their name is typed. Without this script the same form asks back where a name is not clear.
"use strict";
const suggest = () => {
  const input = document.getElementById("commune");
  const departement = input?.form?.dataset.departement;
  if (!departement || !window.fetch) return;

  const postal = document.getElementById("code-postal");
  const list = document.createElement("datalist");
  list.id = "communes";
  input.after(list);
  input.setAttribute("list", list.id);

  let known = [];
  let asked = "";
  let pause = 0;

  const show = (communes) => {
    known = communes;
    list.replaceChildren(...communes.map((commune) => {
      const option = document.createElement("option");
      option.value = commune.name;
      option.label = commune.label;
      return option;
    }));
  };

  const ask = async () => {
    const typed = input.value.trim();
    if (typed.length < 2 || typed.length > 80 || typed === asked) return;
    asked = typed;
    try {
      const answer = await fetch("/communes?" + new URLSearchParams({ q: typed, departement }));
      if (answer.ok && asked === typed) show(await answer.json());
    } catch {
      // Suggestions are a help: without them the name is checked when the step is saved.
      asked = "";
    }
  };

  input.addEventListener("input", () => {
    const chosen = known.filter((commune) => commune.name === input.value);
    if (chosen.length === 1 && postal && !postal.value && chosen[0].postalCodes.length === 1) postal.value = chosen[0].postalCodes[0];
    clearTimeout(pause);
    pause = setTimeout(ask, 150);
  });
};
suggest();
