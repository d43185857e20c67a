//! A game loop: each frame gives scripts a few steps and goes on, whatever they still have to do.
//!
//! ```text
//! cargo run -p roundelay-examples --bin game
//! ```

use roundelay::{Class, Error, Instance, Progress, Runtime, Stream};
use roundelay_platform::PLATFORM;

/// A figure that scripts move.
struct Sprite {
    x: f64,
    speed: f64,
}

const SCRIPT: &str = "
    async function patrol() {
        for (let lap = 1; lap <= 3; lap++) {
            guard.speed = 2;
            while (guard.x < 6) await nextFrame();
            guard.speed = -2;
            while (guard.x > 0) await nextFrame();
            console.log(`lap ${lap}`);
        }
        guard.speed = 0;
    }
    patrol();
    (async () => { for (;;) await null })();    // A script that never rests does not stop the game.
";

/// Steps of scripts in one frame.
const STEPS: usize = 200;

fn main() -> Result<(), Error> {
    let (stdout, printed) = Stream::captured();
    let mut runtime = Runtime::builder().platform(PLATFORM).stdout(stdout).build();
    runtime.class(
        Class::<Sprite>::new("Sprite")
            .getter("x", |sprite: &mut Sprite| sprite.x)
            .getter("speed", |sprite: &mut Sprite| sprite.speed)
            .setter("speed", |sprite: &mut Sprite, speed: f64| sprite.speed = speed),
    )?;
    let guard = runtime.with_agent(|agent| Instance::new(agent, Sprite { x: 0.0, speed: 0.0 }))?;
    runtime.set("guard", &guard)?;
    runtime.eval::<()>(
        "var waiting = []; function nextFrame() { return new Promise((go) => waiting.push(go)) }",
    )?;
    runtime.eval_named::<()>(SCRIPT, "patrol.js")?;
    let mut frames = 0;
    while printed.text().lines().count() < 3 {
        frames += 1;
        runtime.eval::<()>("for (const go of waiting.splice(0)) go()")?;
        for _ in 0..STEPS {
            if runtime.step()? != Progress::Ran {
                break;
            }
        }
        runtime.with_agent(|agent| guard.with(agent, |sprite| sprite.x += sprite.speed))?;
    }
    println!("{}{frames} frames", printed.text());
    Ok(())
}
