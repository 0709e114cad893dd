// Checks a built book in Chromium: node check.mjs FOLDER EXPECTED
//
// EXPECTED is JSON: for each page how many cells, exercises, figures, formulas and guesses its source has.
// Prints JSON: for each page and each check what is wrong, an empty list if nothing is.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch, profile, serve, THEMES, WIDTHS } from './browser.mjs';
import { plays, steps, turned } from './moving.mjs';

const CHECKS = [
    'accessible',
    'content',
    'figures',
    'guesses',
    'hints',
    'ids',
    'keys',
    'links',
    'local',
    'math',
    'plays',
    'print',
    'quiet',
    'search',
    'steps',
    'theme',
    'width',
    'without_script',
];

const folder = path.resolve(process.argv[2]);
const expected = JSON.parse(process.argv[3]);
const pages = Object.keys(expected);
const [LIGHT, DARK] = THEMES;
const [WIDE, NARROW] = WIDTHS;
// Where notes stand beside the text.
const ROOMY = 1600;
const PATIENCE = 30_000;
// To open a page, on a machine that has a great deal else to do.
const PATIENCE_AT_FIRST = 120_000;
// A page takes some ten seconds, on a busy machine some more; the page to print, which has all of them, takes minutes.
const DEADLINE = 300_000 + 120_000 * pages.length;
// Looked at are: every theme and width from the disk, and from a server, where what differs is where things come from, two; and for
// that a page is opened four times.
const VIEWS = 6;
const OPENED = 4;

const source = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const INSIDE = source('inside.js');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// What was found: page, check, message, and the views in which it is so.
const found = Object.fromEntries(
    pages.map((page) => [page, Object.fromEntries(CHECKS.map((check) => [check, new Map()]))]),
);
function report(page, check, messages, view = '') {
    for (const message of messages) {
        const views = found[page][check].get(message) ?? new Set();
        found[page][check].set(message, views.add(view));
    }
}

/** A check that cannot be made has failed. */
async function attempt(page, check, view, action) {
    try {
        await action();
    } catch (error) {
        report(page, check, [`it could not be checked: ${String(error.message ?? error).split('\n')[0]}`], view);
    }
}

setTimeout(() => {
    console.error('the browser hangs');
    process.exit(3);
}, DEADLINE).unref();

const server = await serve(folder);
const roots = { file: `${pathToFileURL(folder)}/`, http: server.address };
const browser = await launch();

/** A page in a profile of its own, and what its requests and console say. */
async function open(name, { root, theme, width, ...rest }) {
    const context = await profile(browser, { theme, width, ...rest });
    context.setDefaultTimeout(PATIENCE);
    const noise = [];
    const abroad = [];
    // The browser reaches nothing but this machine.
    context.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(roots[root]) && !/^(data|blob):/.test(url)) abroad.push(`it asks for ${url}`);
    });
    const tab = await context.newPage();
    tab.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) noise.push(`console ${message.type()}: ${message.text()}`);
    });
    tab.on('pageerror', (error) => noise.push(`error in a script: ${error.message}`));
    tab.on('requestfailed', (request) => {
        // A page that is left before it is complete has such requests.
        const why = request.failure()?.errorText;
        if (why !== 'net::ERR_ABORTED') noise.push(`${path.basename(request.url())} was not loaded: ${why}`);
    });
    tab.on('response', (response) => {
        const file = path.basename(new URL(response.url()).pathname);
        if (response.status() >= 400) noise.push(`${file} was not loaded: status ${response.status()}`);
    });
    await tab.goto(`${roots[root]}${name}.html`, { timeout: PATIENCE_AT_FIRST });
    await tab.evaluate(() => document.fonts.ready.then(() => {}));
    await tab.evaluate(INSIDE);
    return { tab, noise, abroad, close: () => context.close() };
}

/**
 * Opens a page for several checks, one after the other, and reports what it asks for and says meanwhile. The checks get `at`:
 * where they are, and `at.check`, which makes one, with what it is reported with if not with the view.
 */
async function visit(page, view, checks) {
    const { tab, noise, abroad, close } = await open(page, view);
    const opened = label(view);
    const check = (name, action, where = label(at.view)) =>
        attempt(page, name, where, async () => report(page, name, await action(), where));
    // The page to print is not worked with: it shows everything.
    const at = { page, tab, view, check, isWorkedWith: page !== 'print' };
    try {
        await checks(at);
    } finally {
        report(page, 'quiet', noise, opened);
        report(page, 'local', abroad, opened);
        await close();
    }
}

