// process.exit of the main thread ends workers wherever they are.
const { Worker } = require('node:worker_threads');
const worker = new Worker('for (;;) ;', { eval: true });
worker.on('exit', () => console.log('never'));
process.on('exit', (code) => console.log('main exit', code));
worker.on('online', () => process.exit(0));
