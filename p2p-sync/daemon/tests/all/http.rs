//! Plain requests: GET as the off-chain worker's client makes it, and others.

use anyhow::{Context, Result};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// The whole answer: head and body.
pub async fn answer(url: &str) -> Result<Vec<u8>> {
    asked("GET", url, "").await
}

/// The whole answer to a request of that method with further lines in its head, each with its end.
pub async fn asked(method: &str, url: &str, lines: &str) -> Result<Vec<u8>> {
    let (host, path) = url.strip_prefix("http://").and_then(|rest| rest.split_once('/')).context("a URL")?;
    let mut stream = TcpStream::connect(host).await?;
    let request = format!("{method} /{path} HTTP/1.1\r\nhost: {host}\r\n{lines}connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer)
}

/// The answer as text.
pub async fn get(url: &str) -> Result<String> {
    Ok(String::from_utf8(answer(url).await?)?)
}

/// The body.
pub async fn body(url: &str) -> Result<Vec<u8>> {
    let mut answer = answer(url).await?;
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n").context("no end of the head")?;
    Ok(answer.split_off(head + 4))
}
