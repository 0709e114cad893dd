// Search is three scripts and an index, which are loaded after the page, or earlier where somebody searches: the button, its keys, or an address with a query.
(() => {
    const scripts = window.workbookSearch ?? [];
    const button = document.getElementById('mdbook-search-toggle');
    if (scripts.length === 0 || button === null) {
        return;
    }

    const load = (src) => new Promise((done, failed) => {
        const script = document.createElement('script');
        Object.assign(script, { src, onload: done, onerror: failed });
        document.head.append(script);
    });
    let loaded = null;
    const search = () => {
        loaded ??= scripts.reduce((before, src) => before.then(() => load(src)), Promise.resolve()).then(done);
        return loaded;
    };
    // From then on mdBook's script hears what is meant for it.
    const done = () => {
        button.removeEventListener('click', first);
        document.removeEventListener('keydown', first);
    };

    // Until then nothing else does, and it is said again.
    const first = (event) => {
        const key = event.type === 'keydown';
        const { target } = event;
        const writes = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
        if (key && (event.key !== 's' && event.key !== '/' || writes || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey)) {
            return;
        }
        event.preventDefault();
        event.stopImmediatePropagation();
        done();
        search().then(() => button.click());
    };
    button.addEventListener('click', first);
    document.addEventListener('keydown', first);
    for (const near of ['pointerenter', 'focus']) {
        button.addEventListener(near, search, { once: true });
    }
    if (/[?&](search|highlight)=/.test(location.search)) {
        search();
    }
    // Once the page is there, nobody has to wait for them, or loses what is typed before they have come.
    if (document.readyState === 'complete') search();
    else window.addEventListener('load', search);
})();
