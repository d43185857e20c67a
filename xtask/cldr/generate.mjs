// Writes crates/builtins/src/intl/data from the JSON distribution of CLDR:
//
//   npm install cldr-core cldr-numbers-full cldr-dates-full cldr-units-full cldr-localenames-full cldr-bcp47 \
//     cldr-cal-hebrew-full cldr-cal-islamic-full
//   node xtask/cldr/generate.mjs <that node_modules> crates/builtins/src/intl/data
//
// A file for each language: blocks `=locale` of sorted lines `key<TAB>value`. A locale's block has only what differs
// from its parent's. locales.txt says where: name, parent, start, end. See crates/builtins/src/intl/data.rs for the reader.
import fs from 'node:fs';
import path from 'node:path';

const [root, output] = process.argv.slice(2);
const read = file => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
const supplemental = name => read(`cldr-core/supplemental/${name}.json`).supplemental;

const LANGUAGES = ('ar ca cs da de el en es fa fi fr he hi hr hu id it ja ko lt lv ms nb nl no pl pt ro ru sk sl sv th ' +
  'tr uk vi zh').split(' ');
const UNITS = ('acre bit byte celsius centimeter day degree fahrenheit fluid-ounce foot gallon gigabit gigabyte gram ' +
  'hectare hour inch kilobit kilobyte kilogram kilometer liter megabit megabyte meter microsecond mile ' +
  'mile-scandinavian milliliter millimeter millisecond minute month nanosecond ounce percent petabyte pound second ' +
  'stone terabit terabyte week yard year').split(' ');
const COMPOUND = ['kilometer-per-hour', 'mile-per-hour', 'meter-per-second', 'mile-per-gallon', 'liter-per-kilometer'];
const PLURALS = ['zero', 'one', 'two', 'few', 'many', 'other', '0', '1'];

const parents = supplemental('parentLocales').parentLocales.parentLocale;
const list = items => {
  for (const item of items) if (item?.includes('|')) throw Error(`a bar in ${item}`);
  return items.map(item => item ?? '').join('|').replace(/\|+$/, '');
};
const pairs = object => list(Object.entries(object).map(([key, value]) => `${key}=${value}`));
const plurals = (object, prefix) =>
  pairs(Object.fromEntries(PLURALS.filter(p => object[prefix + p] !== undefined).map(p => [p, object[prefix + p]])));

function numbers(locale, put) {
  const data = read(`cldr-numbers-full/main/${locale}/numbers.json`).main[locale].numbers;
  put('ns', data.defaultNumberingSystem);
  put('ns.native', data.otherNumberingSystems.native);
  put('ns.traditional', data.otherNumberingSystems.traditional ?? '');
  put('ns.finance', data.otherNumberingSystems.finance ?? '');
  put('grouping', data.minimumGroupingDigits);
  for (const system of new Set([data.defaultNumberingSystem, data.otherNumberingSystems.native, 'latn'])) {
    const part = name => data[`${name}-numberSystem-${system}`];
    if (!part('symbols')) continue;
    const s = part('symbols'), currency = part('currencyFormats'), misc = part('miscPatterns');
    put(`${system}.symbols`, list([s.decimal, s.group, s.percentSign, s.plusSign, s.minusSign, s.approximatelySign,
      s.exponential, s.superscriptingExponent, s.infinity, s.nan, s.timeSeparator, s.currencyDecimal, s.currencyGroup]));
    put(`${system}.patterns`, list([part('decimalFormats').standard, part('percentFormats').standard, part('scientificFormats').standard,
      currency.standard, currency.accounting, currency['standard-alphaNextToNumber'], currency['accounting-alphaNextToNumber']]));
    put(`${system}.range`, list([misc.range, misc.approximately]));
    put(`${system}.unitPattern`, plurals(currency, 'unitPattern-count-'));
    const compact = (key, formats) => {
      if (!formats) return;
      const byPower = {};
      for (const [name, pattern] of Object.entries(formats)) {
        const [, power, category] = /^(1(0+))-count-(\w+)(-alt)?/.exec(name).slice(1) && /^10*-count-\w+(-alt.*)?$/.exec(name)
          ? [0, name.match(/^10*/)[0].length - 1, name.replace(/^10*-count-/, '')] : [];
        if (category.includes('alt')) continue;
        (byPower[power] ??= {})[category] = pattern;
      }
      for (const [power, forms] of Object.entries(byPower)) put(`${system}.${key}.${power.padStart(2, '0')}`, pairs(forms));
    };
    compact('short', part('decimalFormats').short?.decimalFormat);
    compact('long', part('decimalFormats').long?.decimalFormat);
    compact('money', currency.short?.standard);
  }
  const currencies = read(`cldr-numbers-full/main/${locale}/currencies.json`).main[locale].numbers.currencies;
  for (const code of activeCurrencies) {
    const c = currencies[code];
    if (!c) continue;
    const symbol = c.symbol === code ? '' : c.symbol, narrow = c['symbol-alt-narrow'];
    put(`currency.${code}`, list([c.displayName, symbol, narrow === code ? '' : narrow]));
    const forms = new Set(PLURALS.map(p => c[`displayName-count-${p}`]).filter(Boolean));
    // One form that is the name itself goes without saying; a child says so with an empty line.
    put(`currency.${code}.names`, forms.size === 1 && forms.has(c.displayName) ? '' : plurals(c, 'displayName-count-'));
  }
}

