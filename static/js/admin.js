// Django's pickers of related rows have no name for a screen reader: each takes the label of its field.
(function () {
  "use strict";

  window.addEventListener("load", function () {
    document.querySelectorAll("select.admin-autocomplete").forEach(function (select) {
      const label = select.labels[0];
      const picker = select.nextElementSibling;
      if (!label || !picker) return;
      label.id = label.id || select.id + "_label";
      picker.querySelectorAll('[role="combobox"], [role="textbox"]').forEach(function (part) {
        part.setAttribute("aria-labelledby", label.id + (part.id ? " " + part.id : ""));
      });
    });
  });
})();
