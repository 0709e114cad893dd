//! What the stub of `min_snr` promises.

use judge::{Layout, Promise};

use super::Input;
use super::cases::{GAMMAS, LARGEST};

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::sizes("n is at least 1", 1, |input| vec![input.snr.values.len()]),
        Promise::range("It lies between 0 and 10⁹", 0.0..=f64::from(LARGEST), |input| {
            input.snr.values.iter().map(|&snr| f64::from(snr)).collect()
        }),
        Promise::range("γ between 0.1 and 100", f64::from(GAMMAS[0])..=f64::from(GAMMAS[1]), |input| {
            vec![f64::from(input.gamma)]
        }),
        Promise::edge("Where the SNR is 0", |input| {
            input.form == 0 && input.snr.values.iter().any(|&x| x == 0.0)
        }),
        Promise::edge("Where the SNR is 0", |input| {
            input.form == 1 && input.snr.values.iter().any(|&x| x == 0.0)
        }),
        Promise::edge("Where the SNR is 0", |input| {
            input.form == 2 && input.snr.values.iter().any(|&x| x == 0.0)
        }),
        Promise::always("`form` is `Noise`, `Data` or `V`", |input| input.form < 3),
        Promise::edge("The view may be strided", |input| input.snr.layout == Layout::Strided),
    ]
}
