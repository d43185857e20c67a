exports.done = false;
const b = require('./b.cjs');
exports.seen = b.seen;
exports.done = true;
