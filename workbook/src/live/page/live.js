// What the workbook knows of the reader's answers, on the pages that it serves. A page from elsewhere has no such script.
(() => {
    'use strict';

    const main = document.querySelector('main');
    if (!main || /\/print\.html$/.test(location.pathname)) return;

    const words = {
        passed: 'Passed',
        wrong: 'Wrong',
        crashed: 'Crashed',
        timed_out: 'Timed out',
        does_not_compile: 'Does not compile',
        not_attempted: 'Not attempted',
        no_reference: 'No reference on this machine',
    };

    const make = (name, attributes = {}, ...children) => {
        const made = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
        made.append(...children);
        return made;
    };

    const bar = make('div', { class: 'live-bar', role: 'status' });
    document.body.append(bar);
    // Said once, not with every event.
    const say = (text) => { if (bar.textContent !== text) bar.textContent = text; };

    // One box in each exercise.
    const boxes = new Map();
    for (const section of main.querySelectorAll('section.exercise')) {
        const box = make('div', { class: 'live-box', 'aria-live': 'polite' });
        section.querySelector('.facts').after(box);
        boxes.set(section.dataset.exercise, box);
    }

    // A line of a report is a keyword in nine columns and a text; what follows it is further in. Some texts keep their lines.
    const keyword = /^ {2}(?=.{9} \S)([a-z]+(?: [a-z]+)?) +(\S.*)$/;
    const inLines = ['cause', 'compiler'];
    const scrolling = ['printed', 'compiler'];
    const explained = (exercise) => {
        const entries = [];
        for (const line of exercise.message.trimEnd().split('\n')) {
            const begins = keyword.exec(line);
            const last = entries.at(-1);
            if (begins || !last) entries.push(begins ? [begins[1], begins[2]] : ['cause', line.trim()]);
            else if (inLines.includes(last[0])) last[1] += `\n${line.replace(/^ {12}/, '')}`;
            else last[1] += ` ${line.trim()}`;
        }
        if (exercise.printed) entries.push(['printed', exercise.printed.trimEnd()]);
        const list = make('dl');
        for (const [key, text] of entries) {
            const scrolls = scrolling.includes(key) ? { tabindex: '0' } : {};
            list.append(make('dt', {}, key), make('dd', { class: key.replace(' ', '-'), ...scrolls }, text));
        }
        return list;
    };

    // A small case as a whole: what went in, and beside each other what came out, with marks where it differs, and what should
    // have. Folded where it is long.
    const whole = ({ whole }) => {
        const lines = whole.trimEnd().split('\n');
        const parts = [];
        for (const line of lines) {
            const begins = keyword.exec(line);
            if (begins || parts.length === 0) parts.push(begins ? [begins[1], begins[2]] : ['input', line.trim()]);
            else parts.at(-1)[1] += `\n${line.replace(/^ {12}/, '')}`;
        }
        const marked = (text) => text.split(/(\*[^\s,\]]+)/).map((part, at) => (at % 2 ? make('mark', {}, part) : part));
        const shown = ([key, text]) => {
            const code = make('code', { class: 'language-text hljs', tabindex: '0' }, ...(key === 'yours' ? marked(text) : [text]));
            return make('div', { class: key }, make('p', {}, key), make('pre', {}, code));
        };
        const details = make('details', { class: 'whole' }, make('summary', {}, 'The whole case'), make('div', {}, ...parts.map(shown)));
        details.open = lines.length <= 16;
        return details;
    };

    // Where an exercise is, from any page.
    const place = ({ id, text }) => `/${text.split('#')[0]}#exercise-${id.split('/')[1]}`;
    // The first that has not passed, after this one and then from the start.
    const following = (exercises, { id }) => {
        const at = exercises.findIndex((exercise) => exercise.id === id);
        return [...exercises.slice(at + 1), ...exercises.slice(0, at)].find((exercise) => exercise.verdict !== 'passed');
    };
    // What to take from it stands in plain sight, how we wrote it folded, and then the way on.
    const afterwards = (exercise, next, open) => {
        const { story, solution } = exercise.after;
        const code = make('code', { class: 'language-rust', tabindex: '0' }, solution.trimEnd());
        const details = make('details', {}, make('summary', {}, 'How we wrote it'), make('pre', {}, code));
        if (window.hljs) window.hljs.highlightBlock(code);
        details.open = open;
        const way = make('p', { class: 'next' });
        if (next) way.append('Next: ', make('a', { href: place(next) }, next.title), ` (${next.level}, ${next.minutes} minutes)`);
        else way.append('That was the last one: all exercises pass.');
        return [make('p', { class: 'story' }, make('strong', {}, 'What to take from it. '), story), details, way];
    };

    const show = (box, exercise, next) => {
        const shown = JSON.stringify([exercise, next?.id]);
        if (box.shown === shown) return;
        box.shown = shown;
        const open = box.querySelector('details:not(.whole)')?.open ?? false;
        box.dataset.verdict = exercise.trouble ? '' : exercise.verdict;
        box.dataset.judging = exercise.judging;
        const verdict = exercise.judging ? 'Judging …' : exercise.trouble ? 'Not judged' : words[exercise.verdict];
        const line = make('p', { class: 'line' }, make('span', { class: 'verdict' }, verdict));
        const parts = [line];
        if (!exercise.judging) {
            if (exercise.trouble) {
                const code = make('code', { class: 'language-text hljs', tabindex: '0' }, exercise.trouble);
                parts.push(make('pre', { class: 'trouble' }, code));
            } else if (exercise.verdict === 'passed') {
                if (exercise.millis > 0) line.append(` in ${exercise.millis.toFixed(0)} ms`);
                if (exercise.message) parts.push(explained(exercise));
                if (exercise.printed) {
                    const code = make('code', { class: 'language-text hljs', tabindex: '0' }, exercise.printed.trimEnd());
                    parts.push(make('p', { class: 'printed' }, 'It printed in the first case:'), make('pre', {}, code));
                }
                if (exercise.after) parts.push(...afterwards(exercise, next, open));
            } else if (exercise.verdict === 'not_attempted') {
                const waits = exercise.message.trim().replace(/^not attempted(: )?/, '');
                if (waits) line.append(`: ${waits}`);
                else line.append(': open ', make('code', {}, exercise.file), ' and replace its ', make('code', {}, 'todo!()'));
            } else if (exercise.message) {
                parts.push(explained(exercise));
                if (exercise.whole) parts.push(whole(exercise));
            }
        }
        box.replaceChildren(...parts);
    };

    // On the first page the way on, and on its map what has become of each exercise. What is there is filled anew and stays in
    // place, so that nothing loses the focus.
    const isFirst = /\/index\.html$/.test(location.pathname);
    const way = isFirst ? make('p', { class: 'live-way' }) : null;
    if (way) main.querySelector('h1').after(way);
    const items = new Map(isFirst ? [...main.querySelectorAll('.map li')].map((item) => [item.dataset.id, item]) : []);

    // What is begun and does not pass yet; or else, after the last that has passed and then from the start, the first that has
    // not and builds only on what has.
    const goingOn = (exercises) => {
        const isBegun = ({ verdict, judging }) => judging || !['passed', 'not_attempted'].includes(verdict);
        const open = new Set(exercises.filter(({ verdict }) => verdict !== 'passed').map(({ id }) => id));
        const isReady = ({ id }) => open.has(id) && !items.get(id)?.dataset.needs.split(' ').some((need) => open.has(need));
        const at = exercises.findLastIndex(({ verdict }) => verdict === 'passed') + 1;
        return exercises.find(isBegun) ?? [...exercises.slice(at), ...exercises.slice(0, at)].find(isReady);
    };

    const showWay = (exercises) => {
        if (!way) return;
        const shown = JSON.stringify(exercises);
        if (way.shown === shown) return;
        way.shown = shown;
        const next = goingOn(exercises);
        const isFresh = exercises.every(({ verdict }) => verdict === 'not_attempted');
        if (next) way.replaceChildren(isFresh ? 'Begin: ' : 'Continue: ', make('a', { href: place(next) }, next.title), ` (${next.level}, ${next.minutes} minutes)`);
        else way.replaceChildren('All exercises pass.');
        for (const { id, verdict, judging } of exercises) {
            const item = items.get(id);
            if (!item) continue;
            item.dataset.verdict = judging ? '' : verdict;
            item.classList.toggle('next', id === next?.id);
            const state = judging ? 'judging …' : words[verdict].toLowerCase();
            const said = verdict === 'not_attempted' && !judging ? '' : ` · ${state}`;
            const about = item.querySelector('.about');
            (about.querySelector('.state') ?? about.appendChild(make('span', { class: 'state' }))).textContent = said;
        }
        for (const chapter of main.querySelectorAll('.map .chapter')) {
            const some = exercises.filter((exercise) => exercise.chapter === chapter.dataset.chapter);
            const passed = some.filter(({ verdict }) => verdict === 'passed').length;
            chapter.querySelector('.count').textContent = `${passed} of ${some.length} passed`;
        }
    };

    // The figures with the reader's own code: one switch for the page, where there is a figure that an answer changes.
    const here = decodeURIComponent(location.pathname).slice(1).replace(/\.html$/, '');
    const originals = new Map();
    // A figure that goes step by step has a drawing and a caption for each step, others one drawing.
    const drawings = (figure) => [...figure.querySelectorAll('svg')];
    const captions = (figure) => [...figure.querySelectorAll('.frames .said')];
    for (const figure of main.querySelectorAll('figure[data-answers]')) {
        const isSteps = figure.classList.contains('steps');
        // The caption is a number, which the drawing does not know, and the title.
        const titled = isSteps ? figure.querySelector(':scope > figcaption')?.lastChild : figure.querySelector('svg > title');
        const title = titled?.textContent.trim();
        const said = captions(figure).map((caption) => caption.textContent);
        if (title) originals.set(title, { figure, svgs: drawings(figure), said });
    }
    // Steps in the place of steps, if they are as many.
    const put = (figure, svgs, said) => {
        const old = drawings(figure);
        if (old.length !== svgs.length) return false;
        old.forEach((svg, number) => svg.replaceWith(svgs[number]));
        captions(figure).forEach((caption, number) => { caption.textContent = said[number]; });
        return true;
    };
    const remembered = () => { try { return localStorage.getItem('own figures') === 'yes'; } catch { return false; } };
    let own = null;
    let note = null;
    const original = () => {
        for (const { figure, svgs, said } of originals.values()) {
            put(figure, svgs, said);
            figure.classList.remove('live-own');
        }
    };
    // With whose answers figures were drawn: a group for each reason, with the first of its names.
    const whose = ({ whose, ended }) => {
        const groups = new Map();
        for (const line of whose.trim().split('\n')) {
            const [, name, why] = /^(\S+) +(.*)$/.exec(line);
            const group = why === 'yours' ? 'Yours' : why.replace('the solution: yours', 'Ours, as yours');
            groups.set(group, [...(groups.get(group) ?? []), name]);
        }
        const parts = [...groups].sort(([a], [b]) => (b === 'Yours') - (a === 'Yours')).map(([group, names]) => {
            const more = names.length > 6 ? ` and ${names.length - 5} more` : '';
            return `${group}: ${names.slice(0, more ? 5 : 6).join(', ')}${more}.`;
        });
        if (!ended) parts.push('What took longer than 20 s is the book’s.');
        return parts.join(' ');
    };
    let asked = 0;
    let waiting = false;
    const redraw = async () => {
        const number = ++asked;
        if (!own || !own.checked) { waiting = false; original(); if (note) note.textContent = ''; return; }
        note.textContent = 'Drawing with your code …';
        waiting = true;
        try {
            const response = await fetch(`/-/figures/${here}`);
            if (!response.ok) throw new Error(await response.text());
            const drawn = await response.json();
            // Switched off meanwhile, or asked for again.
            if (number !== asked) return;
            waiting = false;
            original();
            // Where nothing is the reader's, the figures are the book's.
            const any = / yours$/m.test(drawn.whose);
            for (const text of any ? drawn.figures : []) {
                const svg = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
                const known = originals.get(svg.querySelector('title')?.textContent.trim());
                if (!known) continue;
                const frames = [...svg.querySelectorAll('svg.frame')];
                const said = frames.map((frame) => frame.dataset.caption);
                for (const name of ['class', 'y', 'data-caption']) frames.forEach((frame) => frame.removeAttribute(name));
                const own = (frames.length > 0 ? frames : [svg]).map((svg) => document.importNode(svg, true));
                if (put(known.figure, own, said)) known.figure.classList.add('live-own');
            }
            note.textContent = whose(drawn);
        } catch (error) {
            if (number !== asked) return;
            waiting = false;
            original();
            note.textContent = `The figures are the book’s: ${error.message.trim().split('\n')[0]}`;
        }
    };
    if (originals.size > 0) {
        own = make('input', { type: 'checkbox', id: 'own-figures' });
        own.checked = remembered();
        note = make('span', { role: 'status' });
        own.addEventListener('change', () => {
            try { localStorage.setItem('own figures', own.checked ? 'yes' : 'no'); } catch { /* Forgotten. */ }
            redraw();
        });
        const line = make('div', { class: 'live-switch' }, make('label', {}, own, ' Draw this page’s figures with my code'), note);
        main.querySelector('h1').after(line);
    }

    let answers = null;
    const everything = (data) => {
        say(data.work ? `${data.work} …` : data.note);
        for (const exercise of data.exercises) {
            const box = boxes.get(exercise.id);
            if (box) show(box, exercise, exercise.verdict === 'passed' ? following(data.exercises, exercise) : undefined);
        }
        showWay(data.exercises);
        if (waiting && data.drawing) note.textContent = `${data.drawing[0].toUpperCase()}${data.drawing.slice(1)} …`;
        // Drawn anew when a verdict has come, not while it is awaited.
        const now = JSON.stringify(data.exercises.map((exercise) => [exercise.id, exercise.verdict, exercise.millis]));
        const waits = data.exercises.some((exercise) => exercise.judging);
        if (!waits && now !== answers) {
            answers = now;
            if (own && own.checked) redraw();
        }
    };

    // Only a page that can be seen listens: a browser opens just six connections to a server, and a seventh page would
    // wait for ever. One that comes into view learns everything at once.
    let events = null;
    const listen = () => {
        if (document.hidden || events) return;
        const mine = new EventSource('/-/events');
        events = mine;
        mine.onmessage = (event) => everything(JSON.parse(event.data));
        mine.onerror = () => {
            say('The workbook is not running. Start it with cargo run; this page will find it.');
            // The browser gives up where nobody listens: keep asking.
            if (mine.readyState === EventSource.CLOSED && events === mine) {
                events = null;
                setTimeout(listen, 2000);
            }
        };
    };
    const rest = () => { events?.close(); events = null; };
    document.addEventListener('visibilitychange', () => (document.hidden ? rest() : listen()));
    // A page kept for going back to must not listen either.
    window.addEventListener('pagehide', rest);
    window.addEventListener('pageshow', listen);
    listen();
})();
