//! Web pages may not use a daemon on their visitor's machine: a browser names the page in the `Origin` header, and only
//! pages that the operator listed get through. For pictures and the like it names none, but says with `Sec-Fetch-Site` that
//! another site asks: that is refused as well, unless somebody follows a link. Who types the address into a browser, and
//! other clients, send neither.

use futures::future::{Either, Ready, ready};
use jsonrpsee::server::{HttpBody, HttpRequest, HttpResponse};
use std::{
    sync::Arc,
    task::{Context, Poll},
};
use tower::{Layer, Service};

/// HTTP's "forbidden".
const FORBIDDEN: u16 = 403;

/// Guards a service by the request's origin.
#[derive(Clone, Debug)]
pub struct OriginGuard {
    allowed: Arc<[String]>,
}

impl OriginGuard {
    /// Lets these origins (`https://vote.example`) through.
    pub fn new(allowed: Vec<String>) -> Self {
        Self { allowed: allowed.into() }
    }

    fn allows<B>(&self, request: &HttpRequest<B>) -> bool {
        match header(request, "origin") {
            Some(origin) => self.allowed.iter().any(|allowed| allowed.as_bytes() == origin),
            None => !is_for_another_site(request),
        }
    }
}

/// Whether a page of another site has its visitor's browser ask, without the visitor being shown the answer as a page: a
/// visitor who follows a link sees where it leads, and no page can follow thousands.
fn is_for_another_site<B>(request: &HttpRequest<B>) -> bool {
    let is_foreign = matches!(header(request, "sec-fetch-site"), Some(b"cross-site" | b"same-site"));
    let is_link = header(request, "sec-fetch-mode") == Some(b"navigate")
        && header(request, "sec-fetch-dest") == Some(b"document")
        && header(request, "sec-fetch-user") == Some(b"?1");
    is_foreign && !is_link
}

fn header<'a, B>(request: &'a HttpRequest<B>, name: &str) -> Option<&'a [u8]> {
    request.headers().get(name).map(|value| value.as_bytes())
}

impl<S> Layer<S> for OriginGuard {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Guarded<S> {
        Guarded { inner, guard: self.clone() }
    }
}

/// A guarded service.
#[derive(Clone, Debug)]
pub struct Guarded<S> {
    inner: S,
    guard: OriginGuard,
}

impl<S, B> Service<HttpRequest<B>> for Guarded<S>
where
    S: Service<HttpRequest<B>, Response = HttpResponse<HttpBody>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Either<S::Future, Ready<Result<S::Response, S::Error>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: HttpRequest<B>) -> Self::Future {
        if self.guard.allows(&request) {
            return Either::Left(self.inner.call(request));
        }
        let mut refusal = HttpResponse::new(HttpBody::from("this web page is not allowed; see --rpc-origin\n"));
        if let Ok(status) = FORBIDDEN.try_into() {
            *refusal.status_mut() = status;
        }
        Either::Right(ready(Ok(refusal)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a request with these headers gets through.
    fn allows(headers: &[(&'static str, &str)]) -> bool {
        let guard = OriginGuard::new(vec!["https://vote.example".to_owned()]);
        let mut request = HttpRequest::new(());
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        guard.allows(&request)
    }

    #[test]
    fn only_listed_pages_and_plain_clients_get_through() {
        assert!(allows(&[]));
        assert!(allows(&[("origin", "https://vote.example")]));
        assert!(allows(&[("origin", "https://vote.example"), ("sec-fetch-site", "cross-site")]));
        assert!(!allows(&[("origin", "https://evil.example")]));
        assert!(!allows(&[("origin", "null")]));
    }

    #[test]
    fn pictures_and_frames_in_pages_of_other_sites_do_not_get_through() {
        for site in ["cross-site", "same-site"] {
            let site = ("sec-fetch-site", site);
            assert!(!allows(&[site]));
            assert!(!allows(&[site, ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")]));
            let navigate = ("sec-fetch-mode", "navigate");
            assert!(!allows(&[site, navigate, ("sec-fetch-dest", "iframe"), ("sec-fetch-user", "?1")]));
            assert!(!allows(&[site, navigate, ("sec-fetch-dest", "document")]), "nobody clicked");
        }
    }

    #[test]
    fn addresses_that_are_typed_and_links_that_are_followed_get_through() {
        let page = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"), ("sec-fetch-user", "?1")];
        for site in ["none", "same-origin", "cross-site"] {
            assert!(allows(&[&page[..], &[("sec-fetch-site", site)]].concat()), "{site}");
        }
        assert!(allows(&[("sec-fetch-site", "none"), ("sec-fetch-mode", "navigate")]));
    }
}
