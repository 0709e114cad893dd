// Checks of figures that change: those that go step by step, and those to play with.

/** Whether the key that was just pressed turns the page from `here`. It is waited for until it is another. */
export async function turned(tab, here) {
    // What a key does has been done when it has been pressed; a moment more for what takes its time.
    const leaves = () => tab.evaluate(() => new Promise((done) => setTimeout(() => done(globalThis.inside?.leaves() ?? true), 50)));
    if (!(await leaves().catch(() => true))) return tab.url() !== here;
    return tab.waitForURL((url) => url.href !== here).then(() => true, () => false);
}

/** What goes step by step: one step is shown, buttons and arrow keys lead to the others, nothing moves, no page is turned. */
export async function steps({ tab }, INSIDE) {
    const messages = [];
    const here = tab.url();
    const count = await tab.locator('figure.steps').count();
    for (let number = 0; number < count; number++) {
        const say = (message) => messages.push(`steps ${number + 1}: ${message}`);
        const figure = tab.locator('figure.steps').nth(number);
        const state = () =>
            figure.evaluate((figure) => {
                const frames = [...figure.querySelectorAll('.frames > li')];
                const isShown = (frame) => [frame, ...frame.querySelectorAll('p, svg')].every(inside.visible);
                const { width, height } = figure.getBoundingClientRect();
                return { count: frames.length, shown: frames.flatMap((frame, at) => (isShown(frame) ? [at] : [])), size: `${width} × ${height}` };
            });
        const [back, on, all] = ['.back', '.on', '.all'].map((name) => figure.locator(`.controls button${name}`));
        const first = await state();
        if ((await back.count()) + (await on.count()) + (await all.count()) !== 3) {
            say('it has no buttons');
            continue;
        }
        if (first.shown.length !== 1) say(`${first.shown.length} of its steps are shown at first`);
        else if (first.shown[0] !== 0) say(`its first step is number ${first.shown[0] + 1}`);
        for (let step = 1; step < first.count; step++) {
            await on.click();
            const now = await state();
            if (now.shown.length !== 1) say(`the button for the next step shows ${now.shown.length} of them`);
            else if (now.shown[0] !== step) say(`step ${now.shown[0] + 1} is shown in place of ${step + 1}`);
            if (now.size !== first.size) say('its size changes with the step');
        }
        await back.focus();
        await tab.keyboard.press('ArrowLeft');
        if ((await state()).shown[0] !== first.count - 2) say('an arrow key does not lead back');
        // On, and then on at the end, where nothing comes.
        await on.focus();
        await tab.keyboard.press('ArrowRight');
        await tab.keyboard.press('ArrowRight');
        if (await turned(tab, here)) {
            say('an arrow key turns the page');
            await tab.goto(here);
            await tab.evaluate(INSIDE);
        } else if ((await state()).shown[0] !== first.count - 1) {
            say('an arrow key does not lead on');
        }
        await all.click();
        if ((await state()).shown.length !== first.count) say('not all of its steps are shown when asked for');
    }
    return [...new Set(messages)];
}

/** A figure to play with is drawn anew when a slider moves, by keyboard too, and as it was when that is asked for. */
export async function plays({ tab }, INSIDE) {
    const messages = [];
    const here = tab.url();
    const figures = tab.locator('figure.play[data-module]');
    const count = await figures.count();
    const isLoaded = () => tab.evaluate(() => 'workbookPlay' in window);
    const early = count > 0 && (await isLoaded());
    for (let number = 0; number < count; number++) {
        const say = (message, what = '') => messages.push(`play ${number + 1}${what}: ${message}`);
        const figure = figures.nth(number);
        const drawing = () => figure.evaluate((figure) => figure.querySelector(':scope > svg')?.outerHTML ?? '');
        const first = await drawing();
        const sliders = figure.locator('.controls input[type="range"]');
        const many = await sliders.count();
        if (many === 0) {
            say('it has no sliders');
            continue;
        }
        if (early) say('the module is loaded before it is touched');
        for (let at = 0; at < many; at++) {
            const slider = sliders.nth(at);
            const what = `, slider ${at + 1}`;
            const state = () =>
                slider.evaluate((slider) => ({
                    name: slider.labels[0]?.textContent.trim() ?? '',
                    said: slider.getAttribute('aria-valuetext') ?? '',
                    shown: slider.parentNode.querySelector('output')?.textContent ?? '',
                    isLast: slider.value === slider.max,
                }));
            const before = await state();
            if (!before.name) say('it has no name', what);
            if (!before.said || before.said !== before.shown) say('it does not say its value', what);
            const old = await drawing();
            await slider.focus();
            await tab.keyboard.press(before.isLast ? 'ArrowLeft' : 'ArrowRight');
            if (await turned(tab, here)) {
                say('an arrow key turns the page', what);
                await tab.goto(here);
                await tab.evaluate(INSIDE);
                continue;
            }
            const isAnother = async () => {
                for (const late = Date.now() + (first.length > 20 ? 10_000 : 500); Date.now() < late; await tab.waitForTimeout(20)) {
                    const now = await drawing();
                    if (now !== old) return now;
                }
                return '';
            };
            const now = await isAnother();
            const note = await figure.evaluate((figure) => figure.querySelector('.note')?.textContent ?? '');
            if (!now) say(`an arrow key draws nothing anew${note && `: ${note}`}`, what);
            else if (!/<title>.+<\/title>\s*<desc>.+<\/desc>/s.test(now)) say('what is drawn has no title or no description', what);
            if ((await state()).said === before.said) say('it says the same value after a move', what);
        }
        await figure.locator('.controls button').click();
        if ((await drawing()) !== first || !first.startsWith('<svg data-play=')) say('it does not go back to how it was');
    }
    return messages;
}
