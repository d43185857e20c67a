console.log(new TextEncoder().encode('aé😀'), new TextDecoder().decode(new Uint8Array([0xF0, 0x9F, 0x98, 0x80])));
const stream = new TextDecoder();
console.log(stream.decode(new Uint8Array([0xE2, 0x82]), { stream: true }) + stream.decode(new Uint8Array([0xAC])));
try { new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xFF])); } catch (e) { console.log(e.name, e.code); }
console.log(new TextDecoder('latin1').encoding, new TextDecoder('utf-16le').decode(new Uint8Array([65, 0, 66, 0])));
console.log(new TextEncoder().encodeInto('aé', new Uint8Array(2)));
console.log(btoa('hello'), atob('aGVsbG8='), atob(' aGk '));
for (const bad of ['a', '****']) try { atob(bad); } catch (e) { console.log(e.name, e.code); }
