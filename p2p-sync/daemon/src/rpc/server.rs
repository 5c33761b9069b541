//! The server: its limits, and who may reach it.

use super::{
    accept::{OfClient, accept},
    clients::{Client, Clients},
    identifiers::Identifiers,
    methods::Methods,
    origin::OriginGuard,
    resolver::Resolver,
    status_lists::ServeStatusLists,
    throttle::Throttle,
};
use crate::{credentials::Credentials, dids::Dids, node::NodeHandle};
use anyhow::{Context, Result};
use cybersyn_mesh_api::{
    MeshApiServer,
    limits::{BATCH_MAX, CONNECTIONS_MAX, REQUEST_BYTES_MAX, RESPONSE_BYTES_MAX, SUBSCRIPTIONS_MAX},
};
use jsonrpsee::server::{
    BatchRequestConfig, PingConfig, Server, ServerConfig, ServerHandle, StopHandle,
    middleware::{http::HostFilterLayer, rpc::RpcServiceBuilder},
    serve_with_graceful_shutdown, stop_channel,
};
use std::{net::SocketAddr, time::Duration};
use tokio::net::{TcpListener, TcpStream};
use tower_http::cors::{AllowOrigin, CorsLayer};

/// A WebSocket is pinged so often …
const PING_INTERVAL: Duration = Duration::from_secs(30);
/// … and closed when its client has said nothing, not even to a ping, for so long.
const SILENCE_MAX: Duration = Duration::from_secs(90);

/// How to serve.
#[derive(Clone, Debug)]
pub struct RpcConfig {
    /// Where.
    pub listen: SocketAddr,
    /// Whether operators' methods are allowed.
    pub unsafe_methods: bool,
    /// Web pages whose scripts may ask.
    pub origins: Vec<String>,
}

/// The running server.
#[derive(Debug)]
pub struct RpcServer {
    /// Where it listens.
    pub address: SocketAddr,
    handle: ServerHandle,
}

impl RpcServer {
    /// Starts to serve `node` and `dids`, and what is asked of `credentials`.
    pub async fn start(config: &RpcConfig, node: NodeHandle, dids: Dids, credentials: Credentials) -> Result<Self> {
        let listener = TcpListener::bind(config.listen).await.with_context(|| {
            format!("cannot serve JSON-RPC at {}; is the port taken? choose another with --rpc", config.listen)
        })?;
        let address = listener.local_addr()?;
        let (stop, handle) = stop_channel();
        let (lists, resolver) = (ServeStatusLists::new(credentials.hosted()), Resolver(dids));
        let methods = Methods::new(node, resolver.clone(), credentials, config.unsafe_methods).into_rpc();
        let pings = PingConfig::new().ping_interval(PING_INTERVAL).inactive_limit(SILENCE_MAX);
        serve(config, listener, methods.into(), (lists, resolver), limits(pings), stop)?;
        Ok(Self { address, handle })
    }

    /// Stops and waits for the connections to end.
    pub async fn stop(self) {
        // An error says that it has stopped already.
        let _stopped = self.handle.stop();
        self.handle.stopped().await;
    }
}

/// Serves in a task of its own until `stop`.
fn serve(
    config: &RpcConfig,
    listener: TcpListener,
    methods: jsonrpsee::Methods,
    (lists, resolver): (ServeStatusLists, Resolver),
    limits: ServerConfig,
    stop: StopHandle,
) -> Result<()> {
    let http = tower::ServiceBuilder::new()
        .layer(hosts(config.listen)?)
        .layer(lists)
        .layer(OriginGuard::new(config.origins.clone()))
        .layer(cors(&config.origins)?)
        .layer(Identifiers::new(resolver));
    let services = Server::builder()
        .set_config(limits)
        .set_http_middleware(http)
        .set_rpc_middleware(RpcServiceBuilder::new().layer_fn(Throttle::new))
        .to_service_builder();
    let stopped = stop.clone();
    let connection = move |socket: TcpStream, client: Client| {
        let inner = services.clone().build(methods.clone(), stopped.clone());
        let served = serve_with_graceful_shutdown(socket, OfClient { inner, client }, stopped.clone().shutdown());
        async move {
            if let Err(error) = served.await {
                tracing::debug!(%error, "a client's connection ended badly");
            }
        }
    };
    tokio::spawn(accept(listener, Clients::default(), stop, connection));
    Ok(())
}

