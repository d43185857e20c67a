//! The one seam to the ambient world: clock, randomness, time zone, variables and standard streams.
//!
//! ```text
//!   Date, performance, timers ──► Clock ──┬─ system: the machine's clocks
//!   Math.random ────────────────► Random  └─ virtual: stands still while JavaScript runs
//!   local time ─────────────────► TimeZone
//!   process.env, console ───────► variables, streams
//! ```
//!
//! No other file of the engine reads the time or a random source, so two runs with the same settings see the same
//! world: that is what a seed and a virtual clock promise.

use std::hash::{BuildHasher, Hasher};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::AmbiguousOffset;

use crate::stream::Stream;
use crate::turns::Seat;

/// Milliseconds of 400 Gregorian years, after which the calendar repeats itself.
const CYCLE_MS: f64 = 12_622_780_800_000.0;
/// When a virtual clock starts unless told otherwise: 2000-01-01T00:00:00Z.
const VIRTUAL_EPOCH_MS: f64 = 946_684_800_000.0;

/// Where time comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ClockKind {
    /// The machine's clocks.
    #[default]
    System,
    /// A clock that stands still while JavaScript runs and jumps to the next deadline when nothing else is left. A
    /// program that does nothing but look at it (10,000 times in a row) is let go on: each further look takes 1 ms.
    Virtual,
}

/// What a program can observe of the machine it runs on.
#[derive(Debug)]
pub struct Environment {
    clock: Clock,
    random: Random,
    time_zone: TimeZone,
    /// Environment variables in the order in which they were given.
    pub variables: Vec<(String, String)>,
    /// Standard output.
    pub stdout: Stream,
    /// Standard error.
    pub stderr: Stream,
}

impl Environment {
    /// An environment with the given clock; without a seed, randomness differs from run to run.
    pub fn new(clock: ClockKind, seed: Option<u64>, time_zone: Option<String>) -> Self {
        Self {
            clock: Clock::new(clock),
            random: Random::new(seed.unwrap_or_else(entropy)),
            time_zone: TimeZone { name: time_zone, zone: None },
            variables: Vec::new(),
            stdout: Stream::sink(),
            stderr: Stream::sink(),
        }
    }

    /// Milliseconds since the epoch, with fractions.
    pub fn wall_ms(&self) -> f64 {
        match &self.clock {
            Clock::System { start, start_wall_ms } => {
                let now = SystemTime::now().duration_since(UNIX_EPOCH);
                now.map_or(start_wall_ms + start.elapsed().as_secs_f64() * 1e3, |now| now.as_secs_f64() * 1e3)
            }
            Clock::Virtual { seat, .. } => VIRTUAL_EPOCH_MS + seat.now() as f64,
        }
    }

    /// Nanoseconds since the epoch.
    pub fn wall_ns(&self) -> i128 {
        match &self.clock {
            Clock::System { .. } => match SystemTime::now().duration_since(UNIX_EPOCH) {
                Ok(now) => now.as_nanos() as i128,
                Err(_) => self.wall_ms() as i128 * 1_000_000,
            },
            Clock::Virtual { .. } => self.wall_ms() as i128 * 1_000_000,
        }
    }

    /// Milliseconds since the environment was made; never goes back.
    pub fn monotonic_ms(&self) -> f64 {
        match &self.clock {
            Clock::System { start, .. } => start.elapsed().as_nanos() as f64 / 1e6,
            Clock::Virtual { seat, start } => (seat.now() - start) as f64,
        }
    }

