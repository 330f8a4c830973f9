// A page that only shows: after the login it cleans its address.

import "./bridge.js";
