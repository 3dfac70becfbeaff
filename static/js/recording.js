// The form of a step: live arithmetic of votes, and a search in long lists of members. All of it may be missing.
(function () {
  "use strict";

  function number(name) {
    const input = document.querySelector('input[name="ballot-' + name + '"]');
    const text = input ? input.value.normalize("NFKC").trim() : "";
    return /^[0-9]+$/.test(text) ? Number(text) : null;
  }

  function write(line, state, sum, result) {
    line.className = "votes-line votes-" + state;
    line.querySelector(".votes-sum").firstChild.textContent = sum;
    const mark = state === "good" ? "✓" : state === "bad" ? "✕" : "?";
    line.querySelector(".votes-result").innerHTML = '<span aria-hidden="true">' + mark + "</span> ";
    line.querySelector(".votes-result").append(result);
  }

  // More than half of those who should attend, in whole numbers; written opinions are votes, not presence.
  function reckon() {
    const lines = document.querySelectorAll("#votes .votes-line");
    if (lines.length < 2) return;
    const due = number("should_attend"), present = number("present");
    const needed = due === null ? null : Math.floor(due / 2) + 1;
    if (due === null || present === null) write(lines[0], "unknown", "应到、实到未填", "填写后核算");
    else {
      const sum = "应到 " + due + " 人，实到 " + present + " 人；须超过半数，至少 " + needed + " 人";
      if (present >= needed) write(lines[0], "good", sum, "达到法定人数");
      else write(lines[0], "bad", sum, "还差 " + (needed - present) + " 人");
    }
    const votes = number("in_favour"), written = number("written_in_favour");
    if (due === null || votes === null || written === null) write(lines[1], "unknown", "应到、赞成票、书面赞成未填", "填写后核算");
    else {
      const total = votes + written;
      const sum = "赞成票 " + votes + " + 书面赞成 " + written + " = " + total + "；须超过应到的半数，至少 " + needed + " 人";
      if (total >= needed) write(lines[1], "good", sum, "超过半数");
      else write(lines[1], "bad", sum, "还差 " + (needed - total) + " 票");
    }
  }
  document.addEventListener("input", function (event) {
    if (event.target.name && event.target.name.startsWith("ballot-")) reckon();
  });

  // Names are compared without spaces and with all middle dots alike.
  function key(name) {
    return name.normalize("NFKC").replace(/[\s.·•‧・∙⋅]/g, "").toLowerCase();
  }

  // A long list of members gets a field above it: what is typed there leaves only the names that hold it.
  function addSearch(select) {
    const options = Array.from(select.options);
    if (options.length < 8) return;
    const search = document.createElement("input");
    search.type = "search";
    search.className = "member-search";
    search.autocomplete = "off";
    search.placeholder = select.dataset.search;
    search.setAttribute("aria-label", "筛选：" + (select.labels[0] ? select.labels[0].firstChild.textContent.trim() : ""));
    search.addEventListener("input", function (event) {
      event.stopPropagation();
      const text = key(search.value);
      const found = options.filter(function (option) {
        return option.value !== "" && key(option.textContent).includes(text);
      });
      options.forEach(function (option) {
        option.hidden = option.disabled = Boolean(text) && option.value !== "" && !option.selected && !found.includes(option);
      });
      if (text && found.length === 1 && !found[0].selected) {
        found[0].selected = true;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
    search.addEventListener("change", function (event) { event.stopPropagation(); });
    select.before(search);
  }
  document.querySelectorAll("select[data-search]").forEach(addSearch);
})();