function units(locale, put) {
  const data = read(`cldr-units-full/main/${locale}/units.json`).main[locale].units;
  for (const width of ['long', 'short', 'narrow']) {
    const byName = {};
    for (const [key, unit] of Object.entries(data[width])) {
      if (unit.displayName) byName[key.replace(/^[a-z]+-/, '')] ??= unit;
    }
    const full = { ...byName };
    for (const name of [...UNITS, ...COMPOUND]) {
      const unit = full[name];
      if (!unit) continue;
      let value = plurals(unit, 'unitPattern-count-');
      if (unit.perUnitPattern) value += `|per=${unit.perUnitPattern}`;
      if (name === 'percent' || value) put(`unit.${name}.${width[0]}`, value);
    }
    put(`unit.per.${width[0]}`, data[width].per.compoundUnitPattern);
    put(`unit.times.${width[0]}`, '');
  }
}

const MONTHS = [...Array(12).keys()].map(i => String(i + 1));
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const plain = object => Object.fromEntries(Object.entries(object ?? {}).filter(([key]) => !/-count-|-alt-/.test(key)));

function names(put, prefix, values, keys) {
  if (!values) return;
  for (const [context, mark] of [['format', 'f'], ['stand-alone', 's']]) {
    for (const width of ['wide', 'abbreviated', 'narrow', 'short']) {
      const forms = values[context]?.[width];
      if (!forms || (width === 'short' && keys === DAYS)) continue;
      const value = keys ? list(keys.map(key => forms[key])) : pairs(plain(forms));
      put(`${prefix}.${mark}${width[0]}`, value);
    }
  }
}

function calendar(put, prefix, c) {
  const styles = formats => list(['full', 'long', 'medium', 'short'].map(style => formats[style]?._value ?? formats[style]));
  put(`${prefix}.date`, styles(c.dateFormats));
  put(`${prefix}.dateTime`, styles(c.dateTimeFormats));
  if (c['dateTimeFormats-atTime']) put(`${prefix}.atTime`, styles(c['dateTimeFormats-atTime'].standard));
  const formats = plain(c.dateTimeFormats.availableFormats);
  put(`${prefix}.available`, pairs(formats));
  put(`${prefix}.append`, pairs(c.dateTimeFormats.appendItems));
  const intervals = { ...c.dateTimeFormats.intervalFormats };
  put(`${prefix}.intervalFallback`, intervals.intervalFormatFallback);
  delete intervals.intervalFormatFallback;
  const flat = {};
  for (const [skeleton, byField] of Object.entries(intervals)) {
    for (const [field, pattern] of Object.entries(plain(byField))) flat[`${skeleton}/${field}`] = pattern;
  }
  put(`${prefix}.intervals`, pairs(flat));
}

