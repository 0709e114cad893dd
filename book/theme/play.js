// Figures to play with: a slider for each parameter, and the drawing is made anew by the chapters' own Rust, as a WebAssembly module
// that is loaded when a slider is first touched. Without this script, on paper, and in a book that was built without the module
// the figure stands as it is.
(() => {
    'use strict';

    const page = document.querySelector('main');
    if (!page || typeof WebAssembly !== 'object' || /(^|\/)print(\.html)?$/.test(location.pathname)) return;
    // mdBook says where the book begins.
    const root = typeof path_to_root === 'string' ? path_to_root : '';

    /** The module, from a script, so that it is found beside a page that was opened from the disk too. */
    const load = (name) => new Promise((done, failed) => {
        const script = document.createElement('script');
        script.src = root + name;
        script.addEventListener('load', () => done(window.workbookPlay));
        script.addEventListener('error', () => {
            script.remove();
            failed(new Error('What draws this figure is not there yet. The workbook may still be building it: try again in a minute.'));
        });
        document.head.append(script);
    });

    const start = async (name) => {
        const text = await load(name);
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        const compiled = await WebAssembly.compile(bytes);
        // The library that draws would like to know a browser's canvas too. Nothing here calls that.
        const imports = {};
        for (const { module: from, name: what } of WebAssembly.Module.imports(compiled)) {
            imports[from] ??= {};
            imports[from][what] = () => { throw new WebAssembly.RuntimeError(`${what} is not there`); };
        }
        return (await WebAssembly.instantiate(compiled, imports)).exports;
    };

    let module = null;
    const started = (name) => {
        module ??= start(name).catch((error) => {
            module = null;
            throw error;
        });
        return module;
    };

    /** The SVG for a question. */
    const drawn = (rust, question) => {
        const bytes = new TextEncoder().encode(question);
        const place = rust.ask(bytes.length);
        new Uint8Array(rust.memory.buffer, place, bytes.length).set(bytes);
        const length = rust.draw();
        const answer = new TextDecoder().decode(new Uint8Array(rust.memory.buffer, rust.answer(), length));
        if (!answer.startsWith('<svg')) throw new Error(`The figure cannot be drawn so: ${answer}.`);
        return answer;
    };

    let count = 0;
    for (const figure of page.querySelectorAll('figure.play[data-module]')) {
        const svg = figure.querySelector(':scope > svg');
        const parameters = JSON.parse(svg.dataset.parameters);
        const name = svg.dataset.play;
        const controls = document.createElement('div');
        controls.className = 'controls';
        controls.setAttribute('role', 'group');
        controls.setAttribute('aria-label', 'What can be changed in this figure');
        const note = document.createElement('p');
        note.className = 'note';
        note.setAttribute('role', 'status');

        const sliders = parameters.map((parameter) => {
            const { label, unit, from, to, start: at, step } = parameter;
            count += 1;
            const line = document.createElement('div');
            const words = document.createElement('label');
            const input = document.createElement('input');
            const shown = document.createElement('output');
            input.type = 'range';
            input.id = `play-${count}`;
            Object.assign(input, { min: String(from), max: String(to), step: '1', value: String(at) });
            words.htmlFor = input.id;
            words.textContent = label;
            shown.htmlFor = input.id;
            line.append(words, input, shown);
            controls.append(line);
            const value = () => (step === null ? 2 ** Number(input.value) : Number(input.value) * step);
            const say = () => {
                const text = `${value().toLocaleString('en')} ${unit}`.trim();
                shown.textContent = text;
                input.setAttribute('aria-valuetext', text);
            };
            say();
            return { input, value, say };
        });

        const reset = document.createElement('button');
        reset.type = 'button';
        reset.textContent = 'As printed';
        controls.append(reset);
        figure.prepend(controls);
        controls.after(note);

        const original = svg;
        const put = (drawing) => figure.querySelector(':scope > svg').replaceWith(drawing);
        let asked = 0;
        const redraw = async () => {
            asked += 1;
            const mine = asked;
            try {
                const rust = await started(figure.dataset.module);
                // Of several that were asked for while the module was loaded, the last one.
                if (mine !== asked) return;
                const text = drawn(rust, [name, ...sliders.map(({ value }) => value())].join(' '));
                const drawing = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
                put(document.importNode(drawing, true));
                note.textContent = '';
            } catch (error) {
                // A module that has panicked answers nothing more.
                if (error instanceof WebAssembly.RuntimeError) module = null;
                note.textContent = error.message;
            }
        };
        for (const { input, say } of sliders) {
            input.addEventListener('input', () => { say(); redraw(); });
            // A first touch, before anything has moved: the module may already be on its way.
            input.addEventListener('pointerdown', () => { started(figure.dataset.module).catch(() => {}); }, { once: true });
            input.addEventListener('keydown', (event) => { event.stopPropagation(); });
        }
        reset.addEventListener('click', () => {
            asked += 1;
            parameters.forEach(({ start: at }, which) => { sliders[which].input.value = String(at); });
            sliders.forEach(({ say }) => say());
            put(original);
            note.textContent = '';
        });
    }
})();
