// Pictures of every page of a built book, to be looked at: node shots.mjs BOOK FOLDER [--open]
//
// Writes FOLDER/PAGE-THEME-WIDTH.png, in slices if the page is tall. With --open hints and outputs are unfolded.

import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch, profile, THEMES, WIDTHS } from './browser.mjs';

const SLICE = 2000;
const [book, out] = process.argv.slice(2, 4).map((folder) => path.resolve(folder));
const unfolded = process.argv.includes('--open');
const inside = readFileSync(new URL('inside.js', import.meta.url), 'utf8');

mkdirSync(out, { recursive: true });
const html = readdirSync(book, { recursive: true }).map(String).filter((file) => file.endsWith('.html'));
const pages = html.map((file) => file.replaceAll('\\', '/').slice(0, -5)).filter((page) => !['404', 'toc'].includes(page));
const browser = await launch();
for (const page of pages) {
    for (const theme of THEMES) {
        for (const width of WIDTHS) {
            const context = await profile(browser, { theme, width });
            const tab = await context.newPage();
            await tab.goto(`${pathToFileURL(book)}/${page}.html`);
            if (unfolded) {
                await tab.evaluate(inside);
                await tab.evaluate(() => globalThis.inside.reveal());
            }
            await tab.evaluate(() => document.fonts.ready.then(() => {}));
            const height = await tab.evaluate(() => document.documentElement.scrollHeight);
            const slices = Math.ceil(height / SLICE);
            for (let i = 0; i < slices; i++) {
                const number = slices > 1 ? `-${i + 1}` : '';
                const clip = { x: 0, y: i * SLICE, width, height: Math.min(SLICE, height - i * SLICE) };
                const name = `${page.replaceAll('/', '-')}-${theme}-${width}${number}.png`;
                await tab.screenshot({ path: path.join(out, name), clip, fullPage: true });
                console.log(name);
            }
            await context.close();
        }
    }
}
await browser.close();
