// Asks the search of a built book: node search.mjs FOLDER QUERIES
//
// QUERIES is a JSON array of strings. Prints JSON: for each query where its results lead, the first first; and under "raw" the
// sections whose text, from which snippets are cut, has raw TeX in it.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

const [folder, queries] = [process.argv[2], JSON.parse(process.argv[3])];
const source = (start) =>
    readFileSync(path.join(folder, readdirSync(folder).find((name) => name.startsWith(start) && name.endsWith('.js'))), 'utf8');

// As in the page: the library, then the index, which the library loads.
const page = vm.createContext({ window: { search: {} }, console });
vm.runInContext(source('elasticlunr'), page);
vm.runInContext(source('searchindex'), page);
page.given = JSON.stringify(queries);
const found = vm.runInContext(
    `(() => {
        const { doc_urls, index, search_options } = window.search;
        const loaded = elasticlunr.Index.load(index);
        const ask = (query) => loaded.search(query, search_options).map((result) => doc_urls[result.ref]);
        const raw = Object.values(index.documentStore.docs).filter(({ body }) => /\\$\\$|\\\\[a-z]{2,}[ {_^]/i.test(body));
        return JSON.stringify({
            found: Object.fromEntries(JSON.parse(given).map((query) => [query, ask(query)])),
            raw: raw.map(({ breadcrumbs }) => breadcrumbs),
        });
    })()`,
    page,
);
console.log(found);