// The codes of eras are those of icu_calendar, but for the Gregorian calendar.
function eras(put, prefix, values, codes = { 0: '0', 1: '1' }) {
  for (const [name, mark] of [['eraNames', 'w'], ['eraAbbr', 'a'], ['eraNarrow', 'n']]) {
    const known = Object.entries(codes).filter(([, key]) => values?.[name]?.[key]);
    if (known.length) put(`${prefix}.era.${mark}`, pairs(Object.fromEntries(known.map(([code, key]) => [code, values[name][key]]))));
  }
}

// The packages of these calendars are not published any more; the program that runs this has their names too.
const ERAS = {
  buddhist: { be: '2024-01-01' }, roc: { roc: '2024-01-01', broc: '1900-01-01' }, indian: { shaka: '2024-01-01' },
  persian: { ap: '2024-01-01' }, coptic: { am: '2024-01-01' }, ethiopic: { am: '2024-01-01', aa: '-001000-01-01' },
  ethioaa: { aa: '2024-01-01' },
  japanese: { meiji: '1900-01-01', taisho: '1920-01-01', showa: '1950-01-01', heisei: '2000-01-01', reiwa: '2024-01-01' },
};

function otherCalendars(locale, put) {
  const show = (calendar, options, date, type) =>
    new Intl.DateTimeFormat(locale, { calendar, timeZone: 'UTC', ...options }).formatToParts(date).find(part => part.type === type)?.value;
  for (const [calendar, dates] of Object.entries(ERAS)) {
    for (const [width, mark] of [['long', 'w'], ['short', 'a'], ['narrow', 'n']]) {
      const named = Object.entries(dates).map(([code, date]) => [code, show(calendar, { era: width, year: 'numeric' }, new Date(date), 'era')]);
      put(`${calendar}.era.${mark}`, pairs(Object.fromEntries(named.filter(([, name]) => name))));
    }
  }
  const SHAPES = [[{ day: 'numeric' }, 'f'], [{}, 's']];
  for (const calendar of ['coptic', 'ethiopic', 'indian', 'persian']) {
    const days = [...Array(38).keys()].map(n => new Date(Date.UTC(2023, 8, 15) + n * 10 * 864e5));
    const numbers = days.map(day => Number(new Intl.DateTimeFormat('en-u-nu-latn', { calendar, month: 'numeric', timeZone: 'UTC' }).format(day)));
    const firsts = [...Array(13).keys()].map(n => days[numbers.indexOf(n + 1)]).filter(Boolean);
    for (const [width, mark] of [['long', 'w'], ['short', 'a'], ['narrow', 'n']]) {
      for (const [more, context] of SHAPES) {
        put(`${calendar}.month.${context}${mark}`, list(firsts.map(day => show(calendar, { month: width, ...more }, day, 'month'))));
      }
    }
  }
}

