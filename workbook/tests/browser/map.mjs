// The README's pictures of the map, from a built book: node map.mjs BOOK FOLDER writes FOLDER/map.png and FOLDER/map-dark.png.

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch, profile, THEMES } from './browser.mjs';

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
await browser.close();
