//! Where a daemon serves the status lists that it hosts: plain HTTP at the address of its JSON-RPC,
//! `GET /status-lists/{issuer's DID}/{name}`. The issuer's DID is part of the URL, so nobody can take a place in another's name.

/// What the path begins with.
pub const STATUS_LISTS_PATH: &str = "/status-lists/";
/// Media type of a list (Verifiable Credentials Data Model 2.0, section 6.3).
pub const STATUS_LIST_MEDIA_TYPE: &str = "application/vc";
/// Characters of a list's name: letters, digits, `-` and `_`.
pub const NAME_CHARS_MAX: usize = 32;

/// URL of a list that daemons reached at `base` (`https://mesh.example`) serve.
pub fn status_list_url(base: &str, issuer: &str, name: &str) -> String {
    format!("{}{STATUS_LISTS_PATH}{issuer}/{name}", base.trim_end_matches('/'))
}

/// Issuer and name in a path, or in a URL that ends with one; `None` if it is no place of a list.
pub fn status_list_place(url: &str) -> Option<(&str, &str)> {
    let (_, place) = url.split_once(STATUS_LISTS_PATH)?;
    let (issuer, name) = place.split_once('/')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_in_did = |c: char| c.is_ascii_alphanumeric() || ":-._".contains(c);
    let is_good = (1..=NAME_CHARS_MAX).contains(&name.len()) && name.chars().all(is_name);
    (is_good && issuer.starts_with("did:") && issuer.chars().all(is_in_did)).then_some((issuer, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_has_its_place_in_it() {
        let url = status_list_url("https://mesh.example/", "did:cyb:zX", "1a");
        assert_eq!(url, "https://mesh.example/status-lists/did:cyb:zX/1a");
        assert_eq!(status_list_place(&url), Some(("did:cyb:zX", "1a")));
        assert_eq!(status_list_place("/status-lists/did:cyb:zX/1a"), Some(("did:cyb:zX", "1a")));
    }

    #[test]
    fn what_is_no_place_is_none() {
        let long = format!("/status-lists/did:cyb:zX/{}", "a".repeat(NAME_CHARS_MAX + 1));
        let wrong =
            ["/", "/status-lists/", "/status-lists/did:cyb:zX", "/status-lists/did:cyb:zX/", "/status-lists/x/1"];
        let wrong = wrong.into_iter().chain(["/status-lists/did:cyb:zX/..", "/status-lists/did:a/../b/1", &long]);
        wrong.for_each(|path| assert_eq!(status_list_place(path), None, "{path}"));
    }
}
