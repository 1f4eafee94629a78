//! What every request must be and every response says: reading only, addressed to this machine
//! by a name that is its own, and a page that loads nothing from elsewhere, runs nothing but its
//! one script, and stands in nobody's frame.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};

/// The names under which a browser on this machine reaches it. Any other in the Host header is
/// somebody else's page that was led here (DNS rebinding).
const OWN_NAMES: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// The policy of every page.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// Puts what every response says.
pub fn harden(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Why a request is not answered, if so.
pub fn refusal(
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    port: u16,
) -> Option<(StatusCode, &'static str)> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    let named = uri.authority().map(|authority| authority.as_str());
    let own = |name: &str| is_own(name, port);
    if hosts.next().is_some() || !host.is_some_and(own) || !named.is_none_or(own) {
        return Some((
            StatusCode::FORBIDDEN,
            "this server answers to 127.0.0.1, localhost and [::1] only\n",
        ));
    }
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Some((
            StatusCode::METHOD_NOT_ALLOWED,
            "this server is for reading: GET and HEAD only\n",
        ));
    }
    None
}

fn is_own(host: &str, port: u16) -> bool {
    let host = host.to_ascii_lowercase();
    OWN_NAMES.iter().any(|name| match host.strip_prefix(name) {
        Some("") => port == 80,
        Some(rest) => rest.strip_prefix(':') == Some(port.to_string().as_str()),
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_with_this_port_are_its_own() {
        for own in [
            "127.0.0.1:8420",
            "localhost:8420",
            "LOCALHOST:8420",
            "[::1]:8420",
        ] {
            assert!(is_own(own, 8420), "{own}");
        }
        let others = [
            "evil.example:8420",
            "127.0.0.1",
            "127.0.0.1:8421",
            "127.0.0.1.evil.example:8420",
            "localhost.evil.example:8420",
            "localhost:08420",
            "127.0.0.1:8420@evil.example",
            "",
        ];
        for other in others {
            assert!(!is_own(other, 8420), "{other}");
        }
        assert!(is_own("localhost", 80));
    }
}
