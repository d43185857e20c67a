//! The one opcode table: enum, operand shapes, names and disassembly all come from it.
//!
//! An instruction is a 32-bit word `op a b c` (op in the low byte) followed by its extra words.
//!
//! ```text
//!   word 0:  op:8 | a:8 | b:8 | c:8        b and c together: bx (u16) or sbx (i16); a, b, c: s24
//!   word 1…: extra words (jump, constant index, count, inline-cache site)
//! ```
//!
//! Conventions that every instruction keeps:
//!
//! * `r0` is the callee, `r1` is `this`, `r2…` are the parameters (missing ones are `undefined`), then locals and
//!   temporaries. Registers other than those hold garbage on entry; `EMPTY` marks a binding in its dead zone.
//! * A call window `w` is `r[w]` = callee, `r[w+1]` = `this`, `r[w+2…]` = arguments. The callee's registers begin at
//!   `r[w]`: every register from `w` up is clobbered, so a window stands above all live temporaries.
//! * Jumps are relative to the first word of the jumping instruction, in words. A taken backward jump polls.
//! * An environment is a record: slot 0 is the parent, bindings begin at slot 1. `slot` operands count the parent.
//! * An iterator window `i` is three registers: iterator, `next` method, state.
//! * An instruction writes its destination last, so a destination may also be a source.

/// How one operand is stored and what it means; the verifier checks each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A register that is read (8 bits).
    R,
    /// A register that is written (8 bits).
    W,
    /// First register of a window (8 bits).
    Win,
    /// A signed immediate (8 bits).
    I8,
    /// An unsigned count or flag set (8 bits).
    U8,
    /// A signed immediate (16 bits, in b and c).
    I16,
    /// An unsigned index (16 bits, in b and c).
    U16,
    /// A constant index (16 bits, in b and c).
    K16,
    /// A jump (16 bits, in b and c).
    J16,
    /// A jump (24 bits, in a, b and c).
    J24,
    /// Extra word: a jump.
    XJ,
    /// Extra word: a constant index.
    XK,
    /// Extra word: an unsigned number.
    XU,
    /// Extra word: an inline-cache site.
    XIC,
    /// Extra word: an index into the nested functions.
    XF,
}

impl Operand {
    /// Whether the operand stands in a word of its own.
    pub const fn is_extra(self) -> bool {
        matches!(self, Self::XJ | Self::XK | Self::XU | Self::XIC | Self::XF)
    }
}

