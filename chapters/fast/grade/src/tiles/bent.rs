//! The bent solution of `tiles`.

use super::Input;

/// What has to have room.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Room {
    #[default]
    All,
    WithoutC,
    OnlyC,
    WithoutB,
    TwoTilesOfC,
    TwoTilesOfAAndB,
    OneLess,
    OneMore,
    InBytes,
    ThirdForEach,
    HalfTheCache,
}

/// What is tried.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Tried {
    #[default]
    All,
    Squares,
    Cubes,
    PowersOfTwo,
    Divisors,
    MultiplesOfEight,
    Even,
    NotTheWholeMatrix,
}

/// What is made least.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Least {
    #[default]
    Moved,
    WithoutRounding,
    RoundedDown,
    Exchanged,
    OnlyB,
    Unweighted,
    NumberOfTiles,
    NegativeArea,
    OnlyHeight,
    OnlyWidth,
}

/// How large tk is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Deep {
    #[default]
    One,
    Whole,
    Eight,
    None,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) room: Room,
    pub(super) tried: Tried,
    pub(super) least: Least,
    pub(super) deep: Deep,
    pub(super) exchanged: bool,
    pub(super) depth_last: bool,
    pub(super) not_clamped: bool,
    /// Of several best the last.
    pub(super) last: bool,
    /// tk is as large as there is room in the end.
    pub(super) fill: bool,
}

impl Knobs {
    pub(super) fn tile(&self, Input { sizes, numbers }: Input) -> [u64; 3] {
        let [m, k, n] = sizes;
        let tk = match self.deep {
            Deep::One => 1,
            Deep::Whole => k,
            Deep::Eight => k.min(8),
            Deep::None => 0,
        };
        // Without bounds only as far as all that is told apart. A square is as large as there is room, and cut to the matrix.
        let is_square = matches!(self.tried, Tried::Squares | Tried::Cubes);
        let [high, wide] = if self.not_clamped { [m + n, m + n] } else { [m, n] };
        let mut best: Option<(f64, [u64; 3])> = None;
        for tm in 1..=if is_square { m.max(n) } else { high } {
            if let Some(tile) = self.widest(tm, tk, [high, k, wide], numbers) {
                let cost = self.cost(tile, sizes);
                if best.is_none_or(|(least, _)| cost < least || (self.last && cost <= least)) {
                    best = Some((cost, tile));
                }
            }
        }
        let mut tile = best.map_or([1; 3], |(_, tile)| tile);
        if self.fill && self.deep == Deep::One && self.tried != Tried::Cubes {
            tile[1] = k.min(numbers.saturating_sub(tile[0] * tile[2]) / (tile[0] + tile[2])).max(1);
        }
        if self.exchanged {
            tile.reverse();
        }
        if self.depth_last {
            tile.swap(1, 2);
        }
        tile
    }

    /// Of the tiles of a height, the widest that is tried.
    fn widest(&self, tm: u64, tk: u64, [m, k, n]: [u64; 3], numbers: u64) -> Option<[u64; 3]> {
        let is_tried = |size: u64, of: u64| match self.tried {
            Tried::PowersOfTwo => size.is_power_of_two(),
            Tried::Divisors => of.is_multiple_of(size),
            Tried::MultiplesOfEight => size.is_multiple_of(8) || of < 8,
            Tried::Even => size.is_multiple_of(2) || of < 2,
            Tried::NotTheWholeMatrix => size < of || of == 1,
            _ => true,
        };
        let square = if self.tried == Tried::Cubes { [tm; 3] } else { [tm, tk, tm] };
        let tile = match self.tried {
            Tried::Squares | Tried::Cubes if !self.fits(square, numbers) => return None,
            Tried::Squares | Tried::Cubes => return Some([tm.min(m), square[1].min(k), tm.min(n)]),
            _ => {
                let mut tn = self.width(tm, tk, numbers)?.min(n);
                while tn > 0 && !is_tried(tn, n) {
                    tn -= 1;
                }
                [tm, tk, tn]
            }
        };
        (tile[2] > 0 && is_tried(tm, m) && self.fits(tile, numbers)).then_some(tile)
    }

    /// The largest tn that has room.
    fn width(&self, tm: u64, tk: u64, numbers: u64) -> Option<u64> {
        let (mut low, mut high) = (0, numbers.min(1 << 14));
        while low < high {
            let middle = (low + high).div_ceil(2);
            if self.fits([tm, tk, middle], numbers) { low = middle } else { high = middle - 1 }
        }
        (low > 0).then_some(low)
    }

    fn fits(&self, [tm, tk, tn]: [u64; 3], numbers: u64) -> bool {
        let (a, b, c) = (tm * tk, tk * tn, tm * tn);
        match self.room {
            Room::All => a + b + c <= numbers,
            Room::WithoutC => a + b <= numbers,
            Room::OnlyC => c <= numbers,
            Room::WithoutB => a + c <= numbers,
            Room::TwoTilesOfC => a + b + 2 * c <= numbers,
            Room::TwoTilesOfAAndB => 2 * (a + b) + c <= numbers,
            Room::OneLess => a + b + c < numbers,
            Room::OneMore => a + b + c <= numbers + 1,
            Room::InBytes => 4 * (a + b + c) <= numbers,
            Room::ThirdForEach => a.max(b).max(c) <= numbers / 3,
            Room::HalfTheCache => 2 * (a + b + c) <= numbers,
        }
    }

    fn cost(&self, [tm, _, tn]: [u64; 3], [m, _, n]: [u64; 3]) -> f64 {
        let (rows, columns) = (m.div_ceil(tm), n.div_ceil(tn));
        let of = |a: u64, b: u64| (m * a + n * b) as f64;
        let [height, width] = [tm, tn].map(|size| size as f64);
        match self.least {
            Least::Moved => of(columns, rows),
            Least::WithoutRounding => (m * n) as f64 / width + (m * n) as f64 / height,
            Least::RoundedDown => of(n / tn, m / tm),
            Least::Exchanged => of(rows, columns),
            Least::OnlyB => rows as f64,
            Least::Unweighted => (rows + columns) as f64,
            Least::NumberOfTiles => (rows * columns) as f64,
            Least::NegativeArea => -(height * width),
            Least::OnlyHeight => -height,
            Least::OnlyWidth => -width,
        }
    }
}