/** As if it had been opened in a window of another width, where a wide one has the list of contents open, and a narrow one has not. */
async function resize(at, width) {
    await at.tab.setViewportSize({ ...at.tab.viewportSize(), width });
    at.view = { ...at.view, width };
    await at.tab.evaluate(async (isOpen) => {
        const sidebar = document.getElementById('mdbook-sidebar-toggle-anchor');
        if (sidebar && sidebar.checked !== isOpen) document.getElementById('mdbook-sidebar-toggle').click();
        // What follows the size of the window has done so when it has been drawn, and nothing moves any more.
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
        await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    }, width >= WIDE);
}

const ask = (tab, name, ...given) => tab.evaluate(([name, given]) => inside[name](...given), [name, given]);

/** Name and description of every figure, as a screen reader gets them. */
async function figureNames(tab) {
    const session = await tab.context().newCDPSession(tab);
    const { root } = await session.send('DOM.getDocument');
    const { nodeIds } = await session.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector: 'figure svg' });
    const messages = [];
    for (const [number, nodeId] of nodeIds.entries()) {
        const { nodes } = await session.send('Accessibility.getPartialAXTree', { nodeId, fetchRelatives: false });
        for (const property of ['name', 'description']) {
            if (!nodes[0]?.[property]?.value?.trim()) messages.push(`figure ${number + 1}: it has no ${property}`);
        }
    }
    return messages;
}

/** What looks different while guesses wait, hints are folded and steps are shown one by one. */
const FOLDED = ['.guess', '.answer', '.steps', '.play', '.exercise', 'main details'];
const COLOURS = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds in parts of a page. Its rules about colours take half of the time; only they have to do with the theme.
 */
async function axe(tab, { parts = ['main', 'nav'], colours = false } = {}) {
    if (!(await tab.evaluate(() => 'axe' in window))) await tab.evaluate(AXE);
    const options = { resultTypes: ['violations'], preload: false, ...(colours && { runOnly: COLOURS }) };
    const violations = await tab.evaluate(
        async ([parts, options]) => {
            const include = parts.filter((part) => document.querySelector(part)).map((part) => [part]);
            return include.length > 0 ? (await axe.run({ include }, options)).violations : [];
        },
        [parts, options],
    );
    const messages = [];
    for (const { id, impact, nodes } of violations) {
        if (impact !== 'serious' && impact !== 'critical') continue;
        // The same thing in many places is said once.
        const places = new Map();
        for (const node of nodes) {
            const why = words(node.failureSummary).slice(0, 240);
            places.set(why, [...(places.get(why) ?? []), node.target.join(' ')]);
        }
        for (const [why, targets] of places) {
            const more = targets.length > 4 ? ` and ${targets.length - 4} more` : '';
            messages.push(`${id}: ${targets.slice(0, 4).join(', ')}${more}: ${why}`);
        }
    }
    return messages;
}

const words = (text) => text.replace(/\s+/g, ' ').trim();

const label = ({ root, theme, width }) => `${theme} ${width} ${root}`;

// The figures' colours, by page and theme.
const painted = {};

/** What can be seen at once: in both themes, wide and narrow, from a disk and from a server. */
async function look(at) {
    const { page, tab, check } = at;
    const { root, theme, width } = at.view;
    await check('content', async () => {
        const counts = await ask(tab, 'content');
        return Object.entries(expected[page])
            .filter(([what, count]) => counts[what] !== count)
            .map(([what, count]) => `the source has ${count} ${what}, the page ${counts[what]}`);
    });
    await check('content', () => ask(tab, 'unexecuted'));
    await check('width', () => ask(tab, 'overflow'));
    // A telephone may scroll a line of code; a laptop need not.
    if (width === WIDE) await check('width', () => ask(tab, 'scrolled'));
    await check('math', () => ask(tab, 'math'));
    await check('ids', () => ask(tab, 'ids'));
    await check('figures', async () => {
        const { found, painted: colours } = await ask(tab, 'figures');
        (painted[page] ??= {})[theme] = colours;
        return found;
    });
    await check('figures', () => figureNames(tab));
    // Colours in each theme and width, but on the page to print, of which everything is on another page too; what else axe looks for in
    // each theme and in each width.
    const colours = (theme === LIGHT) === (width === WIDE);
    if (root === 'file' && (at.isWorkedWith || !colours)) await check('accessible', () => axe(tab, { colours }));
    await check('links', async () => {
        const links = await tab.$$eval('a[href]', (all) => all.map((a) => ['a href', a.getAttribute('href')]));
        return broken(`${page}.html`, links);
    });
}

