//! Charges every call, alone or in a batch, to the client it comes from, and refuses what a client cannot pay.

use super::{clients::Client, error::too_fast};
use cybersyn_mesh_api::limits::cost;
use futures::future::{Either, ready};
use jsonrpsee::{
    Extensions, MethodResponse,
    server::middleware::rpc::{Batch, BatchEntry, BatchEntryErr, Notification, Request, RpcServiceT},
    types::ErrorObjectOwned,
};
use std::time::Instant;

/// The service that calls go through; the client is found in each request's extensions.
#[derive(Clone, Debug)]
pub struct Throttle<S> {
    inner: S,
}

impl<S> Throttle<S> {
    /// In front of `inner`.
    pub fn new(inner: S) -> Self {
        Self { inner }
    }
}

impl<S> RpcServiceT for Throttle<S>
where
    S: RpcServiceT<
            MethodResponse = MethodResponse,
            BatchResponse = MethodResponse,
            NotificationResponse = MethodResponse,
        > + Send
        + Sync
        + 'static,
{
    type MethodResponse = MethodResponse;
    type BatchResponse = MethodResponse;
    type NotificationResponse = MethodResponse;

    fn call<'a>(&self, request: Request<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        match charge(request.extensions(), request.method_name()) {
            Ok(()) => Either::Left(self.inner.call(request)),
            Err(error) => Either::Right(ready(MethodResponse::error(request.id, error))),
        }
    }

    fn batch<'a>(&self, mut batch: Batch<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        for entry in batch.iter_mut() {
            let refused = match entry {
                Ok(BatchEntry::Call(request)) => charge(request.extensions(), request.method_name())
                    .err()
                    .map(|error| BatchEntryErr::new(request.id.clone(), error)),
                Ok(BatchEntry::Notification(_)) | Err(_) => None,
            };
            if let Some(refused) = refused {
                *entry = Err(refused);
            }
        }
        self.inner.batch(batch)
    }

    fn notification<'a>(&self, notification: Notification<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        self.inner.notification(notification)
    }
}

fn charge(extensions: &Extensions, method: &str) -> Result<(), ErrorObjectOwned> {
    let Some(client) = extensions.get::<Client>() else { return Ok(()) };
    client.spend(cost(method), Instant::now()).map_err(too_fast)
}
