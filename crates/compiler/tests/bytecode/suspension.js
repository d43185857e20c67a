function* generator(a) {
    const sent = yield a;
    try { yield* a; } finally { yield sent; }
    return 1;
}
async function asynchronous(a) {
    for await (const x of a) if (await x) return x;
    {
        using first = a;
        await using second = a;
    }
}
async function* both(a) { yield a; yield* a; return a; }
const arrow = async x => await x;
