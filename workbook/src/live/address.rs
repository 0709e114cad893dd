//! Whether a request was made to this server's own address, by one of its own pages.

use hyper::Request;
use hyper::header::{HOST, ORIGIN};

/// The port that an address without one means.
const HTTP: u16 = 80;

/// What a browser calls this server.
fn names(port: u16) -> Vec<String> {
    let hosts = ["127.0.0.1", "localhost"];
    let mut names: Vec<String> = hosts.map(|host| format!("{host}:{port}")).into();
    if port == HTTP {
        names.extend(hosts.map(str::to_owned));
    }
    names
}

/// What is told who asked otherwise.
pub(super) fn refusal(port: u16) -> String {
    format!(
        "This server answers only the pages that it served itself. Its address is http://127.0.0.1:{port}/\n\
         Where another port leads here, as through ssh -L or a container, let it have the same number: {port}."
    )
}

/// Whether a request was made to this address by this address.
pub(super) fn is_own<B>(request: &Request<B>, port: u16) -> bool {
    let own = names(port);
    let is_here = |name: &str| own.iter().any(|own| own == name);
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    let one_own_host = host.is_some_and(is_here) && hosts.next().is_none();
    // A request line with a whole address names a host too.
    let line = request.uri().authority().is_none_or(|authority| is_here(authority.as_str()));
    let mut origins = request.headers().get_all(ORIGIN).iter();
    let origin = origins.all(|origin| {
        let origin = origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://"));
        origin.is_some_and(is_here)
    });
    // What the browser says by itself about who asks. A link to a page may stand elsewhere; what the workbook knows, and the
    // figures, which take a build, are for its own pages.
    let asked =
        request.headers().get("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none");
    one_own_host && line && origin && (asked || !request.uri().path().starts_with("/-/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_leaves_out_port_80_and_no_other() {
        let asks = |host: &str, origin: &str, port| {
            let request = Request::get("/index.html").header(HOST, host).header(ORIGIN, origin);
            is_own(&request.body(()).unwrap(), port)
        };
        assert!(asks("localhost", "http://localhost", 80) && asks("127.0.0.1", "http://127.0.0.1", 80));
        assert!(asks("127.0.0.1:80", "http://127.0.0.1:80", 80));
        assert!(!asks("example.org", "http://localhost", 80) && !asks("localhost", "http://example.org", 80));
        assert!(!asks("localhost", "http://localhost:4417", 4417));
        assert!(!asks("localhost:4417", "http://localhost", 4417));
    }
}
