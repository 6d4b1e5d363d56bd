// SVG to PNG, with a font of our own (Nanum Gothic, OFL): the same picture on every machine, and Korean on a server
// without any font. Loaded when the first picture is drawn, so that no command pays for it at its start.

import { createRequire } from 'node:module';

/** Twice the size of the drawing: sharp on a phone. */
const ZOOM = 2;

/** @throws Error if the SVG cannot be drawn. */
export async function svgToPng(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  const { resolve } = createRequire(import.meta.url);
  const fonts = '@expo-google-fonts/nanum-gothic';
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: ZOOM },
    font: {
      loadSystemFonts: false,
      fontFiles: [
        resolve(`${fonts}/400Regular/NanumGothic_400Regular.ttf`),
        resolve(`${fonts}/700Bold/NanumGothic_700Bold.ttf`),
      ],
      defaultFontFamily: 'NanumGothic',
    },
  });
  return image.render().asPng();
}
