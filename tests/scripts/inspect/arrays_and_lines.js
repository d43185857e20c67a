const {inspect} = require('util');
const L = (...a)=>console.log(...a);
L([1,2,3,4,5,6]); L([1,2,3,4,5,6,7]); L(Array.from({length:30},(_, i)=>i*i)); L(Array.from({length:101},(_, i)=>i)); L(Array.from({length:102},(_, i)=>i));
L(Array.from({length:200},(_, i)=>'item'+i)); L(Array.from({length:27},(_, i)=>'x'.repeat(i))); L(Array(5)); L([,1,,2,,,]); L([1,,]); L(Array(200)); L([undefined,,null]);
const a=[1,2,3]; a.foo='bar'; a[-1]=2; a[Symbol('s')]=1; L(a); const b=[,'x',,]; b.y=1; L(b);
L(Array.from({length:10},(_, i)=>-i/3)); L(Array.from({length:10},(_, i)=>BigInt(i)**5n)); L([1n,2,3,4,5,6,7,'a']); L(Array(8).fill(true)); L(Array(8).fill(null)); L(Array(8).fill(undefined)); L(Array(8).fill(Symbol('a')));
L(Array(8).fill({})); L(Array(8).fill([])); L(Array(8).fill({a:1})); L(Array(8).fill({a:1,b:2})); L(Array(8).fill([1,2])); L(Array(8).fill(()=>{})); L(Array(8).fill(class A{})); L([[[[[]]]]]); L([[[[1]]]]); L([[[{}]]]); L([[[{a:{}}]]]);
L(Array(10).fill('😀')); L(Array(10).fill('变量')); L(Array(10).fill('a\nb')); L(['a','bb','ccc','dddd','eeeee','ffffff','ggggggg']);
L([1,2,3,4,5,6,7].map(String)); L(Array(7).fill('x'.repeat(20))); L(Array(7).fill('x'.repeat(16))); L(Array(7).fill('x'.repeat(76)));
L(Object.assign(Array.from({length:8},(_, i)=>i),{x:1,y:{z:1}}));
const sp=[]; sp[5]=1; sp[100]=2; sp[4294967294]=3; sp['4294967295']='no index'; L(sp); L(inspect(sp,{maxArrayLength:2}));
for (const m of [0,1,2,null,Infinity,-1]) { L(inspect([1,2,3],{maxArrayLength:m})); L(inspect(new Set([1,2,3]),{maxArrayLength:m})); L(inspect(new Map([[1,2],[3,4],[5,6]]),{maxArrayLength:m})); L(inspect([,,1],{maxArrayLength:m})); L(inspect(new Uint8Array(3),{maxArrayLength:m}));}
class Foo extends Array{}; L(new Foo(3), Foo.of(1,2), new Foo()); class Bar extends Foo{ constructor(){super(); this.q=1;} }; L(new Bar());
const np=[1,2]; Object.setPrototypeOf(np,null); L(np); 
L(Object.create([1,2])); L(Object.create(Array.prototype)); L(Array.prototype); L(Object.setPrototypeOf([1], Map.prototype));
L((function(){return arguments})(1,2,{a:1})); L((function(){'use strict';return arguments})()); L((function(){const a=arguments;a.x=1;return a})(1));
const big=Array.from({length:7},(_, i)=>({id:i,name:'name'+i})); L(big); L({big}); L({a:{b:{c:{d:1}}}}); L({a:{b:{c:[]}}}); L({a:{b:{c:{}}}}); L({a:{b:{c:[1]}}}); L({a:{b:{c:new Map([[1,2]])}}},{a:{b:{c:new Map}}},{a:{b:{c:new Set([1])}}},{a:{b:{c:new (class Foo{x=1})}}},{a:{b:{c:new (class Foo{})}}}, {a:{b:{c:new Date(0)}}},{a:{b:{c:/x/}}},{a:{b:{c:()=>{}}}},{a:{b:{c:Object.create(null)}}},{a:{b:{c:new Uint8Array(2)}}},{a:{b:{c:Promise.resolve(1)}}},{a:{b:{c:new Error('x').message}}});
for (const bl of [10,20,40,60,80,120,Infinity]) L(inspect({alpha:1,beta:'two',gamma:[1,2,3],delta:{e:1}},{breakLength:bl}), inspect(Array.from({length:20},(_, i)=>i),{breakLength:bl}));
for (const c of [false,true,0,1,2,3,4,10]) { L('compact',c); L(inspect({a:{b:{c:{d:1}}},x:[1,[2,[3]]],m:new Map([[{a:1},{b:2}]]),s:new Set([[1]]),f(){},str:'a\nb'},{compact:c,depth:5})); L(inspect([{a:1},{b:2}],{compact:c})); L(inspect(Array.from({length:30},(_, i)=>i),{compact:c})); L(inspect({a:'x'.repeat(40),b:'y'.repeat(40)},{compact:c}));}
L(inspect({a:1},{compact:true,breakLength:2})); L({a:'x'.repeat(30),b:'y'.repeat(30)}); for (let n=20;n<50;n++) L({aaaaaaaaaaaa:'x'.repeat(n),bbbbbbbbbbb:1,c:2}); for (let n=55;n<85;n++) L({a:'x'.repeat(n)}); for (let n=55;n<85;n++) L(['x'.repeat(n)]); for (let n=55;n<75;n++) L([[['x'.repeat(n)]]],);
