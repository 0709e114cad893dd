// The README's pictures of the map, and the one that others show beside a link to the book, from a built book:
// node map.mjs BOOK FOLDER writes FOLDER/map.png, FOLDER/map-dark.png and FOLDER/share.png.

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch, profile, THEMES } from './browser.mjs';

const SHARE = `
    body { margin: 0; }
    .share { box-sizing: border-box; width: 1200px; height: 630px; padding: 56px 72px; font-size: 30px !important; overflow: hidden !important; }
    .share h1 { font-size: 64px !important; margin: 0 0 20px !important; }
    .share p { font-size: 32px; margin: 0 0 28px !important; }
    .share li { list-style: none; }
    .share li p:first-child { display: none; }
    .share dd { margin: 20px 0 0; font-size: 36px; border-inline-start: 6px solid var(--warm-line); padding-inline-start: 24px; }`;

const [book, out] = process.argv.slice(2, 4).map((folder) => path.resolve(folder));
const browser = await launch();
for (const [theme, name] of [[THEMES[0], 'map.png'], [THEMES[1], 'map-dark.png']]) {
    const context = await profile(browser, { theme, width: 1560 });
    const tab = await context.newPage();
    await tab.goto(`${pathToFileURL(book)}/index.html`);
    await tab.evaluate(() => document.fonts.ready.then(() => {}));
    // The map alone: nothing lies over it.
    await tab.addStyleTag({ content: '#mdbook-menu-bar, .menu-bar, .nav-chapters, .nav-wide-wrapper { display: none !important; }' });
    await tab.locator('.map .chapters').screenshot({ path: path.join(out, name) });
    await context.close();
}
// The first page's title, its first sentence, and the last frame of the answer that is judged.
const context = await profile(browser, { theme: THEMES[0], width: 1200, viewport: { width: 1200, height: 630 } });
const tab = await context.newPage();
await tab.goto(`${pathToFileURL(book)}/index.html`);
await tab.evaluate(() => {
    const main = document.querySelector('main');
    const parts = [main.querySelector('h1'), main.querySelector('h1 ~ p'), [...main.querySelectorAll('.saved li')].at(-1)];
    for (const name of main.querySelectorAll('.saved dt')) {
        if (name.textContent !== 'mistake') name.nextElementSibling.remove();
        name.remove();
    }
    const share = document.createElement('div');
    share.className = 'content share';
    share.append(...main.querySelectorAll('style'), ...parts);
    document.body.replaceChildren(share);
});
await tab.addStyleTag({ content: SHARE });
await tab.evaluate(() => document.fonts.ready.then(() => {}));
await tab.screenshot({ path: path.join(out, 'share.png') });
await browser.close();
