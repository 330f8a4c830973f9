"""What people and machines open in a browser: phone pages, operations, the demo's clock. It reads the store, acts only
through `handlers.dispatch` (given as `House.dispatch`), and moves no ask itself."""
