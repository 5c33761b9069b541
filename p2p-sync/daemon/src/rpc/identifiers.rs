//! `GET /1.0/identifiers/{DID or DID URL}`: DIDs over plain HTTP, as the Universal Resolver asks its drivers.

use super::{clients::Client, resolver::Resolver};
use cybersyn_identity::{Step, http};
use futures::future::{BoxFuture, Either, FutureExt};
use jsonrpsee::server::{HttpBody, HttpRequest, HttpResponse};
use std::{
    task::{Context, Poll},
    time::{Duration, Instant},
};
use tower::{Layer, Service};

const METHOD_NOT_ALLOWED: u16 = 405;
const TOO_MANY_REQUESTS: u16 = 429;
const PLAIN_TEXT: &str = "text/plain";

/// Serves identifiers, and leaves all other paths to the service behind.
#[derive(Clone)]
pub struct Identifiers {
    resolver: Resolver,
}

impl Identifiers {
    /// Answers by `resolver`.
    pub fn new(resolver: Resolver) -> Self {
        Self { resolver }
    }
}

impl<S> Layer<S> for Identifiers {
    type Service = Served<S>;

    fn layer(&self, inner: S) -> Served<S> {
        Served { inner, resolver: self.resolver.clone() }
    }
}

/// A service with identifiers in front.
#[derive(Clone)]
pub struct Served<S> {
    inner: S,
    resolver: Resolver,
}

impl<S, B> Service<HttpRequest<B>> for Served<S>
where
    S: Service<HttpRequest<B>, Response = HttpResponse<HttpBody>>,
    S::Error: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Either<S::Future, BoxFuture<'static, Result<S::Response, S::Error>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: HttpRequest<B>) -> Self::Future {
        let Some(asked) = Asked::of(&request) else { return Either::Left(self.inner.call(request)) };
        let resolver = self.resolver.clone();
        Either::Right(async move { Ok(asked.response(&resolver).await) }.boxed())
    }
}

/// A request for an identifier.
struct Asked {
    is_read: bool,
    target: String,
    accept: Option<String>,
    client: Option<Client>,
}

impl Asked {
    fn of<B>(request: &HttpRequest<B>) -> Option<Self> {
        let target = request.uri().path_and_query()?.as_str().strip_prefix(http::PATH)?.to_owned();
        let accepted = request.headers().get_all("accept").into_iter();
        let accept: Vec<&str> = accepted.filter_map(|value| value.to_str().ok()).collect();
        Some(Self {
            is_read: matches!(request.method().as_str(), "GET" | "HEAD"),
            target,
            accept: (!accept.is_empty()).then(|| accept.join(", ")),
            client: request.extensions().get().cloned(),
        })
    }

    async fn response(self, resolver: &Resolver) -> HttpResponse<HttpBody> {
        if !self.is_read {
            let mut response = told(METHOD_NOT_ALLOWED, "identifiers are read: GET, or HEAD\n".to_owned());
            set(&mut response, "allow", "GET, HEAD");
            return response;
        }
        match self.resolved(resolver).await {
            Ok(response) => sent(response),
            Err(wait) => too_fast(wait),
        }
    }

    /// Errs with how long the client has to wait.
    async fn resolved(&self, resolver: &Resolver) -> Result<http::Response, Duration> {
        self.client.as_ref().map_or(Ok(()), |client| client.spend(1, Instant::now()))?;
        match http::begin(&http::Request { target: &self.target, accept: self.accept.as_deref() }) {
            Step::Done(response) => Ok(response),
            Step::Ask(exchange) => {
                let answer = resolver.answer(self.client.as_ref(), exchange.lookup()).await?;
                Ok(exchange.answer(answer))
            }
        }
    }
}

fn sent(response: http::Response) -> HttpResponse<HttpBody> {
    let http::Response { status, content_type, location, body } = response;
    let mut sent = with_status(status, body);
    content_type.iter().for_each(|content_type| set(&mut sent, "content-type", content_type));
    location.iter().for_each(|location| set(&mut sent, "location", location));
    set(&mut sent, "vary", "accept");
    // Any block may change a document: whoever keeps one asks again.
    set(&mut sent, "cache-control", "no-cache");
    sent
}

fn too_fast(wait: Duration) -> HttpResponse<HttpBody> {
    let seconds = wait.as_millis().div_ceil(1_000).max(1);
    let mut response = told(TOO_MANY_REQUESTS, format!("too many requests; try again in {seconds} s\n"));
    set(&mut response, "retry-after", &seconds.to_string());
    response
}

fn told(status: u16, text: String) -> HttpResponse<HttpBody> {
    let mut response = with_status(status, text);
    set(&mut response, "content-type", PLAIN_TEXT);
    response
}

fn with_status(status: u16, body: String) -> HttpResponse<HttpBody> {
    let mut response = HttpResponse::new(HttpBody::from(body));
    if let Ok(status) = status.try_into() {
        *response.status_mut() = status;
    }
    response
}

/// A value that cannot be a header's is left out: nobody writes headers of their own.
fn set(response: &mut HttpResponse<HttpBody>, name: &'static str, value: &str) {
    match value.parse() {
        Ok(value) => drop(response.headers_mut().insert(name, value)),
        Err(_) => tracing::warn!(name, "a header's value is malformed and left out"),
    }
}
