process.on('exit', (code) => { console.log('exit', code); process.exit(8); });
setTimeout(() => console.log('never'), 1);
try { process.exit(3); } finally { console.log('never: finally does not run'); }
