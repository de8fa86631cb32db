// A phone's photo has 4,000 pixels and 8 MB; over the network of a province ten of them take an hour, and paper shows
// no more than half of that. So it is made smaller before the device keeps it; the file on the camera stays as it is.

const LONGEST = 2000; // pixels of the longer side: small print on a photographed A4 sheet can still be read
const QUALITY = 0.85;
const PHOTOS = /^image\/(jpeg|webp|heic|heif)$/; // a PNG is a picture of a screen, whose letters would blur

/** The same photo as a JPEG of at most `LONGEST` pixels, upright; the file itself where nothing is gained or the browser
 * cannot read it. */
export async function smaller(file) {
  if (!PHOTOS.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const made = await drawn(picture);
    picture.close();
    return made && made.size < file.size ? new File([made], nameOf(file.name), { type: made.type }) : file;
  } catch {
    return file; // the server says what is wrong with it
  }
}

/** As JPEG, or null for a picture that is small enough. */
function drawn(picture) {
  const scale = LONGEST / Math.max(picture.width, picture.height);
  if (scale >= 1) return null;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.fillStyle = "white"; // below what is transparent
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

function nameOf(name) {
  return `${name.replace(/\.[^.]*$/, "")}.jpg`;
}
