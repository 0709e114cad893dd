use super::*;

fn chart() -> Chart {
    Chart::new("Title", "Description.").x(Axis::log2("keys")).y(Axis::linear("entropy, nats"))
}

fn powers(f: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    (0..=8).map(|power| f64::from(1 << power)).map(|x| (x, f(x))).collect()
}

/// Every value of the attributes fill and stroke.
fn colours(svg: &str) -> Vec<&str> {
    let values = svg.match_indices(" fill=\"").chain(svg.match_indices(" stroke=\""));
    values.map(|(at, name)| svg[at + name.len()..].split('"').next().unwrap()).collect()
}

fn five() -> Chart {
    let lines = (1..=5).map(|i| Series::new(&format!("series {i}"), powers(|x| x.log2() / f64::from(i))));
    let chart = chart()
        .band(1.0, 2.0, "NaN\nhere")
        .line(Series::new("limit", powers(|_| 4.0)).reference().label_above(4.0));
    lines.fold(chart, Chart::line)
}

#[test]
fn only_the_palettes_colours_are_used() {
    let figure = five().save();
    let colours = colours(figure.svg());
    assert!(colours.len() > 50);
    for colour in colours {
        assert!(colour == "none" || palette::ALL.iter().any(|(_, hex)| *hex == colour), "{colour}");
    }
    for (_, hex) in palette::ALL {
        assert!(figure.svg().contains(hex), "{hex} is never used");
    }
    assert_eq!(figure.svg().matches('#').count(), colours_count(figure.svg()));
}

fn colours_count(svg: &str) -> usize {
    colours(svg).iter().filter(|colour| colour.starts_with('#')).count()
}

#[test]
fn the_drawing_stands_alone() {
    let svg = five().save().svg().to_owned();
    for forbidden in ["\n\n", "<style", "<script", "href", "url(", "NaN,", ",NaN", "inf"] {
        assert!(!svg.contains(forbidden), "{forbidden:?} in {svg}");
    }
}

#[test]
fn labels_at_the_end_make_way_for_each_other() {
    let mut chart = chart();
    for name in ["one", "two", "three", "four"] {
        chart = chart.line(Series::new(name, powers(|_| 1.0)));
    }
    assert_eq!(chart.line(Series::new("zero", powers(|_| 0.0))).save().overlapping_labels(), []);
    assert_eq!(five().save().overlapping_labels(), []);
}

#[test]
fn a_line_has_a_gap_where_it_is_not_finite() {
    let gap = |x: f64| if x == 16.0 { f64::NAN } else { x.log2() };
    let svg = chart().line(Series::new("line", powers(gap))).save().svg().to_owned();
    let lines = svg.lines().filter(|line| line.starts_with("<polyline") && line.contains(palette::SERIES[0]));
    assert_eq!(lines.count(), 2);
}

#[test]
fn points_only_have_no_line() {
    let svg = chart().line(Series::new("points", powers(f64::log2)).points_only()).save().svg().to_owned();
    assert!(!svg.lines().any(|line| line.starts_with("<polyline") && line.contains(palette::SERIES[0])));
    assert_eq!(svg.matches("<circle").count(), 9);
}

#[test]
fn the_same_chart_is_the_same_figure() {
    assert_eq!(five().save(), five().save());
}

#[test]
#[should_panic(expected = "the series \"nothing\" has no finite point")]
fn a_series_without_a_finite_point_is_refused() {
    let _ = chart().line(Series::new("nothing", powers(|_| f64::NAN))).save();
}

#[test]
#[should_panic(
    expected = "the series \"zero\" has the value 0, which has no place on the logarithmic axis keys"
)]
fn zero_on_a_logarithmic_axis_is_refused() {
    let _ = chart().line(Series::new("zero", [(0.0, 1.0), (1.0, 1.0)])).save();
}

#[test]
#[should_panic(expected = "the series \"negative\" has the value -1")]
fn a_negative_value_on_a_logarithmic_axis_is_refused() {
    let _ = chart().y(Axis::log10("y")).line(Series::new("negative", [(1.0, -1.0)])).save();
}

#[test]
#[should_panic(expected = "has 6 series; five can be told apart")]
fn a_sixth_series_is_refused() {
    let _ = five().line(Series::new("six", powers(f64::sqrt))).save();
}

