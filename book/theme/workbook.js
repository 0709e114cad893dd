// A guess comes before what it is about: the next cell's output waits until the reader has committed to one. Without
// this script, and on paper, every output is there. Guesses stay in this browser.
(() => {
    'use strict';

    const page = document.querySelector('main');
    if (!page) return;

    // What may scroll can be reached by keyboard.
    for (const part of page.querySelectorAll('pre > code, math[display="block"], .table-wrapper')) part.tabIndex = 0;

    const key = (guess) => `guess ${location.pathname} ${guess.dataset.guess}`;
    const remembered = (guess) => {
        try { return localStorage.getItem(key(guess)); } catch { return null; }
    };
    const remember = (guess, value) => {
        try { localStorage.setItem(key(guess), value); } catch { /* It is forgotten, and that is all. */ }
    };

    // The cell after a guess, in the order of the page.
    const cellAfter = (guess) => {
        const cells = [...page.querySelectorAll('.cell:not(.setup)')];
        return cells.find((cell) => guess.compareDocumentPosition(cell) & Node.DOCUMENT_POSITION_FOLLOWING);
    };

    const button = (text, name) => {
        const made = document.createElement('button');
        made.type = 'button';
        made.className = name;
        made.append(text);
        return made;
    };

    const isPrint = /(^|\/)print(\.html)?$/.test(location.pathname);
    const guesses = isPrint ? [] : page.querySelectorAll('.guess');
    for (const guess of guesses) {
        const cell = cellAfter(guess);
        const offers = guess.querySelector('.offers');
        if (!cell || !offers) continue;
        guess.classList.add('live');
        // The paragraph after the cell says what came out.
        const after = cell.nextElementSibling;
        const waiting = after && after.nodeName === 'P' ? [cell, after] : [cell];
        for (const part of waiting) part.classList.add('waiting');
        const said = document.createElement('p');
        said.className = 'said';
        said.setAttribute('role', 'status');
        guess.append(said);

        const reveal = (value) => {
            guess.classList.add('made');
            for (const part of waiting) part.classList.remove('waiting');
            said.textContent = value === ''
                ? 'Shown without a guess.'
                : `Your guess: ${value}. Now compare it with what the cell gave.`;
            for (const choice of guess.querySelectorAll('.choice')) {
                choice.setAttribute('aria-pressed', String(choice.textContent.trim() === value));
            }
        };
        const commit = (value) => { remember(guess, value); reveal(value); };

        const skip = button('Show without guessing', 'skip');
        skip.addEventListener('click', () => { commit(''); skip.hidden = true; });
        const input = offers.querySelector('input');
        if (input) {
            const enter = button('Commit', 'commit');
            const submit = () => {
                const value = input.value.trim();
                if (value === '') { input.focus(); return; }
                commit(value);
            };
            enter.addEventListener('click', submit);
            input.addEventListener('keydown', (event) => {
                event.stopPropagation(); // The arrow keys, s and / are the page's own shortcuts.
                if (event.key === 'Enter') submit();
            });
            offers.append(enter, skip);
        } else {
            for (const item of [...offers.children]) {
                const choice = button('', 'choice');
                choice.setAttribute('aria-pressed', 'false');
                choice.append(...[...item.childNodes].flatMap((node) => (node.nodeName === 'P' ? [...node.childNodes] : [node])));
                choice.addEventListener('click', () => commit(choice.textContent.trim()));
                item.replaceChildren(choice);
            }
            const last = document.createElement('li');
            last.append(skip);
            offers.append(last);
        }

        const before = remembered(guess);
        if (before !== null) {
            if (input) input.value = before;
            reveal(before);
        }
        if (before === '') skip.hidden = true;
    }
})();
