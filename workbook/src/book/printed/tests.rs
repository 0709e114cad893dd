//! What is a table, and what stays as it is.

use super::table::Over;
use super::*;

fn cells(text: &str) -> Option<Vec<String>> {
    let table = Found::read(text)?.table;
    let name = |name: &Over| name.as_ref().map_or("", |(_, name)| name).to_owned();
    let heads = table.heads.iter().map(|head| head.iter().map(name).collect::<Vec<_>>().join("|"));
    Some(heads.chain(table.rows.iter().map(|row| row.join("|"))).collect())
}

#[test]
fn columns_under_their_names_are_a_table() {
    let text = "block   window   alone   one softmax\n -3.0     1.53   -3.00          1.49\n  6.0     1.53    6.00          5.89";
    assert_eq!(
        cells(text).unwrap(),
        ["block|window|alone|one softmax", "-3.0|1.53|-3.00|1.49", "6.0|1.53|6.00|5.89"]
    );
    let text = "keys                4      8x\nlinear          1.000  0.999\ngated linear    1.000      –";
    assert_eq!(cells(text), None, "a heading that is a number");
    let text = "                    a      b\nlinear          1.000  0.999\ngated linear    1.000      –";
    assert_eq!(cells(text).unwrap(), ["|a|b", "linear|1.000|0.999", "gated linear|1.000|–"]);
}

#[test]
fn a_name_may_stand_over_several_columns() {
    let text = "width   entropy, nats       largest weight\n        scaled  unscaled    scaled  unscaled\n    4     5.09      4.05      0.04      0.17\n   16     5.04      2.00      0.05      0.46";
    assert_eq!(
        cells(text).unwrap(),
        [
            "|entropy, nats|entropy, nats|largest weight|largest weight",
            "width|scaled|unscaled|scaled|unscaled",
            "4|5.09|4.05|0.04|0.17",
            "16|5.04|2.00|0.05|0.46"
        ]
    );
    let html = html(text);
    assert!(
        html.contains(
            "<tr><th scope=\"col\" rowspan=\"2\">width</th><th colspan=\"2\" scope=\"colgroup\">entropy, nats</th>"
        ),
        "{html}"
    );
    assert_eq!(html.matches("<tr>").count(), 4, "{html}");
}

#[test]
fn a_name_in_several_lines_is_one_name() {
    let text = "        left,    left, 100\n        before   steps later\nboth        1            2\nalone       2            3";
    assert_eq!(cells(text).unwrap(), ["|left, before|left, 100 steps later", "both|1|2", "alone|2|3"]);
    let html = html(text);
    assert!(html.contains("<thead><tr><td></td><th scope=\"col\">left, before</th>"), "{html}");
    // `moe/gradients`, `moe/review` and `attention/positions`.
    let text = "100 problems, 300 steps\n                                     best    loss     largest p\n                                     expert  beyond   after 10\n                                     found   best     steps\nexact                                100 %   0.00      0.40\nsamples                               89 %   0.04      0.45";
    assert_eq!(
        cells(text).unwrap(),
        [
            "|best expert found|loss beyond best|largest p after 10 steps",
            "exact|100 %|0.00|0.40",
            "samples|89 %|0.04|0.45"
        ]
    );
    let text = "               evaluations   routing,       sent,\na token         of experts      MFLOP         KiB\nsoft mixture        64.000      0.524        1024\nSwitch               1.250      0.524          20";
    assert_eq!(
        cells(text).unwrap(),
        [
            "a token|evaluations of experts|routing, MFLOP|sent, KiB",
            "soft mixture|64.000|0.524|1024",
            "Switch|1.250|0.524|20"
        ]
    );
    let text = "slope   mean distance, tokens   share of the weight\n        measured  predicted     at most 1/slope away\n1/2          1.7        1.5                76 %\n1/4          3.7        3.5                69 %";
    assert_eq!(
        cells(text).unwrap(),
        [
            "|mean distance, tokens|mean distance, tokens|",
            "slope|measured|predicted|share of the weight at most 1/slope away",
            "1/2|1.7|1.5|76 %",
            "1/4|3.7|3.5|69 %"
        ]
    );
    let html = super::html(text);
    let head = "<tr><th scope=\"col\" rowspan=\"2\" class=\"words\">slope</th><th colspan=\"2\" scope=\"colgroup\">mean distance, tokens</th><th scope=\"col\" rowspan=\"2\">share of the weight at most 1/slope away</th></tr><tr><th scope=\"col\">measured</th><th scope=\"col\">predicted</th></tr>";
    assert!(html.contains(head), "{html}");
}

#[test]
fn what_is_not_certain_stays_as_it_is() {
    for text in [
        // A gap that one row fills; a heading of its own for a part of the rows; sentences; a heading over two columns; a
        // heading over none; one row; words that might be one; a note beside the columns.
        "token expert gate   kept\n    0      0 0.50   1\n   10      1 0.25   2",
        "name   one\na        1\nb        3\nname   two\na        1",
        "token  4: of all [3, 5], of what it sees [0]\ntoken  8: of all [1, 2], of what it sees [1, 2]\ntoken 13: of all [3, 5], of what it sees [1, 3]",
        "name   both\na    1    2\nb    3    4",
        "name   one     far\na        1\nb        3",
        "name   one\na        1",
        "text    The summary at the beginning of the last page\nlayer 0 436547336735445436566411111152154365264757476\nlayer 1 137417225463543137717676676437431377156231547",
        "GPT-3     asks for 1\nLlama     asks for 4\nMistral   asks for 8",
        "calls   Heun\n   10   2.50   (Heun: 9)\n   20   0.16   (Heun: 19)",
    ] {
        assert_eq!(cells(text), None, "{text}");
    }
}

