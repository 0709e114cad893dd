//! What is looked at on every page of the book, and what must be found on pages that are broken on purpose.

/// What is looked at on every page.
pub(crate) const CHECKS: [(&str, &str); 18] = [
    ("accessible", "axe finds nothing serious, in both themes"),
    (
        "content",
        "the page has the cells, exercises, figures, formulas and guesses of its source, and every cell was executed",
    ),
    ("figures", "figures can be seen and read in both themes, and have a name and a description"),
    ("guesses", "a guess comes before its answer, can be left out, is told what is right, and is remembered"),
    ("hints", "the keyboard opens the hints, one after the other"),
    ("ids", "no id occurs twice"),
    (
        "keys",
        "the first key leads past the list of contents, and arrow keys turn the page but where they scroll",
    ),
    ("links", "links within the book lead somewhere"),
    ("local", "nothing is asked of another host"),
    ("math", "formulas are rendered, and none is left as TeX"),
    (
        "plays",
        "figures to play with load what draws them when they are touched, follow the keyboard, say their values, and go back",
    ),
    ("print", "on paper everything can be read, and print.html has it all"),
    ("quiet", "no message on the console, no error, no failed request"),
    ("search", "the keyboard opens the search, and its first result leads somewhere"),
    (
        "steps",
        "what goes step by step does so by buttons and arrow keys, which turn no page there, and keeps its size",
    ),
    ("theme", "the chosen theme is in force"),
    ("width", "the page is no wider than the window"),
    ("without_script", "without JavaScript everything can be read"),
];

/// What must be found in `browser/broken`, so that a check that finds nothing has looked.
pub(crate) const BROKEN: [(&str, &str, &[&str]); 19] = [
    ("index", "accessible", &["image-alt: img:nth-child(3), img[src$=\"missing.png\"]: "]),
    ("index", "content", &["the source has 9 formulas, the page 2", "not executed: cell-7"]),
    (
        "index",
        "figures",
        &[
            "figure 1: it is wider than the window: 48 to 1548 of 390",
            "figure 1: it has no role=\"img\"",
            "figure 1: it has no name",
            "figure 1: it has no description",
            "figure 1: it has the same colours in both themes",
            "label \"A faint label\": #bbbbbb on #ffffff",
            "label \"Dark on dark\": #1f2933 on #000000",
            "line drawn in #dddddd: #dddddd on #ffffff",
            "a label is cut off: \"A label that is cut off\"",
            "figure 2: it is not visible",
        ],
    ),
    (
        "index",
        "guesses",
        &[
            "guess 1: the answer is shown before the guess",
            "guess 1: it does not say that the answer waits",
            "guess 1: 0 of its choices are right",
            "guess 1: it does not say what is right",
            "guess 1: it cannot be skipped",
            "guess 1: it is not made after a choice",
            "guess 2: no answer with outputs follows it",
            "guess 2: it offers neither choices nor a number",
            "guess 3: a reload forgets it",
            "after skipping: not readable",
        ],
    ),
    (
        "index",
        "hints",
        &[
            "all-at-once: a later hint is offered before the first was opened",
            "out-of-reach: the keyboard opens 0 of 1 hints",
            "stuck: Enter does not open hint 1",
            "bare has no hints",
        ],
    ),
    ("index", "ids", &["the id \"twice\" occurs twice"]),
    (
        "index",
        "keys",
        &["the first stop is This page,true", "an arrow key turns the page although code has the focus"],
    ),
    (
        "index",
        "links",
        &["there is no nowhere.html", "index.html has no #nothing", "there is no missing.png"],
    ),
    (
        "index",
        "local",
        &[
            "img src=\"https://elsewhere.invalid/picture.png\"",
            "a style asks for https://elsewhere.invalid/fonts.css",
            "it asks for https://elsewhere.invalid/counted",
        ],
    ),
    (
        "index",
        "math",
        &["a formula has no size", "a formula is rendered as an error", "TeX stands in the text"],
    ),
    (
        "index",
        "plays",
        &[
            "play 1: it has no sliders",
            "play 2: the module is loaded before it is touched",
            "play 2, slider 1: it does not say its value",
            "play 2, slider 1: an arrow key turns the page",
            "play 2, slider 2: an arrow key draws nothing anew",
            "play 2: it does not go back to how it was",
        ],
    ),
    (
        "index",
        "print",
        &[
            "not readable: <div.outputs>",
            "not readable: <p> Two.",
            "too pale for paper, #dbe2ea: <p.pale> Light on dark",
            "figure 1: on paper, label \"A faint label\"",
        ],
    ),
    (
        "index",
        "quiet",
        &[
            "console error: spilt",
            "console warning: slippery",
            "error in a script: Cannot read properties of undefined (reading 'fallen')",
            "missing.png was not loaded: status 404",
        ],
    ),
    ("index", "search", &["index.html has no #no-such-result"]),
    (
        "index",
        "steps",
        &[
            "steps 1: it has no buttons",
            "steps 2: 2 of its steps are shown at first",
            "steps 2: the button for the next step shows 2 of them",
            "steps 2: its size changes with the step",
            "steps 2: an arrow key does not lead back",
            "steps 2: an arrow key turns the page",
            "steps 2: not all of its steps are shown when asked for",
        ],
    ),
    ("index", "theme", &["the chosen theme is not in force"]),
    (
        "index",
        "width",
        &[
            "in a window of 390: <div.wide>",
            "in a window of 1200: <div.wide>",
            "in a window of 1600: <div.wide>",
            "wider than its column by",
            "one note is over another: A note, and and another over it.",
        ],
    ),
    ("index", "without_script", &["not readable: <div.outputs> Hidden without a script."]),
    (
        "print",
        "print",
        &["not readable: <p> Folded away on paper.", "it lacks from index: A page and a place"],
    ),
];
