/* WeCom's second script (jwxwork): it brings wx.agentConfig to clients whose first script has none. */
(function () {
  "use strict";
  window.wx.agentConfig = window.wx.secondScript;
})();
