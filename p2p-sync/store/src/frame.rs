//! One group of records as one write: marker (u32), length (u32), CRC-32 (u32), all little endian, then the records.
//!
//! The marker is random per segment and seeds the CRC. So no bytes inside a record, which strangers choose, can pass
//! for a frame, and a frame found behind a broken one proves that the broken one had been acknowledged: a group is
//! written only after the group before has reached the disk.

/// Largest payload of a frame in bytes. A larger group becomes several frames, each synced before the next.
pub const FRAME_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Marker, length and CRC.
pub(crate) const FRAME_HEADER_BYTES: usize = 12;

/// How a walk over the frames of a segment ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With the last byte.
    Clean,
    /// The frame at this offset is not whole, and nothing whole follows: the write was never acknowledged.
    Torn(usize),
    /// The frame at this offset was whole once.
    Broken(usize),
}

/// Begins a frame in `out`; the payload is to be appended, then [`finish`] called.
pub(crate) fn begin(out: &mut Vec<u8>) {
    out.clear();
    out.extend_from_slice(&[0; FRAME_HEADER_BYTES]);
}

/// Fills in the header of the frame that `frame` holds, to be written at `offset`.
pub(crate) fn finish(frame: &mut [u8], marker: u32, offset: usize) {
    let Some((header, payload)) = frame.split_first_chunk_mut::<FRAME_HEADER_BYTES>() else { return };
    let length = payload.len() as u32;
    let crc = crc(marker, offset, length, payload);
    for (field, value) in header.chunks_exact_mut(4).zip([marker, length, crc]) {
        field.copy_from_slice(&value.to_le_bytes());
    }
}

/// Walks over the frames of `segment` from `start`, giving each payload and its offset to `visit`.
pub(crate) fn walk<E>(
    segment: &[u8],
    marker: u32,
    start: usize,
    mut visit: impl FnMut(usize, &[u8]) -> Result<(), E>,
) -> Result<End, E> {
    let mut at = start;
    while at < segment.len() {
        let Some(payload) = frame_at(segment, marker, at) else { return Ok(broken_or_torn(segment, marker, at)) };
        visit(at + FRAME_HEADER_BYTES, payload)?;
        at += FRAME_HEADER_BYTES + payload.len();
    }
    Ok(End::Clean)
}

/// The payload of the whole frame at `at`, if there is one.
fn frame_at(segment: &[u8], marker: u32, at: usize) -> Option<&[u8]> {
    let (header, rest) = segment.get(at..)?.split_first_chunk::<FRAME_HEADER_BYTES>()?;
    let mut fields = header.chunks_exact(4).map(|field| u32::from_le_bytes([field[0], field[1], field[2], field[3]]));
    let (found, length, expected) = (fields.next()?, fields.next()?, fields.next()?);
    if found != marker || length as usize > FRAME_BYTES_MAX {
        return None;
    }
    let payload = rest.get(..length as usize)?;
    (crc(marker, at, length, payload) == expected).then_some(payload)
}

fn broken_or_torn(segment: &[u8], marker: u32, at: usize) -> End {
    // One write is one frame: what is longer than a frame was more than one write.
    let longer = segment.len() - at > FRAME_HEADER_BYTES + FRAME_BYTES_MAX;
    let followed = || (at + 1..segment.len()).any(|next| frame_at(segment, marker, next).is_some());
    if longer || followed() { End::Broken(at) } else { End::Torn(at) }
}

fn crc(marker: u32, offset: usize, length: u32, payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(marker);
    hasher.update(&(offset as u64).to_le_bytes());
    hasher.update(&length.to_le_bytes());
    hasher.update(payload);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    const MARKER: u32 = 0xC0FF_EE11;

    fn segment(payloads: &[&[u8]]) -> Vec<u8> {
        let mut segment = Vec::new();
        for payload in payloads {
            let mut frame = Vec::new();
            begin(&mut frame);
            frame.extend_from_slice(payload);
            finish(&mut frame, MARKER, segment.len());
            segment.extend_from_slice(&frame);
        }
        segment
    }

    fn walked(segment: &[u8]) -> (Vec<Vec<u8>>, End) {
        let mut payloads = Vec::new();
        let Ok(end) = walk(segment, MARKER, 0, |_, payload| {
            payloads.push(payload.to_vec());
            Ok::<_, Infallible>(())
        });
        (payloads, end)
    }

    #[test]
    fn frames_are_read_back_in_order() {
        let (payloads, end) = walked(&segment(&[b"one", b"", b"three"]));
        assert_eq!((payloads.concat(), end), (b"onethree".to_vec(), End::Clean));
    }

    #[test]
    fn every_cut_of_the_last_frame_is_torn() {
        let whole = segment(&[b"first", b"second"]);
        let second = segment(&[b"first"]).len();
        for length in second + 1..whole.len() {
            assert_eq!(walked(&whole[..length]), (vec![b"first".to_vec()], End::Torn(second)), "{length}");
        }
    }

    #[test]
    fn every_flipped_bit_of_the_last_frame_is_torn() {
        let second = segment(&[b"first"]).len();
        for at in second..segment(&[b"first", b"second"]).len() {
            let mut damaged = segment(&[b"first", b"second"]);
            damaged[at] ^= 1;
            assert_eq!(walked(&damaged).1, End::Torn(second), "{at}");
        }
    }

    #[test]
    fn every_flipped_bit_of_an_earlier_frame_is_broken() {
        for at in 0..segment(&[b"first"]).len() {
            let mut damaged = segment(&[b"first", b"second"]);
            damaged[at] ^= 1;
            assert_eq!(walked(&damaged).1, End::Broken(0), "{at}");
        }
    }

    #[test]
    fn a_frame_inside_a_torn_payload_needs_the_marker_to_pass() {
        let mut inner = Vec::new();
        begin(&mut inner);
        finish(&mut inner, MARKER ^ 1, 100);
        let mut torn = segment(&[&inner]);
        torn.pop();
        torn[0] ^= 1;
        assert_eq!(walked(&torn).1, End::Torn(0));
    }

    #[test]
    fn zeros_behind_the_last_frame_are_torn() {
        let mut padded = segment(&[b"first"]);
        let end = padded.len();
        padded.resize(end + 4_096, 0);
        assert_eq!(walked(&padded), (vec![b"first".to_vec()], End::Torn(end)));
    }
}
