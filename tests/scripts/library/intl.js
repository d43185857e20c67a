// One line for each class of Intl; the figures are those of CLDR 48.
const date = new Date(Date.UTC(2024, 6, 4, 15, 5, 9, 123));
const join = parts => parts.map(({ type, value }) => `${type}=${value}`).join(' ');

console.log(Intl.getCanonicalLocales(['EN-us', 'iw', 'sr-latn-rs']).join());
console.log(new Intl.Locale('zh-TW').maximize().toString(), new Intl.Locale('ar').getTextInfo().direction);
console.log(new Intl.Locale('en', { region: 'GB', hourCycle: 'h12' }).toString(), new Intl.Locale('de-AT').getWeekInfo());

console.log((1234567.891).toLocaleString('de'), (0.256).toLocaleString('fr', { style: 'percent' }), 12345678901234567890n.toLocaleString('hi'));
console.log(join(new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', currencySign: 'accounting' }).formatToParts(-1234.5)));
console.log(new Intl.NumberFormat('ja', { notation: 'compact' }).format(123456), new Intl.NumberFormat('es', { notation: 'compact', compactDisplay: 'long' }).format(1e6));
console.log(new Intl.NumberFormat('de', { style: 'unit', unit: 'kilometer-per-hour', unitDisplay: 'long' }).format(1), new Intl.NumberFormat('ar-EG').format(-12.5));
console.log(new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 }).formatRange(3, 5));
console.log(new Intl.NumberFormat('en', { roundingIncrement: 5, minimumFractionDigits: 2, maximumFractionDigits: 2, roundingMode: 'ceil' }).format(1.21));

const zoned = { timeZone: 'America/New_York' };
console.log(date.toLocaleString('en-US', zoned), '|', date.toLocaleDateString('de', { dateStyle: 'full', ...zoned }), '|', date.toLocaleTimeString('fr', zoned));
console.log(new Intl.DateTimeFormat('ja', { dateStyle: 'long', calendar: 'japanese', ...zoned }).format(date));
console.log(join(new Intl.DateTimeFormat('en', { hour: 'numeric', dayPeriod: 'long', timeZoneName: 'long', ...zoned }).formatToParts(date)));
console.log(new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', ...zoned }).formatRange(date, new Date(+date + 5 * 864e5)));
console.log(new Temporal.PlainDate(2024, 7, 4).toLocaleString('en', { month: 'long', day: 'numeric' }));

console.log(['z', 'ä', 'a'].sort(new Intl.Collator('sv').compare).join(''), ['z', 'ä', 'a'].sort(new Intl.Collator('de').compare).join(''));
console.log(['a10', 'a9'].sort(new Intl.Collator('en', { numeric: true }).compare).join(), 'a'.localeCompare('Á', 'en', { sensitivity: 'base' }));
console.log(new Intl.PluralRules('en', { type: 'ordinal' }).select(22), new Intl.PluralRules('ar').select(6), new Intl.PluralRules('fr').selectRange(0, 1));
console.log(new Intl.ListFormat('es', { type: 'disjunction' }).format(['siete', 'ocho']));
console.log(new Intl.RelativeTimeFormat('de', { numeric: 'auto' }).format(-1, 'day'), '|', new Intl.RelativeTimeFormat('pl').format(3, 'months'));
console.log(new Intl.DisplayNames('fr', { type: 'region' }).of('DE'), new Intl.DisplayNames('en', { type: 'language' }).of('zh-Hant-TW'));
console.log(new Intl.DurationFormat('en', { style: 'digital' }).format({ hours: 1, minutes: 2, seconds: 3, milliseconds: 45 }));
console.log([...new Intl.Segmenter('en', { granularity: 'word' }).segment('Hi, you!')].filter(s => s.isWordLike).map(s => s.segment).join());
console.log('i'.toLocaleUpperCase('tr'), [1.5, date].toLocaleString('en-GB', zoned));
console.log(new Intl.NumberFormat(), Object.prototype.toString.call(Intl));
for (const wrong of [() => new Intl.NumberFormat('en_US'), () => new Intl.NumberFormat('en', { style: 'currency' }), () => new Intl.DateTimeFormat('en', { timeZone: 'Mars' })]) {
  try { wrong(); } catch (error) { console.log(`${error}`); }
}
const long = 'ab, cd. '.repeat(2000) + 'สวัสดีชาวโลก'.repeat(300);
for (const granularity of ['grapheme', 'word', 'sentence']) {
  const segments = new Intl.Segmenter('en', { granularity }).segment(long);
  const all = [...segments];
  console.log(granularity, all.length, all.map(s => s.segment).join('') === long, segments.containing(9001).index);
}
