//! Takes connections in, a bounded number of them, and writes on each of its requests whose it is.

use super::clients::{Client, Clients, Full};
use jsonrpsee::server::{HttpRequest, StopHandle};
use std::{
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tower::Service;

/// Connections that are being told that there is no room.
const REFUSALS_MAX: usize = 64;
/// Time for one of them to hear it.
const REFUSAL_TIME: Duration = Duration::from_secs(2);
/// Bytes of its request that are read, so that it is not cut off before it has heard.
const REFUSAL_BYTES_MAX: u64 = 64 * 1024;
/// Seconds after which a client that found no room should try again.
const RETRY_SECONDS: u64 = 5;
/// Pause after an error of the listener: it may be out of file handles.
const ERROR_PAUSE: Duration = Duration::from_millis(100);

/// Hands connections to `serve`, each in a task of its own, until `stop`.
pub async fn accept<F>(
    listener: TcpListener,
    clients: Clients,
    stop: StopHandle,
    serve: impl Fn(TcpStream, Client) -> F,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let refusals = Arc::new(Semaphore::new(REFUSALS_MAX));
    let mut stopped = std::pin::pin!(stop.shutdown());
    loop {
        let accepted = tokio::select! {
            () = &mut stopped => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((socket, from)) => match clients.admit(from.ip(), Instant::now()) {
                Ok(client) => drop(tokio::spawn(serve(socket, client))),
                Err(full) => refuse(socket, full, &refusals),
            },
            Err(error) => {
                tracing::warn!(%error, "a client's connection was not accepted");
                tokio::time::sleep(ERROR_PAUSE).await;
            }
        }
    }
}

/// Says that there is no room and when to come again; says nothing if too many are being told so already.
fn refuse(mut socket: TcpStream, full: Full, refusals: &Arc<Semaphore>) {
    let Ok(permit) = refusals.clone().try_acquire_owned() else { return };
    let text = format!("{full}; try again in {RETRY_SECONDS} s\n");
    let answer = format!(
        "HTTP/1.1 429 Too Many Requests\r\nretry-after: {RETRY_SECONDS}\r\ncontent-type: text/plain\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{text}",
        text.len()
    );
    tokio::spawn(async move {
        let told = async {
            socket.write_all(answer.as_bytes()).await?;
            socket.shutdown().await?;
            tokio::io::copy(&mut socket.take(REFUSAL_BYTES_MAX), &mut tokio::io::sink()).await
        };
        if !matches!(tokio::time::timeout(REFUSAL_TIME, told).await, Ok(Ok(_))) {
            tracing::debug!("a client without a place went before it was told");
        }
        drop(permit);
    });
}

/// A service whose requests are one client's.
#[derive(Clone, Debug)]
pub struct OfClient<S> {
    /// What answers.
    pub inner: S,
    /// Who asks.
    pub client: Client,
}

impl<S, B> Service<HttpRequest<B>> for OfClient<S>
where
    S: Service<HttpRequest<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: HttpRequest<B>) -> S::Future {
        request.extensions_mut().insert(self.client.clone());
        self.inner.call(request)
    }
}
