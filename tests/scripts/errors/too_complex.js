// A function that the compiler has no registers for throws when it is called; the rest of its program runs.
const body = '{ let a; (() => a);'.repeat(300) + '}'.repeat(300);
const show = (what, f) => {
  try {
    f();
    console.log(what, 'no error');
  } catch (error) {
    const place = error.stack.split('\n')[1].trim().replace(/[^ (]*\//, '');
    console.log(what, `${error.name}: ${error.message}`, '|', place);
  }
};
const made = (0, eval)(`({
  plain: function plain() { ${body} },
  generator: function* generator() { ${body} },
  async: async function asynchronous() { ${body} },
  Class: class Class { constructor() { ${body} } },
  Fields: class Fields { field = (() => { ${body} })(); static method() { return 'fine'; } },
})`);
show('plain', () => made.plain());
show('again', () => made.plain());
show('generator', () => made.generator());
show('class', () => new made.Class());
show('field', () => new made.Fields());
console.log(made.Fields.method(), made.plain.length, made.plain.name);
made.async().catch((error) => console.log('async', error.name));
show('Function', () => console.log(typeof new Function(body)));
show('top level', () => (0, eval)(body));
