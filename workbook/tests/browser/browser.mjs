// Chromium, and a little server for a folder: what check.mjs and shots.mjs share.

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { chromium } from 'playwright-core';

export const THEMES = ['light', 'navy'];
/** A laptop with the sidebar open, and a telephone. */
export const WIDTHS = [1200, 390];

const FLAGS = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // Nothing but this machine is reached, whatever a page asks for.
    '--no-proxy-server',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** Starts Chromium without a window, with a fresh profile in a temporary folder. */
export function launch(executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium') {
    return chromium.launch({ executablePath, headless: true, chromiumSandbox: false, args: FLAGS });
}

const TYPES = {
    '.css': 'text/css',
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript',
    '.png': 'image/png',
    '.svg': 'image/svg+xml',
    '.woff2': 'font/woff2',
};

/** Serves a folder on 127.0.0.1. */
export async function serve(folder) {
    const server = createServer((request, response) => {
        const wanted = decodeURIComponent(new URL(request.url, 'http://127.0.0.1').pathname);
        let file = path.join(folder, path.normalize(wanted));
        if (existsSync(file) && statSync(file).isDirectory()) file = path.join(file, 'index.html');
        if (!existsSync(file)) {
            response.writeHead(404).end();
            return;
        }
        const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
        response.writeHead(200, { 'content-type': type });
        createReadStream(file).pipe(response);
    });
    await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
    return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** A fresh profile that has chosen a theme. */
export async function profile(browser, { theme, width, ...rest }) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, ...rest });
    await context.addInitScript((theme) => {
        try {
            localStorage.setItem('mdbook-theme', theme);
        } catch {
            // about:blank has no storage.
        }
        // The page to print opens a dialogue by itself.
        window.print = () => {};
    }, theme);
    return context;
}