/** What can be seen before a reader has done anything. */
async function lookFirst(at) {
    const { tab, check, view } = at;
    await check('theme', async () => {
        const classes = await tab.evaluate(() => document.documentElement.className);
        return classes.split(' ').includes(view.theme) ? [] : [`the chosen theme is not in force: <html class="${classes}">`];
    });
    await check('width', () => ask(tab, 'overflow'));
    // Once in each theme; unfolded in every width too.
    if (view.width === WIDE && at.isWorkedWith) await check('accessible', () => axe(tab, { parts: FOLDED, colours: view.theme !== LIGHT }));
}

const reveal = ({ tab }) => tab.evaluate(() => inside.reveal());

function repainted(page) {
    const [light, dark] = THEMES.map((theme) => painted[page]?.[theme] ?? []);
    light.forEach((colours, number) => {
        if (JSON.stringify(colours) === JSON.stringify(dark[number])) {
            report(page, 'figures', [`figure ${number + 1}: it has the same colours in both themes`]);
        }
    });
}

/** Tab and Enter alone open the hints, one after the other. */
async function hints({ tab }) {
    const state = () =>
        tab.evaluate(() => {
            const sections = [...document.querySelectorAll('section.exercise')];
            const focus = document.activeElement;
            const at = sections.findIndex((section) => section.contains(focus));
            const all = sections.map((section) => [...section.querySelectorAll('details.hint')]);
            return {
                names: sections.map((section) => section.dataset.exercise ?? section.id),
                at,
                hint: focus.localName === 'summary' && at >= 0 ? all[at].indexOf(focus.parentElement) : -1,
                shown: all.map((hints) => hints.map((hint) => inside.visible(hint.querySelector('summary')))),
                open: all.map((hints) =>
                    hints.map((hint) => hint.open && [...hint.children].slice(1).some(inside.visible)),
                ),
                left: focus === document.body,
            };
        });
    const before = await state();
    const messages = [];
    before.shown.forEach((shown, i) => {
        if (shown.length === 0) messages.push(`${before.names[i]} has no hints`);
        if (shown[0] === false) messages.push(`${before.names[i]}: the first hint is not offered`);
        if (shown.slice(1).some(Boolean)) messages.push(`${before.names[i]}: a later hint is offered before the first was opened`);
    });
    let opened = before.names.map(() => 0);
    for (let presses = 0; presses < 3000 && before.names.length > 0; presses++) {
        await tab.keyboard.press('Tab');
        const now = await state();
        if (now.left) break;
        if (now.hint < 0) continue;
        const exercise = now.names[now.at];
        if (now.hint !== opened[now.at]) messages.push(`${exercise}: hint ${now.hint + 1} is reached out of order`);
        await tab.keyboard.press('Enter');
        const after = await state();
        if (!after.open[now.at][now.hint]) {
            messages.push(`${exercise}: Enter does not open hint ${now.hint + 1}`);
            continue;
        }
        opened[now.at] += 1;
        const offered = after.shown[now.at];
        if (offered.slice(now.hint + 2).some(Boolean)) messages.push(`${exercise}: hint ${now.hint + 1} opens more than the next`);
        if (offered[now.hint + 1] === false) messages.push(`${exercise}: hint ${now.hint + 2} is not offered after hint ${now.hint + 1}`);
    }
    before.shown.forEach((shown, i) => {
        if (opened[i] < shown.length) messages.push(`${before.names[i]}: the keyboard opens ${opened[i]} of ${shown.length} hints`);
    });
    return messages;
}

