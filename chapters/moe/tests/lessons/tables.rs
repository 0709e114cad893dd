use moe::Hash;
use moe::lesson::tables::*;
use moe::solution::hash;

#[test]
fn pairs_split_what_a_table_of_tokens_cannot() {
    let rows = rows(Hash { balanced: hash::balanced, random: hash::random, bigram: hash::bigram });
    println!("{rows:?} {:?}", left_over());
    let load = |name: &str| rows.iter().find(|row| row.0 == name).expect(name).1;
    let counts = counts(&text());
    let largest = counts[0] as f64 * SIZES.2 as f64 / SIZES.1 as f64;
    assert!((load("balanced") - largest).abs() < 1e-9, "the most frequent token alone fills its expert");
    assert!(load("blocks of ids") > load("random") && load("random") > load("balanced"));
    assert!(load("bigram") < load("balanced"));
}

#[test]
fn a_key_without_information_is_no_better_than_one_expert() {
    let [kind, other, none] = left_over().map(|(_, error)| error);
    assert!(kind < 1e-9 && other > 0.95 * none);
}
