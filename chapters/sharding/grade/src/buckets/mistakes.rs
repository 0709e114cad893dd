//! The typical mistakes of `buckets`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Close, Counted, Initial, Knobs, Limit, Order, Rest};

const REACHED: &str = "*size >= limits[(*count).min(limits.len() - 1)]";
const LIMIT: &str = "limits[(*count).min(limits.len() - 1)]";
const SORTED: &str = "buckets.sort_by_key(|bucket| std::cmp::Reverse(bucket[0]));";
const AT_THE_END: &str = "closed.extend(rest);";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_limits(), of_order(), of_the_rest()].into_iter().flatten().collect()
}

fn of_limits() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "cap",
            "a bucket is closed before a gradient that would bring it above the limit. The limit is a trigger and no cap: the gradient goes in, and then the bucket is closed.",
            |k| k.close = Close::Cap,
        ),
        Mistake::<Knobs>::new("above_the_limit", "a bucket whose size equals the limit stays open. It has reached it, and is closed.", |k| {
            k.close = Close::Above;
        })
        .edit(REACHED, "*size > limits[(*count).min(limits.len() - 1)]"),
        Mistake::<Knobs>::new(
            "first_limit_for_all",
            "all buckets have the first limit. Only the first bucket of a dtype has it, so that communication begins early; the others have the limits that follow.",
            |k| k.limit = Limit::First,
        )
        .edit(LIMIT, "limits[0]"),
        Mistake::<Knobs>::new(
            "last_limit_for_all",
            "all buckets have the last limit, the first one, too. The first bucket has the first of the limits: it is small so that communication begins early.",
            |k| k.limit = Limit::Last,
        )
        .edit(LIMIT, "limits[limits.len() - 1]"),
        Mistake::<Knobs>::new(
            "first_then_last",
            "the first bucket has the first limit, and all others have the last. Between them there may be more: each bucket has the next.",
            |k| k.limit = Limit::FirstThenLast,
        )
        .edit(LIMIT, "limits[if *count == 0 { 0 } else { limits.len() - 1 }]"),
        Mistake::<Knobs>::new(
            "first_then_second",
            "the first bucket has the first limit, and all others have the second. There may be more than two.",
            |k| k.limit = Limit::FirstThenSecond,
        )
        .edit(LIMIT, "limits[(*count).min(limits.len() - 1).min(1)]"),
        Mistake::<Knobs>::new("limits_begin_again", "after the last limit the first comes again. The last one stays.", |k| {
            k.limit = Limit::Round;
        })
        .edit(LIMIT, "limits[*count % limits.len()]"),
        Mistake::<Knobs>::new("limit_beyond_the_last", "for a bucket after the last limit there is none, and the index is out of bounds. The last one stays.", |k| {
            k.limit = Limit::PastTheEnd;
        })
        .edit(LIMIT, "limits[*count]"),
        Mistake::<Knobs>::new(
            "limits_for_all_dtypes",
            "a closed bucket of one dtype brings the next limit for all. Each dtype begins with the first limit, and goes through them by itself.",
            |k| k.limit = Limit::Shared,
        )
        .edit(LIMIT, "limits[closed.len().min(limits.len() - 1)]"),
        Mistake::<Knobs>::new("limits_added_up", "limits are added up while bytes begin anew with each bucket. A limit is for one bucket.", |k| {
            k.limit = Limit::Total;
        })
        .edit(LIMIT, "limits[..=(*count).min(limits.len() - 1)].iter().sum::<u64>()"),
        Mistake::<Knobs>::new("bytes_not_reset", "the bytes of closed buckets go on counting, so that soon every gradient closes a bucket. A new bucket has none.", |k| {
            k.counted = Counted::NotReset;
        })
        .edit("            *size = 0;\n", ""),
        Mistake::<Knobs>::new(
            "rest_of_bytes_carried_over",
            "what a bucket has above its limit counts for the next one. The gradient travels as a whole, in the bucket that it closes; the next one begins at 0.",
            |k| k.counted = Counted::CarriedOver,
        )
        .edit("*size = 0;", "*size -= limits[(*count - 1).min(limits.len() - 1)];"),
        Mistake::<Knobs>::new("counts_gradients", "gradients are counted, and not their bytes.", |k| k.close = Close::OneEach)
            .edit("*size += bytes;", "*size += 1 + bytes * 0;"),
        Mistake::new("in_32_bits", "bytes are counted in 32 bits, which end at 4 GiB. Count in u64.", |k| {
            k.counted = Counted::In32Bits;
        }),
    ]
}

