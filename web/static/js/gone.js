// Pictures that are still in the finder's phone follow while this page is open; or somebody says that they are gone.

import "./hazard.js";
import { queue, whose } from "./queue.js";

whose(document.querySelector("main").dataset.person);
queue({ pictures: true, anew: () => location.reload() });