/** A guess comes before its answer, can be left out, is told what is right, and is remembered. */
async function guesses({ tab }) {
    const state = (number) =>
        tab.evaluate((number) => {
            const guess = document.querySelectorAll('.guess')[number];
            const answer = guess.nextElementSibling;
            const isAnswer = Boolean(answer?.classList.contains('answer'));
            const parts = isAnswer ? [answer, ...answer.querySelectorAll('*')] : [];
            const outputs = parts.filter((part) => part.classList.contains('outputs'));
            return {
                outputs: outputs.length > 0,
                choices: guess.querySelectorAll('button.choice').length,
                right: guess.querySelectorAll('button.choice.is-right').length,
                input: Boolean(guess.querySelector('input')),
                skip: Boolean(guess.querySelector('button.skip')),
                made: guess.classList.contains('made'),
                said: guess.querySelector('.said')?.textContent ?? '',
                seen: parts.some(inside.visible),
                shown: outputs.length > 0 && outputs.every(inside.visible),
            };
        }, number);
    const messages = [];
    const count = await tab.locator('.guess').count();
    for (let number = 0; number < count; number++) {
        const say = (message) => messages.push(`guess ${number + 1}: ${message}`);
        const guess = tab.locator('.guess').nth(number);
        const first = await state(number);
        if (!first.outputs) say('no answer with outputs follows it');
        if (first.made) say('it is made before anybody made it');
        if (first.seen) say('the answer is shown before the guess');
        if (!first.said.includes('waits')) say('it does not say that the answer waits');
        if (first.choices > 0 && first.right !== 1) say(`${first.right} of its choices are right`);
        if (!first.skip) say('it cannot be skipped');
        if (first.choices > 0) {
            await guess.locator('button.choice').first().click();
        } else if (first.input && (await guess.locator('button.commit').count()) === 1) {
            await guess.locator('input').fill('1');
            await guess.locator('button.commit').click();
        } else {
            say('it offers neither choices nor a number');
            continue;
        }
        const then = await state(number);
        if (!then.made) say('it is not made after a choice');
        if (!then.shown) say('the answer is not shown after the guess');
        if (!/That is right|Right is: ./.test(then.said)) say('it does not say what is right');
    }
    if (count > 0) {
        await tab.reload({ timeout: PATIENCE_AT_FIRST });
        await tab.evaluate(INSIDE);
    }
    for (let number = 0; number < count; number++) {
        const again = await state(number);
        if (!again.made || !again.shown) messages.push(`guess ${number + 1}: a reload forgets it`);
    }
    return messages;
}

/** A guess that is left out shows its answer. */
async function skips({ tab }) {
    for (const skip of await tab.locator('.guess button.skip').all()) await skip.click();
    const hidden = await ask(tab, 'unreadable', ['.outputs']);
    return hidden.map((message) => `after skipping: ${message}`);
}

/** The first key leads past the list of contents. */
async function firstKey({ tab }) {
    const messages = [];
    await tab.keyboard.press('Tab');
    const first = await tab.evaluate(() => [document.activeElement.textContent, inside.visible(document.activeElement)].join());
    if (first === 'Skip to the text,true') {
        await tab.keyboard.press('Enter');
        const there = await tab.evaluate(() => document.activeElement.localName);
        if (there !== 'main') messages.push(`the first link leads to <${there}>, and not past the list of contents`);
    } else {
        messages.push(`the first stop is ${first}`);
    }
    return messages;
}

/** Arrow keys turn the page but where they scroll. A page that has been turned is not there for another check. */
async function arrows({ tab }) {
    const messages = [];
    // Every page has a place that scrolls in a narrow window, or nothing to try.
    const place = tab.locator('main pre > code[tabindex="0"]:visible').first();
    const here = tab.url();
    if ((await place.count()) > 0) {
        await place.evaluate((code) => {
            code.style.whiteSpace = 'pre';
            code.append(' '.repeat(500));
        });
        await place.focus();
        await tab.keyboard.press('ArrowRight');
        if (await turned(tab, here)) return ['an arrow key turns the page although code has the focus'];
        const scrolls = place.evaluate(async (code, late) => {
            while (code.scrollLeft === 0 && Date.now() < late) await new Promise(requestAnimationFrame);
            return code.scrollLeft > 0;
        }, Date.now() + 10_000);
        if (!(await scrolls)) messages.push('an arrow key does not scroll the code that has the focus');
    }
    if ((await tab.locator('.nav-chapters.next').count()) > 0) {
        await tab.evaluate(() => document.activeElement.blur());
        await tab.keyboard.press('ArrowRight');
        const turns = tab.waitForURL((url) => url.href !== here, { waitUntil: 'commit' }).then(() => true, () => false);
        if (!(await turns)) messages.push('an arrow key does not turn the page');
    }
    return messages;
}

