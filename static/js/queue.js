// Keys of a list that is gone through item by item. The links they follow are on the page.
(function () {
  "use strict";

  const menu = document.getElementById("keys");
  const box = document.getElementById("keys-on");
  if (!menu || !box) return;

  // Keys of one character can be switched off; the browser remembers it, where it may.
  const NAME = "keys-off";
  function remembered() {
    try { return window.localStorage.getItem(NAME) === "yes"; } catch { return false; }
  }
  function remember(off) {
    try {
      if (off) window.localStorage.setItem(NAME, "yes");
      else window.localStorage.removeItem(NAME);
    } catch { /* a browser that keeps nothing: it holds for this page */ }
  }
  box.checked = !remembered();
  box.closest("p").hidden = false;
  box.addEventListener("change", function () { remember(!box.checked); });

  const LINKS = { j: "next", ArrowRight: "next", k: "prev", ArrowLeft: "prev" };

  function isTyping(place) {
    return place instanceof Element && place.closest("input, select, textarea, [contenteditable]") !== null;
  }

  document.addEventListener("keydown", function (event) {
    const isOther = event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
    if (isOther || event.defaultPrevented || !box.checked || isTyping(event.target)) return;
    const rel = event.shiftKey ? undefined : LINKS[event.key];
    const link = rel && document.querySelector('.place a[rel="' + rel + '"]');
    if (!link) return;
    event.preventDefault();
    link.click();
  });
})();
