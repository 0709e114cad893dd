// Drives the tool and its page as a reader does: node live.mjs GIVEN
//
// GIVEN is JSON: `desk`, a copy of the course with fresh stubs; `tool`, the program; `target`, cargo's folder;
// `exercises`, with `id`, `file`, `page` and `title` of each; `figures`, the page whose figures softmax changes; where wanted `picture`, a file for the README's picture, and `shots`, a folder for a picture of each state.
// Prints JSON: `found`, for each part of the story what is wrong; `milliseconds`, from a save to its verdict on the page.

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { launch, profile, serve, THEMES, WIDTHS } from './browser.mjs';

const given = JSON.parse(process.argv[2]);
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ID = 'attention/softmax';
const FILE = 'exercises/attention/softmax.rs';
const BOX = `section.exercise[data-exercise="${ID}"] .live-box`;
const OURS = ['.live-box', '.live-bar', '.live-way', '.live-switch'];
// The first verdict waits for the judge to be built, the first figures for the program that draws them.
const FIRST = 420_000;
const PATIENCE = 60_000;
// A save is judged in a second or less; a machine may be busy.
const SOON = 10_000;
const DEADLINE = 1_500_000;

const found = {};
const milliseconds = [];

/** A part of the story. What cannot be told is wrong. */
async function part(name, action) {
    found[name] = [];
    const say = (message) => found[name].push(message);
    const must = (holds, message) => holds || say(message);
    try {
        await action(must, say);
    } catch (error) {
        say(`it could not be told: ${String(error.stack ?? error).split('\n').slice(0, 4).join(' ')}`);
    }
}

/* The tool. */

let tool = null;
let port = 0;

/** Starts the tool, on the port that it had. */
async function start() {
    const env = { ...process.env, CARGO_TARGET_DIR: given.target, CARGO_NET_OFFLINE: 'true' };
    tool = spawn(given.tool, ['--port', String(port)], { cwd: given.desk, env, stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: tool.stdout });
    const first = await new Promise((resolve, reject) => {
        lines.once('line', resolve);
        tool.once('exit', (code) => reject(new Error(`the tool ended with ${code}`)));
    });
    const before = port;
    port = Number(new URL(first).port);
    if (before && before !== port) throw new Error(`the port was ${before} and is ${port}`);
    return first;
}

async function stop() {
    if (!tool || tool.exitCode !== null || tool.signalCode !== null) return;
    const ended = new Promise((resolve) => tool.once('exit', resolve));
    tool.kill();
    await ended;
}

process.on('exit', () => tool?.kill('SIGKILL'));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
setTimeout(() => {
    console.error(`the story does not end; so far ${JSON.stringify(found)}`);
    process.exit(3);
}, DEADLINE).unref();

/* The reader's file. */

const solution = readFileSync(path.join(given.desk, 'solutions/attention/softmax.rs'), 'utf8');
const stub = readFileSync(path.join(given.desk, FILE), 'utf8');
const save = (text) => writeFileSync(path.join(given.desk, FILE), text);
const changed = (from, to) => {
    if (!solution.includes(from)) throw new Error(`the solution has no ${from}`);
    return solution.replace(from, to);
};

const NO_MAX = changed('(score - largest).exp()', 'score.exp()');
const UNDIVIDED = changed('        let sum = row.sum();\n        row /= sum;\n', '');
const BROKEN = changed('let sum = row.sum();', 'let sum: i32 = row.sum();');
const HOSTILE_TEXT = '<img src=x onerror=alert(1)>';
const HOSTILE = UNDIVIDED.replace('    let mut weights', `    println!("${HOSTILE_TEXT}");\n    let mut weights`);
const CRASHING = changed('    let mut weights', '    panic!("<b>first</b>\\n  case      second");\n    let mut weights');
const LONG = UNDIVIDED.replace('    let mut weights', `    println!("${'W'.repeat(300)}");\n    let mut weights`);

/* The browser. */

const browser = await launch();
const noise = [];
const dialogs = [];
let away = false;

