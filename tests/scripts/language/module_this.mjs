// `this` of a module is undefined, also for direct evals in it; indirect evals see the global object.
console.log(eval('this'), (() => eval('(() => this)()'))(), (0, eval)('this') === globalThis);
(function () { console.log(eval('this')); })();
(function () { console.log(eval('this').name); }).call({ name: 'given' });
