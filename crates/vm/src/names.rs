//! The atoms and well-known symbols that Rust code mentions.
//!
//! They are made once when an agent starts and live as long as it does, so a native writes `agent.names.length` where
//! the specification writes *"length"*, and `agent.names.symbol_iterator` where it writes %Symbol.iterator%.

use roundelay_heap::{Heap, JsString, Symbol, SymbolFlags, Tracer, Value};

macro_rules! names {
    (
        atoms { $($atom:ident = $text:literal,)+ }
        symbols { $($symbol:ident, $variant:ident = $description:literal,)+ }
    ) => {
        /// Atoms and well-known symbols (6.1.5.1), by name.
        #[derive(Clone, Copy)]
        #[allow(missing_docs)] // Every field is the name it spells.
        pub struct Names {
            $(pub $atom: JsString,)+
            $(pub $symbol: Symbol,)+
        }

        /// 6.1.5.1 Well-Known Symbols, as built-in tables name them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)] // Every variant is the symbol it spells.
        pub enum WellKnown {
            $($variant,)+
        }

        impl WellKnown {
            /// All well-known symbols with the property of `Symbol` that holds them.
            pub const ALL: &'static [(WellKnown, &'static str)] = &[$((WellKnown::$variant, $description),)+];

            /// The symbol's description, such as `Symbol.iterator`.
            pub const fn description(self) -> &'static str {
                match self {
                    $(WellKnown::$variant => concat!("Symbol.", $description),)+
                }
            }
        }

        impl Names {
            /// Interns every name and makes the symbols.
            pub fn new(heap: &mut Heap) -> Self {
                Self {
                    $($atom: heap.intern_str($text),)+
                    $($symbol: {
                        let description = heap.intern_str(concat!("Symbol.", $description));
                        heap.alloc_symbol(Value::from(description), SymbolFlags::WELL_KNOWN)
                    },)+
                }
            }

            /// Keeps all names alive.
            pub fn trace(&mut self, tracer: &mut Tracer) {
                $(tracer.value(Value::from(self.$atom));)+
                $(tracer.value(Value::from(self.$symbol));)+
            }

            /// The symbol with this name.
            pub fn well_known(&self, symbol: WellKnown) -> Symbol {
                match symbol {
                    $(WellKnown::$variant => self.$symbol,)+
                }
            }
        }
    };
}