fn limits(pings: PingConfig) -> ServerConfig {
    ServerConfig::builder()
        .max_request_body_size(REQUEST_BYTES_MAX)
        .max_response_body_size(RESPONSE_BYTES_MAX)
        .max_connections(CONNECTIONS_MAX as u32)
        .max_subscriptions_per_connection(SUBSCRIPTIONS_MAX)
        .set_batch_request_config(BatchRequestConfig::Limit(BATCH_MAX))
        .enable_ws_ping(pings)
        .build()
}

/// On loopback only loopback names are served: else a web page could reach it through a name of its own.
fn hosts(listen: SocketAddr) -> Result<HostFilterLayer> {
    if !listen.ip().is_loopback() {
        return Ok(HostFilterLayer::disable());
    }
    HostFilterLayer::new(["127.0.0.1:*", "localhost:*", "[::1]:*"]).context("loopback host names")
}

fn cors(origins: &[String]) -> Result<CorsLayer> {
    let origins = origins.iter().map(|origin| origin.parse().with_context(|| format!("--rpc-origin {origin}")));
    let origins: Vec<_> = origins.collect::<Result<_>>()?;
    let headers = ["content-type".parse().context("a header's name")?];
    Ok(CorsLayer::new().allow_origin(AllowOrigin::list(origins)).allow_headers(headers))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dids::{Kept, KeptVersions},
        metrics::Metrics,
        status_lists::StatusLists,
    };
    use std::{path::Path, sync::Arc, time::Instant};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// How long the test waits before it fails.
    const PATIENCE: Duration = Duration::from_secs(40);
    const UPGRADE: &str = "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
        sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    /// A server without methods that is done with silent clients within a moment.
    async fn impatient(data: &Path) -> (SocketAddr, ServerHandle) {
        let config = RpcConfig { listen: ([127, 0, 0, 1], 0).into(), unsafe_methods: false, origins: Vec::new() };
        let listener = TcpListener::bind(config.listen).await.unwrap();
        let (address, (stop, handle)) = (listener.local_addr().unwrap(), stop_channel());
        let lists = ServeStatusLists::new(Arc::new(StatusLists::open(data.to_owned()).unwrap()));
        let resolver = Resolver(Dids::new(Kept::default(), KeptVersions::default(), Metrics::default()));
        let pings =
            PingConfig::new().ping_interval(Duration::from_millis(50)).inactive_limit(Duration::from_millis(100));
        serve(&config, listener, jsonrpsee::Methods::new(), (lists, resolver), limits(pings), stop).unwrap();
        (address, handle)
    }

    /// Asks with these headers; the connection and the first line of what it hears.
    async fn ask(address: SocketAddr, headers: &str) -> (TcpStream, String) {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(format!("GET / HTTP/1.1\r\nhost: {address}\r\n{headers}\r\n").as_bytes()).await.unwrap();
        let mut line = String::new();
        // The end without a word is an answer, too.
        while let Ok(byte) = stream.read_u8().await
            && byte != b'\n'
        {
            line.push(byte.into());
        }
        (stream, line)
    }

    #[tokio::test]
    async fn whoever_does_not_answer_pings_loses_its_place() {
        let data = tempfile::tempdir().unwrap();
        let (address, _handle) = impatient(data.path()).await;
        let begun = Instant::now();
        let mut silent = Vec::new();
        // One more than there are places: whoever finds none asks again.
        while silent.len() <= CONNECTIONS_MAX {
            let (stream, line) = ask(address, UPGRADE).await;
            assert!(begun.elapsed() < PATIENCE, "only {} were served: {line}", silent.len());
            if line.starts_with("HTTP/1.1 101") {
                silent.push(stream);
            }
        }
    }
}
