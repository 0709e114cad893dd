// A guess comes before what it is about: its answer waits until the reader has committed to one, and then it is said which
// was right. Without this script, and on paper, every answer is there. Guesses stay in this browser.
(() => {
    'use strict';

    const page = document.querySelector('main');
    if (!page) return;

    const key = (guess) => `guess ${location.pathname} ${guess.dataset.guess}`;
    const remembered = (guess) => {
        try { return localStorage.getItem(key(guess)); } catch { return null; }
    };
    const remember = (guess, value) => {
        try { localStorage.setItem(key(guess), value); } catch { /* It is forgotten, and that is all. */ }
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
        const answer = guess.nextElementSibling;
        const right = answer?.querySelector(':scope > .right .value');
        const offers = guess.querySelector('.offers');
        if (!right || !offers) continue;
        guess.classList.add('live');
        answer.classList.add('waiting');
        const said = document.createElement('p');
        said.className = 'said';
        said.setAttribute('role', 'status');
        said.textContent = 'The answer waits: the cell below, what it gives, and what there is to say about it.';
        guess.append(said);

        const reveal = (value) => {
            guess.classList.add('made');
            answer.classList.remove('waiting');
            skip.hidden = true;
            const digits = (text) => text.replace(/[^\d.]/g, '');
            let isRight = Boolean(input) && value !== '' && digits(value) === digits(right.textContent);
            for (const choice of guess.querySelectorAll('.choice')) {
                const isMine = choice.textContent.trim() === value;
                choice.setAttribute('aria-pressed', String(isMine));
                isRight ||= isMine && choice.classList.contains('is-right');
            }
            said.textContent = value === '' ? 'Shown without a guess. ' : `Your guess: ${value}. `;
            if (isRight) said.append('That is right.');
            else {
                const stop = /[.!?]$/.test(right.textContent.trim()) ? '' : '.';
                said.append('Right is: ', ...[...right.childNodes].map((node) => node.cloneNode(true)), stop);
            }
        };
        const commit = (value) => { remember(guess, value); reveal(value); };

        const skip = button('Show without guessing', 'skip');
        skip.addEventListener('click', () => { commit(''); });
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
                const choice = button('', 'right' in item.dataset ? 'choice is-right' : 'choice');
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
    }
})();
