//! One text from the web, within bounds: a status list that its issuer publishes and no daemon has.
//!
//! HTTPS only, or HTTP of this machine's own loopback; no redirect is followed, because the list is to come from where its
//! credential says. What comes back is believed no more than a file: whoever asked verifies it.

use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper::{
    Method, Request, StatusCode, Uri,
    body::Bytes,
    header::{ACCEPT, USER_AGENT},
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use rustls::crypto::ring::default_provider;
use std::{net::IpAddr, time::Duration};
use tokio::time::timeout;

/// Time for one text, from the connection to the last byte.
const TIME_MAX: Duration = Duration::from_secs(10);
/// Longest URL.
const URL_BYTES_MAX: usize = 2_048;

/// Why there is no text.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Not a URL that is fetched.
    #[error("{0} is not fetched: expected https:// and a host, or http:// and a loopback address")]
    NotFetched(String),
    /// No trusted certificates on this machine.
    #[error("this machine's trusted certificates cannot be read: {0}")]
    Certificates(std::io::Error),
    /// The host did not answer, or not as HTTP has it, or without a certificate that this machine trusts.
    #[error("{host} cannot be asked: {reason}")]
    Unreachable {
        /// Which host.
        host: String,
        /// What was wrong.
        reason: String,
    },
    /// It took too long.
    #[error("{host} took more than {} seconds", TIME_MAX.as_secs())]
    Slow {
        /// Which host.
        host: String,
    },
    /// Another answer than the text.
    #[error("{host} answers {status}, where 200 with the text was expected (redirects are not followed)")]
    Status {
        /// Which host.
        host: String,
        /// The answer.
        status: StatusCode,
    },
    /// Too long.
    #[error("what {host} sends has more than {bytes_max} bytes")]
    TooLarge {
        /// Which host.
        host: String,
        /// How many are taken.
        bytes_max: usize,
    },
    /// No text.
    #[error("what {0} sends is no text in UTF-8")]
    NotText(String),
}

/// The text at `url`, of `bytes_max` bytes at most.
pub async fn fetch_text(url: &str, bytes_max: usize) -> Result<String, FetchError> {
    let (uri, host) = target(url).ok_or_else(|| FetchError::NotFetched(url.to_owned()))?;
    let client = Client::builder(TokioExecutor::new()).build(connector()?);
    let asked = timeout(TIME_MAX, ask(client, uri, &host, bytes_max)).await;
    let bytes = asked.map_err(|_| FetchError::Slow { host: host.clone() })??;
    String::from_utf8(bytes.into()).map_err(|_| FetchError::NotText(host))
}

/// The URL and its host, if it may be fetched.
fn target(url: &str) -> Option<(Uri, String)> {
    let uri: Uri = Some(url).filter(|url| url.len() <= URL_BYTES_MAX)?.parse().ok()?;
    let host = uri.host().filter(|host| !host.is_empty())?.to_owned();
    let is_fetched = match uri.scheme_str()? {
        "https" => true,
        "http" => is_loopback(&host),
        _ => false,
    };
    // A name and password would go to whoever the credential names.
    let is_plain = !uri.authority()?.as_str().contains('@');
    (is_fetched && is_plain).then_some((uri, host))
}

/// Addresses only: a name could stand for any machine.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn connector() -> Result<HttpsConnector<HttpConnector>, FetchError> {
    let builder = HttpsConnectorBuilder::new().with_provider_and_native_roots(default_provider());
    Ok(builder.map_err(FetchError::Certificates)?.https_or_http().enable_http1().build())
}

