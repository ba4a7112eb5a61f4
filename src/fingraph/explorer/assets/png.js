// A picture of pixels from the SVG.

const FACTOR = 2; // pixels of the picture for one of the screen
const MOST = 8192; // px, beyond which browsers give an empty picture

/**
 * @param {string} svg that stands alone
 * @param {number} width px
 * @param {number} height px
 * @returns {Promise<Blob>} PNG, twice as large
 */
export async function pngOf(svg, width, height) {
  // A data address, since a page in a sandbox may not read back what it drew from a blob.
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const factor = Math.min(FACTOR, MOST / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * factor);
  canvas.height = Math.round(height * factor);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("canvas");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => { if (blob) resolve(blob); else reject(new Error("PNG")); }, "image/png");
  });
}
