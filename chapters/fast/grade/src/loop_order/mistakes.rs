//! The typical mistakes of `loop_order`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Ends, Index, Knobs, Order, Zero};

const ADDED: &str = "c.add(i, j, a.get(i, k) * b.get(k, j));";
const SORTED: &str = "loops.sort_by_key(|&(_, _, step)| Reverse(step));";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_fixed_orders(), of_sorting(), of_zero(), of_values()].into_iter().flatten().collect()
}

fn law(id: &'static str, tells: &'static str, bend: fn(&mut Knobs)) -> Mistake<Knobs> {
    Mistake::<Knobs>::new(id, tells, bend).by_law()
}

fn of_fixed_orders() -> Vec<Mistake<Knobs>> {
    vec![
        law(
            "always_ijk",
            "the loops are i, j, k whatever the strides, as in the definition. Where B lies row by row, each step of k needs a new line of it.",
            |k| k.order = Order::Always([0, 2, 1]),
        )
        .edit(SORTED, "loops.swap(1, 2);"),
        law(
            "always_ikj",
            "the loops are i, k, j whatever the strides. That is best where B and C lie row by row; elsewhere another is.",
            |k| k.order = Order::Always([0, 1, 2]),
        )
        .edit(SORTED, "loops.sort_by_key(|&(letter, _, _)| letter);"),
        law(
            "always_jki",
            "the loops are j, k, i whatever the strides, as for matrices that lie column by column. Where they lie row by row, each step needs two new lines.",
            |k| k.order = Order::Always([2, 1, 0]),
        )
        .edit(SORTED, "loops.reverse();"),
        law("always_jik", "the loops are j, i, k whatever the strides.", |k| k.order = Order::Always([2, 0, 1]))
            .edit(SORTED, "loops.rotate_right(1);"),
        law("always_kij", "the loops are k, i, j whatever the strides.", |k| k.order = Order::Always([1, 0, 2]))
            .edit(SORTED, "loops.swap(0, 1);"),
        law("always_kji", "the loops are k, j, i whatever the strides.", |k| k.order = Order::Always([1, 2, 0]))
            .edit(SORTED, "loops.rotate_left(1);"),
    ]
}

fn of_sorting() -> Vec<Mistake<Knobs>> {
    vec![
        law(
            "cheapest_outside",
            "the loop whose steps move least is the outermost. It is repeated least there; it belongs inside.",
            |k| k.order = Order::CheapestOutside,
        )
        .edit("Reverse(step));", "step);"),
        law(
            "strides_swapped",
            "the stride of rows is taken for that of columns. From (i, j) to (i, j + 1) it is `column_stride`.",
            |k| k.order = Order::StridesSwapped,
        ),
        law(
            "outer_two_exchanged",
            "the innermost loop is right, and the two around it are the wrong way round: of them too, the one whose step moves more goes outside.",
            |k| k.order = Order::OuterTwoExchanged,
        )
        .edit(SORTED, "loops.sort_by_key(|&(_, _, step)| Reverse(step));\n    loops.swap(0, 1);"),
        law(
            "longer_than_a_line",
            "strides are added as they are. A step of more than a line brings in one line, however far it goes: count it as a line.",
            |k| k.order = Order::NotCapped,
        )
        .edit("one.min(cache.line) + other.min(cache.line)", "one + other"),
        law(
            "only_a_is_looked_at",
            "the order follows the strides of A alone. A step moves in two matrices.",
            |k| k.order = Order::Of(0),
        ),
        law(
            "only_b_is_looked_at",
            "the order follows the strides of B alone. A step moves in two matrices.",
            |k| k.order = Order::Of(1),
        ),
        law(
            "only_c_is_looked_at",
            "the order follows the strides of C alone. A step moves in two matrices.",
            |k| k.order = Order::Of(2),
        ),
        law(
            "c_is_not_looked_at",
            "the order follows the strides of A and B, as if writing cost nothing. A line of C is brought in like any other.",
            |k| k.order = Order::WithoutC,
        ),
        law(
            "longest_inside",
            "the longest loop is the innermost, whatever the strides. How often a step is made is the same in each order; what it costs is not.",
            |k| k.order = Order::LongestInside,
        ),
        law("longest_outside", "the longest loop is the outermost, whatever the strides.", |k| {
            k.order = Order::LongestOutside;
        }),
        law(
            "a_copy",
            "a matrix is copied out of the memory, and read from there. In a machine the copy lies in the same memory.",
            |k| k.copies = true,
        ),
    ]
}

