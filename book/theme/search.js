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
    const left = [...scripts];
    const all = async () => {
        for (; left.length > 0; left.shift()) {
            await load(left[0]);
        }
        forget();
        return true;
    };
    // What does not come, because the page is being left or the server is gone, is asked for again by who searches next.
    const none = () => {
        loaded = null;
        return false;
    };
    let loaded = null;
    const search = () => loaded ??= all().catch(none);

    const hear = () => {
        button.addEventListener('click', first);
        document.addEventListener('keydown', first);
    };
    // From then on mdBook's script hears what is meant for it.
    const forget = () => {
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
        forget();
        search().then((there) => there ? button.click() : hear());
    };
    hear();
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
