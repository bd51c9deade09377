//! A form with files as it arrives at the edge. Any bytes behind a right beginning are read or refused, twice the same, and
//! nothing is in the parts that was not sent; what a browser writes is read as it was; a file is taken for what it holds or
//! refused with a reason, and its name leads nowhere.
#![no_main]

use futures_util::FutureExt;
use libfuzzer_sys::fuzz_target;
use rathaus_web::{Fields, uploads};

const BOUNDARY: &str = "X-rathaus";

fn read(body: Vec<u8>) -> Option<Fields> {
    // All of it is there, so there is nothing to wait for.
    Fields::from_multipart(body.into(), BOUNDARY).now_or_never()?.ok()
}

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    let fields = match kind % 4 {
        // Foreign from the first part on, and from the head of a file on.
        0 => read([b"--X-rathaus\r\n", bytes].concat()),
        1 => {
            let head = b"--X-rathaus\r\ncontent-disposition: form-data; name=\"f\"; filename=\"";
            let body = [head, bytes].concat();
            let fields = read(body.clone());
            assert_eq!(fields, read(body));
            fields
        }
        // What a browser writes.
        _ => {
            let end = b"\r\n--X-rathaus--\r\n";
            let is_own = bytes.windows(BOUNDARY.len()).any(|part| part == BOUNDARY.as_bytes());
            let head = b"--X-rathaus\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.pdf\"\r\n\r\n";
            let fields = read([head, bytes, end].concat());
            if !is_own {
                let file = &fields.as_ref().expect("a file").files[0];
                assert_eq!((file.field.as_str(), file.name.as_str(), &file.bytes[..]), ("f", "a.pdf", bytes));
            }
            fields
        }
    };
    let Some(fields) = fields else { return };
    let values: usize = fields.values.iter().map(|(name, value)| name.len() + value.len()).sum();
    let files: usize = fields.files.iter().map(|file| file.bytes.len()).sum();
    // A sign that is none takes three bytes instead of one.
    assert!(values + files <= 3 * (bytes.len() + 100));
    for upload in &fields.files {
        match uploads::check_upload(upload, &uploads::Allowed::documents()) {
            Ok(checked) => {
                assert!(!checked.name.is_empty() && !checked.name.contains(['/', '\\', '\0', '\r', '\n']));
                assert!(!upload.bytes.is_empty());
            }
            Err(mistake) => assert!(mistake.key.starts_with("upload-")),
        }
    }
});