#[test]
fn text_around_a_table_stays_in_its_order() {
    let html = html("before <it>\n\nname   one\na        1\nb<c      3\n\nafter\n\nand more\n");
    assert!(html.starts_with("```text\nbefore <it>\n```\n\n<div class=\"table-wrapper printed\">"), "{html}");
    assert!(html.contains("<th scope=\"row\" class=\"short\">b&lt;c</th><td>3</td>"), "{html}");
    assert!(html.ends_with("</div>\n\n```text\nafter\n\nand more\n```\n\n"), "{html}");
    assert_eq!(super::html("\n  one\n\n  two\n"), "```text\n\n  one\n\n  two\n```\n\n");
}

#[test]
fn a_name_may_be_one_space_away_where_it_ends_with_its_column() {
    let text = "             experts both found  one found\ntop-2              8      0.635      0.745\nnoisy top-2       32      0.938      0.969";
    assert_eq!(
        cells(text).unwrap(),
        ["|experts|both found|one found", "top-2|8|0.635|0.745", "noisy top-2|32|0.938|0.969"]
    );
    let text = "token expert gate   in order   largest gate first\n    0      0 0.50   kept       dropped\n   10      1 0.90   dropped    kept";
    assert_eq!(
        cells(text).unwrap(),
        ["token|expert|gate|in order|largest gate first", "0|0|0.50|kept|dropped", "10|1|0.90|dropped|kept"]
    );
    let text = "            65536           1048576\n     scored  read   scored     read\nDSA    6553  2048  1048576    20480\nHCA       0   640        0     8320";
    assert_eq!(
        cells(text).unwrap(),
        [
            "|65536|65536|1048576|1048576",
            "|scored|read|scored|read",
            "DSA|6553|2048|1048576|20480",
            "HCA|0|640|0|8320"
        ]
    );
}

#[test]
fn numbers_name_columns_where_they_rise_or_fall_and_a_row_does_not() {
    let text = "calls          5      10      50\nDDIM       0.266   0.145   0.126\nHeun       1.218           0.121";
    assert_eq!(cells(text).unwrap(), ["calls|5|10|50", "DDIM|0.266|0.145|0.126", "Heun|1.218||0.121"]);
    let text = "                start   4.1 KB   33 KB   1.0 MB\nthreads, 2    11.8 µs     1.30    0.97     1.58\nMPI, 2         0.9 µs     0.21    0.15     1.15";
    assert_eq!(
        cells(text).unwrap(),
        ["|start|4.1 KB|33 KB|1.0 MB", "threads, 2|11.8 µs|1.30|0.97|1.58", "MPI, 2|0.9 µs|0.21|0.15|1.15"]
    );
}

#[test]
fn a_column_has_words_where_its_name_begins_with_them() {
    let text = "            sends   needs\nDDP      24.50 GB   room for all of it\nFSDP     36.75 GB   room for a unit";
    assert_eq!(
        cells(text).unwrap(),
        ["|sends|needs", "DDP|24.50 GB|room for all of it", "FSDP|36.75 GB|room for a unit"]
    );
    let html = html(text);
    assert!(html.contains("<td class=\"words short\">room for a unit</td>"), "{html}");
    assert_eq!(cells(&text.replace("   needs", "     needs")), None, "a name that begins elsewhere");
}

#[test]
fn prose_may_stand_before_and_behind() {
    let text = "width 7168\nin millions\nlogits   top-1   top-2\n[1, 2]   0.535   0.100\n[2, 1]  -0.490   0.050\n3.4 times as many";
    assert_eq!(cells(text).unwrap(), ["logits|top-1|top-2", "[1, 2]|0.535|0.100", "[2, 1]|-0.490|0.050"]);
    let html = html(text);
    assert!(html.starts_with("```text\nwidth 7,168\nin millions\n```\n\n<div"), "{html}");
    assert!(html.ends_with("</div>\n\n```text\n3.4 times as many\n```\n\n"), "{html}");
}

#[test]
fn rows_with_a_name_need_no_heading() {
    let text =
        "weights, bf16           15.0 GB\ngradients, bf16         15.0 GB\ncopy of weights, f32    30.0 GB";
    assert_eq!(
        cells(text).unwrap(),
        ["weights, bf16|15.0 GB", "gradients, bf16|15.0 GB", "copy of weights, f32|30.0 GB"]
    );
    assert_eq!(html(text).matches("<thead>").count(), 0);
    let text = "with a   [0.1, -0.2]\nwith b   [0.3, 0.4]\nwithout  [0.5, 0.6]";
    assert!(html(text).contains("<td class=\"words short\">[0.1, −0.2]</td>"), "{}", html(text));
    assert_eq!(cells("a   1   2   3\nb   4   5   6").unwrap(), ["a|1|2|3", "b|4|5|6"]);
    let text = "by differences -0.041\nby the rules   -0.041\nover all keys  0.000";
    assert_eq!(cells(text).unwrap(), ["by differences|-0.041", "by the rules|-0.041", "over all keys|0.000"]);
    for text in [
        // Values that are not below one another, a value more, words, a name that is an equation or a number.
        "a   1.25\nbc   30",
        "a   1   2\nb   3",
        "a   asks for 1\nb   asks for 2",
        "x = 1   1\nx = 2   2",
        "1   5\n2   6",
    ] {
        assert_eq!(cells(text), None, "{text}");
    }
}