#[test]
#[should_panic(expected = "has no series")]
fn an_empty_chart_is_refused() {
    let _ = chart().save();
}

#[test]
fn bars_stand_on_the_axis_and_a_note_draws_nothing_but_its_word() {
    let shares = [(1.0, 0.25), (2.0, 0.5), (3.0, 1.0)];
    let x = || Axis::linear("count").range(0.5, 3.5);
    let drawn = |series: Series| Chart::new("Title", "Description.").x(x()).line(series).save();
    let rectangles = |figure: &Figure| figure.svg().matches("<rect").count();
    let (bars, line) = (drawn(Series::new("share", shares).bars(0.5)), drawn(Series::new("share", shares)));
    assert_eq!(rectangles(&bars), rectangles(&line) + shares.len());
    assert!(line.svg().contains("<polyline") && bars.svg().matches("<circle").count() == 0);

    let with = Chart::new("Title", "Description.").x(x()).line(Series::new("share", shares));
    let noted = with.clone().line(Series::note("here", (2.0, 0.5))).save();
    let plain = with.save();
    assert!(noted.svg().contains(">here<"));
    assert_eq!(noted.svg().matches("<circle").count(), plain.svg().matches("<circle").count());
    assert_eq!(noted.svg().matches("<text").count(), plain.svg().matches("<text").count() + 1);
}

/// Width and height of what is drawn in the first colour, and of the sheet.
fn sizes(figure: &Figure) -> [(f64, f64); 2] {
    let line =
        figure.svg().lines().find(|line| line.starts_with("<polyline") && line.contains(palette::SERIES[0]));
    let points = line.unwrap().split('"').nth(1).unwrap().split(' ').map(|point| {
        let (x, y) = point.split_once(',').unwrap();
        (x.parse::<f64>().unwrap(), y.parse::<f64>().unwrap())
    });
    let (x, y): (Vec<f64>, Vec<f64>) = points.unzip();
    let size = |of: Vec<f64>| {
        let (low, high) = bounds(of.into_iter());
        high - low
    };
    [(size(x), size(y)), figure.size()]
}

#[test]
fn with_equal_units_a_circle_is_round() {
    let angles = || (0..=40).map(|step| std::f64::consts::TAU * f64::from(step) / 40.0);
    let circle = || Series::new("circle", angles().map(|angle| (angle.cos(), angle.sin())));
    let drawn = |title: &str, x: f64, y: f64| {
        Chart::new("Title", "Description.")
            .x(Axis::linear("x").range(-x, x))
            .y(Axis::linear(title).range(-y, y))
            .line(circle())
            .equal()
            .save()
    };
    for (title, x, y) in [("y", 1.0, 1.0), ("y", 5.0, 1.2), ("", 1.0, 3.0), ("y", 2.0, 1.5)] {
        let figure = drawn(title, x, y);
        let [(wide, high), sheet] = sizes(&figure);
        assert!((wide - high).abs() <= 0.01 * high + 0.2, "{wide} by {high} within {x} by {y}");
        assert!(sheet.0 == 480.0 && sheet.1 <= 392.0, "{sheet:?}");
        // As high as it has to be: the circle, its room, and what stands above and below.
        let words = if title.is_empty() { 68.0 } else { 92.0 };
        assert!((sheet.1 - words - high * y).abs() < 2.0, "{sheet:?}");
        assert_eq!(figure.overlapping_labels(), []);
    }
}

#[test]
#[should_panic(expected = "the axis keys is logarithmic, and has no equal units")]
fn a_logarithmic_axis_has_no_equal_units() {
    let _ = chart().line(Series::new("line", powers(f64::sqrt))).equal().save();
}

#[test]
fn names_on_top_are_marked_and_have_the_colours_of_their_series() {
    let named = |name: &str| Series::new(name, powers(|_| 1.0)).points_only().label_on_top();
    let figure = chart().line(named("one")).line(named("two")).save();
    for (name, colour) in ["one", "two"].iter().zip(palette::SERIES) {
        let text = format!(">{name}<");
        let label = figure.svg().lines().find(|line| line.contains(&text)).unwrap();
        assert!(label.contains(colour), "{label}");
    }
    // Discs of one, squares of the other, and one of each beside the names.
    assert_eq!([figure.svg().matches("<circle").count(), figure.svg().matches("<polygon").count()], [10, 10]);
    assert_eq!(figure.overlapping_labels(), []);
}