async fn ask(
    client: Client<HttpsConnector<HttpConnector>, Empty<Bytes>>,
    uri: Uri,
    host: &str,
    bytes_max: usize,
) -> Result<Bytes, FetchError> {
    let unreachable = |reason: String| FetchError::Unreachable { host: host.to_owned(), reason };
    let request = Request::builder().method(Method::GET).uri(uri).header(USER_AGENT, "cybersyn");
    let request = request.header(ACCEPT, "application/vc, application/json;q=0.9, */*;q=0.1").body(Empty::new());
    let request = request.map_err(|error| unreachable(error.to_string()))?;
    let response = client.request(request).await.map_err(|error| unreachable(with_causes(&error)))?;
    if response.status() != StatusCode::OK {
        return Err(FetchError::Status { host: host.to_owned(), status: response.status() });
    }
    let body = Limited::new(response.into_body(), bytes_max).collect().await;
    let body = body.map_err(|error| match error.is::<LengthLimitError>() {
        true => FetchError::TooLarge { host: host.to_owned(), bytes_max },
        false => unreachable(error.to_string()),
    })?;
    Ok(body.to_bytes())
}

/// The error with what it comes from: the client's own says little.
fn with_causes(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Result;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    /// Serves one connection with that answer; its URL.
    async fn serving(answer: Vec<u8>) -> Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/list", listener.local_addr()?);
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await?;
            let mut asked = [0; 1_024];
            let _read = stream.read(&mut asked).await?;
            stream.write_all(&answer).await?;
            stream.shutdown().await
        });
        Ok(url)
    }

    fn ok(body: &[u8]) -> Vec<u8> {
        [format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
    }

    #[tokio::test]
    async fn a_text_is_fetched_up_to_its_bound() -> Result<()> {
        assert_eq!(fetch_text(&serving(ok(b"a list")).await?, 6).await?, "a list");
        let refused = fetch_text(&serving(ok(b"a list")).await?, 5).await;
        assert!(matches!(refused, Err(FetchError::TooLarge { bytes_max: 5, .. })), "{refused:?}");
        Ok(())
    }

    #[tokio::test]
    async fn an_answer_without_end_is_cut_off() -> Result<()> {
        let endless = [b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".as_slice(), &b"2\r\nxx\r\n".repeat(99)];
        let refused = fetch_text(&serving(endless.concat()).await?, 20).await;
        assert!(matches!(refused, Err(FetchError::TooLarge { .. })), "{refused:?}");
        Ok(())
    }

    #[tokio::test]
    async fn a_redirect_is_not_followed() -> Result<()> {
        let there = serving(ok(b"a list")).await?;
        let moved = format!("HTTP/1.1 302 Found\r\nlocation: {there}\r\ncontent-length: 0\r\n\r\n");
        let refused = fetch_text(&serving(moved.into_bytes()).await?, 100).await;
        assert!(matches!(refused, Err(FetchError::Status { status: StatusCode::FOUND, .. })), "{refused:?}");
        Ok(())
    }

    #[tokio::test]
    async fn what_is_no_text_is_refused() -> Result<()> {
        let refused = fetch_text(&serving(ok(&[0xff])).await?, 100).await;
        assert!(matches!(refused, Err(FetchError::NotText(_))), "{refused:?}");
        Ok(())
    }

    #[tokio::test]
    async fn a_server_without_tls_is_no_https_server() -> Result<()> {
        let url = serving(ok(b"a list")).await?.replace("http://", "https://");
        let refused = fetch_text(&url, 100).await;
        let is_refused = matches!(refused, Err(FetchError::Unreachable { .. } | FetchError::Certificates(_)));
        assert!(is_refused, "{refused:?}");
        Ok(())
    }

    #[test]
    fn only_https_and_loopback_are_fetched() {
        for url in ["https://issuer.example/list?x=1", "http://127.0.0.1:9/list", "http://[::1]/list"] {
            assert!(target(url).is_some(), "{url}");
        }
        for url in [
            "http://issuer.example/list",
            "http://localhost/list",
            "http://192.168.1.1/list",
            "http://127.0.0.1.evil.example/list",
            "https://me:secret@issuer.example/list",
            "https:///list",
            "ftp://127.0.0.1/list",
            "file:///etc/passwd",
            "/list",
            "",
        ] {
            assert!(target(url).is_none(), "{url}");
        }
        assert!(target(&format!("https://issuer.example/{}", "x".repeat(URL_BYTES_MAX))).is_none());
    }
}
