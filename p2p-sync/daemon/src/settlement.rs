//! HTTP on loopback for the validator's off-chain worker, and for whoever watches the daemon.

use crate::{metrics::Metrics, node::NodeHandle};
use anyhow::{Context, Result};
use axum::{
    Router,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use cybersyn_primitives::settlement::{BATCHES_PATH, PARTS_MAX};
use serde::Deserialize;
use std::net::SocketAddr;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

const OCTETS: &str = "application/octet-stream";
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The running server.
#[derive(Debug)]
pub struct SettlementServer {
    /// Where it listens.
    pub address: SocketAddr,
    task: JoinHandle<std::io::Result<()>>,
}

#[derive(Clone)]
struct Source {
    node: NodeHandle,
    metrics: Metrics,
}

#[derive(Deserialize)]
struct Part {
    built_on: u32,
    part: u32,
}

impl SettlementServer {
    /// Serves batches, metrics and health until `stop`.
    pub async fn start(
        listen: SocketAddr,
        node: NodeHandle,
        metrics: Metrics,
        stop: CancellationToken,
    ) -> Result<Self> {
        let listener = TcpListener::bind(listen).await.with_context(|| {
            format!("cannot serve batches at {listen}; is the port taken? choose another with --settlement")
        })?;
        let address = listener.local_addr()?;
        let routes = Router::new()
            .route(BATCHES_PATH, get(batches))
            .route("/metrics", get(metrics_text))
            .route("/health", get(health))
            .with_state(Source { node, metrics });
        let serve = axum::serve(listener, routes).with_graceful_shutdown(stop.cancelled_owned());
        Ok(Self { address, task: tokio::spawn(serve.into_future()) })
    }

    /// Waits until it has stopped.
    pub async fn stopped(self) {
        match self.task.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the batch server ended badly"),
            Err(error) => tracing::warn!(%error, "the batch server was interrupted"),
        }
    }
}

async fn batches(State(source): State<Source>, Query(Part { built_on, part }): Query<Part>) -> Response {
    if part >= PARTS_MAX {
        return (StatusCode::BAD_REQUEST, format!("part is 0 to {}\n", PARTS_MAX - 1)).into_response();
    }
    match source.node.ask(move |node| node.settlement(built_on, part)).await {
        Ok(batches) => ([(header::CONTENT_TYPE, OCTETS)], batches).into_response(),
        Err(stopped) => (StatusCode::SERVICE_UNAVAILABLE, format!("{stopped}\n")).into_response(),
    }
}

async fn metrics_text(State(source): State<Source>) -> Response {
    match source.metrics.encode() {
        Ok(text) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    }
}

/// 200 while the event loop answers; whether the chain does is in the body and in `mesh_health`.
async fn health(State(source): State<Source>) -> Response {
    match source.node.ask(|node| node.is_chain_connected()).await {
        Ok(true) => "ok\n".into_response(),
        Ok(false) => "ok, without the chain\n".into_response(),
        Err(stopped) => (StatusCode::SERVICE_UNAVAILABLE, format!("{stopped}\n")).into_response(),
    }
}
