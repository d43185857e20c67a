process.on('unhandledRejection', (reason) => console.log('unhandled', reason));
process.on('rejectionHandled', (p) => console.log('handled later', p === promise));
const promise = Promise.reject('late');
setTimeout(() => promise.catch((reason) => console.log('caught', reason)), 5);
