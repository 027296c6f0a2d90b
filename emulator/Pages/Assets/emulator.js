// Only improves: every page of the emulator works without it.
"use strict";

// A page that says where its version is loads its live parts anew when that version changes.
const main = document.getElementById("main");

async function refresh() {
  const page = await fetch(main.dataset.page ?? location.href, { headers: { accept: "text/html" } });
  if (!page.ok) return;
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (other && other.innerHTML !== part.innerHTML) replace(part, other);
  }
  main.dataset.version = fresh.getElementById("main")?.dataset.version ?? main.dataset.version;
}

// What the reader has opened, typed, ticked or focused stays so.
function replace(part, other) {
  const open = [...part.querySelectorAll("details[open][id]")].map(details => details.id);
  const fields = [...part.querySelectorAll("input[id]")].map(field => [field.id, field.value, field.checked]);
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const place = focused ? alike(part, focused).indexOf(focused) : -1;
  part.replaceChildren(...other.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  for (const [id, value, checked] of fields) {
    const field = document.getElementById(id);
    if (field) [field.value, field.checked] = [value, checked];
  }
  if (focused) alike(part, focused).at(place)?.focus();
}

// The elements within a part that are the same thing to the reader, in their order.
function alike(part, element) {
  const name = one => one.id || one.getAttribute("href") || one.closest("details[id]")?.id || "";
  return [...part.querySelectorAll(element.localName)].filter(one => name(one) === name(element));
}

async function watch() {
  try {
    if (!document.hidden) {
      const answer = await fetch(main.dataset.refresh);
      if (answer.ok && await answer.text() !== main.dataset.version) await refresh();
      main.classList.remove("lost");
    }
  } catch {
    // The emulator is being started anew; the next look finds it.
    main.classList.add("lost");
  }
  setTimeout(watch, 1500);
}

if (main?.dataset.refresh) setTimeout(watch, 1500);

// A choice in a filter takes effect at once.
document.addEventListener("change", event => {
  if (event.target.matches("form[data-auto] select")) event.target.form.requestSubmit();
});

// A mail is shown in its whole length.
for (const frame of document.querySelectorAll("iframe.body")) {
  const fit = () => {
    const body = frame.contentDocument?.documentElement;
    if (!body) return;
    frame.style.height = "0";
    frame.style.height = `${Math.max(body.scrollHeight, 120) + 2}px`;
  };
  frame.addEventListener("load", fit);
  addEventListener("resize", fit);
  if (frame.contentDocument?.readyState === "complete") fit();
}

// The message that is open is in sight in the list beside it.
document.querySelector(".messages [aria-current]")?.scrollIntoView({ block: "nearest" });
