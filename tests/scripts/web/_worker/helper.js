function help(value) { return '<' + value + '>'; }
