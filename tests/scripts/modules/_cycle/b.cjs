exports.seen = `a.done is ${require('./a.cjs').done} here`;
