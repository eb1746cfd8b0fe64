// The desk: a scanner's Enter goes to what is still missing, and every seat counts down by the server's clock.
(function () {
  "use strict";
  var form = document.getElementById("sign-in");
  if (form) {
    form.card.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || !form.card.value) { return; }
      if (!form.phone.checked) { event.preventDefault(); form.phone.focus(); }
    });
    form.phone.addEventListener("keydown", function (event) {
      if (event.key !== "Enter") { return; }
      event.preventDefault();
      form.phone.checked = true;
      if (form.card.value) { form.requestSubmit ? form.requestSubmit() : form.submit(); } else { form.card.focus(); }
    });
  }
  var seats = document.getElementById("seats");
  var clock = document.getElementById("as-of");
  if (!seats || !clock) { return; }
  var ahead = 0;
  function set(text) { ahead = Date.parse(text.replace(" ", "T") + "+08:00") - Date.now(); }
  function spell(ms) {
    var s = Math.max(0, Math.floor(ms / 1000)), h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
    function two(n) { return (n < 10 ? "0" : "") + n; }
    return (h ? h + ":" : "") + two(m) + ":" + two(s % 60);
  }
  function count() {
    var now = Date.now() + ahead;
    Array.prototype.forEach.call(seats.querySelectorAll(".count"), function (one) {
      var due = Date.parse(one.getAttribute("data-due")), limit = Date.parse(one.getAttribute("data-limit"));
      var over = now > limit;
      one.classList.toggle("over", over);
      one.textContent = over ? seats.getAttribute("data-over")
        : now > due ? seats.getAttribute("data-late") + " " + spell(now - due)
        : seats.getAttribute("data-before") + " " + spell(due - now);
    });
  }
  set(clock.textContent);
  document.addEventListener("live", function (event) { set(event.detail.at); count(); });
  setInterval(count, 1000);
  count();
})();