function dates(locale, put) {
  const directory = `cldr-dates-full/main/${locale}`;
  const load = (file, name) => read(file).main[locale].dates.calendars[name];
  const g = load(`${directory}/ca-gregorian.json`, 'gregorian');
  calendar(put, 'gregorian', g);
  const time = ['full', 'long', 'medium', 'short'].map(style => g.timeFormats[style]?._value ?? g.timeFormats[style]);
  put('time', list(time));
  names(put, 'month', g.months, MONTHS);
  names(put, 'day', g.days, DAYS);
  names(put, 'period', g.dayPeriods);
  eras(put, 'gregorian', g.eras);
  calendar(put, 'generic', load(`${directory}/ca-generic.json`, 'generic'));
  for (const name of ['hebrew', 'islamic']) {
    const file = `cldr-cal-${name}-full/main/${locale}/ca-${name}.json`;
    if (!fs.existsSync(path.join(root, file))) continue;
    const c = load(file, name);
    names(put, `${name}.month`, c.months, name === 'hebrew' ? [...MONTHS, '13', '7-yeartype-leap'] : MONTHS);
    if (name === 'hebrew') {
      // Its months always go by their names.
      put('hebrew.date', list(['full', 'long', 'medium', 'short'].map(style => c.dateFormats[style]?._value ?? c.dateFormats[style])));
      put('hebrew.available', pairs(plain(c.dateTimeFormats.availableFormats)));
    }
    eras(put, name, c.eras, name === 'hebrew' ? { am: '0' } : { ah: '0', bh: '1' });
  }
  otherCalendars(locale, put);
  const fields = read(`${directory}/dateFields.json`).main[locale].dates.fields;
  for (const unit of ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year']) {
    for (const [suffix, mark] of [['', 'l'], ['-short', 's'], ['-narrow', 'n']]) {
      const field = fields[unit + suffix];
      const words = Object.entries(field).filter(([key]) => key.startsWith('relative-type-'));
      put(`relative.${unit}.${mark}.words`, pairs(Object.fromEntries(words.map(([key, value]) => [key.slice(14), value]))));
      put(`relative.${unit}.${mark}.future`, plurals(field['relativeTime-type-future'] ?? {}, 'relativeTimePattern-count-'));
      put(`relative.${unit}.${mark}.past`, plurals(field['relativeTime-type-past'] ?? {}, 'relativeTimePattern-count-'));
    }
  }
  const FIELDS = { era: 'era', year: 'year', quarter: 'quarter', month: 'month', weekOfYear: 'week', weekday: 'weekday',
    day: 'day', dayPeriod: 'dayperiod', hour: 'hour', minute: 'minute', second: 'second', timeZoneName: 'zone' };
  for (const [name, field] of Object.entries(FIELDS)) {
    put(`field.${name}`, list([fields[field]?.displayName, fields[`${field}-short`]?.displayName, fields[`${field}-narrow`]?.displayName]));
  }
  zones(read(`${directory}/timeZoneNames.json`).main[locale].dates.timeZoneNames, put);
}

const zoneForms = z => list(['long', 'short'].flatMap(w => ['generic', 'standard', 'daylight'].map(k => z[w]?.[k])));

function zones(data, put) {
  put('zone', list([data.hourFormat, data.gmtFormat, data.gmtZeroFormat, data.regionFormat]));
  for (const [name, zone] of Object.entries(data.metazone ?? {})) put(`zone.${name}`, zoneForms(zone));
  const walk = (prefix, node) => {
    for (const [name, child] of Object.entries(node)) {
      if (child._type !== 'zone' && !child.exemplarCity) walk(`${prefix}${name}/`, child);
      else if (zoneForms(child)) put(`zone.${prefix}${name}`, zoneForms(child));
    }
  };
  walk('', data.zone ?? {});
}

function displayNames(locale, put) {
  const directory = `cldr-localenames-full/main/${locale}`;
  if (!fs.existsSync(path.join(root, directory))) return;
  const load = name => read(`${directory}/${name}.json`).main[locale].localeDisplayNames;
  const each = (prefix, values, isWanted) => {
    for (const [code, name] of Object.entries(values)) {
      const [base, alt] = code.split('-alt-');
      if (!isWanted(base)) continue;
      if (alt === undefined && name !== base) put(`${prefix}.${base}`, name);
      if (alt === 'short' || alt === 'menu') put(`${prefix}.${base}.${alt}`, name);
    }
  };
  each('language', load('languages').languages, code => namedLanguages.has(code));
  each('region', load('territories').territories, () => true);
  each('script', load('scripts').scripts, code => namedScripts.has(code));
  const other = read(`${directory}/localeDisplayNames.json`).main[locale].localeDisplayNames;
  put('localePattern', list([other.localeDisplayPattern.localePattern, other.localeDisplayPattern.localeSeparator]));
  each('calendar', other.types?.calendar ?? {}, () => true);
}

// What every locale shares.
const currencyData = supplemental('currencyData').currencyData;
const activeCurrencies = [...new Set(Object.values(currencyData.region).flat().flatMap(entry =>
  Object.entries(entry).filter(([, v]) => !v._to && v._tender !== 'false').map(([code]) => code)))].sort();
