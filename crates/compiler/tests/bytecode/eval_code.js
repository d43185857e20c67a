var v = 1;
let local = this;
function f() {}
{ function g() {} }
if (v) { local; } else { f; }
try { 1; } finally { 2; }
