// How long a figure to play with takes from the move of a slider to the frame that shows it: node redraw.mjs BOOK [PAGE…]
//
// BOOK is a built book with its module; without pages, all that have such a figure. Each slider goes through all its values (of many, every n-th).
// A line for each figure: the median, the longest, and with which values that was, in milliseconds. The first move, which loads the module, is not counted.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { launch, profile, serve } from './browser.mjs';

const MOST = 40;
const [book, ...wanted] = process.argv.slice(2);
const html = readdirSync(book, { recursive: true }).map(String).filter((file) => file.endsWith('.html') && !/(^|\/)print\.html$/.test(file));
const played = html.filter((file) => readFileSync(path.join(book, file), 'utf8').includes('data-play='));
const pages = wanted.length > 0 ? wanted.map((page) => `${page}.html`) : played.sort();

/** In the page: times of all moves of one figure's sliders. */
const moves = async (figure, most) => {
    const drawing = () => figure.querySelector(':scope > svg');
    const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const move = async (slider, value) => {
        const old = drawing();
        const start = performance.now();
        slider.value = String(value);
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        while (drawing() === old && performance.now() - start < 20_000) await frame();
        await frame();
        return performance.now() - start;
    };
    const sliders = [...figure.querySelectorAll('.controls input[type="range"]')];
    const first = sliders[0].value;
    await move(sliders[0], first === sliders[0].max ? sliders[0].min : sliders[0].max);
    await move(sliders[0], first);
    const times = [];
    for (const slider of sliders) {
        const [from, to, back] = [slider.min, slider.max, slider.value].map(Number);
        const step = Math.max(1, Math.ceil((to - from) / most));
        for (let value = from; value <= to; value += step) {
            const time = await move(slider, value);
            times.push({ time, at: [...figure.querySelectorAll('.controls output')].map((output) => output.textContent).join(', ') });
        }
        await move(slider, back);
    }
    return times;
};

const server = await serve(book);
const browser = await launch();
for (const page of pages) {
    const tab = await (await profile(browser, { theme: 'light', width: 1200 })).newPage();
    await tab.goto(server.address + page);
    for (const figure of await tab.locator('figure.play[data-module]').all()) {
        const name = await figure.locator(':scope > svg').getAttribute('data-play');
        const times = await figure.evaluate(moves, MOST);
        times.sort((a, b) => a.time - b.time);
        const [middle, last] = [times[times.length >> 1], times.at(-1)];
        console.log(`${page} ${name}: ${times.length} moves, median ${middle.time.toFixed(1)}, longest ${last.time.toFixed(1)} (${last.at})`);
    }
    await tab.context().close();
}
await browser.close();
server.close();
