//! The experiment on what to predict.

use super::*;

#[test]
fn steps_go_from_the_noisiest_to_the_data() {
    assert_eq!(visited(5), [999, 799, 599, 400, 200]);
    assert_eq!(visited(1), [999]);
}

/// A network that knows the data, a single point: every sampler arrives there.
#[test]
fn every_sampler_finds_what_the_network_knows() {
    let mut own = Learned {
        network: Network::new(1, 1, 8).unwrap(),
        bars: answers::schedule(false),
        target: Target::Clean,
    };
    // Nothing but the level of the last layer is left.
    let Network { parameters, .. } = &mut own.network;
    let zeros = |_: &str, values: &mut Vec<f32>| values.fill(0.0);
    parameters.change(zeros).unwrap();
    parameters
        .change(|name, values| {
            if name == "level 3" {
                values.copy_from_slice(&[1.5, -0.5])
            }
        })
        .unwrap();
    let mut noise = random(1, 2, 3);
    let found = [
        own.ddim(&mut noise, 4, 7, 0.0, false, None).unwrap(),
        own.ddim(&mut noise, 4, 7, 1.0, false, None).unwrap(),
        own.solved(&mut noise, 4, 7, "2M").unwrap(),
        own.solved(&mut noise, 4, 7, "Heun").unwrap(),
    ];
    for found in found {
        assert!(found.rows().into_iter().all(|row| (row[0] - 1.5).hypot(row[1] + 0.5) < 1e-3), "{found}");
    }
}
