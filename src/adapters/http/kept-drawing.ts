// A chart whose figures have not changed since the last page is not drawn again: drawing is what a small page costs most.

/** @param draw gives the same drawing for the same figures, which are plain data. */
export function keptDrawing<Figures, Drawing>(
  draw: (figures: Figures) => Promise<Drawing>,
): (figures: Figures) => Promise<Drawing> {
  let kept: { readonly of: string; readonly drawing: Promise<Drawing> } | null = null;
  return async (figures) => {
    const of = JSON.stringify(figures);
    if (kept?.of !== of) kept = { of, drawing: draw(figures) };
    const asked = kept;
    try {
      return await asked.drawing;
    } catch (error) {
      if (kept === asked) kept = null;
      throw error;
    }
  };
}
