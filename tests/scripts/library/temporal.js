// Dates, times and zones of Temporal, and what stands in for bad ones. The clock is virtual.
const show = (...values) => console.log(values.map(String).join("  "));
const thrown = (action) => {
  try {
    return String(action());
  } catch (error) {
    return error.constructor.name;
  }
};

// The host's clock and time zone.
show(Temporal.Now.instant(), Temporal.Now.plainDateISO("Asia/Tokyo"));

// Arithmetic of dates ends months where they end.
const leap = Temporal.PlainDate.from("2024-02-29");
show(leap.add({ years: 1 }), leap.subtract("P1M"), leap.until("2025-03-01", { largestUnit: "year" }));
show(thrown(() => leap.add({ years: 1 }, { overflow: "reject" })));

// Days of a zone have 23 to 25 hours.
const night = Temporal.ZonedDateTime.from("2025-03-30T00:30[Europe/Berlin]");
show(night.hoursInDay, night.add({ hours: 2 }), night.add({ days: 1 }));
show(night.getTimeZoneTransition("next"), Temporal.ZonedDateTime.from("2025-10-26T02:30[Europe/Berlin]").offset);

// Durations balance by a date that they are relative to.
const hours = Temporal.Duration.from({ hours: 1000 });
show(hours.round({ largestUnit: "month", relativeTo: "2025-02-01" }), hours.total({ unit: "day" }));

// Calendars.
show(leap.withCalendar("hebrew").monthCode, leap.withCalendar("japanese").era, leap.withCalendar("chinese").day);
show(Temporal.PlainMonthDay.from({ calendar: "chinese", monthCode: "M08", day: 15 }));

// Nanoseconds are exact at both ends of time.
const last = new Temporal.Instant(8640000000000000000000n);
show(last.epochNanoseconds, last, thrown(() => last.add({ nanoseconds: 1 })));
show(new Date(1e12).toTemporalInstant().epochMilliseconds);

// What is no date.
show(thrown(() => Temporal.PlainDate.from("2025-02-29")), thrown(() => Temporal.PlainDate.from(7)));
show(thrown(() => leap < leap), thrown(() => Temporal.PlainDate.from({ year: 1e300, month: 1e300, day: 1e300 })));
show(thrown(() => new Temporal.Duration(2 ** 53)), thrown(() => leap.add({ days: 1e15 })));

// What is shown of an object, and what cannot be cloned.
class Day extends Temporal.PlainDate {}
console.log(leap, { hours }, [night], new Day(2024, 2, 29), Temporal.PlainTime.from("10:20"));
show(thrown(() => structuredClone(leap)));

// Calendars that there are not, and months that nobody should wait for.
show(thrown(() => leap.withCalendar("islamic")), thrown(() => Temporal.PlainDate.from("2024-02-29[u-ca=islamic-rgsa]")));
const early = Temporal.PlainDate.from("-200000-01-01[u-ca=chinese]");
show(thrown(() => early.until(leap.withCalendar("chinese"), { largestUnit: "month" })));