fn of_zero() -> Vec<Mistake<Knobs>> {
    let by_rows = "let by_rows = of_c.column_stride <= of_c.row_stride;";
    vec![
        Mistake::<Knobs>::new(
            "not_zeroed",
            "products are added to what C held before. It may hold anything: set it to 0 first.",
            |k| k.zero = Zero::Never,
        )
        .edit("if by_rows { c.set(x, y, 0.0) } else { c.set(y, x, 0.0) }", ""),
        Mistake::<Knobs>::new(
            "times_nothing",
            "C is multiplied by 0. What is not a number stays so; `set` puts a 0 there, whatever there was.",
            |k| k.zero = Zero::TimesNothing,
        ),
        Mistake::<Knobs>::new(
            "first_sets",
            "the first product is set and the others are added. Where k is 0 there is no first, and C keeps what it held.",
            |k| k.zero = Zero::WithTheFirst,
        ),
        Mistake::<Knobs>::new(
            "zeroed_in_the_loop",
            "C is set to 0 inside the outermost loop, again and again. What is there already is lost.",
            |k| k.zero = Zero::ForEachStepOutside,
        ),
        Mistake::<Knobs>::new("set_for_add", "each product takes the place of the sum. `add` adds to it.", |k| {
            k.zero = Zero::ForEachProduct;
        })
        .edit(ADDED, "c.set(i, j, a.get(i, k) * b.get(k, j));"),
        law(
            "zeroed_across",
            "C is set to 0 along its longer stride. That is a line for each number, and where sums are short it is most of what is brought in.",
            |k| k.zero = Zero::LongerStride,
        )
        .edit(by_rows, "let by_rows = of_c.column_stride > of_c.row_stride;"),
        law(
            "zeroed_row_by_row",
            "C is set to 0 row by row, also where its columns are what lies together.",
            |k| k.zero = Zero::RowByRow,
        )
        .edit(by_rows, "let by_rows = true;"),
        law(
            "zeroed_column_by_column",
            "C is set to 0 column by column, also where its rows are what lies together.",
            |k| k.zero = Zero::ColumnByColumn,
        )
        .edit(by_rows, "let by_rows = false;"),
    ]
}

fn of_values() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("a_transposed", "A is read at (k, i). Its rows are those of C: (i, k).", |k| {
            k.index = Index::ATransposed;
        })
        .edit(ADDED, "c.add(i, j, a.get(k, i) * b.get(k, j));"),
        Mistake::<Knobs>::new(
            "b_transposed",
            "B is read at (j, k). Its columns are those of C: (k, j).",
            |k| {
                k.index = Index::BTransposed;
            },
        )
        .edit(ADDED, "c.add(i, j, a.get(i, k) * b.get(j, k));"),
        Mistake::<Knobs>::new(
            "c_transposed",
            "products are added at (j, i) of C. They belong to (i, j).",
            |k| {
                k.index = Index::CTransposed;
            },
        )
        .edit(ADDED, "c.add(j, i, a.get(i, k) * b.get(k, j));"),
        Mistake::<Knobs>::new(
            "last_left_out",
            "the last product of each sum is missing. k goes up to the columns of A.",
            |k| {
                k.ends = Ends::LastLeftOut;
            },
        )
        .edit("(1, of_a.columns,", "(1, of_a.columns.saturating_sub(1),"),
        Mistake::<Knobs>::new(
            "first_left_out",
            "the first product of each sum is missing. k begins at 0.",
            |k| {
                k.ends = Ends::FirstLeftOut;
            },
        ),
        Mistake::<Knobs>::new(
            "columns_of_a",
            "j goes up to the columns of A. It goes up to those of B and C.",
            |k| k.ends = Ends::ColumnsOfA,
        )
        .edit("(2, of_c.columns,", "(2, of_a.columns,"),
        Mistake::<Knobs>::new("rows_of_a", "k goes up to the rows of A. It goes up to its columns.", |k| {
            k.ends = Ends::RowsOfA
        })
        .edit("(1, of_a.columns,", "(1, of_a.rows,"),
    ]
}
