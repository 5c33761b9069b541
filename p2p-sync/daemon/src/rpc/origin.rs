//! Web pages may not use a daemon on their visitor's machine: a browser names the page in the `Origin` header, and only
//! pages that the operator listed get through. Other clients send no such header.

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

    fn allows(&self, origin: Option<&[u8]>) -> bool {
        origin.is_none_or(|origin| self.allowed.iter().any(|allowed| allowed.as_bytes() == origin))
    }
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
        if self.guard.allows(request.headers().get("origin").map(|origin| origin.as_bytes())) {
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

    #[test]
    fn only_listed_pages_and_plain_clients_get_through() {
        let guard = OriginGuard::new(vec!["https://vote.example".to_owned()]);
        assert!(guard.allows(None));
        assert!(guard.allows(Some(b"https://vote.example")));
        assert!(!guard.allows(Some(b"https://evil.example")));
        assert!(!guard.allows(Some(b"null")));
    }
}