/** Without JavaScript everything can be read. */
async function withoutScript(at) {
    await reveal(at);
    return ask(at.tab, 'unreadable', ['.answer > *', '.outputs', '.guess', '.guess li', '.steps .frames *:not(svg *)', 'details.hint > *', 'h1']);
}

/** On paper everything can be read, though nothing was done before. */
async function print({ tab }) {
    await tab.emulateMedia({ media: 'print' });
    await tab.evaluate(() => dispatchEvent(new Event('beforeprint')));
    const messages = await ask(tab, 'unreadable', ['.answer > *', '.outputs', '.guess', '.steps .frames > li', 'details.hint > *', 'figure svg']);
    messages.push(...(await ask(tab, 'pale')));
    await tab.evaluate(() => dispatchEvent(new Event('afterprint')));
    await tab.emulateMedia({ media: null });
    return messages;
}

/** The page to print has the text of all. */
async function hasAll({ tab }) {
    const messages = [];
    const { text } = await ask(tab, 'blocks', readFileSync(path.join(folder, 'print.html'), 'utf8'));
    for (const other of pages.filter((other) => other !== 'print')) {
        const { blocks } = await ask(tab, 'blocks', readFileSync(path.join(folder, `${other}.html`), 'utf8'));
        const missing = blocks.filter((block) => !text.includes(block));
        messages.push(...missing.slice(0, 3).map((block) => `it lacks from ${other}: ${block.slice(0, 80)}`));
    }
    return messages;
}

/** The keyboard opens the search, and the first result leads somewhere, which is where the tab is then. */
async function search({ page, tab }) {
    await tab.evaluate(() => document.activeElement.blur());
    await tab.keyboard.press('/');
    await tab.keyboard.type('softmax');
    const first = tab.locator('#mdbook-searchresults a').first();
    await first.waitFor();
    const href = await first.getAttribute('href');
    const messages = broken(`${page}.html`, [['result', href]]);
    await first.click();
    const { hash } = new URL(href, tab.url());
    // Its file has the place, as was just seen; nobody has to wait for that page.
    await tab.waitForURL((url) => url.hash === hash, { waitUntil: 'commit' });
    return messages;
}

// Every file's ids, links and parts, from its source.
const files = {};

function htmlFiles(below = '') {
    return readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
        const name = path.posix.join(below, entry.name);
        if (entry.isDirectory()) return htmlFiles(name);
        return /\.(html|css)$/.test(name) ? [name] : [];
    });
}

const BOOK = 'http://book.invalid/';

/** Links of a file that lead nowhere in the book. */
function broken(file, links) {
    const messages = [];
    for (const [what, href] of links) {
        const url = URL.canParse(href, BOOK + file) ? new URL(href, BOOK + file) : null;
        if (!url) messages.push(`${what}="${href}" is not an address`);
        if (!url || url.origin + '/' !== BOOK) continue;
        let target = decodeURIComponent(url.pathname.slice(1));
        let at = path.join(folder, target);
        if (existsSync(at) && statSync(at).isDirectory()) {
            target = path.posix.join(target, 'index.html');
            at = path.join(folder, target);
        }
        const anchor = decodeURIComponent(url.hash.slice(1));
        if (!existsSync(at)) messages.push(`${what}="${href}": there is no ${target}`);
        else if (anchor && !files[target]?.ids.includes(anchor)) messages.push(`${what}="${href}": ${target} has no #${anchor}`);
    }
    return messages;
}

