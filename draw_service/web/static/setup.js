// The setup code stands behind the # of the link, so that no server and no log ever sees it in an address.
(function () {
  "use strict";
  var field = document.getElementById("code");
  function take() {
    var code = location.hash.slice(1);
    if (!code || !field) return;
    field.value = code;
    history.replaceState(null, "", location.pathname + location.search);
    document.getElementById("password").focus();
  }
  take();
  // The link opened in a tab where this page stands already: only what is behind the # changes.
  window.addEventListener("hashchange", take);
})();
