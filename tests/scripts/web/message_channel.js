const { port1, port2 } = new MessageChannel();
port2.postMessage('before start');
setTimeout(() => {
  port1.onmessage = ({ data }) => { console.log('got', data); if (data.last) port1.close(); };
  port2.postMessage({ deep: [1, new Date(0)] });
  port2.postMessage({ last: true });
  port2.postMessage('posted before the close');
}, 1);
