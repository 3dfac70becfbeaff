// What a day was read as, repeated beside its field while it is typed. The server reads; without this script it
// answers when the form is sent.
(function () {
  "use strict";

  const waiting = new WeakMap();

  function place(input) {
    const day = input.closest("[data-day]");
    return day ? day.querySelector(".day-reading") : null;
  }

  function show(shown, reading, day, wrong) {
    shown.textContent = wrong || reading;
    shown.dataset.iso = day;
    shown.classList.toggle("day-wrong", Boolean(wrong));
  }

  async function read(input) {
    const shown = place(input);
    if (!shown) return;
    const asked = input.value;
    if (!asked.trim()) {
      show(shown, "", "", "");
      return;
    }
    const query = new URLSearchParams({ text: asked });
    if (input.dataset.ahead) query.set("ahead", "1");
    if (input.dataset.max) query.set("max", input.dataset.max);
    try {
      const answer = await fetch(shown.dataset.url + "?" + query, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected || input.value !== asked) return;
      const found = await answer.json();
      show(shown, found.reading, found.day, found.wrong);
    } catch (error) {
      show(shown, "", "", "");
    }
  }

  function later(input, wait) {
    window.clearTimeout(waiting.get(input));
    waiting.set(input, window.setTimeout(read, wait, input));
  }

  document.addEventListener("input", function (event) {
    if (!event.target.matches || !event.target.matches("[data-day] > input")) return;
    const shown = place(event.target);
    if (shown) show(shown, "", "", "");
    later(event.target, 400);
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches && event.target.matches("[data-day] > input")) later(event.target, 0);
  });
})();
