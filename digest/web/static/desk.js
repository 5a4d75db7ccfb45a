// The desk works without this. With it, buttons answer without a new page, and stories can be dragged.
"use strict";
(() => {
  const live = () => document.getElementById("live");
  if (!live()) return;
  let busy = false;

  const press = async (form, button) => {
    if (busy) return;
    busy = true;
    const body = new URLSearchParams(new FormData(form, button));
    try {
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.getElementById("live")) return void location.assign(answer.url);
      show(page, button);
    } catch {
      form.submit(); // no network for us: let the browser say so
    } finally {
      busy = false;
    }
  };

  const show = (page, button) => {
    const open = [...live().querySelectorAll("details[open][data-key]")].map((each) => each.dataset.key);
    live().replaceChildren(...page.getElementById("live").childNodes);
    for (const key of open) live().querySelector(`details[data-key="${key}"]:not(.words)`)?.setAttribute("open", "");
    const [old, fresh] = [document.getElementById("preview"), page.getElementById("preview")];
    old.querySelector(":scope > .quiet")?.replaceWith(fresh.querySelector(":scope > .quiet"));
    const plain = old.querySelector("pre");
    if (plain && fresh.querySelector("pre")) plain.textContent = fresh.querySelector("pre").textContent;
    const frame = document.getElementById("frame");
    if (frame) frame.src = frame.src;
    const told = live().querySelector("#problem") || live().querySelector(".last > span");
    document.getElementById("announce").textContent = told ? told.textContent : "";
    const again = button?.dataset.key && live().querySelector(`button[data-key="${button.dataset.key}"]:not(:disabled)`);
    const story = button?.form?.elements.target?.value;
    (again || (story && document.getElementById(`story-${story}`)) || live().querySelector("h2"))?.focus({ preventScroll: !!again });
    live().querySelector("#problem")?.scrollIntoView();
    grips();
  };

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-live]")) return;
    event.preventDefault();
    press(event.target, event.submitter);
  });

  document.addEventListener("keydown", (event) => {
    const story = event.altKey && event.target.closest?.(".story");
    const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (!story || !way) return;
    event.preventDefault();
    story.querySelector(`button[data-key="${way}-${story.dataset.story}"]:not(:disabled)`)?.click();
  });

  let dragged = null;
  const grips = () => {
    for (const story of live().querySelectorAll(".story:has(.tools)")) {
      const grip = document.createElement("span");
      Object.assign(grip, { className: "grip", textContent: "⠿", draggable: true, title: "Drag to another place" });
      grip.setAttribute("aria-hidden", "true");
      grip.addEventListener("dragstart", (event) => {
        dragged = story;
        event.dataTransfer.setDragImage(story, 20, 20);
        story.classList.add("dragging");
      });
      grip.addEventListener("dragend", () => {
        for (const each of live().querySelectorAll(".dragging, .over")) each.classList.remove("dragging", "over");
        dragged = null;
      });
      story.append(grip);
    }
  };
  const target = (event) => {
    const story = dragged && event.target.closest?.(".story");
    return story && story !== dragged && story.parentNode === dragged.parentNode ? story : null;
  };
  document.addEventListener("dragover", (event) => {
    const story = target(event);
    for (const each of live().querySelectorAll(".over")) each.classList.toggle("over", each === story);
    if (!story) return;
    event.preventDefault();
    story.classList.add("over");
  });
  document.addEventListener("drop", (event) => {
    const story = target(event);
    if (!story) return;
    event.preventDefault();
    const form = dragged.querySelector("form.tools");
    const button = form.querySelector("button[data-key^=up-]");
    button.disabled = false;
    button.value = `move:${story.dataset.place}`;
    press(form, button);
  });
  grips();
})();