const FOREIGN = /^\s*(https?:)?\/\//i;
const FOREIGN_STYLE = /(?:@import|url\()\s*(?:url\()?\s*["']?((?:https?:)?\/\/[^"')\s]+)/gi;

/** What the files say, whether or not a browser gets to it. */
async function read() {
    const tab = await browser.newPage();
    await tab.evaluate(INSIDE);
    const styles = [];
    for (const file of htmlFiles()) {
        const text = readFileSync(path.join(folder, file), 'utf8');
        if (file.endsWith('.css')) styles.push([file, text]);
        else files[file] = await ask(tab, 'references', text);
    }
    for (const [file, { links, parts, styles: inline }] of Object.entries(files)) {
        // Files beside the pages, such as the table of contents for a browser without JavaScript.
        const page = pages.find((page) => file === `${page}.html`) ?? pages[0];
        const foreign = parts.filter(([, url]) => FOREIGN.test(url));
        report(page, 'local', foreign.map(([what, url]) => `${file}: ${what}="${url}"`));
        styles.push(...inline.map((text) => [file, text]));
        // 404.html is served for any address, so its links are relative to the site.
        if (file !== '404.html') report(page, 'links', broken(file, [...links, ...parts]));
    }
    for (const [file, text] of styles) {
        const page = pages.find((page) => file === `${page}.html`) ?? pages[0];
        report(page, 'local', [...text.matchAll(FOREIGN_STYLE)].map(([, url]) => `${file}: a style asks for ${url}`));
    }
    await tab.close();
}

await read();

/**
 * What is done with a page. Opening one takes longer than most checks, so that each is opened once in each theme and width, and what
 * can be looked at there is, in an order in which nothing depends on what was done before. The other width is had by resizing.
 */
const VISITS = [
    [
        { root: 'file', theme: LIGHT, width: WIDE },
        async (at) => {
            await lookFirst(at);
            await resize(at, NARROW);
            await reveal(at);
            await look(at);
            await resize(at, ROOMY);
            await at.check('width', () => ask(at.tab, 'crowded'));
            await at.check('math', () => ask(at.tab, 'math'));
            await at.check('width', () => ask(at.tab, 'overflow'));
            await resize(at, WIDE);
            await look(at);
            if (at.isWorkedWith) await at.check('plays', () => plays(at, INSIDE), 'file');
            await at.check('search', () => search(at), 'file');
        },
    ],
    [
        { root: 'file', theme: DARK, width: NARROW },
        async (at) => {
            await lookFirst(at);
            if (at.isWorkedWith) {
                await at.check('guesses', () => skips(at), '');
                await at.check('steps', () => steps(at, INSIDE), '');
            }
            await reveal(at);
            await look(at);
            await resize(at, WIDE);
            await look(at);
        },
    ],
    [
        { root: 'http', theme: DARK, width: WIDE },
        async (at) => {
            await lookFirst(at);
            await at.check('print', () => print(at), '');
            if (at.page === 'print') await at.check('print', () => hasAll(at), '');
            await reveal(at);
            await look(at);
            if (at.isWorkedWith) await at.check('plays', () => plays(at, INSIDE), 'http');
            await at.check('search', () => search(at), 'http');
        },
    ],
    [
        { root: 'http', theme: LIGHT, width: NARROW },
        async (at) => {
            await lookFirst(at);
            if (at.isWorkedWith) {
                await at.check('keys', () => firstKey(at), '');
                await at.check('hints', () => hints(at), '');
                await at.check('guesses', () => guesses(at), '');
            }
            await reveal(at);
            await look(at);
            if (at.isWorkedWith) await at.check('keys', () => arrows(at), '');
        },
    ],
    [
        { root: 'file', theme: LIGHT, width: WIDE, javaScriptEnabled: false },
        (at) => at.check('without_script', () => withoutScript(at), ''),
    ],
];

const jobs = pages.flatMap((page) =>
    VISITS.map(([view, checks]) => () => attempt(page, 'quiet', label(view), () => visit(page, view, checks))),
);
// One more than there are processors for, as each waits now and then.
await Promise.all(
    Array.from({ length: Math.min(cpus().length, 7) + 1 }, async () => {
        for (let job = jobs.shift(); job; job = jobs.shift()) await job();
    }),
);
await browser.close();
server.close();

for (const page of pages) {
    repainted(page);
    for (const check of CHECKS) {
        found[page][check] = [...found[page][check]].map(([message, views]) => {
            const where = [...views].filter(Boolean);
            const all = ['local', 'quiet', 'theme'].includes(check) ? OPENED : VIEWS;
            if (where.length === 0 || where.length >= all) return message;
            return `${message} (${where.sort().join(', ')})`;
        });
    }
}
console.log(JSON.stringify(found, null, 2));
