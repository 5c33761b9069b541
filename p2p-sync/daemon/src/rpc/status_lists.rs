//! Status lists over plain HTTP, at the address of the JSON-RPC: `GET /status-lists/{issuer}/{name}`.
//!
//! They are public and signed, so any web page may read them; everything else goes on to the JSON-RPC and its guards.

use super::clients::Client;
use crate::status_lists::StatusLists;
use cybersyn_mesh_api::{
    limits::cost,
    status_lists::{STATUS_LIST_MEDIA_TYPE, STATUS_LISTS_PATH, status_list_place},
};
use futures::future::{BoxFuture, Either, FutureExt};
use jsonrpsee::server::{HttpBody, HttpRequest, HttpResponse};
use std::{
    sync::Arc,
    task::{Context, Poll},
    time::Instant,
};
use tower::{Layer, Service};

/// How long others may keep a list, in seconds: a revocation is to be seen soon.
const MAX_AGE: &str = "public, max-age=60";
/// Seconds after which a client that asks too much should try again.
const RETRY_SECONDS: &str = "1";

/// Answers for the hosted lists.
#[derive(Clone)]
pub struct ServeStatusLists {
    lists: Arc<StatusLists>,
}

impl ServeStatusLists {
    /// Answers with these lists.
    pub fn new(lists: Arc<StatusLists>) -> Self {
        Self { lists }
    }
}

impl<S> Layer<S> for ServeStatusLists {
    type Service = WithStatusLists<S>;

    fn layer(&self, inner: S) -> WithStatusLists<S> {
        WithStatusLists { inner, lists: self.lists.clone() }
    }
}

/// A service in front of which lists are served.
#[derive(Clone)]
pub struct WithStatusLists<S> {
    inner: S,
    lists: Arc<StatusLists>,
}

impl<S, B> Service<HttpRequest<B>> for WithStatusLists<S>
where
    S: Service<HttpRequest<B>, Response = HttpResponse<HttpBody>>,
    S::Error: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Either<S::Future, BoxFuture<'static, Result<Self::Response, S::Error>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: HttpRequest<B>) -> Self::Future {
        let path = request.uri().path();
        if !path.starts_with(STATUS_LISTS_PATH) {
            return Either::Left(self.inner.call(request));
        }
        let can_pay = request.extensions().get::<Client>().is_none_or(|client| {
            let cost = cost("mesh_statusList");
            client.spend(cost, Instant::now()).is_ok()
        });
        let is_get = request.method().as_str() == "GET";
        let place = status_list_place(path).map(|(issuer, name)| (issuer.to_owned(), name.to_owned()));
        let lists = self.lists.clone();
        let answer = async move {
            Ok(match place {
                _ if !can_pay => plain(429, "too many requests; try again in a second\n"),
                _ if !is_get => {
                    plain(405, "status lists are read with GET and published with mesh_publishStatusList\n")
                }
                Some(place) => found(lists, place).await,
                None => plain(404, "a status list is at /status-lists/ISSUER/NAME\n"),
            })
        };
        Either::Right(answer.boxed())
    }
}

async fn found(lists: Arc<StatusLists>, (issuer, name): (String, String)) -> HttpResponse<HttpBody> {
    match tokio::task::spawn_blocking(move || lists.get(&issuer, &name)).await {
        Ok(Some(text)) => answer(200, text, &[("content-type", STATUS_LIST_MEDIA_TYPE), ("cache-control", MAX_AGE)]),
        Ok(None) => plain(404, "this status list is not hosted here\n"),
        Err(_) => plain(503, "the daemon is stopping\n"),
    }
}

fn plain(status: u16, text: &str) -> HttpResponse<HttpBody> {
    let headers = [("content-type", "text/plain"), ("retry-after", RETRY_SECONDS)];
    let headers = if status == 429 { &headers[..] } else { &headers[..1] };
    answer(status, text.to_owned(), headers)
}

fn answer(status: u16, text: String, headers: &[(&'static str, &'static str)]) -> HttpResponse<HttpBody> {
    let mut response = HttpResponse::builder().status(status).header("access-control-allow-origin", "*");
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    // Names and values are constants of this file, all of them legal.
    response.body(HttpBody::from(text)).unwrap_or_default()
}