async function open(address, theme, width, rest = {}) {
    const context = await profile(browser, { theme, width, ...rest });
    context.setDefaultTimeout(PATIENCE);
    const tab = await context.newPage();
    const hear = (message) => away || noise.push(`${theme} ${width}: ${message}`);
    tab.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) hear(`console ${message.type()}: ${message.text()}`);
    });
    tab.on('pageerror', (error) => noise.push(`error in a script: ${error.message}`));
    tab.on('dialog', (dialog) => {
        dialogs.push(dialog.message());
        dialog.dismiss();
    });
    await tab.goto(address);
    await tab.evaluate(() => document.fonts.ready.then(() => {}));
    return tab;
}

/** Waits until the box has a verdict and, where given, holds a text. */
function shows(tab, verdict, text = '', timeout = PATIENCE) {
    return tab.waitForFunction(
        ([box, verdict, text]) => {
            const { dataset, textContent } = document.querySelector(box) ?? { dataset: {} };
            return dataset.verdict === verdict && dataset.judging === 'false' && textContent.includes(text);
        },
        [BOX, verdict, text],
        { timeout },
    );
}

const says = (tab, selector = BOX) => tab.locator(selector).innerText();

/** What axe finds in the parts that the tool adds. */
async function axe(tab, where) {
    await tab.evaluate(AXE);
    const violations = await tab.evaluate(async (ours) => {
        const include = ours.filter((part) => document.querySelector(part)).map((part) => [part]);
        return (await axe.run({ include }, { resultTypes: ['violations'], preload: false })).violations;
    }, OURS);
    const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    return serious.map(({ id, nodes }) => `${where}: ${id}: ${nodes[0].target.join(' ')}: ${nodes[0].failureSummary}`);
}

const inaccessible = [];
let tabs = [];

/** Every state is looked at in both themes, wide and narrow. */
async function look(state) {
    for (const [view, tab] of tabs) {
        inaccessible.push(...(await axe(tab, `${state}, ${view}`)));
        if (given.shots) {
            mkdirSync(given.shots, { recursive: true });
            for (const selector of ['section.exercise:has(.live-box)', '.live-switch', '.live-way', '.map', 'figure.live-own:visible']) {
                const shown = tab.locator(selector).first();
                if ((await shown.count()) === 0) continue;
                const kind = selector.replace(/\W*(section\.|:(has|visible).*)|^\W/g, '');
                await shown.screenshot({ path: path.join(given.shots, `${state}-${kind}-${view}.png`) });
            }
            if ((await tab.locator(BOX).count()) > 0) await tab.locator(BOX).scrollIntoViewIfNeeded();
            await tab.screenshot({ path: path.join(given.shots, `${state}-window-${view}.png`) });
        }
    }
}

/** Makes the first guess of the page, if there is one. */
async function guessed(tab) {
    const guess = tab.locator('.guess').first();
    if ((await guess.count()) === 0) return true;
    const choice = guess.locator('button.choice').first();
    if ((await choice.count()) === 1) {
        await choice.click();
    } else {
        await guess.locator('input').fill('1');
        await guess.locator('button.commit').click();
    }
    return (await guess.getAttribute('class')).includes('made');
}

/** Parts that are wider than the window. */
const tooWide = (tab) =>
    tab.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth > clientWidth ? `the page is ${scrollWidth} wide in a window of ${clientWidth}` : '';
    });

const address = await start();
const ALL = given.exercises.length;
const PAGES = [...new Set(given.exercises.map((exercise) => exercise.page))];
const HOME = given.exercises.find((exercise) => exercise.id === ID).page;
const page = address + HOME;
const light = await open(page, THEMES[0], WIDTHS[0]);
const narrow = await open(page, THEMES[1], WIDTHS[1]);
const first = await open(`${address}index.html`, THEMES[0], WIDTHS[0]);
tabs = [
    ['light', light],
    ['light-390', await open(page, THEMES[0], WIDTHS[1])],
    ['navy', await open(page, THEMES[1], WIDTHS[0])],
    ['navy-390', narrow],
    ['map-light', first],
    ['map-navy', await open(`${address}index.html`, THEMES[1], WIDTHS[1])],
];
// A line for each chapter; what passes here is all of one.
const chapterOf = (id) => id.split('/')[0];
const chapters = [...new Set(given.exercises.map(({ id }) => chapterOf(id)))];
const counts = (passed) =>
    chapters.map((chapter) => {
        const all = given.exercises.filter(({ id }) => chapterOf(id) === chapter).length;
        return `${chapter === chapterOf(ID) ? passed : 0} of ${all} passed`;
    });
