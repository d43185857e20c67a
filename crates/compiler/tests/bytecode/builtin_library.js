(function every(callback) {
    const object = $ToObject(this);
    return $Call(callback, object);
});