const english = read('cldr-localenames-full/main/en/languages.json').main.en.localeDisplayNames.languages;
const modern = read('cldr-core/coverageLevels.json').effectiveCoverageLevels;
const namedLanguages = new Set(Object.keys(english).filter(code => code.split('-')[0] in modern || LANGUAGES.includes(code.split('-')[0])));
const namedScripts = new Set(('Adlm Arab Armn Beng Bopo Brai Cans Cher Cyrl Deva Ethi Geor Grek Gujr Guru Hanb Hang Hani Hans Hant ' +
  'Hebr Hira Hrkt Jamo Jpan Kana Khmr Knda Kore Laoo Latn Mlym Mong Mtei Mymr Nkoo Olck Orya Rohg Sinh Sund Syrc Taml Telu ' +
  'Tfng Thaa Thai Tibt Vaii Yiii Zmth Zsye Zsym Zxxx Zyyy Zzzz').split(' '));

function world() {
  const lines = [];
  const put = (key, value) => lines.push(`${key}\t${value}`);
  for (const [code, f] of Object.entries(currencyData.fractions)) put(`digits.${code}`, f._digits);
  put('currencies', activeCurrencies.join('|'));
  const week = supplemental('weekData').weekData;
  for (const [key, name] of [['firstDay', 'week.first'], ['weekendStart', 'week.start'], ['weekendEnd', 'week.end'], ['minDays', 'week.min']]) {
    for (const [region, value] of Object.entries(week[key])) {
      if (!region.includes('-alt-')) put(`${name}.${region}`, /^\d/.test(value) ? value : 1 + (DAYS.indexOf(value) + 6) % 7);
    }
  }
  for (const [region, time] of Object.entries(supplemental('timeData').timeData)) {
    put(`hours.${region}`, `${time._preferred} ${time._allowed}`);
  }
  for (const [region, calendars] of Object.entries(supplemental('calendarPreferenceData').calendarPreferenceData)) {
    put(`calendars.${region}`, Array.isArray(calendars) ? calendars.join(' ') : calendars);
  }
  for (const [name, system] of Object.entries(supplemental('numberingSystems').numberingSystems)) {
    if (system._type === 'numeric') put(`numerals.${name}`, system._digits);
  }
  for (const [language, rules] of Object.entries(supplemental('dayPeriods').dayPeriodRuleSet)) {
    const hour = text => parseInt(text, 10);
    const forms = Object.entries(rules).map(([name, r]) => r._at ? `${name}=${hour(r._at)}` : `${name}=${hour(r._from)}-${hour(r._before)}`);
    put(`periods.${language}`, forms.join('|'));
  }
  const walk = (prefix, node) => {
    for (const [name, child] of Object.entries(node)) {
      if (!Array.isArray(child)) walk(`${prefix}${name}/`, child);
      else put(`metazone.${prefix}${name}`, child.at(-1).usesMetazone._mzone);
    }
  };
  walk('', supplemental('metaZones').metaZones.metazoneInfo.timezone);
  const zoneKeys = read('cldr-bcp47/bcp47/timezone.json').keyword.u.tz;
  for (const zone of Object.values(zoneKeys)) {
    const [first, ...others] = zone._alias?.split(' ') ?? [];
    const canonical = zone._iana ?? first;
    if (first) for (const alias of new Set([first, ...others])) if (alias !== canonical) put(`zoneAlias.${alias}`, canonical);
  }
  const byRegion = {};
  for (const [id, zone] of Object.entries(zoneKeys)) {
    if (zone._region || zone._deprecated) continue;
    const region = id.slice(0, 2).toUpperCase(), name = zone._iana ?? zone._alias?.split(' ')[0];
    if (name && id.length === 5 && !name.startsWith('Etc/')) (byRegion[region] ??= []).push(name);
  }
  for (const [region, zones] of Object.entries(byRegion)) put(`zones.${region}`, zones.sort().join(' '));
  write('world.txt', lines);
}

