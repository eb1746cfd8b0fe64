// The setup code stands behind the # of the link, so that no server and no log ever sees it in an address.
(function () {
  "use strict";
  var code = location.hash.slice(1), field = document.getElementById("code");
  if (code && field) {
    field.value = code;
    history.replaceState(null, "", location.pathname + location.search);
    document.getElementById("password").focus();
  }
})();
