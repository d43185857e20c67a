//! The well-known intrinsic objects (6.1.7.4), as numbers.

/// An intrinsic object of a realm. Names are those of the specification's notation, without `%` and dots.
///
/// A number and not an enum, because a platform adds objects of its own with [`Intrinsic::host`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Intrinsic(u16);

macro_rules! intrinsics {
    ($($name:ident,)+) => {
        // Only counts; its names are those of the specification.
        #[allow(clippy::enum_variant_names)]
        enum Number { $($name,)+ End }

        #[allow(non_upper_case_globals, missing_docs)] // Every constant is the intrinsic it spells.
        impl Intrinsic {
            $(pub const $name: Intrinsic = Intrinsic(Number::$name as u16);)+

            const NAMES: &'static [&'static str] = &[$(stringify!($name),)+];
        }
    };
}

impl Intrinsic {
    /// How many intrinsics the language itself has.
    pub const COUNT: usize = Number::End as usize;
    /// How many more a platform may add.
    pub const HOST_COUNT: usize = 256;

    /// The platform's own intrinsic with this number (below [`Intrinsic::HOST_COUNT`]).
    pub const fn host(number: u16) -> Intrinsic {
        assert!((number as usize) < Intrinsic::HOST_COUNT);
        Intrinsic(Intrinsic::COUNT as u16 + number)
    }

    /// Its index in a realm's table.
    #[inline(always)]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    pub(super) const fn from_index(index: usize) -> Intrinsic {
        Intrinsic(index as u16)
    }
}

impl std::fmt::Debug for Intrinsic {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match Self::NAMES.get(self.index()) {
            Some(name) => write!(formatter, "%{name}%"),
            None => write!(formatter, "%host {}%", self.index() - Self::COUNT),
        }
    }
}