const wayOn = async () => (await first.locator('.live-way').innerText()).replace(/ \(.*/, '');
// What the map says of each exercise, by its id.
const onMap = () =>
    first.locator('.map li').evaluateAll((all) => Object.fromEntries(all.map((item) => [item.dataset.id, [item.dataset.verdict, item.querySelector('.about').textContent]])));
const mapSays = (passed) =>
    first.waitForFunction((lines) => {
        const said = [...document.querySelectorAll('.map .count')].map((line) => line.innerText.trim());
        return said.length === lines.length && lines.every((line, i) => said[i] === line);
    }, counts(passed));

await part('a_fresh_course_says_where_each_file_is', async (must) => {
    await light.locator('.live-box .verdict').first().waitFor();
    const places = new Map();
    for (const name of PAGES) {
        const tab = name === HOME ? light : await open(address + name, THEMES[0], WIDTHS[0]);
        await tab.locator('.live-box .verdict').first().waitFor();
        const boxes = await tab
            .locator('section.exercise:has(.live-box)')
            .evaluateAll((all) => all.map((e) => [e.dataset.exercise, e.querySelector('.live-box').innerText]));
        const expected = given.exercises.filter((exercise) => exercise.page === name);
        must(boxes.length === expected.length, `${name} has ${boxes.length} boxes`);
        for (const { id, file } of expected) {
            const box = boxes.find(([of]) => of === id)?.[1];
            must(box?.startsWith('Not attempted') && box.includes(file), `${id}: ${box}`);
        }
        places.set(name, await tab.locator('[id]').evaluateAll((all) => all.map((e) => e.id)));
        if (tab !== light) await tab.context().close();
    }
    await mapSays(0);
    must(await wayOn() === `Begin: ${given.exercises[0].title}`, `the way on: ${await wayOn()}`);
    const said = await onMap();
    must(Object.keys(said).length === ALL, `the map has ${Object.keys(said)}`);
    for (const { id } of given.exercises) must(said[id]?.[0] === 'not_attempted' && / min$/.test(said[id][1]), `the map of ${id}: ${said[id]}`);
    must(await first.locator(`.map li.next[data-id="${given.exercises[0].id}"]`).count() === 1, 'the map does not show where to begin');
    for (const { id, page } of given.exercises) {
        const [name, anchor] = (await first.locator(`.map li[data-id="${id}"] a`).getAttribute('href')).split('#');
        must(name === page && places.get(name)?.includes(anchor), `the map leads to ${name}#${anchor}`);
    }
    await look('1-not-attempted');
});

await part('a_wrong_answer_is_named_in_its_box', async (must, say) => {
    save(NO_MAX);
    await shows(light, 'wrong', '[no_max]', FIRST);
    const said = await says(light);
    must(said.startsWith('Wrong'), `the verdict: ${said}`);
    for (const word of ['case', 'first at', 'mistake', 'yours', 'reference']) must(said.includes(word), `no "${word}" in: ${said}`);
    // The case is small: all of it, with marks where the answer differs.
    for (const part of ['input', 'yours', 'expected']) must(await light.locator(`${BOX} .whole .${part} code`).isVisible(), `the case's ${part} is not shown`);
    must((await light.locator(`${BOX} .whole .yours mark`).count()) > 0, 'nothing is marked in what came out');
    await look('2-wrong');
    if (given.picture) await picture();
    // How long a reader waits. One mistake after the other, so that each save changes the box.
    for (const [text, mistake] of Array(3).fill([[UNDIVIDED, '[no_division]'], [NO_MAX, '[no_max]']]).flat()) {
        const shown = light.evaluate(
            ([selector, mistake]) =>
                new Promise((resolve) => {
                    const box = document.querySelector(selector);
                    const look = () => {
                        if (!box.textContent.includes(mistake)) return;
                        watcher.disconnect();
                        resolve(Date.now());
                    };
                    const watcher = new MutationObserver(look);
                    watcher.observe(box, { childList: true, subtree: true });
                }),
            [BOX, mistake],
        );
        // Started before the file is saved.
        await light.evaluate(() => {});
        const saved = Date.now();
        save(text);
        const late = new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error(`no ${mistake} after a save`)).unref());
        milliseconds.push((await Promise.race([shown, late])) - saved);
    }
    const median = milliseconds.toSorted((a, b) => a - b)[milliseconds.length >> 1];
    if (median > SOON) say(`a verdict takes ${median} ms`);
});

