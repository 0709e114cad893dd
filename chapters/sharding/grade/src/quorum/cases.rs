//! The cases of `quorum`.

use judge::{Case, Random};

use super::Input;
use super::training::Training;

fn named(name: &'static str, make: fn(&mut Random) -> Input) -> Case<Input> {
    Case { name, make }
}

fn sources(members: &[usize], steps: &[u64]) -> Input {
    Input::Sources { members: members.to_vec(), steps: steps.to_vec() }
}

fn steps(random: &mut Random, weights: usize, ranks: &[&str]) -> Input {
    Input::Steps(Training::new(random, weights, ranks.iter().map(|&days| days.into()).collect()))
}

pub(super) fn cases() -> Vec<Case<Input>> {
    [of_sources(), of_leaving(), of_returning(), of_missing(), of_sizes()].into_iter().flatten().collect()
}

fn of_sources() -> Vec<Case<Input>> {
    vec![
        named("sources: nobody is behind", |_| sources(&[0, 1, 2], &[4, 4, 4])),
        named("sources: one of three is behind", |_| sources(&[0, 1, 2], &[6, 6, 4])),
        named("sources: the first is behind", |_| sources(&[0, 1, 2], &[0, 5, 5])),
        named("sources: ranks with gaps, two behind", |_| sources(&[1, 3, 4, 8], &[7, 2, 7, 3])),
        named("sources: two behind, three current", |_| sources(&[0, 2, 3, 5, 6], &[9, 9, 0, 9, 8])),
        named("sources: more behind than current", |_| {
            sources(&[0, 1, 4, 5, 7, 9, 11], &[3, 5, 0, 5, 1, 2, 3])
        }),
        named("sources: nine members, one current", |_| {
            sources(&[0, 1, 2, 3, 4, 5, 6, 7, 8], &[1, 0, 3, 2, 10, 4, 9, 8, 0])
        }),
        named("sources: one member", |_| sources(&[3], &[12])),
        named("sources: no step was committed", |_| sources(&[2, 5], &[0, 0])),
        named("sources: large ranks, many steps", |_| {
            sources(&[40, 511, 2048, 4095], &[999_999, 1_000_000, 1_000_000, 999_999])
        }),
        named("sources: steps beyond 2²⁴", |_| sources(&[0, 1], &[16_777_216, 16_777_217])),
        named("sources: ranks beyond 2¹⁶", |_| sources(&[70_000, 70_001], &[3, 2])),
    ]
}

fn of_leaving() -> Vec<Case<Input>> {
    vec![
        named("step: nobody leaves", |r| steps(r, 4, &["###", "###", "###"])),
        named("step: one leaves and stays away", |r| steps(r, 3, &["####", "####", "##.."])),
        named("step: the one in the middle leaves and stays away", |r| {
            steps(r, 5, &["###", "#..", "###", "###"])
        }),
        named("step: the lowest rank leaves and stays away", |r| steps(r, 4, &["#..", "###", "###"])),
        named("step: all but one leave", |r| steps(r, 6, &["#...", "##..", "####", "#..."])),
    ]
}

fn of_returning() -> Vec<Case<Input>> {
    vec![
        named("step: one leaves and returns", |r| steps(r, 4, &["#####", "#..##", "#####"])),
        named("step: one returns as a new process", |r| steps(r, 4, &["#####", "#####", "##.r#"])),
        named("step: the lowest rank leaves and returns", |r| steps(r, 5, &["#..##", "#####", "#####"])),
        named("step: the lowest rank is a new process after a step", |r| steps(r, 3, &["##r#", "####"])),
        named("step: one returns while rank 0 is away", |r| steps(r, 4, &["##...", "#####", "#..##"])),
        named("step: one joins that was never there", |r| steps(r, 4, &["####", "####", "..##"])),
        named("step: first one leaves and returns, then the other", |r| steps(r, 3, &["#.####", "####.#"])),
        named("step: one returns as another leaves", |r| steps(r, 7, &["#..##", "###.#", "#####"])),
        named("step: one leaves and returns twice", |r| steps(r, 2, &["######", "#.#.r#", "######"])),
        named("step: two return at once", |r| steps(r, 60, &["#.##", "####", "#.r#", "####", "####"])),
        named("step: two return at once to one survivor", |r| steps(r, 5, &["#..##", "#####", "##.r#"])),
        named("step: four return at once to one survivor", |r| {
            steps(r, 31, &["#.##", "#.r#", "#.##", "####", "#.##"])
        }),
        named("step: one returns to four", |r| steps(r, 90, &["###", "###", "###", "#.#", "###"])),
        named("step: three return at once to two", |r| {
            steps(r, 299, &["#.##", "####", "#.r#", "####", "#.##"])
        }),
    ]
}

