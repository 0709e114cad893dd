// What goes step by step is shown so: one frame at a time, with buttons, and with the arrow keys while one of them has the focus.
// Without this script, and on paper, all frames are there, one below the other.
(() => {
    'use strict';

    const page = document.querySelector('main');
    if (!page || /(^|\/)print(\.html)?$/.test(location.pathname)) return;

    const button = (text, name) => {
        const made = document.createElement('button');
        made.type = 'button';
        made.className = name;
        made.append(text);
        return made;
    };

    for (const figure of page.querySelectorAll('figure.steps')) {
        const frames = [...figure.querySelectorAll(':scope > .frames > li')];
        if (frames.length < 2) continue;
        const back = button('Previous', 'back');
        const on = button('Next', 'on');
        const all = button('All steps', 'all');
        back.setAttribute('aria-keyshortcuts', 'ArrowLeft');
        on.setAttribute('aria-keyshortcuts', 'ArrowRight');
        const place = document.createElement('span');
        place.className = 'place';
        place.setAttribute('role', 'status');
        const controls = document.createElement('div');
        controls.className = 'controls';
        controls.setAttribute('role', 'group');
        controls.setAttribute('aria-label', 'Steps');
        controls.append(back, on, place, all);
        figure.prepend(controls);
        figure.classList.add('live');

        let at = 0;
        const show = () => {
            const isWhole = figure.classList.contains('whole');
            frames.forEach((frame, number) => frame.classList.toggle('shown', number === at));
            // A button that is switched off would lose the focus.
            back.setAttribute('aria-disabled', String(isWhole || at === 0));
            on.setAttribute('aria-disabled', String(isWhole || at === frames.length - 1));
            all.setAttribute('aria-pressed', String(isWhole));
            // What happens in a step is heard with its number; it is seen above the drawing.
            const said = document.createElement('span');
            if (!isWhole) said.append(frames[at].querySelector('.said')?.textContent ?? '');
            place.replaceChildren(isWhole ? `All ${frames.length} steps` : `Step ${at + 1} of ${frames.length}. `, said);
        };
        const go = (by) => {
            if (figure.classList.contains('whole')) return;
            at = Math.min(Math.max(at + by, 0), frames.length - 1);
            show();
        };
        back.addEventListener('click', () => go(-1));
        on.addEventListener('click', () => go(1));
        all.addEventListener('click', () => { figure.classList.toggle('whole'); show(); });
        controls.addEventListener('keydown', (event) => {
            const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
            if (!by || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
            // Elsewhere these keys turn the book's page.
            event.preventDefault();
            event.stopPropagation();
            go(by);
        });
        show();
    }
})();
