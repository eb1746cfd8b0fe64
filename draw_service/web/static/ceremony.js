// Beside live.js on pages of the ceremony: when another form is due, show it; what is being typed is never lost.
// <div data-live data-stage="…"> is what the page was drawn for, #stage what the draw stands at now.
(function () {
  "use strict";
  var root = document.querySelector("[data-stage]");
  if (!root) { return; }
  function typing() {
    return Array.prototype.some.call(document.querySelectorAll("input, textarea, select"), function (field) {
      if (field.type === "hidden") { return false; }
      if (field.type === "checkbox" || field.type === "radio") { return field.checked !== field.defaultChecked; }
      if (field.tagName === "SELECT") { return field.selectedIndex > 0; }
      return field.value !== field.defaultValue;
    });
  }
  // A form on its way brings its own page; following the news now would take that page away.
  var sent = false;
  document.addEventListener("submit", function () { sent = true; });
  window.addEventListener("pageshow", function () { sent = false; });
  document.addEventListener("live", function () {
    if (sent) { return; }
    var stage = document.getElementById("stage");
    if (!stage || stage.textContent === root.getAttribute("data-stage")) { return; }
    var news = document.querySelector(".news");
    if (!typing()) { window.location.replace(window.location.pathname); } else if (news) { news.hidden = false; }
  });
  var again = root.getAttribute("data-again");
  if (again) { setTimeout(function () { if (!sent && !typing()) { window.location.replace(window.location.pathname); } }, again * 1000); }
  Array.prototype.forEach.call(document.querySelectorAll("[data-print]"), function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
})();
