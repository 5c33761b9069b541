//! Plain HTTP requests, as any client makes them.

use anyhow::{Context, Result, ensure};
use cybersyn_identity::http::Response;
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longest answer that is read, in bytes.
const ANSWER_BYTES_MAX: u64 = 1024 * 1024;

/// `GET`s what is at `url` (`http://HOST:PORT/…`). Blocks.
pub fn get(url: &str, accept: &str) -> Result<Response> {
    let (host, path) = url.strip_prefix("http://").and_then(|rest| rest.split_once('/')).context("a URL")?;
    let mut stream = TcpStream::connect(host).with_context(|| format!("nobody answers at {host}"))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET /{path} HTTP/1.1\r\nhost: {host}\r\naccept: {accept}\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(ANSWER_BYTES_MAX).read_to_string(&mut answer)?;
    read(&answer).with_context(|| format!("{url} answers {answer:?}"))
}

fn read(answer: &str) -> Result<Response> {
    let (head, body) = answer.split_once("\r\n\r\n").context("the head has no end")?;
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("no status")?.parse()?;
    let headers: Vec<(String, &str)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .collect();
    let header = |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| (*value).to_owned());
    ensure!(header("transfer-encoding").is_none(), "the body comes in chunks");
    let length = header("content-length").map(|length| length.parse()).transpose()?;
    ensure!(length.is_none_or(|length: usize| length == body.len()), "the body is cut off");
    let content_type = header("content-type").map(Into::into);
    Ok(Response { status, content_type, location: header("location"), body: body.to_owned() })
}