fn of_missing() -> Vec<Case<Input>> {
    vec![
        named("step: a gradient is missing", |r| steps(r, 4, &["####", "#x##", "####"])),
        named("step: rank 0 has no gradient, twice", |r| steps(r, 3, &["#xx#", "####"])),
        named("step: no rank has a gradient", |r| steps(r, 3, &["#x#", "#x#", "#x#"])),
        named("step: a gradient is missing in the first step", |r| steps(r, 3, &["x##", "###", "###"])),
        named("step: a gradient is missing when one returns", |r| steps(r, 4, &["#####", "##x##", "#.###"])),
        named("step: one that returns has no gradient", |r| steps(r, 4, &["####", "#.x#", "####"])),
        named("step: one that returns has a gradient of NaN", |r| steps(r, 4, &["####", "####", "#.n#"])),
        named("step: one is away while no step is committed", |r| steps(r, 4, &["#x##", "#.##", "####"])),
        named("step: a new process after a first step that failed", |r| steps(r, 4, &["x##", "#r#", "###"])),
        named("step: one is away in steps that are committed and that are not", |r| {
            steps(r, 4, &["#....##", "#x#x###", "###x###"])
        }),
        named("step: one rank, once without a gradient", |r| steps(r, 3, &["#x#"])),
    ]
}

fn of_sizes() -> Vec<Case<Input>> {
    vec![
        named("step: a gradient of zeros", |r| {
            let mut training = Training::new(r, 3, vec!["##".into(), "##".into()]);
            training.curvatures[1].fill(0.0);
            Input::Steps(training)
        }),
        named("step: large gradients", |r| {
            let mut training = Training::new(r, 3, vec!["##".into(), "##".into()]);
            training.centres.iter_mut().flatten().for_each(|c| *c *= 1e13);
            Input::Steps(training)
        }),
        named("step: small numbers", |r| {
            let mut training = Training::new(r, 3, vec!["###".into(), "#.#".into()]);
            training.centres.iter_mut().flatten().for_each(|c| *c *= 1e-5);
            training.weights.iter_mut().for_each(|c| *c *= 1e-5);
            Input::Steps(training)
        }),
        named("step: one rank", |r| steps(r, 4, &["###"])),
        named("step: one weight", |r| steps(r, 1, &["####", "####", "#.##"])),
        named("step: fewer weights than ranks", |r| steps(r, 2, &["####", "####", "#.##", "####", "#x##"])),
        named("step: 300 weights, nobody leaves", |r| steps(r, 300, &["#", "#", "#", "#", "#"])),
        named("step: a long training", |r| {
            steps(r, 17, &["####..####x###", "#######.r#####", "#.####....####"])
        }),
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    if random.chance(0.25) {
        let count = random.whole(1..=9);
        let mut members: Vec<usize> = (0..12).collect();
        random.shuffle(&mut members);
        members.truncate(count);
        members.sort_unstable();
        let most = random.whole(0..=9) as u64;
        let behind = |random: &mut Random| if random.chance(0.5) { random.whole(0..=9) as u64 } else { 0 };
        let mut steps: Vec<u64> = members.iter().map(|_| most.saturating_sub(behind(random))).collect();
        let current = random.whole(0..=count - 1);
        steps[current] = most;
        return Input::Sources { members, steps };
    }
    let (ranks, count, weights) = (random.whole(1..=5), random.whole(3..=6), random.whole(1..=12));
    let mut letters = vec![String::new(); ranks];
    let mut committed = vec![0; ranks];
    let mut most = 0;
    for day in 0..count {
        let current: Vec<usize> = (0..ranks).filter(|&rank| committed[rank] == most).collect();
        let stays = current[random.whole(0..=current.len() - 1)];
        let mut commits = true;
        let mut there = vec![];
        for rank in 0..ranks {
            if rank != stays && random.chance(0.25) {
                letters[rank].push('.');
                continue;
            }
            there.push(rank);
            let was_away = day > 0 && letters[rank].ends_with('.');
            let letter = if was_away && rank != stays && random.chance(0.4) {
                committed[rank] = 0;
                'r'
            } else if committed[rank] < most && random.chance(0.2) {
                'n'
            } else if random.chance(0.08) {
                'x'
            } else {
                '#'
            };
            commits &= letter != 'x' || committed[rank] < most;
            letters[rank].push(letter);
        }
        most += usize::from(commits);
        there.into_iter().for_each(|rank| committed[rank] = most);
    }
    Input::Steps(Training::new(random, weights, letters))
}
