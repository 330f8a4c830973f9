// A page that only shows: its address is made clean again after the login.

import "./bridge.js";
