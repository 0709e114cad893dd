// What a keyboard needs: a way past the list of contents, and the arrow keys for what scrolls.
(() => {
    'use strict';

    const page = document.querySelector('main');
    if (!page) return;

    // What may scroll can be reached, and there the arrow keys scroll. Elsewhere they turn the page, which is mdBook's.
    for (const part of page.querySelectorAll('pre > code, math[display="block"], .table-wrapper')) part.tabIndex = 0;
    document.addEventListener('keydown', (event) => {
        const isSideways = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
        if (isSideways && page.contains(event.target) && event.target.getAttribute('tabindex') === '0') event.stopPropagation();
    }, true);

    // mdBook's switch for the list of contents is a label that says whether it is open, as only a button can.
    document.getElementById('mdbook-sidebar-toggle')?.setAttribute('role', 'button');

    // And what opens a chapter in that list is a link that leads nowhere.
    for (const fold of document.querySelectorAll('.chapter-fold-toggle')) {
        fold.setAttribute('role', 'button');
        fold.setAttribute('aria-label', `The pages of ${fold.previousElementSibling?.textContent.trim() ?? 'the chapter'}`);
        fold.addEventListener('keydown', (event) => { if (event.key === 'Enter') fold.click(); });
    }

    const skip = document.createElement('a');
    skip.className = 'to-text';
    skip.href = '#mdbook-content';
    skip.textContent = 'Skip to the text';
    skip.addEventListener('click', (event) => {
        event.preventDefault();
        page.tabIndex = -1;
        page.focus();
    });
    document.body.prepend(skip);

    // The list of contents scrolls to the page that is open, and a browser may take that for the place where Tab begins: it begins
    // at the top, but where the address names a place in the text.
    if (document.activeElement === document.body && !location.hash) {
        document.body.tabIndex = -1;
        document.body.focus({ preventScroll: true });
        document.body.removeAttribute('tabindex');
    }
})();
