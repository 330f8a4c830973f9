// A photo for the trail: as a JPEG of at most 1600 px and about one megabyte.

const LONGEST_PX = 1600;
const MOST_CHARACTERS = 1_400_000;

export async function shrink(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  for (const quality of [0.85, 0.7, 0.5]) {
    const url = canvas.toDataURL("image/jpeg", quality);
    if (url.length <= MOST_CHARACTERS) return url;
  }
  return canvas.toDataURL("image/jpeg", 0.3);
}

// Opens the camera behind a hidden file input; resolves with the picture, or null when the person turned back.
export function shoot(input) {
  return new Promise((resolve) => {
    const taken = () => resolve(input.files.length ? shrink(input.files[0]) : null);
    input.value = "";
    input.addEventListener("change", taken, { once: true });
    input.addEventListener("cancel", () => resolve(null), { once: true });
    input.click();
  });
}
