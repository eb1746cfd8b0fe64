// Asks a security key (WebAuthn) and sends what it answers with the form.
(function () {
  "use strict";
  var button = document.getElementById("key-button");
  if (!button) { return; }
  function bytes(text) {
    var raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, function (c) { return c.charCodeAt(0); });
  }
  function text(buffer) {
    var raw = "";
    new Uint8Array(buffer).forEach(function (b) { raw += String.fromCharCode(b); });
    return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function known(list) {
    return (list || []).map(function (one) { return Object.assign({}, one, { id: bytes(one.id) }); });
  }
  button.addEventListener("click", function () {
    var options = JSON.parse(document.getElementById("key-options").textContent);
    var making = button.getAttribute("data-kind") === "create";
    options.challenge = bytes(options.challenge);
    options.allowCredentials = known(options.allowCredentials);
    options.excludeCredentials = known(options.excludeCredentials);
    if (options.user) { options.user.id = bytes(options.user.id); }
    var asked = making ? navigator.credentials.create({ publicKey: options }) : navigator.credentials.get({ publicKey: options });
    asked.then(function (found) {
      var said = found.response, answer = { clientDataJSON: text(said.clientDataJSON) };
      if (making) {
        answer.attestationObject = text(said.attestationObject);
        answer.transports = said.getTransports ? said.getTransports() : [];
      } else {
        answer.authenticatorData = text(said.authenticatorData);
        answer.signature = text(said.signature);
        if (said.userHandle) { answer.userHandle = text(said.userHandle); }
      }
      document.getElementById("key-answer").value = JSON.stringify({
        id: found.id, rawId: text(found.rawId), type: found.type, response: answer,
        clientExtensionResults: found.getClientExtensionResults()
      });
      document.getElementById("key-form").submit();
    }).catch(function () {
      var place = document.getElementById("key-said");
      place.textContent = place.getAttribute("data-failed");
    });
  });
})();
