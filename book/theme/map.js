// On the map, whoever looks at one exercise sees what it builds on, all the way down, and what builds on it next. Without this
// script every line is there, and alike.
(() => {
    'use strict';

    const map = document.querySelector('main > .map');
    if (!map) return;

    const items = new Map([...map.querySelectorAll('li')].map((item) => [item.dataset.id, item]));
    const lines = [...map.querySelectorAll('path')];
    const needs = (id) => items.get(id)?.dataset.needs.split(' ').filter((need) => items.has(need)) ?? [];

    const look = (at) => {
        const below = new Set();
        const go = (id) => { if (!below.has(id)) { below.add(id); needs(id).forEach(go); } };
        if (at) go(at);
        map.classList.toggle('looking', Boolean(at));
        for (const [id, item] of items) {
            item.classList.toggle('below', below.has(id));
            item.classList.toggle('above', Boolean(at) && needs(id).includes(at));
        }
        for (const line of lines) {
            line.classList.toggle('below', below.has(line.dataset.to));
            line.classList.toggle('above', line.dataset.from === at);
        }
    };
    const at = (event) => event.target.closest?.('.map li a')?.parentElement.dataset.id;
    for (const [begin, end] of [['pointerover', 'pointerout'], ['focusin', 'focusout']]) {
        map.addEventListener(begin, (event) => { if (at(event)) look(at(event)); });
        map.addEventListener(end, (event) => { if (at(event)) look(null); });
    }
})();