/** The README's picture. */
async function picture() {
    const tab = await open(page, THEMES[0], 1280, { deviceScaleFactor: 1 });
    await tab.setViewportSize({ width: 1280, height: 800 });
    await shows(tab, 'wrong', '[no_max]');
    await tab.evaluate((box) => {
        const section = document.querySelector(box).closest('section');
        scrollTo({ top: section.getBoundingClientRect().top + scrollY - 66, behavior: 'instant' });
    }, BOX);
    await tab.waitForTimeout(500);
    await tab.screenshot({ path: given.picture });
    await tab.context().close();
}

await part('a_long_verdict_fits_a_narrow_window', async (must, say) => {
    save(LONG);
    await shows(narrow, 'wrong', 'WWWW');
    const wide = await tooWide(narrow);
    if (wide) say(wide);
    await look('3-long');
});

await part('what_an_answer_prints_is_shown_as_text', async (must) => {
    save(HOSTILE);
    await shows(light, 'wrong', HOSTILE_TEXT);
    must((await light.locator(`${BOX} img`).count()) === 0, 'what was printed became an element');
    save(CRASHING);
    await shows(light, 'crashed', '<b>first</b>');
    must((await says(light)).includes('second'), `half of what it panicked with: ${await says(light)}`);
    must((await light.locator(`${BOX} b`).count()) === 0, 'what it panicked with became an element');
    must(dialogs.length === 0, `a dialog: ${dialogs}`);
    await look('3-crashed');
});

await part('a_file_that_does_not_compile_shows_the_compilers_words', async (must) => {
    save(BROKEN);
    await shows(light, 'does_not_compile', 'error');
    const said = await says(light);
    const line = BROKEN.split('\n').findIndex((line) => line.includes('let sum: i32')) + 1;
    must(said.startsWith('Does not compile'), `the verdict: ${said}`);
    must(said.includes('mismatched types') || said.includes('E0277'), `no word of the compiler: ${said}`);
    must(new RegExp(`--> exercises/attention/softmax\\.rs:${line}:\\d+`).test(said), `not line ${line}: ${said}`);
    const first = await light.locator(`${BOX} dd`).first().innerText();
    must(first === `${line}: let sum: i32 = row.sum();`, `the reader's line is not first: ${first}`);
    for (const [view, tab] of tabs.slice(0, 4)) {
        await shows(tab, 'does_not_compile');
        const cut = await tab.locator(`${BOX} *`).evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth && e.clientWidth > 0).map((e) => e.className));
        must(cut.length === 0, `${view}: cut at the right: ${cut}`);
    }
    const wide = await tooWide(narrow);
    must(!wide, wide);
    await look('4-does-not-compile');
});