macro_rules! opcodes {
    ($($(#[doc = $doc:literal])+ $name:ident ( $($operand:ident : $kind:ident),* ) ;)+) => {
        /// Every instruction; the doc line is its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Op { $($(#[doc = $doc])+ $name,)+ }

        impl Op {
            /// All instructions in order of their numbers.
            pub const ALL: &'static [Op] = &[$(Op::$name,)+];
            /// Names, by number.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name),)+];
            /// Operand names and kinds, by number.
            pub const OPERANDS: &'static [&'static [(&'static str, Operand)]] =
                &[$(&[$((stringify!($operand), Operand::$kind),)*],)+];
            /// Meanings, by number.
            pub const MEANINGS: &'static [&'static str] = &[$(concat!($($doc, "\n"),+),)+];
        }
    };
}

opcodes! {
    // ---- loads and moves ----
    /// `r[dst] := r[src]`
    Move(dst: W, src: R);
    /// `r[dst] := r[first]`, then `r[dst+1] := r[second]`
    MoveTwo(dst: Win, first: R, second: R);
    /// `r[dst] := value`
    LoadInt(dst: W, value: I16);
    /// `r[dst] := constants[index]`
    LoadConstant(dst: W, index: K16);
    /// `r[dst] := constants[index]`, for indices beyond 16 bits
    LoadConstantWide(dst: W, index: XK);
    /// `r[dst] := undefined`
    LoadUndefined(dst: W);
    /// `r[dst] := null`
    LoadNull(dst: W);
    /// `r[dst] := true`
    LoadTrue(dst: W);
    /// `r[dst] := false`
    LoadFalse(dst: W);
    /// `r[dst] := EMPTY`, the mark of a binding in its dead zone
    LoadEmpty(dst: W);
    /// `r[dst] := r[index]`, for locals beyond register 255
    LoadFar(dst: W, index: U16);
    /// `r[index] := r[src]`, for locals beyond register 255
    StoreFar(src: R, index: U16);

    // ---- arithmetic: 13.6 – 13.12 ----
    /// `r[dst] := r[left] + r[right]` (numbers add, strings join)
    Add(dst: W, left: R, right: R);
    /// `r[dst] := (r[left] + r[right]) | 0`
    AddToInt32(dst: W, left: R, right: R);
    /// `r[dst] := r[left] - r[right]`
    Sub(dst: W, left: R, right: R);
    /// `r[dst] := r[left] * r[right]`
    Mul(dst: W, left: R, right: R);
    /// `r[dst] := r[left] / r[right]`
    Div(dst: W, left: R, right: R);
    /// `r[dst] := r[left] % r[right]`
    Mod(dst: W, left: R, right: R);
    /// `r[dst] := r[left] ** r[right]`
    Exp(dst: W, left: R, right: R);
    /// `r[dst] := r[left] & r[right]`
    BitAnd(dst: W, left: R, right: R);
    /// `r[dst] := r[left] | r[right]`
    BitOr(dst: W, left: R, right: R);
    /// `r[dst] := r[left] ^ r[right]`
    BitXor(dst: W, left: R, right: R);
    /// `r[dst] := r[left] << r[right]`
    Shl(dst: W, left: R, right: R);
    /// `r[dst] := r[left] >> r[right]`
    Shr(dst: W, left: R, right: R);
    /// `r[dst] := r[left] >>> r[right]`
    Ushr(dst: W, left: R, right: R);
    /// `r[dst] := r[left] + value`
    AddI(dst: W, left: R, value: I8);
    /// `r[dst] := r[left] - value`
    SubI(dst: W, left: R, value: I8);
    /// `r[dst] := r[left] * value`
    MulI(dst: W, left: R, value: I8);
    /// `r[dst] := r[left] % value`
    ModI(dst: W, left: R, value: I8);
    /// `r[dst] := r[left] & value`
    BitAndI(dst: W, left: R, value: I8);
    /// `r[dst] := r[left] | value`
    BitOrI(dst: W, left: R, value: I8);
    /// `r[dst] := r[left] << value`
    ShlI(dst: W, left: R, value: I8);
    /// `r[dst] := r[left] >> value`
    ShrI(dst: W, left: R, value: I8);
    /// `r[dst] := r[left] >>> value`
    UshrI(dst: W, left: R, value: I8);
    /// `r[dst] := -r[src]`
    Neg(dst: W, src: R);
    /// `r[dst] := ToNumber(r[src])`, unary plus
    ToNumber(dst: W, src: R);
    /// `r[dst] := ToNumeric(r[src])`, the old value of a postfix update
    ToNumeric(dst: W, src: R);
    /// `r[dst] := ~r[src]`
    BitNot(dst: W, src: R);
    /// `r[dst] := !r[src]`
    Not(dst: W, src: R);
    /// `r[dst] := ToNumeric(r[src]) + 1`
    Inc(dst: W, src: R);
    /// `r[dst] := ToNumeric(r[src]) - 1`
    Dec(dst: W, src: R);
    /// `r[dst] := typeof r[src]`
    TypeOf(dst: W, src: R);
    /// `r[dst] := ToString(r[src])` for a template part (a symbol throws)
    ToString(dst: W, src: R);
    /// `r[dst] := ToPropertyKey(r[src])`, as a string, symbol or number value
    ToPropertyKey(dst: W, src: R);
    /// `r[dst] :=` the strings `r[first] … r[first+count-1]` joined (each was made by `ToString` or is a constant)
    Concat(dst: W, first: Win, count: U8);

    // ---- comparison ----
    /// `r[dst] := r[left] == r[right]`
    Eq(dst: W, left: R, right: R);
    /// `r[dst] := r[left] != r[right]`
    Ne(dst: W, left: R, right: R);
    /// `r[dst] := r[left] === r[right]`
    StrictEq(dst: W, left: R, right: R);
    /// `r[dst] := r[left] !== r[right]`
    StrictNe(dst: W, left: R, right: R);
    /// `r[dst] := r[left] < r[right]`
    Lt(dst: W, left: R, right: R);
    /// `r[dst] := r[left] <= r[right]`
    Le(dst: W, left: R, right: R);
    /// `r[dst] := r[left] > r[right]`
    Gt(dst: W, left: R, right: R);
    /// `r[dst] := r[left] >= r[right]`
    Ge(dst: W, left: R, right: R);
    /// `r[dst] := r[left] instanceof r[right]`
    InstanceOf(dst: W, left: R, right: R);
    /// `r[dst] := r[left] in r[right]`
    In(dst: W, left: R, right: R);

    // ---- jumps ----
    /// Jumps.
    Jump(offset: J24);
    /// Jumps if `ToBoolean(r[condition])`.
    JumpTrue(condition: R, offset: J16);
    /// Jumps unless `ToBoolean(r[condition])`.
    JumpFalse(condition: R, offset: J16);
    /// Jumps if `r[value]` is undefined or null.
    JumpNullish(value: R, offset: J16);
    /// Jumps unless `r[value]` is undefined or null.
    JumpNotNullish(value: R, offset: J16);
    /// Jumps if `r[value]` is undefined.
    JumpUndefined(value: R, offset: J16);
    /// Jumps unless `r[value]` is undefined.
    JumpNotUndefined(value: R, offset: J16);
    /// Jumps if `r[left] < r[right]`.
    JumpLt(left: R, right: R, offset: XJ);
    /// Jumps unless `r[left] < r[right]`.
    JumpNotLt(left: R, right: R, offset: XJ);
    /// Jumps if `r[left] <= r[right]`.
    JumpLe(left: R, right: R, offset: XJ);
    /// Jumps unless `r[left] <= r[right]`.
    JumpNotLe(left: R, right: R, offset: XJ);
    /// Jumps if `r[left] > r[right]`.
    JumpGt(left: R, right: R, offset: XJ);
    /// Jumps unless `r[left] > r[right]`.
    JumpNotGt(left: R, right: R, offset: XJ);
    /// Jumps if `r[left] >= r[right]`.
    JumpGe(left: R, right: R, offset: XJ);
    /// Jumps unless `r[left] >= r[right]`.
    JumpNotGe(left: R, right: R, offset: XJ);
    /// Jumps if `r[left] == r[right]`.
    JumpEq(left: R, right: R, offset: XJ);
    /// Jumps if `r[left] != r[right]`.
    JumpNe(left: R, right: R, offset: XJ);
    /// Jumps if `r[left] === r[right]`.
    JumpStrictEq(left: R, right: R, offset: XJ);
    /// Jumps if `r[left] !== r[right]`.
    JumpStrictNe(left: R, right: R, offset: XJ);
    /// Jumps if `r[left] < value`.
    JumpLtI(left: R, value: I16, offset: XJ);
    /// Jumps unless `r[left] < value`.
    JumpNotLtI(left: R, value: I16, offset: XJ);
    /// Jumps if `r[left] <= value`.
    JumpLeI(left: R, value: I16, offset: XJ);
    /// Jumps unless `r[left] <= value`.
    JumpNotLeI(left: R, value: I16, offset: XJ);
    /// Jumps if `r[left] > value`.
    JumpGtI(left: R, value: I16, offset: XJ);
    /// Jumps unless `r[left] > value`.
    JumpNotGtI(left: R, value: I16, offset: XJ);
    /// Jumps if `r[left] >= value`.
    JumpGeI(left: R, value: I16, offset: XJ);
    /// Jumps unless `r[left] >= value`.
    JumpNotGeI(left: R, value: I16, offset: XJ);
    /// Jumps if `r[left] === value`.
    JumpStrictEqI(left: R, value: I16, offset: XJ);
    /// Jumps if `r[left] !== value`.
    JumpStrictNeI(left: R, value: I16, offset: XJ);
    /// Jumps if `r[left] < constants[right]`.
    JumpLtK(left: R, right: K16, offset: XJ);
    /// Jumps unless `r[left] < constants[right]`.
    JumpNotLtK(left: R, right: K16, offset: XJ);
    /// Jumps if `r[left] <= constants[right]`.
    JumpLeK(left: R, right: K16, offset: XJ);
    /// Jumps unless `r[left] <= constants[right]`.
    JumpNotLeK(left: R, right: K16, offset: XJ);
    /// Jumps if `r[left] > constants[right]`.
    JumpGtK(left: R, right: K16, offset: XJ);
    /// Jumps unless `r[left] > constants[right]`.
    JumpNotGtK(left: R, right: K16, offset: XJ);
    /// Jumps if `r[left] >= constants[right]`.
    JumpGeK(left: R, right: K16, offset: XJ);
    /// Jumps unless `r[left] >= constants[right]`.
    JumpNotGeK(left: R, right: K16, offset: XJ);
    /// Jumps if `r[left] === constants[right]`.
    JumpStrictEqK(left: R, right: K16, offset: XJ);
    /// Jumps if `r[left] !== constants[right]`.
    JumpStrictNeK(left: R, right: K16, offset: XJ);
    /// Jumps through `tables[table]` if `r[value]` is an integral number inside it, else falls through.
    Switch(value: R, table: U16);
    /// Jumps if `r[value]` is null.
    JumpNull(value: R, offset: J16);
    /// Jumps unless `r[value]` is null.
    JumpNotNull(value: R, offset: J16);

    // ---- bindings ----
    /// Throws a ReferenceError that names `constants[name]` if `r[value]` is EMPTY.
    CheckInitialized(value: R, name: K16);
    /// Throws a ReferenceError (super not called) if `r[this]` is EMPTY.
    CheckThis(this: R);
    /// Throws a ReferenceError (super called twice) unless `r[this]` is EMPTY.
    CheckThisEmpty(this: R);
    /// Throws a TypeError: assignment to the constant `constants[name]`.
    ThrowConstAssignment(unused: U8, name: K16);
    /// Sloppy functions: `r[dst] := ` `r1` with undefined and null replaced by the global `this`, primitives wrapped.
    CoerceThis(dst: W);
    /// `r[dst] := new.target` of this activation (undefined in a call)
    LoadNewTarget(dst: W);
    /// `r[dst] :=` the environment that the callee `r0` closed over
    LoadEnvironment(dst: W);
    /// `r[dst] :=` slot `slot` of the environment that `r0` closed over
    GetCaptured(dst: W, slot: U16);
    /// Slot `slot` of the environment that `r0` closed over `:= r[value]`
    SetCaptured(value: R, slot: U16);
    /// `r[dst] :=` slot `slot` of the environment that `r0` closed over `:= ToNumeric(…) + 1`
    IncCaptured(dst: W, slot: U16);
    /// `r[dst] :=` slot `slot` of the environment that `r0` closed over `:= ToNumeric(…) - 1`
    DecCaptured(dst: W, slot: U16);
    /// `r[dst] :=` a new environment with parent `r[parent]` and `count` slots (the parent's included), all EMPTY
    PushEnvironment(dst: W, parent: R, count: XU);
    /// As `PushEnvironment`, for a scope whose names are looked up at run time: slot 1 holds `scopes[scope]`,
    /// slot 2 the object of variables that a sloppy eval added (undefined until then); bindings begin at slot 3
    PushDynamicEnvironment(dst: W, parent: R, scope: XU);
    /// `r[dst] :=` the object environment of a `with` statement over ToObject(`r[object]`)
    PushWith(dst: W, parent: R, object: R);
    /// `r[dst] :=` a copy of the environment `r[src]` (per-iteration bindings)
    CopyEnvironment(dst: W, src: R);
    /// `r[dst] := r[env][slot]`
    GetSlot(dst: W, env: R, slot: U8);
    /// `r[env][slot] := r[value]`
    SetSlot(env: R, slot: U8, value: R);
    /// `r[dst] := ` slot `slot` of the environment `depth` parents above `r[env]`
    GetSlotUp(dst: W, env: R, depth: U8, slot: XU);
    /// Slot `slot` of the environment `depth` parents above `r[env]` `:= r[value]`
    SetSlotUp(env: R, depth: U8, value: R, slot: XU);
    /// `GetSlotUp` that throws a ReferenceError naming `constants[name]` if the slot is EMPTY
    GetSlotChecked(dst: W, env: R, depth: U8, slot: XU, name: XK);
    /// `SetSlotUp` that throws a ReferenceError naming `constants[name]` if the slot is EMPTY
    SetSlotChecked(env: R, depth: U8, value: R, slot: XU, name: XK);
    /// `r[dst] :=` the imported binding that slot `slot`, `depth` parents above `r[env]`, stands for; EMPTY throws
    GetImport(dst: W, env: R, depth: U8, slot: XU, name: XK);
    /// `r[dst] :=` the global binding named by the site; a missing one throws a ReferenceError
    GetGlobal(dst: W, site: XIC);
    /// As `GetGlobal`, but undefined if missing (for `typeof`)
    GetGlobalOrUndefined(dst: W, site: XIC);
    /// The global binding named by the site `:= r[value]`; a missing one throws in strict code, else is created
    SetGlobal(value: R, site: XIC);
    /// Initialises the global lexical binding named by the site with `r[value]`
    InitializeGlobal(value: R, site: XIC);
    /// 16.1.7 GlobalDeclarationInstantiation for `declarations` of this code (functions follow by `DefineGlobalFunction`)
    DeclareGlobals(unused: U8);
    /// CreateGlobalFunctionBinding(`constants[name]`, `r[function]`)
    DefineGlobalFunction(function: R, name: K16);
    /// `r[dst] :=` the binding `constants[name]` found from environment `r[env]` outward by name; missing throws
    GetDynamic(dst: W, env: R, name: XK);
    /// As `GetDynamic`, but undefined if missing
    GetDynamicOrUndefined(dst: W, env: R, name: XK);
    /// As `GetDynamic` for a call: `r[window]` := function, `r[window+1]` := its `with` object or undefined
    GetDynamicCallee(window: Win, env: R, name: XK);
    /// `r[dst] :=` a reference to `constants[name]` resolved now from `r[env]`, for `SetReference` (13.15.2 step 1)
    ResolveDynamic(dst: W, env: R, name: XK);
    /// Assigns `r[value]` to the reference `r[reference]` made by `ResolveDynamic` for `constants[name]`
    SetReference(reference: R, value: R, name: XK);
    /// `r[dst] := r[value]` read through the reference `r[reference]` made by `ResolveDynamic`
    GetReference(dst: W, reference: R, name: XK);
    /// `r[dst] := delete constants[name]` looked up from `r[env]`
    DeleteDynamic(dst: W, env: R, name: XK);
    /// 19.2.1.3 EvalDeclarationInstantiation for `declarations` of this eval code; variables go to the nearest
    /// variable environment of `r[env]`
    DeclareEval(env: R);
    /// Sloppy eval: initialises function `constants[name]` in the nearest variable environment of `r[env]` to `r[value]`;
    /// also Annex B.3.3 function assignments to dynamic variables
    DefineEvalVariable(env: R, value: R, name: XK);

    // ---- properties ----
    /// `r[dst] := r[object].name`, the name is the site's
    GetProperty(dst: W, object: R, site: XIC);
    /// `r[dst] := r[object].length`
    GetLength(dst: W, object: R, site: XIC);
    /// `r[object].name := r[value]`; strictness is the code's
    SetProperty(object: R, value: R, site: XIC);
    /// `r[dst] := r[object][r[key]]`
    GetElement(dst: W, object: R, key: R);
    /// `r[object][r[key]] := r[value]`
    SetElement(object: R, key: R, value: R);
    /// `r[dst] := super[r[key]]` with `this` = `r[this]`; `r[dst]` on entry is the function with the home object, or its
    /// super base
    GetSuper(dst: W, key: R, this: R);
    /// `r[dst] :=` what stands for the super base of the function `r[function]` in the other instructions of `super`
    SuperBase(dst: W, function: R);
    /// `super[r[key]] := r[value]`; `r[window]` = super base, `r[window+1]` = this
    SetSuper(window: Win, key: R, value: R);
    /// For reading and then writing `super[r[key]]` of the super base `r[base]`, which must not be null:
    /// `r[dst] :=` ToPropertyKey(`r[key]`)
    SuperKey(dst: W, base: R, key: R);
    /// `r[dst] := delete r[object][r[key]]`
    DeleteElement(dst: W, object: R, key: R);
    /// CreateDataPropertyOrThrow(`r[object]`, site's name, `r[value]`): literals and public fields
    DefineField(object: R, value: R, site: XIC);
    /// CreateDataPropertyOrThrow(`r[object]`, `r[key]`, `r[value]`)
    DefineElement(object: R, key: R, value: R);
    /// Defines method, getter or setter `r[function]` under `r[key]`. flags: 1 enumerable, 2 getter, 4 setter, 8 sets the
    /// function's name (with its `get `/`set ` prefix). Makes `r[object]` its home object.
    DefineMethod(object: R, key: R, function: R, flags: XU);
    /// `__proto__: r[value]` of an object literal
    SetPrototype(object: R, value: R);
    /// Copies own enumerable properties of `r[source]` (nullish: none) to `r[target]`, leaving out the `count` keys in
    /// `r[excluded…]`
    CopyDataProperties(target: R, source: R, excluded: Win, count: XU);
    /// `r[dst] := {}` with room for `capacity` inline properties
    NewObject(dst: W, capacity: U8);
    /// `r[dst] :=` an object with the site's property names (distinct, no index, no `__proto__`) and the values
    /// `r[first] …`
    NewObjectLiteral(dst: W, first: Win, count: U8, site: XIC);
    /// `r[dst] := [r[first], …]`, `count` elements; an EMPTY register makes a hole
    NewArray(dst: W, first: Win, count: U8);
    /// Appends `r[value]` (EMPTY: a hole) to the array literal `r[array]`
    ArrayPush(array: R, value: R);
    /// If `r[iterable]` is an array whose iteration is not customised, appends its elements to `r[array]` and jumps
    ArraySpreadFast(array: R, iterable: R, offset: XJ);
    /// `r[dst] := /constants[pattern]/constants[flags]`, a new object; the site remembers one to copy
    NewRegExp(dst: W, pattern: XK, flags: XK, site: XIC);
    /// `r[dst] :=` the template object of `templates[index]`, one per site and realm
    TemplateObject(dst: W, index: U16);
    /// Throws a TypeError if `r[value]` is undefined or null (destructuring); site-less
    RequireObjectCoercible(value: R);

    // ---- functions and classes ----
    /// `r[dst] :=` a closure of nested function `function` over environment `r[env]`; arrows capture nothing else
    NewClosure(dst: W, env: R, function: XF);
    /// SetFunctionName(`r[function]`, `r[key]`) if it has no own name; prefix: 0 none, 1 `get`, 2 `set`
    SetFunctionName(function: R, key: R, prefix: U8);
    /// Makes `r[object]` the home object of `r[function]`.
    SetHomeObject(function: R, object: R);
    /// 15.7.14: `r[window]` := constructor, `r[window+1]` := its prototype. On entry `r[window]` is the environment and
    /// `r[heritage]` the superclass if flags & 1. flags & 2: anonymous (name is set later or is empty).
    NewClass(window: Win, heritage: R, flags: U8, function: XF);
    /// Makes `r[function]` (called with `this` = the instance) the field initialiser of the class constructor.
    SetFieldInitializer(constructor: R, function: R);
    /// Runs the field initialiser, if any, of the class constructor `r[constructor]` on `r[this]`.
    InitializeFields(this: R, constructor: R, window: Win);
    /// `r[dst] :=` a fresh private name described by `constants[name]`
    NewPrivateName(dst: W, name: K16);
    /// `r[dst] := r[object].#r[name]`
    GetPrivate(dst: W, object: R, name: R);
    /// `r[object].#r[name] := r[value]`
    SetPrivate(object: R, name: R, value: R);
    /// Adds private field `r[name]`; a present one throws a TypeError.
    DefinePrivateField(object: R, name: R, value: R);
    /// Adds private method (flags 0), getter (2) or setter (4) `r[function]`; methods cannot be assigned.
    DefinePrivateMethod(object: R, name: R, function: R, flags: XU);
    /// `r[dst] := #r[name] in r[object]`
    HasPrivate(dst: W, object: R, name: R);
    /// `r[dst] :=` a mapped arguments object over environment `r[env]`; `argument_map` gives each parameter's slot
    NewMappedArguments(dst: W, env: R);
    /// `r[dst] :=` an unmapped arguments object
    NewUnmappedArguments(dst: W);
    /// `r[dst] :=` an array of the arguments from `start` on. In code without USES_ARGUMENTS the first instruction: they still
    /// stand behind the parameters.
    NewRest(dst: W, start: U16);

    // ---- calls ----
    /// `r[dst] := r[w](r[w+2], …)` with `this` = `r[w+1]`
    Call(dst: W, window: Win, argc: U8);
    /// Get and call fused: `r[w] := r[w+1].name`, then as `Call`. Only where the arguments have no effects.
    CallMethod(dst: W, window: Win, argc: U8, site: XIC);
    /// As `Call` with the elements of the array `r[w+2]` as arguments
    CallSpread(dst: W, window: Win);
    /// `r[dst] := ` the call `r[window](…)` with the `argc` arguments of the window and those that `r[rest]` stands for, a rest
    /// parameter (EMPTY: the frame's own arguments behind the parameters)
    CallRest(dst: W, window: Win, rest: R, argc: XU);
    /// `r[dst] := r[window+1].apply(r[window+2], r[rest])` with `r[rest]` as for `CallRest`; the site names `apply`
    ApplyRest(dst: W, window: Win, rest: R, site: XIC);
    /// `r[dst] := new r[w](r[w+2], …)`
    New(dst: W, window: Win, argc: U8);
    /// As `New` with the elements of the array `r[w+2]` as arguments
    NewSpread(dst: W, window: Win);
    /// `r[dst] :=` the prototype of the function `r[function]`
    SuperConstructor(dst: W, function: R);
    /// `r[dst] :=` Construct(`r[w]`, arguments, new.target in `r[w+1]`)
    SuperCall(dst: W, window: Win, argc: U8);
    /// As `SuperCall` with the elements of the array `r[w+2]` as arguments
    SuperCallSpread(dst: W, window: Win);
    /// As `Call`; if the callee is this realm's `eval`, a direct eval with `eval_sites[site]`
    CallEval(dst: W, window: Win, argc: U8, site: XU);
    /// As `CallEval` with the elements of the array `r[w+2]` as arguments
    CallEvalSpread(dst: W, window: Win, site: XU);
    /// `r[dst] :=` the library-internal operation `intrinsic` of `r[first] …` (code of the library only)
    Intrinsic(dst: W, first: Win, count: U8, intrinsic: XU);
    /// Returns `r[value]` from an ordinary function, script or module without top-level await; in a construct call of a
    /// base constructor a non-object becomes `this`.
    Return(value: R);
    /// `Return` of undefined.
    ReturnUndefined();
    /// Ends the activation with true.
    ReturnTrue();
    /// Ends the activation with false.
    ReturnFalse();
    /// Returns from a derived constructor: an object `r[value]`, or `r[this]` if it is undefined (checked), else throws.
    ReturnDerived(value: R, this: R);
    /// Throws `r[value]`.
    Throw(value: R);
    /// Throws a new error: kind 0 TypeError, 1 ReferenceError, 2 SyntaxError, 3 RangeError; message `constants[message]`.
    ThrowError(kind: U8, message: K16);
    /// As `Call` with `this` = undefined, which it writes to `r[w+1]`
    CallUndefined(dst: W, window: Win, argc: U8);

    // ---- iteration ----
    /// Opens an iterator window on `r[iterable]`; kind 0 sync, 1 async. A plain array takes a fast form inside.
    GetIterator(iterator: Win, iterable: R, kind: U8);
    /// Asks for the next result into `r[dst]`; `r[window]…` is a call window. Always followed by `IteratorDone`.
    IteratorNext(dst: W, iterator: Win, window: Win);
    /// The end of a loop over an iterator: jumps to the `IteratorNext` of the same registers, whose `IteratorDone` follows, or
    /// behind these where an array is iterated in place and has an element, which goes to `r[value]`
    IteratorLoop(value: W, iterator: Win, offset: XJ);
    /// Unpacks the result in `r[value]`: done jumps (and `r[value]` := undefined), else `r[value]` := its value. A result that is no object throws.
    IteratorDone(value: W, iterator: Win, offset: XJ);
    /// As `IteratorDone`, but done does leave `r[value]` := the result's value (for `yield*` and the like)
    IteratorDoneValue(value: W, iterator: Win, offset: XJ);
    /// Closes a sync iterator after a normal or return completion: a result that is no object throws.
    IteratorClose(iterator: Win);
    /// Closes a sync iterator after a throw: whatever `return` does is swallowed.
    IteratorCloseThrow(iterator: Win);
    /// First half of closing an async iterator: `r[dst] :=` the result of calling `return`, or jumps if there is none.
    AsyncIteratorClose(dst: W, iterator: Win, offset: XJ);
    /// Throws a TypeError unless `r[value]` is an object (an iterator result, or what `return` gave).
    CheckIteratorResult(value: R);
    /// Opens an enumeration of the property names of `r[object]` (nullish: none).
    ForInStart(dst: W, object: R);
    /// `r[key] :=` the next name, or jumps when there is none.
    ForInNext(key: W, enumeration: R, offset: XJ);
    /// Jumps if iterating over a plain array is customised (`[a, b] = [b, a]` then needs the array and its iterator).
    JumpIterationCustomized(offset: J24);

    // ---- suspension ----
    /// Ends parameter initialisation of a generator: the call returns the generator object; runs on at the first `next`.
    InitialYield();
    /// Gives `r[value]` out; continues with the sent value in `r[dst]`. A `throw()` throws here; a `return()` stores its
    /// value in `r[dst]` and jumps to `on_return`. (In async generators the compiler awaits before, and after `return`.)
    Yield(dst: W, value: R, on_return: XJ);
    /// As `Yield` for `yield*`: gives `r[value]` out as it is (sync: it is already a result object), continues with
    /// `r[received]` = value and `r[received+1]` = 0 next, 1 throw, 2 return.
    YieldDelegate(received: Win, value: R);
    /// One step of `yield*`: calls `next`, `throw` or `return` of the iterator as `r[received+1]` says with `r[received]`;
    /// outcome in `r[dst]`. No `return` method: `r[received+1]` := 3 and `r[dst]` := `r[received]`. No `throw` method:
    /// closes the iterator and throws a TypeError (async with a `return` method: `r[received+1]` := 4, `r[dst]` its result).
    DelegateStep(dst: W, iterator: Win, received: Win);
    /// After `DelegateStep` (and, in async generators, an `Await` of `r[dst]`): modes 3 and 4 and a result with `done`
    /// jump with `r[dst]` := the value (mode 4 throws the TypeError); else falls through, `r[dst]` unchanged in sync
    /// generators, the result's value in async ones.
    DelegateDone(dst: W, received: Win, offset: XJ);
    /// Suspends the frame until `r[value]` settles; the outcome goes to `r[dst]` or is thrown. `last` is 1 if nothing reads
    /// `r[value]` afterwards.
    Await(dst: W, value: R, last: U8);
    /// Ends a generator with the result `{ value: r[value], done: true }`.
    GeneratorReturn(value: R);
    /// Ends an async function: resolves its promise with `r[value]`.
    AsyncReturn(value: R);
    /// Ends an async generator (`r[value]` was awaited by the compiler where 27.6.3.2 wants it).
    AsyncGeneratorReturn(value: R);

    // ---- modules and the rest ----
    /// `r[dst] := import(r[specifier], r[options])`; phase 0 evaluation, 1 `import.defer`, 2 `import.source`
    ImportCall(dst: W, specifier: R, options: R, phase: XU);
    /// `r[dst] := import.meta`
    ImportMeta(dst: W);
    /// `r[list] :=` (undefined: a new) disposal list with `r[value]` added; hint 0 sync, 1 async (27.3, `using`)
    AddDisposable(list: W, value: R, hint: U8);
    /// Takes the next disposal from `r[list]`: calls it, `r[dst]` := its result to await (async) or undefined; jumps when
    /// the list is empty. `r[list]` may be undefined. A throw is combined by the handler through `SuppressError`.
    DisposeNext(dst: W, list: R, offset: XJ);
    /// `r[dst] :=` a SuppressedError of `r[error]` suppressing `r[suppressed]`, or `r[error]` if that is EMPTY
    SuppressError(dst: W, error: R, suppressed: R);
    /// A `debugger` statement.
    Debugger();
    /// Does nothing.
    Nop();
}

impl Op {
    /// The instruction with this number, if there is one.
    pub fn from_byte(byte: u8) -> Option<Op> {
        Self::ALL.get(byte as usize).copied()
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// Its operands in order.
    pub const fn operands(self) -> &'static [(&'static str, Operand)] {
        Self::OPERANDS[self as usize]
    }

    /// Its length in words, extra words included.
    pub const fn words(self) -> usize {
        let operands = self.operands();
        let mut words = 1;
        let mut i = 0;
        while i < operands.len() {
            if operands[i].1.is_extra() {
                words += 1;
            }
            i += 1;
        }
        words
    }
}
