function f(t,c,d){ if (typeof t==='object') ({t,c,d}=t); return [t,c,d]; }
console.log(f({t:1,c:2,d:3}));
function g(a){ let b; ({a, ...b} = a); return [a,b]; } console.log(g({a:1,x:2}));
function h(a){ let b; [a, b] = a; return [a,b]; } console.log(h([1,2]));
function k(a){ let b; const r = ({a, b} = a); return [a,b,r]; } console.log(k({a:1,b:2}));
function m(a,b){ for ({a,b} of [a]) ; return [a,b]; } console.log(m({a:1,b:2}));
var o = {o:1,p:2}, p; ({o,p}=o); console.log(o,p);
function q(o){ let {a, b = (o = null, 5), c} = o; return [a,b,c,o]; } console.log(q({a:1,c:3}));
function r(o){ var {o, p} = o; return [o,p]; } console.log(r({o:1,p:3}));
function s(o){ let i=0; const {[(o={z:9}, 'a')]: x, c} = o; return [x,c]; } console.log(s({a:1,c:3}));
function t(o){ ({a: {o}, c: o.q} = o); return o }  try { console.log(t({a:{o:{}},c:3})); } catch (e) { console.log(e.message) }
