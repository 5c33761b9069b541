//! Requests and answers on the wire: a length (u32, big endian), then as many bytes. The length is checked before
//! anything is allocated.

use futures::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use libp2p::{StreamProtocol, request_response::Codec};
use std::io;

/// Largest request and largest answer in bytes.
pub const SYNC_BYTES_MAX: usize = 1024 * 1024;

/// Moves opaque bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SyncCodec;

impl Codec for SyncCodec {
    type Protocol = StreamProtocol;
    type Request = Vec<u8>;
    type Response = Vec<u8>;

    async fn read_request<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Vec<u8>>
    where
        T: AsyncRead + Unpin + Send,
    {
        read(io).await
    }

    async fn read_response<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Vec<u8>>
    where
        T: AsyncRead + Unpin + Send,
    {
        read(io).await
    }

    async fn write_request<T>(&mut self, _: &StreamProtocol, io: &mut T, request: Vec<u8>) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        write(io, &request).await
    }

    async fn write_response<T>(&mut self, _: &StreamProtocol, io: &mut T, response: Vec<u8>) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        write(io, &response).await
    }
}

async fn read(io: &mut (impl AsyncRead + Unpin + Send)) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    io.read_exact(&mut length).await?;
    let length = u32::from_be_bytes(length) as usize;
    if length > SYNC_BYTES_MAX {
        return Err(oversize(length));
    }
    // Memory grows with what arrives, not with what was announced.
    let mut data = Vec::new();
    io.take(length as u64).read_to_end(&mut data).await?;
    if data.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(data)
}

async fn write(io: &mut (impl AsyncWrite + Unpin + Send), data: &[u8]) -> io::Result<()> {
    let length = u32::try_from(data.len()).ok().filter(|_| data.len() <= SYNC_BYTES_MAX);
    let length = length.ok_or_else(|| oversize(data.len()))?;
    io.write_all(&length.to_be_bytes()).await?;
    io.write_all(data).await?;
    io.close().await
}

fn oversize(length: usize) -> io::Error {
    let text = format!("a message of {length} bytes; at most {SYNC_BYTES_MAX} are allowed");
    io::Error::new(io::ErrorKind::InvalidData, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::{executor::block_on, io::Cursor};

    fn written(data: &[u8]) -> io::Result<Vec<u8>> {
        let mut wire = Cursor::new(Vec::new());
        block_on(write(&mut wire, data))?;
        Ok(wire.into_inner())
    }

    #[test]
    fn what_is_written_is_read() -> io::Result<()> {
        for size in [0, 1, SYNC_BYTES_MAX] {
            let data = vec![7; size];
            assert_eq!(block_on(read(&mut Cursor::new(written(&data)?)))?, data);
        }
        Ok(())
    }

    #[test]
    fn one_byte_too_many_is_not_written() {
        assert!(written(&vec![0; SYNC_BYTES_MAX + 1]).is_err());
    }

    #[test]
    fn an_announced_oversize_is_refused_unread() {
        let wire = (SYNC_BYTES_MAX as u32 + 1).to_be_bytes();
        let error = block_on(read(&mut Cursor::new(wire))).expect_err("too large");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_message_cut_short_is_refused() {
        let wire = [0, 0, 0, 9, 1, 2];
        let error = block_on(read(&mut Cursor::new(wire))).expect_err("cut short");
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }
}
