// Django's pickers of related rows have no name for a screen reader: each takes the label of its field.
(function () {
  "use strict";

  function named(select) {
    const label = select.labels[0];
    const picker = select.parentNode.querySelector(".select2-container");
    if (!label || !picker) return false;
    label.id = label.id || select.id + "_label";
    picker.querySelectorAll('[role="combobox"], [role="textbox"]').forEach(function (part) {
      part.setAttribute("aria-labelledby", label.id + (part.id ? " " + part.id : ""));
    });
    return true;
  }

  // The picker is made some time after the page was read.
  document.querySelectorAll("select.admin-autocomplete").forEach(function (select) {
    if (named(select)) return;
    const watch = new MutationObserver(function () { if (named(select)) watch.disconnect(); });
    watch.observe(select.parentNode, { childList: true });
  });
})();
