//! The cases of `mixed_precision`.

use judge::{Case, Random};

use super::Input;

/// Steps in f16 with a scale that fits, that are not clipped, of a scale that does not change.
fn plain(random: &mut Random, weights: usize, replicas: usize, steps: usize) -> Input {
    let step = |random: &mut Random| {
        (0..replicas).map(|_| (0..weights).map(|_| random.normal() as f32).collect()).collect()
    };
    Input {
        bf16: false,
        master: (0..weights).map(|_| random.normal() as f32).collect(),
        scale: 1024.0,
        good: 0,
        rate: 0.1,
        max_norm: 1e4,
        growth: 2.0,
        backoff: 0.5,
        interval: 2000,
        steps: (0..steps).map(|_| step(random)).collect(),
    }
}

impl Input {
    fn set(mut self, change: impl FnOnce(&mut Input)) -> Input {
        change(&mut self);
        self
    }

    /// A number of a step's replica is something else.
    fn with(self, [step, replica, weight]: [usize; 3], value: f32) -> Input {
        self.set(|i| i.steps[step][replica][weight] = value)
    }
}

fn named(name: &'static str, make: fn(&mut Random) -> Input) -> Case<Input> {
    Case { name, make }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    [of_steps(), of_overflow(), of_scales()].into_iter().flatten().collect()
}

fn of_steps() -> Vec<Case<Input>> {
    vec![
        named("one step", |r| plain(r, 3, 1, 1)),
        named("three replicas", |r| plain(r, 4, 3, 1)),
        named("clipped", |r| plain(r, 5, 2, 2).set(|i| i.max_norm = 0.3)),
        named("too short to be clipped", |r| plain(r, 4, 1, 2).set(|i| i.max_norm = 50.0)),
        named("one weight, far below and above the norm", |r| {
            plain(r, 1, 1, 2).with([0, 0, 0], 0.125).with([1, 0, 0], 8.0).set(|i| i.max_norm = 0.5)
        }),
        named("small steps that add up", |r| {
            let input = plain(r, 4, 1, 8).set(|i| {
                i.bf16 = true;
                i.rate = 0.001;
                i.master = vec![1.0, -1.0, 2.0, 0.75];
            });
            input.set(|i| i.steps.iter_mut().flatten().flatten().for_each(|x| *x = x.abs().max(0.5)))
        }),
        named("small steps in f16", |r| {
            plain(r, 3, 2, 6).set(|i| {
                i.rate = 1e-4;
                i.master = vec![1.5, -2.0, 3.25];
            })
        }),
        named("replicas of different size, bf16", |r| {
            let sizes = [300.0_f32, 1.0, 0.01, 30.0, 3.0];
            plain(r, 6, 5, 1).set(|i| {
                i.bf16 = true;
                for (replica, size) in i.steps[0].iter_mut().zip(sizes) {
                    replica.iter_mut().for_each(|x| *x *= size);
                }
            })
        }),
        named("gradients that f16 lacks without a scale", |r| {
            plain(r, 4, 2, 2).set(|i| {
                i.scale = 16_777_216.0;
                i.rate = 1e6;
                i.steps.iter_mut().flatten().flatten().for_each(|x| *x *= 1e-7);
            })
        }),
        named("nothing to learn", |r| {
            plain(r, 3, 2, 2).set(|i| i.steps.iter_mut().flatten().flatten().for_each(|x| *x = 0.0))
        }),
        named("300 weights, five replicas", |r| plain(r, 300, 5, 3).set(|i| i.max_norm = 2.0)),
    ]
}

