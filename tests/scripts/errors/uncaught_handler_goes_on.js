process.on('uncaughtException', (error, origin) => console.log(origin, error.message));
setTimeout(() => { throw new Error('one'); }, 1);
setTimeout(() => console.log('still here'), 2);
queueMicrotask(() => { throw new Error('in microtask'); });
queueMicrotask(() => console.log('next microtask'));
Promise.reject(new Error('rejected'));
