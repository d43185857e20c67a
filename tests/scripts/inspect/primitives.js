const {inspect, format} = require('util');
const C = [0,-0,1.5,NaN,Infinity,-Infinity,1e21,1e-7,10n,-5n,true,null,undefined,'a',"it's",'say "x"','`a`"\'','a\nb','\t\b\f\v\0\x1b\x7f\x9f\\','\ud800','\udc00x','😀','\u2028\ufeff\u200b','', 'x'.repeat(200), 'line\n'.repeat(5), Symbol(), Symbol('a'), Symbol.iterator, Symbol('a b\n'), Symbol.for('x')];
C.forEach((v,i)=>{ console.log(i, v); console.log(v); console.log([v]); console.log({k:v}); console.log(inspect(v), inspect([[v]])); });
console.log({['\ud800']:1, 'a-b':2, '1a':3, $a:4, _b:5, 'é':6, '':7, 'a b':8, "it's":9, 5:10, '-1':11, [Symbol('q r')]:12, [Symbol()]:13, __proto__: null, ['__proto__']: 3, 'x\ny':1});
console.log(['a'.repeat(100)+'\n'+'b'.repeat(50)]); console.log({a:'a'.repeat(10)+'\n'+'b'.repeat(80)}); console.log({a:{b:'x\ny'.repeat(30)}});
console.log([`a\nb`]); console.log(['aaaaaaaaaaaaaaaaaaa\nbbbbbbbbbbbbbbb']);
for (const sep of [12345678,1234.5678,-1234567.1234567,123456789n,-123456n,0.1234567,1e21,100,1000,NaN]) console.log(inspect(sep,{numericSeparator:true}), inspect([sep],{numericSeparator:true}));
console.log(inspect('a'.repeat(20),{maxStringLength:5}), inspect('a'.repeat(6),{maxStringLength:5}), inspect(['abc'],{maxStringLength:0}), inspect({a:'abcdef'},{maxStringLength:null}), inspect('x\nyyyy\nz',{maxStringLength:4}));
console.log('%s','\ud800'); console.log('\ud800abc'); console.log([`\u{1F600}`.slice(0,1)]);