fn of_overflow() -> Vec<Case<Input>> {
    vec![
        named("the scale is too large", |r| {
            plain(r, 3, 1, 1).with([0, 0, 1], 2.0).set(|i| i.scale = 65536.0)
        }),
        named("too large, and then a good step", |r| {
            plain(r, 3, 2, 2).with([0, 0, 1], 2.5).with([0, 1, 2], -3.0).with([1, 0, 1], 0.5).set(|i| {
                i.scale = 32768.0;
                i.steps[1].iter_mut().flatten().for_each(|x| *x = x.clamp(-1.0, 1.0));
            })
        }),
        named("infinite on the second replica alone", |r| plain(r, 4, 3, 2).with([0, 1, 2], f32::INFINITY)),
        named("minus infinity", |r| plain(r, 4, 2, 2).with([1, 0, 0], f32::NEG_INFINITY)),
        named("NaN", |r| plain(r, 4, 2, 2).with([0, 0, 3], f32::NAN)),
        named("NaN on the last replica, bf16", |r| {
            plain(r, 4, 3, 3).with([1, 2, 0], f32::NAN).set(|i| i.bf16 = true)
        }),
        named("plus and minus infinity", |r| {
            plain(r, 3, 2, 1).with([0, 0, 1], f32::INFINITY).with([0, 1, 1], f32::NEG_INFINITY)
        }),
        named("infinite everywhere, three times", |r| {
            plain(r, 2, 1, 4).set(|i| {
                i.steps[..3].iter_mut().flatten().flatten().for_each(|x| *x = f32::INFINITY);
            })
        }),
        named("a scale of 1 is too large", |r| {
            plain(r, 3, 1, 3).with([0, 0, 0], 70_000.0).with([1, 0, 1], -1e6).set(|i| {
                i.scale = 1.0;
                i.rate = 1e-4;
            })
        }),
        named("a mean that is finite of numbers that add up to too much", |r| {
            let input = plain(r, 2, 3, 1).set(|i| i.rate = 1e-3);
            input.set(|i| i.steps[0].iter_mut().for_each(|replica| replica[0] = 60.0))
        }),
        named("a norm of some millionths", |r| {
            plain(r, 3, 1, 1).set(|i| {
                (i.scale, i.rate, i.max_norm) = (16_777_216.0, 1e5, 1e-6);
                i.steps.iter_mut().flatten().flatten().for_each(|x| *x *= 1e-6);
            })
        }),
        named("70,000 good steps", |r| plain(r, 3, 1, 2).set(|i| (i.interval, i.good) = (70_000, 69_999))),
        named("the scale becomes 2⁻¹⁶", |r| {
            plain(r, 3, 1, 2)
                .with([0, 0, 0], f32::INFINITY)
                .set(|i| (i.scale, i.backoff) = (1.0, 2_f32.powi(-16)))
        }),
        named("squares beyond f32", |r| {
            plain(r, 3, 2, 2).set(|i| {
                (i.bf16, i.rate) = (true, 1e-30);
                i.steps.iter_mut().flatten().flatten().for_each(|x| *x *= 1e25);
            })
        }),
        named("NaN in the last of 300", |r| plain(r, 300, 5, 2).with([1, 4, 299], f32::NAN)),
        named("a million in bf16", |r| {
            plain(r, 3, 1, 2).with([0, 0, 1], 1e6).set(|i| (i.bf16, i.rate) = (true, 1e-6))
        }),
        named("another backoff", |r| {
            plain(r, 3, 1, 3).with([1, 0, 0], f32::INFINITY).set(|i| i.backoff = 0.125)
        }),
    ]
}

fn of_scales() -> Vec<Case<Input>> {
    vec![
        named("three good steps, and it grows", |r| plain(r, 3, 2, 5).set(|i| i.interval = 3)),
        named("it grows twice", |r| plain(r, 2, 1, 5).set(|i| (i.interval, i.scale) = (2, 64.0))),
        named("an interval of one", |r| plain(r, 2, 1, 3).set(|i| (i.interval, i.scale) = (1, 16.0))),
        named("a bad step between good ones", |r| {
            plain(r, 3, 2, 6).with([2, 1, 0], f32::INFINITY).set(|i| i.interval = 3)
        }),
        named("a bad step where it would have grown", |r| {
            plain(r, 3, 1, 5).with([1, 0, 2], f32::NAN).set(|i| (i.interval, i.scale) = (2, 256.0))
        }),
        named("good steps from before", |r| {
            plain(r, 3, 1, 4).set(|i| (i.interval, i.good, i.scale) = (2000, 1997, 512.0))
        }),
        named("another growth", |r| {
            plain(r, 3, 1, 4).set(|i| (i.interval, i.growth, i.scale) = (2, 4.0, 32.0))
        }),
        named("it grows too far, and backs off", |r| {
            let input = plain(r, 3, 1, 6).set(|i| (i.interval, i.scale) = (2, 16_384.0));
            input.set(|i| i.steps.iter_mut().flatten().for_each(|replica| replica[0] = 1.5))
        }),
        named("the largest scale there is", |r| at_most(r, 127, 2.0)),
        named("up to the largest scale", |r| at_most(r, 125, 2.0)),
        named("a growth past the largest scale", |r| at_most(r, 126, 4.0)),
    ]
}

/// Good steps in bf16, each of which lets a scale of 2^`power` grow as far as it can.
fn at_most(random: &mut Random, power: i32, growth: f32) -> Input {
    plain(random, 3, 2, 4).set(|i| {
        (i.bf16, i.interval, i.scale, i.growth) = (true, 1, 2_f32.powi(power), growth);
        i.steps.iter_mut().flatten().flatten().for_each(|x| *x *= 1e-3);
    })
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let (weights, replicas, steps) = (random.whole(1..=5), random.whole(1..=4), random.whole(1..=5));
    let mut input = plain(random, weights, replicas, steps);
    input.bf16 = random.chance(0.5);
    input.interval = random.whole(1..=4) as u32;
    input.scale = 2_f32.powi(random.whole(4..=14) as i32);
    input.max_norm = random.uniform(0.3..4.0) as f32;
    if random.chance(0.5) {
        let at = [random.whole(0..=steps - 1), random.whole(0..=replicas - 1), random.whole(0..=weights - 1)];
        input = input.with(at, if random.chance(0.5) { f32::NAN } else { f32::NEG_INFINITY });
    }
    input
}