intrinsics! {
    // The roots.
    Global,
    ObjectPrototype,
    Object,
    FunctionPrototype,
    Function,

    // Constructors and their prototypes.
    AggregateError,
    AggregateErrorPrototype,
    Array,
    ArrayPrototype,
    ArrayBuffer,
    ArrayBufferPrototype,
    AsyncDisposableStack,
    AsyncDisposableStackPrototype,
    AsyncFunction,
    AsyncFunctionPrototype,
    AsyncGeneratorFunction,
    AsyncGeneratorFunctionPrototype,
    BigInt,
    BigIntPrototype,
    BigInt64Array,
    BigInt64ArrayPrototype,
    BigUint64Array,
    BigUint64ArrayPrototype,
    Boolean,
    BooleanPrototype,
    DataView,
    DataViewPrototype,
    Date,
    DatePrototype,
    DisposableStack,
    DisposableStackPrototype,
    Error,
    ErrorPrototype,
    EvalError,
    EvalErrorPrototype,
    FinalizationRegistry,
    FinalizationRegistryPrototype,
    Float16Array,
    Float16ArrayPrototype,
    Float32Array,
    Float32ArrayPrototype,
    Float64Array,
    Float64ArrayPrototype,
    GeneratorFunction,
    GeneratorFunctionPrototype,
    Int16Array,
    Int16ArrayPrototype,
    Int32Array,
    Int32ArrayPrototype,
    Int8Array,
    Int8ArrayPrototype,
    Iterator,
    IteratorPrototype,
    Map,
    MapPrototype,
    Number,
    NumberPrototype,
    Promise,
    PromisePrototype,
    Proxy,
    RangeError,
    RangeErrorPrototype,
    ReferenceError,
    ReferenceErrorPrototype,
    RegExp,
    RegExpPrototype,
    Set,
    SetPrototype,
    ShadowRealm,
    ShadowRealmPrototype,
    SharedArrayBuffer,
    SharedArrayBufferPrototype,
    String,
    StringPrototype,
    SuppressedError,
    SuppressedErrorPrototype,
    Symbol,
    SymbolPrototype,
    SyntaxError,
    SyntaxErrorPrototype,
    TemporalDuration,
    TemporalDurationPrototype,
    TemporalInstant,
    TemporalInstantPrototype,
    TemporalPlainDate,
    TemporalPlainDatePrototype,
    TemporalPlainDateTime,
    TemporalPlainDateTimePrototype,
    TemporalPlainMonthDay,
    TemporalPlainMonthDayPrototype,
    TemporalPlainTime,
    TemporalPlainTimePrototype,
    TemporalPlainYearMonth,
    TemporalPlainYearMonthPrototype,
    TemporalZonedDateTime,
    TemporalZonedDateTimePrototype,
    TypeError,
    TypeErrorPrototype,
    TypedArray,
    TypedArrayPrototype,
    Uint16Array,
    Uint16ArrayPrototype,
    Uint32Array,
    Uint32ArrayPrototype,
    Uint8Array,
    Uint8ArrayPrototype,
    Uint8ClampedArray,
    Uint8ClampedArrayPrototype,
    UriError,
    UriErrorPrototype,
    WeakMap,
    WeakMapPrototype,
    WeakRef,
    WeakRefPrototype,
    WeakSet,
    WeakSetPrototype,

    // ECMA-402.
    IntlCollator,
    IntlCollatorPrototype,
    IntlDateTimeFormat,
    IntlDateTimeFormatPrototype,
    IntlDisplayNames,
    IntlDisplayNamesPrototype,
    IntlDurationFormat,
    IntlDurationFormatPrototype,
    IntlListFormat,
    IntlListFormatPrototype,
    IntlLocale,
    IntlLocalePrototype,
    IntlNumberFormat,
    IntlNumberFormatPrototype,
    IntlPluralRules,
    IntlPluralRulesPrototype,
    IntlRelativeTimeFormat,
    IntlRelativeTimeFormatPrototype,
    IntlSegmenter,
    IntlSegmenterPrototype,
    IntlFallback,
    IntlSegmentsPrototype,
    IntlSegmentIteratorPrototype,

    AbstractModuleSource,
    AbstractModuleSourcePrototype,
    CallSite,
    CallSitePrototype,

    // Plain objects.
    ArrayIteratorPrototype,
    ArrayPrototypeUnscopables,
    AsyncFromSyncIteratorPrototype,
    AsyncGeneratorPrototype,
    AsyncIteratorPrototype,
    Atomics,
    ForInIteratorPrototype,
    GeneratorPrototype,
    Intl,
    IteratorHelperPrototype,
    Json,
    MapIteratorPrototype,
    Math,
    Reflect,
    RegExpStatics,
    RegExpStringIteratorPrototype,
    SetIteratorPrototype,
    StringIteratorPrototype,
    Temporal,
    TemporalNow,
    WrapForValidIteratorPrototype,

    // Functions that the language mentions by themselves or that stand in several places.
    ArrayPrototypeToString,
    ArrayPrototypeEntries,
    ArrayPrototypeKeys,
    ArrayPrototypeValues,
    ArrayFromAsync,
    DecodeUri,
    DecodeUriComponent,
    EncodeUri,
    EncodeUriComponent,
    Escape,
    Unescape,
    Eval,
    IsFinite,
    IsNaN,
    MapIteratorPrototypeNext,
    MapPrototypeEntries,
    MapPrototypeSet,
    ObjectPrototypeToString,
    ObjectPrototypeValueOf,
    ParseFloat,
    ParseInt,
    PromiseResolve,
    PromisePrototypeThen,
    SetIteratorPrototypeNext,
    SetPrototypeAdd,
    SetPrototypeValues,
    StringPrototypeTrimEnd,
    StringPrototypeTrimStart,
    TemporalText,
    ThrowTypeError,
    TypedArrayPrototypeValues,

    // Room for objects that several library files share.
    Spare0,
    Spare1,
    Spare2,
    Spare3,
}
