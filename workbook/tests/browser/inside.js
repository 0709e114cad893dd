// Runs inside a page. Every function returns what it found wrong, a sentence for each thing.
globalThis.inside = (() => {
    const TEXT_CONTRAST = 4.5;
    const STROKE_CONTRAST = 3;
    /** Grid lines, which are not needed to read a figure. */
    const MUTED = ['#d9e2ec'];
    const SHAPES = 'rect, circle, ellipse, polygon, polyline, line, path';

    const words = (text) => text.replace(/\s+/g, ' ').trim();
    const short = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

    const name = (element) => {
        const id = element.id ? `#${element.id}` : '';
        const classes = [...element.classList].map((c) => `.${c}`).join('');
        return `<${element.localName}${id}${classes}> ${short(words(element.textContent))}`.trim();
    };

    const visible = (element) => {
        const box = element.getBoundingClientRect();
        const shown = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
        return shown && box.width > 0 && box.height > 0;
    };

    /** Skips every guess, unfolds everything and shows all steps, as a reader would who wants to see it all. */
    function reveal() {
        document.querySelectorAll('.steps .controls .all[aria-pressed="false"]').forEach((button) => button.click());
        document.querySelectorAll('.guess button.skip').forEach((button) => button.click());
        document.querySelectorAll('main details').forEach((details) => (details.open = true));
    }

    function content() {
        const count = (selector) => document.querySelectorAll(`main ${selector}`).length;
        return {
            cells: count('.cell'),
            exercises: count('section.exercise'),
            figures: count('figure svg'),
            // Those in an exercise’s box come from its stub, not from the page; what stands side by side is one.
            formulas: count('math:not(section.exercise math, .formulas > math + math)'),
            guesses: count('.guess'),
        };
    }

    function unexecuted() {
        const cells = [...document.querySelectorAll('main .not-executed')].map((e) => e.closest('.cell')?.id);
        return cells.length > 0 ? [`not executed: ${cells.join(', ')}`] : [];
    }

    function math() {
        const found = [];
        for (const formula of document.querySelectorAll('main math')) {
            const tex = formula.getAttribute('alttext') ?? name(formula);
            const box = formula.getBoundingClientRect();
            if (!(box.width > 0 && box.height > 0)) found.push(`a formula has no size: ${short(tex)}`);
            if (formula.querySelector('merror')) found.push(`a formula is rendered as an error: ${short(tex)}`);
        }
        const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const { data, parentElement } = texts.currentNode;
            if (parentElement.closest('code, pre, script, style')) continue;
            if (/\$\$|\\[a-z]{2,}/i.test(data) && visible(parentElement)) {
                found.push(`TeX stands in the text: ${short(words(data))}`);
            }
        }
        return found;
    }

    // Colours as [red, green, blue, alpha], from whatever notation CSS gives.
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const known = new Map();
    function colour(css) {
        if (!css || css === 'none' || css.startsWith('url(')) return null;
        if (!known.has(css)) {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = css;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
            known.set(css, [r, g, b, a / 255]);
        }
        return known.get(css);
    }
    const faded = (c, alpha) => [c[0], c[1], c[2], c[3] * alpha];
    const over = (top, below) => [
        ...[0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])),
        1,
    ];
    const hex = (c) => '#' + c.slice(0, 3).map((v) => Math.round(v).toString(16).padStart(2, '0')).join('');

    /** Contrast as WCAG 2 defines it. */
    function contrast(a, b) {
        const luminance = (c) => {
            const [r, g, b] = c.slice(0, 3).map((v) => {
                const s = v / 255;
                return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const [dark, bright] = [luminance(a), luminance(b)].sort((x, y) => x - y);
        return (bright + 0.05) / (dark + 0.05);
    }

    /** The page's colour behind an element. */
    function ground(element) {
        const layers = [];
        for (let e = element; e; e = e.parentElement) layers.push(colour(getComputedStyle(e).backgroundColor));
        return layers.reverse().reduce((below, top) => (top ? over(top, below) : below), [255, 255, 255, 1]);
    }

    function opacity(element, svg) {
        let product = 1;
        for (let e = element; e && e !== svg.parentElement; e = e.parentElement) {
            product *= Number(getComputedStyle(e).opacity);
        }
        return product;
    }

    const paint = (element, svg, property) => {
        const style = getComputedStyle(element);
        const c = colour(style.getPropertyValue(property));
        return c && faded(c, Number(style.getPropertyValue(`${property}-opacity`)) * opacity(element, svg));
    };

    /** What is drawn behind a point of the screen before `element` is. */
    function backdrop(svg, element, x, y) {
        let result = ground(svg);
        for (const shape of svg.querySelectorAll(SHAPES)) {
            if (!(shape.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING)) break;
            const fill = paint(shape, svg, 'fill');
            if (!fill || fill[3] === 0 || shape.closest('defs, clipPath, mask')) continue;
            const at = new DOMPoint(x, y).matrixTransform(shape.getScreenCTM().inverse());
            if (shape.isPointInFill(at)) result = over(fill, result);
        }
        return result;
    }

    /** Labels and lines of a figure that do not stand out. */
    function faint(svg) {
        const seen = new Map();
        const note = (what, front, back, least) => {
            const seenAs = over(front, back);
            const ratio = contrast(seenAs, back);
            if (ratio >= least) return;
            const key = `${hex(seenAs)} on ${hex(back)} is ${ratio.toFixed(2)}:1, less than ${least}:1`;
            seen.set(key, [...(seen.get(key) ?? []), what]);
        };
        for (const text of svg.querySelectorAll('text, tspan')) {
            const own = [...text.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && words(n.data));
            const box = text.getBoundingClientRect();
            const fill = paint(text, svg, 'fill');
            if (!own || !fill || !visible(text)) continue;
            const back = backdrop(svg, text, box.x + box.width / 2, box.y + box.height / 2);
            note(`label "${short(words(text.textContent))}"`, fill, back, TEXT_CONTRAST);
        }
        for (const shape of svg.querySelectorAll(SHAPES)) {
            const style = getComputedStyle(shape);
            const stroke = paint(shape, svg, 'stroke');
            const drawn = (shape.closest('[stroke]')?.getAttribute('stroke') ?? '').toLowerCase();
            if (!stroke || parseFloat(style.strokeWidth) === 0 || MUTED.includes(drawn)) continue;
            if (!shape.checkVisibility({ visibilityProperty: true }) || shape.closest('defs, clipPath, mask')) continue;
            const middle = shape.getPointAtLength(shape.getTotalLength() / 2).matrixTransform(shape.getScreenCTM());
            const back = backdrop(svg, shape, middle.x, middle.y);
            // A shape that is filled is seen by its filling or by its border.
            const fill = shape.localName === 'line' ? null : paint(shape, svg, 'fill');
            const better = fill && contrast(over(fill, back), back) > contrast(over(stroke, back), back);
            note(`${shape.localName} drawn in ${drawn || 'a style'}`, better ? fill : stroke, back, STROKE_CONTRAST);
        }
        return [...seen].map(([key, what]) => `${what[0]}${what.length > 1 ? ` and ${what.length - 1} more` : ''}: ${key}`);
    }

    function figures() {
        const found = [];
        // What every figure is painted with, to be compared between themes.
        const painted = [];
        for (const [number, svg] of document.querySelectorAll('figure svg').entries()) {
            const box = svg.getBoundingClientRect();
            const say = (message) => found.push(`figure ${number + 1}: ${message}`);
            painted.push(
                [...svg.querySelectorAll(`${SHAPES}, text`)].map((e) => {
                    const { fill, stroke } = getComputedStyle(e);
                    return `${fill} ${stroke}`;
                }),
            );
            if (!visible(svg)) {
                say('it is not visible');
                continue;
            }
            if (box.left < -0.5 || box.right > innerWidth + 0.5) {
                say(`it is wider than the window: ${Math.round(box.left)} to ${Math.round(box.right)} of ${innerWidth}`);
            }
            if (svg.getAttribute('role') !== 'img') say('it has no role="img"');
            for (const text of svg.querySelectorAll('text')) {
                const { left, right, top, bottom } = text.getBoundingClientRect();
                const out = left < box.left - 1 || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1;
                if (out) say(`a label is cut off: "${short(words(text.textContent))}"`);
            }
            faint(svg).forEach(say);
        }
        return { found, painted };
    }

    /** Words that are too pale for white paper, which shows no grounds. */
    function pale() {
        const seen = new Map();
        const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
        const white = [255, 255, 255, 1];
        while (texts.nextNode()) {
            const { data, parentElement } = texts.currentNode;
            if (!words(data) || !visible(parentElement) || parentElement.closest('svg')) continue;
            const front = over(colour(getComputedStyle(parentElement).color), white);
            if (contrast(front, white) < TEXT_CONTRAST) seen.set(hex(front), name(parentElement));
        }
        const found = [...seen].map(([front, what]) => `too pale for paper, ${front}: ${what}`);
        for (const [number, svg] of document.querySelectorAll('figure svg').entries()) {
            found.push(...faint(svg).map((what) => `figure ${number + 1}: on paper, ${what}`));
        }
        return found;
    }

    /** What makes the page wider than the window. */
    function overflow() {
        const wide = document.scrollingElement.scrollWidth;
        if (wide <= innerWidth) return [];
        const scrolls = (element) => {
            for (let e = element.parentElement; e && e !== document.body; e = e.parentElement) {
                if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(e).overflowX)) return true;
            }
            return false;
        };
        const culprits = [...document.querySelectorAll('body *')].filter(
            (e) => e.getBoundingClientRect().right > innerWidth + 0.5 && !scrolls(e),
        );
        const inner = culprits.filter((e) => !culprits.some((other) => other !== e && e.contains(other)));
        return [`the page is ${wide} wide in a window of ${innerWidth}: ${inner.slice(0, 3).map(name).join('; ')}`];
    }

    /** Code, formulas and tables that have to be scrolled to be read. */
    function scrolled() {
        const longest = (text) => text.split('\n').reduce((most, line) => (line.length > most.length ? line : most), '');
        return [...document.querySelectorAll('main pre > code, main math[display="block"], main .table-wrapper')]
            .filter((part) => visible(part) && part.scrollWidth > part.clientWidth + 1)
            .map((part) => {
                const over = part.scrollWidth - part.clientWidth;
                return `wider than its column by ${over}: ${short(words(longest(part.textContent)))}`;
            });
    }

    /** What stands beside the text and over something else that does. */
    function crowded() {
        const beside = [...document.querySelectorAll('main .side, main figcaption')].filter(visible);
        const places = beside.map((element) => [element, element.getBoundingClientRect()]);
        const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
        return places.flatMap(([one, place], at) =>
            places
                .slice(at + 1)
                .filter(([other, there]) => !one.contains(other) && !other.contains(one) && meet(place, there))
                .map(([other]) => `one note is over another: ${short(words(one.textContent))} and ${short(words(other.textContent))}`),
        );
    }

    function ids() {
        const seen = new Set();
        const twice = new Set();
        for (const { id } of document.querySelectorAll('[id]')) (seen.has(id) ? twice : seen).add(id);
        return [...twice].map((id) => `the id "${id}" occurs twice`);
    }

    /** Outputs, hints and questions that cannot be read as the page stands. */
    function unreadable(selectors) {
        const found = [];
        for (const selector of selectors) {
            for (const element of document.querySelectorAll(`main ${selector}`)) {
                if (!visible(element)) found.push(`not readable: ${name(element)}`);
            }
        }
        return found;
    }

    /** The blocks of a page's text, from its source. */
    function blocks(html) {
        const main = new DOMParser().parseFromString(html, 'text/html').querySelector('main');
        const all = [...main.querySelectorAll('h1, h2, h3, h4, h5, h6, p, li, pre, td, th, summary, figcaption')];
        return { blocks: all.map((e) => words(e.textContent)).filter(Boolean), text: words(main.textContent) };
    }

    /** A page's ids and what it refers to, from its source. */
    function references(html) {
        const page = new DOMParser().parseFromString(html, 'text/html');
        const from = (selector, attribute) =>
            [...page.querySelectorAll(selector)].map((e) => [`${e.localName} ${attribute}`, e.getAttribute(attribute)]);
        return {
            ids: [...page.querySelectorAll('[id]')].map((e) => e.id),
            links: from('a[href]', 'href'),
            parts: [
                ...from('link[href], use[href], image[href]', 'href'),
                ...from('script[src], img[src], iframe[src], source[src], video[src], audio[src], embed[src]', 'src'),
                ...from('object[data]', 'data'),
            ],
            styles: [...page.querySelectorAll('style')].map((e) => e.textContent).concat(
                [...page.querySelectorAll('[style]')].map((e) => e.getAttribute('style')),
            ),
        };
    }

    // Whoever follows a link or sets the address tells the page so at once.
    let isLeft = false;
    addEventListener('beforeunload', () => { isLeft = true; });
    const leaves = () => isLeft;

    return { blocks, content, crowded, figures, ids, leaves, math, name, overflow, pale, references, reveal, scrolled, unexecuted, unreadable, visible };
})();