fn of_order() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "always_backwards",
            "`rebuilt` takes the gradients from the last to the first, whatever `order` is. They do not become ready in just that order: `order` says in which.",
            |k| k.order = Order::Backwards,
        ),
        Mistake::<Knobs>::new(
            "as_defined",
            "`rebuilt` takes the gradients as they are defined, so that a bucket waits for the gradients that come last. Take them in `order`.",
            |k| k.order = Order::Defined,
        ),
        Mistake::<Knobs>::new(
            "places_in_the_order",
            "the buckets hold places in `order`, and not the gradients that stand there: a step of `order[…]` is missing at the end.",
            |k| k.order = Order::Positions,
        ),
        Mistake::<Knobs>::new("sorted_inside", "`rebuilt` sorts the gradients inside of a bucket. They stay in the order in which they have come.", |k| {
            k.order = Order::Sorted;
        }),
        Mistake::<Knobs>::new(
            "by_their_first_gradient",
            "`rebuilt` puts the buckets in the order in which they were begun. They are launched in the order in which they are closed: then all of their gradients are ready.",
            |k| k.order = Order::ByBegin,
        )
        .edit("    closed.extend(rest);\n    closed\n}", "    closed.extend(rest);\n    closed.sort_by_key(|bucket| order.iter().position(|index| index == &bucket[0]));\n    closed\n}"),
        Mistake::<Knobs>::new(
            "not_reversed",
            "`initial` has the bucket with the first gradients first. Backward passes begin at the end: the bucket whose first gradient is defined last comes first.",
            |k| k.initial = Initial::NotReversed,
        )
        .edit(SORTED, "buckets.sort_by_key(|bucket| bucket[0]);"),
        Mistake::<Knobs>::new(
            "reversed_by_closing",
            "`initial` reverses the order in which the buckets were closed. With several dtypes that is another one than by their first gradients.",
            |k| k.initial = Initial::Reversed,
        )
        .edit(SORTED, "buckets.reverse();"),
        Mistake::<Knobs>::new("by_their_last_gradient", "`initial` puts the bucket first whose last gradient is defined last. It goes by the first one of each bucket.", |k| {
            k.initial = Initial::ByLast;
        })
        .edit(SORTED, "buckets.sort_by_key(|bucket| std::cmp::Reverse(bucket[bucket.len() - 1]));"),
        Mistake::<Knobs>::new("reversed_inside_too", "`initial` also reverses the gradients inside of each bucket. Only the list of buckets is reversed.", |k| {
            k.initial = Initial::InsideToo;
        })
        .edit(SORTED, "buckets.sort_by_key(|bucket| std::cmp::Reverse(bucket[0]));\n    buckets.iter_mut().for_each(|bucket| bucket.reverse());"),
        Mistake::<Knobs>::new(
            "filled_backwards",
            "`initial` fills the buckets from the last gradient on. It fills them from the first on, and reverses the list of buckets: so the small bucket has the gradients that are defined first.",
            |k| k.initial = Initial::FilledBackwards,
        ),
    ]
}

fn of_the_rest() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "last_bucket_lost",
            "a bucket that is not full at the end is left out, and its gradients are never exchanged: replicas drift apart. Close what is open.",
            |k| k.rest = Rest::Lost,
        )
        .edit(AT_THE_END, ""),
        Mistake::<Knobs>::new("rest_into_the_last", "gradients that are left at the end go into the bucket that was closed last. They are a bucket of their own.", |k| {
            k.rest = Rest::Merged;
        })
        .edit(AT_THE_END, "if closed.is_empty() {\n        closed.extend(rest);\n    } else if let Some(last) = closed.last_mut() {\n        last.extend(rest.concat());\n    }"),
        Mistake::<Knobs>::new("empty_bucket", "there is a bucket with nothing in it, where nothing is left at the end of a dtype.", |k| {
            k.rest = Rest::EmptyToo;
        }),
        Mistake::<Knobs>::new(
            "rest_by_dtype",
            "open buckets at the end come in the order in which their dtypes have come. The one that was begun first comes first.",
            |k| k.rest = Rest::ByDtype,
        )
        .edit("    rest.sort_by_key(begun);\n", "    let _ = begun;\n"),
        Mistake::<Knobs>::new("rest_together", "what is left of several dtypes at the end goes into one bucket. A bucket has one dtype.", |k| {
            k.rest = Rest::Together;
        }),
        Mistake::<Knobs>::new(
            "dtypes_mixed",
            "gradients of several dtypes go into one bucket. A bucket is one flat array, and has one dtype: keep an open bucket for each.",
            |k| k.one_dtype = true,
        )
        .edit("bucket.0 == dtype", "bucket.0 == dtype || true"),
        Mistake::<Knobs>::new(
            "sixteen_bits_together",
            "bf16 and f16 go into one bucket, since both have 16 bits. They are different numbers and cannot be added: each dtype has its own.",
            |k| k.sixteen_bits_together = true,
        ),
        Mistake::<Knobs>::new(
            "dtype_closes",
            "a gradient of another dtype closes the open bucket. It goes into a bucket of its own dtype, and the other stays open.",
            |k| k.dtype_change_closes = true,
        ),
        Mistake::<Knobs>::new("empty_gradients_left_out", "gradients without bytes are in no bucket. They are part of one like all others.", |k| {
            k.counted = Counted::WithoutEmpty;
        })
        .edit("let Gradient { bytes, dtype } = gradients[index];", "let Gradient { bytes, dtype } = gradients[index];\n        if bytes == 0 {\n            continue;\n        }"),
    ]
}
