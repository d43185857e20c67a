const inner = new Worker('data:text/javascript,postMessage(import.meta.url === undefined ? 1 : 2)', { type: 'module' });
inner.onmessage = ({ data }) => {
  postMessage(`inner said ${data}`);
  inner.terminate();
};
