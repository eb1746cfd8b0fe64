// Follows a draw: <body data-live="/path"> names the stream; each event carries {at, parts: {element id: html}}.
// A silence of 20 seconds is shown loudly (ui.md rule 2); the browser reconnects by itself and gets everything anew.
(function () {
  "use strict";
  var root = document.querySelector("[data-live]");
  if (!root || !window.EventSource) { return; }
  var heard = Date.now();
  var source = new EventSource(root.getAttribute("data-live"));
  source.onmessage = function (event) {
    var news = JSON.parse(event.data);
    heard = Date.now();
    document.body.classList.remove("is-lost");
    var clock = document.getElementById("as-of");
    if (clock) { clock.textContent = news.at; }
    Object.keys(news.parts).forEach(function (id) {
      var place = document.getElementById(id);
      if (!place || place.innerHTML === news.parts[id]) { return; }
      if (place.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) { return; }
      var focused = place.contains(document.activeElement) && document.activeElement.id;
      place.innerHTML = news.parts[id];
      var again = focused && document.getElementById(focused);
      if (again) { again.focus(); }
    });
    document.dispatchEvent(new CustomEvent("live", { detail: news }));
  };
  setInterval(function () {
    if (Date.now() - heard > 20000) { document.body.classList.add("is-lost"); }
  }, 1000);
  window.addEventListener("pagehide", function () { source.close(); });
})();
