use super::*;

/// An IDX file of bytes.
fn file(sizes: &[u32], numbers: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, sizes.len() as u8];
    bytes.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
    bytes.extend(numbers);
    bytes
}

/// Whether the text says what to do or look for.
fn says(fault: &Fault, words: &[&str]) {
    let text = fault.to_string();
    assert!(words.iter().all(|word| text.contains(word)), "{text}");
}

#[test]
fn what_is_right_is_read() {
    let pixels: Vec<u8> = (0..12).collect();
    let (found, height, width) = images(&file(&[2, 3, 2], &pixels)).unwrap();
    assert_eq!((found.dim(), height, width), ((2, 6), 3, 2));
    assert_eq!(found.row(1).to_vec(), [6, 7, 8, 9, 10, 11]);
    assert_eq!(labels(&file(&[3], &[5, 0, 4])).unwrap().to_vec(), [5, 0, 4]);
    assert_eq!(images(&file(&[0, 28, 28], &[])).unwrap().0.dim(), (0, 784));
    assert!(labels(&file(&[0], &[])).unwrap().is_empty());
}

#[test]
fn what_is_packed_is_to_be_unpacked() {
    let fault = images(&[0x1f, 0x8b, 8, 0, 0, 0]).unwrap_err();
    assert_eq!(fault, Fault::Packed);
    says(&fault, &["gunzip"]);
    assert_eq!(labels(&[0x1f, 0x8b]), Err(Fault::Packed));
}

#[test]
fn what_is_no_idx_is_refused() {
    for bytes in [
        &b""[..],
        b"\0",
        b"\0\0\x08",
        b"<!DOCTYPE html>",
        b"\x89PNG....",
        b"\0\0\x07\x03....",
        b"\0\x01\x08\x03....",
    ] {
        let fault = images(bytes).unwrap_err();
        assert_eq!(fault, Fault::Other(bytes[..bytes.len().min(4)].to_vec()));
        says(&fault, &["not an IDX file"]);
    }
    let floats = [0, 0, 0x0d, 3, 0, 0, 0, 0];
    assert_eq!(images(&floats), Err(Fault::Type(0x0d)));
    says(&Fault::Type(0x0d), &["0x0d", "bytes"]);
}

#[test]
fn swapped_files_are_said_to_be_swapped() {
    let fault = images(&file(&[3], &[1, 2, 3])).unwrap_err();
    assert_eq!(fault, Fault::Dimensions(1, 3));
    says(&fault, &["labels", "swapped"]);
    let fault = labels(&file(&[1, 1, 1], &[1])).unwrap_err();
    assert_eq!(fault, Fault::Dimensions(3, 1));
    says(&fault, &["images", "swapped"]);
    says(&images(&file(&[1, 1, 1, 1], &[1])).unwrap_err(), &["4"]);
}

#[test]
fn every_part_of_a_file_is_refused_as_too_short() {
    let whole = file(&[2, 2, 2], &[1; 8]);
    for len in 4..16 {
        assert_eq!(images(&whole[..len]), Err(Fault::Short(len, 16)));
    }
    for len in 16..24 {
        assert_eq!(images(&whole[..len]), Err(Fault::Short(len, 24)));
    }
    says(&Fault::Short(23, 24), &["23", "24", "again"]);
    assert_eq!(labels(&file(&[4], &[1, 2])), Err(Fault::Short(10, 12)));
}

#[test]
fn what_follows_is_refused() {
    let mut long = file(&[2], &[1, 2]);
    long.push(0);
    let fault = labels(&long).unwrap_err();
    assert_eq!(fault, Fault::Long(11, 10));
    says(&fault, &["11", "10"]);
    assert_eq!(images(&file(&[0, 2, 2], &[7])), Err(Fault::Long(17, 16)));
}

/// Sizes whose product a machine cannot count, and sizes that it can, but has no memory for: nothing is allocated for either.
#[test]
fn what_a_header_claims_is_not_believed() {
    let most = u32::MAX;
    let fault = images(&file(&[most, most, most], &[])).unwrap_err();
    assert_eq!(fault, Fault::Large(vec![most; 3]));
    says(&fault, &["4294967295"]);
    assert!(matches!(labels(&file(&[most], &[1])), Err(Fault::Short(9, _) | Fault::Large(_))));
    assert!(matches!(
        images(&file(&[most, 1, 1 << 20], &[1; 40])),
        Err(Fault::Short(56, _) | Fault::Large(_))
    ));
    // No images, of a size that does not fit; and images without pixels.
    assert!(matches!(images(&file(&[0, most, most], &[])), Err(Fault::Large(_))));
    let fault = images(&file(&[5, 0, 28], &[])).unwrap_err();
    assert_eq!(fault, Fault::Empty(0, 28));
    says(&fault, &["0 by 28"]);
}

#[test]
fn files_are_read_together() {
    let folder = std::env::temp_dir().join(format!("idx-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let some = write("images", &file(&[2, 1, 2], &[1, 2, 3, 4]));
    let two = write("two", &file(&[2], &[7, 9]));
    let three = write("three", &file(&[3], &[7, 9, 1]));
    let read = labelled(&some, &two).unwrap();
    assert_eq!(
        (read.images.dim(), read.labels.to_vec(), read.height, read.width),
        ((2, 2), vec![7, 9], 1, 2)
    );
    let refused = labelled(&some, &three).unwrap_err();
    assert_eq!(refused.fault, Fault::Apart(2, 3));
    assert!(refused.to_string().contains("three") && refused.to_string().contains("t10k"), "{refused}");
    let refused = labelled(&two, &some).unwrap_err();
    assert!(refused.to_string().contains("two") && refused.to_string().contains("swapped"), "{refused}");
    let refused = labelled(&folder.join("no"), &two).unwrap_err();
    assert!(matches!(refused.fault, Fault::Unreadable(_)), "{refused}");
    std::fs::remove_dir_all(&folder).unwrap();
}