names! {
    atoms {
        abrupt = "abrupt",
        accessor = "accessor",
        add = "add",
        anonymous = "anonymous",
        apply = "apply",
        arguments = "arguments",
        array = "array",
        array_class = "Array",
        array_buffer_class = "ArrayBuffer",
        async_class = "async",
        at = "at",
        bigint = "bigint",
        big_int_class = "BigInt",
        bind = "bind",
        boolean = "boolean",
        boolean_class = "Boolean",
        buffer = "buffer",
        byte_length = "byteLength",
        byte_offset = "byteOffset",
        call = "call",
        callee = "callee",
        caller = "caller",
        captured = "captured",
        catch = "catch",
        cause = "cause",
        code = "code",
        concat = "concat",
        configurable = "configurable",
        construct = "construct",
        constructor = "constructor",
        copy_within = "copyWithin",
        count = "count",
        date_class = "Date",
        day = "day",
        default = "default",
        define_property = "defineProperty",
        delete = "delete",
        delete_property = "deleteProperty",
        deref = "deref",
        description = "description",
        detail = "detail",
        done = "done",
        dot_all = "dotAll",
        dynamic_import = "import()",
        empty = "",
        entries = "entries",
        enumerable = "enumerable",
        error = "error",
        error_class = "Error",
        errors = "errors",
        eval = "eval",
        event = "event",
        every = "every",
        exec = "exec",
        false_ = "false",
        fill = "fill",
        filename = "filename",
        filter = "filter",
        finally = "finally",
        find = "find",
        find_index = "findIndex",
        find_last = "findLast",
        find_last_index = "findLastIndex",
        flags = "flags",
        flat = "flat",
        flat_map = "flatMap",
        for_each = "forEach",
        fulfilled = "fulfilled",
        function = "function",
        function_class = "Function",
        generator_function_class = "GeneratorFunction",
        get = "get",
        get_own_property_descriptor = "getOwnPropertyDescriptor",
        get_prototype_of = "getPrototypeOf",
        global = "global",
        global_this = "globalThis",
        groups = "groups",
        growable = "growable",
        has = "has",
        has_indices = "hasIndices",
        has_own_property = "hasOwnProperty",
        hour = "hour",
        href = "href",
        id = "id",
        ignore_case = "ignoreCase",
        includes = "includes",
        index = "index",
        index_of = "indexOf",
        indices = "indices",
        infinity = "Infinity",
        infinity_negative = "-Infinity",
        input = "input",
        is_extensible = "isExtensible",
        iterator = "iterator",
        join = "join",
        json_class = "JSON",
        keys = "keys",
        last_index = "lastIndex",
        last_index_of = "lastIndexOf",
        length = "length",
        map = "map",
        map_class = "Map",
        math_class = "Math",
        max_byte_length = "maxByteLength",
        message = "message",
        meta = "meta",
        minute = "minute",
        mode = "mode",
        module = "module",
        month = "month",
        multiline = "multiline",
        name = "name",
        nan = "NaN",
        next = "next",
        null = "null",
        number = "number",
        number_class = "Number",
        object = "object",
        object_class = "Object",
        object_to_string = "[object Object]",
        of = "of",
        own_keys = "ownKeys",
        padding = "padding",
        pop = "pop",
        prevent_extensions = "preventExtensions",
        promise = "promise",
        promise_class = "Promise",
        proto = "__proto__",
        prototype = "prototype",
        proxy = "proxy",
        push = "push",
        raw = "raw",
        raw_json = "rawJSON",
        read_only = "readonly",
        reason = "reason",
        reduce = "reduce",
        reduce_right = "reduceRight",
        reg_exp_class = "RegExp",
        reject = "reject",
        rejected = "rejected",
        replace = "replace",
        require = "require",
        resizable = "resizable",
        resolve = "resolve",
        return_ = "return",
        reverse = "reverse",
        revoke = "revoke",
        search = "search",
        second = "second",
        set = "set",
        set_class = "Set",
        set_prototype_of = "setPrototypeOf",
        shift = "shift",
        signal = "signal",
        size = "size",
        slice = "slice",
        some = "some",
        sort = "sort",
        source = "source",
        splice = "splice",
        stack = "stack",
        prepare_stack_trace = "prepareStackTrace",
        stack_trace_limit = "stackTraceLimit",
        status = "status",
        sticky = "sticky",
        string = "string",
        string_class = "String",
        suppressed = "suppressed",
        symbol = "symbol",
        symbol_class = "Symbol",
        then = "then",
        this = "this",
        throw_ = "throw",
        to_iso_string = "toISOString",
        to_json = "toJSON",
        to_locale_string = "toLocaleString",
        to_reversed = "toReversed",
        to_sorted = "toSorted",
        to_spliced = "toSpliced",
        to_string = "toString",
        true_ = "true",
        type_ = "type",
        undefined = "undefined",
        unicode = "unicode",
        unicode_sets = "unicodeSets",
        unshift = "unshift",
        url = "url",
        value = "value",
        value_of = "valueOf",
        values = "values",
        weak_map_class = "WeakMap",
        weak_set_class = "WeakSet",
        with = "with",
        writable = "writable",
        year = "year",
        zero = "0",
        one = "1",
        negative_zero = "-0",
    }
    symbols {
        symbol_async_dispose, AsyncDispose = "asyncDispose",
        symbol_async_iterator, AsyncIterator = "asyncIterator",
        symbol_dispose, Dispose = "dispose",
        symbol_has_instance, HasInstance = "hasInstance",
        symbol_is_concat_spreadable, IsConcatSpreadable = "isConcatSpreadable",
        symbol_iterator, Iterator = "iterator",
        symbol_match, Match = "match",
        symbol_match_all, MatchAll = "matchAll",
        symbol_replace, Replace = "replace",
        symbol_search, Search = "search",
        symbol_species, Species = "species",
        symbol_split, Split = "split",
        symbol_to_primitive, ToPrimitive = "toPrimitive",
        symbol_to_string_tag, ToStringTag = "toStringTag",
        symbol_unscopables, Unscopables = "unscopables",
    }
}