await part('a_passed_exercise_tells_its_story_and_leads_to_the_next', async (must) => {
    save(solution);
    await shows(light, 'passed');
    const said = await says(light);
    must(/^Passed in \d+ ms/.test(said), `the verdict: ${said}`);
    for (const [, tab] of tabs.slice(0, 4)) {
        await shows(tab, 'passed');
        const summary = tab.locator(`${BOX} summary`);
        must((await summary.innerText()) === 'How we wrote it', await summary.innerText());
        const story = await tab.locator(`${BOX} .story`).innerText();
        must(story.startsWith('What to take from it. ') && story.length > 60, `the story: ${story}`);
        must(await tab.locator(`${BOX} .story`).isVisible(), 'the story is not told');
        must(!(await tab.locator(`${BOX} details pre`).isVisible()), 'the solution is there before it is asked for');
        const after = given.exercises[given.exercises.findIndex(({ id }) => id === ID) + 1];
        const next = await tab.locator(`${BOX} .next a`).getAttribute('href');
        must(next === `/${after.page}#exercise-${after.id.split('/')[1]}`, `the next exercise is ${next}`);
        await summary.focus();
        await tab.keyboard.press('Enter');
        const code = await tab.locator(`${BOX} details pre code`).innerText();
        must(code.includes('pub fn softmax') && code.includes('row /= sum'), `the solution: ${code}`);
        must((await tab.locator(`${BOX} details pre [class*=hljs-]`).count()) > 0, 'the solution has no colours');
        const wide = await tooWide(tab);
        must(!wide, wide);
    }
    const way = await open(page, THEMES[0], WIDTHS[0]);
    await shows(way, 'passed');
    await way.locator(`${BOX} .next a`).focus();
    await way.keyboard.press('Enter');
    await way.waitForURL(/scaled.html#exercise-/);
    must(await way.locator(`[id="${new URL(way.url()).hash.slice(1)}"]`).isVisible(), `no exercise at ${way.url()}`);
    await way.context().close();
    await look('5-passed');
});

await part('progress_outlives_a_reload_and_the_tool', async (must) => {
    await mapSays(1);
    const next = given.exercises[given.exercises.findIndex(({ id }) => id === ID) + 1];
    must(await wayOn() === `Continue: ${next.title}`, `the way on: ${await wayOn()}`);
    await first.reload();
    await mapSays(1);
    away = true;
    await stop();
    await start();
    away = false;
    await first.reload();
    await mapSays(1);
    const passed = (await onMap())[ID];
    must(passed?.[0] === 'passed' && passed[1].endsWith('passed'), `the map after a restart: ${passed}`);
    await light.reload();
    await shows(light, 'passed');
    must((await light.locator(`${BOX} summary`).count()) === 1, 'after a restart there is no story');
});

await part('without_the_tool_the_page_says_so_and_finds_it_again', async (must) => {
    const gone = (tab) => tab.waitForFunction(() => document.querySelector('.live-bar').textContent.includes('not running'));
    away = true;
    await stop();
    for (const [, tab] of tabs) await gone(tab);
    must(await light.locator('.live-bar').isVisible(), 'the bar is hidden');
    must((await says(light)).startsWith('Passed'), 'the last verdict is gone');
    await look('6-stopped');
    const hint = light.locator('section.exercise details.hint').first();
    await hint.locator('summary').first().click();
    must(await hint.evaluate((hint) => hint.open), 'a hint does not open');
    must(await guessed(light), 'a guess cannot be made');
    await start();
    const back = (tab) => tab.waitForFunction(() => !document.querySelector('.live-bar').textContent.includes('not running'));
    for (const [, tab] of tabs) await back(tab);
    away = false;
    save(NO_MAX);
    await shows(light, 'wrong', '[no_max]', FIRST);
    must(await hint.evaluate((hint) => hint.open), 'the hint was closed');
});

/* Figures. */

const drawing = (tab) =>
    tab.evaluate(() =>
        [...document.querySelectorAll('figure svg')].map((svg) =>
            [...svg.querySelectorAll('*')]
                .filter((e) => !['title', 'desc'].includes(e.localName))
                .map((e) => `${e.localName} ${e.getAttribute('d') ?? ''} ${e.getAttribute('points') ?? ''} ${e.getAttribute('y') ?? ''} ${e.getAttribute('height') ?? ''} ${e.getAttribute('fill') ?? ''} ${e.children.length ? '' : e.textContent.trim()}`)
                .join('\n'),
        ),
    );
const own = (tab) => tab.locator('figure.live-own').count();
const note = (tab) => tab.locator('.live-switch [role=status]').innerText();
const noteSays = (tab, text, timeout = PATIENCE) =>
    tab.waitForFunction(
        (text) => document.querySelector('.live-switch [role=status]').textContent.includes(text),
        text,
        { timeout },
    );
const differ = (a, b) => a.map((figure, i) => (figure === b[i] ? '' : i + 1)).filter(Boolean);

await part('figures_are_drawn_with_the_readers_code_when_asked', async (must) => {
    const drawn = await open(address + given.figures, THEMES[0], WIDTHS[0]);
    tabs.push(['figures', drawn]);
    const toggle = drawn.locator('#own-figures');
    must(!(await toggle.isChecked()), 'it is on although nobody asked');
    must((await own(drawn)) === 0, 'figures are the reader’s although nobody asked');
    const books = await drawing(drawn);
    save(solution);
    await shows(light, 'passed');
    // The first build may take its time, and says so from the start; a fast machine has no more to say of it.
    await drawn.evaluate(() => {
        const note = document.querySelector('.live-switch [role=status]');
        window.notes = [];
        new MutationObserver(() => window.notes.push(note.textContent)).observe(note, { childList: true });
    });
    await toggle.check();
    await noteSays(drawn, 'Yours: softmax', FIRST);
    const notes = await drawn.evaluate(() => window.notes);
    must(notes[0] === 'Drawing with your code …', `the note began with ${notes[0]}`);
    must(notes.slice(0, -1).every((note) => note.startsWith('Drawing with your code')), `the notes: ${notes}`);
    const right = await drawing(drawn);
    must((await own(drawn)) > 0, 'no figure says that it is drawn with the reader’s code');
    must(differ(books, right).length === 0, `with a right answer these figures differ from the book’s: ${differ(books, right)}`);
    must((await note(drawn)).includes('Ours, as yours is not attempted: scaled_dot_product.'), `the note: ${await note(drawn)}`);
    must(!(await note(drawn)).includes('online_softmax'), `an exercise of another page: ${await note(drawn)}`);
    must((await first.locator('.live-switch').count()) === 0, 'a page without such figures offers to draw them');
    await look('7-figures');

    save(UNDIVIDED);
    await shows(light, 'wrong');
    // Another page: it hears of the verdict by itself, and draws in its own time.
    const late = Date.now() + PATIENCE;
    while (differ(right, await drawing(drawn)).length === 0 && Date.now() < late) await drawn.waitForTimeout(100);
    const wrong = await drawing(drawn);
    must(differ(books, wrong).length > 0, 'with a wrong answer the figures are the same');
    const changedFigures = differ(books, wrong);
    const titles = await drawn.locator('figure svg > title').evaluateAll((all) => all.map((title) => title.textContent));
    must(changedFigures.some((number) => titles[number - 1].startsWith('Divided by √d')), `only these change: ${changedFigures.map((n) => titles[n - 1])}`);
    await look('8-figures-wrong');

    await drawn.reload();
    must(await toggle.isChecked(), 'a reload forgets the switch');
    await noteSays(drawn, 'Yours: softmax');
    must(differ(wrong, await drawing(drawn)).length === 0, 'after a reload the figures are others');

    save(BROKEN);
    await shows(light, 'does_not_compile');
    await noteSays(drawn, 'does not compile');
    must((await own(drawn)) === 0, 'figures that are all ours are said to be the reader’s');
    must(differ(books, await drawing(drawn)).length === 0, 'figures do not fall back to the book’s');
    await look('9-figures-broken');

    save(UNDIVIDED);
    await shows(light, 'wrong');
    await noteSays(drawn, 'Yours: softmax');
    await toggle.uncheck();
    must((await own(drawn)) === 0, 'switched off, figures are still the reader’s');
    must(differ(books, await drawing(drawn)).length === 0, 'switched off, the figures are not the book’s');
    must((await note(drawn)) === '', `switched off, the note is ${await note(drawn)}`);
});

await part('a_book_that_the_tool_does_not_serve_has_no_trace_of_it', async (must) => {
    const server = await serve(path.join(given.desk, 'target/book'));
    const asked = [];
    for (const name of ['index.html', ...PAGES]) {
        const context = await profile(browser, { theme: THEMES[0], width: WIDTHS[0] });
        const tab = await context.newPage();
        tab.on('request', (request) => asked.push(new URL(request.url()).pathname));
        tab.on('console', (message) => must(message.type() !== 'error', `console: ${message.text()}`));
        await tab.goto(server.address + name);
        await tab.waitForLoadState('networkidle');
        for (const part of OURS) must((await tab.locator(part).count()) === 0, `${name} has ${part}`);
        if (name !== 'index.html') {
            const hint = tab.locator('section.exercise details.hint').first();
            await hint.locator('summary').first().click();
            must(await hint.evaluate((hint) => hint.open), 'a hint does not open');
            must(await guessed(tab), 'a guess cannot be made');
        }
        await context.close();
    }
    const live = asked.filter((path) => path.startsWith('/-/'));
    must(asked.length > 0 && live.length === 0, `it asks for ${live}`);
    server.close();
});

await part('every_state_is_accessible_and_the_console_is_quiet', async (must, say) => {
    new Set([...inaccessible, ...noise]).forEach((message) => say(message));
    must(dialogs.length === 0, `a dialog: ${dialogs}`);
});

save(stub);
await stop();
await browser.close();
console.log(JSON.stringify({ found, milliseconds }));
