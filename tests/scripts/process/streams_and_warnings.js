process.stdout.write('no newline');
process.stdout.write('\n', () => console.log('written'));
process.on('warning', (w) => console.log('warning event', w.name, w.message));
process.emitWarning('careful', 'CustomWarning', 'C1');
console.log(typeof process.hrtime.bigint(), process.hrtime().length, process.argv.length, typeof process.pid);
