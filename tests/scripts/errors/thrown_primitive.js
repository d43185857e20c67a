process.on('exit', (code) => console.log('exit', code));
console.log('before');
(function inner() { throw 'just text'; })();