const order = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const sorted = lines => [...new Set(lines)].sort((a, b) => order(a.split('\t')[0], b.split('\t')[0]));
const write = (name, lines) => fs.writeFileSync(path.join(output, name), sorted(lines).join('\n') + '\n');

function content(locale) {
  const values = new Map();
  const put = (key, value) => {
    if (value === undefined) return;
    if (/[\t\n]/.test(value)) throw Error(`a tab in ${key}`);
    values.set(key, value);
  };
  numbers(locale, put);
  units(locale, put);
  dates(locale, put);
  displayNames(locale, put);
  // Widths that say the same as the next wider one are left out; readers go on to that one.
  for (const [key, value] of values) {
    const wider = key.replace(/\.n$/, '.s').replace(/^(month|day)\.sn$/, '$1.fn');
    if (key.startsWith('unit.') && wider !== key && values.get(wider) === value) values.delete(key);
  }
  return values;
}

const isWanted = locale => /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z0-9]{2,3})?$/.test(locale);
const isWhole = locale => isWanted(locale) && fs.existsSync(path.join(root, `cldr-localenames-full/main/${locale}/languages.json`));
// Some locales have a few files only; variants are left out.
const available = new Set(fs.readdirSync(path.join(root, 'cldr-localenames-full/main')).filter(isWhole));
const defaults = read('cldr-core/defaultContent.json').defaultContent;
const contents = new Map();
const contentOf = locale => {
  if (!contents.has(locale)) contents.set(locale, content(locale));
  return contents.get(locale);
};
const parentOf = locale => {
  const parent = parents[locale] ?? locale.split('-').slice(0, -1).join('-');
  return parent === 'und' || parent === 'root' ? '' : parent;
};

const likelySubtags = supplemental('likelySubtags').likelySubtags;
// `zh-CN` for `zh-Hans-CN`: regions whose likely script is that of the language.
const shortForms = (index, language) => {
  const script = likelySubtags[language].split('-')[1], known = new Set(index.map(line => line.split('\t')[0]));
  return [...known].filter(name => name.startsWith(`${language}-${script}-`) && !known.has(`${language}-${name.split('-')[2]}`))
    .map(name => `${language}-${name.split('-')[2]}\t${name}\t`);
};
const index = [];
for (const language of LANGUAGES) {
  const locales = [...available].filter(locale => locale.split('-')[0] === language).sort(order);
  let text = '';
  for (const locale of locales) {
    let parent = parentOf(locale);
    while (parent && !available.has(parent)) parent = parentOf(parent);
    const own = contentOf(locale), inherited = parent ? contentOf(parent) : new Map();
    const lines = [...own].filter(([key, value]) => (inherited.get(key) ?? '') !== value).map(([key, value]) => `${key}\t${value}`);
    let place = '';
    if (lines.length) {
      text += `=${locale}\n`;
      const block = sorted(lines).join('\n') + '\n', start = Buffer.byteLength(text);
      text += block;
      place = `${start}\t${Buffer.byteLength(text)}`;
    }
    index.push(`${locale}\t${parent}\t${place}`);
  }
  for (const locale of defaults) {
    const parent = locale.split('-').slice(0, -1).join('-');
    // What inherits everything has nothing to inherit from a locale that is left out.
    if (locale.split('-')[0] === language && !available.has(locale) && isWanted(locale) && available.has(parent)) {
      index.push(`${locale}\t${parent}\t`);
    }
  }
  // Language and region alone name the locale with the likely script.
  for (const [name, likely] of Object.entries(likelySubtags)) {
    if (!/^[a-z]+-[A-Z]{2}$/.test(name) || name.split('-')[0] !== language) continue;
    const known = locale => index.some(line => line.startsWith(`${locale}\t`));
    if (!known(name) && known(likely)) index.push(`${name}\t${likely}\t`);
  }
  for (const short of shortForms(index, language)) index.push(short);
  fs.writeFileSync(path.join(output, `${language}.txt`), text);
}
write('locales.txt', index);
world();
