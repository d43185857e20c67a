process.on('exit', (code) => console.log('exit', code));
setTimeout(() => console.log('never'), 10);
setTimeout(() => { throw new Error('in timer'); }, 5);
