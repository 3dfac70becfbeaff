// Comforts of the pages. Everything here may be missing: the pages work without it.
(function () {
  "use strict";

  // A file that is too large is not sent: a server would refuse it after minutes. It is said which one.
  function megabytes(size) { return (size / 1048576).toFixed(1) + " MB"; }

  function tooLarge(input) {
    const most = Number(input.dataset.most || Infinity);
    const found = Array.from(input.files).find(function (file) { return file.size > most; });
    return found ? "「" + found.name + "」有 " + megabytes(found.size) + "，超过 " + megabytes(most) + "，没有发送。请降低分辨率，或者分成几个文件。" : "";
  }

  function tooMuch(inputs) {
    const most = Number(document.body.dataset.mostSent || Infinity) - 65536;
    let sum = 0;
    inputs.forEach(function (input) {
      Array.from(input.files).forEach(function (file) { sum += file.size; });
    });
    return sum > most ? "所选文件共 " + megabytes(sum) + "，一次最多 " + megabytes(most) + "，没有发送。请分几次上传。" : "";
  }

  function tellSize(input, text) {
    const id = input.id + "_size";
    const old = document.getElementById(id);
    if (old) old.remove();
    if (!text) return;
    const list = document.createElement("ul");
    list.id = id;
    list.className = "field-errors";
    list.setAttribute("role", "alert");
    const line = document.createElement("li");
    line.textContent = text;
    list.append(line);
    input.before(list);
  }

  function filesFit(form) {
    const inputs = Array.from(form.querySelectorAll('input[type="file"]'));
    let bad = null;
    inputs.forEach(function (input) {
      const text = tooLarge(input);
      tellSize(input, text);
      if (text && !bad) bad = input;
    });
    const text = bad || !inputs.length ? "" : tooMuch(inputs);
    if (text) {
      bad = inputs[inputs.length - 1];
      tellSize(bad, text);
    }
    if (bad) bad.focus();
    return !bad;
  }
  document.addEventListener("change", function (event) {
    if (event.target.type === "file" && event.target.form) filesFit(event.target.form);
  });
  document.addEventListener("submit", function (event) {
    if (!filesFit(event.target)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  // Enter in a field keeps what is typed and records nothing; the page stays as it is.
  document.addEventListener("submit", function (event) {
    const kept = event.target.querySelector(".kept");
    if (!event.submitter || !("keeps" in event.submitter.dataset) || !kept || !window.htmx) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    window.htmx.trigger(kept, "keep");
  }, true);

  // A form that was sent keeps nothing any more: what is under way is given up, what waits is not sent.
  document.addEventListener("submit", function (event) {
    const kept = event.target.querySelector(".kept");
    if (kept && window.htmx && event.target.method === "post") window.htmx.trigger(kept, "htmx:abort");
  });
  document.addEventListener("htmx:beforeRequest", function (event) {
    const form = event.target.closest("form");
    if (form && form.dataset.sent && event.target.classList.contains("kept")) event.preventDefault();
  });

  // A sign-in that ended leaves the page and its text. After signing in, in another window, keeping goes on by itself.
  const waiting = new Set();
  let asked = 0;

  function setToken(token) {
    document.querySelectorAll('input[name="csrfmiddlewaretoken"]').forEach(function (input) { input.value = token; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "x-csrftoken": token }));
  }

  function renew() {
    const bar = document.getElementById("signed-out");
    if (!bar || !bar.firstElementChild) return;
    fetch(document.body.dataset.session, { credentials: "same-origin" }).then(function (response) {
      return response.json();
    }).then(function (now) {
      const other = bar.querySelector(".signed-out-other");
      if (other) other.hidden = !now.account || now.account === document.body.dataset.account;
      if (other && !other.hidden) other.querySelector("span").textContent = now.name;
      if (!now.account || now.account !== document.body.dataset.account) return;
      setToken(now.token);
      bar.replaceChildren();
      const again = Array.from(waiting);
      waiting.clear();
      again.forEach(function (kept) { if (kept.isConnected) window.htmx.trigger(kept, "keep"); });
    }).catch(function () { /* no network: the notice stays, and is asked again with the next look at the page */ });
  }
  window.addEventListener("focus", renew);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) renew(); });
  document.addEventListener("click", function (event) { if (event.target.closest("[data-renew]")) renew(); });
  document.addEventListener("htmx:responseError", function (event) {
    const form = event.target.closest("form");
    const kept = form && form.querySelector(".kept");
    if (kept && event.target === kept) { // what it says of the save before is true no longer
      kept.querySelectorAll(":scope > :not(input)").forEach(function (note) { note.remove(); });
    }
    if (event.detail.xhr.status !== 401) return;
    if (kept) waiting.add(kept);
    // It may have ended and begun anew in another window: asked once, not with every piece that is refused.
    if (Date.now() - asked > 3000) {
      asked = Date.now();
      window.setTimeout(renew, 100); // once the notice stands
    }
  });

  // A camera gives one photograph at a time: once a field has one, an empty field for a further page follows it.
  document.addEventListener("change", function (event) {
    const input = event.target;
    if (!input.dataset || !input.dataset.more || !input.files.length) return;
    const next = input.nextElementSibling;
    if (next && next.dataset.more) return;
    const more = input.cloneNode(false);
    more.value = "";
    more.id = input.id + "_more";
    more.setAttribute("aria-label", input.dataset.more);
    input.after(more);
  });

  // A double click does nothing twice: a form that was sent is not sent again.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    const button = event.submitter;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (button && button.dataset.confirm && !window.confirm(button.dataset.confirm)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    // Answers that leave the page standing (a new tab, a file to keep) may be asked for again.
    if (form.target || "again" in form.dataset) return;
    form.dataset.sent = "yes";
    if (button) button.setAttribute("aria-busy", "true");
  }, true);

  function release(root) {
    root.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
    });
    root.querySelectorAll("[aria-busy]").forEach(function (button) {
      button.removeAttribute("aria-busy");
    });
  }
  window.addEventListener("pageshow", function () {
    release(document);
    countAll(); // the browser keeps what was ticked
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    const form = event.target.closest("form");
    if (!form || form === event.target) release(document); // a piece inside a form says nothing of the form
  });

  // A barred button stays reachable and does nothing; its reason stands beside it.
  document.addEventListener("click", function (event) {
    const barred = event.target.closest("[aria-disabled='true']");
    if (barred) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  // Menus close on Escape and on a click elsewhere.
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // "/" or Ctrl-K goes to the search box of the head, but not while somebody types.
  document.addEventListener("keydown", function (event) {
    const box = document.getElementById("head-search");
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    const isAsked = (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey)
      || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey));
    if (!box || !isAsked) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  // Help opens on the page it tells of: by its link or by "?"; it closes by the link, its button and Escape.
  const help = document.getElementById("help");
  const helpLink = document.querySelector("[data-help]");

  function closeHelp() {
    help.replaceChildren();
    helpLink.focus();
  }
  document.addEventListener("click", function (event) {
    if (!help || !help.firstElementChild || !event.target.closest("[data-help], [data-help-close]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    closeHelp();
  }, true);
  document.addEventListener("keydown", function (event) {
    if (!help || !helpLink) return;
    if (event.key === "Escape" && help.contains(document.activeElement)) closeHelp();
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "?" || isTyping || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    event.preventDefault();
    helpLink.click();
  });

  // A day is typed as text; where the browser has a picker, a button opens it.
  function addPicker(day) {
    if (day.dataset.ready || !HTMLInputElement.prototype.showPicker) return;
    day.dataset.ready = "yes";
    const text = day.querySelector("input");
    if (text.disabled || text.readOnly) return;
    const picker = document.createElement("input");
    picker.type = "date";
    picker.tabIndex = -1;
    picker.className = "day-picker";
    picker.setAttribute("aria-hidden", "true");
    picker.max = text.dataset.max || "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "day-button";
    const label = text.labels && text.labels[0] ? text.labels[0].firstChild.textContent.trim() : "";
    button.setAttribute("aria-label", "选择日期：" + label);
    button.innerHTML = '<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true"><path d="M2 4h14v12H2zM2 8h14M6 2v4M12 2v4" fill="none" stroke="currentColor" stroke-width="2"/></svg>';
    button.addEventListener("click", function () {
      picker.value = day.querySelector(".day-reading").dataset.iso;
      picker.showPicker();
    });
    picker.addEventListener("change", function () {
      if (!picker.value) return;
      const parts = picker.value.split("-").map(Number);
      text.value = parts[0] + "年" + parts[1] + "月" + parts[2] + "日";
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.dispatchEvent(new Event("change", { bubbles: true }));
      text.focus();
    });
    day.append(button, picker);
  }

  // Boxes with data-all check every box of that name, and show whether all are; data-count tells how many.
  function boxesOf(name) {
    return Array.from(document.querySelectorAll('input[type="checkbox"][name="' + name + '"]'));
  }

  function count(name) {
    const boxes = boxesOf(name);
    const chosen = boxes.filter(function (box) { return box.checked; }).length;
    document.querySelectorAll('[data-all="' + name + '"]').forEach(function (all) {
      all.checked = boxes.length > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
      if (all.parentElement.hidden) all.parentElement.hidden = boxes.length === 0;
    });
    document.querySelectorAll('[data-count="' + name + '"]').forEach(function (line) {
      line.hidden = false;
      line.querySelector("strong").textContent = String(chosen);
    });
  }

  function countAll() {
    document.querySelectorAll("[data-all]").forEach(function (all) { count(all.dataset.all); });
  }
  document.addEventListener("change", function (event) {
    const box = event.target;
    if (box.type !== "checkbox") return;
    const name = box.dataset.all || box.name;
    if (box.dataset.all) boxesOf(name).forEach(function (each) { each.checked = box.checked; });
    count(name);
  });

  function prepare(root) {
    root.querySelectorAll("[data-day]").forEach(addPicker);
    const summary = root.querySelector(".error-summary");
    if (summary) summary.focus();
  }

  // Folded conditions are opened by the server where one is used; here the line of conditions tells them.
  function fold() {
    document.querySelectorAll("details[data-fold]").forEach(function (details) {
      details.open = details.querySelector(".field-bad") !== null;
    });
    if (!window.matchMedia("(max-width: 559px)").matches) return;
    document.querySelectorAll("details[data-fold-narrow]").forEach(function (details) {
      details.open = details.querySelector(":target, [aria-current='true']") !== null;
    });
  }

  // Of a page whose panel was asked for anew: what is folded on a phone is so again, and what was opened is in sight.
  function showPanel() {
    fold();
    const head = document.querySelector("#panel h2:not(.hidden-text)") || document.getElementById("panel");
    const top = head.getBoundingClientRect().top;
    if (top < 0 || top > window.innerHeight - 40) head.scrollIntoView({ block: "start" });
  }

  document.addEventListener("htmx:afterSwap", function (event) {
    const target = event.detail.target || event.target; // a page brought back by the history names none
    prepare(target.isConnected ? target : document);
    if ("panel" in target.dataset) showPanel();
    if (target.id === "refusal" || "focus" in target.dataset) {
      target.focus();
      target.scrollIntoView({ block: "start" });
    }
  });

  // A server that fails or does not answer is told, never passed over.
  function failed(event) {
    const place = document.getElementById("refusal");
    if (!place) return;
    const text = document.createElement("p");
    text.className = "message message-error";
    const xhr = event.detail.xhr;
    const id = xhr && xhr.getResponseHeader("X-Request-ID");
    text.textContent = (xhr && xhr.status === 503 ? "✕ 数据库暂时连不上" : "✕ 服务器没有正常应答")
      + "，本次是否已经写入不能确定。填写的内容仍在此页，请稍后重试。"
      + (id ? "若仍然出错，请把编号 " + id + " 告诉管理员。" : "");
    place.replaceChildren(text);
    place.focus();
  }
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status >= 500) failed(event);
  });

  fold();
  prepare(document);
})();
