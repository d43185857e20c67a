//! What an agent was made with, for further agents of the same program.

use roundelay_event_loop::Profile;

use crate::builder::{Limits, RuntimeBuilder};
use crate::environment::ClockKind;
use crate::host::RuntimeHost;
use crate::platform::Platform;
use crate::turns::Seat;

/// The settings of a builder that other agents get, too.
#[derive(Clone)]
pub(crate) struct Blueprint {
    clock: ClockKind,
    seed: Option<u64>,
    time_zone: Option<String>,
    pub(crate) profile: Profile,
    pub(crate) platform: Platform,
    limits: Limits,
    /// How many agents were made after this one.
    children: u64,
}

impl Blueprint {
    pub(crate) fn of(builder: &RuntimeBuilder) -> Self {
        Self {
            clock: builder.clock,
            seed: builder.seed,
            time_zone: builder.time_zone.clone(),
            profile: builder.profile,
            platform: builder.platform,
            limits: builder.limits,
            children: 0,
        }
    }
}

impl RuntimeHost {
    /// The builder of another agent of this program: under the same limits, with the same streams and variables, and
    /// with random numbers of its own. It is for a thread that has the stack which [`RuntimeHost::thread_stack`] tells.
    ///
    /// ```
    /// let mut runtime = roundelay::Runtime::builder().heap_limit(1 << 20).build();
    /// let builder = runtime.host().sibling();
    /// let worker = std::thread::spawn(|| {
    ///     let mut runtime = builder.build();
    ///     runtime.eval::<String>("try { new ArrayBuffer(1 << 21) } catch (error) { error.name }")
    /// });
    /// assert_eq!(worker.join().unwrap()?, "RangeError");
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn sibling(&mut self) -> RuntimeBuilder {
        self.blueprint.children += 1;
        let blueprint = &self.blueprint;
        let mut builder = RuntimeBuilder::new()
            .clock(blueprint.clock)
            .profile(blueprint.profile)
            .platform(blueprint.platform)
            .variables(self.environment.variables.iter().cloned())
            .stdout(self.environment.stdout.share())
            .stderr(self.environment.stderr.share());
        builder.seed = blueprint.seed.map(|seed| seed.wrapping_add(blueprint.children << 32));
        builder.time_zone = blueprint.time_zone.clone();
        builder.limits = blueprint.limits;
        builder.seat = self.environment.seat().map(Seat::another);
        builder
    }

    /// Waits for the first turn of an agent that was made as a [`RuntimeHost::sibling`], on its own thread: on a virtual
    /// clock one agent of a program runs at a time. To be called before anything is run.
    ///
    /// ```
    /// use roundelay::{ClockKind, Runtime};
    ///
    /// let mut runtime = Runtime::builder().clock(ClockKind::Virtual).build();
    /// let builder = runtime.host().sibling();
    /// let worker = std::thread::spawn(|| {
    ///     let mut runtime = builder.build();
    ///     runtime.host().take_turn();
    ///     runtime.eval::<f64>("performance = Date.now()")
    /// });
    /// // The worker runs while this agent sleeps.
    /// runtime.host().environment.sleep_ms(5.0);
    /// assert_eq!(worker.join().unwrap()?, 946_684_800_000.0);
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn take_turn(&mut self) {
        if let Some(seat) = self.environment.seat() {
            seat.begin();
        }
    }

    /// How much native stack the thread of such an agent needs.
    pub fn thread_stack(&self) -> usize {
        /// For what is not JavaScript: the parser, the collector, the platform.
        const RESERVED_STACK: usize = 1 << 20;
        self.blueprint.limits.native_stack_bytes.saturating_add(RESERVED_STACK)
    }
}
