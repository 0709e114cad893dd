//! Files of the format IDX, in which MNIST is published: for readers who have it and want larger digits.
//!
//! A file begins with two zero bytes, the type of its numbers (8: unsigned bytes) and how many dimensions they have; then comes each
//! size, as four bytes, the highest first; then the numbers, the last index fastest.

use std::error::Error;
use std::fmt;
use std::path::Path;

use ndarray::{Array1, Array2};

/// Images with their labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// (n, height · width): the rows of an image one after the other, each pixel 0 to 255.
    pub images: Array2<u8>,
    /// (n).
    pub labels: Array1<u8>,
    /// Of an image, in pixels.
    pub height: usize,
    /// Of an image, in pixels.
    pub width: usize,
}

/// Why a file is not taken, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It begins as gzip does.
    Packed,
    /// It does not begin as IDX does; its first four bytes, or as many as there are.
    Other(Vec<u8>),
    /// IDX, but of numbers that are not bytes: the type.
    Type(u8),
    /// Bytes with another number of dimensions: found and wanted.
    Dimensions(u8, u8),
    /// The sizes at its beginning are not there as a whole, or not all of the numbers: bytes found and wanted.
    Short(usize, usize),
    /// There is more in it than its sizes say: bytes found and wanted.
    Long(usize, usize),
    /// The product of its sizes is more than a machine can count.
    Large(Vec<u32>),
    /// The images have no pixels.
    Empty(u32, u32),
    /// So many images, and so many labels.
    Apart(usize, usize),
    /// It cannot be read at all: what the system says.
    Unreadable(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Packed => f.write_str("this is still packed with gzip: `gunzip FILE` unpacks it"),
            Fault::Other(first) => {
                write!(
                    f,
                    "this is not an IDX file: it begins with the bytes {first:?}, and not with 0, 0, 8 and "
                )?;
                f.write_str(
                    "the number of dimensions. Is it the right file, and was it downloaded as a whole?",
                )
            }
            Fault::Type(found) => {
                write!(
                    f,
                    "the numbers in this IDX file have the type {found:#04x}, and only bytes (0x08) are read: "
                )?;
                f.write_str("images and labels of MNIST are bytes")
            }
            Fault::Dimensions(found, 3) => {
                write!(f, "images have 3 dimensions, and this file has {found}: ")?;
                f.write_str(if *found == 1 {
                    "it has labels; were the two files swapped?"
                } else {
                    "give the file of the images"
                })
            }
            Fault::Dimensions(found, wanted) => {
                write!(f, "labels have {wanted} dimension, and this file has {found}: ")?;
                f.write_str(if *found == 3 {
                    "it has images; were the two files swapped?"
                } else {
                    "give the file of the labels"
                })
            }
            Fault::Short(found, wanted) => {
                write!(
                    f,
                    "this file ends after {found} of {wanted} bytes: download it again, or unpack it again"
                )
            }
            Fault::Long(found, wanted) => {
                write!(f, "this file has {found} bytes, and by the sizes at its beginning only {wanted}: ")?;
                f.write_str("download it again; what follows could be anything")
            }
            Fault::Large(sizes) => {
                write!(
                    f,
                    "the sizes {sizes:?} at the beginning of this file cannot be true: download it again"
                )
            }
            Fault::Empty(height, width) => {
                write!(
                    f,
                    "the images in this file are {height} by {width} pixels: there is nothing to learn from them"
                )
            }
            Fault::Apart(images, labels) => {
                write!(
                    f,
                    "there are {images} images and {labels} labels: take both files of the same part, "
                )?;
                f.write_str("train-… with train-…, or t10k-… with t10k-…")
            }
            Fault::Unreadable(why) => f.write_str(why),
        }
    }
}

impl Error for Fault {}

/// A file that is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Which.
    pub file: String,
    /// Why.
    pub fault: Fault,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.fault)
    }
}

impl Error for Refused {}

/// The sizes of an IDX file of bytes, and the bytes. Nothing is allocated for what the sizes claim.
fn split(bytes: &[u8], dimensions: u8) -> Result<(Vec<u32>, &[u8]), Fault> {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(Fault::Packed);
    }
    let (kind, found) = match bytes {
        [0, 0, kind, found, ..] => (*kind, *found),
        _ => return Err(Fault::Other(bytes[..bytes.len().min(4)].to_vec())),
    };
    match kind {
        0x08 => {}
        0x09 | 0x0b..=0x0e => return Err(Fault::Type(kind)),
        _ => return Err(Fault::Other(bytes[..4].to_vec())),
    }
    if found != dimensions {
        return Err(Fault::Dimensions(found, dimensions));
    }
    let head = 4 + 4 * usize::from(dimensions);
    let Some(sizes) = bytes.get(4..head) else { return Err(Fault::Short(bytes.len(), head)) };
    let sizes: Vec<u32> =
        sizes.chunks_exact(4).map(|size| u32::from_be_bytes([size[0], size[1], size[2], size[3]])).collect();
    let count =
        sizes.iter().try_fold(1_usize, |product, &size| product.checked_mul(usize::try_from(size).ok()?));
    let Some(whole) = count.and_then(|count| count.checked_add(head)) else {
        return Err(Fault::Large(sizes));
    };
    match bytes.len() {
        len if len < whole => Err(Fault::Short(len, whole)),
        len if len > whole => Err(Fault::Long(len, whole)),
        _ => Ok((sizes, &bytes[head..])),
    }
}

/// The images in the bytes of a file such as `train-images-idx3-ubyte`: (n, height · width), height and width.
///
/// # Errors
/// What the bytes are instead.
pub fn images(bytes: &[u8]) -> Result<(Array2<u8>, usize, usize), Fault> {
    let (sizes, pixels) = split(bytes, 3)?;
    let (height, width) = (sizes[1] as usize, sizes[2] as usize);
    if height == 0 || width == 0 {
        return Err(Fault::Empty(sizes[1], sizes[2]));
    }
    // The product of the sizes is the number of pixels that are there, so that of two of them cannot be too large, unless there are none.
    let Some(size) = height.checked_mul(width) else { return Err(Fault::Large(sizes)) };
    let images = Array2::from_shape_vec((pixels.len() / size, size), pixels.to_vec());
    Ok((images.map_err(|_| Fault::Large(sizes))?, height, width))
}

/// The labels in the bytes of a file such as `train-labels-idx1-ubyte`.
///
/// # Errors
/// What the bytes are instead.
pub fn labels(bytes: &[u8]) -> Result<Array1<u8>, Fault> {
    Ok(Array1::from_vec(split(bytes, 1)?.1.to_vec()))
}

/// The images of one file and the labels of another.
///
/// # Errors
/// If one of them is something else, or they do not belong together.
pub fn labelled(image_file: &Path, label_file: &Path) -> Result<Labelled, Refused> {
    let refused = |file: &Path, fault| Refused { file: file.display().to_string(), fault };
    let read = |file: &Path| {
        std::fs::read(file)
            .map_err(|error| refused(file, Fault::Unreadable(format!("cannot be read: {error}"))))
    };
    let bytes = read(image_file)?;
    let (images, height, width) = images(&bytes).map_err(|fault| refused(image_file, fault))?;
    let bytes = read(label_file)?;
    let labels = labels(&bytes).map_err(|fault| refused(label_file, fault))?;
    if images.nrows() != labels.len() {
        return Err(refused(label_file, Fault::Apart(images.nrows(), labels.len())));
    }
    Ok(Labelled { images, labels, height, width })
}

#[cfg(test)]
mod tests;