    /// Nanoseconds since the environment was made.
    pub fn monotonic_ns(&self) -> u64 {
        match &self.clock {
            Clock::System { start, .. } => u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX),
            Clock::Virtual { seat, start } => (seat.now() - start).saturating_mul(1_000_000),
        }
    }

    /// The event loop's time: whole milliseconds since the environment was made; with a virtual clock, since the program
    /// began.
    pub fn loop_ms(&self) -> u64 {
        match &self.clock {
            Clock::System { start, .. } => {
                let elapsed = start.elapsed();
                elapsed.as_secs() * 1000 + u64::from(elapsed.subsec_millis())
            }
            Clock::Virtual { seat, .. } => seat.now(),
        }
    }

    /// The wall clock at the moment the environment was made.
    pub fn origin_ms(&self) -> f64 {
        match &self.clock {
            Clock::System { start_wall_ms, .. } => *start_wall_ms,
            Clock::Virtual { start, .. } => VIRTUAL_EPOCH_MS + *start as f64,
        }
    }

    /// Lets time pass until the loop's clock shows `deadline`: sleeps, or lets the other agents of the program run and
    /// moves the virtual clock. Unparking the thread, or waking the agent, may end that early.
    pub fn wait_until(&mut self, deadline: u64) {
        match &self.clock {
            Clock::System { start, .. } => {
                let rest = Duration::from_millis(deadline).saturating_sub(start.elapsed());
                if !rest.is_zero() {
                    std::thread::park_timeout(rest);
                }
            }
            Clock::Virtual { seat, .. } => seat.wait(Some(deadline)),
        }
    }

    /// Lets this many milliseconds pass while JavaScript waits for them: a simulated clock moves by whole ones. Unparking
    /// the thread may end a sleep early.
    pub fn sleep_ms(&mut self, milliseconds: f64) {
        match &self.clock {
            Clock::System { .. } => {
                std::thread::park_timeout(Duration::from_secs_f64(milliseconds.clamp(0.0, 1e6) / 1e3))
            }
            Clock::Virtual { seat, .. } => {
                if milliseconds == f64::INFINITY && seat.has_company() {
                    seat.wait_for_agents();
                } else {
                    // Who waits for ever and is alone uses up its fuel, if that is counted.
                    let milliseconds = if milliseconds.is_finite() { milliseconds.max(1.0) } else { 20.0 };
                    seat.wait(Some(seat.now() + milliseconds.ceil() as u64));
                }
            }
        }
    }

    /// Waits until another agent of the program wakes this one. True if that can never happen.
    pub(crate) fn wait_for_agents(&self) -> bool {
        match &self.clock {
            Clock::System { .. } => {
                std::thread::park();
                false
            }
            Clock::Virtual { seat, .. } => seat.wait_for_agents(),
        }
    }

    /// Waits until the agent is woken.
    pub(crate) fn wait(&self) {
        match &self.clock {
            Clock::System { .. } => std::thread::park(),
            Clock::Virtual { seat, .. } => seat.wait(None),
        }
    }

    /// Whether time is simulated.
    pub fn is_virtual(&self) -> bool {
        matches!(self.clock, Clock::Virtual { .. })
    }

    /// The place among the agents that share the virtual clock.
    pub(crate) fn seat(&self) -> Option<&Seat> {
        match &self.clock {
            Clock::System { .. } => None,
            Clock::Virtual { seat, .. } => Some(seat),
        }
    }

    /// The same environment with the virtual clock of another agent.
    pub(crate) fn with_seat(mut self, seat: Option<Seat>) -> Self {
        if let Some(seat) = seat {
            let start = seat.now();
            self.clock = Clock::Virtual { seat, start };
        }
        self
    }

    /// A number in [0, 1).
    pub fn random(&mut self) -> f64 {
        (self.random.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Offset of local time from UTC in milliseconds at the instant `t`, or at the local time `t`.
    pub fn time_zone_offset_ms(&mut self, t: f64, is_utc: bool) -> f64 {
        self.time_zone.offset_ms(t, is_utc)
    }

    /// The locale that the variables name, as in `de_DE.UTF-8`; empty if none does.
    pub fn locale(&self) -> String {
        let value = |name: &str| {
            let found = self.variables.iter().rev().find(|(variable, _)| variable == name);
            found.map(|(_, value)| value.clone()).filter(|value| !value.is_empty())
        };
        ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(value).unwrap_or_default()
    }

    /// The name of the time zone in force at the instant `t`.
    pub fn time_zone_name(&mut self, t: f64) -> String {
        self.time_zone.display_name(t)
    }

    /// The IANA name of the time zone, or its offset from UTC if it goes by a rule.
    pub fn time_zone_identifier(&mut self) -> String {
        self.time_zone.identifier()
    }
}

#[derive(Debug)]
enum Clock {
    System {
        start: Instant,
        start_wall_ms: f64,
    },
    /// The clock of the program, and its time when the environment was made.
    Virtual {
        seat: Seat,
        start: u64,
    },
}

impl Clock {
    fn new(kind: ClockKind) -> Self {
        match kind {
            ClockKind::System => {
                let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Self::System { start: Instant::now(), start_wall_ms: wall.as_secs_f64() * 1e3 }
            }
            ClockKind::Virtual => Self::Virtual { seat: Seat::alone(), start: 0 },
        }
    }
}

/// A seed that differs from run to run: the standard library's hash keys come from the operating system.
fn entropy() -> u64 {
    std::hash::RandomState::new().build_hasher().finish()
}

/// xoshiro256++ (Blackman and Vigna), seeded through splitmix64.
#[derive(Clone, Debug)]
struct Random([u64; 4]);

impl Random {
    fn new(mut seed: u64) -> Self {
        Self(std::array::from_fn(|_| {
            seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut word = seed;
            word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            word ^ (word >> 31)
        }))
    }

    fn next(&mut self) -> u64 {
        let Self(state) = self;
        let result = state[0].wrapping_add(state[3]).rotate_left(23).wrapping_add(state[0]);
        let carried = state[1] << 17;
        state[2] ^= state[0];
        state[3] ^= state[1];
        state[1] ^= state[2];
        state[0] ^= state[3];
        state[2] ^= carried;
        state[3] = state[3].rotate_left(45);
        result
    }
}

/// The local time zone; its rules are looked up when a program first asks for local time.
#[derive(Debug)]
struct TimeZone {
    /// An IANA name or POSIX rule; none means the machine's.
    name: Option<String>,
    zone: Option<jiff::tz::TimeZone>,
}

impl TimeZone {
    fn zone(&mut self) -> &jiff::tz::TimeZone {
        let name = &self.name;
        self.zone.get_or_insert_with(|| {
            let name = name.clone().filter(|name| !name.is_empty()).or_else(machine_zone_name);
            name.and_then(|name| find_zone(&name)).unwrap_or(jiff::tz::TimeZone::UTC)
        })
    }

    fn offset_ms(&mut self, t: f64, is_utc: bool) -> f64 {
        let instant = timestamp_in_cycle(t);
        let zone = self.zone();
        let offset = if is_utc {
            zone.to_offset(instant)
        } else {
            let local = jiff::tz::TimeZone::UTC.to_datetime(instant);
            match zone.to_ambiguous_timestamp(local).offset() {
                AmbiguousOffset::Unambiguous { offset } => offset,
                // 21.4.1.26 UTC(t): times that are skipped or repeated count by the offset before the change.
                AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before,
            }
        };
        f64::from(offset.seconds()) * 1e3
    }

    fn identifier(&mut self) -> String {
        let zone = self.zone();
        match zone.iana_name() {
            Some(name) => name.to_owned(),
            None => {
                // Deviates: a zone that only a POSIX rule names shows as the offset that it has at the epoch.
                let minutes = zone.to_offset(Timestamp::UNIX_EPOCH).seconds() / 60;
                let sign = if minutes < 0 { '-' } else { '+' };
                format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
        }
    }

    fn display_name(&mut self, t: f64) -> String {
        let instant = timestamp_in_cycle(t);
        match self.zone().to_offset_info(instant).abbreviation() {
            "UTC" => "Coordinated Universal Time".to_owned(),
            "GMT" => "Greenwich Mean Time".to_owned(),
            "CET" => "Central European Standard Time".to_owned(),
            "CEST" => "Central European Summer Time".to_owned(),
            "EST" => "Eastern Standard Time".to_owned(),
            "EDT" => "Eastern Daylight Time".to_owned(),
            "CST" => "Central Standard Time".to_owned(),
            "CDT" => "Central Daylight Time".to_owned(),
            "PST" => "Pacific Standard Time".to_owned(),
            "PDT" => "Pacific Daylight Time".to_owned(),
            "JST" => "Japan Standard Time".to_owned(),
            // Deviates: other zones go by their abbreviation; the long names belong to a locale.
            other => other.to_owned(),
        }
    }
}

/// The instant, moved by whole calendar cycles into the years that the rules know.
fn timestamp_in_cycle(t: f64) -> Timestamp {
    let years_1600_to_9999 = -11_676_096_000_000.0..253_370_764_800_000.0;
    let t = if years_1600_to_9999.contains(&t) { t } else { t.rem_euclid(CYCLE_MS) };
    Timestamp::from_millisecond(t as i64).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn machine_zone_name() -> Option<String> {
    let link = std::fs::read_link("/etc/localtime").ok()?;
    let path = link.to_str()?;
    path.split_once("zoneinfo/").map(|(_, name)| name.to_owned())
}

fn find_zone(name: &str) -> Option<jiff::tz::TimeZone> {
    let name = name.strip_prefix(':').unwrap_or(name);
    jiff::tz::TimeZone::get(name).or_else(|_| jiff::tz::TimeZone::posix(name)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(zone: &str) -> Environment {
        Environment::new(ClockKind::Virtual, Some(1), Some(zone.to_owned()))
    }

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let draw = || {
            let mut environment = environment("UTC");
            [environment.random(), environment.random()]
        };
        assert_eq!(draw(), draw());
        assert!(draw().iter().all(|number| (0.0..1.0).contains(number)));
    }

    #[test]
    fn virtual_time_moves_only_when_waited_for() {
        let mut environment = environment("UTC");
        assert_eq!(environment.loop_ms(), 0);
        environment.wait_until(90_000);
        assert_eq!((environment.loop_ms(), environment.wall_ms()), (90_000, VIRTUAL_EPOCH_MS + 90_000.0));
        environment.wait_until(5);
        assert_eq!(environment.monotonic_ms(), 90_000.0);
    }

    #[test]
    fn local_time_follows_the_rules_of_the_zone() {
        let mut berlin = environment("Europe/Berlin");
        let hours = |berlin: &mut Environment, t, is_utc| berlin.time_zone_offset_ms(t, is_utc) / 3.6e6;
        assert_eq!(hours(&mut berlin, 1_704_067_200_000.0, true), 1.0); // January 2024
        assert_eq!(hours(&mut berlin, 1_719_792_000_000.0, true), 2.0); // July 2024
        assert_eq!(hours(&mut berlin, 1_711_852_200_000.0, false), 1.0); // 02:30 on the day it does not exist
        assert_eq!(hours(&mut berlin, 8.64e15, true), 2.0);
        assert_eq!(environment("Europe/Berlin").time_zone_identifier(), "Europe/Berlin");
        assert_eq!(environment("CET-1CEST,M3.5.0,M10.5.0/3").time_zone_identifier(), "+01:00");
        assert_eq!(environment("NST+3:30").time_zone_identifier(), "-03:30");
        assert_eq!(environment("UTC").time_zone_name(0.0), "Coordinated Universal Time");
    }
}
